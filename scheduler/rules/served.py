"""Who serves what in a plan, as far as the day knows it: what every `find` walks over.

Stops, people and shifts that the day does not know are passed over; the validator reports them by themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scheduler.domain.care import Visit
from scheduler.domain.day import Day
from scheduler.domain.people import Staff
from scheduler.domain.plan import Finding, Plan, Route, Stop


@dataclass(frozen=True, slots=True)
class Served:
    """One part of a known visit, on the route of a known person."""

    route: Route
    stop: Stop
    visit: Visit
    staff: Staff

    @property
    def part(self) -> int:
        """The number of the part within the visit."""
        return self.stop.part


def begun(day: Day) -> frozenset[tuple[str, int]]:
    """(visit, part) of what has begun at a moment that is known: H16 alone says when it starts.

    A fact may lie outside the hours that were agreed or are allowed; nobody can change it any more.
    """
    return frozenset((lock.visit_id, lock.part) for lock in day.locks if lock.started and lock.start is not None)


def served_on(day: Day, route: Route) -> Iterator[Served]:
    """The parts served on one route, in its order."""
    staff = day.staff.get(route.staff_id)
    if staff is None:
        return
    for stop in route.stops:
        visit = day.visits.get(stop.visit_id)
        if stop.kind == "visit" and visit is not None and 0 <= stop.part < len(visit.parts):
            yield Served(route, stop, visit, staff)


def served(day: Day, plan: Plan) -> Iterator[Served]:
    """The parts served, route by route, in the order of each."""
    for route in plan.routes:
        yield from served_on(day, route)


def placed(day: Day, plan: Plan) -> dict[tuple[str, int], Served]:
    """(visit, part) -> who serves it; of a part that stands twice, the last."""
    return {(one.visit.id, one.part): one for one in served(day, plan)}


def known_whole(day: Day, route: Route) -> bool:
    """Whether the route has stops and the day knows its person and every one of them."""
    visits = sum(1 for _ in served_on(day, route))
    drops = sum(stop.kind == "drop" for stop in route.stops)
    return route.staff_id in day.staff and 0 < len(route.stops) == visits + drops


def hard_finding(
    rule: str,
    amount: int,
    unit: str,
    said: tuple[str, str],
    *,
    visits: tuple[str, ...] = (),
    staff: tuple[str, ...] = (),
) -> Finding:
    """Something a plan may not do; `said` is the sentence in Chinese and in English."""
    return Finding(rule, True, amount, unit, 0, visits, staff, *said)


def soft_finding(
    rule: str,
    amount: int,
    unit: str,
    cost: int,
    said: tuple[str, str],
    *,
    visits: tuple[str, ...] = (),
    staff: tuple[str, ...] = (),
) -> Finding:
    """Something a plan pays for, in cost units."""
    return Finding(rule, False, amount, unit, cost, visits, staff, *said)
