"""Plan a day outside the caller: a run is a child process, its state and progress are rows.

A run's own clock is the machine's: it dates progress and notices silence. What is planned, and the
plan, never depend on it.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import date, datetime

from scheduler.errors import Fault, InputError
from scheduler.store import jobs, plans, records
from scheduler.store.engine import Store
from scheduler.store.jobs import PlanningRun, ProgressEvent
from scheduler.units import LOCAL
from scheduler.usecases.day import day_to_plan, refuse_an_empty_day

LONGEST_RUN_SECONDS = 1800  # a child that is still there after this is stuck
BACK_OFF_SECONDS = 0.5
POLL_SECONDS = 0.1


def start_planning(
    store: Store,
    centre_id: str,
    day: date,
    *,
    author: str,
    now: datetime,
    seed: int = 1,
    iterations: int | None = None,
    seconds: float | None = None,
    weather: str = "fair",
    assume_weekdays: bool = False,
    robust: bool = False,
) -> str:
    """Queue a run, start it and give the id its plan will have.

    With `assume_weekdays` a year without a calendar is planned by the week, and the plan says so; with `robust` the
    plan gets buffers where they pay (`usecases.bought` says what they bought).
    Stops after `iterations` or `seconds` (neither: the configured iterations, which is repeatable).
    ConflictError while the same day is being planned; InputError when there is nothing to plan.
    """
    if iterations is None and seconds is None:
        iterations = store.rulebook.rule("plan.iterations")
    _refuse_bad_options(iterations, seconds, weather)
    with store.write() as session:
        known, answers = day_to_plan(session, store.rulebook, centre_id, day, weather, assume_weekdays)
        refuse_an_empty_day(known, answers)
        version = plans.next_version(session, centre_id, day)
        plan_id = plans.plan_id_of(centre_id, day, version)
        run = PlanningRun(
            plan_id, centre_id, day, version, "queued", "", author, now, seed, iterations, seconds, weather,
            attempts=0, assume_weekdays=assume_weekdays, robust=robust,
        )  # fmt: skip
        jobs.queue_run(session, run, plans.keep_rulebook(session, store.rulebook))
        records.write_audit(session, centre_id, author, now, "plan.started", plan_id, seed=seed)
    watch_in_background(store, plan_id)
    return plan_id


def _refuse_bad_options(iterations: int | None, seconds: float | None, weather: str) -> None:
    faults = []
    if iterations is not None and iterations < 1:
        faults.append(Fault("", "iterations", str(iterations), "is below 1", "give at least 1", "小于 1", "至少为 1"))
    if seconds is not None and not 0 < seconds <= LONGEST_RUN_SECONDS / 2:
        remedy = f"give more than 0 and at most {LONGEST_RUN_SECONDS // 2} seconds"
        faults.append(
            Fault(
                "",
                "seconds",
                str(seconds),
                "is out of range",
                remedy,
                "超出范围",
                f"须大于 0，不超过 {LONGEST_RUN_SECONDS // 2} 秒",
            )
        )
    if weather not in ("fair", "rain", "snow"):
        faults.append(
            Fault(
                "",
                "weather",
                weather[:20],
                "is not known",
                "give fair, rain or snow",
                "没有这种天气",
                "fair、rain 或 snow",
            )
        )
    if faults:
        raise InputError(faults)


def planning(store: Store, plan_id: str, after: int = 0) -> PlanningRun:
    """A run as it stands, with the progress events above `after`; NotFoundError."""
    with store.read() as session:
        return jobs.read_run(session, plan_id, after)


def stop_planning(store: Store, plan_id: str, *, author: str, now: datetime) -> None:
    """Ask a run to stop and keep its best; ConflictError when it has ended already."""
    with store.write() as session:
        row = jobs.ask_to_stop(session, plan_id)
        records.write_audit(session, row.centre_id, author, now, "plan.stopped", plan_id)


def wait_for_planning(
    store: Store, plan_id: str, seconds: float, each: Callable[[ProgressEvent], None] | None = None
) -> PlanningRun:
    """Wait until the run has ended, at most so long; `each` sees every progress event once, in order."""
    until = time.monotonic() + seconds
    seen = 0
    while True:
        run = planning(store, plan_id, after=seen)
        for event in run.events:
            seen = event.seq
            if each:
                each(event)
        if run.ended or time.monotonic() > until:
            return run
        time.sleep(POLL_SECONDS)


def recover_runs(store: Store, now: datetime) -> tuple[str, ...]:
    """Take up the runs that died with the program that started them."""
    lost = jobs.lost_runs(store, now)
    for plan_id in lost:
        if jobs.after_exit(store, plan_id, "the program was ended while planning", now):
            watch_in_background(store, plan_id)
    return lost


def watch_in_background(store: Store, plan_id: str) -> None:
    """Work on a run that is queued, in a process of its own, until it has left an answer."""
    threading.Thread(target=_watch, args=(store, plan_id), name=f"plan {plan_id}", daemon=True).start()


def _watch(store: Store, plan_id: str) -> None:
    """Run the child until it has left an answer or used up its attempts."""
    attempts = 0
    while True:
        # its own session: an interrupt at the keyboard asks the run to stop, it does not kill the child
        command = [sys.executable, "-m", "scheduler.usecases.planning_child", str(store.path), plan_id]
        child = subprocess.Popen(command, start_new_session=True, stdin=subprocess.DEVNULL, env=os.environ)
        try:
            code = child.wait(timeout=LONGEST_RUN_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            code = child.wait()
        if not jobs.after_exit(store, plan_id, _how_it_ended(code), datetime.now(LOCAL)):
            return
        attempts += 1
        time.sleep(BACK_OFF_SECONDS * 2**attempts)


def _how_it_ended(code: int) -> str:
    if code >= 0:
        return f"the planning process ended with code {code}"
    return f"the planning process was ended by {signal.Signals(-code).name}"
