"""OR-Tools' routing library: optional visits as disjunctions, skills as vehicle variables, guided local search.

`SetAllowedVehiclesForIndex` cannot be called in the 9.15 wheel (its type map fails): the vehicle variable
is given its values instead. Matrices are registered as such, so that no Python is called during the search.
"""

from __future__ import annotations

import time
from itertools import pairwise

import numpy as np
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from scheduler.bench.peers.answer import BREAKS, LONGEST_WORK, OPENING, WINDOWS, Answer, CannotSayError, refuse_unsaid
from scheduler.bench.peers.places import matrices, places_of
from scheduler.problem.problem import Problem
from scheduler.problem.solution import RoutePlan, Solution

SAYS = frozenset({BREAKS, LONGEST_WORK, OPENING, WINDOWS})
TIME = "time"


class _Stated:
    """The model with the numbering of its places, its time dimension and the break intervals of each route."""

    def __init__(self, problem: Problem) -> None:
        self.problem, self.places = problem, places_of(problem)
        routes = range(problem.routes)
        starts = [self.places.row_of_base(int(problem.route_from[r])) for r in routes]
        ends = [self.places.row_of_base(int(problem.route_to[r])) for r in routes]
        self.numbering = pywrapcp.RoutingIndexManager(len(self.places.place), problem.routes, starts, ends)
        self.model = pywrapcp.RoutingModel(self.numbering)
        self.breaks: list[list[pywrapcp.IntervalVar]] = [[] for _ in routes]
        self.time = self._times()
        self._visits()
        self._routes()
        for load, capacity in zip(problem.load, problem.capacity, strict=True):
            rows = [0] * len(self.places.bases) + [int(x) for x in load]
            taken = self.model.RegisterUnaryTransitVector(rows)
            limits = [min(int(x), 2**40) for x in capacity]
            self.model.AddDimensionWithVehicleCapacity(taken, 0, limits, True, f"load {self.model.GetDimensions()}")

    def index(self, part: int) -> int:
        """The model's index of a part."""
        return int(self.numbering.NodeToIndex(self.places.row_of_part(part)))

    def _times(self) -> pywrapcp.RoutingDimension:
        problem, places = self.problem, self.places
        service = np.concatenate([np.zeros(len(places.bases), np.int64), problem.duration[:, 0]])
        way, price = [], []
        for travel, cost in matrices(problem, places):
            way.append(self.model.RegisterTransitMatrix((travel + service[:, None]).tolist()))
            price.append(self.model.RegisterTransitMatrix(cost.tolist()))
        for r in range(problem.routes):
            self.model.SetArcCostEvaluatorOfVehicle(price[places.kind[r]], r)
            self.model.SetFixedCostOfVehicle(int(problem.route_opening_cost[r]), r)
        horizon = int(problem.route_latest.max())
        self.model.AddDimensionWithVehicleTransits([way[k] for k in places.kind], horizon, horizon, False, TIME)
        return self.model.GetDimensionOrDie(TIME)

    def _visits(self) -> None:
        problem = self.problem
        for p in range(problem.parts):
            index, visit = self.index(p), int(problem.part_visit[p])
            rows = range(int(problem.window_index[p]), int(problem.window_index[p + 1]))
            windows = [(int(problem.window_earliest[w]), int(problem.window_latest[w])) for w in rows]
            start = self.time.CumulVar(index)
            start.SetRange(windows[0][0], windows[-1][1])
            for (_, before), (after, _) in pairwise(windows):
                start.RemoveInterval(before + 1, after - 1)
            self.model.AddDisjunction([index], int(problem.leave_out_cost[visit]))
            if not problem.eligible[p].all():
                able = [int(r) for r in np.flatnonzero(problem.eligible[p])]
                self.model.VehicleVar(index).SetValues([-1, *able])

    def _routes(self) -> None:
        problem, solver = self.problem, self.model.solver()
        service = [0] * len(self.places.bases) + [int(x) for x in problem.duration[:, 0]]
        at_index = [service[self.numbering.IndexToNode(i)] for i in range(self.model.Size())]
        for r in range(problem.routes):
            earliest, latest = int(problem.route_earliest[r]), int(problem.route_latest[r])
            for end in (self.model.Start(r), self.model.End(r)):
                self.time.CumulVar(end).SetRange(earliest, latest)
            if problem.route_max_work[r] < latest - earliest:
                self.time.SetSpanUpperBoundForVehicle(int(problem.route_max_work[r]), r)
            self.model.AddVariableMinimizedByFinalizer(self.time.CumulVar(self.model.End(r)))
            self.model.AddVariableMaximizedByFinalizer(self.time.CumulVar(self.model.Start(r)))
            own = [b for b in problem.breaks if b.route == r]
            self.breaks[r] = [
                solver.FixedDurationIntervalVar(b.earliest, b.latest, b.length, False, f"break {r} {k}")
                for k, b in enumerate(own)
            ]
            if own:
                self.time.SetBreakIntervalsOfVehicle(self.breaks[r], r, at_index)


def solve(problem: Problem, seconds: float, _seed: int) -> Answer:
    """Its best plan after `seconds` of its clock; it has no seed. Raises CannotSayError."""
    refuse_unsaid(problem, SAYS)
    began = time.monotonic()
    stated = _Stated(problem)
    curve: list[tuple[float, int]] = []

    def better() -> None:
        cost = int(stated.model.CostVar().Max())
        if not curve or cost < curve[-1][1]:
            curve.append((time.monotonic() - began, cost))

    stated.model.AddAtSolutionCallback(better)
    wanted = pywrapcp.DefaultRoutingSearchParameters()
    wanted.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    wanted.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    wanted.time_limit.FromMilliseconds(round(seconds * 1000))
    found = stated.model.SolveWithParameters(wanted)
    if found is None:
        raise CannotSayError("found no plan in the time given")
    return Answer(_solution(stated, found), int(found.ObjectiveValue()), tuple(curve))


def _solution(stated: _Stated, found: pywrapcp.Assignment) -> Solution:
    model, first = stated.model, len(stated.places.bases)
    plans = []
    for r in range(stated.problem.routes):
        stops, starts, index = [], [], found.Value(model.NextVar(model.Start(r)))
        while not model.IsEnd(index):
            stops.append(stated.numbering.IndexToNode(index) - first)
            starts.append(int(found.Value(stated.time.CumulVar(index))))
            index = found.Value(model.NextVar(index))
        breaks = tuple(int(found.StartValue(pause)) for pause in stated.breaks[r]) if stops else ()
        plans.append(RoutePlan(tuple(stops), tuple(starts), breaks))
    return Solution(tuple(plans))
