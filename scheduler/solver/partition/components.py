"""The parts and routes of a Problem that have nothing to do with each other, as far as the bound looks."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from scheduler.problem.problem import DIFFERENT, TRAVEL, WORK, Counter, Problem
from scheduler.solver.partition.joint import Joint, joints
from scheduler.solver.partition.linked import PairRow, pair_rows
from scheduler.solver.partition.relaxation import RouteArrays, carried, route_arrays

FAR = 1 << 60  # ticks between two parts that share no route
NEIGHBOURS = 14  # parts that a part remembers at first


@dataclass(frozen=True, slots=True)
class Component:
    """Visits with their parts, and the routes that could carry one of them."""

    parts_of: dict[int, list[int]]
    routes: tuple[RouteArrays, ...]
    apart: dict[int, set[int]]  # parts that may not share a route
    counters: tuple[Counter, ...]  # those that count routes of this component only
    pairs: tuple[PairRow, ...] = ()  # those that ask about parts of this component only
    joints: tuple[Joint, ...] = ()  # likewise

    @property
    def parts(self) -> list[int]:
        """All parts."""
        return [p for parts in self.parts_of.values() for p in parts]


@dataclass(frozen=True, slots=True)
class Division:
    """The components, smallest first; the visits with a part that no route could carry; the counters of no single
    component, and those among them that are `shared` by several."""

    components: tuple[Component, ...]
    hopeless: tuple[int, ...]
    counters: tuple[Counter, ...]
    shared: tuple[Counter, ...]


def divided(problem: Problem) -> Division:
    """The Problem in components."""
    arrays = [route_arrays(problem, r, list(range(problem.parts))) for r in range(problem.routes)]
    reachable = {p for route in arrays for p in route.parts}
    parts_of = {v: problem.parts_of(v) for v in range(problem.visits)}
    hopeless = [v for v, parts in parts_of.items() if not parts or not set(parts) <= reachable]
    kept = [p for v, parts in parts_of.items() if v not in hopeless for p in parts]
    arrays = [route_arrays(problem, r, kept) for r in range(problem.routes)]

    leader = list(range(problem.visits + problem.routes))  # visits, then routes

    def find(x: int) -> int:
        while leader[x] != x:
            leader[x] = leader[leader[x]]
            x = leader[x]
        return x

    for route in arrays:
        for p in carried(route.parts):
            leader[find(int(problem.part_visit[p]))] = find(problem.visits + route.route)
    apart: dict[int, set[int]] = {p: set() for p in kept}
    for link in problem.links:
        if link.person == DIFFERENT and link.first in apart and link.second in apart:
            apart[link.first].add(link.second)
            apart[link.second].add(link.first)
    counted = [
        (counter, {find(problem.visits + route.route) for route in arrays if _counts(counter, route)})
        for counter in problem.counters
    ]
    found: dict[int, Component] = {}
    for v, parts in parts_of.items():
        if v in hopeless:
            continue
        root = find(v)
        if root not in found:
            own = tuple(route for route in arrays if route.parts and find(problem.visits + route.route) == root)
            counters = tuple(c for c, roots in counted if roots == {root})
            found[root] = Component({}, own, apart, counters)
        found[root].parts_of[v] = parts
    rows, tied = pair_rows(problem), joints(problem)
    linked = (_with_links(c, rows, tied) for c in found.values())
    smallest_first = tuple(sorted(linked, key=lambda component: len(component.parts)))
    attached = {id(counter) for component in smallest_first for counter in component.counters}
    others = tuple(counter for counter in problem.counters if id(counter) not in attached)
    shared = tuple(counter for counter, roots in counted if len(roots) > 1)
    return Division(smallest_first, tuple(hopeless), others, shared)


def _with_links(component: Component, rows: list[PairRow], tied: list[Joint]) -> Component:
    parts = set(component.parts)
    pairs = tuple(row for row in rows if row.parts <= parts)
    return replace(component, pairs=pairs, joints=tuple(j for j in tied if {j.first, j.second} <= parts))


def _counts(counter: Counter, route: RouteArrays) -> bool:
    """Whether the route can add to the counter."""
    if route.route not in counter.routes:
        return False
    if counter.parts is None or counter.measure in (WORK, TRAVEL):
        return bool(route.parts)
    return bool(counter.parts & route.place_of.keys())


def near_parts(component: Component) -> dict[int, set[int]]:
    """For each part those quickly reached from it: the nearest, and all that take no time; for each drop all."""
    at = {p: i for i, p in enumerate(component.parts)}
    distance = np.full((len(at), len(at)), FAR)
    for route in component.routes:
        here = np.array([at[p] for p in carried(route.parts)], np.int64)
        step = (route.length[:, None] + route.leg)[: len(here), : len(here)]
        both = np.ix_(here, here)
        distance[both] = np.minimum(distance[both], np.minimum(step, step.T))
    np.fill_diagonal(distance, FAR)
    parts = np.array(component.parts, np.int64)
    near = {}
    for p, i in at.items():
        nearest = parts[np.lexsort((parts, distance[i]))][: int((distance[i] < FAR).sum())]
        quick = parts[distance[i] <= 0]
        near[p] = {int(q) for q in (*nearest[:NEIGHBOURS], *quick)} | component.apart.get(p, set())
    drops = {stop for route in component.routes for stop in route.parts if stop < 0}
    return near | {stop: set(at) for stop in drops}
