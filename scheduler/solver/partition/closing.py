"""The end of a branch: all routes within the gap, and SCIP to choose among them.

When the gap is covered, every plan below the best one known consists of these routes, so SCIP's optimum
is the branch's. Small gaps come first: good duals and few routes are where better plans are found.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from scheduler.problem.problem import TRAVEL, WORK
from scheduler.solver.partition.bounding import Bounding
from scheduler.solver.partition.branch import Certificate
from scheduler.solver.partition.child import CHILD, Program
from scheduler.solver.partition.counting import amount, rows_of
from scheduler.solver.partition.enumeration import routes_below
from scheduler.solver.partition.labels import TOO_MANY
from scheduler.solver.partition.mip import INFINITY, TAKEN, Mip
from scheduler.solver.partition.pool import Route, sharpened
from scheduler.solver.partition.prices import CutPrices
from scheduler.solver.partition.relaxation import carried
from scheduler.solver.partition.starts import Bits

WIDEST, NARROWEST = 240.0, 2.0  # reduced cost within which a better plan is sought
FEW = 3  # routes for each part, among which SCIP looks first
BRIEF = 0.1  # of the time left goes into a look for a better plan
MOST_ROUTES, MOST_WAYS = 20_000, 60_000  # for all routes of a component, and for one before equal sets are merged
MOST_STEPS = 20_000_000  # of one enumeration: about a second
SECONDS_OF_SCIP = 6.0
LONGEST = 40  # stops of a route

Sequences = dict[int, tuple[int, ...]]  # route -> stops (global parts)
Stops = tuple[int, ...]
Look = tuple[int, frozenset[int], tuple[int, ...]]  # route, parts, what it adds to each counter of work or travel


@dataclass(slots=True)
class Best:
    """The best plan of a component: its cost and the stops of each used route."""

    cost: int
    sequences: Sequences


def close(bounding: Bounding, certificate: Certificate, best: Best) -> bool:
    """Improve `best`; whether no plan of this branch is below it now. Leaves what it proved in `bounding.best`.

    First a better plan is sought among the cheapest routes. Then, if all that a still better one could use can
    be told one by one, cuts over these alone make them fewer, until SCIP can finish.
    """
    width, found = _wide(bounding, certificate, best)
    improve(bounding, certificate, best, width, found)
    needed = best.cost - certificate.bound
    if needed > width:
        routes = _routes_within(bounding, certificate, needed) if _hopeful(width, found, needed) else None
    else:
        routes = [route for route in found if route.excess <= needed]
    if routes is None or bounding.watch.is_over():
        return False
    certificate, routes = sharpened(bounding, certificate, routes, best.cost)
    bounding.best = certificate
    if certificate.bound >= best.cost - 1 + 1e-3:
        return True
    few = FEW * len(bounding.component.parts)
    if len(routes) > 2 * few:
        _choose(bounding, certificate, routes[:few], best, SECONDS_OF_SCIP)
    routes = [route for route in routes if certificate.bound + route.excess < best.cost - 1 + 1e-3]
    return _choose(bounding, certificate, routes, best, max(SECONDS_OF_SCIP, bounding.watch.left() / 3))


def improve(bounding: Bounding, certificate: Certificate, best: Best, width: float, found: list[Route]) -> None:
    """Look for a better plan among the routes of least reduced cost, more and more of them while SCIP is quick."""
    watch = bounding.watch
    until = watch.clock() + BRIEF * watch.left()
    count = FEW * len(bounding.component.parts)
    while watch.clock() < until:
        optimal = _choose(bounding, certificate, found[:count] or _known_routes(bounding), best, SECONDS_OF_SCIP)
        if not optimal or count >= len(found) or best.cost - certificate.bound < width:
            break
        count *= 2


def _wide(bounding: Bounding, certificate: Certificate, best: Best) -> tuple[float, list[Route]]:
    """A gap, as wide as possible up to a limit, and all routes within it, the cheapest first."""
    gap = min(best.cost - certificate.bound, WIDEST)
    while gap > NARROWEST and not bounding.watch.is_over():
        found = _routes_within(bounding, certificate, gap)
        if found is not None:
            return gap, found
        gap /= 2
    return 0.0, []


def _hopeful(width: float, found: list[Route], gap: float) -> bool:
    """Whether there may be room for all routes within a wider gap, if their number grows as it did so far."""
    half = sum(route.excess <= width / 2 for route in found)
    if half == 0:
        return False
    growth = math.log(len(found) / half) / (width / 2)
    return math.log(len(found)) + growth * (gap - width) < math.log(2 * MOST_ROUTES)


def _look(bounding: Bounding, r: int, stops: tuple[int, ...]) -> Look:
    """What a plan sees of a route beside its cost: the cheaper of two need not count less."""
    timed = (counter for counter in bounding.component.counters if counter.measure in (WORK, TRAVEL))
    return r, frozenset(stops), tuple(amount(counter, bounding.arrays[r], stops) for counter in timed)


def _routes_within(bounding: Bounding, certificate: Certificate, gap: float) -> list[Route] | None:
    """The cheapest route of each look with a reduced cost within the gap; None when there are too many, or no time."""
    cheapest: dict[Look, Route] = {}
    for r, pricing in bounding.pricings.items():
        if bounding.watch.is_over():
            return None
        arrays = pricing.arrays
        prices = bounding.prices(r, certificate.duals)
        least = min(0.0, certificate.least[r])
        threshold = least + gap - prices.opening
        cuts = CutPrices(certificate.cuts, tuple(-dual for dual in certificate.duals.cuts))
        bits, once, price = pricing.cut_bits(cuts, prices)
        pricing.sharpen(prices, threshold, bits, once, price, bounding.room[1])
        stops = np.empty((MOST_WAYS, min(LONGEST, len(arrays.parts))), np.int16)
        sizes, costs = np.empty(MOST_WAYS, np.int64), np.empty(MOST_WAYS)
        count = routes_below(
            arrays.length, arrays.leg, arrays.out, arrays.home, arrays.window, arrays.term, arrays.wished, arrays.shift,
            prices.weight, prices.ride, arrays.width, *pricing.tables[0][2], pricing.own, threshold, MOST_STEPS,
            bits, once, price, pricing.asked, pricing.wrong, arrays.load, arrays.most, stops, sizes, costs,
            *_depths(stops.shape[1] + 1, pricing.words, once),
        )  # fmt: skip
        if count == TOO_MANY:
            return None
        for k in np.argsort(costs[:count], kind="stable"):
            local = tuple(stops[k, : sizes[k]].tolist())
            sequence = tuple(arrays.parts[i] for i in local)
            key = _look(bounding, r, sequence)
            if key in cheapest:  # which comes first in order of reduced cost, and so of cost
                continue
            cost = arrays.cost(local)
            if cost is None:  # a drop is missing; or there is no plan yet, and what is forbidden lies in so wide a gap
                continue
            cheapest[key] = Route(r, sequence, cost, float(costs[k]) + prices.opening - least)
        if len(cheapest) > MOST_ROUTES:
            return None
    return sorted(cheapest.values(), key=lambda route: route.excess)


def _known_routes(bounding: Bounding) -> list[Route]:
    """The cheapest column of each look."""
    cheapest: dict[Look, Route] = {}
    for column in bounding.lp.columns.values():
        key = _look(bounding, column.route, column.sequence)
        if len(key[1]) == len(column.sequence) and (key not in cheapest or column.cost < cheapest[key].cost):
            cheapest[key] = Route(column.route, column.sequence, column.cost)
    return list(cheapest.values())


def _depths(depth: int, words: int, once: Bits) -> list[Any]:
    """What the enumeration keeps by depth: stop, next to ask, start, bag, cost, banned parts, parity of cuts."""
    whole = [np.zeros(depth, np.int64) for _ in range(4)]
    return [*whole, np.zeros(depth), np.zeros((depth, words), np.uint64), np.tile(once, (depth, 1))]


def _choose(bounding: Bounding, certificate: Certificate, routes: list[Route], best: Best, seconds: float) -> bool:
    """Let SCIP choose among these and the best plan's routes; whether it proved its choice optimal."""
    known = {(route.route, frozenset(route.stops)) for route in routes}
    own = [(r, stops, bounding.arrays[r].cost_of(stops)) for r, stops in best.sequences.items()]
    in_branch = all(cost is not None for _, _, cost in own)
    routes = routes + [Route(r, s, cost) for r, s, cost in own if cost is not None and (r, frozenset(s)) not in known]
    held = {p for stops in best.sequences.values() for p in stops}
    left_out = {v for v, parts in bounding.component.parts_of.items() if not held.issuperset(parts)}
    mip, at_visit = _program(bounding, certificate, routes)
    if bounding.branch.lowest <= sum(bounding.level[v] for v in left_out):  # else the hint would break the row
        levels = {at_visit[v]: float(level) for v, level in bounding.level.items()}
        mip.row(bounding.branch.lowest, levels, INFINITY)
    at = {(route.route, frozenset(route.stops)): k for k, route in enumerate(routes)}
    hint = [at[r, frozenset(stops)] for r, stops in best.sequences.items() if in_branch]
    hint += [at_visit[v] for v in sorted(left_out) if in_branch]
    seconds = min(seconds, bounding.watch.left())
    bounding.watch.tell("choosing routes", bounding.so_far)
    program = Program(mip, tuple(hint), seconds, None, tight=True)
    answer = CHILD.solve(program, bounding.watch.is_cancelled) if seconds > 0 else None
    if answer is None:
        return False
    chosen = {route.route: route.stops for k, route in enumerate(routes) if answer.values[k] > TAKEN}
    total = bounding.cost(chosen)
    if total is not None and total < best.cost:
        best.cost, best.sequences = total, chosen
    return answer.optimal and total is not None  # None: starts that do not meet, of which the program knows nothing


