"""Move one stop of a finished plan in time: what is in its way, before or behind it, makes room; sequences stay.

Indices and seconds as in the Problem. Windows, shifts and limits are not looked at: `evaluate` judges.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace

from scheduler.problem.problem import Problem
from scheduler.problem.solution import NOT_HELD, RoutePlan, Solution

ROUNDS = 200  # of stops that push one another from route to route; a day has fewer joint visits


def shifted(problem: Problem, solution: Solution, r: int, k: int, by: int) -> Solution:
    """Stop k of route r starts `by` seconds later (negative: earlier), others only as far as they must."""
    routes = [list(route.starts) for route in solution.routes]
    breaks = [list(route.breaks) for route in solution.routes]
    where = {s: (q, n) for q, route in enumerate(solution.routes) for n, s in enumerate(route.stops) if s >= 0}
    routes[r][k] += by
    waiting = deque([r])
    for _ in range(ROUNDS):
        if not waiting:
            break
        q = waiting.popleft()
        track = _track(problem, q, solution.routes[q])
        (_later if by > 0 else _earlier)(track, routes[q], breaks[q])
        for first, second in _joint(problem, where):
            a, b = where[first], where[second]
            one, other = routes[a[0]][a[1]], routes[b[0]][b[1]]
            if one != other:
                agreed = max(one, other) if by > 0 else min(one, other)
                routes[a[0]][a[1]] = routes[b[0]][b[1]] = agreed
                waiting.append(a[0] if one != agreed else b[0])
    return Solution(
        tuple(
            replace(route, starts=tuple(routes[q]), breaks=tuple(breaks[q])) if route.stops else route
            for q, route in enumerate(solution.routes)
        )
    )


def _joint(problem: Problem, where: dict[int, tuple[int, int]]) -> list[tuple[int, int]]:
    """Parts that start in the same second, both placed."""
    together = (link for link in problem.links if not link.from_end and link.minimum == link.maximum == 0)
    return [(link.first, link.second) for link in together if link.first in where and link.second in where]


@dataclass(frozen=True, slots=True)
class _Track:
    """A route's service by stop, its legs (the first from the base), and by leg the breaks held: (number, length)."""

    service: tuple[int, ...]
    legs: tuple[int, ...]
    paused: tuple[tuple[tuple[int, int], ...], ...]


def _track(problem: Problem, r: int, route: RoutePlan) -> _Track:
    mode, here = int(problem.route_mode[r]), int(problem.route_from[r])
    service, legs = [], []
    for stop in route.stops:
        drop = problem.drops[-1 - stop] if stop < 0 else None
        there = drop.place if drop else int(problem.part_place[stop])
        service.append(drop.service if drop else int(problem.duration[stop, r]))
        legs.append(int(problem.travel[mode, here, there]))
        here = there
    own = [b for b in problem.breaks if b.route == r]
    paused: list[list[tuple[int, int]]] = [[] for _ in range(len(route.stops) + 1)]
    for n, pause in sorted(enumerate(route.breaks), key=lambda one: one[1]):
        if pause != NOT_HELD:
            paused[sum(start <= pause for start in route.starts)].append((n, own[n].length))
    return _Track(tuple(service), tuple(legs), tuple(tuple(gap) for gap in paused))


def _later(track: _Track, starts: list[int], breaks: list[int]) -> None:
    """Forward from the first stop: nobody starts before the way and the breaks allow."""
    for k in range(len(starts)):
        over = starts[k] + track.service[k]
        resumed = over
        for n, length in track.paused[k + 1]:
            breaks[n] = max(breaks[n], resumed)
            resumed = breaks[n] + length
        if k + 1 < len(starts):
            way = track.legs[k + 1] + sum(length for _, length in track.paused[k + 1])
            starts[k + 1] = max(starts[k + 1], over + way, resumed)


def _earlier(track: _Track, starts: list[int], breaks: list[int]) -> None:
    """Backward from the last stop: nobody is still busy when the next one begins."""
    for k in range(len(starts) - 1, -1, -1):
        begins = starts[k]
        for n, length in reversed(track.paused[k]):
            breaks[n] = min(breaks[n], begins - length)
            begins = breaks[n]
        if k:
            way = track.legs[k] + sum(length for _, length in track.paused[k])
            starts[k - 1] = min(starts[k - 1], min(starts[k] - way, begins) - track.service[k - 1])
