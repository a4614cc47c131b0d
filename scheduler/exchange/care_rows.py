"""Rows of the requests' table -> what was asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta

from scheduler.domain.care import LONGEST_MINUTES, Request, Service, Window
from scheduler.domain.people import Hours
from scheduler.exchange import values
from scheduler.exchange.faults import CellError, Words
from scheduler.exchange.people_rows import RESIDENT_TABLE, STAFF_TABLE
from scheduler.exchange.row import Row
from scheduler.units import at

_LONGEST_PERIOD = 366
_FOUR_DAYS_MINUTES = 4 * 24 * 60
_REQUEST_TABLE = Words("申请表", "request")


def request(
    row: Row,
    residents: Iterable[str],
    staff: Iterable[str],
    requests: Iterable[str],
    services: Mapping[str, Service],
) -> Request | None:
    """A request; None when its days are unusable (noted). Service codes and Chinese names are understood."""
    first, last, windows, wished = _when(row)
    service = service_of(row, services)
    episode_from, episode_until = row.day_or_none("episode_from"), row.day_or_none("episode_until")
    in_order(row, "episode_until", episode_from, episode_until)
    after = row.one_of("after_request", requests, _REQUEST_TABLE, needed=False)
    least, most = _gap(row)
    found = Request(
        id=row.text("request_id"),
        resident_id=row.one_of("resident_id", residents, RESIDENT_TABLE),
        service=service,
        channel=row.choice("channel", "channel"),
        received=row.moment("received"),
        first_day=first,
        last_day=last,
        windows=windows,
        wished=wished,
        minutes=row.whole("minutes", 0, LONGEST_MINUTES),
        order_until=row.day_or_none("order_until"),
        consent_until=row.day_or_none("consent_until"),
        assessment_until=row.day_or_none("assessment_until"),
        order_items=row.codes("order_items"),
        first_dose=row.yes("first_dose"),
        episode_from=episode_from,
        episode_until=episode_until,
        last_done=row.day_or_none("last_done"),
        supply_end=row.day_or_none("supply_end"),
        responsible_staff=row.some_of("responsible_staff", staff, STAFF_TABLE),
        community_notified=row.yes("community_notified"),
        infected=row.yes("infected"),
        after_request=after,
        gap_min_minutes=least,
        gap_max_minutes=most,
        note=row.text("note", needed=False),
    )
    return None if row.bad else found


def _when(row: Row) -> tuple[date, date, tuple[Window, ...], Window | None]:
    """First and last day, the windows agreed and the one wished."""
    first, last = row.day("first_day"), row.day("last_day")
    in_order(row, "last_day", first, last)
    if not row.bad and last - first > timedelta(days=_LONGEST_PERIOD):
        row.wrong("last_day", Words("期限超过一年", "more than a year"), Words("改正日期", "correct the days"))
    days = [] if row.bad else [first + timedelta(days=k) for k in range((last - first).days + 1)]
    nothing: tuple[Window, ...] = ()
    windows = row.read("windows", lambda text: windows_of(text, days), nothing, needed=False)
    wished = row.read("wished", lambda text: _one(windows_of(text, days)), None, needed=False)
    return first, last, windows, wished


def _gap(row: Row) -> tuple[int, int]:
    """Least and most minutes after the visit that this one follows."""
    least, most = (
        row.whole("gap_min_minutes", 0, _FOUR_DAYS_MINUTES),
        row.whole("gap_max_minutes", 0, _FOUR_DAYS_MINUTES),
    )
    if most < least:
        row.wrong("gap_max_minutes", Words("小于最短间隔", "less than the shortest gap"), Words("改正", "correct it"))
    return least, most


def service_of(row: Row, services: Mapping[str, Service]) -> str:
    """The code of the service in the row, written as code or by its Chinese name."""
    text = row.text("service")
    by_name = {service.name_zh: code for code, service in services.items()}
    code = by_name.get(text, text)
    if text and code not in services:
        row.unknown("service", text, Words("服务目录", "service in the catalogue"))
    return code


def in_order(row: Row, name: str, first: date | None, last: date | None) -> None:
    """Note at `name` a last day before the first."""
    if not row.bad and first is not None and last is not None and last < first:
        row.wrong(
            name, Words("结束早于开始", "the end is before the start"), Words("对调或改正", "swap or correct them")
        )


def windows_of(text: str, days: Collection[date]) -> tuple[Window, ...]:
    """The windows of a cell; one without a day stands for each day of the request."""
    found: list[Window] = []
    for part in values.several(text):
        day, hours = values.dated_hours(part)
        if day is not None and days and day not in days:
            raise CellError(
                Words("时段不在最早日期与最晚日期之间", "the interval is not between the first and the last day"),
                Words("改正日期", "correct the day"),
            )
        found += [_window(each, hours) for each in ([day] if day is not None else days)]
    return tuple(sorted(found, key=_earliest))


def _window(day: date, hours: Hours) -> Window:
    return Window(at(day, hours.start), at(day, hours.end))


def _earliest(window: Window) -> datetime:
    return window.earliest


def _one(windows: tuple[Window, ...]) -> Window | None:
    if len(windows) > 1:
        raise CellError(
            Words("只能有一个期望时段", "only one interval can be wished"),
            Words("写明日期：2026-03-10 09:00-10:00", "name the day"),
        )
    return windows[0] if windows else None
