"""How far from the best possible a plan is at most: a proven lower bound, and better plans met on the way.

Component by component, the smallest first: column generation, subset-row cuts, branching on the level of
what is left out, and closing by all routes within the gap.
"""

from __future__ import annotations

import heapq
import math
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from scheduler.problem.problem import Problem
from scheduler.problem.solution import RoutePlan, Solution
from scheduler.solver.partition.aside import relaxed
from scheduler.solver.partition.bounding import Bounding, whole
from scheduler.solver.partition.branch import Branch
from scheduler.solver.partition.choose import plan_cost
from scheduler.solver.partition.closing import Best, close
from scheduler.solver.partition.column import Column
from scheduler.solver.partition.components import Component, Division, divided
from scheduler.solver.partition.diving import dive
from scheduler.solver.partition.joint import split_of
from scheduler.solver.partition.linked import tightened
from scheduler.solver.partition.lp import Duals
from scheduler.solver.partition.relaxation import carried
from scheduler.solver.partition.watch import Watch

CUT_ROUNDS_AT_FIRST, CUT_ROUNDS_LATER, CUT_ROUNDS_IN_A_BRANCH = 2, 40, 6
MOST_KNOWN = 1200  # columns given that the master begins with, the last ones
FAR, SMALL = 500.0, 120  # a plan this much above the bound is improved by diving, unless there are so few parts
NEAR, FEW_PARTS = 1000.0, 30  # a bound that looks away from something is closed if it is this near, or is of so few
DIVING = 0.3  # of the time left
SURE = 0.3  # share of the routes that a split of starts forbids, from which on it comes first
LEVEL_WHOLE = 1e-4  # a level this near to a whole number is one


Choice = TypeVar("Choice")
Meet = Callable[[Solution], Solution]


@dataclass(frozen=True, slots=True)
class Bound:
    """No plan costs less than `value`, which looks away from what is `relaxed`; `optimal`: the plan costs just that."""

    value: int
    relaxed: tuple[str, ...]
    optimal: bool


def prove(
    problem: Problem, incumbent: Solution, seconds: float, *, columns: Iterable[Column] = (),
    progress: Callable[[str, int], None] | None = None, cancelled: Callable[[], bool] | None = None,
    clock: Callable[[], float] = time.monotonic, meet: Meet | None = None,
) -> tuple[Bound, Solution]:  # fmt: skip
    """A bound that holds however early the time ends, and the incumbent or a better plan.

    `columns` are good routes met elsewhere. `progress` hears what is done and the bound so far, `cancelled` is
    asked between rounds and ends the proof with what is proven; `clock` is what the seconds are counted on. A search
    that runs meanwhile `meet`s the proof now and then: it is given the proof's plan and gives its own.
    """
    watch = Watch(seconds, progress, cancelled, clock)
    problem = tightened(problem)
    division = divided(problem)
    value = sum(int(problem.leave_out_cost[v]) for v in division.hopeless) + _counted_at_least(division)
    left = float(sum(len(component.parts) for component in division.components))
    known = [(column.route, column.plan.stops) for column in columns][-MOST_KNOWN:]
    plans = list[tuple[Component, Best]]()
    looked_away = relaxed(problem, division.shared)
    end = watch.until
    for component in division.components:
        share = len(component.parts) / left
        left -= len(component.parts)
        now = watch.clock()
        watch.until = now + share * max(0.0, end - now)
        bounding = Bounding(problem, component, watch, value, None if looked_away else incumbent)
        best = _own_part(bounding, incumbent)
        bound = _bound_of(bounding, best, known, partial(_exchanged, bounding, best, plans, incumbent, meet))
        value += bound
        plans.append((component, best))
    solution = _better(problem, incumbent if meet is None else meet(incumbent), plans)
    cost = plan_cost(problem, solution)
    return Bound(value, looked_away, cost == value), solution


def _bound_of(
    bounding: Bounding, best: Best, known: list[tuple[int, tuple[int, ...]]], exchange: Callable[[], None]
) -> int:
    """The bound of one component, whose best plan is improved; begins with the routes that are known."""
    for r, stops in (*best.sequences.items(), *known):
        if r in bounding.arrays and stops:
            bounding.add(r, stops)
    return _search(bounding, best, exchange)


def _exchanged(
    bounding: Bounding, best: Best, plans: list[tuple[Component, Best]], incumbent: Solution, meet: Meet | None
) -> None:
    """Give the search the best plan so far, and take over its own routes where they are better."""
    if meet is None:
        return
    theirs = _own_part(bounding, meet(_better(bounding.problem, incumbent, [*plans, (bounding.component, best)])))
    if theirs.cost < best.cost:
        best.cost, best.sequences = theirs.cost, theirs.sequences
        for r, stops in theirs.sequences.items():
            bounding.add(r, stops)
        bounding.hold_branch()


def _own_part(bounding: Bounding, incumbent: Solution) -> Best:
    """The incumbent's routes in this component, where the relaxed Problem still knows them."""
    wanted = set(bounding.component.parts)
    sequences = {r: tuple(p for p in incumbent.routes[r].stops if p < 0 or p in wanted) for r in bounding.arrays}
    sequences = {r: stops for r, stops in sequences.items() if stops}
    cost = bounding.cost(sequences)
    if cost is not None:
        return Best(cost, sequences)
    nothing = bounding.cost({})
    return Best(1 << 50 if nothing is None else nothing, {})


