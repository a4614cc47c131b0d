"""How far from the best possible a plan is at most: a proven lower bound, and better plans met on the way.

Component by component, the smallest first: column generation, subset-row cuts, branching on the level of
what is left out, and closing by all routes within the gap.
"""

from __future__ import annotations

import heapq
import math
import time
from dataclasses import dataclass

from scheduler.problem.problem import Problem
from scheduler.problem.solution import RoutePlan, Solution
from scheduler.solver.partition.bounding import Bounding, whole
from scheduler.solver.partition.choose import columns_of
from scheduler.solver.partition.closing import Best, close
from scheduler.solver.partition.column import RouteReader
from scheduler.solver.partition.components import Component, components
from scheduler.solver.partition.lp import Duals
from scheduler.solver.partition.relaxation import relaxed
from scheduler.solver.partition.together import cost_together

CUT_ROUNDS_AT_FIRST, CUT_ROUNDS_LATER, CUT_ROUNDS_IN_A_BRANCH = 2, 40, 6
LEVEL_WHOLE = 1e-4  # a level this near to a whole number is one


@dataclass(frozen=True, slots=True)
class Bound:
    """No plan costs less than `value`, which looks away from what is `relaxed`; `optimal`: the plan costs just that."""

    value: int
    relaxed: tuple[str, ...]
    optimal: bool


def prove(problem: Problem, incumbent: Solution, seconds: float) -> tuple[Bound, Solution]:
    """A bound that holds however early the time ends, and the incumbent or a better plan."""
    until = time.monotonic() + seconds
    parts, hopeless = components(problem)
    fixed = sum(int(problem.leave_out_cost[v]) for v in hopeless) + _counted_at_least(problem)
    left = float(sum(len(component.parts) for component in parts))
    value, plans = fixed, list[tuple[Component, Best]]()
    for component in parts:
        share = len(component.parts) / left
        left -= len(component.parts)
        now = time.monotonic()
        bound, best = _bound_of(problem, component, incumbent, now + share * max(0.0, until - now))
        value += bound
        plans.append((component, best))
    solution = _better(problem, incumbent, plans)
    cost = _cost(problem, solution)
    return Bound(value, relaxed(problem), cost == value), solution


def _bound_of(problem: Problem, component: Component, incumbent: Solution, until: float) -> tuple[int, Best]:
    bounding = Bounding(problem, component, until)
    best = _own_part(bounding, incumbent)
    for r, stops in best.sequences.items():
        bounding.add(r, stops)
    return _search(bounding, best), best


def _own_part(bounding: Bounding, incumbent: Solution) -> Best:
    """The incumbent's routes in this component, where the relaxed Problem still knows them."""
    wanted = set(bounding.component.parts)
    sequences = {r: tuple(stop for stop in incumbent.routes[r].stops if stop in wanted) for r in bounding.arrays}
    sequences = {r: stops for r, stops in sequences.items() if stops}
    cost = bounding.cost(sequences)
    if cost is not None:
        return Best(cost, sequences)
    return Best(sum(bounding.leave_out.values()) if not bounding.must else 1 << 50, {})


def _search(bounding: Bounding, best: Best) -> int:
    """Best-first over intervals of the level; the bound of the component."""
    highest = bounding.highest_level
    branches = [(0.0, 0, highest)]
    done = math.inf  # the least bound of the branches that are finished without reaching the best plan
    while branches and time.monotonic() < bounding.until:
        known, low, high = heapq.heappop(branches)
        if known >= best.cost - 1 + 1e-3:
            continue
        bounding.between(low, high)
        at_root = (low, high) == (0, highest)
        rounds = CUT_ROUNDS_AT_FIRST if at_root else CUT_ROUNDS_IN_A_BRANCH
        enough = best.cost - 1 + 1e-3
        duals = bounding.cut_rounds(rounds, enough)
        certificate = bounding.best
        bound = max(known, certificate.bound if certificate else known)
        if certificate is None or duals is None:
            heapq.heappush(branches, (bound, low, high))
            break
        if bound >= enough or close(bounding, certificate, best):
            continue
        if at_root:
            duals = bounding.cut_rounds(CUT_ROUNDS_LATER, enough) or duals
            bound = max(bound, bounding.best.bound if bounding.best else bound)
            if bounding.best is not None and close(bounding, bounding.best, best):
                continue
        children = _children(bounding, duals, low, high)
        if not children:
            done = min(done, bound)
        for child in children:
            heapq.heappush(branches, (bound, *child))
    open_bound = min([done, *(bound for bound, _, _ in branches)], default=math.inf)
    return best.cost if open_bound >= best.cost else min(best.cost, whole(max(0.0, open_bound)))


def _children(bounding: Bounding, duals: Duals, low: int, high: int) -> list[tuple[int, int]]:
    """Intervals of the level that leave this LP's optimum out, or hold it alone; none when there is no choice."""
    level = sum(bounding.level[v] * value for v, value in duals.left_out.items())
    nearest = round(level)
    if abs(level - nearest) > LEVEL_WHOLE:
        cut = math.floor(level)
        return [(low, cut), (cut + 1, high)]
    if low == high:
        return []
    split = [(low, nearest - 1), (nearest, nearest), (nearest + 1, high)]
    return [(a, b) for a, b in split if low <= a <= b <= high]


def _counted_at_least(problem: Problem) -> int:
    """What the counters charge for what was brought in."""
    return sum(
        rate * max(0, counter.brought_in - threshold)
        for counter in problem.counters
        for threshold, rate in counter.steps
    )


def _cost(problem: Problem, solution: Solution) -> int | None:
    """What a plan costs; None when it is not legal."""
    reader = RouteReader(problem)
    read = [(column, reader.figures(column)) for column in columns_of(solution)]
    priced = [(column, figures) for column, figures in read if figures is not None]
    return cost_together(problem, priced) if len(priced) == len(read) else None


def _better(problem: Problem, incumbent: Solution, plans: list[tuple[Component, Best]]) -> Solution:
    """The incumbent with the routes of each component that make it cheaper, with earliest starts."""
    solution, cost = incumbent, _cost(problem, incumbent)
    for component, best in plans:
        routes = list(solution.routes)
        for arrays in component.routes:
            stops = best.sequences.get(arrays.route, ())
            local = tuple(arrays.place_of[p] for p in stops)
            routes[arrays.route] = RoutePlan(stops, (arrays.starts(local) if stops else None) or ())
        tried = Solution(tuple(routes))
        after = _cost(problem, tried)
        if after is not None and (cost is None or after < cost):
            solution, cost = tried, after
    return solution
