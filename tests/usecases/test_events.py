"""Reporting what happened: kept in order, refused clearly, nothing changed by what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from scheduler.domain.events import (
    Event,
    NobodyHome,
    RoadClosed,
    RoadOpened,
    StaffAbsent,
    StaffBack,
    UrgentRequest,
    VisitCancelled,
    VisitFinished,
    VisitOverran,
    VisitStarted,
    WeatherSlows,
)
from scheduler.domain.people import Point
from scheduler.domain.roads import Closure
from scheduler.errors import ConflictError, InputError, NotFoundError
from scheduler.usecases import Reported, Store, check_plan, day_events, events_from, publish_plan, report_event
from tests import builders
from tests.builders import clock
from tests.usecases.small_centre import GOOD, MONDAY, NOW, drafted, opened


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """The small centre with its good plan published."""
    found = opened(tmp_path)
    assert publish_plan(found, drafted(found, GOOD).id, author="test", now=NOW).plan
    yield found
    found.close()


def report(store: Store, event: Event) -> Reported:
    return report_event(store, "C1", event, author="test", now=event.at)


def refused(store: Store, kind: type[Exception], event: Event) -> str:
    before = day_events(store, "C1", MONDAY)
    with pytest.raises(kind) as error:
        report(store, event)
    assert day_events(store, "C1", MONDAY) == before
    return str(error.value)


def test_events_are_kept_in_the_order_told(store: Store) -> None:
    told = (VisitStarted(clock("08:12"), "V-Q1"), StaffAbsent(clock("08:20"), "N2", clock("08:20")))
    assert [report(store, event).number for event in told] == [1, 2]
    assert day_events(store, "C1", MONDAY) == told


def test_an_unknown_or_unplaced_visit_is_refused(store: Store) -> None:
    assert "places no visit 'V-Q99'" in refused(store, NotFoundError, VisitStarted(clock("08:10"), "V-Q99"))


def test_nothing_happens_to_a_finished_visit_any_more(store: Store) -> None:
    report(store, VisitStarted(clock("08:10"), "V-Q1"))
    report(store, VisitFinished(clock("08:40"), "V-Q1"))
    for event in (
        VisitCancelled(clock("08:50"), "V-Q1"),
        VisitStarted(clock("08:50"), "V-Q1"),
        VisitOverran(clock("08:50"), "V-Q1", clock("09:00")),
        NobodyHome(clock("08:50"), "V-Q1"),
    ):
        assert "is over since" in refused(store, ConflictError, event)


def test_a_visit_that_has_begun_is_not_cancelled(store: Store) -> None:
    report(store, VisitStarted(clock("08:10"), "V-Q1"))
    assert "has begun at" in refused(store, ConflictError, VisitCancelled(clock("08:20"), "V-Q1"))


def test_an_event_in_the_past_of_another_is_refused(store: Store) -> None:
    report(store, VisitStarted(clock("08:15"), "V-Q1"))
    assert "which is later" in refused(store, ConflictError, VisitFinished(clock("08:14"), "V-Q1"))


def test_two_absences_that_overlap_are_refused_and_two_that_meet_are_not(store: Store) -> None:
    report(store, StaffAbsent(clock("07:20"), "N1", clock("08:00"), clock("10:00")))
    overlapping = StaffAbsent(clock("07:30"), "N1", clock("09:59"))
    assert "the two overlap" in refused(store, ConflictError, overlapping)
    report(store, StaffAbsent(clock("07:30"), "N1", clock("10:00")))


def test_only_who_is_absent_comes_back(store: Store) -> None:
    assert "is not absent" in refused(store, ConflictError, StaffBack(clock("09:00"), "N1"))
    report(store, StaffAbsent(clock("07:20"), "N1", clock("07:20")))
    report(store, StaffBack(clock("09:00"), "N1"))


def test_ids_that_nobody_knows_are_named(store: Store) -> None:
    assert "N99" in refused(store, InputError, StaffAbsent(clock("07:20"), "N99", clock("07:20")))
    assert "Q99" in refused(store, NotFoundError, UrgentRequest(clock("09:00"), "Q99"))
    assert "hail" in refused(store, InputError, WeatherSlows(clock("07:00"), "hail"))


def test_weather_that_turns_in_the_day_is_kept_with_what_was_before(store: Store) -> None:
    report(store, VisitStarted(clock("08:10"), "V-Q1"))
    assert report(store, WeatherSlows(clock("08:20"), "rain")).event == WeatherSlows(clock("08:20"), "rain", "fair")
    assert "already" in refused(store, ConflictError, WeatherSlows(clock("08:30"), "rain"))
    assert report(store, WeatherSlows(clock("09:20"), "snow")).event == WeatherSlows(clock("09:20"), "snow", "rain")


def closure(id: str = "BRIDGE", start: str = "08:00", until: str = "10:00", **changes: Any) -> Closure:
    return Closure(id, builders.point(200, -50), builders.point(200, 50), clock(start), clock(until), **changes)


def test_a_road_is_closed_once_and_opened_once(store: Store) -> None:
    assert "no road" in refused(store, ConflictError, RoadOpened(clock("08:00"), "BRIDGE"))
    report(store, RoadClosed(clock("08:00"), closure()))
    assert "closed already" in refused(store, ConflictError, RoadClosed(clock("08:10"), closure()))
    report(store, RoadOpened(clock("09:00"), "BRIDGE"))
    report(store, RoadClosed(clock("09:10"), closure()))


def test_a_closure_outside_the_country_or_of_another_day_is_refused(store: Store) -> None:
    away = replace(closure(), first=Point(34.7, 113.7))
    assert "swapped" in refused(store, InputError, RoadClosed(clock("08:00"), away))
    tomorrow = replace(closure(), until=clock("10:00", MONDAY + timedelta(days=1)))
    assert "another day" in refused(store, InputError, RoadClosed(clock("08:00"), tomorrow))


def test_a_published_plan_stays_legal_while_the_day_goes_as_planned(store: Store) -> None:
    for event in (
        VisitStarted(clock("08:08"), "V-Q1"),
        VisitStarted(clock("08:15"), "V-Q4"),
        VisitFinished(clock("08:40"), "V-Q1"),
    ):
        report(store, event)
        assert check_plan(store, f"C1-{MONDAY}-1").legal


def test_events_are_read_from_documents_and_every_fault_has_its_place() -> None:
    at = "2026-03-09T08:15:00+08:00"
    assert events_from([{"kind": "visit_started", "at": at, "visit_id": "V-Q1"}]) == (
        VisitStarted(clock("08:15"), "V-Q1"),
    )
    with pytest.raises(InputError) as error:
        events_from([{"kind": "party", "at": at}, {"kind": "staff_back", "at": "soon", "staff_id": "N1"}, 7])
    assert [fault.where for fault in error.value.faults] == ["/0/kind", "/1/at", "/2/kind"]
