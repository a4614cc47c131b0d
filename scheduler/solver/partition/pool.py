"""All routes that a better plan could use, told one by one: further cuts cost next to nothing, and routes fall away."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from scheduler.solver.partition.bounding import Bounding
from scheduler.solver.partition.branch import Certificate
from scheduler.solver.partition.counting import amount
from scheduler.solver.partition.cuts import violated_triples
from scheduler.solver.partition.lp import Duals, Lp
from scheduler.solver.partition.relaxation import carried
from scheduler.solver.partition.starts import Floats

ROUNDS = 60
IDLE_ROUNDS, IDLE_GAIN = 4, 0.5  # as many rounds in a row that raise the bound by less


@dataclass(frozen=True, slots=True)
class Route:
    """A route with its stops (global parts), its cost, and how far its reduced cost is above the least."""

    route: int
    stops: tuple[int, ...]
    cost: int
    excess: float = 0.0


def sharpened(
    bounding: Bounding, certificate: Certificate, routes: list[Route], best: int
) -> tuple[Certificate, list[Route]]:
    """A better bound of the branch, whose plans below `best` all consist of these routes; the routes still needed."""
    lp = bounding.empty_lp()
    for route in routes:
        lp.add(route.route, route.stops, route.cost)
    for triple, dual in zip(certificate.cuts, certificate.duals.cuts, strict=True):
        if dual < 0:
            lp.cut(triple)
    idle = 0
    for _ in range(ROUNDS):
        if bounding.watch.is_over() or idle == IDLE_ROUNDS:
            break
        bounding.watch.tell("cutting", bounding.so_far)
        try:
            duals = lp.solve(purging=False)
        except ArithmeticError:  # GLOP gave up: what is proven stays
            break
        before = certificate.bound
        certificate, routes = _with(bounding, lp, duals, certificate, routes, best)
        idle = 0 if certificate.bound > before + IDLE_GAIN else idle + 1
        if certificate.bound >= best - 1 + 1e-3:
            break
        known = {triple for triple, _ in lp.cuts}
        triples = violated_triples([(carried(column.sequence), x) for column, x in duals.taken], known)
        if not triples:
            break
        for triple in triples:
            lp.cut(triple)
    return certificate, routes


def _with(
    bounding: Bounding, lp: Lp, duals: Duals, certificate: Certificate, routes: list[Route], best: int
) -> tuple[Certificate, list[Route]]:
    """The better of the certificate and the one at these duals, and the routes that plans below `best` may use."""
    reduced = _reduced(bounding, lp, duals, routes)
    least: dict[int, float] = dict.fromkeys(bounding.arrays, 0.0)
    for route, value in zip(routes, reduced.tolist(), strict=True):
        least[route.route] = min(least[route.route], value)
    bound = bounding.lagrangian(duals, least)
    if bound <= certificate.bound:
        return certificate, routes
    kept, gone = list[Route](), []
    for route, value in zip(routes, reduced.tolist(), strict=True):
        excess = value - least[route.route]
        if bound + excess < best - 1 + 1e-3:
            kept.append(Route(route.route, route.stops, route.cost, excess))
        else:
            gone.append(lp.columns[route.route, route.stops])
    lp.remove(gone)
    triples = tuple(triple for triple, _ in lp.cuts)
    return Certificate(bound, duals, triples, least), sorted(kept, key=lambda route: route.excess)


def _reduced(bounding: Bounding, lp: Lp, duals: Duals, routes: list[Route]) -> Floats:
    """What each route costs more than it is worth at these duals, its route's own dual apart."""
    worth = defaultdict[frozenset[int], float](float)
    of_part: dict[int, list[frozenset[int]]] = defaultdict(list)
    for (triple, _), dual in zip(lp.cuts, duals.cuts, strict=True):
        if dual < 0:
            worth[triple] = dual
            for p in triple:
                of_part[p].append(triple)
    part = duals.part.tolist()
    found = np.empty(len(routes))
    for k, route in enumerate(routes):
        value = route.cost - sum(part[p] for p in route.stops)
        once, twice = set[frozenset[int]](), set[frozenset[int]]()
        for p in route.stops:
            for triple in of_part[p]:
                (twice if triple in once else once).add(triple)
        found[k] = value - sum(worth[triple] for triple in twice)
        for counter, price in zip(bounding.component.counters, duals.counters, strict=True):
            if price:
                found[k] += price * amount(counter, bounding.arrays[route.route], route.stops)
        for row, dual in zip(bounding.component.pairs, duals.pairs, strict=True):
            if dual < 0:
                found[k] -= dual * row.amount(route.route, route.stops)
    return found
