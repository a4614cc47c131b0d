"""Read plans, judge them, keep one made by hand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from scheduler.domain.plan import Plan
from scheduler.domain.rulebook import Rulebook
from scheduler.errors import NotFoundError
from scheduler.store import plans, records
from scheduler.store.engine import Session, Store
from scheduler.units import LOCAL
from scheduler.usecases.day import day_as_planned, day_of_plan
from scheduler.validator import Verdict, judge


@dataclass(frozen=True, slots=True)
class PlanSummary:
    """One version of a day in one line; cost in seconds of travel."""

    plan_id: str
    version: int
    state: str
    author: str
    made: datetime
    seed: int
    iterations: int
    cost: int
    left_out: int
    bound: int | None


def read_plan(store: Store, plan_id: str) -> Plan:
    """One version, in its present state; NotFoundError, also while it is still being planned."""
    with store.read() as session:
        return plans.plan_from(plans.plan_row(session, plan_id))


def plans_of(store: Store, centre_id: str, day: date) -> tuple[PlanSummary, ...]:
    """Every version of the day, oldest first."""
    with store.read() as session:
        versions = [plans.plan_from(row) for row in plans.plan_rows(session, centre_id, day)]
    return tuple(
        PlanSummary(
            p.id, p.version, p.state, p.author, p.made.astimezone(LOCAL), p.seed, p.iterations, p.cost,
            len(p.left_out), p.bound,
        )
        for p in versions
    )  # fmt: skip


def latest_plan(store: Store, centre_id: str, day: date, published: bool = False) -> Plan:
    """The day's newest version, or the published one; NotFoundError."""
    with store.read() as session:
        rows = plans.plan_rows(session, centre_id, day)
        wanted = [row for row in rows if not published or row.state == "published"]
        if not wanted:
            raise NotFoundError(
                f"{day} has no {'published ' if published else ''}plan",
                f"{day} 没有{'已发布的' if published else ''}计划",
            )
        return plans.plan_from(wanted[-1])


def check_plan(store: Store, plan_id: str) -> Verdict:
    """What the validator says of the plan on what is known now."""
    with store.read() as session:
        plan, day, _ = day_of_plan(session, store.rulebook, plans.plan_row(session, plan_id))
    return judge(day, plan)


def save_draft(store: Store, plan: Plan, *, author: str, now: datetime) -> Plan:
    """Keep a plan changed by hand as a new draft of its day, unjudged: publishing will judge it."""
    with store.write() as session:
        return keep_draft(session, store.rulebook, plan, author=author, now=now)


def keep_draft(session: Session, rulebook: Rulebook, plan: Plan, *, author: str, now: datetime) -> Plan:
    """The same within a transaction: the next version, made against what people have been told by now."""
    version = plans.next_version(session, plan.centre_id, plan.day)
    id_ = plans.plan_id_of(plan.centre_id, plan.day, version)
    draft = replace(plan, id=id_, version=version, state="draft", author=author, made=now)
    _, day = day_as_planned(session, rulebook, plans.plan_row(session, plan.id))
    told = plans.published_row(session, plan.centre_id, plan.day)
    day = replace(day, published=plans.plan_from(told) if told else None)
    plans.save_plan(session, draft, day, plans.keep_rulebook(session, rulebook))
    records.write_audit(session, plan.centre_id, author, now, "plan.changed", id_, source=plan.id)
    return draft
