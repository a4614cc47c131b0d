"""What check-ins tell of services and rides; and the check-ins that a simulated day would leave."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from scheduler.domain.care import Visit
from scheduler.domain.events import Event, NobodyHome, VisitFinished, VisitStarted
from scheduler.domain.plan import Plan, Route, Stop
from scheduler.rules.together import starts_together
from scheduler.simulate.day.course import Course
from scheduler.simulate.day.luck import Luck
from scheduler.simulate.day.walk import Walked
from scheduler.units import moment_of

ON_TIME = timedelta(minutes=1)  # who begins so near the planned start may have waited for it


@dataclass(frozen=True, slots=True)
class Observed:
    """Planned and real seconds of a service (`what` "service", `which` its code) or of a ride ("ride", its mode).

    `at_most`: the person waited at the door for the planned start, so that the ride took no longer than `real`.
    """

    what: str
    which: str
    planned: int
    real: int
    at_most: bool = False


def observed_of(visits: Mapping[str, Visit], plan: Plan, events: Iterable[Event]) -> tuple[Observed, ...]:
    """What one day's check-ins say, against the plan of the day and its visits.

    A service is from its start to its end, once a visit. A ride is from the end at one door to the start at the next,
    less the way to the door, of visits that one person begins alone, without a break or the laboratory in between.
    """
    begun: dict[str, datetime] = {}
    over: dict[str, datetime] = {}
    shut: set[str] = set()
    for event in events:
        if isinstance(event, VisitStarted):
            begun[event.visit_id] = event.at
        elif isinstance(event, VisitFinished):
            over[event.visit_id] = event.at
        elif isinstance(event, NobodyHome):
            over[event.visit_id] = event.at
            shut.add(event.visit_id)
    found = []
    placed = dict.fromkeys(stop.visit_id for _, stop in plan.stops() if stop.visit_id in visits)
    for id_ in placed:
        if id_ in begun and id_ in over and id_ not in shut and over[id_] > begun[id_]:
            real = round((over[id_] - begun[id_]).total_seconds())
            found.append(Observed("service", visits[id_].service, visits[id_].minutes * 60, real))
    for route in plan.routes:
        found += _rides(visits, route, begun, over)
    return tuple(found)


def _rides(
    visits: Mapping[str, Visit], route: Route, begun: Mapping[str, datetime], over: Mapping[str, datetime]
) -> Iterator[Observed]:
    for last, stop in pairwise(route.stops):
        if last.visit_id not in over or stop.visit_id not in begun or not stop.travel_seconds:
            continue
        visit = visits.get(stop.visit_id)
        if visit is None or visit.gap is not None or starts_together(visit) or _pause(route, last, stop):
            continue
        real = (begun[stop.visit_id] - over[last.visit_id]).total_seconds() - stop.access_seconds
        waited = abs(begun[stop.visit_id] - stop.start) < ON_TIME
        if real > 0:
            yield Observed("ride", route.mode, stop.travel_seconds, round(real), waited)


def _pause(route: Route, last: Stop, stop: Stop) -> bool:
    return any(last.start < begin < stop.start for begin, _ in route.breaks)


def checkins_of(course: Course, luck: Luck, walked: Walked, n: int, day: date) -> tuple[Event, ...]:
    """The check-ins that simulated day n would leave, in the order in which they are made."""
    ends: dict[str, list[int]] = {}
    for k, step in enumerate(course.steps):
        if step.visit_id and walked.done[k, n]:
            ends.setdefault(step.visit_id, []).append(k)
    events: list[Event] = []
    for id_, steps in ends.items():
        start, end = min(int(walked.start[k, n]) for k in steps), max(int(walked.end[k, n]) for k in steps)
        if all(luck.home[k, n] for k in steps):
            events += [VisitStarted(moment_of(start, day), id_), VisitFinished(moment_of(end, day), id_)]
        else:
            events.append(NobodyHome(moment_of(end, day), id_))
    return tuple(_in_order(events))


def _in_order(events: Sequence[Event]) -> list[Event]:
    return sorted(events, key=lambda event: event.at)
