"""The search as a whole: stops, repeats, starts from a plan, and never contradicts the evaluator."""

from __future__ import annotations

import time

import pytest
from random_problems import EVERY, random_problem

from scheduler.problem.evaluate import evaluate
from scheduler.problem.solution import RoutePlan, Solution
from scheduler.solver.exact.model import solve_exactly
from scheduler.solver.search import Progress, Stop, solve, with_proof
from scheduler.translate import draft_of
from tests import builders


def test_a_search_without_any_stop_is_refused() -> None:
    with pytest.raises(ValueError, match="needs something to stop it"):
        Stop()


def test_the_same_iterations_give_the_same_plan_bit_for_bit() -> None:
    problem = random_problem(11, visits=12, with_=EVERY - {"must"})
    first, second = (solve(problem, Stop(iterations=400), 5) for _ in range(2))
    assert first.solution == second.solution
    assert first.cost == second.cost
    assert first.iterations == second.iterations == 400


def test_a_problem_without_visits_has_the_empty_plan() -> None:
    problem = draft_of(builders.day([])).problem()
    result = solve(problem, Stop(iterations=400), 5)
    assert [plan.stops for plan in result.solution.routes] == [()] * problem.routes


def test_no_iterations_mean_construction_only() -> None:
    problem = random_problem(11, visits=12, with_=EVERY - {"must"})
    result = solve(problem, Stop(iterations=0), 5)
    assert result.iterations == 0
    judged = evaluate(problem, result.solution)
    assert judged.feasible
    assert judged.cost == result.cost
    (told,) = result.log
    assert told.endswith(f"construction: cost {result.cost}")
    assert solve(problem, Stop(iterations=400), 5).cost <= result.cost


def test_different_seeds_search_differently() -> None:
    problem = random_problem(12, visits=40, with_=frozenset({"serve costs", "terms"}))
    found = {solve(problem, Stop(iterations=1), seed).solution for seed in range(1, 6)}
    assert len(found) > 1


def test_a_run_by_seconds_ends_in_time_and_says_how_many_iterations_it_did() -> None:
    problem = random_problem(13, visits=40, with_=EVERY)
    solve(problem, Stop(iterations=0), 1)  # loads the kernel
    began = time.monotonic()
    result = solve(problem, Stop(seconds=1.0), 1)
    assert time.monotonic() - began < 1.0 + 2.0
    assert result.iterations > 0


def test_four_hundred_visits_with_links_and_costs_of_starts_end_in_time_too() -> None:
    problem = random_problem(17, visits=400, with_=frozenset({"doubles", "links", "terms", "wait"}))
    began = time.monotonic()
    result = solve(problem, Stop(seconds=1.5), 1)
    assert time.monotonic() - began < 1.5 + 2.0
    assert evaluate(problem, result.solution).feasible


def test_a_cancelled_search_keeps_the_best_plan_found() -> None:
    problem = random_problem(14, visits=12, with_=EVERY - {"must"})
    asked: list[bool] = []
    result = solve(problem, Stop(cancelled=lambda: asked.append(True) is None and len(asked) > 5), 1)
    assert evaluate(problem, result.solution).feasible


def test_progress_is_told_with_a_cost_that_never_rises() -> None:
    problem = random_problem(15, visits=30, with_=EVERY - {"must"})
    told: list[Progress] = []
    result = solve(problem, Stop(seconds=1.0), 1, progress=told.append)
    costs = [progress.cost for progress in told if progress.cost is not None]
    assert costs == sorted(costs, reverse=True)
    assert costs[-1] == result.cost
    assert told[-1].step == "done"


def test_a_given_plan_is_never_made_worse() -> None:
    for seed in range(6):
        problem = random_problem(seed, visits=10, with_=EVERY - {"must"})
        good = solve(problem, Stop(iterations=500), 1)
        again = solve(problem, Stop(iterations=1), 2, start=good.solution)
        assert again.cost <= good.cost


def test_an_impossible_given_plan_is_used_as_far_as_it_holds() -> None:
    problem = random_problem(3, visits=10, with_=frozenset({"serve costs"}))
    everything_on_one = RoutePlan(tuple(range(problem.parts)), (0,) * problem.parts)
    start = Solution((everything_on_one, *(RoutePlan(),) * (problem.routes - 1)))
    assert evaluate(problem, solve(problem, Stop(iterations=50), 1, start=start).solution).feasible


def test_the_cost_is_that_of_the_evaluator_and_the_log_says_what_each_step_did() -> None:
    problem = random_problem(16, visits=12, with_=EVERY - {"must"})
    result = solve(problem, Stop(iterations=200), 1)
    assert result.cost == evaluate(problem, result.solution).cost
    assert any("construction" in line for line in result.log)
    assert any("iterations" in line for line in result.log)


def test_the_bound_lies_between_nothing_and_the_optimum_and_the_plan_above_it() -> None:
    for seed in range(5):
        problem = random_problem(seed, visits=7, with_=frozenset({"serve costs", "overtime"}))
        proven = solve(problem, Stop(iterations=200), 1, bound_seconds=5)
        exact = solve_exactly(problem, 20)
        assert exact.optimal
        assert exact.solution is not None
        assert proven.bound is not None
        assert proven.bound <= evaluate(problem, exact.solution).cost <= proven.cost


def test_a_proof_changes_no_plan_that_is_to_repeat() -> None:
    problem = random_problem(7, visits=10, with_=frozenset({"serve costs"}))
    plain, proven = (solve(problem, Stop(iterations=3), 1, bound_seconds=seconds) for seconds in (0, 3))
    assert proven.solution == plain.solution
    assert plain.bound is None


def test_the_proof_takes_its_share_of_the_clock_and_the_configured_seconds_beside_steps() -> None:
    assert with_proof(Stop(seconds=10), 0.25, 6) == (Stop(seconds=7.5), 2.5)
    assert with_proof(Stop(cpu_seconds=10), 0.8, 6) == (Stop(cpu_seconds=10 * (1 - 0.8)), 8)
    assert with_proof(Stop(iterations=5), 0.25, 6) == (Stop(iterations=5), 6)


def test_what_must_be_placed_is_placed_whenever_some_plan_does() -> None:
    possible = 0
    for seed in range(12):
        problem = random_problem(seed, visits=8, with_=EVERY)
        if solve_exactly(problem, 20, deterministic_time=5).solution is not None:
            possible += 1
            assert evaluate(problem, solve(problem, Stop(iterations=5), 1).solution).feasible
    assert possible >= 5
