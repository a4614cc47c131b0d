"""Reasons are true: each is tried again here, by hand or by the validator."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from scheduler.domain.day import Day
from scheduler.domain.people import Certificate
from scheduler.domain.plan import Plan, Reason
from scheduler.errors import NotFoundError
from scheduler.explain import why_here, why_left_out
from scheduler.validator import judge
from tests import builders as a
from tests.random_days import random_day
from tests.witness import promise

SHIFT = "N1-08:00"


def rules(reasons: tuple[Reason, ...]) -> dict[str, str]:
    """Rule by person; "" is everybody."""
    return {one.staff_id: one.rule for one in reversed(reasons)}


def test_who_lacks_a_certificate_is_told_by_h1_with_its_last_day() -> None:
    picc = a.service("PICC", parts=(replace(a.service().parts[0], skills=frozenset({"picc"})),))
    ended = a.staff("N2", certificates=(Certificate("picc", a.MONDAY - timedelta(days=1)),))
    day = a.day([a.visit(of=picc)], services=[picc], people=[a.staff("N1"), ended])
    reasons = why_left_out(day, a.plan(day), "V1")
    assert rules(reasons) == {"": "H1", "N1": "H1", "N2": "H1"}
    said = {one.staff_id: one.en for one in reasons}
    assert "no certificate for picc" in said["N1"]
    assert "ended on 2026-03-08" in said["N2"]


def test_a_role_that_nobody_has_is_one_reason() -> None:
    day = a.day([a.visit()], people=[a.staff("D1", "GP")])
    (reason,) = why_left_out(day, a.plan(day), "V1")
    assert (reason.rule, reason.staff_id) == ("H1", "")
    assert "nobody is RN" in reason.en


def test_who_is_on_leave_is_told_so() -> None:
    people = [a.staff("N1"), a.staff("N2")]
    leave = a.shift("N2", kind="leave")
    wound = a.visit(windows=(a.window("18:00", "19:00"),))
    day = a.day([wound], people=people, shifts=[a.shift("N1"), leave])
    reasons = {one.staff_id: one for one in why_left_out(day, a.plan(day), "V1")}
    assert reasons["N2"].rule == "H5"
    assert "leave" in reasons["N2"].en
    assert "休假" in reasons["N2"].zh


def test_what_holds_for_everybody_is_said_once() -> None:
    ordered = a.service("INJ", needs_order=True)
    day = a.day([a.visit(of=ordered)], services=[ordered], people=[a.staff("N1"), a.staff("N2")])
    (reason,) = why_left_out(day, a.plan(day), "V1")
    assert (reason.rule, reason.staff_id) == ("H2", "")


def full_morning() -> tuple[Day, Plan]:
    """A nurse with a morning until 10:00, full with two visits; a third is left out."""
    homes = [a.resident(f"R{k}", a.place(f"H{k}", 500 * k, 300)) for k in (1, 2, 3)]
    visits = [a.visit(f"V{k}", f"R{k}", windows=(a.window("08:00", "09:45"),)) for k in (1, 2, 3)]
    day = a.day(visits, residents=homes, shifts=[a.shift("N1", "08:00", "10:00")])
    return day, a.plan(day, {SHIFT: [("V1", "08:20"), ("V2", "09:00")]})


def test_when_everybody_able_is_full_the_closest_is_named_with_what_is_lacking() -> None:
    day, plan = full_morning()
    assert judge(day, plan).legal
    first = why_left_out(day, plan, "V3")[0]
    assert (first.rule, first.staff_id) == ("H5", "N1")
    found = re.search(r"H5 exceeded by (\d+) min", first.en)
    assert found is not None
    short = int(found[1])
    for minutes, legal in ((short - 1, False), (short, True)):  # the shift so much longer
        longer = replace(day, shifts={SHIFT: a.shift("N1", "08:00", "10:00", latest_end=_later("10:00", minutes))})
        assert any(judge(longer, one).legal for one in _orders(longer)) == legal


def _later(text: str, minutes: int) -> str:
    return (a.clock(text) + timedelta(minutes=minutes)).strftime("%H:%M")


def _orders(day: Day) -> Iterator[Plan]:
    """V3 at each position of the route, everything as early as it can be."""
    for order in (["V3", "V1", "V2"], ["V1", "V3", "V2"], ["V1", "V2", "V3"]):
        stops = [a.stop(day, one, "12:00") for one in order]
        moved, clock = [], a.clock("08:00")
        for stop, told in zip(stops, a.route(day, SHIFT, stops).stops, strict=True):
            start = clock + timedelta(seconds=told.travel_seconds + told.access_seconds)
            moved.append(replace(stop, start=start, end=start + timedelta(minutes=30)))
            clock = moved[-1].end
        yield a.plan_of_routes(day, [a.route(day, SHIFT, moved)])


def test_the_visit_in_whose_place_there_is_room_is_named() -> None:
    day, plan = full_morning()
    instead = next(one for one in why_left_out(day, plan, "V3") if one.rule == "S1")
    assert re.search(r"has room at \d\d:\d\d if V[12] is left out", instead.en)
    assert instead.staff_id == "N1"


def test_the_laboratory_is_the_reason_when_samples_would_be_late() -> None:
    draw = a.service("BLOOD_FAST", 15, lab_minutes=60, start_windows=(("07:00", "09:30"),), soft_from="08:30")
    homes = [a.resident(f"R{k}", a.place(f"H{k}", 1500 * (k + 1), 300)) for k in range(3)]
    day = a.day([a.visit(f"V{k}", f"R{k}", of=draw) for k in range(3)], services=[draw], residents=homes)
    plan = a.plan(day, {SHIFT: [a.stop(day, "V0", "08:20"), a.stop(day, "V1", "08:50"), a.drop(day, "09:25")]})
    assert judge(day, plan).legal
    reasons = why_left_out(day, plan, "V2")
    assert reasons[0].rule == "H8"
    assert any("due within 60 minutes" in one.en for one in reasons)


def test_a_visit_that_fits_is_said_to_fit_and_at_which_cost() -> None:
    day = a.day([a.visit(priority=7, last_day=a.FAR)], residents=[a.resident("R1", a.place("FAR", 4000, 3500))])
    plan = a.plan(day)
    (reason,) = [one for one in why_left_out(day, plan, "V1") if one.staff_id == "N1"]
    told = re.search(r"has room at (\d\d:\d\d), at a change of cost of ([+-]\d+)", reason.en)
    assert told is not None
    tried = a.plan(day, {SHIFT: [("V1", told[1])]})
    assert judge(day, tried).legal
    assert judge(day, tried).cost - judge(day, plan).cost == int(told[2])


def test_two_people_that_are_never_free_together_are_the_reason() -> None:
    pair = a.service("BED_SETUP", parts=(replace(a.service().parts[0], roles=frozenset({"GP"})), a.service().parts[0]),
                     sync="start")  # fmt: skip
    day = a.day(
        [a.visit(of=pair)],
        services=[pair],
        people=[a.staff("N1"), a.staff("D1", "GP")],
        shifts=[a.shift("N1", "08:00", "10:00"), a.shift("D1", "10:00", "12:00")],
        numbers={"H18_doctors_in_clinic": 0},
    )
    first = why_left_out(day, a.plan(day), "V1")[0]
    assert (first.rule, first.staff_id) == ("H6", "")
    longer = replace(day, shifts={**day.shifts, SHIFT: a.shift("N1", "08:00", "12:00")})
    first = why_left_out(longer, a.plan(longer), "V1")[0]
    assert "could come together" in first.en
    kept = replace(longer, rulebook=a.rulebook([pair], H18_doctors_in_clinic=1))
    first = why_left_out(kept, a.plan(kept), "V1")[0]
    assert (first.rule, first.staff_id) == ("H18", "D1")


def test_why_here_names_the_cost_and_that_of_every_other_person() -> None:
    seen = a.resident("R1", seen_staff=frozenset({"N1"}))
    day = a.day([a.visit()], residents=[seen], people=[a.staff("N1"), a.staff("N2"), a.staff("D1", "GP")])
    plan = a.plan(day, {SHIFT: [("V1", "09:00")]})
    here, there = why_here(day, plan, "V1")
    assert (here.staff_id, there.staff_id) == ("N1", "N2")
    verdict = judge(day, plan)
    assert f"for {verdict.cost}:" in here.en
    assert there.rule == "S5"
    assert f"S5 +{day.rulebook.weight('S5.new_person')}" in there.en


def test_why_here_names_the_rule_that_forbids_another_person() -> None:
    refusing = a.resident("R1", refuses_staff=frozenset({"N2"}))
    day = a.day([a.visit()], residents=[refusing], people=[a.staff("N1"), a.staff("N2")])
    _, there = why_here(day, a.plan(day, {SHIFT: [("V1", "09:00")]}), "V1")
    assert (there.staff_id, there.rule) == ("N2", "H12")


def test_what_the_day_does_not_know_is_not_found() -> None:
    day = a.day([a.visit()])
    for ask in (why_here, why_left_out):
        with pytest.raises(NotFoundError, match="V9"):
            ask(day, a.plan(day), "V9")
    with pytest.raises(NotFoundError, match="left out"):
        why_here(day, a.plan(day), "V1")


def test_every_visit_of_random_days_has_a_reason_in_both_languages() -> None:
    asked = 0
    for seed in range(25):
        day = random_day(seed, calm=seed % 2 == 0)
        plan = promise(day, seed)
        if not judge(day, plan).legal:
            continue
        placed = {stop.visit_id for _, stop in plan.stops()}
        for visit_id in day.visits:
            reasons = (why_here if visit_id in placed else why_left_out)(day, plan, visit_id)
            assert reasons
            assert all(one.rule and one.zh and one.en for one in reasons)
            asked += 1
    assert asked > 50
