"""The child process of one planning run: `python -m scheduler.usecases.planning_child DATABASE PLAN_ID`.

The search runs in the main thread; a second thread writes its progress, shows that the run is alive
and hears when it shall stop, so that the search never waits for the disk.
"""

from __future__ import annotations

import contextlib
import resource
import sys
import threading
import time
from datetime import datetime
from pathlib import Path

from scheduler.domain.day import Day
from scheduler.errors import SchedulerError
from scheduler.solver.search import Progress, Stop
from scheduler.store import engine, jobs, plans, records
from scheduler.store.documents import as_document
from scheduler.store.engine import DatabaseError, Session, Store
from scheduler.store.jobs import ProgressEvent
from scheduler.store.tables import RunRow
from scheduler.units import LOCAL
from scheduler.usecases.day import day_to_plan, refuse_an_empty_day
from scheduler.usecases.making import Made, made_plan
from scheduler.usecases.replan_runs import Save, replanned_in_child
from scheduler.usecases.trouble import record_trouble

MEMORY_BYTES = 8 * 2**30  # address space, of which the compiled search and OR-Tools only touch a part
SIGN_SECONDS = 0.5
REPEAT_SECONDS = 1.0


class Voice:
    """What the search says, on its way to the database; `stopped` once nobody wants to hear more."""

    def __init__(self, store: Store, plan_id: str, attempt: int) -> None:
        self._store, self._plan_id, self._attempt = store, plan_id, attempt
        self._waiting: list[ProgressEvent] = []
        self._last: object = None
        self._last_at = 0.0
        self._lock = threading.Lock()
        self._quiet = threading.Event()
        self.stopped = threading.Event()
        self._thread = threading.Thread(target=self._speak, daemon=True)
        self._thread.start()

    def hear(self, progress: Progress) -> None:
        """Keep one line of progress until the next sign of life; the same thing again is said once a second."""
        news = (progress.step, progress.iterations, progress.cost, progress.left_out, progress.bound)
        if news == self._last and time.monotonic() < self._last_at + REPEAT_SECONDS:
            return
        self._last, self._last_at = news, time.monotonic()
        event = ProgressEvent(
            0,
            datetime.now(LOCAL),
            progress.seconds,
            progress.iterations,
            progress.cost,
            progress.left_out,
            progress.bound,
            progress.step,
        )
        with self._lock:
            self._waiting.append(event)

    def end(self) -> None:
        """Say what is left to say, and nothing after it."""
        self._quiet.set()
        self._thread.join()
        self._sign()

    def _speak(self) -> None:
        while not self._quiet.wait(SIGN_SECONDS):
            self._sign()

    def _sign(self) -> None:
        with self._lock:
            events, self._waiting = self._waiting, []
        try:
            go_on = jobs.sign_of_life(self._store, self._plan_id, self._attempt, events, datetime.now(LOCAL))
        except DatabaseError:  # somebody else holds the file for long: say it all with the next sign
            with self._lock:
                self._waiting = events + self._waiting
        else:
            if not go_on:
                self.stopped.set()


def work(store: Store, plan_id: str) -> None:
    """Make the run's plan and save it, or say why there is none."""
    attempt = jobs.begin_attempt(store, plan_id, datetime.now(LOCAL))
    if attempt is None:
        return
    voice = Voice(store, plan_id, attempt)
    try:
        save = replanned_in_child(store, plan_id, voice.hear) or _planned(store, plan_id, voice)
        voice.end()
        jobs.finish(store, plan_id, attempt, save)
    except SchedulerError as error:
        jobs.fail(store, plan_id, str(error), datetime.now(LOCAL), attempt)
    except Exception as error:
        now = datetime.now(LOCAL)
        id_ = record_trouble(store.path.parent, error, now)
        jobs.fail(store, plan_id, f"an unexpected error, kept in errors.log as {id_}", now, attempt)


def _planned(store: Store, plan_id: str, voice: Voice) -> Save:
    made, day = _plan(store, plan_id, voice)
    plan = made.plan

    def save(session: Session, run: RunRow) -> None:
        plans.save_plan(session, plan, day, run.rulebook_id)
        if made.bought is not None:
            jobs.keep_bought(session, plan_id, as_document(made.bought))
        about = {"cost": plan.cost, "log": made.log}
        records.write_audit(session, plan.centre_id, plan.author, plan.made, "plan.made", plan_id, **about)

    return save


def _plan(store: Store, plan_id: str, voice: Voice) -> tuple[Made, Day]:
    with store.read() as session:
        run = jobs.read_run(session, plan_id)
        day, answers = day_to_plan(session, store.rulebook, run.centre_id, run.day, run.weather, run.assume_weekdays)
    refuse_an_empty_day(day, answers)
    made = made_plan(
        day,
        Stop(iterations=run.iterations, seconds=run.seconds, cancelled=voice.stopped.is_set),
        seed=run.seed,
        plan_id=plan_id,
        version=run.version,
        author=run.author,
        made=run.asked,
        progress=voice.hear,
        robust=run.robust,
    )
    return made, day


def main() -> None:
    """Work on the run named on the command line, with the numbers it was queued with."""
    with contextlib.suppress(ValueError, OSError):  # a lower limit may be set already
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    path, plan_id = Path(sys.argv[1]), sys.argv[2]
    database = engine.connect(path)
    with Session(database) as session:
        rulebook = plans.rulebook_of(session, jobs.run_row(session, plan_id).rulebook_id)
    work(Store(path, rulebook, database), plan_id)


if __name__ == "__main__":
    main()
