"""What a hand may do to a plan, one change at a time: the routes as they would then be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from scheduler.domain.day import Day
from scheduler.domain.plan import Plan, Route, Stop
from scheduler.rules.infection import INFECTIOUS, PROTECTED, kind_of_home
from tests import builders

Routes = dict[str, Route]  # by shift


def routes_of(plan: Plan) -> Routes:
    """The used routes of a plan."""
    return {route.shift_id: route for route in plan.routes}


def with_stops(day: Day, routes: Routes, shift_id: str, stops: Sequence[Stop]) -> Routes:
    """The routes with these stops on one shift, in the order of their starts, its rides reckoned anew."""
    changed = dict(routes)
    old = changed.pop(shift_id, None)
    if stops:
        ordered = sorted(stops, key=lambda stop: stop.start)
        changed[shift_id] = builders.route(day, shift_id, ordered, old.breaks if old else ())
    return changed


def without(day: Day, routes: Routes, route: Route, stop: Stop) -> Routes:
    """One stop taken off its route."""
    return with_stops(day, routes, route.shift_id, [one for one in route.stops if one is not stop])


def shifted(stop: Stop, minutes: int) -> Stop:
    """The same stop so many minutes later."""
    by = timedelta(minutes=minutes)
    return replace(stop, start=stop.start + by, end=stop.end + by)


def stops_left_off(day: Day, plan: Plan) -> Iterator[Routes]:
    """Each part of a visit, and each drop at the laboratory, left off."""
    for route, stop in plan.stops():
        yield without(day, routes_of(plan), route, stop)


def stops_at_another_time(day: Day, plan: Plan, minutes: Sequence[int]) -> Iterator[Routes]:
    """Each stop so many minutes later (or earlier), by the same person."""
    for route, stop in plan.stops():
        others = [one for one in route.stops if one is not stop]
        for by in minutes:
            yield with_stops(day, routes_of(plan), route.shift_id, [*others, shifted(stop, by)])


def stops_with_another_person(day: Day, plan: Plan, every: int) -> Iterator[Routes]:
    """Every so many-th stop on each other shift that is on duty then, at its own start."""
    visits = [(route, stop) for route, stop in plan.stops() if stop.kind == "visit"]
    for route, stop in visits[::every]:
        rest = without(day, routes_of(plan), route, stop)
        for shift in day.field_shifts():
            used = shift.id in rest
            if shift.id == route.shift_id or not shift.start <= stop.start < shift.end:
                continue
            if used or shift.lunch_from is None:  # on a new route a lunch would be missing too: two changes
                yield with_stops(day, rest, shift.id, [*(rest[shift.id].stops if used else ()), stop])


def routes_with_a_colleague(day: Day, plan: Plan) -> Iterator[Routes]:
    """Each route handed whole to each colleague of the same role who is on the road too."""
    routes = routes_of(plan)
    for route in plan.routes:
        for other in plan.routes:
            same_role = day.staff[other.staff_id].role == day.staff[route.staff_id].role
            if same_role and other.shift_id != route.shift_id:
                rest = with_stops(day, routes, route.shift_id, ())
                yield with_stops(day, rest, other.shift_id, [*other.stops, *route.stops])


def protected_homes_after_infectious_ones(day: Day, plan: Plan) -> Iterator[Routes]:
    """Each newborn or immunosuppressed home an hour after the end of each infectious one, by the same person."""
    homes = [(r, s, kind_of_home(day, day.visits[s.visit_id])) for r, s in plan.stops() if s.kind == "visit"]
    for route, stop, kind in homes:
        for infectious_route, infectious, other in homes:
            if (kind, other) == (PROTECTED, INFECTIOUS):
                moved = shifted(stop, round((infectious.end - stop.start).total_seconds()) // 60 + 60)
                rest = without(day, routes_of(plan), route, stop)
                there = rest[infectious_route.shift_id].stops
                yield with_stops(day, rest, infectious_route.shift_id, [*there, moved])
