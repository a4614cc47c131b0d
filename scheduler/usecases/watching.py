"""The running day as it stands: who is where, what will be late, whom to call."""

from __future__ import annotations

from datetime import date, datetime

from scheduler.errors import ConflictError, Fault, InputError
from scheduler.replan.watch import Watch, watch
from scheduler.store import plans
from scheduler.store.engine import Session, Store
from scheduler.store.events import events_on
from scheduler.store.tables import PlanRow
from scheduler.units import LOCAL
from scheduler.usecases.day import day_as_planned
from scheduler.usecases.laying import as_happened


def watch_day(store: Store, centre_id: str, day: date, now: datetime) -> Watch:
    """The published plan of a day at a moment of that day; NotFoundError without one, InputError for another day."""
    with store.read() as session:
        return _watched(session, store, plans.told_row(session, centre_id, day), now)


def watch_plan(store: Store, plan_id: str, now: datetime) -> Watch:
    """The same by the plan's id; ConflictError when it is published no longer."""
    with store.read() as session:
        row = plans.plan_row(session, plan_id)
        if row.state != "published":
            current = plans.published_row(session, row.centre_id, row.day)
            told = current.id if current else "no plan"
            zh = f"计划 {plan_id} 不是现行计划：现行为 {current.id if current else '无'}"
            raise ConflictError(f"plan {plan_id} is {row.state}: people have been told {told}", zh)
        return _watched(session, store, row, now)


def _watched(session: Session, store: Store, row: PlanRow, now: datetime) -> Watch:
    if now.astimezone(LOCAL).date() != row.day:
        shown = now.isoformat(timespec="minutes")
        zh = (f"不在 {row.day}", "请用当天的时间")
        raise InputError([Fault("?at", "at", shown, f"is not on {row.day}", "give a moment of that day", *zh)])
    plan, day = day_as_planned(session, store.rulebook, row)
    day, events = as_happened(session, row, plan, day, events_on(session, row.centre_id, row.day))
    return watch(day, plan, events, now)
