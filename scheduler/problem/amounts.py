"""What one route adds to a counter, as `evaluate` has it."""

from __future__ import annotations

from itertools import pairwise

from scheduler.problem.problem import ROUTES, STOPS, TRAVEL, WORK, Counter, Problem
from scheduler.problem.solution import NOT_HELD, RoutePlan


def amount_of(problem: Problem, counter: Counter, r: int, plan: RoutePlan) -> int:
    """What route r with this plan adds to a counter that it feeds."""
    if not plan.stops:
        return 0
    if counter.measure in (STOPS, ROUTES):
        counted = sum(s >= 0 and (counter.parts is None or s in counter.parts) for s in plan.stops)
        return counted if counter.measure == STOPS else int(bool(counted) or counter.parts is None)
    work, travel = worked(problem, r, plan)
    return {WORK: work, TRAVEL: travel}[counter.measure]


def worked(problem: Problem, r: int, plan: RoutePlan) -> tuple[int, int]:
    """Work and travel ticks of a used route, as `evaluate` has them."""
    mode = int(problem.route_mode[r])
    places = [int(problem.part_place[s]) if s >= 0 else problem.drops[-1 - s].place for s in plan.stops]
    legs = [
        int(problem.travel[mode, i, j])
        for i, j in pairwise([int(problem.route_from[r]), *places, int(problem.route_to[r])])
    ]
    last = plan.stops[-1]
    end = plan.starts[-1] + (int(problem.duration[last, r]) if last >= 0 else problem.drops[-1 - last].service)
    own = [b for b in problem.breaks if b.route == r]
    spans = sorted((q, b.length) for q, b in zip(plan.breaks, own, strict=False) if q != NOT_HELD)
    departure = plan.starts[0] - legs[0] - sum(n for q, n in spans if q < plan.starts[0])
    back = end + legs[-1] + sum(n for q, n in spans if q >= plan.starts[-1])
    if spans:
        departure, back = min(departure, spans[0][0]), max(back, spans[-1][0] + spans[-1][1])
    if problem.route_leaves_early[r]:
        departure = min(departure, int(problem.route_earliest[r]))
    return back - departure - sum(n for _, n in spans), sum(legs)