def _search(bounding: Bounding, best: Best, exchange: Callable[[], None]) -> int:
    """Best-first over branches until the best plan is proven or the bound can rise no more; the component's bound."""
    branches = [(0.0, 0, bounding.root)]  # the number keeps equal bounds in order
    stuck = math.inf  # the least bound of the branches that could be neither closed nor split
    count = 0
    while branches and branches[0][0] < stuck and not bounding.watch.is_over():
        known, _, branch = heapq.heappop(branches)
        if known >= best.cost - 1 + 1e-3 or bounding.is_empty(branch):
            continue
        bounding.enter(branch, known, min([stuck, *(bound for bound, _, _ in branches)]))
        bound, duals = _explore(bounding, best, known, exchange, at_root=count == 0)
        if bound >= best.cost - 1 + 1e-3:
            continue
        children = _children(bounding, duals, branch) if duals is not None else []
        if not children:
            stuck = min(stuck, bound)
        for child in children:
            count += 1
            heapq.heappush(branches, (bound, count, child))
    open_bound = min([stuck, *(bound for bound, _, _ in branches)])
    return best.cost if open_bound >= best.cost - 1 + 1e-3 else whole(max(0.0, open_bound))


def _explore(
    bounding: Bounding, best: Best, known: float, exchange: Callable[[], None], *, at_root: bool
) -> tuple[float, Duals | None]:
    """The bound of the branch that was entered (closed: the best plan's cost), and the LP's optimum if reached."""
    duals = bounding.cut_rounds(CUT_ROUNDS_AT_FIRST if at_root else CUT_ROUNDS_IN_A_BRANCH, best.cost - 1 + 1e-3)
    exchange()
    if at_root and duals is not None and bounding.best is not None and _open(bounding, best):
        far = best.cost - bounding.best.bound > FAR and len(bounding.component.parts) > SMALL
        if far and bounding.beside is not None:
            dive(bounding, bounding.beside, best, DIVING)
        if close(bounding, bounding.best, best):
            return float(best.cost), duals
        exchange()
        duals = bounding.cut_rounds(CUT_ROUNDS_LATER, best.cost - 1 + 1e-3) or duals
        exchange()
    if bounding.best is None:
        return known, duals
    # while the level is undecided, branching on it raises the bound more cheaply than closing does
    settled = duals is not None and _level(bounding, duals) is None
    if settled and _open(bounding, best) and close(bounding, bounding.best, best):
        return float(best.cost), duals
    return max(known, bounding.best.bound), duals


def _open(bounding: Bounding, best: Best) -> bool:
    """Whether the branch that was entered may hold a better plan, which is worth looking for.

    Far from a plan of the whole Problem, a better one of what the bound keeps is of no use to anybody.
    """
    if bounding.best is None or bounding.best.bound >= best.cost - 1 + 1e-3:
        return False
    small = len(bounding.component.parts) <= FEW_PARTS
    return small or bounding.beside is not None or best.cost - bounding.best.bound < NEAR


def _level(bounding: Bounding, duals: Duals) -> int | None:
    """The whole part of the level of what this LP's optimum leaves out; None when it is whole."""
    level = sum(bounding.level[v] * value for v, value in duals.left_out.items())
    return None if abs(level - round(level)) <= LEVEL_WHOLE else math.floor(level)


def _children(bounding: Bounding, duals: Duals, branch: Branch) -> list[Branch]:
    """A split that leaves this LP's optimum out: by starts, the level, a visit left out, a part on a route; or none."""
    split = split_of(bounding.component.joints, bounding.arrays, duals)
    if split is not None and split[0] > SURE:
        return [replace(branch, starts=branch.starts | frozenset(limits)) for limits in split[1:]]
    level = _level(bounding, duals)
    if level is not None:
        return [replace(branch, lowest=level + 1), replace(branch, highest=level)]
    visit = _most_undecided(duals.left_out)
    if visit is not None:
        return [replace(branch, out=branch.out | {visit}), replace(branch, placed=branch.placed | {visit})]
    if split is not None:
        return [replace(branch, starts=branch.starts | frozenset(limits)) for limits in split[1:]]
    held: dict[tuple[int, int], float] = defaultdict(float)
    for column, value in duals.taken:
        for p in set(carried(column.sequence)):
            held[p, column.route] += value
    chosen = _most_undecided(held)
    if chosen is None:
        return []
    part, route = chosen
    visit = next(v for v, parts in bounding.component.parts_of.items() if part in parts)
    others = frozenset((part, r) for r in bounding.arrays if r != route)
    return [
        replace(branch, banned=branch.banned | {chosen}),
        replace(branch, banned=branch.banned | others, placed=branch.placed | {visit}),
    ]


def _most_undecided(values: Mapping[Choice, float]) -> Choice | None:
    """What lies farthest from 0 and 1; None when all are whole."""
    distance = {key: min(value, 1 - value) for key, value in values.items()}
    choice = max(distance, key=lambda key: distance[key], default=None)
    return choice if choice is not None and distance[choice] > 1e-4 else None


def _counted_at_least(division: Division) -> int:
    """What the counters that no component counts charge for what was brought in."""
    return sum(
        rate * max(0, counter.brought_in - threshold)
        for counter in division.counters
        for threshold, rate in counter.steps
    )


def _better(problem: Problem, incumbent: Solution, plans: list[tuple[Component, Best]]) -> Solution:
    """The incumbent with the routes of each component that make it cheaper, with earliest starts."""
    solution, cost = incumbent, plan_cost(problem, incumbent)
    for component, best in plans:
        routes = list(solution.routes)
        for arrays in component.routes:
            stops = best.sequences.get(arrays.route, ())
            local = tuple(arrays.place_of[p] for p in stops)
            routes[arrays.route] = RoutePlan(stops, (arrays.starts(local) if stops else None) or ())
        tried = Solution(tuple(routes))
        after = plan_cost(problem, tried)
        if after is not None and (cost is None or after < cost):
            solution, cost = tried, after
    return solution
