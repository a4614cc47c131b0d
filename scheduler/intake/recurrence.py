"""The days of a rule of RFC 5545 (iCalendar): bounded, by whole days, and only what a coordinator can mean."""

from __future__ import annotations

import re
from bisect import bisect_right
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import islice, pairwise

from dateutil.rrule import rrule, rrulestr

from scheduler.domain.rulebook import Rulebook
from scheduler.errors import Fault, InputError

FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
CLOCK_FREQUENCIES = ("SECONDLY", "MINUTELY", "HOURLY")
PARTS = (
    "FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYMONTH", "BYSETPOS", "WKST",
)  # fmt: skip
DAY = re.compile(r"(\d{4})(\d{2})(\d{2})(T\d{6}Z?)?")
WHOLE = re.compile(r"[1-9]\d{0,3}")
DAYS_OF_A_YEAR = 366
MONTHS = range(1, 13)

Message = tuple[str, str, str, str]  # what is wrong, the remedy; the same in Chinese


def days_of(rule: str, first_day: date, until: date, rulebook: Rulebook) -> tuple[date, ...]:
    """The rule's days from `first_day` to `until`, both inclusive, ascending.

    Raises InputError for a rule that cannot be read and for more days than recurrence.most_dates.
    """
    bound = date(min(until.year, date.max.year), 12, 31)  # a whole year, so that one unrolling serves many askings
    most = rulebook.rule("recurrence.most_dates")
    found = _unrolled(rule.upper(), first_day, bound, most)
    if isinstance(found, tuple):
        return found[: bisect_right(found, until)]
    raise InputError([_fault("rule", rule, found[0])])


def rule_faults(rule: str, first_day: date, rulebook: Rulebook, where: str = "rule") -> list[Fault]:
    """What is wrong with a rule: unreadable, finer than a day, or with no day at all in recurrence.years_ahead."""
    ahead = rulebook.rule("recurrence.years_ahead")
    until = first_day + timedelta(days=DAYS_OF_A_YEAR * ahead)
    found = _unrolled(rule.upper(), first_day, until, rulebook.rule("recurrence.most_dates"))
    if isinstance(found, list):
        return [_fault(where, rule, message) for message in found]
    if found:
        return []
    never = (
        f"it has no day within {ahead} years of {first_day}: it can never be met",
        "correct its days, e.g. FREQ=MONTHLY;BYMONTHDAY=28, or end it later",
        f"从 {first_day} 起 {ahead} 年内没有任何一天符合，永远无法执行",
        "请更正日期，如 FREQ=MONTHLY;BYMONTHDAY=28，或推后结束日期",
    )
    return [_fault(where, rule, never)]


def longest_gap(rule: str, first_day: date, rulebook: Rulebook) -> int:
    """The most days between two neighbouring days of a sound rule in its first two years; 0 for a single day."""
    days = days_of(rule, first_day, first_day + timedelta(days=2 * DAYS_OF_A_YEAR), rulebook)
    return max(((b - a).days for a, b in pairwise(days)), default=0)


def ended_before(rule: str, ordinal: int) -> str:
    """The same rule with only its days before the one of that ordinal (from 1; at least 2)."""
    kept = [part for part in rule.split(";") if part.partition("=")[0].strip().upper() not in ("COUNT", "UNTIL")]
    return ";".join([*kept, f"COUNT={ordinal - 1}"])


def carried_on(rule: str, ordinal: int) -> str:
    """The same rule when it begins at the day of that ordinal: a COUNT is less by the days gone."""
    parts = [part.partition("=") for part in rule.split(";")]
    return ";".join(
        f"COUNT={max(1, int(value) - ordinal + 1)}" if name.strip().upper() == "COUNT" else f"{name}={value}"
        for name, _, value in parts
    )


@lru_cache(maxsize=4096)
def _unrolled(rule: str, first_day: date, bound: date, most: int) -> tuple[date, ...] | list[Message]:
    """The days, or what is wrong. COUNT and UNTIL are applied here: the library gets one bound, always."""
    parts, wrong = _parts(rule)
    if wrong:
        return wrong
    count, until = int(parts.pop("COUNT", "0")), _last(parts.pop("UNTIL", ""), bound)
    text = ";".join(f"{name}={value}" for name, value in parts.items())
    if until < first_day:
        return ()
    text = f"{text};UNTIL={until:%Y%m%d}T000000"
    begin = datetime(first_day.year, first_day.month, first_day.day)  # noqa: DTZ001 - whole days, no clock
    found: list[date] = []
    try:
        days = rrulestr(text, dtstart=begin)
        if isinstance(days, rrule):
            _bound_work(days, (until - first_day).days + 2 * DAYS_OF_A_YEAR)
        for moment in islice(days, count or most + 1):
            found.append(moment.date())
    except _LookedLongEnough:
        pass
    except (ValueError, TypeError, OverflowError, KeyError, IndexError) as error:
        return [_unreadable(str(error))]
    if len(found) > most:
        return [_endless(most, bound)]
    return tuple(found)


