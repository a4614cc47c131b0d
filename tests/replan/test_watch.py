"""The day at a moment: later stops shift, what will be missed is marked, whoever does not check out is called."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.care import PartNeed
from scheduler.domain.day import Day
from scheduler.domain.events import (
    NobodyHome,
    StaffAbsent,
    VisitCancelled,
    VisitOverran,
    VisitStarted,
    WeatherSlows,
)
from scheduler.domain.plan import Plan
from scheduler.replan.watch import StopNow, Watch, watch
from tests import builders
from tests.builders import clock, place

RIDE = 385 + 300  # 300 m + 1.3 x 1 km at 15 km/h, rounded up, and five minutes to the door


def with_bands(plan: Plan) -> Plan:
    """Promised from 15 minutes before to 45 after."""
    routes = [
        replace(
            route,
            stops=tuple(
                replace(s, band=(s.start - timedelta(minutes=15), s.start + timedelta(minutes=45))) for s in route.stops
            ),
        )
        for route in plan.routes
    ]
    return replace(plan, routes=tuple(routes), state="published")


def morning() -> tuple[Day, Plan]:
    """N1 is told V1 at 09:00, V2 at 09:45 and V3 at 10:30, on a line east, a kilometre apart; N2 V4 at 09:00."""
    homes = [builders.resident(f"R{i}", place(f"HOME-R{i}", 1000 * i)) for i in (1, 2, 3, 4)]
    visits = [builders.visit(f"V{i}", f"R{i}") for i in (1, 2, 3, 4)]
    day = builders.day(visits, residents=homes, people=[builders.staff("N1"), builders.staff("N2")])
    routes = {"N1-08:00": [("V1", "09:00"), ("V2", "09:45"), ("V3", "10:30")], "N2-08:00": [("V4", "09:00")]}
    return day, with_bands(builders.plan(day, routes))


def stops(seen: Watch) -> dict[str, StopNow]:
    return {stop.visit_id: stop for person in seen.people for stop in person.stops}


BEGUN = (VisitStarted(clock("09:00"), "V1"),)


def test_a_day_that_goes_as_told_is_green_and_reminds_of_nothing() -> None:
    day, told = morning()
    seen = watch(day, told, BEGUN, clock("09:10"))
    assert {id_: (stop.state, stop.colour) for id_, stop in stops(seen).items() if id_ != "V4"} == {
        "V1": ("begun", "green"),
        "V2": ("coming", "green"),
        "V3": ("coming", "green"),
    }
    assert (seen.amber, seen.red, seen.reminders, seen.replan) == ((), (), (), False)
    assert [(person.state, person.visit_id) for person in seen.people] == [("with", "V1"), ("under_way", "V4")]


def test_a_visit_not_checked_out_shifts_what_follows_and_marks_what_will_be_missed() -> None:
    day, told = morning()
    seen = stops(watch(day, told, BEGUN, clock("10:20")))
    assert seen["V1"].end == clock("10:20")
    assert seen["V2"].start == clock("10:20") + timedelta(seconds=RIDE)
    assert (seen["V2"].colour, seen["V2"].misses) == ("amber", ("band",))  # promised until 10:30
    assert seen["V3"].start == seen["V2"].end + timedelta(seconds=RIDE)
    assert seen["V3"].colour == "green"  # 11:13, promised until 11:15
    assert stops(watch(day, told, BEGUN, clock("10:31")))["V2"].colour == "red"


@pytest.mark.parametrize(
    ("at", "stage"),
    [
        ("09:49", ""),
        ("09:50", "call"),
        ("10:04", "call"),
        ("10:05", "coordinator"),
        ("10:20", "alarm"),
        ("11:50", "alarm"),
    ],
)
def test_reminders_come_20_35_and_50_minutes_after_the_end_that_was_due(at: str, stage: str) -> None:
    day, told = morning()
    events = (*BEGUN, VisitOverran(clock("09:20"), "V4", clock("12:00")))
    mine = [one for one in watch(day, told, events, clock(at)).reminders if one.visit_id == "V1"]
    assert [one.stage for one in mine] == ([stage] if stage else [])
    for one in mine:
        assert one.steps[0] == ("call", clock("09:50"))
        assert one.nearest == ("" if stage == "call" else "N2")
        assert "N1" in one.zh
        assert "V1" in one.en


def test_the_nearest_colleague_is_one_who_is_out() -> None:
    day, told = morning()
    for events, nearest in (
        (BEGUN, "N2"),
        ((VisitCancelled(clock("08:00"), "V4"), *BEGUN), ""),
        ((StaffAbsent(clock("08:00"), "N2", clock("08:00")), *BEGUN), ""),
    ):
        (one,) = (one for one in watch(day, told, events, clock("10:05")).reminders if one.staff_id == "N1")
        assert one.nearest == nearest


def test_who_said_that_it_lasts_longer_is_not_called_before_that() -> None:
    day, told = morning()
    longer = (*BEGUN, VisitOverran(clock("09:25"), "V1", clock("10:00")))
    assert not [one for one in watch(day, told, longer, clock("10:19")).reminders if one.staff_id == "N1"]
    (one,) = (one for one in watch(day, told, longer, clock("10:20")).reminders if one.staff_id == "N1")
    assert (one.stage, one.since) == ("call", clock("10:20"))


def test_who_never_checks_in_is_called_and_only_for_the_first_home() -> None:
    day, told = morning()
    seen = watch(day, told, (), clock("09:30"))
    assert {(one.kind, one.visit_id, one.stage) for one in seen.reminders} == {
        ("not_started", "V1", "call"),
        ("not_started", "V4", "call"),
    }
    assert stops(seen)["V1"].start == clock("09:30")


def test_a_cancelled_visit_is_grey_and_an_absent_person_leaves_her_homes_red() -> None:
    day, told = morning()
    events = (VisitCancelled(clock("08:00"), "V4"), *BEGUN, StaffAbsent(clock("09:20"), "N1", clock("09:40")))
    seen = watch(day, told, events, clock("09:25"))
    assert {id_: (s.state, s.colour) for id_, s in stops(seen).items()} == {
        "V1": ("begun", "green"),
        "V2": ("uncovered", "red"),
        "V3": ("uncovered", "red"),
        "V4": ("cancelled", "grey"),
    }
    assert seen.red == ("V2", "V3")
    assert seen.replan


def test_two_people_wait_for_one_another() -> None:
    both = builders.service("BED", 30, parts=[PartNeed(frozenset({"RN"}))] * 2, sync="start")
    homes = [builders.resident(f"R{i}", place(f"HOME-R{i}", 1000 * i)) for i in (1, 2)]
    visits = [builders.visit("V1", "R1"), builders.visit("V2", "R2", of=both)]
    people = [builders.staff("N1"), builders.staff("N2")]
    day = builders.day(visits, residents=homes, people=people, services=[builders.service(), both])
    first, second = builders.stop(day, "V2", "09:45"), builders.stop(day, "V2", "09:45", part=1)
    told = with_bands(
        builders.plan(day, {"N1-08:00": [builders.stop(day, "V1", "09:00"), first], "N2-08:00": [second]})
    )
    late = (*BEGUN, VisitOverran(clock("09:20"), "V1", clock("10:00")))
    parts = {(s.visit_id, s.part): s.start for p in watch(day, told, late, clock("09:20")).people for s in p.stops}
    assert parts["V2", 0] == parts["V2", 1] == clock("10:00") + timedelta(seconds=RIDE)


def test_snow_makes_later_homes_late_and_the_way_home_too() -> None:
    day, told = morning()
    events = (*BEGUN, VisitOverran(clock("09:20"), "V1", clock("10:00")), WeatherSlows(clock("09:25"), "snow", "fair"))
    slow = stops(watch(day, told, events, clock("09:30")))
    assert slow["V2"].start == clock("10:00") + timedelta(seconds=2 * 384 + 1 + 300)


def test_what_is_told_later_is_not_known_yet() -> None:
    day, told = morning()
    events = (*BEGUN, NobodyHome(clock("09:10"), "V1"))
    assert stops(watch(day, told, events, clock("09:05")))["V1"].state == "begun"
    assert stops(watch(day, told, events, clock("09:10")))["V1"].state == "nobody_home"


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 240), st.integers(0, 240), st.booleans())
def test_asked_again_it_says_the_same_and_nothing_comes_earlier_as_time_goes_on(
    one: int, other: int, begun: bool
) -> None:
    day, told = morning()
    first, second = (clock("08:00") + timedelta(minutes=m) for m in sorted((one, other)))
    events = BEGUN if begun else ()
    early, late = watch(day, told, events, first), watch(day, told, events, second)
    assert early == watch(day, told, events, first)
    if not begun or first >= clock("09:00"):
        assert all(
            late_stop.start >= early_stop.start
            for late_stop, early_stop in zip(
                (s for p in late.people for s in p.stops), (s for p in early.people for s in p.stops), strict=True
            )
        )
    steps = {(r.kind, r.visit_id): r.steps for r in early.reminders}
    for reminder in late.reminders:
        before = steps.get((reminder.kind, reminder.visit_id), ())
        assert reminder.steps[: len(before)] == before
