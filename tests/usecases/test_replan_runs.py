"""A re-plan in the background: the same version as at once, its events kept at once, taken up again when killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from scheduler.api import Settings, create_app
from scheduler.domain.care import Lock
from scheduler.domain.events import StaffAbsent, VisitCancelled, VisitStarted
from scheduler.errors import ConflictError, InputError, NotFoundError
from scheduler.store import jobs, plans, replans
from scheduler.store.documents import as_document
from scheduler.usecases import (
    Bought,
    Choice,
    ProgressEvent,
    Store,
    day_events,
    lock_visit,
    publish_plan,
    read_plan,
    recall_plan,
    replan_day,
    replanning,
    report_event,
    start_replanning,
    wait_for_planning,
)
from scheduler.usecases.planning_child import work
from scheduler.usecases.replan_runs import replanned_in_child
from tests.builders import clock
from tests.usecases.small_centre import GOOD, MONDAY, NOW, drafted, opened

PLAN = f"C1-{MONDAY}-1"
ILL = StaffAbsent(clock("07:20"), "N1", clock("07:20"))
QUICK = Choice(iterations=300)
AT: dict[str, Any] = {"author": "test", "now": clock("07:20")}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """The small centre with its good plan published."""
    found = opened(tmp_path)
    assert publish_plan(found, drafted(found, GOOD).id, author="test", now=NOW).plan
    yield found
    found.close()


def test_over_http_it_is_202_and_then_the_version_that_it_would_be_at_once(store: Store, tmp_path: Path) -> None:
    app = create_app(Settings(store.path, store.rulebook, lambda: clock("07:20")))
    client = app.test_client()
    ill = {"kind": "staff_absent", "at": f"{MONDAY}T07:20:00+08:00", "staff_id": "N1"}
    ill["start"] = ill["at"]
    asked = client.post(f"/v1/plans/{PLAN}/replan", json={"events": [ill], "iterations": 300, "background": True})
    assert asked.status_code == 202, asked.text
    assert day_events(store, "C1", MONDAY) == (ILL,)  # told, whatever becomes of the run
    id_ = asked.get_json()["id"]
    seen: list[ProgressEvent] = []
    assert wait_for_planning(store, id_, 120, seen.append).state == "done"
    assert [event.step for event in seen] == ["searching", "done"]
    told = client.get(asked.headers["Location"]).get_json()
    assert (told["status"], told["source_id"], told["locks"]) == ("done", PLAN, None)
    assert client.get(f"/v1/plans/{id_}").get_json()["state"] == "draft"
    both = {"dry_run": True, "background": True}
    assert client.post(f"/v1/plans/{PLAN}/replan", json=both).status_code == 422
    assert client.get(f"/v1/plans/{PLAN}/replan").status_code == 404
    app.extensions["store"].close()
    made = made_at_once(tmp_path / "other")
    assert replace(read_plan(store, id_), author=made.plan.author) == made.plan
    assert (told["bought"]["en"], told["bought"]["kept"]) == (made.en, 6)


def made_at_once(folder: Path) -> Bought:
    folder.mkdir()
    other = opened(folder)
    assert publish_plan(other, drafted(other, GOOD).id, author="test", now=NOW).plan
    made = replan_day(other, PLAN, QUICK, **AT, events=[ILL])
    other.close()
    assert isinstance(made, Bought)
    return made


def queued(store: Store, choice: Choice = QUICK) -> str:
    """A run of a program that ended before it could start the child."""
    with store.write() as session:
        id_ = plans.plan_id_of("C1", MONDAY, 2)
        asked = ("queued", "", "test", clock("07:20"), 1, choice.iterations, None, "fair")
        run = jobs.PlanningRun(id_, "C1", MONDAY, 2, *asked, attempts=0)
        jobs.queue_run(session, run, plans.keep_rulebook(session, store.rulebook))
        replans.order_replan(session, id_, "C1", PLAN, as_document(choice))
    return id_


def test_a_run_whose_process_died_is_taken_up_again_and_loses_nothing(store: Store) -> None:
    id_ = queued(store)
    child = subprocess.Popen(
        [sys.executable, "-m", "scheduler.usecases.planning_child", str(store.path), id_], env=os.environ
    )
    while replanning(store, id_).run.attempts == 0 and child.poll() is None:
        time.sleep(0.02)
    child.send_signal(signal.SIGKILL)
    child.wait()
    assert replanning(store, id_).run.state == "running"
    work(store, id_)  # what the watcher starts again, in a process of its own
    found = replanning(store, id_)
    assert (found.run.state, found.run.attempts, found.bought["kept"]) == ("done", 2, 6)


def test_locks_that_cannot_hold_are_named_and_no_version_is_kept(store: Store) -> None:
    for visit_id, at in (("V-Q5", "10:00"), ("V-Q6", "10:10")):
        lock_visit(store, "C1", MONDAY, Lock(visit_id, 0, "N2", clock(at)), author="test", now=NOW)
    id_ = queued(store, replace(QUICK, freeze_until=clock("08:00")))
    work(store, id_)
    found = replanning(store, id_)
    assert found.run.state == "failed"
    assert {lock["visit_id"] for lock in found.locks} == {"V-Q5", "V-Q6"}
    with pytest.raises(NotFoundError):
        read_plan(store, id_)


def test_what_happens_while_it_runs_makes_it_stale_and_it_keeps_nothing(store: Store) -> None:
    id_ = queued(store)
    save = replanned_in_child(store, id_, lambda progress: None)
    assert save is not None
    report_event(store, "C1", VisitStarted(clock("08:10"), "V-Q1"), author="test", now=clock("08:10"))
    with pytest.raises(ConflictError, match="something else happened"), store.write() as session:
        save(session, jobs.run_row(session, id_))
    with pytest.raises(NotFoundError):
        read_plan(store, id_)


def test_what_cannot_be_is_refused_at_once_and_nothing_is_told(store: Store) -> None:
    with pytest.raises(InputError, match="dry_run"):
        start_replanning(store, PLAN, replace(QUICK, dry_run=True), **AT, events=[ILL])
    with pytest.raises(NotFoundError):
        start_replanning(store, PLAN, QUICK, **AT, events=[VisitCancelled(clock("07:20"), "V-Q99")])
    with pytest.raises(NotFoundError):
        replanning(store, PLAN)  # made by hand
    recall_plan(store, PLAN, author="test", now=NOW)
    with pytest.raises(ConflictError):
        start_replanning(store, PLAN, QUICK, **AT, events=[ILL])
    assert day_events(store, "C1", MONDAY) == ()
