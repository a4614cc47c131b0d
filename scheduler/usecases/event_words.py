"""What an event means, in a sentence for people, Chinese and English."""

from __future__ import annotations

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
    VisitFinished,
    VisitOverran,
    VisitStarted,
)
from scheduler.units import clock

WEATHER_ZH = {"fair": "晴好", "rain": "雨", "snow": "雪"}


def said_of(event: Event, late: bool) -> tuple[str, str]:
    """Chinese, English; ids only."""
    when = clock(event.at)
    if isinstance(event, StaffAbsent):
        until, until_zh = (clock(event.until),) * 2 if event.until else ("the end of the day", "当天结束")
        start = clock(event.start)
        return f"{event.staff_id} {start} 起缺勤至{until_zh}。", f"{event.staff_id} is absent from {start} to {until}."
    if isinstance(event, StaffBack):
        return f"{event.staff_id} {when} 起恢复上班。", f"{event.staff_id} works again from {when}."
    if isinstance(event, UrgentRequest):
        return f"{event.request_id} 要求当天上门。", f"{event.request_id} is to be done today."
    if isinstance(event, ResidentInHospital):
        en = f"{event.resident_id} is in hospital: visits that have not begun are off."
        return f"{event.resident_id} 已住院：未开始的上门全部取消。", en
    if isinstance(event, OfVisit):
        return _of_visit(event, late)
    return _of_roads(event)


def _of_visit(event: OfVisit, late: bool) -> tuple[str, str]:
    id_, when = event.visit_id, clock(event.at)
    if isinstance(event, VisitStarted):
        return f"{id_} 于 {when} 开始。", f"{id_} began at {when}."
    if isinstance(event, VisitFinished):
        return f"{id_} 于 {when} 结束。", f"{id_} ended at {when}."
    if isinstance(event, VisitOverran):
        until = clock(event.until)
        return f"{id_} 延时，预计 {until} 结束。", f"{id_} lasts longer, to {until} as far as anybody knows."
    if isinstance(event, NobodyHome):
        return f"{id_} {when} 家中无人。", f"{id_}: nobody at home at {when}."
    how, how_zh = (" late", "（临近取消）") if late else ("", "")
    return f"{id_} 已取消{how_zh}。", f"{id_} is cancelled{how}."


def _of_roads(event: Event) -> tuple[str, str]:
    """What is known of hours that lie ahead, and what is not, is said."""
    if isinstance(event, RoadOpened):
        return f"道路 {event.closure_id} 已开通。", f"The road {event.closure_id} is open again."
    if isinstance(event, RoadClosed):
        road = event.closure
        zh = f"道路 {road.id} 封闭：此后的路程一律绕行，已走完的不变"
        en = f"The road {road.id} is closed: every ride to come goes round it, those that are over stay"
        if road.until is not None:
            zh += f"；{clock(road.until)} 之后若有新事件即视为开通，在此之前排的路程都按绕行计"
            en += f"; it counts as open once something is told after {clock(road.until)}, until then all rides go round"
        return f"{zh}。", f"{en}."
    weather = getattr(event, "weather", "")
    zh = f"此后的路程按{WEATHER_ZH.get(weather, weather)}计算，已走完的不变。"
    return zh, f"Rides to come are reckoned for {weather}, those that are over stay."
