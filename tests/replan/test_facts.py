"""What events leave of a day: shifts cut, visits gone, what has begun as facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from scheduler.domain.care import Gap
from scheduler.domain.day import Day
from scheduler.domain.events import (
    NobodyHome,
    StaffAbsent,
    StaffBack,
    VisitCancelled,
    VisitFinished,
    VisitOverran,
    VisitStarted,
)
from scheduler.domain.plan import Plan
from scheduler.replan.facts import with_facts
from scheduler.translate import draft_of
from scheduler.validator import judge
from tests import builders
from tests.builders import clock


def morning() -> tuple[Day, Plan]:
    """Two nurses; N1 is told V1 at 08:30 and V2 at 09:30, N2 V3 at 09:00. Half an hour each, a kilometre away."""
    day = builders.day(
        [builders.visit(f"V{i}", f"R{i}") for i in (1, 2, 3)],
        people=[builders.staff("N1"), builders.staff("N2")],
        shifts=[builders.shift("N1", lunch=("11:00", "11:15", 45)), builders.shift("N2")],
    )
    return day, builders.plan(day, {"N1-08:00": [("V1", "08:30"), ("V2", "09:30")], "N2-08:00": [("V3", "09:00")]})


def test_a_day_without_events_is_the_same_day() -> None:
    day, told = morning()
    assert with_facts(day, told, ()) is day


def test_who_is_ill_before_the_day_begins_has_no_shift() -> None:
    day, told = morning()
    after = with_facts(day, told, [StaffAbsent(clock("07:20"), "N1", clock("07:20"))])
    assert list(after.shifts) == ["N2-08:00"]


def test_who_falls_ill_at_a_door_finishes_there_and_goes_home() -> None:
    day, told = morning()
    ill = StaffAbsent(clock("08:45"), "N1", clock("08:45"))
    after = with_facts(day, told, [VisitStarted(clock("08:30"), "V1"), ill])
    # 300 m + 1.3 x 1 km on an e-bike at 15 km/h: 384 s and a bit, rounded up; the centre has no stairs
    assert round((after.shifts["N1-08:00"].latest_end - clock("09:00")).total_seconds()) == 385
    assert after.shifts["N1-08:00"].lunch_from is None


def test_an_absence_in_the_middle_leaves_two_pieces_of_a_shift() -> None:
    day, told = morning()
    away = StaffAbsent(clock("08:00"), "N2", clock("08:40"), clock("10:00"))
    after = with_facts(day, told, [away])
    pieces = [(s.id, s.start, s.end) for s in after.shifts.values() if s.staff_id == "N2"]
    assert pieces == [
        ("N2-08:00", clock("08:00"), clock("08:40")),
        ("N2-08:00~2", clock("10:00"), clock("12:00")),
    ]


def test_who_comes_back_works_from_then_on() -> None:
    day, told = morning()
    events = [StaffAbsent(clock("07:20"), "N1", clock("07:20")), StaffBack(clock("10:30"), "N1")]
    after = with_facts(day, told, events)
    assert after.shifts["N1-08:00"].start == clock("10:30")
    assert after.shifts["N1-08:00"].lunch_from == clock("11:00")


def test_a_late_start_and_a_late_end_are_facts_and_an_early_start_stands_at_its_time() -> None:
    day, told = morning()
    events = [
        VisitStarted(clock("08:20"), "V1"),
        VisitFinished(clock("09:10"), "V1"),
        VisitStarted(clock("09:40"), "V2"),
    ]
    after = with_facts(day, told, events)
    starts = {lock.visit_id: lock.start for lock in after.locks if lock.started}
    assert starts == {"V1": clock("08:30"), "V2": clock("09:40")}
    assert after.visits["V1"].minutes == 70 - 30  # 08:30 to 09:10
    assert after.visits["V2"].minutes == 30


def test_a_visit_that_overruns_takes_as_long_as_is_known() -> None:
    day, told = morning()
    events = [VisitStarted(clock("08:30"), "V1"), VisitOverran(clock("09:00"), "V1", clock("09:50"))]
    assert with_facts(day, told, events).visits["V1"].minutes == 80


def test_a_cancelled_visit_is_gone_and_one_where_nobody_opened_stays_as_a_short_stop() -> None:
    day, told = morning()
    after = with_facts(day, told, [VisitCancelled(clock("08:00"), "V3"), NobodyHome(clock("08:40"), "V1")])
    assert set(after.visits) == {"V1", "V2"}
    assert after.visits["V1"].minutes == 10


def test_facts_applied_twice_are_the_same_facts() -> None:
    day, told = morning()
    events = [
        VisitStarted(clock("08:35"), "V1"),
        VisitFinished(clock("09:10"), "V1"),
        StaffAbsent(clock("09:15"), "N1", clock("09:15"), clock("10:30")),
        VisitCancelled(clock("08:00"), "V3"),
    ]
    once = with_facts(day, told, events)
    assert with_facts(once, told, events) == once


def test_a_fact_that_began_sooner_than_the_ride_allows_stands_when_its_person_could_be_there() -> None:
    day, told = morning()
    events = [
        VisitFinished(clock("09:28"), "V1"),
        VisitStarted(clock("09:30"), "V2"),
        VisitFinished(clock("10:10"), "V2"),
    ]
    after = with_facts(day, told, events)
    # the two homes are at the same point but have a door each: 300 m at 15 km/h and five minutes
    starts = {lock.visit_id: lock.start for lock in after.locks if lock.started}
    assert starts["V2"] == clock("09:28") + timedelta(seconds=72 + 300)
    assert after.visits["V2"].minutes == 36  # until 10:10, rounded up


def test_a_visit_that_began_after_its_window_is_a_fact_and_breaks_nothing() -> None:
    day, told = morning()
    agreed = replace(day.visits["V2"], windows=(builders.window("09:00", "09:30"),))
    day = replace(day, visits={**day.visits, "V2": agreed})
    after = with_facts(day, told, [VisitStarted(clock("09:45"), "V2")])
    late = builders.plan(after, {"N1-08:00": [("V1", "08:30"), ("V2", "09:45")]}, {"N1-08:00": [("11:00", "11:45")]})
    assert not [finding for finding in judge(after, late).hard if finding.rule in ("H7", "H16")]
    draft = draft_of(after)
    assert draft.part_windows[draft.part("V2")] == [(9 * 3600 + 45 * 60,) * 2]


def test_what_follows_on_the_same_day_waits_for_who_is_not_back_yet() -> None:
    day, _ = morning()
    clinic = builders.shift("N1", "10:00", "12:00", kind="clinic", id="N1-CLINIC")
    leave = builders.shift("N1", "10:00", "10:10", kind="leave", id="N1-LEAVE")
    day = replace(day, shifts={**day.shifts, clinic.id: clinic, leave.id: leave})
    told = builders.plan(day, {"N1-08:00": [("V1", "08:30")]})
    events = [VisitStarted(clock("08:30"), "V1"), VisitOverran(clock("09:00"), "V1", clock("10:30"))]
    after = with_facts(day, told, events)
    lunch = timedelta(minutes=45)  # not yet taken: 11:00 lies ahead
    assert after.shifts["N1-CLINIC"].start == clock("10:30") + timedelta(seconds=385)
    assert after.shifts["N1-CLINIC"].start < clock("10:30") + lunch
    assert "N1-LEAVE" not in after.shifts
    assert with_facts(after, told, events) == after


def test_a_gap_between_two_visits_that_have_begun_is_past() -> None:
    day, told = morning()
    follows = replace(day.visits["V2"], gap=Gap("V1", 10, 40))
    day = replace(day, visits={**day.visits, "V2": follows})
    begun = [VisitStarted(clock("08:30"), "V1"), VisitStarted(clock("10:00"), "V2")]
    after = with_facts(day, told, begun)
    plan = builders.plan(after, {"N1-08:00": [("V1", "08:30"), ("V2", "10:00")]}, {"N1-08:00": [("11:00", "11:45")]})
    assert not [finding for finding in judge(after, plan).hard if finding.rule == "H6"]
    only = with_facts(day, told, begun[:1])
    late = builders.plan(only, {"N1-08:00": [("V1", "08:30"), ("V2", "10:00")]}, {"N1-08:00": [("11:00", "11:45")]})
    assert [finding.rule for finding in judge(only, late).hard if finding.rule == "H6"] == ["H6"]


def test_a_shift_that_events_have_cut_is_cut_once_however_often_it_is_asked() -> None:
    day, told = morning()
    events = [
        VisitStarted(clock("08:30"), "V1"),
        VisitOverran(clock("09:00"), "V1", clock("11:20")),  # past the hours of lunch
        StaffAbsent(clock("09:05"), "N1", clock("09:05")),
        VisitCancelled(clock("09:06"), "V2"),
    ]
    once = with_facts(day, told, events)
    assert with_facts(once, told, events) == once
