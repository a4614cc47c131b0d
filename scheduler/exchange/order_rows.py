"""Rows of standing orders and of their changed occurrences -> what is done again and again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise

from scheduler.domain.care import LONGEST_MINUTES, Window
from scheduler.domain.orders import ByCalendar, CareOrder, Interval, OccurrenceChange, PlacedDevice
from scheduler.domain.people import Hours
from scheduler.domain.rulebook import Rulebook
from scheduler.exchange import values
from scheduler.exchange.care_rows import in_order, service_of, windows_of
from scheduler.exchange.faults import CellError, Words
from scheduler.exchange.people_rows import RESIDENT_TABLE, STAFF_TABLE
from scheduler.exchange.row import Row
from scheduler.intake.order_checks import check_order

ORDER_TABLE = Words("长期医嘱表", "standing order")
BED_TABLE = Words("家庭病床表", "family bed")
_INTERVAL = ("shortest_days", "usual_days", "longest_days")
_DEVICE = ("device_kind", "device_placed")
_LONGEST_COURSE = 1000
_LONGEST_INTERVAL = 3660
_DAY_MINUTES = 24 * 60
_CORRECT = Words("改正", "correct it")


@dataclass(frozen=True, slots=True)
class Known:
    """The ids that an order's row may name."""

    residents: Iterable[str]
    staff: Iterable[str]
    beds: Iterable[str]
    orders: Iterable[str]
    rulebook: Rulebook
    changes: Mapping[str, Sequence[OccurrenceChange]]  # by order


def change(row: Row, orders: Iterable[str]) -> tuple[str, OccurrenceChange] | None:
    """Which order, and how one occurrence of it differs; None when that is not told soundly (noted)."""
    order = row.one_of("order_id", orders, ORDER_TABLE)
    number = row.whole("number", 1, _LONGEST_COURSE, needed=True)
    day, skipped = row.day_or_none("day"), row.yes("skipped")
    nothing: tuple[Window, ...] = ()
    windows = row.read("windows", lambda text: windows_of(text, [day] if day else []), nothing, needed=False)
    if not row.bad and skipped == bool(day or windows):
        message = Words("要么跳过，要么写改期或时间窗", "it is either skipped or has another day or other windows")
        row.wrong("skipped", message, Words("填其中一项", "fill in one of the two"))
    return None if row.bad else (order, OccurrenceChange(number, day, windows, skipped))


def order(row: Row, known: Known) -> CareOrder | None:
    """A standing order; None when something of it cannot be (noted)."""
    identity = row.read("order_id", _order_id, "")
    first, last = row.day("first_day"), row.day_or_none("last_day")
    in_order(row, "last_day", first, last)
    found = CareOrder(
        id=identity,
        resident_id=row.one_of("resident_id", known.residents, RESIDENT_TABLE),
        service=service_of(row, known.rulebook.services),
        channel=row.choice("channel", "channel"),
        first_day=first,
        recurrence=_recurrence(row),
        last_day=last,
        count=row.read("count", _course, 0, needed=False),
        times=_times(row),
        gap_minutes=row.whole("gap_minutes", 0, _DAY_MINUTES),
        minutes=row.whole("minutes", 0, LONGEST_MINUTES),
        order_until=row.day_or_none("order_until"),
        consent_until=row.day_or_none("consent_until"),
        assessment_until=row.day_or_none("assessment_until"),
        order_items=row.codes("order_items"),
        responsible_staff=row.some_of("responsible_staff", known.staff, STAFF_TABLE),
        community_notified=row.yes("community_notified"),
        infected=row.yes("infected"),
        device=_device(row),
        bed_id=row.one_of("bed_id", known.beds, BED_TABLE, needed=False),
        last_done=row.day_or_none("last_done"),
        changes=tuple(known.changes.get(identity, ())),
        follows=row.one_of("follows", known.orders, ORDER_TABLE, needed=False),
    )
    if not row.bad:
        _judge(row, found, known.rulebook)
    return None if row.bad else found


