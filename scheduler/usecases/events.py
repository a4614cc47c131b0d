"""Report what happened on the day: kept as it was told, or refused with nothing changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from scheduler.domain.care import Request, Visit
from scheduler.domain.events import (
    KINDS,
    Event,
    NobodyHome,
    OfVisit,
    ResidentInHospital,
    RoadClosed,
    RoadOpened,
    StaffAbsent,
    StaffBack,
    UrgentRequest,
    VisitCancelled,
    VisitFinished,
    WeatherSlows,
    about,
    kind_of,
)
from scheduler.domain.orders import Away, Happened
from scheduler.domain.plan import Plan
from scheduler.errors import Fault, InputError
from scheduler.replan.facts import facts_of
from scheduler.replan.freed import Fitting
from scheduler.store import care_records, plans, records
from scheduler.store.documents import from_document
from scheduler.store.engine import Session, Store
from scheduler.store.events import add_event, events_on
from scheduler.store.tables import PlanRow
from scheduler.units import LOCAL
from scheduler.usecases.absence import leave
from scheduler.usecases.day import day_as_planned
from scheduler.usecases.event_checks import (
    OVER,
    refuse_absence,
    refuse_or_late,
    refuse_request,
    refuse_resident,
    refuse_road,
    refuse_the_past,
    weather_told,
)
from scheduler.usecases.event_words import said_of
from scheduler.usecases.freed import freed_time, touched_by
from scheduler.usecases.happening import following

OUTCOMES = {VisitCancelled: "cancelled", NobodyHome: "nobody_home", VisitFinished: "done"}


@dataclass(frozen=True, slots=True)
class Reported:
    """An event and its number among those of the day.

    `late`: a cancellation nearer to the planned start than nursing.cancel_hours. `following`: when care that was
    cancelled or found nobody is due next. `touched`: whose stops to come it changes; `fits`: what was left out and
    fits into the time that it frees. `replan`: planning again may help.
    """

    number: int
    kind: str
    event: Event
    zh: str
    en: str
    late: bool = False
    following: Request | None = None
    touched: tuple[str, ...] = ()
    fits: tuple[Fitting, ...] = ()

    @property
    def replan(self) -> bool:
        """Somebody's day is not what it was, or somebody is to be fitted in."""
        return bool(self.touched or self.fits) or isinstance(self.event, UrgentRequest)


def report_event(store: Store, centre_id: str, event: Event, *, author: str, now: datetime) -> Reported:
    """Keep one event of its own day, that of `at`; what it means for care over time is recorded with it.

    NotFoundError for a visit that the published plan does not place; ConflictError for one that is over, an event
    before the last one about the same person or visit, an absence that overlaps another; InputError for ids that
    nobody knows.
    """
    return report_events(store, centre_id, (event,), author=author, now=now)[0]


def report_events(
    store: Store, centre_id: str, events: Sequence[Event], *, author: str, now: datetime
) -> tuple[Reported, ...]:
    """Several at once, in their order: all of them, or (raises as above) none."""
    with store.write() as session:
        kept = [reported(session, store, centre_id, event, author=author, now=now) for event in events]
    found = []
    for one in kept:
        on = (store, centre_id, day_of(one.event))
        free = freed_time(*on, one.event, max(now, one.event.at))
        found.append(replace(one, touched=touched_by(*on, one.number), fits=free))
    return tuple(found)


