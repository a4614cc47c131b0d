"""One more part on a route: every position, and when it could start there with the order of the others kept.

Seconds from midnight, windows inclusive, as in the Problem. The others may move in time within their
windows, except those tied to another route by a link, which stay. A route has at most one break.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scheduler.problem.problem import Break, Problem
from scheduler.problem.solution import RoutePlan, Solution, drop_stop
from scheduler.rules.draft import FOREVER

Windows = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Opening:
    """A position for a part: it can start within [earliest, latest] there; `excess` > 0 seconds are lacking."""

    road: Road
    stops: tuple[int, ...]
    gap: int  # which gap holds the break, -1: the route has none
    earliest: int
    latest: int
    excess: int

    def at(self, start: int) -> RoutePlan:
        """The route with the part at `start`: those before as late as now or as they must, those after as early."""
        k = self.stops.index(self.road.part)
        starts, breaks = self.road.earliest(self.stops, self.gap, (k, start))
        before, pause = self.road.latest(self.stops, self.gap, (k, start))
        breaks = [pause] if 0 <= self.gap <= k else breaks
        return RoutePlan(self.stops, (*before[:k], *starts[k:]), tuple(breaks))

    def hurried(self) -> RoutePlan:
        """The route with everything as early as can be: what is lacking shows at the first stop that is late."""
        starts, breaks = self.road.earliest(self.stops, self.gap)
        return RoutePlan(self.stops, tuple(starts), tuple(breaks))


@dataclass(frozen=True, slots=True)
class Road:
    """One route of a solution and the part that is to come onto it."""

    problem: Problem
    route: int
    part: int
    pause: Break | None
    windows: dict[int, Windows]
    told: dict[int, int]  # when the stops of the route start now

    def openings(self) -> list[Opening]:
        """Every position of the part, least lacking first, then least riding."""
        found = [
            self._opening(stops, gap)
            for stops in self._orders()
            for gap in (range(len(stops) + 1) if self.pause else (-1,))
        ]
        return sorted(found, key=lambda one: (max(0, one.excess), self._ride(one.stops), one.stops, one.gap))

    def _orders(self) -> Iterator[tuple[int, ...]]:
        """The part at each position; a sample brings its drop along, anywhere after the last draw."""
        drops = [d for d, drop in enumerate(self.problem.drops) if self.part in drop.parts]
        rest = tuple(stop for stop in self.told if stop not in [drop_stop(d) for d in drops])
        for k in range(len(rest) + 1):
            held = (*rest[:k], self.part, *rest[k:])
            if not drops:
                yield held
                continue
            drawn = max(k for k, stop in enumerate(held) if stop in self.problem.drops[drops[0]].parts)
            for j in range(drawn + 1, len(held) + 1):
                yield (*held[:j], drop_stop(drops[0]), *held[j:])

    def _opening(self, stops: tuple[int, ...], gap: int) -> Opening:
        """What is lacking: at the worst stop, earliest less latest start, or the break's."""
        early, breaks = self.earliest(stops, gap)
        late, _ = self.latest(stops, gap)
        k = stops.index(self.part)
        excess = max(a - b for a, b in zip(early, late, strict=True))
        if self.pause is not None:
            excess = max(excess, *(start - self.pause.latest for start in breaks))
        return Opening(self, stops, gap, early[k], late[k], excess)

    def earliest(
        self, stops: tuple[int, ...], gap: int, fixed: tuple[int, int] | None = None
    ) -> tuple[list[int], list[int]]:
        """Starts as early as can be, and the break's.

        With `fixed` (position, start) that stop starts so, and those after it not before they start now.
        """
        clock, starts, breaks = int(self.problem.route_earliest[self.route]), list[int](), list[int]()
        for k, stop in enumerate(stops):
            ready, begun = self._ready(stops, k, gap, clock)
            breaks += begun
            if fixed is not None and k > fixed[0]:
                ready = max(ready, self.told.get(stop, ready))
            starts.append(_after(self.windows[stop], ready))
            if fixed is not None and k == fixed[0]:
                starts[k] = fixed[1]
            clock = starts[k] + self._service(stop)
        if gap == len(stops) and self.pause is not None:
            breaks.append(max(self.pause.earliest, clock))
        return starts, breaks

    def _ready(self, stops: tuple[int, ...], k: int, gap: int, clock: int) -> tuple[int, list[int]]:
        """When stop k is reached on leaving the one before at `clock`, and the break taken on the way."""
        ready = clock + self._leg(stops, k)
        if gap != k or self.pause is None:
            return ready, []
        begin = max(self.pause.earliest, clock)
        return max(ready + self.pause.length, begin + self.pause.length), [begin]

    def latest(self, stops: tuple[int, ...], gap: int, fixed: tuple[int, int] | None = None) -> tuple[list[int], int]:
        """Starts as late as can be, and the break's (0 without one).

        With `fixed` (position, start) that stop starts so, and those before it not after they start now.
        """
        clock, pause = int(self.problem.route_latest[self.route]), 0
        starts = [0] * len(stops)
        for k in range(len(stops), 0, -1):
            stop, end = stops[k - 1], clock - self._leg(stops, k)
            if gap == k and self.pause is not None:
                pause = min(self.pause.latest, clock - self.pause.length)
                end = min(end - self.pause.length, pause)
            begin = _before(self.windows[stop], end - self._service(stop))
            if fixed is not None and k - 1 < fixed[0]:
                begin = min(begin, self.told.get(stop, begin))
            if fixed is not None and k - 1 == fixed[0]:
                begin = fixed[1]
            starts[k - 1] = clock = begin
        if gap == 0 and self.pause is not None:
            pause = min(self.pause.latest, clock - self.pause.length)
        return starts, pause

    def _service(self, stop: int) -> int:
        return int(self.problem.duration[stop, self.route]) if stop >= 0 else self.problem.drops[-1 - stop].service

    def _leg(self, stops: tuple[int, ...], k: int) -> int:
        """Seconds to stop k from the one before or the base; k = number of stops: back to the base."""
        problem, r = self.problem, self.route
        origin = _place(problem, stops[k - 1]) if k else int(problem.route_from[r])
        target = _place(problem, stops[k]) if k < len(stops) else int(problem.route_to[r])
        return int(problem.travel[int(problem.route_mode[r]), origin, target])

    def _ride(self, stops: tuple[int, ...]) -> int:
        return sum(self._leg(stops, k) for k in range(len(stops) + 1))


