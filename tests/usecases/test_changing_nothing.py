"""What cannot be is answered clearly and leaves everything as it was: events, locks, stale versions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from scheduler.domain.care import Lock
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
)
from scheduler.errors import SchedulerError, StaleError
from scheduler.usecases import (
    Choice,
    Store,
    as_document,
    lock_visit,
    locks_of,
    move_visit,
    publish_plan,
    replan_day,
    report_event,
    report_events,
    start_replanning,
)
from tests import builders
from tests.builders import clock
from tests.usecases.small_centre import GOOD, MONDAY, NOW, dataset, drafted, opened, request

PLAN = f"C1-{MONDAY}-1"
PICC = builders.service("PICC", parts=[builders.PartNeed(frozenset({"RN"}), frozenset({"picc"}))])
TOLD = (
    VisitStarted(clock("08:10"), "V-Q1"),
    VisitFinished(clock("08:40"), "V-Q1"),
    VisitStarted(clock("08:15"), "V-Q4"),
    StaffAbsent(clock("08:45"), "N3", clock("09:00"), clock("11:00")),
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """The small centre after a quarter of its day."""
    found = opened(tmp_path)
    assert publish_plan(found, drafted(found, GOOD).id, author="test", now=NOW).plan
    for event in TOLD:
        report_event(found, "C1", event, author="test", now=event.at)
    yield found
    found.close()


def everything(store: Store) -> list[object]:
    """Every row of every table."""
    with store.read() as session:
        names = session.execute(text("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")).scalars()
        return [session.execute(text(f"SELECT * FROM {name}")).all() for name in names]


def refused(store: Store, change: Callable[[], object]) -> SchedulerError:
    before = everything(store)
    with pytest.raises(SchedulerError) as error:
        change()
    assert everything(store) == before
    assert error.value.said_in("zh")
    return error.value


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (VisitStarted(clock("09:00"), "V-Q99"), "places no visit"),
        (VisitCancelled(clock("09:00"), "V-Q1"), "is over since"),
        (VisitOverran(clock("09:00"), "V-Q1", clock("09:30")), "is over since"),
        (NobodyHome(clock("09:00"), "V-Q1"), "is over since"),
        (VisitStarted(clock("09:00"), "V-Q1"), "is over since"),
        (VisitFinished(clock("08:14"), "V-Q4"), "which is later"),
        (VisitCancelled(clock("09:00"), "V-Q4"), "has begun"),
        (StaffAbsent(clock("09:00"), "N3", clock("10:59"), clock("12:00")), "the two overlap"),
        (StaffAbsent(clock("09:00"), "N3", clock("08:50")), "the two overlap"),
        (UrgentRequest(clock("09:00"), "Q99"), "Q99"),
        (ResidentInHospital(clock("09:00"), "R99"), "R99"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Event) else str(value),
)
def test_an_event_that_cannot_have_happened_changes_nothing_by_any_way(store: Store, event: Event, said: str) -> None:
    by: dict[str, Any] = {"author": "test", "now": clock("09:00")}
    assert said in str(refused(store, lambda: report_event(store, "C1", event, **by)))
    first = VisitStarted(clock("08:58"), "V-Q2")
    assert said in str(refused(store, lambda: report_events(store, "C1", (first, event), **by)))
    told: dict[str, Any] = {"events": (first, event), **by}
    dry, quick = Choice(iterations=50, dry_run=True), Choice(iterations=50)
    for change in (
        lambda: replan_day(store, PLAN, dry, **told),
        lambda: replan_day(store, PLAN, quick, **told),
        lambda: start_replanning(store, PLAN, quick, **told),
    ):
        assert said in str(refused(store, change))


def test_a_lock_on_somebody_without_the_certificate_is_refused_by_its_rule(tmp_path: Path) -> None:
    with_skill = builders.staff("N1", skills=["picc"])
    people = (with_skill, builders.staff("N2"), builders.staff("N3", years=3))
    asked = (request("Q1", service="PICC"), *(request(f"Q{k}", f"R{k}") for k in (2, 3)))
    store = opened(tmp_path, replace(dataset(requests=asked), staff=people))
    store = replace(store, rulebook=replace(store.rulebook, services={**store.rulebook.services, "PICC": PICC}))
    by: dict[str, Any] = {"author": "test", "now": NOW}
    error = refused(store, lambda: lock_visit(store, "C1", MONDAY, Lock("V-Q1", 0, "N2"), **by))
    assert "N2" in str(error)
    assert "picc" in str(error)
    lock_visit(store, "C1", MONDAY, Lock("V-Q1", 0, "N1"), **by)
    assert [lock.staff_id for lock in locks_of(store, "C1", MONDAY)] == ["N1"]
    store.close()


def test_a_stale_version_is_refused_with_the_differences_by_any_way(store: Store) -> None:
    by: dict[str, Any] = {"author": "test", "now": clock("09:00")}
    moved = move_visit(store, PLAN, "V-Q6", "N2", clock("10:30"), **by).plan
    other = move_visit(store, PLAN, "V-Q3", "N1", clock("10:30"), **by).plan
    assert moved is not None
    assert other is not None
    assert publish_plan(store, moved.id, **by).plan
    for change in (
        lambda: publish_plan(store, other.id, **by),
        lambda: replan_day(store, PLAN, Choice(iterations=50), **by),
        lambda: start_replanning(store, PLAN, Choice(iterations=50), **by),
    ):
        error = refused(store, change)
        assert isinstance(error, StaleError)
        assert [one["visit_id"] for one in as_document(error.differences)["residents"]] == ["V-Q6"]
