"""What each person came by up to the last visit that has begun, in order, as rides are estimated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from scheduler.domain.day import Day
from scheduler.domain.events import Event, VisitStarted
from scheduler.domain.plan import Plan, Route, Stop
from scheduler.replan.fact import Fact
from scheduler.replan.rides import Ride, conditions_at
from scheduler.rules.timetable import access_seconds, place_of, ride_in


@dataclass(frozen=True, slots=True)
class Reached:
    """A stop of a route on which visits have begun: the ride to it, when its person had left the stop before, and when
    they could be there (None: at any time, since nobody knows when they left their base)."""

    route: Route
    stop: Stop
    ride: Ride
    fact: Fact | None
    left: datetime
    ready: datetime | None


def reached(day: Day, told: Plan | None, events: Sequence[Event], facts: Sequence[Fact]) -> Iterator[Reached]:
    """Route by route, the facts and the handing over of samples between them."""
    came = {event.visit_id: event.at for event in events if isinstance(event, VisitStarted)}
    for route in told.routes if told else ():
        own = [fact for fact in facts if fact.shift_id == route.shift_id]
        mode, here, free = route.mode, day.staff[route.staff_id].base, route.departure
        for k, (stop, fact) in enumerate(_in_order(route, own)):
            there = place_of(day, stop)
            began = min(free, came.get(stop.visit_id, free))  # whoever is at a door has ridden there before
            ride = Ride(mode, here, there, began)
            way = ride_in(day, conditions_at(day, events, began), mode, here, there) + access_seconds(here, there)
            ready: datetime | None = free + timedelta(seconds=way) if k else None
            yield Reached(route, stop, ride, fact, free, ready)
            here, free = there, _gone_on(day, fact, ready or stop.start)


def _in_order(route: Route, own: Sequence[Fact]) -> list[tuple[Stop, Fact | None]]:
    """The facts of a route as they began, and its handing over of samples, which stays after the visits that were
    told before it: however late these began."""
    stops = [(fact.start, 0, fact.stop.start, fact.stop, fact) for fact in own]
    found: list[tuple[datetime, int, datetime, Stop, Fact | None]] = [*stops]
    for drop in (stop for stop in route.stops if stop.kind == "drop"):
        before = [fact.start for fact in own if fact.stop.start < drop.start]
        after = [fact.start for fact in own if fact.stop.start > drop.start]
        if before and after and max(before) < max(after):
            found.append((max(before), 1, drop.start, drop, None))
    return [(stop, fact) for *_, stop, fact in sorted(found, key=lambda one: one[:3])]


def _gone_on(day: Day, fact: Fact | None, ready: datetime) -> datetime:
    """When somebody leaves a stop: at the end of the fact, or when samples are handed over."""
    if fact is not None:
        return fact.left
    return ready + timedelta(minutes=day.rulebook.rule("H8.handover_minutes"))
