"""A plan's clock, recomputed from coordinates and clock times: the arithmetic of every `find`.

It shares nothing with the travel matrix or the lowering on purpose: two witnesses, one event.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from math import asin, ceil, cos, hypot, radians, sin, sqrt

from scheduler.domain.day import Day
from scheduler.domain.people import Place, Point
from scheduler.domain.plan import Plan, Route, Stop
from scheduler.domain.roads import Closure, Conditions
from scheduler.units import HOUR, MINUTE

EARTH_RADIUS_METRES = 6_371_008.8  # mean radius, IUGG


def metres_between(a: Point, b: Point) -> float:
    """Great-circle distance (haversine)."""
    up = radians(b.latitude - a.latitude) / 2
    across = radians(b.longitude - a.longitude) / 2
    chord = sin(up) ** 2 + cos(radians(a.latitude)) * cos(radians(b.latitude)) * sin(across) ** 2
    return 2 * EARTH_RADIUS_METRES * asin(sqrt(chord))


def ride_seconds(day: Day, mode: str, origin: Place, destination: Place) -> int:
    """Whole seconds on the way, rounded up, without access; 0 inside one building."""
    return ride_in(day, day.conditions(mode, origin.id, destination.id), mode, origin, destination)


def ride_in(day: Day, conditions: Conditions, mode: str, origin: Place, destination: Place) -> int:
    """The same in a weather and on roads that may not be those of the rest of the day."""
    if origin.id == destination.id or origin.building == destination.building:
        return 0
    book = day.rulebook
    metres = book.constant(f"{mode}.constant_metres") + book.constant(f"{mode}.factor") * metres_between(
        origin.point, destination.point
    )
    speed = book.constant(f"{mode}.speed_kmh") * 1000 / HOUR
    if f"{conditions.weather}.{mode}" in book.travel:
        speed *= book.constant(f"{conditions.weather}.{mode}")
    parking = book.constant(f"{mode}.parking_minutes") if f"{mode}.parking_minutes" in book.travel else 0
    seconds = parking * MINUTE
    for closure in conditions.closures:
        if _comes_near(closure, origin.point, destination.point, book.constant("closure.radius_metres")):
            metres += 0 if closure.minutes else book.constant("closure.added_metres")
            seconds += closure.minutes * MINUTE
    return ceil(metres / speed + seconds)


def _comes_near(closure: Closure, origin: Point, destination: Point, usual: float) -> bool:
    """Whether the straight way comes as near to a closed stretch as it is wide.

    The closest points of two segments, as in C. Ericson, Real-Time Collision Detection (2005), 5.1.9.
    """
    degree = radians(1) * EARTH_RADIUS_METRES
    shrink = cos(radians(closure.first.latitude))
    here, there, begin, end = (
        (degree * shrink * (p.longitude - closure.first.longitude), degree * (p.latitude - closure.first.latitude))
        for p in (origin, destination, closure.first, closure.second)
    )
    way, stretch = _less(there, here), _less(end, begin)
    apart = _less(here, begin)
    a, e, b = _dot(way, way), _dot(stretch, stretch), _dot(way, stretch)
    c, f = _dot(way, apart), _dot(stretch, apart)
    turn = a * e - b * b
    s = _within((b * f - c * e) / turn) if turn > 1e-9 * a * e else 0.0
    t = (b * s + f) / e if e > 0 else 0.0
    if not 0 <= t <= 1 or e == 0:
        t = _within(t)
        s = _within((b * t - c) / a) if a > 0 else 0.0
    gap = (here[0] + s * way[0] - begin[0] - t * stretch[0], here[1] + s * way[1] - begin[1] - t * stretch[1])
    return hypot(*gap) <= (closure.radius_metres or usual)


Vector = tuple[float, float]


def _less(a: Vector, b: Vector) -> Vector:
    return a[0] - b[0], a[1] - b[1]


def _dot(a: Vector, b: Vector) -> float:
    return a[0] * b[0] + a[1] * b[1]


def _within(share: float) -> float:
    return min(1.0, max(0.0, share))


def access_seconds(origin: Place, destination: Place) -> int:
    """From the gate to the door of the destination, paid when the building changes."""
    if origin.id == destination.id or origin.building == destination.building:
        return 0
    return destination.access_minutes * MINUTE


def place_of(day: Day, stop: Stop) -> Place:
    """Where a stop really is: the resident's home, or the laboratory."""
    if stop.kind == "drop":
        return day.centre.laboratory
    return day.resident(day.visits[stop.visit_id]).place


