"""Units: sets of parts that are placed together, their neighbours, marks and orders of insertion."""

from __future__ import annotations

import numpy as np

from scheduler.problem import problem as words
from scheduler.problem.problem import Ints, Problem
from scheduler.solver.kernel import layout as at
from scheduler.solver.kernel.layout import Pool

NEIGHBOURS = 60


def units_of(problem: Problem, pool: Pool) -> tuple[Ints, Ints]:
    """Visits joined by BOTH links, as sets of parts; which unit each part is in; who needs whom."""
    leader = list(range(problem.visits))

    def find(v: int) -> int:
        while leader[v] != v:
            v = leader[v]
        return v

    visit_of = [int(v) for v in problem.part_visit]
    for link in problem.links:
        if link.presence == words.BOTH:
            leader[find(visit_of[link.second])] = find(visit_of[link.first])
    leaders = sorted({find(v) for v in visit_of})
    number = {v: u for u, v in enumerate(leaders)}
    unit_of = np.array([number[find(v)] for v in visit_of], np.int64)
    unit = np.zeros((len(leaders), at.UNIT_COLUMNS), np.int64)
    for u in range(len(leaders)):
        members = np.flatnonzero(unit_of == u)
        unit[u, at.MEMBER], unit[u, at.MEMBERS] = pool.add(members)
        for v in {visit_of[p] for p in members}:
            unit[u, at.PRICE] += problem.leave_out_cost[v] + at.PENALTY * int(problem.must_place[v])
    needs = {
        (int(unit_of[link.second]), int(unit_of[link.first]))
        for link in problem.links
        if link.presence == words.NEEDS and unit_of[link.second] != unit_of[link.first]
    }
    for u in range(len(leaders)):
        unit[u, at.NEED], unit[u, at.NEEDS_COUNT] = pool.add(sorted(b for a, b in needs if a == u))
        unit[u, at.DEPENDENT], unit[u, at.DEPENDENTS] = pool.add(sorted(a for a, b in needs if b == u))
    return unit, unit_of


def add_neighbours(problem: Problem, op: Ints, pool: Pool, apart_in_time: float) -> None:
    """For each part the nearest others that share an eligible route, itself first."""
    shared = problem.eligible.astype(np.float32) @ problem.eligible.T.astype(np.float32) > 0
    near = problem.travel.min(axis=0)
    places = problem.part_place
    for p in range(problem.parts):
        others = np.flatnonzero(shared[p])
        distance = near[places[p], places[others]] + near[places[others], places[p]]
        distance = distance + apart_in_time * abs(op[others, at.EARLY] - op[p, at.EARLY])
        ordered = others[np.lexsort((others, distance))]
        ordered = ordered[ordered != p][:NEIGHBOURS]
        op[p, at.NEAR], op[p, at.NEARS] = pool.add([p, *ordered])


def mark_units(problem: Problem, op: Ints, route: Ints, unit: Ints, pool: Pool, timed: bool) -> None:
    """Mark two kinds of units.

    SIMPLE: the screen in O(1) is the whole truth (one part, hard windows, plain routes). ALONE: whether it fits on
    a route depends on that route only, so that a route which did not change need not be asked again.
    """
    plain_route = route[:, at.HARD] == 0
    for pause in problem.breaks:
        plain_route[pause.route] = False
    extras = pool.values[at.EXTRAS]
    for u in range(len(unit)):
        p = pool.values[unit[u, at.MEMBER]]
        simple = unit[u, at.MEMBERS] == 1 and not (timed or extras or problem.drops)
        simple = simple and not op[p, at.LINKS] and op[p, at.WINDOWS] == 1 and not unit[u, at.NEEDS_COUNT]
        members = pool.values[unit[u, at.MEMBER] : unit[u, at.MEMBER] + unit[u, at.MEMBERS]]
        partners = {pool.values[op[m, at.LINK] + i * at.LINK_WIDTH] for m in members for i in range(op[m, at.LINKS])}
        unit[u, at.ALONE] = int(not pool.values[at.N_COUNTERS] and partners <= set(members))
        unit[u, at.SIMPLE] = int(simple and bool(plain_route[problem.eligible[p]].all()))


def keys_of(problem: Problem, op: Ints, unit: Ints, pool: Pool) -> Ints:
    """Per unit the numbers that orders of insertion sort by, smallest first."""
    key = np.zeros((at.KEYS, len(unit)), np.int64)
    for u in range(len(unit)):
        members = pool.values[unit[u, at.MEMBER] : unit[u, at.MEMBER] + unit[u, at.MEMBERS]]
        allowed = [np.flatnonzero(problem.eligible[p]) for p in members]
        away = [
            int(problem.travel[problem.route_mode[r], problem.route_from[r], problem.part_place[p]])
            for p, routes in zip(members, allowed, strict=True)
            for r in routes[:1]
        ]
        key[0, u] = -unit[u, at.PRICE]
        key[1, u] = min((op[p, at.LATE] - op[p, at.EARLY]) for p in members)
        key[2, u] = -sum(op[p, at.MEAN_DURATION] for p in members)
        key[3, u] = -sum(away)
        key[4, u] = sum(away)
        key[5, u] = min(len(routes) for routes in allowed)
        key[6, u] = min(op[p, at.EARLY] for p in members)
    return key
