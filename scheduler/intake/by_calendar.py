"""Occurrences of an order whose days the calendar decides: the days of its rule, each with its tolerance."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from scheduler.domain.orders import ByCalendar
from scheduler.intake.occurrences import Found, Frame, Horizon, place, place_settled, put_again, settled_on, tries_of
from scheduler.intake.recurrence import days_of
from scheduler.intake.spans import Span, absent, service_day_from, service_day_until

LOOK_AROUND = 31  # days before and after the horizon whose dates can still be moved into it by a holiday


def by_calendar(frame: Frame, rule: ByCalendar, about: Horizon, base: date | None) -> Found:
    """Every date of the rule that may be done within the horizon; what went by undone is told as lapsed.

    A course of N is N times done, promised or still open: one that lapsed is made up at the end.
    `base`: when the service was last done. Raises InputError for a rule that cannot be read.
    """
    order, found = frame.order, Found()
    around = timedelta(days=LOOK_AROUND + rule.days_before + rule.days_after)
    days = days_of(rule.rule, order.first_day, min(frame.closes, about.last + around), about.rulebook)
    begin = 0 if order.count or frame.changes else bisect_left(days, about.first - around)
    base = _last_done(frame, about, base)
    taken, limited = 0, False
    for k in range(begin, len(days)):
        number = k + 1
        if order.count and taken >= order.count:
            break
        change = frame.changes.get(number)
        if change is not None and change.skipped:
            taken += 1
            continue
        span = _span(frame, rule, days, k)
        tries = tries_of(frame, about, number)
        day = settled_on(tries)
        if day is not None:
            taken += 1
            place_settled(found, frame, about, number, span, day, base)
            continue
        open_span = _open_span(put_again(span, tries), frame, about, days[k + 1 : k + 2])
        if open_span is None:
            continue
        if open_span.last < about.first:
            found.lapsed.append((number, open_span.last))
            continue
        taken += 1
        if not limited:
            open_span, limited = _limited(open_span, frame, base), True
        if open_span.first <= about.last:
            place(found, frame, about, number, open_span, None, base)
    return found


def _last_done(frame: Frame, about: Horizon, base: date | None) -> date | None:
    for number in about.history.numbers.get(frame.order.id, ()):
        day = settled_on(tries_of(frame, about, number))
        base = day if base is None else max(base, day or base)
    return base


def _span(frame: Frame, rule: ByCalendar, days: Sequence[date], k: int) -> Span:
    """The tolerance around a date, cut so that neighbouring occurrences never share a day."""
    change = frame.changes.get(k + 1)
    moved = (change.day or (change.windows and change.windows[0].earliest.date())) if change else None
    if moved:
        return Span(moved, moved, moved)
    day, before, after = days[k], rule.days_before, rule.days_after
    if k:
        before = min(before, (day - days[k - 1]).days // 2)
    if k + 1 < len(days):
        after = min(after, ((days[k + 1] - day).days - 1) // 2)
    first = max(day - timedelta(days=before), frame.opens)
    return Span(first, max(day, first), day + timedelta(days=after))


def _open_span(span: Span, frame: Frame, about: Horizon, following: Sequence[date]) -> Span | None:
    """The days at home and of service; on a holiday it moves behind it, before the next date; None: it rests."""
    if span.last < frame.opens or span.first > frame.closes:
        return None
    span = replace(span, last=min(span.last, frame.closes))
    every_day = frame.service.every_day or frame.order.channel == "internet_nursing"
    if about.calendar is not None and not every_day:
        first = service_day_from(span.first, span.last, about.calendar)
        if first is None:
            limit = following[0] - timedelta(days=1) if following else span.last + timedelta(days=LOOK_AROUND)
            first = service_day_from(span.last + timedelta(days=1), min(limit, frame.closes), about.calendar)
            if first is None:
                return None
            span = Span(first, first, first)
        else:
            last = service_day_until(span.last, first, about.calendar) or first
            due = service_day_until(span.due, first, about.calendar) or first
            span = Span(first, due, last)
    home = [day for day in _each(span) if absent(day, frame.absences) is None] if frame.absences else [span.first]
    if not home:
        return None
    last = home[-1] if frame.absences else span.last
    return Span(home[0], min(max(span.due, home[0]), last), last)


def _each(span: Span) -> list[date]:
    return [span.first + timedelta(days=k) for k in range((span.last - span.first).days + 1)]


def _limited(span: Span, frame: Frame, base: date | None) -> Span:
    """The next date of a service with a hard interval is pulled before its end, and stays past it (overdue)."""
    longest = frame.service.interval_max_days
    if not longest or base is None:
        return span
    limit = base + timedelta(days=longest)
    if absence := absent(limit, frame.absences):
        limit = span.first if absence.until is None else max(limit, absence.until + timedelta(days=1))
    last = min(span.last, limit)
    return Span(min(span.first, last), min(span.due, last), last, limit)