@dataclass(frozen=True, slots=True)
class Timetable:
    """A used route as its clock times have it. Seconds; leg k leads to stop k, the last leg to the base.

    `slack[k]` is what is left between leaving stop k - 1 and starting stop k after the way and the
    breaks in between (negative: not enough time), known from the second stop on. `work` is the time
    from departure to return less breaks.
    """

    rides: tuple[int, ...]
    access: tuple[int, ...]
    departure: datetime
    back: datetime
    slack: tuple[int, ...]
    work: int


# Every rule asks for the same clocks, and a plan tried instead of another shares most of its routes: the latest
# ones are kept, by identity, since a Day cannot be hashed and nothing of it ever changes.
_kept: dict[tuple[int, int], tuple[Day, Route, Timetable]] = {}
_KEPT_AT_MOST = 2000


def timetable(day: Day, route: Route) -> Timetable:
    """The clock of a route with at least one stop (see `Timetable`)."""
    known = _kept.get((id(day), id(route)))
    if known is not None and known[0] is day and known[1] is route:
        return known[2]
    if len(_kept) >= _KEPT_AT_MOST:
        _kept.clear()
    clock = _reckoned(day, route)
    _kept[id(day), id(route)] = day, route, clock
    return clock


def _reckoned(day: Day, route: Route) -> Timetable:
    """The clock of a route with at least one stop; departure is as late as its first stop, or a break before, allows.

    A stop is taken to last as long as its visit, whatever the plan claims; a break lies before the
    first stop that starts after it.
    """
    person = day.staff[route.staff_id]
    places = [person.base, *(place_of(day, stop) for stop in route.stops), person.base]
    rides = tuple(ride_seconds(day, person.mode, a, b) for a, b in pairwise(places))
    access = tuple(access_seconds(a, b) for a, b in pairwise(places))
    ends = [service_end(day, stop) for stop in route.stops]
    paused = [0] * len(places)
    for start, end in route.breaks:
        paused[sum(stop.start <= start for stop in route.stops)] += seconds_between(start, end)
    slack = tuple(
        seconds_between(ends[k - 1], route.stops[k].start) - rides[k] - access[k] - paused[k]
        for k in range(1, len(route.stops))
    )
    departure = route.stops[0].start - timedelta(seconds=rides[0] + access[0] + paused[0])
    back = ends[-1] + timedelta(seconds=rides[-1] + access[-1] + paused[len(route.stops)])
    if route.breaks:
        departure = min(departure, min(start for start, _ in route.breaks))
        back = max(back, max(end for _, end in route.breaks))
    work = seconds_between(departure, back) - sum(paused)
    return Timetable(rides, access, departure, back, slack, work)


def timetables(day: Day, plan: Plan) -> list[tuple[Route, Timetable]]:
    """Every route that has a stop, with its clock."""
    return [(route, timetable(day, route)) for route in plan.routes if route.stops]


def service_end(day: Day, stop: Stop) -> datetime:
    """When service at a stop ends: its start and the minutes of its visit or of handing samples over."""
    if stop.kind == "drop":
        return stop.start + timedelta(minutes=day.rulebook.rule("H8.handover_minutes"))
    return stop.start + timedelta(minutes=day.visits[stop.visit_id].minutes)


def seconds_between(earlier: datetime, later: datetime) -> int:
    """Whole seconds from one moment to the other, negative when they are the other way round."""
    return round((later - earlier).total_seconds())
