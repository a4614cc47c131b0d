"""Re-plan in the background: the events are kept at once, the new version is made by a process of its own.

A run has its rows and its child as planning has: killed, it is taken up again, and the events are told already.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from scheduler.domain.day import Day
from scheduler.domain.events import Event
from scheduler.domain.plan import Plan
from scheduler.errors import ConflictError, Fault, InputError
from scheduler.store import jobs, plans, records, replans
from scheduler.store.documents import as_document, from_document
from scheduler.store.engine import Session, Store
from scheduler.store.jobs import PlanningRun
from scheduler.store.tables import RunRow
from scheduler.usecases.laying import Laid, lay_out
from scheduler.usecases.planning import watch_in_background
from scheduler.usecases.replanning import (
    Choice,
    Impossible,
    make_replan,
    refuse_bad,
    refuse_stale,
    told_and_laid,
    what_it_bought,
)

if TYPE_CHECKING:
    from scheduler.replan.better import Replanned
    from scheduler.solver.account import Progress

Save = Callable[[Session, RunRow], None]


@dataclass(frozen=True, slots=True)
class ReplanRun:
    """A re-plan as it stands. `bought`: the document of Bought less its plan, once it is made; `locks` cannot all hold
    where there is no plan."""

    run: PlanningRun
    source_id: str
    bought: Any
    locks: Any


def start_replanning(
    store: Store, plan_id: str, choice: Choice, *, author: str, now: datetime, events: Sequence[Event] = ()
) -> str:
    """Report `events` and queue the run in one transaction, start it, and give the id its version will have.

    Raises as `replan_day` does; ConflictError too while the day is being planned. A dry run keeps nothing and so has
    no background: InputError.
    """
    refuse_bad(store, plan_id, choice, events)
    if choice.dry_run:
        zh = ("试算不能在后台进行", "请去掉其中之一")
        raise InputError(
            [Fault("/background", "background", "true", "stands beside dry_run", "give one of the two", *zh)]
        )
    with store.write() as session:
        laid = told_and_laid(session, store, plan_id, events, author=author, now=now)
        centre_id, day, version = laid.row.centre_id, laid.row.day, laid.version
        id_ = plans.plan_id_of(centre_id, day, version)
        steps = choice.iterations or store.rulebook.rule("replan.iterations")
        run = PlanningRun(
            id_, centre_id, day, version, "queued", "", author, now, choice.seed, steps, None, laid.day.weather,
            attempts=0, assume_weekdays=not laid.day.calendar_verified,
        )  # fmt: skip
        jobs.queue_run(session, run, plans.keep_rulebook(session, store.rulebook))
        replans.order_replan(session, id_, centre_id, plan_id, as_document(choice))
        records.write_audit(session, centre_id, author, now, "plan.started", id_, source=plan_id, seed=choice.seed)
    watch_in_background(store, id_)
    return id_


def replanning(store: Store, plan_id: str, after: int = 0) -> ReplanRun:
    """A background re-plan as it stands, with the progress above `after`; NotFoundError."""
    with store.read() as session:
        row = replans.replan_row(session, plan_id)
        run = jobs.read_run(session, plan_id, after)
    return ReplanRun(run, row.source_id, row.document.get("bought"), row.document.get("locks"))


def replanned_in_child(store: Store, plan_id: str, hear: Callable[[Progress], None]) -> Save | None:
    """Make the version of a run that was queued as a re-plan, and how to save it; None for any other run.

    It stands on everything told until it begins; what is told after that makes it stale.
    """
    from scheduler.solver.account import Progress  # loads the engine, which only the child needs

    with store.read() as session:
        order = replans.replan_ordered(session, plan_id)
        if order is None:
            return None
        run = jobs.read_run(session, plan_id)
        laid = replace(
            lay_out(session, store, plans.plan_row(session, order.source_id), run.asked), version=run.version
        )
    choice = from_document(Choice, order.choice)
    began = time.monotonic()
    hear(Progress(0.0, 0, None, len(laid.told.left_out), None, "searching"))
    made = make_replan(laid, replace(choice, iterations=run.iterations), run.author)
    if isinstance(made, Impossible):
        with store.write() as session:
            replans.keep_outcome(session, plan_id, {"locks": as_document(made.locks)})
        raise ConflictError("locks cannot all hold: see `locks`", "以下锁定不能同时成立")
    plan, spent = made[0], time.monotonic() - began
    hear(Progress(spent, plan.iterations, plan.cost, len(plan.left_out), plan.bound, "done"))
    return _saving(laid, made, choice, order.source_id)


def _saving(laid: Laid, made: tuple[Plan, Day, Replanned], choice: Choice, source_id: str) -> Save:
    plan, day, result = made
    bought = what_it_bought(plan, laid, result, choice)

    def save(session: Session, row: RunRow) -> None:
        refuse_stale(session, laid)
        plans.save_plan(session, plan, day, row.rulebook_id)
        document = {name: value for name, value in as_document(bought).items() if name != "plan"}
        replans.keep_outcome(session, plan.id, {"bought": document})
        about = {"source": source_id, "events": len(laid.events), "iterations": plan.iterations, "log": result.log}
        records.write_audit(session, plan.centre_id, plan.author, plan.made, "plan.replanned", plan.id, **about)

    return save
