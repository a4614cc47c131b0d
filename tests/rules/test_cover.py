"""H18 and H19: doctors who stay in the clinic, and how many visits a person makes in a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from scheduler.domain.care import PartNeed
from scheduler.domain.day import Day
from scheduler.domain.people import Shift, Staff
from scheduler.domain.plan import Finding
from scheduler.rules.cover import COVER, halves
from tests import builders as a
from tests.rules.agreement import draft_of, findings, named

ROUND = a.service("BED_ROUND", 10, parts=[PartNeed(frozenset({"GP", "RN"}))])
DOCTORS = tuple(a.staff(f"G{n}", "GP") for n in range(1, 5))


def clinic(shifts: Iterable[Shift], staying: int = 2, people: Iterable[Staff] = DOCTORS) -> Day:
    visits = [a.visit(f"V{n}", f"R{n}", of=ROUND) for n in range(1, 5)]
    numbers = {"H18_doctors_in_clinic": staying}
    return a.day(visits, services=[ROUND], people=people, shifts=shifts, numbers=numbers)


def found(day: Day, *shift_ids: str) -> list[Finding]:
    """What H18 finds when these shifts serve one visit each."""
    begins = {shift.id: shift.start for shift in day.shifts.values()}
    stops = {
        shift_id: [a.stop(day, f"V{n}", begins[shift_id].replace(minute=30))] for n, shift_id in enumerate(shift_ids, 1)
    }
    return findings(day, a.plan(day, stops), named(COVER, "H18"))


def mornings(*kinds: str) -> list[Shift]:
    return [a.shift(f"G{n}", kind=kind) for n, kind in enumerate(kinds, 1)]


def test_of_four_doctors_two_may_be_out_when_two_stay() -> None:
    day = clinic(mornings("field", "field", "field", "clinic"))
    assert found(day, "G1-08:00", "G2-08:00") == []
    (one,) = found(day, "G1-08:00", "G2-08:00", "G3-08:00")
    assert (one.amount, one.unit) == (1, "doctor")
    assert "上午" in one.zh


def test_a_doctor_on_leave_does_not_keep_the_clinic() -> None:
    day = clinic(mornings("field", "field", "clinic", "leave"))
    assert a.amounts(found(day, "G1-08:00", "G2-08:00")) == [2 - (3 - 2)]


def test_with_too_few_doctors_on_duty_nobody_goes_out() -> None:
    day = clinic(mornings("field"))
    assert found(day) == []
    assert a.amounts(found(day, "G1-08:00")) == [1]


def test_on_a_day_off_the_only_doctor_on_duty_goes_out_while_nobody_has_the_clinic() -> None:
    closed = replace(clinic(mornings("field")), workday=False)
    assert found(closed, "G1-08:00") == []
    opened = replace(clinic(mornings("field", "clinic")), workday=False)
    assert a.amounts(found(opened, "G1-08:00")) == [1 - max(0, 2 - 2)]


def test_the_halves_are_counted_apart() -> None:
    shifts = [*mornings("clinic", "clinic", "field"), a.shift("G3", "14:00", "17:00"), a.shift("G1", "14:00", "17:00")]
    day = clinic(shifts)
    assert found(day, "G3-08:00") == []
    (one,) = found(day, "G3-14:00")  # in the afternoon two are on duty, both must stay
    assert one.amount == 1
    assert "下午" in one.zh


@pytest.mark.parametrize(
    ("start", "end", "halves_reached"),
    [("08:00", "12:00", [1, 0]), ("08:00", "12:01", [1, 1]), ("12:00", "17:00", [0, 1]), ("11:59", "17:00", [1, 1])],
)
def test_a_shift_is_of_every_half_that_it_reaches_into(start: str, end: str, halves_reached: list[int]) -> None:
    day = clinic([a.shift("G1", start, end)])
    assert [len(half.field_shifts) for half in halves(day)] == halves_reached


def test_seconded_doctors_and_nurses_do_not_count() -> None:
    people = [replace(DOCTORS[0], employer="lead_hospital"), a.staff("N1"), *DOCTORS[1:]]
    day = clinic([*mornings("field"), a.shift("N1")], people=people)
    assert found(day, "G1-08:00", "N1-08:00") == []


def test_a_route_that_is_not_used_is_not_away() -> None:
    day = clinic(mornings("field", "field", "field"))
    assert found(day, "G1-08:00") == []
    assert [c.maximum for c in draft_of(day, named(COVER, "H18")).counters] == [1]


CAPS = [
    ("RN", "centre", "nurse_visits"),
    ("RN", "hospital", "internet_visits"),
    ("GP", "centre", "doctor_visits"),
    ("GP", "lead_hospital", "doctor_visits"),
    ("TCM", "centre", "doctor_visits"),
    ("PH", "centre", "doctor_visits"),
    ("PHARM", "centre", "pharmacist_visits"),
    ("REHAB", "centre", "rehab_visits"),
]


@pytest.mark.parametrize(("role", "employer", "key"), CAPS)
def test_each_role_has_its_daily_cap_over_all_routes(role: str, employer: str, key: str) -> None:
    visits = [a.visit(f"V{n}", f"R{n}") for n in (1, 2, 3)]
    person = a.staff("N1", role, employer=employer)
    shifts = [a.shift("N1", "08:00"), a.shift("N1", "14:00", "17:00")]
    for cap, over in ((3, 0), (2, 1), (1, 2)):
        day = a.day(visits, people=[person], shifts=shifts, numbers={f"H19_{key}": cap})
        plan = a.plan(day, {"N1-08:00": [("V1", "08:30"), ("V2", "10:30")], "N1-14:00": [("V3", "15:00")]})
        assert sum(a.amounts(findings(day, plan, named(COVER, "H19")))) == over


def test_a_role_without_a_cap_makes_as_many_visits_as_it_can() -> None:
    day = a.day([a.visit()], people=[a.staff("D1", "DRV")])
    plan = a.plan(day, {"D1-08:00": [("V1", "09:00")]})
    assert findings(day, plan, named(COVER, "H19")) == []
    assert draft_of(day, named(COVER, "H19")).counters == []


def test_handing_samples_over_is_no_visit() -> None:
    blood = a.service("BLOOD", lab_minutes=120)
    day = a.day([a.visit(of=blood)], services=[blood], numbers={"H19_nurse_visits": 1})
    plan = a.plan(day, {"N1-08:00": [("V1", "08:30"), a.drop(day, "10:00")]})
    assert named(COVER, "H19").find(day, plan) == []


def test_people_that_the_day_does_not_know_are_passed_over() -> None:
    day = clinic(mornings("field"))
    plan = a.plan(day, {"G1-08:00": [("V1", "09:00")]})
    for rule in COVER:
        assert rule.find(replace(day, staff={}, shifts={}, visits={}), plan) == []
