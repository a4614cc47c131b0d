"""The plan chosen over route columns is the best that they allow, and never worse than the one that was there."""

from __future__ import annotations

import math
import os
import signal
import threading
import time
from itertools import permutations

import pytest
from random_problems import random_problem
from random_solutions import random_solution, timed_route

from scheduler.problem.evaluate import evaluate, evaluate_route
from scheduler.problem.problem import Problem
from scheduler.problem.solution import NOT_HELD, RoutePlan, Solution
from scheduler.solver.exact.model import solve_exactly
from scheduler.solver.partition.child import CHILD, Program, solve_here
from scheduler.solver.partition.choose import choose, columns_of
from scheduler.solver.partition.column import Column, RouteReader
from scheduler.solver.partition.mip import Mip
from scheduler.solver.partition.together import cost_together

PLENTY = 20.0  # seconds, for programs that need a hundredth of it


def nothing_done(problem: Problem) -> Solution:
    return Solution((RoutePlan(),) * problem.routes)


def test_a_column_costs_and_breaks_alone_what_the_evaluator_says_of_its_route() -> None:
    judged = legal = 0
    for seed in range(250):
        problem = random_problem(seed)
        reader = RouteReader(problem)
        for column in columns_of(random_solution(problem, seed)):
            if len(set(column.parts)) < len(column.parts):
                assert reader.figures(column) is None
                continue
            alone, times = evaluate_route(problem, column.route, column.plan)
            figures = reader.figures(column)
            assert (figures is not None) == alone.feasible
            if figures is not None:
                own = [b for b in problem.breaks if b.route == column.route]
                held = dict(enumerate(column.plan.breaks))
                missed = sum(b.price for k, b in enumerate(own) if held.get(k, NOT_HELD) == NOT_HELD)
                assert figures.cost == alone.cost + missed
                assert (figures.work, figures.travel, figures.busy) == (times.work, times.travel, times.busy)
                legal += 1
            judged += 1
    assert 0.3 * judged < legal < 0.9 * judged


def test_columns_cost_together_what_the_evaluator_says_of_their_plan() -> None:
    legal = 0
    for seed in range(250):
        problem = random_problem(seed)
        reader = RouteReader(problem)
        for k in range(3):
            solution = random_solution(problem, 10 * seed + k)
            judged = evaluate(problem, solution)
            priced = [(column, figures) for column in columns_of(solution) if (figures := reader.figures(column))]
            if judged.feasible:
                assert cost_together(problem, priced) == judged.cost
                legal += 1
            elif len(priced) == len(columns_of(solution)):
                assert cost_together(problem, priced) is None
    assert legal > 200


@pytest.mark.parametrize("seed", range(12))
def test_over_all_routes_of_a_tiny_problem_the_choice_is_cp_sats_optimum(seed: int) -> None:
    primitives = {"windows", "serve costs", "modes", "roads", "opening", "capacity", "orders", "split", "access"}
    problem = random_problem(seed, visits=5, with_=frozenset(primitives))
    pool = [
        Column(r, timed_route(problem, r, list(stops)))
        for r in range(problem.routes)
        for size in range(1, 6)
        for stops in permutations([p for p in range(problem.parts) if problem.eligible[p, r]], size)
    ]
    solution, _ = choose(problem, pool, nothing_done(problem), PLENTY)
    judged = evaluate(problem, solution)
    assert judged.feasible
    assert judged.cost == solve_exactly(problem, PLENTY).bound


def test_the_optimum_is_found_again_among_the_routes_of_many_plans_whatever_binds_them() -> None:
    changed = 0
    for seed in range(40):
        problem = random_problem(seed, visits=3 + seed % 4)
        best = solve_exactly(problem, PLENTY)
        if best.solution is None:
            continue
        pool = columns_of(best.solution)
        solutions = [random_solution(problem, 100 * seed + k) for k in range(25)]
        for solution in solutions:
            pool[:0] = columns_of(solution)
        legal = [solution for solution in solutions if evaluate(problem, solution).feasible]
        incumbent = legal[0] if legal else solutions[0]
        found, words = choose(problem, pool, incumbent, PLENTY)
        judged = evaluate(problem, found)
        assert judged.feasible, words
        assert judged.cost == best.bound, words
        changed += found != incumbent
    assert changed > 20


def test_without_time_or_without_better_routes_the_plan_stays() -> None:
    problem = random_problem(2, visits=8, with_=frozenset())
    best = solve_exactly(problem, PLENTY).solution
    assert best is not None
    assert choose(problem, [], best, PLENTY)[0] is best
    assert choose(problem, columns_of(best), nothing_done(problem), 0.0)[0] == nothing_done(problem)


def test_a_killed_child_costs_nothing_but_its_step() -> None:
    problem = random_problem(2, visits=8, with_=frozenset())
    best = solve_exactly(problem, PLENTY).solution
    assert best is not None
    for delay in (0.0, 0.002, 0.01, 0.05, 0.2):
        process = CHILD.start()
        killer = threading.Timer(delay, os.kill, (process.pid, signal.SIGKILL))
        killer.start()
        found, _ = choose(problem, columns_of(best), nothing_done(problem), PLENTY)
        killer.join()
        assert found in (nothing_done(problem), best)
        assert evaluate(problem, found).feasible
    assert choose(problem, columns_of(best), nothing_done(problem), PLENTY)[0] == best


def test_a_started_child_answers_in_less_than_a_third_of_a_second() -> None:
    problem = random_problem(2, visits=8, with_=frozenset())
    choose(problem, [], random_solution(problem, 0), PLENTY)
    began = time.monotonic()
    choose(problem, columns_of(random_solution(problem, 1)), random_solution(problem, 0), PLENTY)
    assert time.monotonic() - began < 0.3


def test_a_program_without_a_solution_has_no_answer() -> None:
    mip = Mip()
    x = mip.variable(1.0, 1.0, integral=True)
    mip.row(2.0, {x: 1.0}, 3.0)
    assert solve_here(Program(mip, (), 2.0, None), []) is None


def test_what_solvers_fail_of_is_told_and_not_printed(capfd: pytest.CaptureFixture[str]) -> None:
    mip = Mip()
    mip.variable(math.nan, 1.0, integral=True)
    for branchings, solvers in ((None, ["GSCIP", "CP_SAT"]), (5, ["GSCIP"])):
        failed: list[str] = []
        assert solve_here(Program(mip, (), 2.0, branchings), failed) is None
        assert [said.split(":")[0] for said in failed] == solvers
    assert capfd.readouterr().err == ""


def test_the_same_pool_and_limit_of_branchings_choose_the_same_plan() -> None:
    problem = random_problem(4, visits=9, with_=frozenset({"doubles", "counters"}))
    pool = [column for k in range(40) for column in columns_of(random_solution(problem, k))]
    first, second = (choose(problem, pool, nothing_done(problem), PLENTY, branchings=5) for _ in range(2))
    assert first == second
