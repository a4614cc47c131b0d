"""Occurrences of an order whose interval the body decides: the next one counts from the last one done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from scheduler.domain.care import DayGap
from scheduler.domain.orders import Interval
from scheduler.intake.occurrences import Found, Frame, Horizon, place, place_settled, put_again, settled_on, tries_of
from scheduler.intake.spans import Span, at_home, on_service_days


@dataclass(frozen=True, slots=True)
class Tail:
    """When the last occurrence was done (three times that day), or may be done; with the visit that it is."""

    first: date
    due: date
    last: date
    visit_id: str = ""  # "": it is done or promised, nothing to link with

    @classmethod
    def of(cls, day: date | None) -> Tail | None:
        """It was done on that day."""
        return cls(day, day, day) if day is not None else None


def by_interval(frame: Frame, interval: Interval, about: Horizon, tail: Tail | None) -> tuple[Found, Tail | None, bool]:
    """Every occurrence within the horizon, foreseen ones linked to the one before; the tail; whether the course ends.

    `tail` is what came before the order. A later occurrence may follow the one before by `shortest` to `longest` days.
    """
    order, found = frame.order, Found()
    reserve = about.rulebook.rule("recurrence.reserve_days")
    number, tail, base = _behind_the_last_done(frame, about, tail)
    while not order.count or number <= order.count:
        change = frame.changes.get(number)
        span = _span(frame, interval, tail, reserve)
        if change is not None and change.skipped:
            tail = Tail(span.first, span.due, span.last)
        else:
            after = _link(tail, interval)
            moved = (change.day or (change.windows and change.windows[0].earliest.date())) if change else None
            if moved:
                span, after = Span(moved, moved, moved, span.must_by), None
            tries = tries_of(frame, about, number)
            day = settled_on(tries)
            if day is not None:
                place_settled(found, frame, about, number, span, day, base)
                tail, base = Tail.of(day), day
            else:
                open_span = _open_span(put_again(span, tries), frame, about, bool(moved))
                if open_span is None or open_span.first > min(about.last, frame.closes):
                    return found, tail, False
                visit_id = place(found, frame, about, number, open_span, after, base)
                first = max(open_span.first, about.first)
                tail = Tail(first, max(open_span.due, first), max(open_span.last, first), visit_id)
        number += 1
    return found, tail, True


def _behind_the_last_done(frame: Frame, about: Horizon, tail: Tail | None) -> tuple[int, Tail | None, date | None]:
    """The first number behind what was done, the tail there, and the day it was last done."""
    base = tail.last if tail is not None and not tail.visit_id else None
    number = 1
    for known in about.history.numbers.get(frame.order.id, ()):
        done = [one.done for one in tries_of(frame, about, known) if one.done is not None]
        if done:
            number, base = known, max(base or done[0], *done)
    if tail is None or not tail.visit_id:
        tail = Tail.of(base)
    over = all(one.done is not None for one in tries_of(frame, about, number))
    return number + over, tail, base  # with a time of its day left, the last one is looked at once more


def _span(frame: Frame, interval: Interval, tail: Tail | None, reserve: int) -> Span:
    """By the interval alone. Never done before: from the order's first day, as late as the interval gives way.

    A hard one is best done `reserve` days before its last, so that there is a day left when nobody is at home.
    """
    if tail is None:
        last = frame.opens + timedelta(days=interval.longest - interval.usual)
        return Span(frame.opens, frame.opens, last, last if interval.hard else None)
    first = tail.first + timedelta(days=max(1, interval.shortest))
    usual = interval.usual
    if interval.hard:
        usual = max(interval.shortest, min(usual, interval.longest - reserve))
    due = tail.due + timedelta(days=max(1, usual))
    last = tail.last + timedelta(days=max(1, interval.longest))
    return Span(first, due, last, last if interval.hard else None)


def _link(tail: Tail | None, interval: Interval) -> DayGap | None:
    if tail is None or not tail.visit_id:
        return None
    return DayGap(tail.visit_id, max(1, interval.shortest), interval.longest)


def _open_span(span: Span, frame: Frame, about: Horizon, moved: bool) -> Span | None:
    """Inside the order's own days, at home and on days of service."""
    opens = frame.opens  # what has run out before the order begins is due on its first day
    limit = max(span.must_by, opens) if span.must_by is not None else None
    inside = Span(max(span.first, opens), max(span.due, opens), max(span.last, opens), limit)
    here = at_home(inside, frame.absences, about.first)
    if here is None or moved or frame.service.every_day or frame.order.channel == "internet_nursing":
        return here
    return on_service_days(here, about.calendar)
