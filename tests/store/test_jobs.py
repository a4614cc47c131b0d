"""Runs as rows: one at a time, ghosts shut out, events numbered, three attempts."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from scheduler.errors import ConflictError, NotFoundError
from scheduler.store import jobs, plans
from scheduler.store.engine import Store
from scheduler.store.jobs import PlanningRun, ProgressEvent
from scheduler.store.tables import RunRow
from tests.usecases import small_centre

NOW, MONDAY = small_centre.NOW, small_centre.MONDAY


def queued(store: Store, version: int = 1) -> str:
    plan_id = plans.plan_id_of("C1", MONDAY, version)
    run = PlanningRun(plan_id, "C1", MONDAY, version, "queued", "", "test", NOW, 1, 10, None, "fair", 0)
    with store.write() as session:
        jobs.queue_run(session, run, plans.keep_rulebook(session, store.rulebook))
    return plan_id


def event(cost: int) -> ProgressEvent:
    return ProgressEvent(0, NOW, 0.5, 100, cost, 1, None, "search")


def save_nothing(_: Session, __: RunRow) -> None:
    pass


def test_a_day_of_a_centre_is_planned_once_at_a_time(tmp_path: Path) -> None:
    store = small_centre.opened(tmp_path)
    first = queued(store)
    with pytest.raises(ConflictError, match=first):
        queued(store, version=2)
    jobs.fail(store, first, "test", NOW)
    queued(store, version=2)


def test_the_database_itself_holds_one_run_a_day(tmp_path: Path) -> None:
    store = small_centre.opened(tmp_path)
    with store.read() as session:
        row = jobs.run_row(session, queued(store)).model_dump()
    with pytest.raises(IntegrityError), store.write() as session:
        session.add(RunRow(**(row | {"plan_id": "other", "version": 9})))


def test_a_ghost_reports_and_saves_nothing(tmp_path: Path) -> None:
    store = small_centre.opened(tmp_path)
    plan_id = queued(store)
    ghost = jobs.begin_attempt(store, plan_id, NOW)
    newer = jobs.begin_attempt(store, plan_id, NOW)
    assert (ghost, newer) == (1, 2)
    assert not jobs.sign_of_life(store, plan_id, 1, [event(9)], NOW)
    assert not jobs.finish(store, plan_id, 1, save_nothing)
    jobs.fail(store, plan_id, "late", NOW, attempt=1)
    assert jobs.finish(store, plan_id, 2, save_nothing)
    with store.read() as session:
        run = jobs.read_run(session, plan_id)
    assert (run.state, run.reason, run.events) == ("done", "", ())
    assert jobs.begin_attempt(store, plan_id, NOW) is None


def test_events_are_numbered_without_a_gap_over_all_attempts(tmp_path: Path) -> None:
    store = small_centre.opened(tmp_path)
    plan_id = queued(store)
    jobs.begin_attempt(store, plan_id, NOW)
    assert jobs.sign_of_life(store, plan_id, 1, [event(9), event(8)], NOW)
    jobs.begin_attempt(store, plan_id, NOW)
    assert jobs.sign_of_life(store, plan_id, 2, [event(7)], NOW)
    with store.read() as session:
        assert [(e.seq, e.cost) for e in jobs.read_run(session, plan_id).events] == [(1, 9), (2, 8), (3, 7)]
        assert [e.seq for e in jobs.read_run(session, plan_id, after=2).events] == [3]


def test_a_wish_to_stop_is_heard_with_the_next_sign_of_life(tmp_path: Path) -> None:
    store = small_centre.opened(tmp_path)
    plan_id = queued(store)
    jobs.begin_attempt(store, plan_id, NOW)
    with store.write() as session:
        jobs.ask_to_stop(session, plan_id)
    assert not jobs.sign_of_life(store, plan_id, 1, [], NOW)
    assert jobs.finish(store, plan_id, 1, save_nothing)
    with store.write() as session:
        assert jobs.run_row(session, plan_id).state == "stopped"
        with pytest.raises(ConflictError, match="stopped"):
            jobs.ask_to_stop(session, plan_id)


def test_a_plan_that_cannot_be_saved_leaves_the_run_unended(tmp_path: Path) -> None:
    store = small_centre.opened(tmp_path)
    plan_id = queued(store)
    jobs.begin_attempt(store, plan_id, NOW)

    def refuse(_: Session, __: RunRow) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        jobs.finish(store, plan_id, 1, refuse)
    with store.read() as session:
        assert jobs.run_row(session, plan_id).state == "running"


def test_after_three_attempts_the_run_has_failed_with_the_reason(tmp_path: Path) -> None:
    store = small_centre.opened(tmp_path)
    plan_id = queued(store)
    again = []
    for _ in range(3):
        jobs.begin_attempt(store, plan_id, NOW)
        again.append(jobs.after_exit(store, plan_id, "ended by SIGKILL", NOW))
    assert again == [True, True, False]
    with store.read() as session:
        run = jobs.read_run(session, plan_id)
    assert (run.state, run.reason) == ("failed", "ended by SIGKILL; 3 attempts")


def test_a_run_is_lost_only_when_it_has_been_silent_for_the_lease(tmp_path: Path) -> None:
    store = small_centre.opened(tmp_path)
    plan_id = queued(store)
    jobs.begin_attempt(store, plan_id, NOW)
    assert jobs.lost_runs(store, NOW + jobs.LEASE) == ()
    assert jobs.lost_runs(store, NOW + jobs.LEASE + timedelta(seconds=1)) == (plan_id,)


def test_an_unknown_run_is_named(tmp_path: Path) -> None:
    store = small_centre.opened(tmp_path)
    with store.read() as session, pytest.raises(NotFoundError, match="nothing-1"):
        jobs.read_run(session, "nothing-1")
