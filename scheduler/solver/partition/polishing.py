"""The search goes on from a plan that the relaxation gave, at little heat: what is left out finds its place."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from scheduler.problem.solution import RoutePlan, Solution
from scheduler.solver.partition.bounding import Bounding
from scheduler.solver.partition.choose import plan_cost
from scheduler.solver.partition.watch import Watch

if TYPE_CHECKING:
    from scheduler.solver.kernel.driver import Driver

HOT, COLD = 0.7, 0.03  # temperatures at the ends, in mean legs of the plan
CHUNK = 500  # steps between two looks at the clock

Sequences = dict[int, tuple[int, ...]]


def polished(bounding: Bounding, beside: Solution, taken: Sequences, seconds: float) -> Sequences:
    """The routes of this component after a short search from those taken.

    `beside`: the plan whose other routes stay in place, as far as the search lets them.
    """
    problem = bounding.problem
    driver = import_module("scheduler.solver.kernel.driver").Driver(problem, 1)
    start = with_routes(bounding, beside, taken)
    driver.begin_from(start, plan_cost(problem, start) is not None)
    driver.construct()
    _anneal(driver, bounding.watch, seconds)
    routes = driver.solution().routes
    return {r: routes[r].stops for r in bounding.arrays if routes[r].stops}


def with_routes(bounding: Bounding, beside: Solution, taken: Sequences) -> Solution:
    """A plan with these routes in the component, at their earliest starts, and those of `beside` elsewhere."""
    routes = list(beside.routes)
    for r, arrays in bounding.arrays.items():
        stops = taken.get(r, ())
        starts = arrays.starts(tuple(arrays.place_of[p] for p in stops)) if stops else None
        routes[r] = RoutePlan(stops, starts) if starts else RoutePlan()
    return Solution(tuple(routes))


def _anneal(driver: Driver, watch: Watch, seconds: float) -> None:
    leg = driver.mean_leg()
    began, steps = watch.clock(), 0
    while (share := (watch.clock() - began) / max(1e-3, seconds)) < 1.0 and not watch.is_over():
        horizon = max(1.0, steps / share) if share > 0.02 else float("inf")
        driver.anneal(CHUNK, float(steps), horizon, HOT * leg, COLD * leg)
        steps += CHUNK