class _LookedLongEnough(Exception):  # noqa: N818 - no error: the end of looking
    """So many days were looked at that the bound lies behind."""


class _Months(tuple[int, ...]):
    """The months of a rule, asked for each day looked at: so it counts them."""

    left: int

    def __contains__(self, month: object) -> bool:
        self.left -= 1
        if self.left < 0:
            raise _LookedLongEnough
        return super().__contains__(month)


def _bound_work(rule: rrule, days: int) -> None:
    """Let a rule look at so many days at most.

    The library compares UNTIL only with days it has found: a rule that can never be met would look on to the year
    9999, for ten seconds. Every frequency looks at each day at most once and asks for its month first.
    """
    months = _Months(getattr(rule, "_bymonth", None) or MONTHS)
    months.left = days
    rule._bymonth = months  # type: ignore[attr-defined] # no public door; a test holds that the bound works


def _parts(rule: str) -> tuple[dict[str, str], list[Message]]:
    """NAME -> VALUE of a rule, and everything that a day-by-day rule may not hold."""
    found: dict[str, str] = {}
    wrong: list[Message] = []
    for part in rule.strip().removeprefix("RRULE:").split(";"):
        name, _, value = (text.strip() for text in part.partition("="))
        if name not in PARTS or not value or name in found:
            wrong.append(_strange(name or part))
        found.setdefault(name, value)
    frequency = found.get("FREQ", "")
    if frequency in CLOCK_FREQUENCIES:
        wrong.append(_too_fine(frequency))
    elif frequency not in FREQUENCIES:
        wrong.append(_unreadable(f"FREQ={frequency}"))
    for name in ("INTERVAL", "COUNT"):
        if name in found and not WHOLE.fullmatch(found[name]):
            wrong.append(_not_whole(name, found[name]))
    if "UNTIL" in found and _last(found["UNTIL"], date.max) == date.min:
        wrong.append(_unreadable(f"UNTIL={found['UNTIL']}"))
    if {"UNTIL", "COUNT"} <= found.keys():
        wrong.append(_both_ends())
    return found, wrong


def _last(until: str, bound: date) -> date:
    """The earlier of UNTIL and the bound; date.min for a text that is no day."""
    if not until:
        return bound
    match = DAY.fullmatch(until)
    try:
        return min(bound, date(*(int(n) for n in match.groups()[:3]))) if match else date.min
    except ValueError:
        return date.min


def _fault(where: str, rule: str, message: Message) -> Fault:
    en, remedy, zh, remedy_zh = message
    return Fault(where, "rule", rule[:200], en, remedy, zh, remedy_zh)


def _strange(name: str) -> Message:
    words = ", ".join(PARTS)
    return (
        f"{name[:40]} may not stand in it, or stands twice or empty",
        f"use {words}, each once; the order's first day is the start, its times are the hours",
        f"不能含有 {name[:40]}，或重复、为空",
        f"只能用 {words}，各一次；开始日期和时刻写在医嘱里",
    )


def _too_fine(frequency: str) -> Message:
    return (
        f"FREQ={frequency} is finer than a day",
        f"use one of {', '.join(FREQUENCIES)}; several times a day are the order's times",
        f"FREQ={frequency} 小于一天",
        f"请用 {'、'.join(FREQUENCIES)}；一天多次请填写医嘱的时刻",
    )


def _not_whole(name: str, value: str) -> Message:
    return (
        f"{name}={value[:20]} is not a whole number from 1 to 9999",
        f"write {name}=1 or more",
        f"{name}={value[:20]} 不是 1 到 9999 的整数",
        f"请填写 {name}=1 或更大",
    )


def _unreadable(detail: str) -> Message:
    return (
        f"cannot be read as a rule of RFC 5545: {detail[:80]}",
        "write e.g. FREQ=WEEKLY;BYDAY=MO,TH",
        f"无法读作 RFC 5545 规则：{detail[:80]}",
        "请写成 FREQ=WEEKLY;BYDAY=MO,TH 之类",
    )


def _both_ends() -> Message:
    return "it has COUNT and UNTIL", "keep one of them", "同时有 COUNT 和 UNTIL", "只保留一个"


def _endless(most: int, bound: date) -> Message:
    return (
        f"it has more than {most} days until {bound}",
        "end it by COUNT, UNTIL or the order's last day, and begin a new order",
        f"到 {bound} 超过 {most} 天",
        "请用 COUNT、UNTIL 或医嘱结束日期，另开新医嘱",
    )
