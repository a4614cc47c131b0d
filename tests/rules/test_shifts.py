"""H5, H15, S8, S4: shift, leave, clinic duty and lunch; the day's maxima; overtime; waiting."""

from __future__ import annotations

from datetime import timedelta

import pytest

from scheduler.domain.day import Day
from scheduler.domain.people import Shift
from scheduler.domain.plan import Plan
from scheduler.rules.shifts import SHIFTS
from scheduler.rules.timetable import timetable
from tests import builders as a

H5, H15, S8, S4 = SHIFTS
LUNCH = ("11:30", "13:00", 45)


def served_from(day: Day, departure: str, seconds: int = 0) -> Plan:
    """One wound, so timed that nurse N1 leaves her base then."""
    shift_id = next(shift.id for shift in day.field_shifts())
    noon = a.plan(day, {shift_id: [("V1", "12:00")]}).routes[0]
    lead = noon.stops[0].start - noon.departure
    begin = a.clock(departure) + lead + timedelta(seconds=seconds)
    return a.plan(day, {shift_id: [a.stop(day, "V1", begin)]})


def served_until(day: Day, back: str, seconds: int = 0) -> Plan:
    """One wound, so timed that nurse N1 is back then."""
    shift_id = next(shift.id for shift in day.field_shifts())
    noon = a.plan(day, {shift_id: [("V1", "12:00")]}).routes[0]
    begin = a.clock(back) - (noon.back - noon.stops[0].start) + timedelta(seconds=seconds)
    return a.plan(day, {shift_id: [a.stop(day, "V1", begin)]})


def test_a_route_may_leave_in_the_first_second_of_the_shift_and_not_before() -> None:
    day = a.day([a.visit()])
    assert H5.find(day, served_from(day, "08:00")) == []
    assert a.amounts(H5.find(day, served_from(day, "08:00", -1))) == [1]


def test_a_route_may_be_back_in_the_last_second_of_overtime_and_not_after() -> None:
    day = a.day([a.visit()], shifts=[a.shift("N1", "08:00", "12:00", latest_end="12:30")])
    assert H5.find(day, served_until(day, "12:30")) == []
    assert a.amounts(H5.find(day, served_until(day, "12:30", 1))) == [1]


@pytest.mark.parametrize("kind", ["leave", "clinic"])
def test_what_begins_during_the_shift_ends_the_route(kind: str) -> None:
    duty = a.shift("N1", "10:00", "12:00", kind=kind, id="DUTY")
    day = a.day([a.visit()], shifts=[a.shift(), duty])
    assert H5.find(day, served_until(day, "10:00")) == []
    found = H5.find(day, served_until(day, "10:00", 60))
    assert a.amounts(found) == [60]
    assert "DUTY" in found[0].en


@pytest.mark.parametrize("kind", ["leave", "clinic"])
def test_what_has_begun_before_the_shift_is_over_before_the_route_leaves(kind: str) -> None:
    duty = a.shift("N1", "08:00", "10:00", kind=kind, id="DUTY")
    day = a.day([a.visit()], shifts=[a.shift("N1", "09:00", "12:00"), duty])
    assert H5.find(day, served_from(day, "10:00")) == []
    assert a.amounts(H5.find(day, served_from(day, "10:00", -1))) == [1]


def test_two_routes_of_one_person_never_overlap() -> None:
    first = a.shift("N1", "08:00", "10:00", latest_end="11:00", id="FIRST")
    second = a.shift("N1", "10:30", "12:00", id="SECOND")
    day = a.day([a.visit()], shifts=[first, second])
    assert H5.find(day, served_until(day, "10:30")) == []
    assert a.amounts(H5.find(day, served_until(day, "10:30", 1))) == [1]


def test_a_route_on_a_clinic_shift_is_forbidden() -> None:
    day = a.day([a.visit()], shifts=[a.shift(kind="clinic")])
    assert H5.find(day, a.plan(day, {"N1-08:00": [("V1", "09:00")]})) != []


