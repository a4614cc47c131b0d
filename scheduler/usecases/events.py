"""Report what happened on the day: kept as it was told, or refused with nothing changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from scheduler.domain.care import Request, Visit, visit_id_of
from scheduler.domain.events import (
    KINDS,
    Event,
    NobodyHome,
    OfVisit,
    ResidentInHospital,
    StaffAbsent,
    StaffBack,
    UrgentRequest,
    VisitCancelled,
    VisitFinished,
    VisitOverran,
    VisitStarted,
    WeatherSlows,
    about,
    kind_of,
)
from scheduler.domain.orders import Away, Happened
from scheduler.domain.plan import Plan
from scheduler.errors import ConflictError, Fault, InputError, NotFoundError
from scheduler.replan.facts import absences_of, facts_of
from scheduler.store import care_records, plans, records
from scheduler.store.documents import from_document
from scheduler.store.engine import Session, Store
from scheduler.store.events import add_event, events_on
from scheduler.store.tables import PlanRow
from scheduler.units import LOCAL
from scheduler.usecases.absence import leave
from scheduler.usecases.day import day_as_planned, day_to_plan
from scheduler.usecases.happening import following

OVER = (VisitCancelled, NobodyHome, VisitFinished)
BEGUN = (VisitStarted, VisitOverran)
OUTCOMES = {VisitCancelled: "cancelled", NobodyHome: "nobody_home", VisitFinished: "done"}
SAID_ZH = {"visit_cancelled": "已取消", "nobody_home": "家中无人", "visit_finished": "已完成"}


@dataclass(frozen=True, slots=True)
class Reported:
    """An event and its number among those of the day.

    `late`: a cancellation nearer to the planned start than nursing.cancel_hours. `following`: when care that was
    cancelled or found nobody is due next.
    """

    number: int
    kind: str
    event: Event
    late: bool = False
    following: Request | None = None


def report_event(store: Store, centre_id: str, event: Event, *, author: str, now: datetime) -> Reported:
    """Keep one event of its own day, that of `at`; what it means for care over time is recorded with it.

    NotFoundError for a visit that the published plan does not place; ConflictError for one that is over, an event
    before the last one about the same person or visit, an absence that overlaps another; InputError for ids that
    nobody knows.
    """
    with store.write() as session:
        return reported(session, store, centre_id, event, author=author, now=now)


def reported(session: Session, store: Store, centre_id: str, event: Event, *, author: str, now: datetime) -> Reported:
    """The same within a transaction."""
    day = day_of(event)
    row = plans.published_row(session, centre_id, day)
    if row is None:
        raise NotFoundError(f"{day} has no published plan", f"{day} 没有已发布的计划")
    known = events_on(session, centre_id, day)
    _refuse_the_past(known, event)
    late, next_due = False, None
    if isinstance(event, OfVisit):
        late = _refuse_or_late(store, row, known, event)
    elif isinstance(event, StaffAbsent | StaffBack):
        _refuse_absence(session, centre_id, known, event)
    elif isinstance(event, UrgentRequest):
        _refuse_request(session, store, centre_id, day, event)
    elif isinstance(event, WeatherSlows):
        _refuse_weather(known, event)
    number = add_event(session, centre_id, day, event, author=author, told=now)
    if isinstance(event, ResidentInHospital):
        away = Away(event.resident_id, day, None, "hospital")
        leave(session, store, centre_id, away, author=author, now=now)
    elif isinstance(event, OVER):
        next_due = _recorded(session, store, centre_id, row, event, late, author=author, now=now)
    detail = {"day": day, "kind": kind_of(event), "number": number, "late": late}
    records.write_audit(session, centre_id, author, now, "event.reported", about(event), **detail)
    return Reported(number, kind_of(event), event, late, next_due)


def day_of(event: Event) -> date:
    """The local day on which it happened."""
    return event.at.astimezone(LOCAL).date()


def day_events(store: Store, centre_id: str, day: date) -> tuple[Event, ...]:
    """What was told of the day, in that order."""
    with store.read() as session:
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


def _refuse_the_past(known: Sequence[Event], event: Event) -> None:
    same = [one for one in known if about(one) == about(event)]
    if same and event.at < same[-1].at:
        at = same[-1].at.isoformat(timespec="minutes")
        raise ConflictError(
            f"{about(event)} has an event of {at} already, which is later: events are told in their order",
            f"{about(event)} 已有更晚的事件（{at}）：请按先后顺序报告",
        )


def _refuse_or_late(store: Store, row: PlanRow, known: Sequence[Event], event: OfVisit) -> bool:
    """Whether a cancellation comes late; raises for a visit that is not placed, over, or begun."""
    plan = plans.plan_from(row)
    own = [one for one in known if about(one) == event.visit_id]
    over = next((one for one in own if isinstance(one, OVER)), None)
    if over is not None:
        word = kind_of(over)
        raise ConflictError(
            f"{event.visit_id} is over since {over.at.isoformat(timespec='minutes')} ({word})",
            f"{event.visit_id} {SAID_ZH[word]}，不能再报告事件",
        )
    stops = [stop for _, stop in plan.stops() if stop.visit_id == event.visit_id]
    if not stops:
        left = isinstance(event, VisitCancelled) and any(one.visit_id == event.visit_id for one in plan.left_out)
        if not left:
            raise NotFoundError(
                f"the published plan {plan.id} places no visit {event.visit_id!r}",
                f"已发布的计划 {plan.id} 没有安排 {event.visit_id!r}",
            )
        return False
    begun = [one for one in own if isinstance(one, BEGUN)]
    if begun and isinstance(event, VisitCancelled | VisitStarted):
        raise ConflictError(
            f"{event.visit_id} has begun at {begun[0].at.isoformat(timespec='minutes')}",
            f"{event.visit_id} 已于 {begun[0].at.isoformat(timespec='minutes')} 开始",
        )
    notice = timedelta(hours=store.rulebook.rule("nursing.cancel_hours"))
    return isinstance(event, VisitCancelled) and event.at > min(stop.start for stop in stops) - notice


def _refuse_absence(session: Session, centre_id: str, known: Sequence[Event], event: StaffAbsent | StaffBack) -> None:
    if event.staff_id not in records.staff_of(session, centre_id):
        zh = ("本中心没有这个工号", "请写本中心人员的工号")
        fault = Fault("/staff_id", "staff_id", event.staff_id[:40], "is nobody of this centre", "give an id", *zh)
        raise InputError([fault])
    spans = absences_of(known).get(event.staff_id, ())
    if isinstance(event, StaffBack):
        if not any(start <= event.at and (until is None or event.at < until) for start, until in spans):
            raise ConflictError(f"{event.staff_id} is not absent then", f"{event.staff_id} 当时没有登记缺勤")
        return
    for start, until in spans:
        if (until is None or event.start < until) and (event.until is None or start < event.until):
            raise ConflictError(
                f"{event.staff_id} is absent from {start.isoformat(timespec='minutes')} already: the two overlap",
                f"{event.staff_id} 自 {start.isoformat(timespec='minutes')} 起已登记缺勤，两段重叠",
            )


def _refuse_request(session: Session, store: Store, centre_id: str, day: date, event: UrgentRequest) -> None:
    known, answers = day_to_plan(session, store.rulebook, centre_id, day, assume_weekdays=True)
    if visit_id_of(event.request_id) in known.visits:
        return
    said = [answer for answer in answers.get(event.request_id, ()) if answer.answer != "warn"]
    if said:
        raise ConflictError(
            f"{event.request_id} cannot be planned: {said[0].en}", f"{event.request_id} 不能安排：{said[0].zh}"
        )
    raise NotFoundError(
        f"no request {event.request_id!r} asks for a visit on {day}", f"{day} 没有申请 {event.request_id!r} 要上门"
    )


def _refuse_weather(known: Sequence[Event], event: WeatherSlows) -> None:
    if event.weather not in ("fair", "rain", "snow"):
        zh = ("没有这种天气", "fair、rain 或 snow")
        remedy = "give fair, rain or snow"
        raise InputError([Fault("/weather", "weather", event.weather[:20], "is not known", remedy, *zh)])
    if any(isinstance(one, (*BEGUN, NobodyHome, VisitFinished)) for one in known):
        raise ConflictError(
            "visits have begun: the rides of a whole day have one weather, it can be changed only before the first",
            "已有上门开始：一天只按一种天气计算路程，只能在第一户之前更改",
        )


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
