"""A plan out of the relaxation is legal, costs what it says, and is not below the optimum."""

from __future__ import annotations

import pytest
from random_problems import random_problem

from scheduler.problem.evaluate import evaluate
from scheduler.problem.solution import RoutePlan, Solution
from scheduler.solver.exact.model import solve_exactly
from scheduler.solver.partition.bounding import Bounding
from scheduler.solver.partition.closing import Best
from scheduler.solver.partition.components import divided
from scheduler.solver.partition.diving import dive
from scheduler.solver.partition.polishing import with_routes
from scheduler.solver.partition.watch import Watch

NOTHING_SO_FAR = 1 << 50


@pytest.mark.parametrize("seed", range(6))
def test_diving_finds_legal_plans_that_cost_what_it_says(seed: int) -> None:
    problem = random_problem(seed, visits=10, with_=frozenset({"windows", "serve costs", "capacity"}))
    optimum = solve_exactly(problem, 20.0).bound
    empty = Solution((RoutePlan(),) * problem.routes)
    total, solution = 0, empty
    division = divided(problem)
    for component in division.components:
        bounding = Bounding(problem, component, Watch(10.0), beside=empty)
        bounding.cut_rounds(1, float("inf"))
        best = Best(NOTHING_SO_FAR, {})
        dive(bounding, empty, best, 0.05)
        assert best.cost == bounding.cost(best.sequences)
        total += best.cost
        solution = with_routes(bounding, solution, best.sequences)
    total += sum(int(problem.leave_out_cost[v]) for v in division.hopeless)
    judged = evaluate(problem, solution)
    assert judged.feasible
    assert judged.cost == total >= optimum