def lunch_day(lunch: tuple[str, str, int] = LUNCH) -> Day:
    whole: Shift = a.shift("N1", "08:00", "17:00", lunch=lunch)
    return a.day([a.visit()], shifts=[whole])


def with_lunch(day: Day, start: str, *pauses: tuple[str, str]) -> list[int]:
    return a.amounts(H5.find(day, a.plan(day, {"N1-08:00": [("V1", start)]}, {"N1-08:00": pauses})))


def test_a_shift_that_spans_lunch_holds_it_within_its_window() -> None:
    day = lunch_day()
    assert with_lunch(day, "09:00", ("11:30", "12:15")) == []
    assert with_lunch(day, "09:00", ("13:00", "13:45")) == []  # the last allowed start
    assert with_lunch(day, "09:00", ("13:00:01", "13:45:01")) == [1]
    assert with_lunch(day, "09:00", ("11:29:59", "12:14:59")) == [1]
    assert with_lunch(day, "09:00") == [45 * 60]


def test_lunch_is_never_shorter_than_the_centre_owes() -> None:
    day = lunch_day(("11:30", "13:00", 30))  # H5.lunch_minutes is 45
    assert with_lunch(day, "09:00", ("11:30", "12:00")) == [15 * 60]
    assert with_lunch(day, "09:00", ("11:30", "12:15")) == []


def test_nobody_serves_during_lunch() -> None:
    day = lunch_day()
    assert with_lunch(day, "11:10", ("11:35", "12:20")) == [5 * 60]  # until 11:40
    assert with_lunch(day, "12:19", ("11:35", "12:20")) != []


def test_a_break_that_the_shift_does_not_know_is_found() -> None:
    day = a.day([a.visit()])
    assert a.amounts(
        H5.find(day, a.plan(day, {"N1-08:00": [("V1", "09:00")]}, {"N1-08:00": [("10:00", "10:10")]}))
    ) == [600]


def test_the_work_of_all_routes_of_a_person_counts_together() -> None:
    shifts = [a.shift("N1", "08:00", "12:00", id="AM"), a.shift("N1", "13:00", "17:00", id="PM")]
    visits = [a.visit("V1"), a.visit("V2")]
    day = a.day(visits, shifts=shifts)
    plan = a.plan(day, {"AM": [("V1", "09:00")], "PM": [("V2", "14:00")]})
    minutes = sum(timetable(day, route).work for route in plan.routes) // 60
    for limit, over in ((minutes + 1, 0), (minutes, None), (minutes - 1, None)):
        tight = a.day(visits, shifts=shifts, numbers={"H15_max_work_minutes": limit})
        work = sum(timetable(tight, route).work for route in plan.routes)
        expected = [work - limit * 60] if work > limit * 60 else []
        assert a.amounts(H15.find(tight, plan)) == (expected if over is None else [])


def test_the_travel_of_a_day_is_limited_with_the_stairs_in_it() -> None:
    day = a.day([a.visit()], numbers={"H15_max_travel_minutes": 10})
    plan = a.plan(day, {"N1-08:00": [("V1", "09:00")]})
    clock = timetable(day, plan.routes[0])
    assert a.amounts(H15.find(day, plan)) == [sum(clock.rides) + sum(clock.access) - 600]


def test_a_second_of_overtime_costs_its_rate() -> None:
    day = a.day([a.visit()], shifts=[a.shift("N1", "08:00", "12:00", latest_end="12:30")])
    rate = day.rulebook.weight("S8.overtime")
    assert S8.find(day, served_until(day, "12:00")) == []
    assert [f.cost for f in S8.find(day, served_until(day, "12:00", 7))] == [7 * rate]


def test_waiting_between_stops_is_priced_and_waiting_at_the_base_is_not() -> None:
    day = a.day([a.visit("V1"), a.visit("V2")])  # at one home: no way between
    rate = day.rulebook.weight("S4.wait")
    plan = a.plan(day, {"N1-08:00": [("V1", "10:00"), ("V2", "10:31")]})
    assert [f.cost for f in S4.find(day, plan)] == [60 * rate]
    assert S4.find(day, a.plan(day, {"N1-08:00": [("V1", "11:00")]})) == []
