"""VROOM: a vehicle per route, a profile per kind of route, skills, priorities.

It serves the largest sum of priorities first and saves cost second; one thread, deterministic.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from functools import reduce
from math import gcd

import numpy as np
import vroom

from scheduler.bench.peers.answer import BREAKS, OPENING, WINDOWS, Answer, refuse_unsaid
from scheduler.bench.peers.places import Places, matrices, places_of
from scheduler.problem.problem import Problem
from scheduler.problem.solution import RoutePlan, Solution

SAYS = frozenset({BREAKS, WINDOWS, OPENING})
EXPLORATION = 5  # its most thorough
HIGHEST_PRIORITY = 100
SECONDS_PER_HOUR = 3600  # a vehicle's fixed cost is in units of cost; its hour costs 3600, so a second costs 1


def solve(problem: Problem, seconds: float, _seed: int) -> Answer:
    """Its plan after at most `seconds` of its clock. Raises CannotSayError."""
    refuse_unsaid(problem, SAYS)
    places = places_of(problem)
    stated = vroom.Input()
    for k, (travel, cost) in enumerate(matrices(problem, places)):
        stated.set_durations_matrix(str(k), travel)
        stated.set_costs_matrix(str(k), cost)
    kinds_of_skill = _skills(problem)
    for r in range(problem.routes):
        stated.add_vehicle(_vehicle(problem, places, r, kinds_of_skill))
    priorities = _priorities(problem)
    for p in range(problem.parts):
        skill = kinds_of_skill.get(problem.eligible[p].tobytes())
        rows = range(int(problem.window_index[p]), int(problem.window_index[p + 1]))
        stated.add_job(
            vroom.Job(
                p,
                places.row_of_part(p),
                default_service=int(problem.duration[p, 0]),
                delivery=vroom.Amount([int(load) for load in problem.load[:, p]]),
                skills=set() if skill is None else {skill},
                priority=priorities[int(problem.part_visit[p])],
                time_windows=[
                    vroom.TimeWindow(int(problem.window_earliest[w]), int(problem.window_latest[w])) for w in rows
                ],
            )
        )
    found = stated.solve(exploration_level=EXPLORATION, nb_threads=1, timeout=timedelta(seconds=seconds))
    return Answer(_solution(problem, found))


def _vehicle(problem: Problem, places: Places, r: int, kinds_of_skill: dict[bytes, int]) -> vroom.Vehicle:
    own_breaks = [b for b in problem.breaks if b.route == r]
    return vroom.Vehicle(
        r,
        start=places.row_of_base(int(problem.route_from[r])),
        end=places.row_of_base(int(problem.route_to[r])),
        profile=str(places.kind[r]),
        capacity=[min(int(load), 2**31 - 1) for load in problem.capacity[:, r]],
        skills={skill for mark, skill in kinds_of_skill.items() if np.frombuffer(mark, np.bool_)[r]},
        time_window=vroom.TimeWindow(int(problem.route_earliest[r]), int(problem.route_latest[r])),
        costs=vroom.VehicleCosts(fixed=int(problem.route_opening_cost[r]), per_hour=SECONDS_PER_HOUR),
        breaks=[
            vroom.Break(k, time_windows=[vroom.TimeWindow(b.earliest, b.latest)], service=b.length)
            for k, b in enumerate(own_breaks)
        ],
    )


def _skills(problem: Problem) -> dict[bytes, int]:
    """A skill for each set of eligible routes that is not all of them."""
    marks = sorted({row.tobytes() for row in problem.eligible if not row.all()})
    return {mark: k for k, mark in enumerate(marks)}


def _priorities(problem: Problem) -> list[int]:
    """Prices of leaving out on VROOM's scale 0-100, in proportion."""
    prices = [int(price) for price in problem.leave_out_cost]
    unit = reduce(gcd, prices) or 1
    scale = max(unit, -(-max(prices) // HIGHEST_PRIORITY))
    shares = zip(prices, problem.must_place, strict=True)
    return [HIGHEST_PRIORITY if must else -(-price // scale) for price, must in shares]


def _solution(problem: Problem, found: vroom.Solution) -> Solution:
    """Stops, starts (arrival and waiting) and breaks as VROOM timed them."""
    stops: dict[int, list[tuple[int, int]]] = defaultdict(list)
    pauses: dict[int, dict[int, int]] = defaultdict(dict)
    frame = found.routes
    columns = (frame[name].tolist() for name in ("vehicle_id", "type", "id", "arrival", "waiting_time"))
    for r, kind, own, arrival, waiting in zip(*columns, strict=True):
        if kind == "job":
            stops[r].append((int(own), int(arrival + waiting)))
        elif kind == "break":
            pauses[r][int(own)] = int(arrival + waiting)
    plans = []
    for r in range(problem.routes):
        served = stops[r]
        breaks = tuple(start for _, start in sorted(pauses[r].items())) if served else ()
        plans.append(RoutePlan(tuple(p for p, _ in served), tuple(start for _, start in served), breaks))
    return Solution(tuple(plans))
