"""Counters in the bound: rows of the master, and what they add to the prices of a route.

Work is counted from below, as travel and service without waiting; since no counter's cost falls as its
amount rises, this only weakens the bound.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from scheduler.problem.problem import ROUTES, STOPS, WORK, Counter
from scheduler.solver.partition.relaxation import RouteArrays

Rows = list[tuple[int, float, float]]  # (counter, right side, highest price) for each row that a counter needs


def amount(counter: Counter, arrays: RouteArrays, stops: tuple[int, ...]) -> int:
    """What a route with these stops (global parts) adds at least."""
    if arrays.route not in counter.routes:
        return 0
    if counter.measure == STOPS:
        return sum(p >= 0 and (counter.parts is None or p in counter.parts) for p in stops)
    if counter.measure == ROUTES:
        return int(counter.parts is None or any(p in counter.parts for p in stops))
    local = [arrays.place_of[p] for p in stops]
    travel = int(arrays.out[local[0]] + arrays.home[local[-1]]) + sum(int(arrays.leg[i, k]) for i, k in pairwise(local))
    return travel + (sum(int(arrays.length[i]) for i in local) if counter.measure == WORK else 0)


def rows_of(counters: Sequence[Counter]) -> Rows:
    """sum of amounts - over <= right side, where `over` costs the highest price (infinite: there is none)."""
    found = []
    for c, counter in enumerate(counters):
        found += [(c, float(threshold - counter.brought_in), float(rate)) for threshold, rate in counter.steps]
        if counter.maximum is not None:
            found.append((c, float(max(0, counter.maximum - counter.brought_in)), float("inf")))
    return found


def counted_cost(
    counters: Iterable[Counter], arrays: Mapping[int, RouteArrays], plan: Mapping[int, tuple[int, ...]]
) -> int | None:
    """What the counters charge at least for these routes; None when a maximum is exceeded."""
    cost = 0
    for counter in counters:
        total = counter.brought_in + sum(amount(counter, arrays[r], stops) for r, stops in plan.items())
        if counter.maximum is not None and total > max(counter.maximum, counter.brought_in):
            return None
        cost += sum(rate * max(0, total - threshold) for threshold, rate in counter.steps)
    return cost
