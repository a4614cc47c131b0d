"""Planning runs: a child process each; killed, stopped or lost, nothing is lost and nothing is half done."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from scheduler.errors import ConflictError, InputError, NotFoundError
from scheduler.store import jobs, plans
from scheduler.store.jobs import PlanningRun
from scheduler.units import LOCAL
from scheduler.usecases import (
    Store,
    check_plan,
    planning,
    plans_of,
    publish_plan,
    read_plan,
    recover_runs,
    start_planning,
    stop_planning,
    wait_for_planning,
)
from tests.usecases import small_centre
from tests.usecases.small_centre import MONDAY, NOW, opened, planned

PATIENCE = 240.0
"""Seconds that a machine may take to compile the search the first time."""
LONG = 280.0
"""Seconds of search, more than any test waits: a run that only ends when it is ended."""


def started(store: Store, seconds: float = LONG) -> str:
    return start_planning(store, "C1", MONDAY, author="test", now=NOW, seconds=seconds)


def until(happened: Callable[[], bool], seconds: float = PATIENCE) -> None:
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def children(plan_id: str) -> list[int]:
    """The processes that work on the run."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and plan_id in (entry / "cmdline").read_bytes().decode().split("\0"):
                found.append(int(entry.name))
        except OSError:  # ended while we looked
            continue
    return found


def kill_the_child(store: Store, plan_id: str, attempt: int) -> None:
    until(lambda: planning(store, plan_id).attempts == attempt and children(plan_id) != [])
    for process in children(plan_id):
        os.kill(process, signal.SIGKILL)
    until(lambda: children(plan_id) == [] or planning(store, plan_id).attempts > attempt)


def routes(store: Store, plan_id: str) -> object:
    plan = read_plan(store, plan_id)
    return plan.routes, plan.left_out, plan.cost_by_rule, plan.iterations


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return opened(tmp_path_factory.mktemp("planning"))


@pytest.fixture(scope="module")
def plan_id(store: Store) -> str:
    return planned(store, seed=3)


def test_a_run_makes_a_legal_draft_with_its_own_id(store: Store, plan_id: str) -> None:
    plan = read_plan(store, plan_id)
    assert (plan.id, plan.state, plan.author, plan.made, plan.seed) == (plan_id, "draft", "test", NOW, 3)
    verdict = check_plan(store, plan_id)
    assert verdict.legal
    assert verdict.cost_by_rule == {rule: cost for rule, cost in plan.cost_by_rule.items() if cost}


def test_the_same_seed_gives_the_same_plan_as_a_new_version(store: Store, plan_id: str) -> None:
    again = planned(store, seed=3, now=NOW + timedelta(minutes=5))
    assert read_plan(store, again).version == read_plan(store, plan_id).version + 1
    assert routes(store, again) == routes(store, plan_id)


def test_progress_is_numbered_and_its_cost_never_rises(store: Store, plan_id: str) -> None:
    events = planning(store, plan_id).events
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    costs = [event.cost for event in events]
    assert costs == sorted(costs, reverse=True)
    assert costs[-1] == read_plan(store, plan_id).cost
    assert planning(store, plan_id, after=len(events)).events == ()


def test_job_plan_and_audit_became_visible_together(store: Store, plan_id: str) -> None:
    with store.read() as session:
        query = text("SELECT count(*) FROM audit WHERE action = 'plan.made' AND about = :id")
        assert session.execute(query, {"id": plan_id}).scalar() == 1


def test_a_stopped_run_keeps_its_best_and_the_day_is_free_again(tmp_path: Path) -> None:
    store = opened(tmp_path)
    plan_id = started(store)
    with pytest.raises(ConflictError, match=plan_id):
        started(store)
    with pytest.raises(NotFoundError):
        read_plan(store, plan_id)
    until(lambda: planning(store, plan_id).events != ())
    asked = time.monotonic()
    stop_planning(store, plan_id, author="test", now=NOW)
    run = wait_for_planning(store, plan_id, PATIENCE)
    assert run.state == "stopped", run
    assert time.monotonic() - asked < 10
    assert check_plan(store, plan_id).legal
    with pytest.raises(ConflictError, match="ended"):
        stop_planning(store, plan_id, author="test", now=NOW)
    assert publish_plan(store, plan_id, author="test", now=NOW).plan is not None


def test_a_child_killed_in_the_middle_is_run_again_and_nothing_is_lost(tmp_path: Path) -> None:
    store = opened(tmp_path)
    plan_id = started(store, seconds=4)
    kill_the_child(store, plan_id, attempt=1)
    run = wait_for_planning(store, plan_id, PATIENCE)
    assert (run.state, run.attempts) == ("done", 2)
    assert [one.plan_id for one in plans_of(store, "C1", MONDAY)] == [plan_id]
    assert check_plan(store, plan_id).legal


def test_a_child_killed_three_times_fails_with_the_reason_and_leaves_no_plan(tmp_path: Path) -> None:
    store = opened(tmp_path)
    plan_id = started(store)
    for attempt in (1, 2, 3):
        kill_the_child(store, plan_id, attempt)
    run = wait_for_planning(store, plan_id, PATIENCE)
    assert (run.state, run.attempts) == ("failed", 3)
    assert "SIGKILL" in run.reason
    assert plans_of(store, "C1", MONDAY) == ()
    planned(store)


def test_a_run_that_died_with_its_program_is_taken_up_again(tmp_path: Path) -> None:
    store = opened(tmp_path)
    an_hour_ago = datetime.now(LOCAL) - timedelta(hours=1)
    plan_id = plans.plan_id_of("C1", MONDAY, 1)
    run = PlanningRun(plan_id, "C1", MONDAY, 1, "queued", "", "test", an_hour_ago, 1, 2000, None, "fair", 0)
    with store.write() as session:  # and then the machine went down
        jobs.queue_run(session, run, plans.keep_rulebook(session, store.rulebook))
    assert recover_runs(store, an_hour_ago) == ()
    assert recover_runs(store, datetime.now(LOCAL)) == (plan_id,)
    assert wait_for_planning(store, plan_id, PATIENCE).state == "done"
    assert [one.plan_id for one in plans_of(store, "C1", MONDAY)] == [plan_id]
    assert recover_runs(store, datetime.now(LOCAL) + timedelta(hours=1)) == ()


def test_a_run_that_cannot_be_fails_at_once_in_words(tmp_path: Path) -> None:
    data = small_centre.dataset()
    store = opened(tmp_path, replace(data, shifts=()))
    with pytest.raises(InputError, match="nobody has a field shift"):
        started(store)
    empty = opened(tmp_path / "empty", replace(data, requests=()))
    with pytest.raises(InputError, match="no visit is asked for"):
        started(empty)


@pytest.mark.parametrize(
    ("options", "field"),
    [({"iterations": 0}, "iterations"), ({"seconds": -1.0}, "seconds"), ({"weather": "hail"}, "weather")],
)
def test_options_out_of_range_are_named(tmp_path: Path, options: dict[str, object], field: str) -> None:
    store = opened(tmp_path)
    with pytest.raises(InputError) as refused:
        start_planning(store, "C1", MONDAY, author="test", now=NOW, **options)
    assert refused.value.faults[0].field == field
