"""The CP-SAT reference proves small problems: nothing is cheaper than its optimum, and its plans are legal."""

from __future__ import annotations

import os
import signal

import numpy as np
import pytest
from random_problems import random_problem
from random_solutions import random_solution

from scheduler.problem.evaluate import evaluate
from scheduler.problem.solution import RoutePlan, Solution
from scheduler.solver.exact.model import accepts, solve_exactly

PLENTY = 30.0  # seconds, for problems that need a tenth of it


@pytest.mark.parametrize("seed", range(60))
def test_the_optimum_is_legal_costs_what_the_evaluator_says_and_no_random_solution_beats_it(seed: int) -> None:
    problem = random_problem(seed, visits=3 + seed % 4)
    result = solve_exactly(problem, PLENTY)
    assert result.optimal
    others = [evaluate(problem, random_solution(problem, 100 * seed + k)) for k in range(20)]
    if result.solution is None:
        assert problem.must_place.any()
        assert not any(other.feasible for other in others)
        return
    judged = evaluate(problem, result.solution)
    assert judged.feasible
    assert judged.cost == result.bound
    assert all(other.cost >= result.bound for other in others if other.feasible)
    assert accepts(problem, result.solution)


def test_a_break_does_not_turn_time_back_between_two_stops_in_one_place_that_take_none() -> None:
    problem = random_problem(389, visits=5)
    result = solve_exactly(problem, PLENTY)
    assert result.solution is not None
    assert evaluate(problem, result.solution).feasible


def test_the_bound_of_an_unfinished_run_is_below_its_plan_and_deterministic_time_repeats_the_run() -> None:
    problem = random_problem(1, visits=11)
    first, second = (solve_exactly(problem, PLENTY, deterministic_time=0.1) for _ in range(2))
    assert first == second
    assert first.solution is not None
    assert first.bound <= evaluate(problem, first.solution).cost


def test_a_hint_is_never_made_worse_even_when_no_time_is_left_to_improve_it() -> None:
    problem = random_problem(17, visits=10)
    solutions = (random_solution(problem, k) for k in range(50))
    hint = min((s for s in solutions if evaluate(problem, s).feasible), key=lambda s: evaluate(problem, s).cost)
    result = solve_exactly(problem, PLENTY, hint=hint, deterministic_time=0.05)
    assert result.solution is not None
    assert evaluate(problem, result.solution).cost <= evaluate(problem, hint).cost


def test_a_visit_that_must_be_placed_and_has_nobody_is_proven_impossible() -> None:
    problem = random_problem(5, visits=3, with_=frozenset())
    for array, value in ((problem.eligible, False), (problem.must_place, True)):
        array.setflags(write=True)
        array[:] = value
    result = solve_exactly(problem, PLENTY)
    assert result.solution is None
    assert result.optimal


def test_the_model_refuses_a_stop_that_it_has_no_variable_for_and_a_wrong_number_of_routes() -> None:
    problem = random_problem(5, visits=8, with_=frozenset())
    nobody = np.argwhere(~problem.eligible)[0]
    routes = [RoutePlan()] * problem.routes
    routes[int(nobody[1])] = RoutePlan((int(nobody[0]),), (int(problem.window_earliest[nobody[0]]),))
    assert not accepts(problem, Solution(tuple(routes)))
    assert accepts(problem, Solution((RoutePlan(),) * problem.routes))
    with pytest.raises(ValueError, match="0 routes given"):
        accepts(problem, Solution(()))


def test_the_keyboard_still_interrupts_after_a_run() -> None:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        solve_exactly(random_problem(1, visits=3), PLENTY)
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, before)
