"""The end of a branch: all routes within the gap, and SCIP to choose among them.

When the gap is covered, every plan below the best one known consists of these routes, so SCIP's optimum
is the branch's. Small gaps come first: good duals and few routes are where better plans are found.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import numpy as np

from scheduler.problem.problem import TRAVEL, WORK
from scheduler.solver.partition.bounding import Bounding, Certificate
from scheduler.solver.partition.child import CHILD, Program
from scheduler.solver.partition.counting import amount, rows_of
from scheduler.solver.partition.enumeration import routes_below
from scheduler.solver.partition.labels import TOO_MANY
from scheduler.solver.partition.mip import INFINITY, TAKEN, Mip
from scheduler.solver.partition.pricing import CutPrices
from scheduler.solver.partition.starts import Bits

FIRST_GAP = 30.0
MOST_ROUTES = 20_000  # for all routes of a component
MOST_STEPS = 20_000_000  # of one enumeration: about a second
SECONDS_OF_SCIP = 6.0
LONGEST = 40  # stops of a route

Sequences = dict[int, tuple[int, ...]]  # route -> stops (global parts)
Route = tuple[int, tuple[int, ...], int]  # route, stops (global parts), cost
Look = tuple[int, frozenset[int], tuple[int, ...]]  # route, parts, what it adds to each counter of work or travel


@dataclass(slots=True)
class Best:
    """The best plan of a component: its cost and the stops of each used route."""

    cost: int
    sequences: Sequences


def close(bounding: Bounding, certificate: Certificate, best: Best) -> bool:
    """Improve `best`; whether no plan of this branch is below it now."""
    gap, routes = FIRST_GAP, list[Route]()
    while time.monotonic() < bounding.until:
        needed = best.cost - certificate.bound
        covered = gap >= needed
        found = _routes_within(bounding, certificate, min(gap, needed))
        if found is None:  # too many: what a smaller gap gave, or the master's own columns, may hold a better plan
            if routes or bounding.branch == bounding.root:
                _choose(bounding, certificate, routes or _known_routes(bounding), best)
            return False
        routes = found
        if len(routes) < 3 * len(bounding.component.parts) and not covered:
            gap *= 1.6
            continue
        optimal = _choose(bounding, certificate, routes, best)
        if covered or not optimal:
            return optimal and covered
        gap, routes = gap * 2, []
    return False


def _look(bounding: Bounding, r: int, stops: tuple[int, ...]) -> Look:
    """What a plan sees of a route beside its cost: the cheaper of two need not count less."""
    timed = (counter for counter in bounding.component.counters if counter.measure in (WORK, TRAVEL))
    return r, frozenset(stops), tuple(amount(counter, bounding.arrays[r], stops) for counter in timed)


def _routes_within(bounding: Bounding, certificate: Certificate, gap: float) -> list[Route] | None:
    """The cheapest route of each look with a reduced cost within the gap; None when there are too many."""
    cheapest: dict[Look, Route] = {}
    for r, pricing in bounding.pricings.items():
        arrays = pricing.arrays
        prices = bounding.prices(r, certificate.duals)
        threshold = min(0.0, certificate.least[r]) + gap - prices.opening
        pricing.at_least(prices)  # leaves the completion bounds of these prices
        cuts = CutPrices(certificate.cuts, tuple(-dual for dual in certificate.duals.cuts))
        bits, once, price = pricing.cut_bits(cuts, prices)
        stops = np.empty((MOST_ROUTES, min(LONGEST, len(arrays.parts))), np.int16)
        sizes, costs = np.empty(MOST_ROUTES, np.int64), np.empty(MOST_ROUTES)
        count = routes_below(
            arrays.length, arrays.leg, arrays.out, arrays.home, arrays.window, arrays.term, arrays.wished, arrays.shift,
            prices.weight, prices.ride, arrays.width, *pricing.tables[0][2], pricing.own, threshold, MOST_STEPS,
            bits, once, price, arrays.load, arrays.most, stops, sizes, costs,
            *_depths(stops.shape[1] + 1, pricing.words, once),
        )  # fmt: skip
        if count == TOO_MANY:
            return None
        for k in range(count):
            local = tuple(int(i) for i in stops[k, : sizes[k]])
            cost = arrays.cost(local)
            assert cost is not None
            sequence = tuple(arrays.parts[i] for i in local)
            key = _look(bounding, r, sequence)
            if key not in cheapest or cost < cheapest[key][2]:
                cheapest[key] = (r, sequence, cost)
        if len(cheapest) > MOST_ROUTES:
            return None
    return list(cheapest.values())


def _known_routes(bounding: Bounding) -> list[Route]:
    """The cheapest column of each look."""
    cheapest: dict[Look, Route] = {}
    for column in bounding.lp.columns.values():
        key = _look(bounding, column.route, column.sequence)
        if len(key[1]) == len(column.sequence) and (key not in cheapest or column.cost < cheapest[key][2]):
            cheapest[key] = (column.route, column.sequence, column.cost)
    return list(cheapest.values())


def _depths(depth: int, words: int, once: Bits) -> list[Any]:
    """What the enumeration keeps by depth: stop, next to ask, start, bag, cost, banned parts, parity of cuts."""
    whole = [np.zeros(depth, np.int64) for _ in range(4)]
    return [*whole, np.zeros(depth), np.zeros((depth, words), np.uint64), np.tile(once, (depth, 1))]


def _choose(bounding: Bounding, certificate: Certificate, routes: list[Route], best: Best) -> bool:
    """Let SCIP choose among these and the best plan's routes; whether it proved its choice optimal."""
    known = {(r, frozenset(stops)) for r, stops, _ in routes}
    own = [(r, stops, bounding.arrays[r].cost_of(stops)) for r, stops in best.sequences.items()]
    routes = routes + [(r, s, cost) for r, s, cost in own if cost is not None and (r, frozenset(s)) not in known]
    held = {p for stops in best.sequences.values() for p in stops}
    left_out = {v for v, parts in bounding.component.parts_of.items() if not held.issuperset(parts)}
    mip, at_visit = _program(bounding, certificate, routes)
    if bounding.branch.lowest <= sum(bounding.level[v] for v in left_out):  # else the hint would break the row
        levels = {at_visit[v]: float(level) for v, level in bounding.level.items()}
        mip.row(bounding.branch.lowest, levels, INFINITY)
    at = {(r, frozenset(stops)): k for k, (r, stops, _) in enumerate(routes)}
    hint = [at[r, frozenset(stops)] for r, stops in best.sequences.items()] + [at_visit[v] for v in sorted(left_out)]
    seconds = min(SECONDS_OF_SCIP, bounding.until - time.monotonic())
    answer = CHILD.solve(Program(mip, tuple(hint), seconds, None)) if seconds > 0 else None
    if answer is None:
        return False
    chosen = {r: stops for k, (r, stops, _) in enumerate(routes) if answer.values[k] > TAKEN}
    total = bounding.cost(chosen)
    if total is not None and total < best.cost:
        best.cost, best.sequences = total, chosen
    return answer.optimal


