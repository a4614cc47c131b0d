"""Several threads of one search: they repeat, they learn from one another, and stop together."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_problems import EVERY, random_problem, some_primitives

from scheduler.problem.evaluate import evaluate
from scheduler.solver.annealing import Annealing
from scheduler.solver.kernel import layout as at
from scheduler.solver.kernel.driver import Driver
from scheduler.solver.kernel.recipe import STANDARD
from scheduler.solver.search import Stop, solve

SLACK = 4.0  # seconds: other work on this machine may hold a run up
OWN_COST = EVERY - {"must"}  # without what must be placed the kernel's cost is the evaluator's


@pytest.mark.parametrize("threads", [1, 2])
def test_the_same_iterations_and_threads_give_the_same_plan_bit_for_bit(threads: int) -> None:
    for seed in range(3):
        problem = random_problem(seed, visits=20, with_=frozenset({"doubles", "links", "terms", "wait"}))
        first, second = (solve(problem, Stop(iterations=1001), seed, threads=threads) for _ in range(2))
        assert first.solution == second.solution
        assert first.iterations == second.iterations == 1001


def test_different_seeds_find_different_plans_in_two_threads_too() -> None:
    problem = random_problem(12, visits=60, with_=frozenset({"serve costs", "terms"}))
    found = {solve(problem, Stop(iterations=1), seed, threads=2).solution for seed in range(1, 6)}
    assert len(found) > 1


def test_a_search_needs_a_thread() -> None:
    with pytest.raises(ValueError, match="1 thread"):
        solve(random_problem(1, visits=5), Stop(iterations=1), 1, threads=0)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**9))
def test_who_adopts_a_plan_has_its_cost_and_searches_on_without_contradicting_the_evaluator(seed: int) -> None:
    problem = random_problem(seed, with_=some_primitives(seed) - {"must"})
    good, other = Driver(problem, 1), Driver(problem, 2)
    for driver, iterations in ((good, 60), (other, 7)):
        driver.construct()
        driver.anneal(iterations, 0.0, float(iterations), 30.0, 1.0)
    other.adopt(good)
    assert other.solution() == good.solution()
    assert other.cost() == good.cost() == evaluate(problem, other.solution()).cost
    other.anneal(60, 0.0, 60.0, 30.0, 1.0)
    judged = evaluate(problem, other.solution())
    assert judged.feasible
    assert judged.cost == other.cost() <= good.cost()


def test_every_copy_of_an_adopted_plan_counts_what_its_routes_add_up_to() -> None:
    problem = random_problem(21, visits=12, with_=EVERY)
    good, other = Driver(problem, 1), Driver(problem, 2)
    for driver in (good, other):
        driver.construct()
        driver.anneal(200, 0.0, 200.0, 30.0, 1.0)
    other.adopt(good)
    other.anneal(200, 0.0, 200.0, 30.0, 1.0)
    brought_in = np.array([counter.brought_in for counter in problem.counters])
    for copy in (at.WORK, at.CURRENT, at.BEST):
        counters = other.world.counter[copy, : len(brought_in)]
        assert (counters[:, 0] - counters[:, 1:].sum(axis=1) == brought_in).all()


def test_after_an_exchange_the_worst_has_the_best_plan() -> None:
    annealing = Annealing(random_problem(5, visits=40, with_=OWN_COST), 1, STANDARD, threads=3)
    annealing.construct()
    annealing.anneal(200, 0.0, 200.0, 300.0, 10.0)
    costs = sorted(driver.cost() for driver in annealing.drivers)
    annealing.exchange()
    assert sorted(driver.cost() for driver in annealing.drivers) == sorted([costs[0], *costs[:-1]])
    annealing.close()


@pytest.mark.parametrize("bound_seconds", [0.0, 1.5])
def test_a_stop_by_seconds_is_kept_with_two_threads(bound_seconds: float) -> None:
    problem = random_problem(17, visits=120, with_=frozenset({"terms", "wait"}))
    solve(problem, Stop(iterations=1), 1, bound_seconds=0.1)  # loads the compiled code
    began = time.monotonic()
    result = solve(problem, Stop(seconds=1.0), 1, threads=2, bound_seconds=bound_seconds)
    assert time.monotonic() - began < 1.0 + bound_seconds + SLACK
    judged = evaluate(problem, result.solution)
    assert judged.feasible
    assert judged.cost == result.cost
    assert (result.bound is None) == (bound_seconds == 0.0)


def test_processor_seconds_count_all_threads() -> None:
    problem = random_problem(13, visits=60, with_=frozenset({"serve costs"}))
    solve(problem, Stop(iterations=1), 1)  # loads the compiled code
    began = time.process_time()
    solve(problem, Stop(cpu_seconds=2.0), 1, threads=2)
    assert time.process_time() - began < 2.0 + 0.7
