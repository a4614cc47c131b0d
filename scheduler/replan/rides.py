"""The rides of a running day: which are over, and what each was ridden in.

A ride keeps the weather and the roads of the moment at which it began; what is still to be ridden takes place in what
was told last.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from scheduler.domain.day import Day
from scheduler.domain.events import Event, RoadClosed, RoadOpened, WeatherSlows
from scheduler.domain.people import Place
from scheduler.domain.roads import Closure, Conditions, Leg
from scheduler.rules.timetable import ride_in


@dataclass(frozen=True, slots=True)
class Ride:
    """Somebody rode from one place to another, beginning at a moment."""

    mode: str
    origin: Place
    destination: Place
    begun: datetime


def with_conditions(day: Day, events: Sequence[Event]) -> Day:
    """The day with the weather and the closed roads of its rides to come.

    A closure that is told counts from then on, whenever it begins; it is over once something is told of a moment not
    before its end. Which rides of the future end before it nobody knows, so all of them go round.
    """
    changes = [event for event in events if isinstance(event, WeatherSlows | RoadClosed | RoadOpened)]
    if not changes:
        return day
    latest = max(event.at for event in events)
    weather = [event.weather for event in changes if isinstance(event, WeatherSlows)]
    closed = _closed(changes)
    still = tuple(one for one, opened in closed if opened is None and (one.until is None or latest < one.until))
    return replace(day, weather=weather[-1] if weather else day.weather, closures=still)


def conditions_at(day: Day, events: Sequence[Event], moment: datetime) -> Conditions:
    """The weather and the closed roads as they were at a moment; `day` is that before its events."""
    slows = [event for event in events if isinstance(event, WeatherSlows)]
    weather = slows[0].before or day.weather if slows else day.weather
    for event in slows:
        weather = event.weather if event.at <= moment else weather
    closed = tuple(
        one
        for one, opened in _closed(events)
        if one.start <= moment and (one.until is None or moment < one.until) and (opened is None or moment < opened)
    )
    return Conditions(weather, closed)


def with_rides(day: Day, rides: Sequence[tuple[Ride, Conditions]]) -> Day:
    """The day that knows what its past rides were ridden in, where that differs from what is to come.

    Where two rode the same way in different conditions the quicker ride is kept, so that it contradicts neither.
    """
    ridden: dict[Leg, Conditions] = {}
    now = Conditions(day.weather, day.closures)
    for ride, conditions in rides:
        leg = ride.mode, ride.origin.id, ride.destination.id
        before = ridden.get(leg, conditions)
        ridden[leg] = min(
            before, conditions, key=lambda one: ride_in(day, one, ride.mode, ride.origin, ride.destination)
        )
    return replace(day, ridden={leg: one for leg, one in sorted(ridden.items()) if one != now})


def _closed(events: Sequence[Event]) -> Iterator[tuple[Closure, datetime | None]]:
    """Every closure told, and when it was opened again."""
    for k, event in enumerate(events):
        if isinstance(event, RoadClosed):
            later = (one.at for one in events[k:] if isinstance(one, RoadOpened) and one.closure_id == event.closure.id)
            yield event.closure, next(later, None)