def _program(bounding: Bounding, certificate: Certificate, routes: list[Route]) -> tuple[Mip, dict[int, int]]:
    """Each part held once or its visit left out, each route once at most, cuts, counters; variables of the visits."""
    mip, visits = Mip(), bounding.component.parts_of
    for _, _, cost in routes:
        mip.variable(cost, 1, integral=True)
    left_out = {v: mip.variable(bounding.leave_out[v], 0 if v in bounding.must else 1, integral=True) for v in visits}
    holding: dict[int, dict[int, float]] = {p: {left_out[v]: 1.0} for v, parts in visits.items() for p in parts}
    of_route: dict[int, dict[int, float]] = {r: {} for r in bounding.arrays}
    for k, (r, stops, _) in enumerate(routes):
        of_route[r][k] = 1.0
        for p in stops:
            holding[p][k] = 1.0
    for terms in holding.values():
        mip.row(1, terms, 1)
    for terms in of_route.values():
        mip.row(-INFINITY, terms, 1)
    for triple in certificate.cuts:
        pairs = {k: 1.0 for k, (_, stops, _) in enumerate(routes) if sum(p in triple for p in stops) >= 2}
        mip.row(-INFINITY, pairs, 1)
    for c, right, rate in rows_of(bounding.component.counters):
        counter = bounding.component.counters[c]
        units = {k: float(amount(counter, bounding.arrays[r], stops)) for k, (r, stops, _) in enumerate(routes)}
        over = {mip.variable(rate): -1.0} if rate < INFINITY else {}
        mip.row(-INFINITY, {k: x for k, x in units.items() if x} | over, right)
    return mip, left_out
