"""The running day through the use cases: what an event touches, what fits into freed time, the day at a moment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from scheduler.domain.events import (
    Event,
    NobodyHome,
    ResidentInHospital,
    StaffAbsent,
    UrgentRequest,
    VisitCancelled,
    VisitFinished,
    VisitOverran,
    VisitStarted,
    WeatherSlows,
)
from scheduler.errors import ConflictError, InputError, NotFoundError
from scheduler.usecases import (
    Choice,
    Store,
    add_request,
    publish_plan,
    recall_plan,
    record_happened,
    replan_day,
    report_event,
    watch_day,
    watch_plan,
)
from scheduler.usecases.events import Reported
from scheduler.usecases.happening import Outcome
from tests.builders import clock
from tests.usecases.small_centre import GOOD, MONDAY, NOW, dataset, drafted, opened, request


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """The small centre with its good plan published."""
    found = opened(tmp_path)
    assert publish_plan(found, drafted(found, GOOD).id, author="test", now=NOW).plan
    yield found
    found.close()


def report(store: Store, event: Event) -> Reported:
    return report_event(store, "C1", event, author="test", now=event.at)


def test_an_event_names_whom_it_touches(store: Store) -> None:
    assert report(store, VisitStarted(clock("08:10"), "V-Q1")).touched == ()
    assert report(store, VisitOverran(clock("08:30"), "V-Q1", clock("09:00"))).touched == ("N1",)
    assert report(store, StaffAbsent(clock("08:31"), "N2", clock("08:31"))).touched == ("N2",)
    assert report(store, VisitCancelled(clock("08:32"), "V-Q3")).touched == ("N1",)
    assert report(store, StaffAbsent(clock("08:33"), "N3", clock("08:33"))).touched == ()


def test_a_visit_that_ends_in_time_touches_nobody_and_rain_that_slows_nothing_much_neither(store: Store) -> None:
    report(store, VisitStarted(clock("08:10"), "V-Q1"))
    assert not report(store, VisitFinished(clock("08:38"), "V-Q1")).replan
    assert not report(store, WeatherSlows(clock("08:39"), "rain")).replan  # ten minutes are enough for 400 m


def test_an_urgent_request_asks_to_plan_again(store: Store) -> None:
    urgent = request("", "R6", service="EDU", received=clock("08:00"))
    number = add_request(store, "C1", urgent, author="test", now=clock("08:00")).number
    assert report(store, UrgentRequest(clock("08:00"), number)).replan


@pytest.fixture
def full(tmp_path: Path) -> Iterator[Store]:
    """N1 alone until 10:20: three homes, the fourth was left out."""
    data = dataset()
    only = tuple(replace(shift, end=clock("10:20"), latest_end=clock("10:20")) for shift in data.shifts[:1])
    asked = tuple(request(f"Q{k}", f"R{k}", last_day=MONDAY + timedelta(days=k == 1)) for k in (1, 2, 3, 4))
    found = opened(tmp_path, dataset(shifts=only, requests=asked))
    draft = drafted(found, {"N1-08:00": GOOD["N1-08:00"]})
    assert [left.visit_id for left in draft.left_out] == ["V-Q4"]
    assert publish_plan(found, draft.id, author="test", now=NOW).plan
    yield found
    found.close()


def test_freed_time_is_offered_to_what_was_left_out_and_planning_again_does_serve_it(full: Store) -> None:
    kept = report(full, VisitCancelled(clock("07:10"), "V-Q3"))
    (fitting,) = kept.fits
    assert (fitting.visit_id, fitting.staff_ids) == ("V-Q4", ("N1",))
    assert fitting.cost_change < 0
    assert kept.replan
    made = replan_day(full, f"C1-{MONDAY}-1", Choice(iterations=300), author="test", now=clock("07:10"))
    assert {stop.visit_id: stop.start for _, stop in made.plan.stops()}["V-Q4"] is not None


@pytest.mark.parametrize(
    ("event", "fits"),
    [
        (ResidentInHospital(clock("07:10"), "R3"), ["V-Q4"]),
        (NobodyHome(clock("08:11"), "V-Q1"), []),  # what starts within half an hour stays: 08:41 and three homes
        (VisitCancelled(clock("09:20"), "V-Q3"), []),  # 09:50, half an hour, and the way home
    ],
    ids=("hospital", "nobody home", "too late for another home"),
)
def test_only_time_that_is_long_enough_is_offered(full: Store, event: Event, fits: list[str]) -> None:
    assert [one.visit_id for one in report(full, event).fits] == fits


def test_a_cancelled_visit_that_was_left_out_frees_nothing(full: Store) -> None:
    kept = report(full, VisitCancelled(clock("07:10"), "V-Q4"))
    assert (kept.fits, kept.touched, kept.replan) == ((), (), False)


def test_the_day_is_seen_as_of_a_moment_and_a_replaced_version_no_more(store: Store) -> None:
    report(store, VisitStarted(clock("08:10"), "V-Q1"))
    seen = watch_day(store, "C1", MONDAY, clock("08:15"))
    assert seen == watch_plan(store, f"C1-{MONDAY}-1", clock("08:15"))
    assert [(person.staff_id, person.state) for person in seen.people] == [("N1", "with"), ("N2", "under_way")]
    with pytest.raises(InputError, match="is not on"):
        watch_day(store, "C1", MONDAY, clock("08:15", MONDAY + timedelta(days=1)))
    recall_plan(store, f"C1-{MONDAY}-1", author="test", now=NOW)
    with pytest.raises(NotFoundError):
        watch_day(store, "C1", MONDAY, clock("08:15"))
    with pytest.raises(ConflictError, match="recalled"):
        watch_plan(store, f"C1-{MONDAY}-1", clock("08:15"))


def test_what_was_recorded_without_an_event_is_over_too(store: Store) -> None:
    for visit_id, outcome in (("V-Q1", "done"), ("V-Q2", "cancelled")):
        told = Outcome(visit_id, MONDAY, outcome)
        record_happened(store, "C1", told, author="test", now=clock("08:45"))
    seen = watch_day(store, "C1", MONDAY, clock("08:45"))
    states = {stop.visit_id: stop.state for person in seen.people for stop in person.stops}
    assert (states["V-Q1"], states["V-Q2"], states["V-Q3"]) == ("done", "cancelled", "coming")
