"""Builders with sensible defaults, and plans of the days they build: stops, rides, departures and returns worked out.

What a day is built of stands in `day_builders`; everything is met here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from scheduler.domain.care import PartNeed, Service
from scheduler.domain.day import Day
from scheduler.domain.people import Certificate, Point
from scheduler.domain.plan import Finding, LeftOut, Plan, Route, Stop
from scheduler.rules.timetable import access_seconds, ride_seconds
from scheduler.units import LOCAL
from tests.day_builders import (
    CENTRE_PLACE,
    CENTRE_POINT,
    FAR,
    MONDAY,
    centre,
    clock,
    day,
    hours,
    place,
    point,
    resident,
    rulebook,
    service,
    shift,
    staff,
    standard,
    visit,
    window,
)

__all__ = [
    "CENTRE_PLACE",
    "CENTRE_POINT",
    "FAR",
    "MONDAY",
    "Certificate",
    "PartNeed",
    "Point",
    "Service",
    "amounts",
    "centre",
    "clock",
    "day",
    "drop",
    "hours",
    "place",
    "plan",
    "plan_of_routes",
    "point",
    "resident",
    "route",
    "rulebook",
    "service",
    "shift",
    "staff",
    "standard",
    "stop",
    "visit",
    "window",
]


def _moment(told: datetime | str) -> datetime:
    return clock(told) if isinstance(told, str) else told


def stop(of_day: Day, visit_id: str, start: datetime | str, part: int = 0) -> Stop:
    """A part of a visit that starts then and lasts as long as it should; the ride is filled in by `route`."""
    begin = _moment(start)
    one = of_day.visits[visit_id]
    home = of_day.resident(one).place
    return Stop(visit_id, part, home.id, begin, begin + timedelta(minutes=one.minutes), 0, 0, (begin, begin))


def drop(of_day: Day, start: datetime | str, number: int = 0) -> Stop:
    """Samples handed over at the laboratory; `number` is the drop's among those of the day."""
    begin = _moment(start)
    end = begin + timedelta(minutes=of_day.rulebook.rule("H8.handover_minutes"))
    return Stop("", number, of_day.centre.laboratory.id, begin, end, 0, 0, (begin, begin), "drop")


def route(
    of_day: Day,
    shift_id: str,
    stops: Sequence[Stop],
    breaks: Sequence[tuple[datetime | str, datetime | str]] = (),
) -> Route:
    """The stops in this order with true rides and access, departure and return."""
    person = of_day.staff[of_day.shifts[shift_id].staff_id]
    doors = {r.place.id: r.place for r in of_day.residents.values()}
    doors[of_day.centre.laboratory.id] = of_day.centre.laboratory
    here, told = person.base, []
    for one in stops:
        there = doors[one.place_id]
        ride = ride_seconds(of_day, person.mode, here, there)
        told.append(replace(one, travel_seconds=ride, access_seconds=access_seconds(here, there)))
        here = there
    ride = ride_seconds(of_day, person.mode, here, person.base)
    pauses = tuple((_moment(a), _moment(b)) for a, b in breaks)
    first, last = told[0], told[-1]
    way = timedelta(seconds=first.travel_seconds + first.access_seconds)
    before = sum((b - a for a, b in pauses if a < first.start), timedelta())
    after = sum((b - a for a, b in pauses if a >= last.start), timedelta())
    departure = first.start - way - before
    back = last.end + timedelta(seconds=ride + access_seconds(here, person.base)) + after
    if pauses:
        departure, back = min(departure, pauses[0][0]), max(back, pauses[-1][1])
    return Route(person.id, shift_id, person.mode, departure, back, ride, tuple(told), pauses)


def plan(
    of_day: Day,
    routes: Mapping[str, Sequence[Stop | tuple[str, str]]] | None = None,
    breaks: Mapping[str, Sequence[tuple[str, str]]] | None = None,
    **changes: Any,
) -> Plan:
    """A draft: for each shift its stops, as `stop(...)`, `drop(...)` or (visit, clock); the rest is left out.

    `breaks` are clock times (from, until) by shift.
    """
    made = []
    for shift_id, given in (routes or {}).items():
        stops = [one if isinstance(one, Stop) else stop(of_day, *one) for one in given]
        if stops:
            made.append(route(of_day, shift_id, stops, (breaks or {}).get(shift_id, ())))
    return plan_of_routes(of_day, made, **changes)


def plan_of_routes(of_day: Day, routes: Sequence[Route], **changes: Any) -> Plan:
    """A draft of these routes; visits without a stop are left out."""
    placed = {one.visit_id for each in routes for one in each.stops}
    left = tuple(LeftOut(v, ()) for v in of_day.visits if v not in placed)
    made = datetime(2026, 3, 8, 17, 0, tzinfo=LOCAL)
    base = Plan("P1", of_day.centre.id, of_day.day, 1, "draft", "test", made, 1, 0, tuple(routes), left, {})
    return replace(base, **changes)


def amounts(findings: Iterable[Finding]) -> list[int]:
    """The amounts of the findings, in order."""
    return [finding.amount for finding in findings]
