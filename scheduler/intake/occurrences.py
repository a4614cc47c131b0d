"""One occurrence of a standing order as the request it is asked for by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from string import ascii_lowercase

from scheduler.domain.care import DayGap, Request, Service, Window, visit_id_of
from scheduler.domain.orders import CareOrder, Interval, OccurrenceChange
from scheduler.domain.rulebook import Rulebook
from scheduler.intake.calendar import Calendar
from scheduler.intake.happenings import NOTHING, History, Tries, occurrence_id
from scheduler.intake.spans import Absence, Span, absent
from scheduler.units import at

WHOLE_DAY = ("00:00", "23:59")


@dataclass(frozen=True, slots=True)
class Horizon:
    """The days asked about, inclusive, and what is known of them."""

    first: date
    last: date
    rulebook: Rulebook
    calendar: Calendar | None
    history: History


@dataclass(frozen=True, slots=True)
class Frame:
    """One order in its horizon: `opens` to `closes` bound it (its own days and its bed's), absences interrupt it."""

    order: CareOrder
    service: Service
    interval: Interval | None  # None: by the calendar
    opens: date
    closes: date
    absences: tuple[Absence, ...]
    changes: Mapping[int, OccurrenceChange]

    @property
    def letters(self) -> tuple[str, ...]:
        """One a time of the day; a single one needs none."""
        times = len(self.order.times)
        return tuple(ascii_lowercase[:times]) if times > 1 else ("",)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A request and its true latest day, which may have passed."""

    request: Request
    latest: date


@dataclass(slots=True)
class Found:
    """What an order asks for in the horizon, and which of its dates (number, latest day) went by undone."""

    occurrences: list[Occurrence] = field(default_factory=list)
    lapsed: list[tuple[int, date]] = field(default_factory=list)


def tries_of(frame: Frame, about: Horizon, number: int) -> tuple[Tries, ...]:
    """The tries of an occurrence, one entry a time of the day."""
    if frame.order.id not in about.history.numbers:
        return tuple(NOTHING for _ in frame.letters)
    return tuple(about.history.of(occurrence_id(frame.order.id, number, letter)) for letter in frame.letters)


def settled_on(tries: tuple[Tries, ...]) -> date | None:
    """The day on which an occurrence was done, or is promised; None while it is open."""
    done = [one.done for one in tries if one.done is not None]
    promised = [one.promised for one in tries if one.promised is not None]
    return max(done or promised, default=None)


def put_again(span: Span, tries: tuple[Tries, ...]) -> Span:
    """After a failed try it comes back, not before the day of that try."""
    failed = max((day for one in tries for day in one.failed), default=span.first)
    first = max(span.first, failed)
    return Span(first, max(span.due, first), span.last, span.must_by)


def place(
    found: Found, frame: Frame, about: Horizon, number: int, span: Span, after: DayGap | None, base: date | None
) -> str:
    """Add an open occurrence's requests where days of the horizon allow it; the id of its first visit ("": none).

    Past its last day a hard one stays (overdue), a soft one may be done on any day of the horizon.
    """
    latest, last, limit = span.last, span.last, None
    if span.must_by is not None:
        limit = span.must_by + timedelta(days=about.rulebook.rule("H9.grace_days"))
        last = limit if last == span.must_by else last
    overdue = limit is not None and limit < about.first
    if last < about.first and not overdue:
        last = about.last
    span = Span(min(span.first, last), max(span.due, about.first), last, span.must_by)
    days = _days(frame, about, span, overdue)
    if not days:
        return ""
    # Inside the horizon nobody plans past the hard limit: hours on its days alone keep the later days out.
    ends_inside = limit is not None and about.first <= limit < about.last
    interrupted = ends_inside or bool(frame.absences)
    tries = tries_of(frame, about, number)
    return _add(found, _Placing(frame, number, span, tries, days, after, base, interrupted), latest)


def place_settled(
    found: Found, frame: Frame, about: Horizon, number: int, span: Span, day: date, base: date | None
) -> None:
    """What is promised to a day of the horizon, or is left of an occurrence partly done, is asked for on that day.

    Planned alone, the day keeps the true days of a promise: leaving it out costs what it costs.
    """
    tries = tries_of(frame, about, number)
    inside = max(about.first, frame.opens) <= day <= min(about.last, frame.closes)
    if not inside or absent(day, frame.absences) is not None or all(one.done for one in tries):
        return
    alone = about.first == about.last and not any(one.done for one in tries)
    overdue = span.must_by is not None and span.must_by < day
    if not (alone and (overdue or span.first <= day <= span.last)):
        span = Span(day, day, day)
    _add(found, _Placing(frame, number, span, tries, [day], None, base, bool(frame.absences)), span.last)


def _days(frame: Frame, about: Horizon, span: Span, overdue: bool) -> list[date]:
    """The days of the horizon on which it may be done; once it is overdue, every one."""
    start = max(span.first, about.first, frame.opens)
    end = min(about.last if overdue else span.last, about.last, frame.closes)
    count = (end - start).days + 1
    days = [start + timedelta(days=k) for k in range(max(0, count))]
    if frame.absences:
        days = [day for day in days if absent(day, frame.absences) is None]
    return days


@dataclass(frozen=True, slots=True)
class _Placing:
    """An occurrence on its way to requests: on which days, after which other, with explicit hours if `interrupted`."""

    frame: Frame
    number: int
    span: Span
    tries: tuple[Tries, ...]
    days: list[date]
    after: DayGap | None
    base: date | None
    interrupted: bool


def _add(found: Found, placing: _Placing, latest: date) -> str:
    """One request a time of the day, each after the one before, all on one day; the id of the first visit."""
    order = placing.frame.order
    first_visit, before = "", ""
    for k, (letter, one) in enumerate(zip(placing.frame.letters, placing.tries, strict=True)):
        if one.done is not None:
            continue
        request_id = occurrence_id(order.id, placing.number, letter) + one.suffix
        after = DayGap(first_visit, 0, 0) if first_visit else placing.after
        found.occurrences.append(Occurrence(_request(placing, k, request_id, before, after), latest))
        first_visit = first_visit or visit_id_of(request_id)
        before = request_id
    return first_visit


def _request(placing: _Placing, k: int, request_id: str, before: str, after: DayGap | None) -> Request:
    frame, span, order = placing.frame, placing.span, placing.frame.order
    return Request(
        id=request_id,
        resident_id=order.resident_id,
        service=order.service,
        channel=order.channel,
        received=_midnight(order.first_day),
        first_day=span.first,
        last_day=min(span.last, frame.closes),
        windows=_windows(placing, k),
        minutes=order.minutes,
        order_until=order.order_until,
        consent_until=order.consent_until,
        assessment_until=order.assessment_until,
        order_items=order.order_items,
        episode_from=frame.opens,
        episode_until=frame.closes if frame.closes != date.max else None,
        last_done=placing.base,
        responsible_staff=order.responsible_staff,
        community_notified=order.community_notified,
        infected=order.infected,
        after_request=before,
        gap_min_minutes=order.gap_minutes if before else 0,
        gap_max_minutes=longest_gap_minutes(order.times) if before else 0,
        order_id=order.id,
        due=span.due,
        must_by=span.must_by,
        after_days=after,
    )


@lru_cache(maxsize=4096)
def longest_gap_minutes(times: tuple[tuple[str, str], ...]) -> int:
    """The most minutes that may lie between two neighbouring times of one day."""
    day = date(2000, 1, 1)
    gaps = [at(day, late[1]) - at(day, early[0]) for early, late in pairwise(times)]
    return max(int(gap.total_seconds()) // 60 for gap in gaps)


def _windows(placing: _Placing, k: int) -> tuple[Window, ...]:
    """The agreed hours on each possible day; where some days are not possible, hours on the others."""
    frame = placing.frame
    change = frame.changes.get(placing.number)
    if change is not None and change.windows:
        return change.windows if len(frame.letters) == 1 else change.windows[k : k + 1] or change.windows[-1:]
    if frame.order.times:
        return tuple(_window(day, *frame.order.times[k]) for day in placing.days)
    return hours_on(frame.service, placing.days, placing.interrupted)


def hours_on(service: Service, days: list[date], interrupted: bool) -> tuple[Window, ...]:
    """The service's hours on some days only; none (any day of the span) where nothing interrupts."""
    if not interrupted:
        return ()
    hours = service.start_windows or (WHOLE_DAY,)
    return tuple(_window(day, *pair) for day in days for pair in hours)


@lru_cache(maxsize=65536)
def _window(day: date, start: str, end: str) -> Window:
    return Window(at(day, start), at(day, end))


@lru_cache(maxsize=4096)
def _midnight(day: date) -> datetime:
    return at(day, "00:00")
