"""One event of the day as it is typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from scheduler.cli import edge
from scheduler.domain import events as told
from scheduler.domain.events import Event
from scheduler.domain.people import Point
from scheduler.domain.roads import Closure
from scheduler.errors import Fault, InputError
from scheduler.travel.coordinates import to_wgs84

WAYS = (
    "started", "finished", "overran", "nobody-home", "cancelled", "absent", "back", "urgent", "hospital", "weather",
    "road-closed", "road-opened",
)  # fmt: skip
PLAIN: Mapping[str, Callable[[datetime, str], Event]] = {
    "started": told.VisitStarted,
    "finished": told.VisitFinished,
    "back": told.StaffBack,
    "urgent": told.UrgentRequest,
    "hospital": told.ResidentInHospital,
    "weather": told.WeatherSlows,
    "road-opened": told.RoadOpened,
}


@dataclass(frozen=True, slots=True)
class Stretch:
    """What is told of a closed road beside its points."""

    id: str
    radius_metres: int
    minutes: int
    crs: str


def event_typed(on: date, given: Mapping[str, str], hours: Mapping[str, str], reason: str, stretch: Stretch) -> Event:
    """Exactly one of WAYS with its clock times; InputError."""
    ways = [way for way, value in given.items() if value]
    if len(ways) != 1 or ways == ["file"]:  # a file tells its events whole: no option beside it
        words = ", ".join(f"--{way}" for way in WAYS)
        zh = ("须恰好报告一件事", f"请给出一个文件，或以下之一：{words}")
        fault = Fault("", "event", str(len(ways)), "events are given, not one", f"give a file or one of {words}", *zh)
        raise InputError([fault])
    way, about = ways[0], given[ways[0]]
    clocks = {name: edge.moment_of(on, text, name) for name, text in hours.items() if text}
    moment = clocks.get("--at") or now_on(on)
    start, until = clocks.get("--from", moment), clocks.get("--until")
    if way in PLAIN:
        return PLAIN[way](moment, about)
    if way == "nobody-home":
        return told.NobodyHome(moment, about, reason)
    if way == "cancelled":
        return told.VisitCancelled(moment, about, reason)
    try:
        if way == "absent":
            return told.StaffAbsent(moment, about, start, until, reason)
        if way == "overran":
            return told.VisitOverran(moment, about, until or _missing("--until"))
        road = Closure(stretch.id, *_points(about, stretch.crs), start, until, stretch.radius_metres, stretch.minutes)
        return told.RoadClosed(moment, road)
    except ValueError as error:  # hours in the wrong order; what is missing is an InputError, which is none
        shown = f"{start:%H:%M}-{until:%H:%M}" if until else f"{start:%H:%M}"
        zh = ("结束不晚于开始", "请检查 --at、--from 和 --until")
        raise InputError([Fault("--until", "", shown, str(error), "look at --at, --from and --until", *zh)]) from error


def now_on(on: date) -> datetime:
    """Now, if that is today; InputError: of another day the hour must be said."""
    moment = edge.now()
    return moment if moment.date() == on else _missing("--at")


def _missing(option: str) -> datetime:
    raise InputError([Fault(option, "", "", "is missing", "give HH:MM", "缺少时间", "请写成 HH:MM")])


def _points(text: str, crs: str) -> tuple[Point, Point]:
    """ "longitude,latitude" of a point, or of the two ends of a stretch with ; in between."""
    try:
        pairs = [tuple(float(number) for number in pair.split(",")) for pair in text.split(";")]
        (a, b), (c, d) = pairs[0], pairs[-1]
        if len(pairs) > 2:
            raise ValueError(f"{len(pairs)} points")
    except ValueError as error:
        zh = ("不是一个点或两个点", "请写成 113.72,34.70 或 113.72,34.70;113.73,34.70")
        remedy = "write 113.72,34.70 or 113.72,34.70;113.73,34.70"
        raise InputError([Fault("--road-closed", "", text[:60], "is not one point or two", remedy, *zh)]) from error
    return to_wgs84(a, b, crs, "--road-closed"), to_wgs84(c, d, crs, "--road-closed")
