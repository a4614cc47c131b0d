"""Background planning runs as rows: who may work on one, what it reports, how it ends.

A run is worked on under its attempt number. Whoever works under an older number is a ghost: it can
report nothing and save nothing. How a run ends and the plan it made become visible in one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from scheduler.errors import ConflictError, NotFoundError
from scheduler.store import records
from scheduler.store.engine import Store
from scheduler.store.tables import BuffersRow, Document, RunEventRow, RunRow
from scheduler.units import LOCAL

ATTEMPTS = 3  # a run that takes its process down three times will do so again
LEASE = timedelta(seconds=20)  # a child gives a sign of life every second, save while it compiles
ACTIVE = ("queued", "running")


@dataclass(frozen=True, slots=True)
class ProgressEvent:
    """One line of progress; `seconds` since the search began, `cost` and `bound` when known."""

    seq: int
    at: datetime
    seconds: float
    iterations: int
    cost: int | None
    left_out: int
    bound: int | None
    step: str


@dataclass(frozen=True, slots=True)
class PlanningRun:
    """A run as it stands. `state`: queued, running, done, stopped or failed; `reason` says why it failed.

    `robust`: its plan gets buffers.
    """

    plan_id: str
    centre_id: str
    day: date
    version: int
    state: str
    reason: str
    author: str
    asked: datetime
    seed: int
    iterations: int | None
    seconds: float | None
    weather: str
    attempts: int
    events: tuple[ProgressEvent, ...] = ()
    assume_weekdays: bool = False
    robust: bool = False

    @property
    def ended(self) -> bool:
        """Nothing more will happen to it."""
        return self.state not in ACTIVE


def queue_run(session: Session, run: PlanningRun, rulebook_id: str) -> None:
    """Add a run; ConflictError while another one plans the same day of the same centre."""
    same = (RunRow.centre_id == run.centre_id, RunRow.day == run.day, col(RunRow.state).in_(ACTIVE))
    other = session.exec(select(RunRow.plan_id).where(*same)).first()
    if other is not None:
        raise ConflictError(
            f"{run.day} is being planned already as {other}: wait for it or stop it",
            f"{run.day} 正在排班（{other}）：请等它结束或先停止",
        )
    row = RunRow(
        plan_id=run.plan_id,
        centre_id=run.centre_id,
        day=run.day,
        version=run.version,
        state=run.state,
        author=run.author,
        asked=run.asked,
        seed=run.seed,
        iterations=run.iterations,
        seconds=run.seconds,
        weather=run.weather,
        assume_weekdays=run.assume_weekdays,
        rulebook_id=rulebook_id,
        seen=run.asked,
    )
    session.add(row)
    session.flush()
    if run.robust:
        session.add(BuffersRow(plan_id=run.plan_id, centre_id=run.centre_id, document={}))


def bought_by_buffers(session: Session, plan_id: str) -> Document | None:
    """What the buffers of a run's plan bought; None without buffers, empty while they are not there yet."""
    row = session.get(BuffersRow, plan_id)
    return None if row is None else row.document


def keep_bought(session: Session, plan_id: str, document: Document) -> None:
    """Say what the buffers of a run's plan bought."""
    row = session.get(BuffersRow, plan_id)
    if row is not None:
        row.document = document


def run_row(session: Session, plan_id: str) -> RunRow:
    """The row of a run; NotFoundError."""
    row = session.get(RunRow, plan_id)
    if row is None:
        raise NotFoundError(f"no planning run has the id {plan_id!r}", f"没有编号为 {plan_id!r} 的排班")
    return row