def _judge(row: Row, order: CareOrder, rulebook: Rulebook) -> None:
    """Note what no order may be, at the column that it is about."""
    often = "longest_days" if isinstance(order.recurrence, Interval) else "days_before"
    columns = {"id": "order_id", "changes": "order_id", "device": "device_material", "recurrence": often}
    for told in check_order(order, rulebook):
        message, remedy = Words(told.message_zh, told.message), Words(told.remedy_zh, told.remedy)
        row.wrong(columns.get(told.field, told.field), message, remedy, told.value)


def _order_id(text: str) -> str:
    """An id of an order: its occurrences are told apart by # and ~."""
    if "#" in text or "~" in text:
        raise CellError(Words("编号含 # 或 ~", "the id holds # or ~"), Words("去掉这些符号", "leave these signs out"))
    return values.plain_text(text)


def _course(text: str) -> int:
    """How often a course is done; 0 would be none at all."""
    if text.strip("0") == "":
        remedy = Words("写明次数；没有次数限制则留空", "say how often; leave it empty when there is no end")
        raise CellError(Words("疗程次数为 0", "a course of 0 is no course"), remedy)
    return values.whole(text, 1, _LONGEST_COURSE)


def _recurrence(row: Row) -> Interval | ByCalendar:
    """How often: by the days since it was last done, or by the calendar; exactly one of them."""
    rule = row.text("rule", needed=False)
    spans = [row.read(name, _days, 0, needed=False) for name in _INTERVAL]
    told = [name for name in _INTERVAL if row.raw(name)]
    if rule and told:
        message = Words(
            "日历规则与间隔天数不能并用", "a rule of the calendar and days since last done exclude each other"
        )
        row.wrong("rule", message, Words("只留其一", "keep one of them"))
    if rule:
        before, after = row.whole("days_before", 0, _LONGEST_INTERVAL), row.whole("days_after", 0, _LONGEST_INTERVAL)
        return ByCalendar(rule, before, after)
    for name in (name for name in _INTERVAL if not row.raw(name)):
        message = Words("没有说明多久一次", "how often is not said")
        row.wrong(name, message, Words("三个天数都填，或填日历规则", "fill in all three numbers of days, or the rule"))
    shortest, usual, longest = spans
    if not row.bad and longest < shortest:
        row.wrong("longest_days", Words("小于最短天数", "less than the shortest"), _CORRECT)
    elif not row.bad and not shortest <= usual <= longest:
        row.wrong("usual_days", Words("不在最短与最长之间", "not between the shortest and the longest"), _CORRECT)
    return Interval(shortest, usual, longest, row.choice("hard", "yes", "yes", needed=False) == "yes")


def _days(text: str) -> int:
    return values.whole(text, 1, _LONGEST_INTERVAL)


def _times(row: Row) -> tuple[tuple[str, str], ...]:
    """The hours of a day, apart from each other, and far enough for the gap between two."""
    nothing: tuple[Hours, ...] = ()
    found = row.read("times", lambda text: tuple(values.hours(one) for one in values.several(text)), nothing, False)
    hours = tuple(sorted(found, key=lambda one: one.start))
    gap = row.whole("gap_minutes", 0, _DAY_MINUTES)
    for one, other in pairwise(hours):
        if other.start <= one.end:
            row.wrong("times", Words("时段重叠", "the hours overlap"), Words("分开写", "keep them apart"))
        elif _minute(other.end) - _minute(one.start) < gap:
            message = Words("时段之间放不下这样的间隔", "such a gap does not fit between the hours")
            row.wrong("gap_minutes", message, Words("缩短间隔或改时段", "shorten it, or move the hours apart"))
    return tuple((f"{one.start:%H:%M}", f"{one.end:%H:%M}") for one in hours)


def _minute(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def _device(row: Row) -> PlacedDevice | None:
    """What was placed, of which material, when; nothing when all three are empty."""
    if not any(row.raw(name) for name in (*_DEVICE, "device_material")):
        return None
    kind = row.choice("device_kind", "device_kind")
    placed: date = row.day("device_placed")
    return PlacedDevice(kind, row.text("device_material", needed=False), placed)