def _program(bounding: Bounding, certificate: Certificate, routes: list[Route]) -> tuple[Mip, dict[int, int]]:
    """Each part held once or its visit left out, each route once at most, cuts, counters; variables of the visits."""
    mip, visits = Mip(), bounding.component.parts_of
    for route in routes:
        mip.variable(route.cost, 1, integral=True)
    left_out = {v: mip.variable(bounding.leave_out[v], 0 if v in bounding.must else 1, integral=True) for v in visits}
    holding: dict[int, dict[int, float]] = {p: {left_out[v]: 1.0} for v, parts in visits.items() for p in parts}
    of_route: dict[int, dict[int, float]] = {r: {} for r in bounding.arrays}
    for k, route in enumerate(routes):
        of_route[route.route][k] = 1.0
        for p in carried(route.stops):
            holding[p][k] = 1.0
    for terms in holding.values():
        mip.row(1, terms, 1)
    for terms in of_route.values():
        mip.row(-INFINITY, terms, 1)
    for triple in certificate.cuts:
        pairs = {k: 1.0 for k, route in enumerate(routes) if sum(p in triple for p in route.stops) >= 2}
        mip.row(-INFINITY, pairs, 1)
    for c, right, rate in rows_of(bounding.component.counters):
        counter = bounding.component.counters[c]
        units = {k: float(amount(counter, bounding.arrays[q.route], q.stops)) for k, q in enumerate(routes)}
        over = {mip.variable(rate): -1.0} if rate < INFINITY else {}
        mip.row(-INFINITY, {k: x for k, x in units.items() if x} | over, right)
    for row in bounding.component.pairs:
        units = {k: row.amount(route.route, route.stops) for k, route in enumerate(routes)}
        out = {left_out[v]: coefficient for v, coefficient in row.out.items()}
        mip.row(-INFINITY, {k: x for k, x in units.items() if x} | out, row.most)
    return mip, left_out
