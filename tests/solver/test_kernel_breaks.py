"""Breaks move with what comes before and behind them, and a wanted one is missed where holding it costs more."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from random_problems import random_problem

from scheduler.problem.problem import Break, Problem
from scheduler.solver.exact.model import solve_exactly
from scheduler.solver.search import Stop, solve

FAR = 10**6


def day_with_lunches(seed: int) -> Problem:
    """Soft closing times, no end of the day, waiting that costs, and one wanted lunch a route."""
    drawn = random_problem(seed, visits=7, with_=frozenset({"terms", "serve costs", "opening"}))
    far = np.full(drawn.routes, FAR, np.int64)
    lunches = tuple(Break(r, 100, 110, 40, 4) for r in range(drawn.routes))
    return replace(
        drawn, window_latest=np.full(len(drawn.window_latest), FAR, np.int64), route_latest=far, route_end=far,
        route_max_work=10 * far, route_max_travel=10 * far, term_before_rate=np.zeros_like(drawn.term_before_rate),
        route_wait_rate=np.full(drawn.routes, 3, np.int64), breaks=lunches,
    )  # fmt: skip


def test_small_days_with_wanted_lunches_are_planned_as_well_as_can_be() -> None:
    held = missed = 0
    for seed in range(30):
        problem = day_with_lunches(seed)
        best = solve_exactly(problem, 30)
        found = solve(problem, Stop(iterations=4000), seed=1)
        assert best.optimal
        assert found.cost == best.bound, seed
        assert best.solution is not None
        used = [route for route in best.solution.routes if route.stops]
        held += sum(start >= 0 for route in used for start in route.breaks)
        missed += sum(start < 0 for route in used for start in route.breaks)
    assert held > 5 < missed


def test_breaks_that_shut_each_other_out_leave_the_route_in_use() -> None:
    drawn = day_with_lunches(3)
    clashing = tuple(Break(r, 100, 100, 20, price) for r in range(drawn.routes) for price in (30, 25))
    problem = replace(drawn, breaks=clashing)
    best, found = solve_exactly(problem, 30), solve(problem, Stop(iterations=4000), seed=1)
    assert found.cost == best.bound
    assert any(route.stops for route in found.solution.routes)
