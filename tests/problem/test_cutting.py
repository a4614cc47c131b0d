"""A share of a problem says the same as the whole, but for what the others cost anyway."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from random_solutions import random_solution
from random_weeks import random_week

from scheduler.problem.cutting import Cut, cut
from scheduler.problem.evaluate import evaluate
from scheduler.problem.problem import LATENESS, Peak, Problem
from scheduler.problem.solution import RoutePlan, Solution
from scheduler.translate import week_draft_of, week_problem

WEEKS = 40


def cases() -> list[tuple[Problem, Solution, list[int]]]:
    """Weeks with a legal plan and some free routes."""
    found = []
    for seed in range(WEEKS):
        week = random_week(seed)
        if week.offers():
            draft = week_draft_of(week)
            problem = week_problem(draft)
            legal = [s for k in range(6) if evaluate(problem, s := random_solution(problem, 9 * seed + k)).feasible]
            draw = random.Random(f"cut {seed}")
            days = draw.sample(range(len(week.days)), draw.randint(1, len(week.days) - 1))
            free = [r for d in sorted(days) for r in draft.routes_on(d)]
            found += [(problem, solution, free) for solution in legal[:2]]
    return found


CASES = cases()


def plans_of(piece: Cut, seed: int) -> list[Solution]:
    """The plan the share came from, the empty one and random ones."""
    empty = Solution((RoutePlan(),) * piece.problem.routes)
    return [piece.inner(), empty, *(random_solution(piece.problem, 7 * seed + k) for k in range(4))]


def test_the_share_costs_what_the_whole_costs_less_a_constant_and_forbids_the_same() -> None:
    compared = 0
    for number, (problem, solution, free) in enumerate(CASES):
        piece = cut(problem, solution, free)
        constants = set()
        for inner in plans_of(piece, number):
            own, whole = evaluate(piece.problem, inner), evaluate(problem, piece.outer(inner))
            if not any(one.primitive in ("window", "not eligible") for one in own.violations):
                # a part that stands on a route of another day, or outside its windows, has no costs of its start
                assert own.feasible == whole.feasible
                compared += own.feasible
            if own.feasible:
                constants.add(whole.cost - own.cost)
        assert len(constants) <= 1
    assert compared > len(CASES)


def test_a_share_taken_out_and_put_back_is_the_plan_it_came_from() -> None:
    for problem, solution, free in CASES:
        piece = cut(problem, solution, free)
        assert piece.outer(piece.inner()) == solution
        assert evaluate(piece.problem, piece.inner()).feasible


def test_faces_as_prices_are_exact_while_one_visit_moves() -> None:
    moved = 0
    for problem, solution, free in CASES:
        exact, priced = (cut(problem, solution, free, faces_as_prices=way) for way in (False, True))
        assert not priced.problem.circles
        before = exact.inner()
        for r, plan in enumerate(before.routes):
            for k in range(len(plan.stops)):
                one = piece_without(before, r, k)
                costs = [evaluate(piece.problem, one).cost - evaluate(piece.problem, before).cost
                         for piece in (exact, priced)]  # fmt: skip
                moved += 1
                assert costs[0] == costs[1]
    assert moved


def piece_without(solution: Solution, r: int, k: int) -> Solution:
    """The solution with one stop taken away."""
    plan = solution.routes[r]
    fewer = RoutePlan(plan.stops[:k] + plan.stops[k + 1 :], plan.starts[:k] + plan.starts[k + 1 :], plan.breaks)
    return Solution((*solution.routes[:r], fewer, *solution.routes[r + 1 :]))


def test_peaks_have_no_shares() -> None:
    problem, solution, free = CASES[0]
    with pytest.raises(ValueError, match="peaks"):
        cut(replace(problem, peaks=(Peak(0, LATENESS, 1),)), solution, free)
