"""H14: shared devices."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler.domain.day import Day
from scheduler.domain.people import Device, Shift
from scheduler.domain.plan import Finding
from scheduler.rules.devices import DEVICES, crowds
from tests import builders as a
from tests.rules.agreement import draft_of, findings

ECG = a.service("ECG", 20, device="ecg")
WOUND = a.service("WOUND", 20)


def day_with(count: int | None, *shifts: Shift) -> Day:
    """An ECG at V1, V2, V3 and a wound at V4; `count` devices, None: the centre has none."""
    visits = [a.visit(f"V{n}", f"R{n}", of=ECG) for n in (1, 2, 3)] + [a.visit("V4", "R4", of=WOUND)]
    people = [a.staff(f"N{n}") for n in (1, 2, 3)]
    devices = [] if count is None else [Device("ecg", count)]
    return a.day(visits, services=[ECG, WOUND], people=people, shifts=shifts, devices=devices)


def found(day: Day, **stops: tuple[str, str]) -> list[Finding]:
    """What the rule finds when the people serve these; each on the first shift."""
    first = {shift.staff_id: shift.id for shift in reversed(day.shifts.values())}
    return findings(day, a.plan(day, {first[who]: [stop] for who, stop in stops.items()}), DEVICES[0])


def test_as_many_routes_as_devices_may_carry_one() -> None:
    day = day_with(2)
    assert found(day, N1=("V1", "09:00"), N2=("V2", "09:00"), N3=("V4", "09:00")) == []


def test_a_third_route_at_the_same_time_is_one_too_many() -> None:
    (one,) = found(day_with(2), N1=("V1", "09:00"), N2=("V2", "09:00"), N3=("V3", "11:00"))
    assert (one.amount, one.staff_ids) == (3 - 2, ("N1", "N2", "N3"))
    assert "只有 2 台，多 1 台" in one.zh
    assert "there are 2, 1 too few" in one.en
    (two,) = found(day_with(1), N1=("V1", "09:00"), N2=("V2", "09:00"), N3=("V3", "11:00"))
    assert two.amount == 3 - 1


def test_one_route_serves_many_homes_with_one_device() -> None:
    day = day_with(1)
    plan = a.plan(day, {"N1-08:00": [("V1", "08:30"), ("V2", "09:30"), ("V3", "10:30")]})
    assert findings(day, plan, DEVICES[0]) == []


def test_a_device_the_centre_does_not_have_goes_nowhere() -> None:
    assert a.amounts(found(day_with(None), N1=("V1", "09:00"))) == [1]


@pytest.mark.parametrize(("second", "fires"), [("12:30", False), ("12:29", True), ("14:00", False)])
def test_a_device_brought_back_at_the_latest_end_goes_out_again(second: str, fires: bool) -> None:
    morning, later = a.shift("N1", "08:00", "12:00", "12:30"), a.shift("N2", second, "17:00")
    day = day_with(1, morning, later)
    assert bool(found(day, N1=("V1", "09:00"), N2=("V2", "15:00"))) == fires


def test_each_crowd_of_overlapping_shifts_is_counted_once() -> None:
    early, whole, late = a.shift("N1", "08:00"), a.shift("N2", "08:00", "17:00"), a.shift("N3", "13:00", "17:00")
    assert crowds([early, whole, late]) == [(early, whole), (whole, late)]
    day = day_with(1, early, whole, late)
    stops = {"N1": ("V1", "09:00"), "N2": ("V2", "10:00"), "N3": ("V3", "14:00")}
    assert a.amounts(found(day, **stops)) == [1, 1]
    assert found(day, N1=("V1", "09:00"), N3=("V3", "14:00")) == []


def test_the_sentence_tells_the_moment_at_which_all_of_them_are_out() -> None:
    day = day_with(1, a.shift("N1", "08:00"), a.shift("N2", "09:15"))
    (one,) = found(day, N1=("V1", "09:00"), N2=("V2", "10:00"))
    assert one.zh.startswith("09:15")


def test_where_fewer_people_are_on_the_road_than_devices_nothing_is_counted() -> None:
    assert draft_of(day_with(3), *DEVICES).counters == []
    assert [c.maximum for c in draft_of(day_with(2), *DEVICES).counters] == [2]


def test_visits_that_the_day_does_not_know_are_passed_over() -> None:
    day = day_with(0)
    plan = a.plan(day, {"N1-08:00": [("V1", "09:00")]})
    assert DEVICES[0].find(replace(day, visits={}), plan) == []
