"""The second witness: every way to share visits out and every order of a route, from clock times alone.

It knows shifts, lunch, windows, locks, skills and rides, for visits of one person: no Problem, no solver.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from scheduler.domain.care import Visit
from scheduler.domain.day import Day
from scheduler.domain.people import Shift
from scheduler.rules.timetable import access_seconds, ride_seconds

Bands = Mapping[str, tuple[datetime, datetime]]
Stops = tuple[tuple[str, datetime], ...]
Roster = tuple[tuple[Shift, Stops, datetime | None], ...]  # each used shift: (visit, start) in order, lunch


@dataclass(frozen=True, slots=True)
class _State:
    """A route so far: when its person is free, what was done when, when lunch was."""

    free: datetime
    stops: Stops
    lunch: datetime | None


def roster_for(day: Day, visits: Collection[str], bands: Bands | None = None) -> Roster | None:
    """Some way to serve all of these visits, each part of the day's shifts as it is; None when there is none."""
    wanted = sorted(visits)
    rest: dict[frozenset[str], Roster] = {frozenset(): ()}
    for shift in day.field_shifts():
        routes = routes_of(day, shift, wanted, bands or {})
        longer = dict(rest)
        for held, roster in rest.items():
            for own, state in routes.items():
                if not held & own:
                    longer.setdefault(held | own, (*roster, (shift, state.stops, state.lunch)))
        rest = longer
    return rest.get(frozenset(wanted))


def routes_of(day: Day, shift: Shift, visits: Collection[str], bands: Bands) -> dict[frozenset[str], _State]:
    """Every set of visits that the shift can hold by itself, with one route for it."""
    able = [day.visits[id_] for id_ in visits if _may(day, shift, day.visits[id_])]
    states: dict[tuple[frozenset[str], str, bool], _State] = {(frozenset(), "", False): _State(shift.start, (), None)}
    closed: dict[frozenset[str], _State] = {}
    for _ in range(len(able) + 1):
        further: dict[tuple[frozenset[str], str, bool], _State] = {}
        for (held, last, _), state in states.items():
            if held and (whole := _closed(day, shift, last, state)) is not None:
                closed.setdefault(held, whole)
            for visit in able:
                if visit.id not in held:
                    for begun in _begun(day, shift, last, state, visit, bands):
                        key = (held | {visit.id}, visit.id, begun.lunch is not None)
                        if key not in further or begun.free < further[key].free:
                            further[key] = begun
        states = further
    return closed


def _may(day: Day, shift: Shift, visit: Visit) -> bool:
    """Skills, and the person it is locked to."""
    person = day.staff[shift.staff_id]
    held = all(lock.staff_id in ("", person.id) for lock in day.locks if lock.visit_id == visit.id)
    return held and all(person.holds(skill, day.day) for skill in visit.parts[0].skills)


def _way(day: Day, shift: Shift, last: str, next_id: str) -> timedelta:
    person = day.staff[shift.staff_id]
    here, there = (day.resident(day.visits[id_]).place if id_ else person.base for id_ in (last, next_id))
    return timedelta(seconds=ride_seconds(day, person.mode, here, there) + access_seconds(here, there))


def _begun(day: Day, shift: Shift, last: str, state: _State, visit: Visit, bands: Bands) -> list[_State]:
    """The visit next, as early as can be: without lunch before it, and with."""
    way, found = _way(day, shift, last, visit.id), []
    ready = [(state.free + way, state.lunch)]
    if (lunch := _lunch(shift, state)) is not None:
        long = timedelta(minutes=shift.lunch_minutes)
        ready.append((max(state.free + way + long, lunch + long), lunch))
    for moment, taken in ready:
        start = _first_start(day, visit, moment, bands)
        if start is not None:
            done = start + timedelta(minutes=visit.minutes)
            found.append(_State(done, (*state.stops, (visit.id, start)), taken))
    return found


def _lunch(shift: Shift, state: _State) -> datetime | None:
    """When lunch would begin now, if it is still owed and may begin."""
    if state.lunch is not None or shift.lunch_from is None or shift.lunch_until is None:
        return None
    begin = max(shift.lunch_from, state.free)
    return begin if begin <= shift.lunch_until else None


def _closed(day: Day, shift: Shift, last: str, state: _State) -> _State | None:
    """The way home within the shift, with lunch on it when it is still owed."""
    way = _way(day, shift, last, "")
    if shift.lunch_from is None or state.lunch is not None:
        return state if state.free + way <= shift.latest_end else None
    lunch, long = _lunch(shift, state), timedelta(minutes=shift.lunch_minutes)
    if lunch is None or max(state.free + way + long, lunch + long) > shift.latest_end:
        return None
    return _State(state.free, state.stops, lunch)


def _first_start(day: Day, visit: Visit, ready: datetime, bands: Bands) -> datetime | None:
    """The first moment from `ready` on that its windows, its band and its lock allow."""
    windows = [(w.earliest, w.latest) for w in visit.windows] or [(ready, shift_end(ready))]
    limits = [bands[visit.id]] if visit.id in bands else []
    limits += [(lock.start, lock.start) for lock in day.locks if lock.visit_id == visit.id and lock.start]
    found = []
    for earliest, latest in windows:
        low, high = max([earliest, ready, *(a for a, _ in limits)]), min([latest, *(b for _, b in limits)])
        if low <= high:
            found.append(low)
    return min(found, default=None)


def shift_end(moment: datetime) -> datetime:
    """The last minute of its day."""
    return moment.replace(hour=23, minute=59, second=59)
