"""The running day laid out: what people were told, what happened since, what is asked for. Read in one view."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from scheduler.domain.care import visit_id_of
from scheduler.domain.day import Day
from scheduler.domain.events import Event, UrgentRequest, VisitFinished, about
from scheduler.domain.plan import Plan
from scheduler.store import care_records, plans
from scheduler.store.engine import Session, Store
from scheduler.store.events import events_on
from scheduler.store.tables import PlanRow
from scheduler.usecases.day import day_of_plan, day_to_plan

OFF = ("cancelled", "refused")


@dataclass(frozen=True, slots=True)
class Laid:
    """What a re-plan stands on."""

    row: PlanRow
    told: Plan
    day: Day
    events: tuple[Event, ...]
    count: int  # of the events told so far
    version: int
    now: datetime


def lay_out(session: Session, store: Store, row: PlanRow, now: datetime) -> Laid:
    """The day of a published plan with everything told of it, and the urgent requests beside its visits."""
    count = len(known := events_on(session, row.centre_id, row.day))
    told, day, _ = day_of_plan(session, store.rulebook, row)
    day, known = as_happened(session, row, told, day, known)
    urgent = {visit_id_of(event.request_id) for event in known if isinstance(event, UrgentRequest)}
    if urgent - day.visits.keys():
        everything, _ = day_to_plan(session, store.rulebook, row.centre_id, row.day, row.weather, True)
        new = {id_: visit for id_, visit in everything.visits.items() if id_ in urgent}
        homes = {visit.resident_id for visit in new.values()}
        people = {id_: one for id_, one in everything.residents.items() if id_ in homes}
        day = replace(day, visits={**day.visits, **new}, residents={**day.residents, **people})
    return Laid(row, told, day, known, count, plans.next_version(session, row.centre_id, row.day), now)


def as_happened(
    session: Session, row: PlanRow, told: Plan, day: Day, known: tuple[Event, ...]
) -> tuple[Day, tuple[Event, ...]]:
    """What was recorded of the day's visits without an event of its own: off, or done as planned."""
    mine = {about(event) for event in known}
    ends = {stop.visit_id: stop.end for _, stop in told.stops()}
    outcomes = {
        one.visit_id: one.outcome
        for one in care_records.happened(session, row.centre_id, row.day)
        if one.day == row.day and one.visit_id not in mine
    }
    off = {id_ for id_, outcome in outcomes.items() if outcome in OFF}
    done = [VisitFinished(ends[id_], id_) for id_, said in sorted(outcomes.items()) if said not in OFF and id_ in ends]
    visits = {id_: visit for id_, visit in day.visits.items() if id_ not in off}
    return replace(day, visits=visits), (*known, *done)
