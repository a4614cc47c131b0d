"""Columns, their choice and the bound with what the published home-care sets ask."""

from __future__ import annotations

import pytest
from random_problems import random_problem, some_primitives
from random_published import PUBLISHED
from random_solutions import random_solution

from scheduler.problem.evaluate import evaluate
from scheduler.problem.solution import RoutePlan, Solution
from scheduler.solver.exact.model import solve_exactly
from scheduler.solver.partition.choose import choose, columns_of
from scheduler.solver.partition.proof import prove

PLENTY = 20.0  # seconds, for programs and proofs that need a hundredth of it
KEPT = frozenset(
    {"windows", "serve costs", "modes", "opening", "access", "overtime", "roads", "split", "capacity", "travel rates"}
)


@pytest.mark.parametrize("seed", range(20))
def test_with_a_rate_of_travel_for_each_route_zero_among_them_the_bound_meets_the_optimum(seed: int) -> None:
    problem = random_problem(seed, visits=4 + seed % 6, with_=KEPT)
    exact = solve_exactly(problem, PLENTY)
    bound, solution = prove(problem, random_solution(problem, seed), PLENTY)
    assert bound.relaxed == ()
    assert exact.optimal
    assert (bound.value, bound.optimal, evaluate(problem, solution).cost) == (exact.bound, True, exact.bound)


@pytest.mark.parametrize(("seed", "more"), [(100, "travel rates"), (125, "travel rates"), (82, "terms")])
def test_a_route_that_is_dearer_and_adds_less_to_a_counter_is_not_forgotten_in_closing(seed: int, more: str) -> None:
    primitives = KEPT - {"travel rates"} | {"counters", more}
    problem = random_problem(seed, visits=4 + seed % 4, with_=primitives)
    bound, _ = prove(problem, random_solution(problem, seed), PLENTY)
    assert bound.value <= solve_exactly(problem, PLENTY).bound


def test_with_everything_published_the_bound_is_below_every_plan_and_names_what_it_looks_away_from() -> None:
    named = set[str]()
    for seed in range(60):
        problem = random_problem(seed, visits=3 + seed % 4, with_=some_primitives(seed) | PUBLISHED)
        exact = solve_exactly(problem, PLENTY)
        incumbent = random_solution(problem, seed)
        bound, solution = prove(problem, incumbent, 0.5)
        assert exact.optimal
        if exact.solution is not None:
            assert bound.value <= exact.bound, f"seed {seed}"
        after = evaluate(problem, solution)
        assert after.feasible or solution == incumbent
        assert bound.optimal is (after.feasible and after.cost == bound.value)
        named |= set(bound.relaxed)
    assert named >= {"peaks", "balances", "breaks", "terms by window", "early departure", "waiting"}


def test_with_everything_published_the_optimum_is_found_again_among_the_routes_of_many_plans() -> None:
    changed = 0
    for seed in range(40):
        primitives = (some_primitives(seed) | PUBLISHED) - {"must"}
        problem = random_problem(seed, visits=3 + seed % 4, with_=primitives)
        best = solve_exactly(problem, PLENTY)
        assert best.solution is not None
        pool = columns_of(best.solution)
        for k in range(25):
            pool[:0] = columns_of(random_solution(problem, 100 * seed + k))
        found, words = choose(problem, pool, Solution((RoutePlan(),) * problem.routes), PLENTY)
        judged = evaluate(problem, found)
        assert judged.feasible, words
        assert judged.cost == best.bound, f"seed {seed}: {words}"
        changed += any(plan.stops for plan in found.routes)
    assert changed > 20
