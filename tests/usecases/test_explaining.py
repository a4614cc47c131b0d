"""Why is asked while the day runs, too: of the plan as its events have left it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from scheduler.domain.events import StaffAbsent, VisitCancelled
from scheduler.errors import NotFoundError
from scheduler.usecases import Store, explain_visit, publish_plan, report_events, why_visit
from tests.builders import clock
from tests.usecases.small_centre import GOOD, MONDAY, NOW, drafted, opened

PLAN = f"C1-{MONDAY}-1"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """The small centre with its good plan published; N2 fell ill and Q5 was cancelled."""
    found = opened(tmp_path)
    assert publish_plan(found, drafted(found, GOOD, promised=True).id, author="test", now=NOW).plan
    happened = (StaffAbsent(clock("08:00"), "N2", clock("08:00")), VisitCancelled(clock("08:01"), "V-Q5"))
    report_events(found, "C1", happened, author="test", now=clock("08:05"))
    yield found
    found.close()


def test_a_visit_of_somebody_who_fell_ill_is_left_out_and_others_could_take_it(store: Store) -> None:
    asked = why_visit(store, PLAN, "V-Q4")
    assert not asked.placed
    assert {"N2", "N3"} <= {reason.staff_id for reason in asked.reasons}
    assert asked.change is not None
    assert asked.change.plan is not None
    assert "V-Q4" in {stop.visit_id for _, stop in asked.change.plan.stops()}


def test_a_cancelled_visit_is_told_to_be_in_the_plan_no_longer(store: Store) -> None:
    with pytest.raises(NotFoundError, match="V-Q5"):
        explain_visit(store, PLAN, "V-Q5")


def test_a_visit_that_still_takes_place_is_explained_where_it_is(store: Store) -> None:
    assert explain_visit(store, PLAN, "V-Q1")
    assert why_visit(store, PLAN, "V-Q1").placed
