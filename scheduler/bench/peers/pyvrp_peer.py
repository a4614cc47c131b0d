"""PyVRP: a vehicle type per group of equal routes, a profile per kind, optional clients with a prize.

A client a kind may not serve lies far away in that kind's matrices. Its own "no such edge" value is
not used for that: with it, from 120 visits up, the search did not come back.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pyvrp
from pyvrp.stop import MaxRuntime

from scheduler.bench.peers.answer import LONGEST_WORK, OPENING, Answer, CannotSayError, refuse_unsaid
from scheduler.bench.peers.places import Places, matrices, places_of
from scheduler.problem.problem import Ints, Problem
from scheduler.problem.solution import RoutePlan, Solution

SAYS = frozenset({LONGEST_WORK, OPENING})
FAR = 10**7


def solve(problem: Problem, seconds: float, seed: int) -> Answer:
    """Its best plan after `seconds` of its clock. Raises CannotSayError."""
    refuse_unsaid(problem, SAYS)
    places = places_of(problem)
    groups = _groups(problem, places)
    data = _stated(problem, places, groups)
    found = pyvrp.solve(data, MaxRuntime(seconds), seed=seed, display=False)
    if not found.best.is_feasible():
        raise CannotSayError("found no feasible plan in the time given")
    return Answer(_solution(problem, groups, found.best), int(found.cost()), _curve(found), None, found.num_iterations)


def _groups(problem: Problem, places: Places) -> list[list[int]]:
    """Routes that differ only in whose they are."""
    alike: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for r in range(problem.routes):
        columns = (
            problem.route_from,
            problem.route_to,
            problem.route_earliest,
            problem.route_latest,
            problem.route_max_work,
            problem.route_opening_cost,
            *problem.capacity,
        )
        alike[places.kind[r], *(int(column[r]) for column in columns)].append(r)
    return list(alike.values())


def _stated(problem: Problem, places: Places, groups: list[list[int]]) -> pyvrp.ProblemData:
    vehicles = []
    for first, count in ((group[0], len(group)) for group in groups):
        vehicles.append(
            pyvrp.VehicleType(
                num_available=count,
                capacity=[min(int(load), 2**31) for load in problem.capacity[:, first]],
                start_depot=places.row_of_base(int(problem.route_from[first])),
                end_depot=places.row_of_base(int(problem.route_to[first])),
                fixed_cost=int(problem.route_opening_cost[first]),
                tw_early=int(problem.route_earliest[first]),
                tw_late=int(problem.route_latest[first]),
                shift_duration=int(problem.route_max_work[first]),
                profile=places.kind[first],
            )
        )
    clients = []
    for p in range(problem.parts):
        v, w = int(problem.part_visit[p]), int(problem.window_index[p])
        must = bool(problem.must_place[v])
        clients.append(
            pyvrp.Client(
                location=places.row_of_part(p),
                delivery=[int(load) for load in problem.load[:, p]],
                service_duration=int(problem.duration[p, 0]),
                tw_early=int(problem.window_earliest[w]),
                tw_late=int(problem.window_latest[w]),
                prize=0 if must else int(problem.leave_out_cost[v]),
                required=must,
            )
        )
    tables = [
        _with_far(problem, places, r, *pair) for r, pair in zip(places.example, matrices(problem, places), strict=True)
    ]
    return pyvrp.ProblemData(
        locations=[pyvrp.Location(0, 0) for _ in places.place],
        clients=clients,
        depots=[pyvrp.Depot(row) for row in range(len(places.bases))],
        vehicle_types=vehicles,
        distance_matrices=[cost for _, cost in tables],
        duration_matrices=[travel for travel, _ in tables],
    )


def _with_far(problem: Problem, places: Places, r: int, travel: Ints, cost: Ints) -> tuple[Ints, Ints]:
    """The matrices with every way from and to a part the route may not serve made long and dear."""
    rows = len(places.bases) + np.flatnonzero(~problem.eligible[:, r])
    for table in (travel, cost):
        table[rows, :] = FAR
        table[:, rows] = FAR
        np.fill_diagonal(table, 0)
    return travel, cost


def _curve(found: pyvrp.Result) -> tuple[tuple[float, int], ...]:
    seconds, best, curve = 0.0, None, []
    for spent, datum in zip(found.stats.runtimes, found.stats.data, strict=True):
        seconds += spent
        if datum.best_feas and (best is None or datum.best_cost < best):
            best = datum.best_cost
            curve.append((seconds, int(best)))
    return tuple(curve)


def _solution(problem: Problem, groups: list[list[int]], found: pyvrp.Solution) -> Solution:
    """The routes of a vehicle type go to the routes of its group in order; starts as PyVRP scheduled them."""
    plans = [RoutePlan()] * problem.routes
    free = [list(group) for group in groups]
    for route in found.routes():
        served = [activity for activity in route.schedule() if activity.is_client()]
        if served:
            plan = RoutePlan(tuple(a.idx for a in served), tuple(int(a.start_time) for a in served))
            plans[free[route.vehicle_type()].pop(0)] = plan
    return Solution(tuple(plans))
