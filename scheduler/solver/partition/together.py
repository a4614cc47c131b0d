"""What a choice of columns costs together, and whether it is a legal plan: whole numbers only, no solver's word."""

from __future__ import annotations

from collections.abc import Sequence

from scheduler.problem.problem import (
    BOTH,
    DIFFERENT,
    IDLE,
    NEEDS,
    ROUTES,
    SAME,
    STOPS,
    TRAVEL,
    WORK,
    Counter,
    Peak,
    Problem,
)
from scheduler.problem.solution import RoutePlan, Solution
from scheduler.solver.partition.column import Column, Figures

Priced = tuple[Column, Figures]


def measured(counter: Counter, column: Column, figures: Figures) -> int:
    """What a column adds to a counter (0 when its route is not counted)."""
    if column.route not in counter.routes:
        return 0
    if counter.measure == WORK:
        return figures.work
    if counter.measure == TRAVEL:
        return figures.travel
    counted = sum(counter.parts is None or p in counter.parts for p in column.parts)
    return counted if counter.measure == STOPS else int(counter.measure == ROUTES and counted > 0)


def cost_together(problem: Problem, chosen: Sequence[Priced]) -> int | None:
    """The cost of the plan that holds exactly these columns; None when they do not go together."""
    if len({column.route for column, _ in chosen}) < len(chosen):
        return None
    placed = {
        stop: (column.route, start)
        for column, _ in chosen
        for stop, start in zip(column.plan.stops, column.plan.starts, strict=True)
        if stop >= 0
    }
    if len(placed) < sum(len(column.parts) for column, _ in chosen):
        return None
    left_out = _left_out_cost(problem, placed)
    counted = _counted_cost(problem, chosen)
    if left_out is None or counted is None or not _links_hold(problem, placed):
        return None
    own = sum(figures.cost for _, figures in chosen)
    return own + left_out + counted + _unused_cost(problem, chosen) + _shared_cost(problem, chosen)


def idle_unused(problem: Problem, peak: Peak, r: int) -> int:
    """What an unused route adds to a peak."""
    counts = peak.measure == IDLE and r in peak.routes
    return max(0, int(problem.route_end[r] - problem.route_earliest[r])) if counts else 0


def solution_of(problem: Problem, chosen: Sequence[Column]) -> Solution:
    """The columns as a plan of all routes."""
    plans = {column.route: column.plan for column in chosen}
    return Solution(tuple(plans.get(r, RoutePlan()) for r in range(problem.routes)))


def _left_out_cost(problem: Problem, placed: dict[int, tuple[int, int]]) -> int | None:
    wanted, held = [0] * problem.visits, [0] * problem.visits
    for p, v in enumerate(problem.part_visit):
        wanted[v] += 1
        held[v] += p in placed
    if any(0 < held[v] < wanted[v] or (held[v] == 0 and problem.must_place[v]) for v in range(problem.visits)):
        return None
    return sum(int(problem.leave_out_cost[v]) for v in range(problem.visits) if held[v] == 0)


def _links_hold(problem: Problem, placed: dict[int, tuple[int, int]]) -> bool:
    for link in problem.links:
        first, second = placed.get(link.first), placed.get(link.second)
        if first is None or second is None:
            if (link.presence == BOTH and (first is None) != (second is None)) or (
                link.presence == NEEDS and first is None and second is not None
            ):
                return False
            continue
        base = first[1] + (int(problem.duration[link.first, first[0]]) if link.from_end else 0)
        same = bool(problem.route_staff[first[0]] == problem.route_staff[second[0]])
        if not link.minimum <= second[1] - base <= link.maximum:
            return False
        if (link.person == DIFFERENT and same) or (link.person == SAME and not same):
            return False
    return True


def _counted_cost(problem: Problem, chosen: Sequence[Priced]) -> int | None:
    cost = 0
    for counter in problem.counters:
        amount = counter.brought_in + sum(measured(counter, *pair) for pair in chosen)
        if counter.maximum is not None and amount > counter.maximum:
            return None
        cost += sum(rate * max(0, amount - threshold) for threshold, rate in counter.steps)
    for circle in problem.circles:
        serving = {int(problem.route_staff[column.route]) for column, _ in chosen if circle.parts & set(column.parts)}
        new = len(serving - circle.seen)
        if circle.maximum is not None and new > max(0, circle.maximum - len(circle.seen)):
            return None
        cost += circle.price * new
    return cost


def _unused_cost(problem: Problem, chosen: Sequence[Priced]) -> int:
    """The price of the wanted breaks of routes without a column."""
    used = {column.route for column, _ in chosen}
    return sum(b.price for b in problem.breaks if b.route not in used)


def _shared_cost(problem: Problem, chosen: Sequence[Priced]) -> int:
    """Peaks and balances."""
    unused, cost = set(range(problem.routes)) - {column.route for column, _ in chosen}, 0
    for k, peak in enumerate(problem.peaks):
        of_used = (figures.peaks[k] for _, figures in chosen)
        cost += peak.rate * max(0, *of_used, *(idle_unused(problem, peak, r) for r in unused), 0)
    busy = {column.route: figures.busy for column, figures in chosen}
    for balance in problem.balances:
        count = len(balance.groups)
        own = [sum(busy.get(r, 0) for r in group) for group in balance.groups]
        cost += balance.rate * sum(-(-abs(count * amount - sum(own)) // count) for amount in own)
    return cost
