"""A plan out of the linear relaxation: take the routes it holds most of, price the rest anew, and again.

Column generation goes on below each choice (Sadykov et al. 2019, 10.1287/ijoc.2018.0822, "diving with
generation"), so that the plan is not bound to the columns that were good before anything was fixed.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from scheduler.problem.solution import Solution
from scheduler.solver.partition.bounding import Bounding
from scheduler.solver.partition.closing import Best
from scheduler.solver.partition.lp import Duals
from scheduler.solver.partition.polishing import polished

SURE = 0.75  # a column held this much is taken together with others
DIVING = 0.65  # of the time for a plan; the rest polishes it
LATE = 10  # free routes from which on pricing is exact
ROUNDS = 4  # of pricing after each choice
GIVE = 0.5  # columns a route that a round must give, else the next choice follows

Sequence = tuple[int, ...]


def dive(bounding: Bounding, beside: Solution, best: Best, share: float) -> None:
    """Improve `best` in at most this share of the time left. `beside`: a plan that has the other components' routes."""
    watch = bounding.watch
    seconds = share * watch.left()
    until = watch.clock() + DIVING * seconds
    taken: dict[int, Sequence] = {}
    try:
        while len(taken) < len(bounding.arrays) and watch.clock() < until and not watch.is_over():
            watch.tell("building a plan from the relaxation", bounding.so_far)
            duals = _priced(bounding, taken.keys())
            chosen = _choice(bounding, duals, taken)
            if not chosen:
                break
            for r, stops in chosen.items():
                bounding.add(r, stops)
                bounding.lp.hold(r, stops, at_least=1.0)
            taken |= chosen
    except ArithmeticError:  # GLOP gave up: the routes taken so far are a start as well
        pass
    finally:
        for r, stops in taken.items():
            bounding.lp.hold(r, stops, at_least=0.0)
    with suppress(ArithmeticError):
        bounding.lp.thin()
    taken = polished(bounding, beside, taken, (1 - DIVING) * seconds)
    cost = bounding.cost(taken)
    if cost is not None and cost < best.cost:
        best.cost, best.sequences = cost, taken


def _priced(bounding: Bounding, fixed: Iterable[int]) -> Duals:
    """The relaxation after some rounds of quick pricing for the routes that are not fixed."""
    free = sorted(bounding.arrays.keys() - set(fixed))
    duals = bounding.lp.solve(purging=False)
    late = len(free) <= LATE
    for _ in range(3 * ROUNDS if late else ROUNDS):
        new = sum(bounding.price(r, duals, exact=late)[1] for r in free)
        if new == 0:
            break
        duals = bounding.lp.solve(purging=False)
        if not late and new < GIVE * len(free):
            break
    return duals


def _choice(bounding: Bounding, duals: Duals, taken: dict[int, Sequence]) -> dict[int, Sequence]:
    """The column held most, and others that are sure, each without the parts that are held already."""
    held = {p for stops in taken.values() for p in stops}
    chosen: dict[int, Sequence] = {}
    for column, value in sorted(duals.taken, key=lambda pair: (-pair[1], pair[0].route, pair[0].sequence)):
        if column.route in taken or column.route in chosen:
            continue
        if chosen and value < SURE:
            break
        stops = tuple(p for p in dict.fromkeys(column.sequence) if p < 0 or p not in held)
        if stops and bounding.arrays[column.route].cost_of(stops) is not None:
            chosen[column.route] = stops
            held.update(stops)
    return chosen
