"""What an event means for the plan people were told: whose day it touches, what fits into time that came free."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from scheduler.domain.care import Visit
from scheduler.domain.events import Event, NobodyHome, ResidentInHospital, VisitCancelled
from scheduler.replan.board import board_of
from scheduler.replan.freed import Fitting, fits
from scheduler.replan.watch import touched
from scheduler.store import plans
from scheduler.store.engine import Store
from scheduler.store.events import events_on
from scheduler.usecases.day import day_as_planned
from scheduler.usecases.laying import lay_out

FREES = (VisitCancelled, NobodyHome, ResidentInHospital)


def touched_by(store: Store, centre_id: str, day: date, number: int) -> tuple[str, ...]:
    """Whose stops to come were changed by the event of this number; ids."""
    with store.read() as session:
        row = plans.published_row(session, centre_id, day)
        if row is None:
            return ()
        plan, known = day_as_planned(session, store.rulebook, row)
        events = events_on(session, centre_id, day)
    return touched(known, plan, events[: number - 1], events[number - 1])


def freed_time(store: Store, centre_id: str, day: date, event: Event, now: datetime) -> tuple[Fitting, ...]:
    """The visits left out that fit into the time that an event frees, once it is told."""
    if not isinstance(event, FREES):
        return ()
    with store.read() as session:
        row = plans.published_row(session, centre_id, day)
        if row is None:
            return ()
        told, planned = plans.plan_from(row), plans.planned_for(row)[0]
        off = {visit.id for visit in planned.values() if _is_off(visit, event)}
        freed = {route.staff_id for route, stop in told.stops() if stop.visit_id in off}
        if not freed or not told.left_out:
            return ()
        laid = lay_out(session, store, row, now)
    freeze = now + timedelta(minutes=store.rulebook.rule("replan.freeze_minutes"))
    board = board_of(laid.day, laid.told, laid.events, freeze, planned=planned)
    return fits(board, freed)


def _is_off(visit: Visit, event: VisitCancelled | NobodyHome | ResidentInHospital) -> bool:
    if isinstance(event, ResidentInHospital):
        return visit.resident_id == event.resident_id
    return visit.id == event.visit_id