def reported(session: Session, store: Store, centre_id: str, event: Event, *, author: str, now: datetime) -> Reported:
    """The same within a transaction."""
    day = day_of(event)
    row = plans.told_row(session, centre_id, day)
    known = events_on(session, centre_id, day)
    refuse_the_past(known, event)
    late, next_due = False, None
    if isinstance(event, OfVisit):
        late = refuse_or_late(store, row, known, event)
    elif isinstance(event, StaffAbsent | StaffBack):
        refuse_absence(session, centre_id, known, event)
    elif isinstance(event, ResidentInHospital):
        refuse_resident(session, centre_id, event)
    elif isinstance(event, UrgentRequest):
        refuse_request(session, store, centre_id, day, event)
    elif isinstance(event, WeatherSlows):
        event = weather_told(row, known, event)
    elif isinstance(event, RoadClosed | RoadOpened):
        refuse_road(known, event)
    number = add_event(session, centre_id, day, event, author=author, told=now)
    if isinstance(event, ResidentInHospital):
        away = Away(event.resident_id, day, None, "hospital")
        leave(session, store, centre_id, away, author=author, now=now)
    elif isinstance(event, OVER):
        next_due = _recorded(session, store, centre_id, row, event, late, author=author, now=now)
    detail = {"day": day, "kind": kind_of(event), "number": number, "late": late}
    records.write_audit(session, centre_id, author, now, "event.reported", about(event), **detail)
    return Reported(number, kind_of(event), event, *said_of(event, late), late, next_due)


def day_of(event: Event) -> date:
    """The local day on which it happened."""
    return event.at.astimezone(LOCAL).date()


def day_events(store: Store, centre_id: str, day: date) -> tuple[Event, ...]:
    """What was told of the day, in that order."""
    with store.read() as session:
        records.centre_of(session, centre_id)
        return events_on(session, centre_id, day)


def events_from(documents: Any) -> tuple[Event, ...]:
    """Events as they are sent or stand in a file: a list of objects with `kind` and the fields of that kind.

    InputError names the place of everything that cannot be read.
    """
    listed = documents if isinstance(documents, list) else [documents]
    found: list[Event] = []
    faults: list[Fault] = []
    for k, one in enumerate(listed):
        fields = dict(one) if isinstance(one, dict) else {}
        kind = KINDS.get(str(fields.pop("kind", "")))
        if kind is None:
            words, zh = ", ".join(KINDS), "没有这种事件"
            faults.append(Fault(f"/{k}/kind", "kind", "", "is no event", f"give one of {words}", zh, f"可用：{words}"))
            continue
        try:
            found.append(from_document(kind, fields))
        except InputError as error:
            faults += [
                Fault(f"/{k}{f.where}", f.field, f.value, f.message, f.remedy, f.message_zh, f.remedy_zh)
                for f in error.faults
            ]
    if faults:
        raise InputError(faults)
    return tuple(found)


def _recorded(
    session: Session,
    store: Store,
    centre_id: str,
    row: PlanRow,
    event: OfVisit,
    late: bool,
    *,
    author: str,
    now: datetime,
) -> Request | None:
    """What the event means for care over time, and when the same care is due next."""
    plan, day = day_as_planned(session, store.rulebook, row)
    visit = day.visits[event.visit_id]
    facts = facts_of(day, plan, (*events_on(session, centre_id, day.day),))
    own = [fact for fact in facts if fact.stop.visit_id == visit.id]
    staff = frozenset(fact.staff_id for fact in own) or _sent(plan, visit)
    done = isinstance(event, VisitFinished) and own
    minutes = max(1, round((event.at - max(fact.start for fact in own)).total_seconds()) // 60) if done else 0
    reason = getattr(event, "reason", "") or ("late" if late else "")
    told = Happened(visit.id, visit.request_id, day.day, OUTCOMES[type(event)], now, author, staff, minutes, reason)
    care_records.save_happened(session, centre_id, told)
    records.drop_locks(session, centre_id, day.day, visit.id)
    return following(session, store.rulebook, centre_id, visit, day.day)


def _sent(plan: Plan, visit: Visit) -> frozenset[str]:
    return frozenset(route.staff_id for route, stop in plan.stops() if stop.visit_id == visit.id)


def event_faults(events: Sequence[Event], day: date) -> Iterator[Fault]:
    """Events of another day than the one planned."""
    for k, event in enumerate(events):
        if day_of(event) != day:
            zh = (f"不在 {day}", "请报告当天的事件")
            yield Fault(f"/{k}/at", "at", event.at.isoformat(), f"is not on {day}", "give events of that day", *zh)
