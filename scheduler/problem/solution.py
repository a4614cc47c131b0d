"""Who, when, in which order; indices only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

NOT_HELD = -(1 << 40)  # the start of a priced break that a route does without


def drop_stop(drop: int) -> int:
    """How a drop stands among a route's stops: parts are 0 .. P-1, drop d is -1 - d."""
    return -1 - drop


@dataclass(frozen=True, slots=True)
class RoutePlan:
    """The stops of one route in order (parts, or drops as `drop_stop`), the start of service at each,
    and the starts of the route's breaks in the order of Problem.breaks (NOT_HELD: a priced one left out).
    Departure is as late as the first stop (or a break before it) allows; an empty route is unused."""

    stops: tuple[int, ...] = ()
    starts: tuple[int, ...] = ()
    breaks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Solution:
    """One RoutePlan per route of the Problem, in order."""

    routes: tuple[RoutePlan, ...]

    def placed(self) -> dict[int, tuple[int, int]]:
        """part -> (route, start)."""
        return {
            stop: (r, start)
            for r, route in enumerate(self.routes)
            for stop, start in zip(route.stops, route.starts, strict=True)
            if stop >= 0
        }

    def with_routes(self, changed: Mapping[int, RoutePlan]) -> Solution:
        """The same with these routes instead, by their number."""
        return Solution(tuple(changed.get(r, route) for r, route in enumerate(self.routes)))
