"""Plans made without an engine, good and bad: random routes, each stop as early as the way and the links allow."""

from __future__ import annotations

from random import Random

from scheduler.problem.problem import DIFFERENT, Problem
from scheduler.problem.solution import NOT_HELD, RoutePlan, Solution


def random_plan(problem: Problem, chance: Random, *, left_out: float = 0.0, idle: int = 0) -> Solution:
    """Visits by their last window's opening, each part to a random eligible route; a share is left out where it may be.

    Stops wait up to `idle` ticks more than they must. A visit is appended to routes whole, so that links hold.
    """
    stops: list[list[int]] = [[] for _ in range(problem.routes)]
    starts: list[list[int]] = [[] for _ in range(problem.routes)]
    free = [int(earliest) for earliest in problem.route_earliest]
    here = [int(place) for place in problem.route_from]
    visits = sorted(range(problem.visits), key=lambda v: _opens(problem, problem.parts_of(v)[0]) + chance.random())
    for v in visits:
        if not problem.must_place[v] and chance.random() < left_out:
            continue
        parts = problem.parts_of(v)
        chosen = _routes_for(problem, parts, chance)
        if chosen is None:
            continue
        pairs = list(zip(parts, chosen, strict=True))
        soonest = [free[r] + _way(problem, r, here[r], p) + chance.randint(0, idle) for p, r in pairs]
        if len(set(chosen)) < len(chosen):  # one person holds both, one after the other
            first = max(_opens(problem, parts[0]), soonest[0])
            soonest[1] = max(soonest[1], first + int(problem.duration[parts[0], chosen[0]]))
        for p, r, start in zip(parts, chosen, _linked(problem, parts, soonest), strict=True):
            stops[r].append(p)
            starts[r].append(start)
            free[r], here[r] = start + int(problem.duration[p, r]), int(problem.part_place[p])
    pauses = [[NOT_HELD for b in problem.breaks if b.route == r] for r in range(problem.routes)]
    rows = zip(stops, starts, pauses, strict=True)
    return Solution(tuple(RoutePlan(tuple(own), tuple(times), tuple(held)) for own, times, held in rows))


def _opens(problem: Problem, p: int) -> int:
    return int(problem.window_earliest[problem.window_index[p]])


def _way(problem: Problem, r: int, here: int, p: int) -> int:
    return int(problem.travel[problem.route_mode[r], here, problem.part_place[p]])


def _routes_for(problem: Problem, parts: list[int], chance: Random) -> list[int] | None:
    apart = any(link.person == DIFFERENT and {link.first, link.second} <= set(parts) for link in problem.links)
    for _ in range(50):
        able = [[r for r in range(problem.routes) if problem.eligible[p, r]] for p in parts]
        if not all(able):
            return None
        chosen = [chance.choice(own) for own in able]
        if not apart or len(set(chosen)) == len(chosen):
            return chosen
    return None


def _linked(problem: Problem, parts: list[int], soonest: list[int]) -> list[int]:
    """The least starts at or after `soonest` and the opening that the links among these parts allow."""
    starts = [max(start, _opens(problem, p)) for p, start in zip(parts, soonest, strict=True)]
    at = {p: k for k, p in enumerate(parts)}
    own = [link for link in problem.links if link.first in at and link.second in at]
    for _ in range(2):
        for link in own:
            a, b = at[link.first], at[link.second]
            starts[b] = max(starts[b], starts[a] + link.minimum)
            starts[a] = max(starts[a], starts[b] - link.maximum)
    return starts


def with_lunches(problem: Problem, plan: Solution, chance: Random) -> Solution:
    """The plan with a share of its wanted breaks where there is room: before, between and right after the stops.

    Before the first stop a break stands so that nobody sets out sooner than needed.
    """
    routes = list(plan.routes)
    for pause in problem.breaks:
        route = routes[pause.route]
        choices = [] if chance.random() < 0.2 else _rooms(problem, pause.route, route, pause.length)
        within = [(max(a, pause.earliest), min(b, pause.latest)) for a, b in choices]
        open_ = [(a, b) for a, b in within if a <= b]
        if open_:
            routes[pause.route] = RoutePlan(route.stops, route.starts, (chance.randint(*chance.choice(open_)),))
    return Solution(tuple(routes))


def _rooms(problem: Problem, r: int, route: RoutePlan, length: int) -> list[tuple[int, int]]:
    """Where a break of that length may start, inclusive."""
    rooms = []
    free, here = int(problem.route_earliest[r]), int(problem.route_from[r])
    for k, (p, start) in enumerate(zip(route.stops, route.starts, strict=True)):
        way = _way(problem, r, here, p)
        if start - free - way >= length:
            rooms.append((free, start - length) if k else (start - length - way, start - length))
        free, here = start + int(problem.duration[p, r]), int(problem.part_place[p])
    return [*rooms, (free, free)] if route.stops else []
