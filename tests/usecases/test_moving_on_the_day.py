"""A visit moved by hand while the day runs: the plan is opened as its events have left it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from scheduler.domain.events import StaffAbsent, VisitCancelled, VisitFinished, VisitOverran, VisitStarted, WeatherSlows
from scheduler.usecases import Store, check_plan, move_visit, publish_plan, report_events
from scheduler.usecases.moving import Moved
from tests.builders import clock
from tests.usecases.small_centre import GOOD, MONDAY, NOW, drafted, opened

PLAN = f"C1-{MONDAY}-1"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """The small centre with its good plan published."""
    found = opened(tmp_path)
    assert publish_plan(found, drafted(found, GOOD, promised=True).id, author="test", now=NOW).plan
    yield found
    found.close()


def moved(store: Store, visit_id: str, staff_id: str, at: str) -> Moved:
    return move_visit(store, PLAN, visit_id, staff_id, clock(at), author="test", now=clock("08:45"))


def test_a_visit_is_moved_behind_one_that_began_late_and_lasts_longer(store: Store) -> None:
    late = (VisitStarted(clock("08:14"), "V-Q1"), VisitOverran(clock("08:40"), "V-Q1", clock("09:00")))
    report_events(store, "C1", late, author="test", now=clock("08:45"))
    plan = moved(store, "V-Q6", "N1", "10:45").plan
    assert plan is not None
    starts = {stop.visit_id: stop.start for _, stop in plan.stops()}
    assert starts["V-Q1"] == clock("08:14")
    assert starts["V-Q2"] == clock("09:00") + timedelta(seconds=197 + 300)  # 400 m on, and a door
    assert starts["V-Q6"] == clock("10:45")
    assert check_plan(store, plan.id).legal
    assert publish_plan(store, plan.id, author="test", now=clock("08:46")).plan


def test_homes_of_somebody_who_fell_ill_are_given_away_by_hand(store: Store) -> None:
    ill = StaffAbsent(clock("08:00"), "N2", clock("08:00"))
    off = VisitCancelled(clock("08:01"), "V-Q5")
    report_events(store, "C1", (ill, off, WeatherSlows(clock("08:02"), "rain")), author="test", now=clock("08:05"))
    plan = moved(store, "V-Q4", "N3", "09:00").plan
    assert plan is not None
    assert {left.visit_id for left in plan.left_out} == {"V-Q6"}
    assert ("N3", "V-Q4") in {(route.staff_id, stop.visit_id) for route, stop in plan.stops()}
    assert check_plan(store, plan.id).legal


def test_what_has_begun_is_not_moved(store: Store) -> None:
    begun = (VisitStarted(clock("08:14"), "V-Q1"), VisitFinished(clock("08:40"), "V-Q1"))
    report_events(store, "C1", begun, author="test", now=clock("08:45"))
    answer = moved(store, "V-Q1", "N3", "09:00")
    assert answer.plan is None
    assert "H16" in {finding.rule for finding in answer.broken}