def read_run(session: Session, plan_id: str, after: int = 0) -> PlanningRun:
    """A run with its events of a `seq` above `after`."""
    row = run_row(session, plan_id)
    wanted = select(RunEventRow).where(RunEventRow.plan_id == plan_id, col(RunEventRow.seq) > after)
    events = session.exec(wanted.order_by(col(RunEventRow.seq))).all()
    return PlanningRun(
        plan_id=row.plan_id,
        centre_id=row.centre_id,
        day=row.day,
        version=row.version,
        state=row.state,
        reason=row.reason,
        author=row.author,
        asked=row.asked.astimezone(LOCAL),
        seed=row.seed,
        iterations=row.iterations,
        seconds=row.seconds,
        weather=row.weather,
        assume_weekdays=row.assume_weekdays,
        robust=bought_by_buffers(session, plan_id) is not None,
        attempts=row.attempt,
        events=tuple(
            ProgressEvent(e.seq, e.at.astimezone(LOCAL), e.seconds, e.iterations, e.cost, e.left_out, e.bound, e.step)
            for e in events
        ),
    )


def begin_attempt(store: Store, plan_id: str, now: datetime) -> int | None:
    """Take the run for one more attempt and give its number; None when it has ended meanwhile."""
    with store.write() as session:
        row = run_row(session, plan_id)
        if row.state not in ACTIVE:
            return None
        row.state, row.attempt, row.seen = "running", row.attempt + 1, now
        return row.attempt


def sign_of_life(store: Store, plan_id: str, attempt: int, events: Sequence[ProgressEvent], now: datetime) -> bool:
    """Write what happened since the last sign; whether the run shall go on. Event numbers are given here."""
    with store.write() as session:
        row = run_row(session, plan_id)
        if row.state != "running" or row.attempt != attempt:
            return False
        last = session.exec(select(func.max(RunEventRow.seq)).where(RunEventRow.plan_id == plan_id)).one() or 0
        for seq, event in enumerate(events, start=last + 1):
            session.add(
                RunEventRow(
                    plan_id=plan_id,
                    seq=seq,
                    at=event.at,
                    seconds=event.seconds,
                    iterations=event.iterations,
                    cost=event.cost,
                    left_out=event.left_out,
                    bound=event.bound,
                    step=event.step,
                )
            )
        row.seen = now
        return not row.cancelled


def ask_to_stop(session: Session, plan_id: str) -> RunRow:
    """Set the flag; ConflictError when the run has ended."""
    row = run_row(session, plan_id)
    if row.state not in ACTIVE:
        raise ConflictError(f"planning of {plan_id} has ended already ({row.state})", f"{plan_id} 的排班已经结束")
    row.cancelled = True
    return row


def finish(store: Store, plan_id: str, attempt: int, save: Callable[[Session, RunRow], None]) -> bool:
    """End the run and save its plan in one transaction; False, and nothing saved, for a ghost."""
    with store.write() as session:
        row = run_row(session, plan_id)
        if row.state != "running" or row.attempt != attempt:
            return False
        row.state = "stopped" if row.cancelled else "done"
        save(session, row)
        return True


def fail(store: Store, plan_id: str, reason: str, now: datetime, attempt: int | None = None) -> None:
    """End the run without a plan, unless it has ended or (attempt given) somebody newer works on it."""
    with store.write() as session:
        row = run_row(session, plan_id)
        if row.state in ACTIVE and attempt in (None, row.attempt):
            row.state, row.reason = "failed", reason
            records.write_audit(session, row.centre_id, row.author, now, "plan.failed", plan_id, reason=reason)


def after_exit(store: Store, plan_id: str, reason: str, now: datetime) -> bool:
    """The child is gone. Whether it shall be started again: yes when it left no answer and has attempts left."""
    with store.read() as session:
        row = run_row(session, plan_id)
        ended, attempts = row.state not in ACTIVE, row.attempt
    if not ended and attempts >= ATTEMPTS:
        fail(store, plan_id, f"{reason}; {attempts} attempts", now)
    return not ended and attempts < ATTEMPTS


def lost_runs(store: Store, now: datetime) -> tuple[str, ...]:
    """Runs that nobody works on any more."""
    with store.read() as session:
        rows = session.exec(select(RunRow).where(col(RunRow.state).in_(ACTIVE))).all()
        return tuple(row.plan_id for row in rows if row.seen + LEASE < now)
