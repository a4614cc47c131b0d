"""How the day goes by now: when each stop of the told plan took place or will, by what was told and the clock.

Nothing is planned anew and nobody is given anybody else's visit: whoever is late comes later everywhere after.
Told times are taken as they were told; a visit that has begun lasts at least until now, and one that has not begun
begins now at the earliest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from scheduler.domain.day import Day
from scheduler.domain.events import (
    Event,
    NobodyHome,
    ResidentInHospital,
    VisitCancelled,
    VisitFinished,
    VisitOverran,
    VisitStarted,
)
from scheduler.domain.people import Place
from scheduler.domain.plan import Plan, Route, Stop
from scheduler.replan.absences import Absences, absences_of
from scheduler.replan.rides import with_conditions
from scheduler.rules.timetable import access_seconds, place_of, ride_seconds, service_end

ROUNDS = 40  # of visits that wait for one another; each moves one of them, and a day has few
OVER = ("done", "nobody_home", "cancelled")


@dataclass(frozen=True, slots=True)
class Passage:
    """A stop as it went, goes or will go.

    `state`: done, nobody_home, begun, coming, cancelled, or uncovered (its person is absent then). `start` is when it
    began or is expected to, `end` likewise; `due` is when it should end by what was told (None: not begun).
    """

    stop: Stop
    state: str
    start: datetime
    end: datetime
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """One route of the told plan; `back`: when its person is home (None: nothing is left to go out for)."""

    route: Route
    passages: tuple[Passage, ...]
    back: datetime | None


@dataclass(frozen=True, slots=True)
class _Told:
    """What was told of visits and people."""

    begun: Mapping[str, datetime]
    ended: Mapping[str, tuple[datetime, str]]
    until: Mapping[str, datetime]
    off: frozenset[str]
    absences: Absences
    now: datetime | None


def courses(day: Day, told: Plan, events: Sequence[Event], now: datetime | None) -> tuple[Course, ...]:
    """Every route; `day` has the visits as they were told. Without `now`: by what was told alone, no clock."""
    day = with_conditions(replace(day, ridden={}), events)
    heard = _heard(day, told, events, now)
    asked: dict[str, datetime] = {}
    for _ in range(ROUNDS):
        found = tuple(_course(day, route, heard, asked) for route in told.routes)
        later = _together(day, found)
        if all(asked.get(id_) == start for id_, start in later.items()):
            break
        asked |= later
    return found


def _heard(day: Day, told: Plan, events: Sequence[Event], now: datetime | None) -> _Told:
    begun: dict[str, datetime] = {}
    ended: dict[str, tuple[datetime, str]] = {}
    until: dict[str, datetime] = {}
    off = {stop.visit_id for _, stop in told.stops() if stop.kind == "visit"} - day.visits.keys()
    for event in events:
        if isinstance(event, VisitStarted):
            begun[event.visit_id] = event.at
        elif isinstance(event, VisitFinished | NobodyHome):
            ended[event.visit_id] = event.at, "done" if isinstance(event, VisitFinished) else "nobody_home"
        elif isinstance(event, VisitOverran):
            until[event.visit_id] = event.until
        elif isinstance(event, VisitCancelled):
            off.add(event.visit_id)
    homes = {event.resident_id for event in events if isinstance(event, ResidentInHospital)}
    gone = {visit.id for visit in day.visits.values() if visit.resident_id in homes}
    starts = {stop.visit_id: stop.start for _, stop in told.stops()}
    for id_, moment in [*((id_, at) for id_, (at, _) in ended.items()), *until.items()]:
        if id_ in starts:  # nobody said when it began: as planned, if that can be
            begun.setdefault(id_, min(starts[id_], moment))
    return _Told(begun, ended, until, frozenset(off | (gone - begun.keys())), absences_of(events), now)


def _course(day: Day, route: Route, told: _Told, asked: Mapping[str, datetime]) -> Course:
    """One route in the order in which it went, then as it was told."""
    person = day.staff[route.staff_id]
    here, free, passages = person.base, None, list[Passage]()
    for stop in _in_order(route.stops, told):
        if stop.visit_id in told.off:
            passages.append(Passage(stop, "cancelled", stop.start, stop.end))
            continue
        there = place_of(day, stop)
        ready = free and free + timedelta(seconds=ride_seconds(day, person.mode, here, there))
        ready = ready and ready + timedelta(seconds=access_seconds(here, there))
        passage = _passage(day, route, stop, told, _rested(route, stop, passages, free, ready), asked)
        passages.append(passage)
        if passage.state != "uncovered":
            here, free = there, passage.end
    return Course(route, tuple(passages), _back(day, route, passages, here, free))


def _in_order(stops: Iterable[Stop], told: _Told) -> list[Stop]:
    """What has begun as it began, then the rest as told; samples are handed over where they were to be."""
    stops = list(stops)
    last = max((k for k, stop in enumerate(stops) if stop.visit_id in told.begun), default=-1)
    first = [stop for k, stop in enumerate(stops) if stop.visit_id in told.begun or (k < last and stop.kind == "drop")]
    first.sort(key=lambda stop: told.begun.get(stop.visit_id, stop.start))
    return first + [stop for stop in stops if stop not in first]


def _rested(
    route: Route, stop: Stop, passages: Sequence[Passage], free: datetime | None, ready: datetime | None
) -> datetime | None:
    """When somebody is there who has a break on the way, where the plan has it."""
    before = max((passage.stop.start for passage in passages), default=None)
    for start, end in route.breaks:
        if start < stop.start and (before is None or before <= start):
            begin = max(free, start) if free else start
            resumed = begin + (end - start)
            ready = max(resumed, ready + (end - start)) if ready else resumed
    return ready


def _passage(
    day: Day, route: Route, stop: Stop, told: _Told, ready: datetime | None, asked: Mapping[str, datetime]
) -> Passage:
    if stop.visit_id in told.begun:
        return _begun(day, stop, told)
    start = max(filter(None, (stop.start, ready, asked.get(stop.visit_id), told.now)))
    length = service_end(day, stop) - stop.start
    for gone, until in told.absences.get(route.staff_id, ()):
        if gone <= start and (until is None or stop.start < until):
            return Passage(stop, "uncovered", stop.start, stop.end)
        if until is not None and gone <= start < until:
            start = until
    passed = stop.kind == "drop" and any(told.begun.get(s.visit_id, start) > stop.start for s in _after(route, stop))
    return Passage(stop, "done" if passed else "coming", start, start + length)


def _after(route: Route, stop: Stop) -> tuple[Stop, ...]:
    """The visits after a stop that begin later."""
    return tuple(one for one in route.stops[route.stops.index(stop) + 1 :] if one.kind == "visit")


def _begun(day: Day, stop: Stop, told: _Told) -> Passage:
    start = told.begun[stop.visit_id]
    due = max(start + (service_end(day, stop) - stop.start), told.until.get(stop.visit_id, start))
    if stop.visit_id in told.ended:
        end, state = told.ended[stop.visit_id]
        return Passage(stop, state, start, end, due)
    return Passage(stop, "begun", start, max(due, told.now) if told.now else due, due)


def _back(day: Day, route: Route, passages: Sequence[Passage], here: Place, free: datetime | None) -> datetime | None:
    if free is None:
        return None
    base = day.staff[route.staff_id].base
    way = ride_seconds(day, route.mode, here, base) + access_seconds(here, base)
    last = max(passage.stop.start for passage in passages if passage.state not in ("uncovered", "cancelled"))
    rest = sum((end - start for start, end in route.breaks if start >= last), timedelta())
    return free + timedelta(seconds=way) + rest


def _together(day: Day, found: Sequence[Course]) -> dict[str, datetime]:
    """Visit -> the start it must wait for: its own other people, or the visit it follows."""
    coming: dict[str, datetime] = {}
    ends: dict[str, datetime] = {}
    for course in found:
        for passage in course.passages:
            id_ = passage.stop.visit_id
            if id_ and passage.state not in ("cancelled", "uncovered"):
                ends[id_] = max(passage.end, ends.get(id_, passage.end))
            if id_ and passage.state == "coming":
                coming[id_] = max(passage.start, coming.get(id_, passage.start))
    wanted: dict[str, datetime] = {}
    for id_, start in coming.items():
        visit = day.visits[id_]
        if visit.gap is not None and visit.gap.after in ends:
            start = max(start, ends[visit.gap.after] + timedelta(minutes=visit.gap.minimum))
        if visit.gap is not None or visit.sync == "start":
            wanted[id_] = start
    return wanted
