"""Help from the lead hospital: enough days in a week, enough people of mid-level title, long enough."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from scheduler.domain.indicators import Miss
from scheduler.domain.rulebook import Rulebook
from scheduler.errors import Fault, InputError
from scheduler.indicators.beds import SENIOR, senior_turns
from scheduler.indicators.period import CarePeriod
from scheduler.indicators.words import MET, RUNNING, SHORT, UNKNOWN, said_of_cycle, said_of_week
from scheduler.units import LOCAL

LEAD_HOSPITAL = "lead_hospital"
PRESENT = ("field", "clinic")
READINGS = ("A", "B")


@dataclass(frozen=True, slots=True)
class SecondedDay:
    """Who of the lead hospital was here on a day: ids of all, and of those with a mid-level title or above."""

    day: date
    people: tuple[str, ...]
    senior: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SecondmentWeek:
    """One week against the rule. `days` are its working days with anybody seconded, ascending.

    Reading "A": of the days asked for, those with most people are looked at, and each must have enough; `short` are
    those that have not. Reading "B": so many different people over the week. `lost` are the senior rounds of the
    week that nobody made: visits left out, and beds whose senior round fell due.
    """

    monday: date
    reading: str
    days: tuple[SecondedDay, ...]
    days_needed: int
    people_needed: int
    people: int  # different people of mid-level title over the week
    days_met: bool
    people_met: bool
    short: tuple[SecondedDay, ...]
    lost: tuple[Miss, ...]
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Cycle:
    """The period of secondment, both days inclusive, against its least length in days on a given day."""

    state: str  # unknown, running, met or short
    from_day: date | None
    until_day: date | None
    days: int  # agreed, or run so far while no end is agreed
    needed: int
    zh: str
    en: str


def week_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


def mondays(first: date, last: date) -> tuple[date, ...]:
    """Of every week that has a day in [first, last]."""
    start = week_of(first)
    return tuple(start + timedelta(days=7 * k) for k in range((last - start).days // 7 + 1))


def secondment_week(period: CarePeriod, monday: date) -> SecondmentWeek:
    """Look at the whole week of a Monday, from the shifts of those whom the lead hospital sends."""
    number = period.rulebook.rule
    reading = period.rulebook.rule_text("secondment.reading").upper()
    if reading not in READINGS:
        wrong = ("no such reading", "write A or B", "没有这种读法", "请写 A 或 B")
        raise InputError([Fault("rules.toml [secondment.reading]", "value", reading[:20], *wrong)])
    week = [monday + timedelta(days=k) for k in range(7)]
    days = tuple(one for day in week if period.calendar.is_workday(day) and (one := _seconded(period, day)).people)
    needed, people_needed = number("secondment.days"), number("secondment.people")
    fullest = sorted(days, key=lambda one: (-len(one.senior), one.day))[:needed]
    short = tuple(one for one in days if one in fullest and len(one.senior) < people_needed)
    people = len({id_ for one in days for id_ in one.senior})
    enough = people >= people_needed if reading == "B" else bool(days) and not short
    short = () if reading == "B" else short
    missed = [(one.day, len(one.senior)) for one in short]
    told = said_of_week((len(days), needed), (people, people_needed), missed, enough, reading)
    return SecondmentWeek(
        monday=monday,
        reading=reading,
        days=days,
        days_needed=needed,
        people_needed=people_needed,
        people=people,
        days_met=len(days) >= needed,
        people_met=enough,
        short=short,
        lost=_lost(period, week),
        zh=told[0],
        en=told[1],
    )


def cycle(rulebook: Rulebook, today: date) -> Cycle:
    """The period of secondment as configured, seen on a day."""
    from_day, until_day = (_configured(rulebook, key) for key in ("secondment.from", "secondment.until"))
    needed = rulebook.rule("secondment.cycle_days")
    if from_day is None:
        return Cycle(UNKNOWN, None, until_day, 0, needed, *said_of_cycle(UNKNOWN, None, None, 0, needed))
    if until_day is not None and until_day < from_day:
        wrong = ("ends before it begins", "correct one of the days", "早于开始日期", "请更正其中一个日期")
        raise InputError([Fault("rules.toml [secondment.until]", "value", until_day.isoformat(), *wrong)])
    days = max(0, ((until_day or today) - from_day).days + 1)
    state = MET if days >= needed else SHORT if until_day else RUNNING
    return Cycle(state, from_day, until_day, days, needed, *said_of_cycle(state, from_day, until_day, days, needed))


def _seconded(period: CarePeriod, day: date) -> SecondedDay:
    level = period.rulebook.rule("secondment.title_level")
    here = {
        shift.staff_id
        for shift in period.shifts
        if shift.kind in PRESENT and shift.start.astimezone(LOCAL).date() == day
        if (person := period.staff.get(shift.staff_id)) is not None and person.employer == LEAD_HOSPITAL
    }
    people = tuple(sorted(here))
    return SecondedDay(day, people, tuple(id_ for id_ in people if period.staff[id_].title_level >= level))


def _lost(period: CarePeriod, week: list[date]) -> tuple[Miss, ...]:
    """Senior rounds left out in the week and not made up for in it, then beds that had none in time."""
    made = {
        one.resident_id
        for one in period.visits
        if one.service == SENIOR and one.day in week and one.outcome not in ("nobody_home", "cancelled", "refused")
    }
    left = [one for one in period.left_out if one.service == SENIOR and one.day in week and one.resident_id not in made]
    told = {one.resident_id for one in left} | made
    overdue = [
        Miss(bed.id, turn.limit)
        for bed in period.beds
        if bed.resident_id not in told
        for turn in senior_turns(period, bed, week[0], min(week[-1], period.over))
        if turn.done is None and turn.limit >= week[0]
    ]
    return (*(Miss(one.visit_id, one.day) for one in left), *overdue)


def _configured(rulebook: Rulebook, key: str) -> date | None:
    text = rulebook.rule_text(key)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        told = ("is not a day", "write it as YYYY-MM-DD", "不是日期", "请写成 YYYY-MM-DD")
        raise InputError([Fault(f"rules.toml [{key}]", "value", text[:20], *told)]) from error
