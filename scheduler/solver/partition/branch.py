"""A branch of the proof, what is proven of it, and what its routes pay."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scheduler.problem.problem import ROUTES, STOPS, TRAVEL, WORK
from scheduler.solver.partition.components import Component
from scheduler.solver.partition.joint import Limit
from scheduler.solver.partition.lp import Duals
from scheduler.solver.partition.prices import Prices
from scheduler.solver.partition.relaxation import RouteArrays

BANNED = 1e12  # a price that no route pays


@dataclass(frozen=True, slots=True)
class Branch:
    """Which plans a branch holds: the level of what is left out, visits that are or are not, bans, limits of starts."""

    lowest: int
    highest: int
    out: frozenset[int] = frozenset()
    placed: frozenset[int] = frozenset()
    banned: frozenset[tuple[int, int]] = frozenset()  # (part, route)
    starts: frozenset[Limit] = frozenset()


@dataclass(frozen=True, slots=True)
class Certificate:
    """A bound with all that it came from: no route's reduced cost is below `least`."""

    bound: float
    duals: Duals
    cuts: tuple[frozenset[int], ...]
    least: dict[int, float]


def prices_of(component: Component, arrays: RouteArrays, duals: Duals, banned: frozenset[tuple[int, int]]) -> Prices:
    """What the route pays: its own costs, what its parts are worth, and its share in counters and pairs."""
    r = arrays.route
    weight = arrays.serve - duals.part[list(arrays.parts)]
    ride, opening = float(arrays.rate), float(arrays.opening)
    carried: list[tuple[float, frozenset[int]]] = []
    for counter, price in zip(component.counters, duals.counters, strict=True):
        if price == 0.0 or r not in counter.routes:
            continue
        if counter.measure in (WORK, TRAVEL):
            ride += price
        if counter.measure == WORK:
            weight = weight + price * arrays.length
        if counter.measure == STOPS:
            weight = weight + [price * (p >= 0 and (counter.parts is None or p in counter.parts)) for p in arrays.parts]
        if counter.measure == ROUTES and counter.parts is None:
            opening += price
        if counter.measure == ROUTES and counter.parts is not None:
            carried.append((price, counter.parts))
    for row, dual in zip(component.pairs, duals.pairs, strict=True):
        if dual < 0:
            weight = weight - dual * np.array([row.held.get((p, r), 0.0) for p in arrays.parts])
    for i, p in enumerate(arrays.parts):
        if (p, r) in banned:
            weight[i] = BANNED
    return Prices(np.ascontiguousarray(weight, np.float64), ride, opening, tuple(carried))
