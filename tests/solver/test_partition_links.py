"""What the bound keeps of links and of drops, and that it stays below every plan while it does."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from random_problems import random_problem, some_primitives
from random_solutions import random_solution

from scheduler.problem.evaluate import evaluate
from scheduler.problem.problem import Problem
from scheduler.problem.solution import RoutePlan, Solution
from scheduler.solver.exact.model import solve_exactly
from scheduler.solver.partition.components import divided
from scheduler.solver.partition.joint import joints, they_meet
from scheduler.solver.partition.linked import pair_rows, tightened
from scheduler.solver.partition.proof import prove

PLENTY = 20.0  # seconds, for proofs that need a hundredth of it
BRIEF = 0.5  # seconds, where a bound below the optimum will do
KEPT = frozenset({"windows", "serve costs", "modes", "opening", "access", "overtime", "roads", "split", "capacity"})


def unhurried(problem: Problem) -> Problem:
    """The same problem with rides to the laboratory that may last all day."""
    return replace(problem, drops=tuple(replace(drop, longest_ride=10**6) for drop in problem.drops))


@pytest.mark.parametrize("seed", range(25))
def test_drops_without_a_longest_ride_are_not_looked_away_from(seed: int) -> None:
    problem = unhurried(random_problem(seed, visits=4 + seed % 5, with_=KEPT | {"drops"}))
    exact = solve_exactly(problem, PLENTY)
    bound, solution = prove(problem, random_solution(problem, seed), PLENTY)
    assert bound.relaxed == ()
    if (problem.travel[:, :, None, :] <= problem.travel[:, :, :, None] + problem.travel[:, None, :, :]).all():
        assert (bound.value, evaluate(problem, solution).cost) == (exact.bound, exact.bound)
    assert bound.value <= exact.bound


def test_linked_plans_are_never_below_the_bound_and_most_bounds_meet_them() -> None:
    met = 0
    for seed in range(300, 330):
        problem = random_problem(seed, visits=4 + seed % 4, with_=KEPT | {"doubles"})
        exact = solve_exactly(problem, PLENTY)
        bound, _ = prove(problem, random_solution(problem, seed), BRIEF)
        assert exact.optimal
        assert bound.value <= exact.bound, f"seed {seed}"
        met += bound.value == exact.bound
    assert met > 20


def test_tightened_windows_lose_no_plan_and_rows_of_pairs_hold_for_every_plan() -> None:
    tighter = rows_seen = 0
    for seed in range(40):
        problem = random_problem(seed, visits=6, with_=frozenset({"windows", "doubles", "links", "split", "must"}))
        smaller = tightened(problem)
        rows = pair_rows(smaller)
        tighter += not np.array_equal(smaller.window_latest, problem.window_latest)
        rows_seen += len(rows)
        for k in range(5):
            solution = random_solution(problem, 10 * seed + k)
            if not evaluate(problem, solution).feasible:
                continue
            assert evaluate(smaller, solution).feasible
            out = {v for v in range(problem.visits) if not set(problem.parts_of(v)) & solution.placed().keys()}
            for row in rows:
                amount = sum(row.amount(r, plan.stops) for r, plan in enumerate(solution.routes))
                assert amount + sum(row.out.get(v, 0) for v in out) <= row.most
            arrays = {route.route: route for component in divided(smaller).components for route in component.routes}
            stops = {r: plan.stops for r, plan in enumerate(solution.routes) if plan.stops}
            assert they_meet(joints(smaller), arrays, stops)
    assert tighter > 10
    assert rows_seen > 40


def test_two_crossed_pairs_cannot_meet() -> None:
    problem = next(
        drawn
        for drawn in (random_problem(seed, visits=2, with_=frozenset({"doubles"})) for seed in range(100))
        if drawn.parts == 4 and drawn.eligible[:, :2].all() and all(a.maximum == 0 for a in drawn.links)
    )
    arrays = {route.route: route for component in divided(problem).components for route in component.routes}
    pairs = joints(problem)
    assert not they_meet(pairs, arrays, {0: (0, 2), 1: (3, 1)})


def test_where_no_plan_places_what_must_be_the_proof_still_ends() -> None:
    for seed in range(300080, 300100):
        primitives = some_primitives(seed) | {"counters", "doubles", "links"}
        problem = random_problem(seed, visits=3 + seed % 5, with_=primitives)
        nothing = Solution((RoutePlan(),) * problem.routes)
        bound, _ = prove(problem, nothing, BRIEF)
        exact = solve_exactly(problem, PLENTY)
        assert exact.solution is None or bound.value <= exact.bound
