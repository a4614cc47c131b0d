"""What cannot have happened on the day: each event is held against the plan that was told and the events before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from scheduler.domain.care import visit_id_of
from scheduler.domain.events import (
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
    VisitOverran,
    VisitStarted,
    WeatherSlows,
    about,
    kind_of,
)
from scheduler.errors import ConflictError, Fault, InputError, NotFoundError
from scheduler.replan.absences import absences_of
from scheduler.store import plans, records
from scheduler.store.engine import Session, Store
from scheduler.store.tables import PlanRow
from scheduler.travel.coordinates import locate
from scheduler.travel.estimate import WEATHERS
from scheduler.units import LOCAL
from scheduler.usecases.day import day_to_plan

OVER = (VisitCancelled, NobodyHome, VisitFinished)
BEGUN = (VisitStarted, VisitOverran)
SAID_ZH = {"visit_cancelled": "已取消", "nobody_home": "家中无人", "visit_finished": "已完成"}


def refuse_the_past(known: Sequence[Event], event: Event) -> None:
    same = [one for one in known if about(one) == about(event)]
    if same and event.at < same[-1].at:
        at = same[-1].at.isoformat(timespec="minutes")
        raise ConflictError(
            f"{about(event)} has an event of {at} already, which is later: events are told in their order",
            f"{about(event)} 已有更晚的事件（{at}）：请按先后顺序报告",
        )


def refuse_or_late(store: Store, row: PlanRow, known: Sequence[Event], event: OfVisit) -> bool:
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


def refuse_absence(session: Session, centre_id: str, known: Sequence[Event], event: StaffAbsent | StaffBack) -> None:
    if event.staff_id not in records.staff_of(session, centre_id):
        zh = ("本中心没有这个工号", "请写本中心人员的工号")
        fault = Fault.of_field("staff_id", event.staff_id, "is nobody of this centre", "give an id", *zh)
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


def refuse_request(session: Session, store: Store, centre_id: str, day: date, event: UrgentRequest) -> None:
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


def refuse_resident(session: Session, centre_id: str, event: ResidentInHospital) -> None:
    """InputError for a resident whom nobody knows."""
    if event.resident_id not in records.residents_of(session, centre_id, {event.resident_id}):
        zh = ("本中心没有这位居民", "请写居民编号")
        remedy = "give a resident's id"
        fault = Fault.of_field("resident_id", event.resident_id, "is nobody of this centre", remedy, *zh)
        raise InputError([fault])


def weather_told(row: PlanRow, known: Sequence[Event], event: WeatherSlows) -> WeatherSlows:
    """The event with the weather until then; raises for one that nobody knows or that holds already."""
    if event.weather not in WEATHERS:
        zh = ("没有这种天气", "fair、rain 或 snow")
        remedy = "give fair, rain or snow"
        raise InputError([Fault("/weather", "weather", event.weather[:20], "is not known", remedy, *zh)])
    before = [one.weather for one in known if isinstance(one, WeatherSlows)][-1:] or [row.weather]
    if before[0] == event.weather:
        raise ConflictError(f"rides are reckoned for {event.weather} already", f"路程已按 {event.weather} 计算")
    return replace(event, before=before[0])


def refuse_road(known: Sequence[Event], event: RoadClosed | RoadOpened) -> None:
    """Raises for a road that is closed already, or was never closed, and for a closure of another day."""
    closed: set[str] = set()
    for one in known:
        if isinstance(one, RoadClosed):
            closed.add(one.closure.id)
        elif isinstance(one, RoadOpened):
            closed.discard(one.closure_id)
    if isinstance(event, RoadOpened):
        if event.closure_id not in closed:
            raise ConflictError(f"no road {event.closure_id!r} is closed", f"没有封闭的道路 {event.closure_id!r}")
        return
    if event.closure.id in closed:
        raise ConflictError(
            f"{event.closure.id!r} is closed already: open it first, or give the stretch another id",
            f"{event.closure.id!r} 已登记封闭：请先报告开通，或换一个编号",
        )
    faults: list[Fault] = []
    for name, point in (("first", event.closure.first), ("second", event.closure.second)):
        try:
            locate(point.longitude, point.latitude, "wgs84", f"/closure/{name}")
        except InputError as error:
            faults += error.faults
    today = event.at.astimezone(LOCAL).date()
    for name, moment in (("start", event.closure.start), ("until", event.closure.until)):
        if moment is not None and moment.astimezone(LOCAL).date() != today:
            zh = ("不在同一天", "请写当天的时间")
            shown = moment.isoformat(timespec="minutes")
            faults.append(Fault(f"/closure/{name}", name, shown, "is on another day", "give hours of that day", *zh))
    if faults:
        raise InputError(faults)
