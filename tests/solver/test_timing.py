"""The starts chosen for a finished plan are the cheapest that its sequences and breaks allow."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from line_of_places import LEG, OTHER, SERVICE, problem, row
from ortools.sat.python import cp_model
from random_problems import EVERY, random_problem, some_primitives
from random_published import PUBLISHED
from random_solutions import random_solution

from scheduler.problem.evaluate import evaluate
from scheduler.problem.problem import IDLE, WAITING, Balance, Peak, Problem
from scheduler.problem.solution import NOT_HELD, RoutePlan, Solution
from scheduler.solver.exact.model import state
from scheduler.solver.exact.statement import BASE
from scheduler.solver.timing import has_time_costs, retimed

PLENTY = 20.0  # seconds, for programs that need a hundredth of it


def cheapest_starts(problem: Problem, solution: Solution) -> int:
    """CP-SAT's optimum with all that is not time taken from the plan: sequences, breaks held, their gaps and order."""
    said = state(problem)
    fixed = []
    for r, plan in enumerate(solution.routes):
        if r not in said.used:
            continue
        fixed.append((said.used[r], bool(plan.stops)))
        driven = set(pairwise((BASE, *plan.stops, BASE))) if plan.stops else set()
        fixed += [(literal, leg in driven) for leg, literal in said.arcs[r].items()]
        held = [(begin, k) for begin, k in zip(plan.breaks, said.breaks(r), strict=False) if begin != NOT_HELD]
        for (_, earlier), (_, later) in pairwise(sorted(held) if plan.stops else []):
            said.model.add(said.break_start[earlier] <= said.break_start[later])
        for n, k in enumerate(said.breaks(r) if plan.stops else []):
            begin = plan.breaks[n] if n < len(plan.breaks) else NOT_HELD
            fixed += [(said.held[k], begin != NOT_HELD)] if k in said.held else []
            if begin != NOT_HELD:
                starts = zip(plan.stops, plan.starts, strict=True)
                fixed += [(said.after[k, stop], start <= begin) for stop, start in starts]
    for variable, value in fixed:
        said.model.add(variable == int(value))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = PLENTY
    assert solver.solve(said.model) == cp_model.OPTIMAL
    return round(solver.objective_value)


def test_over_random_plans_the_starts_are_cp_sats_optimum() -> None:
    improved = judged = 0
    for seed in range(150):
        primitives = some_primitives(seed) | (PUBLISHED if seed % 3 == 0 else frozenset())
        problem = random_problem(seed, visits=4 + seed % 6, with_=primitives - {"must"})
        for k in range(3):
            solution = random_solution(problem, 10 * seed + k)
            before = evaluate(problem, solution)
            if not before.feasible or not any(plan.stops for plan in solution.routes):
                continue
            after = evaluate(problem, retimed(problem, solution, PLENTY))
            assert after.feasible
            assert after.cost == cheapest_starts(problem, solution), f"seed {seed}, plan {k}"
            judged += 1
            improved += after.cost < before.cost
    assert judged > 120
    assert improved > 50


@pytest.mark.parametrize("name", sorted(EVERY))
def test_where_no_start_costs_anything_the_plan_is_left_as_it_is(name: str) -> None:
    problem = random_problem(3, visits=6, with_=frozenset({name}))
    solution = random_solution(problem, 1)
    if not has_time_costs(problem):
        assert retimed(problem, solution, PLENTY) is solution


def test_a_peak_makes_starts_cost_and_a_balance_does_not() -> None:
    free = problem(2, route_wait_rate=row(0, 0), route_overtime_rate=row(0, 0))
    assert not has_time_costs(free)
    assert not has_time_costs(replace(free, balances=(Balance(OTHER, 1, ((0,), (1,))),)))
    assert not has_time_costs(replace(free, peaks=(Peak(OTHER, WAITING, 0, routes=(0,)),)))
    assert has_time_costs(replace(free, peaks=(Peak(OTHER, WAITING, 1, routes=(0,)),)))


def test_a_first_stop_is_moved_so_that_the_longest_wait_behind_it_is_shortest() -> None:
    """Three stops, the middle one at 200..210: what both waits cannot shorten, the longer one sets."""
    free = problem(3, route_wait_rate=row(0, 0), window_earliest=row(0, 200, 400), window_latest=row(60, 210, 400))
    peak = replace(free, peaks=(Peak(OTHER, WAITING, 1, routes=(0,)),))
    plan = Solution((RoutePlan((0, 1, 2), (10, 200, 400)), RoutePlan()))
    cost = evaluate(peak, retimed(peak, plan, PLENTY)).cost_by_rule["other"]
    assert cost == 400 - 210 - SERVICE - LEG


def test_the_end_of_the_shift_draws_a_lone_visit_nowhere_when_idle_before_and_after_count_alike() -> None:
    idle = replace(problem(1, route_end=row(300, 300)), peaks=(Peak(OTHER, IDLE, 1, routes=(0,)),))
    plan = Solution((RoutePlan((0,), (500,)), RoutePlan()))  # after the planned end: all 300 ticks are idle
    cost = evaluate(idle, retimed(idle, plan, PLENTY)).cost_by_rule["other"]
    assert cost == 300 - 2 * LEG - SERVICE


def test_a_plan_that_cannot_be_timed_stays() -> None:
    closed = problem(1, window_index=row(0, 0), window_earliest=row(), window_latest=row())
    plan = Solution((RoutePlan((0,), (50,)), RoutePlan()))
    assert retimed(closed, plan, PLENTY) is plan
