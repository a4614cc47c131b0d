"""One route and one more part on it: every order, and when the part could start there.

Seconds from midnight, windows inclusive, as in the Problem. Nobody comes earlier than now; who stands behind the new
part comes as much later as needed. A route has at most one break, which may move within its window.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from scheduler.problem.problem import Break, Problem
from scheduler.problem.solution import RoutePlan, drop_stop

Windows = Sequence[tuple[int, int]]
NEVER = -1


@dataclass(frozen=True, slots=True)
class Place:
    """A part at a position of a route. It may start from `earliest` on; up to `free` nobody is delayed, up to `calm`
    nobody leaves the band that was told, up to `latest` no window is broken, up to `prompt` the person is back by the
    planned end. `detour`: ticks of travel more."""

    lane: Lane
    part: int
    stops: tuple[int, ...]
    gap: int  # the break stands before stop `gap`; -1: the route has none
    earliest: int
    free: int
    calm: int
    latest: int
    prompt: int
    detour: int

    def at(self, start: int) -> RoutePlan | None:
        """The route with the part at `start`; None when it cannot."""
        return self.lane.timed(self.stops, self.gap, self.part, start)


@dataclass(frozen=True, slots=True)
class Lane:
    """A route as it stands. `windows` of each stop (what has begun: its start alone); `until`: the end of the band
    that was told, or the start where none was kept."""

    problem: Problem
    route: int
    plan: RoutePlan
    legs: Sequence[Sequence[int]]
    places: Sequence[int]  # of the parts
    windows: Mapping[int, Windows]
    until: Mapping[int, int]

    @property
    def pause(self) -> Break | None:
        """The break that the route owes."""
        return next((b for b in self.problem.breaks if b.route == self.route), None)

    def openings(self, part: int, windows: Windows) -> Iterator[Place]:
        """Every position at which the part fits, within those windows of its own."""
        lane = Lane(
            self.problem, self.route, self.plan, self.legs, self.places, {**self.windows, part: windows}, self.until
        )
        pause = self.pause
        now = self.ride(self.plan.stops) if self.plan.stops else 0
        for stops in self._orders(part):
            for gap in range(len(stops) + 1) if pause else (-1,):
                timed = lane.timed(stops, gap, part)
                if timed is None:
                    continue
                earliest = timed.starts[stops.index(part)]
                told = dict(zip(self.plan.stops, self.plan.starts, strict=True))
                free = lane.last(stops, gap, part, told)
                calm = lane.last(stops, gap, part, self.until)
                latest = lane.last(stops, gap, part, {})
                prompt = lane.last(stops, gap, part, {}, int(self.problem.route_end[self.route]))
                yield Place(lane, part, stops, gap, earliest, free, calm, latest, prompt, self.ride(stops) - now)

    def ride(self, stops: Sequence[int]) -> int:
        """Ticks of travel over these stops, from base to base."""
        way = [
            int(self.problem.route_from[self.route]),
            *map(self._place, stops),
            int(self.problem.route_to[self.route]),
        ]
        return sum(self.legs[i][j] for i, j in pairwise(way))

    def _orders(self, part: int) -> Iterator[tuple[int, ...]]:
        """The part at each position; a sample brings its drop along, anywhere after the last draw."""
        own = [d for d, drop in enumerate(self.problem.drops) if part in drop.parts]
        rest = tuple(stop for stop in self.plan.stops if stop not in [drop_stop(d) for d in own])
        for k in range(len(rest) + 1):
            stops = (*rest[:k], part, *rest[k:])
            if not own:
                yield stops
                continue
            drawn = max(i for i, stop in enumerate(stops) if stop in self.problem.drops[own[0]].parts)
            for i in range(drawn + 1, len(stops) + 1):
                yield (*stops[:i], drop_stop(own[0]), *stops[i:])

    def timed(self, stops: Sequence[int], gap: int, part: int, start: int | None = None) -> RoutePlan | None:
        """The stops in order, each when it starts now or as soon after as it can, the part at `start` (or as early
        as can be); None when somebody would come too late."""
        problem, r, pause = self.problem, self.route, self.pause
        told = dict(zip(self.plan.stops, self.plan.starts, strict=True))
        free, here = int(problem.route_earliest[r]), int(problem.route_from[r])
        starts: list[int] = []
        for k, stop in enumerate(stops):
            there = self._place(stop)
            ready = free + self.legs[here][there]
            if k == gap and pause is not None:
                begin = max(pause.earliest, free)
                if begin > pause.latest:
                    return None
                ready = max(ready, begin) + pause.length
            wanted = start if stop == part and start is not None else max(ready, told.get(stop, ready))
            found = _after(self.windows.get(stop) or self._drop_window(stop), wanted)
            if found is None or found < ready or (stop == part and start is not None and found != start):
                return None
            starts.append(found)
            free, here = found + self._service(stop), there
        back = free + self.legs[here][int(problem.route_to[r])]
        if gap == len(stops) and pause is not None:
            begin = max(pause.earliest, free)
            if begin > pause.latest:
                return None
            back = max(back, begin) + pause.length
        if back > int(problem.route_latest[r]):
            return None
        return RoutePlan(tuple(stops), tuple(starts), self._paused(stops, starts, gap))

    def last(self, stops: Sequence[int], gap: int, part: int, until: Mapping[int, int], home: int | None = None) -> int:
        """The latest start of the part with which no later stop starts after `until`, and the person is back by `home`
        (at the latest); NEVER without one."""
        pause, clock = self.pause, int(self.problem.route_latest[self.route]) if home is None else home
        there = int(self.problem.route_to[self.route])
        for k in range(len(stops), 0, -1):
            stop, here = stops[k - 1], self._place(stops[k - 1])
            end = clock - self.legs[here][there]
            if k == gap and pause is not None:
                end = min(end - pause.length, pause.latest, clock - pause.length)
            latest = _before(
                self.windows.get(stop) or self._drop_window(stop),
                min(end - self._service(stop), until.get(stop, end)),
            )
            if latest is None:
                return NEVER
            if stop == part:
                return latest
            clock, there = latest, here
        raise ValueError(f"part {part} does not stand among the stops {stops}")

    def _paused(self, stops: Sequence[int], starts: Sequence[int], gap: int) -> tuple[int, ...]:
        """When the break begins: as now where that is possible, before the first stop as late as can be."""
        pause = self.pause
        if pause is None:
            return ()
        first = starts[gap - 1] + self._service(stops[gap - 1]) if gap else int(self.problem.route_earliest[self.route])
        last = min(pause.latest, starts[gap] - pause.length if gap < len(stops) else pause.latest)
        if gap == 0:
            return (max(last, pause.earliest, first),)
        now = self.plan.breaks[0] if self.plan.breaks else first
        return (min(max(now, pause.earliest, first), last) if gap < len(stops) else max(pause.earliest, first),)

    def _place(self, stop: int) -> int:
        return self.places[stop] if stop >= 0 else self.problem.drops[-1 - stop].place

    def _service(self, stop: int) -> int:
        return int(self.problem.duration[stop, self.route]) if stop >= 0 else self.problem.drops[-1 - stop].service

    def _drop_window(self, stop: int) -> Windows:
        return ((0, self.problem.drops[-1 - stop].latest),) if stop < 0 else ()


def _after(windows: Windows, time: int) -> int | None:
    return min((max(a, time) for a, b in windows if b >= time), default=None)


def _before(windows: Windows, time: int) -> int | None:
    return max((min(b, time) for a, b in windows if a <= time), default=None)
