"""From which day to which day an occurrence may be done, and how absences and holidays move that."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from scheduler.domain.orders import Away
from scheduler.intake.calendar import SATURDAY, Calendar

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """Days on which an occurrence may be done, inclusive, and the best one. `must_by`: the hard limit, if any."""

    first: date
    due: date
    last: date
    must_by: date | None = None


@dataclass(frozen=True, slots=True)
class Absence:
    """Not at home, both days inclusive; `until` None: until told."""

    start: date
    until: date | None


def absences_of(away: Iterable[Away]) -> tuple[Absence, ...]:
    """The absences of one resident, apart and ascending."""
    return joined(Absence(one.from_day, one.until_day) for one in away)


def joined(absences: Iterable[Absence]) -> tuple[Absence, ...]:
    """Absences that meet or touch become one."""
    found: list[Absence] = []
    for one in sorted(absences, key=lambda absence: absence.start):
        before = found[-1] if found else None
        if before is None or (before.until is not None and one.start > before.until + ONE_DAY):
            found.append(one)
        elif before.until is not None:
            until = None if one.until is None else max(before.until, one.until)
            found[-1] = Absence(before.start, until)
    return tuple(found)


def absent(day: date, absences: tuple[Absence, ...]) -> Absence | None:
    """The absence that covers a day."""
    for one in absences:
        if one.start <= day and (one.until is None or day <= one.until):
            return one
    return None


def at_home(span: Span, absences: tuple[Absence, ...], today: date) -> Span | None:
    """The span without the days away; None while nobody knows when the resident returns.

    What would end while away is done before leaving, when a day is left for that from `today` on; else it is due on
    the day of return, which is then its hard limit too.
    """
    start = absent(span.first, absences)
    if start is not None:
        if start.until is None:
            return None
        span = replace(span, first=start.until + ONE_DAY)
    end = absent(span.last, absences)
    if end is not None:
        if max(span.first, today) < end.start:
            span = replace(span, last=end.start - ONE_DAY)
        elif end.until is None:
            return None
        else:
            back = end.until + ONE_DAY
            span = replace(span, last=back, must_by=back if span.must_by is not None else None)
    return replace(span, due=min(max(span.due, span.first), max(span.last, span.first)))


def on_service_days(span: Span, calendar: Calendar | None) -> Span:
    """First day pushed behind a holiday, the best day pulled before it; the last day stays a limit of the body.

    A span without a working day stays as it is: what the body needs is done on a holiday then.
    """
    if calendar is None:
        return span
    first = service_day_from(span.first, span.last, calendar)
    if first is None:
        return span
    due = service_day_until(span.due, first, calendar) or service_day_from(span.due, span.last, calendar) or first
    return replace(span, first=first, due=due)


def service_day_from(first: date, last: date, calendar: Calendar) -> date | None:
    """The first working day of [first, last]; days of a year without a list go by the week here."""
    day = first
    while day <= last:
        if works(day, calendar):
            return day
        day += ONE_DAY
    return None


def service_day_until(last: date, first: date, calendar: Calendar) -> date | None:
    """The latest working day of [first, last]."""
    day = last
    while day >= first:
        if works(day, calendar):
            return day
        day -= ONE_DAY
    return None


def works(day: date, calendar: Calendar) -> bool:
    """Whether a day is worked, as far as it is known: what lies behind the known years is foreseen by the week."""
    return calendar.is_workday(day) if calendar.is_verified(day) else day.weekday() < SATURDAY