def road(problem: Problem, solution: Solution, part: int, r: int) -> Road:
    """A route of the solution, seen by a part that is not on it."""
    plan, placed = solution.routes[r], solution.placed()
    told = dict(zip(plan.stops, plan.starts, strict=True))
    windows = {stop: _windows(problem, stop, part, told) for stop in told}
    windows[part] = _linked(problem, part, placed, _own_windows(problem, part))
    for d, drop in enumerate(problem.drops):
        windows[drop_stop(d)] = [(0, drop.latest)]
    pause = next((b for b in problem.breaks if b.route == r), None)
    return Road(problem, r, part, pause, windows, told)


def _windows(problem: Problem, stop: int, part: int, told: dict[int, int]) -> Windows:
    """When a stop may start: a part linked to another route when it starts now, others in their windows."""
    tied = any(
        stop in (link.first, link.second)
        and part not in (link.first, link.second)
        and (link.minimum > -FOREVER or link.maximum < FOREVER)
        for link in problem.links
    )
    return [(told[stop], told[stop])] if tied else _own_windows(problem, stop)


def _own_windows(problem: Problem, stop: int) -> Windows:
    if stop < 0:
        return [(0, problem.drops[-1 - stop].latest)]
    rows = range(int(problem.window_index[stop]), int(problem.window_index[stop + 1]))
    return [(int(problem.window_earliest[w]), int(problem.window_latest[w])) for w in rows]


def _linked(problem: Problem, part: int, placed: dict[int, tuple[int, int]], own: Windows) -> Windows:
    """The windows of a part, cut to what its links to placed parts allow; uncut where nothing would be left."""
    cut = own
    for link in problem.links:
        if link.second == part and link.first in placed:
            r, first = placed[link.first]
            base = first + (int(problem.duration[link.first, r]) if link.from_end else 0)
            low, high = base + link.minimum, base + link.maximum
        elif link.first == part and link.second in placed:
            length = int(problem.duration[part].max()) if link.from_end else 0
            second = placed[link.second][1]
            low, high = second - length - link.maximum, second - length - link.minimum
        else:
            continue
        cut = [(max(a, low), min(b, high)) for a, b in cut if max(a, low) <= min(b, high)]
    return cut or own


def _after(windows: Windows, time: int) -> int:
    """The first allowed moment from `time` on, or `time` when there is none."""
    return min((max(a, time) for a, b in windows if b >= time), default=time)


def _before(windows: Windows, time: int) -> int:
    """The last allowed moment up to `time`, or `time` when there is none."""
    return max((min(b, time) for a, b in windows if a <= time), default=time)


def _place(problem: Problem, stop: int) -> int:
    return int(problem.part_place[stop]) if stop >= 0 else problem.drops[-1 - stop].place
