"""Every rule has two witnesses; here they are compared on random days, on good plans and on bad ones.

WITNESS_DAYS says on how many days (default 150; a fifth of them is also planned by the search).
"""

from __future__ import annotations

import os
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import pytest
from random_solutions import random_solution, timed

from scheduler import validator
from scheduler.domain.care import Visit
from scheduler.domain.day import Day
from scheduler.domain.people import Staff
from scheduler.domain.plan import Finding, Plan
from scheduler.problem.problem import Problem
from scheduler.problem.solution import Solution
from scheduler.rules import RULES
from scheduler.rules.draft import Draft
from scheduler.rules.windows import WINDOWS
from scheduler.solver.exact.model import solve_exactly
from scheduler.solver.search import Result, Stop, solve
from scheduler.translate import draft_of, solution_of
from tests.random_days import random_day
from tests.witness import Compared, compare, promise, told

DAYS = int(os.environ.get("WITNESS_DAYS", "150"))
PLANS_OF_A_DAY = 4
SOLVED_DAYS = DAYS // 5
EXACT_DAYS = 4
SHORT = 300  # iterations


def drawn(days: int) -> Iterator[tuple[Day, Draft, Problem, Solution]]:
    """Random days, odd ones and calm ones, each with random plans, good and bad."""
    for seed in range(days):
        day = random_day(seed, promise, calm=seed % 3 == 0)
        draft = draft_of(day)
        problem = draft.problem()
        for k in range(PLANS_OF_A_DAY):
            solution = random_solution(problem, 10 * seed + k)
            yield day, draft, problem, solution
            yield day, draft, problem, forced(draft, problem, solution, random.Random(f"force {seed} {k}"))


def forced(draft: Draft, problem: Problem, solution: Solution, draw: random.Random) -> Solution:
    """One more visit, or just one, where the fewest rules forbid it: often one rule alone stands against it."""
    placed, more = solution.placed(), draw.random() < 0.5
    orders = [[stop for stop in plan.stops if stop >= 0 and more] for plan in solution.routes]
    missing = [v for v in range(problem.visits) if not any(p in placed for p in problem.parts_of(v))]
    if missing and orders:
        for p in problem.parts_of(draw.choice(missing)):
            against = [len(set(draft.forbidden_by.get((p, r), ()))) for r in range(problem.routes)]
            stops = orders[draw.choice([r for r in range(problem.routes) if against[r] == min(against)])]
            stops.insert(draw.randint(0, len(stops)), p)
    return timed(problem, orders, draw)


@pytest.fixture(scope="module")
def judged() -> list[Compared]:
    """Both witnesses heard on every random plan."""
    return [compare(*one) for one in drawn(DAYS)]


def test_evaluator_and_validator_agree_on_random_plans_rule_by_rule(judged: list[Compared]) -> None:
    assert [one.differences for one in judged if one.differences] == []


def test_good_and_bad_plans_are_both_common(judged: list[Compared]) -> None:
    legal = sum(one.verdict.legal for one in judged)
    assert 0.2 * len(judged) < legal < 0.8 * len(judged)
    assert all(one.verdict.legal == one.evaluation.feasible for one in judged)


def test_each_rule_fires_and_each_hard_rule_alone_forbids_some_plan(judged: list[Compared]) -> None:
    fired = Counter(rule for one in judged for rule in {f.rule for f in one.verdict.findings})
    hard = [{f.rule for f in one.verdict.hard} for one in judged]
    alone = Counter(next(iter(rules)) for rules in hard if len(rules) == 1)
    sys.stdout.write("\nrule: plans in which it fires, plans that it alone forbids\n")
    for rule in RULES:
        sys.stdout.write(f"{rule.name:4} {fired[rule.name]:6} {alone[rule.name] if rule.kind == 'hard' else '':6}\n")
    assert [rule.name for rule in RULES if not fired[rule.name]] == []
    assert [rule.name for rule in RULES if rule.kind == "hard" and not alone[rule.name]] == []


@dataclass(frozen=True, slots=True)
class Solved:
    """A random day planned by the search, and what both witnesses say of the plan."""

    day: Day
    calm: bool
    result: Result
    compared: Compared
    served: float  # share of the visits


@pytest.fixture(scope="module")
def solved() -> list[Solved]:
    """Odd days and calm ones, planned by a short search."""
    plans = []
    for seed in range(SOLVED_DAYS):
        day = random_day(seed, promise, calm=seed % 3 > 0)
        draft = draft_of(day)
        problem = draft.problem()
        result = solve(problem, Stop(iterations=SHORT), seed)
        compared = compare(day, draft, problem, result.solution)
        placed = {draft.keys[p][0] for p in result.solution.placed()}
        plans.append(Solved(day, seed % 3 > 0, result, compared, len(placed) / len(day.visits)))
    return plans


def test_every_plan_of_the_search_passes_the_validator_at_the_same_cost_rule_by_rule(solved: list[Solved]) -> None:
    for one in solved:
        assert one.compared.differences == ()
        assert one.result.cost == one.compared.evaluation.cost == one.compared.verdict.cost
        assert one.compared.verdict.legal or one.day.locks  # locks of a random plan may contradict each other


def test_half_of_the_visits_are_served_on_nine_calm_days_of_ten(solved: list[Solved]) -> None:
    calm = [one for one in solved if one.calm and not one.day.locks]
    assert sum(one.served >= 0.5 for one in calm) >= 0.9 * len(calm)


def test_every_plan_of_the_exact_model_passes_the_validator_at_the_same_cost() -> None:
    proved = 0
    for seed in range(0, EXACT_DAYS * 2, 2):
        day = random_day(seed, promise, calm=True)
        draft = draft_of(day)
        problem = draft.problem()
        answer = solve_exactly(problem, 30.0, deterministic_time=1.0)
        if answer.solution is not None:
            compared = compare(day, draft, problem, answer.solution)
            assert compared.differences == ()
            assert compared.verdict.legal
            assert answer.bound <= compared.verdict.cost
            proved += answer.optimal
    assert proved


def test_names_and_clock_times_lead_back_to_the_same_solution() -> None:
    for day, draft, _, solution in drawn(20):
        whole = Solution(tuple(replace(plan, breaks=()) if not plan.stops else plan for plan in solution.routes))
        assert solution_of(day, draft, told(day, draft, solution)) == whole


Fault = Callable[[Problem], Problem]


def late_window(problem: Problem) -> Problem:
    """A window that closes a second later."""
    return replace(problem, window_latest=problem.window_latest + 1)


def early_window(problem: Problem) -> Problem:
    """A window that opens a second earlier."""
    return replace(problem, window_earliest=problem.window_earliest - 1)


def transposed(problem: Problem) -> Problem:
    """Ways from there to here."""
    return replace(problem, travel=np.ascontiguousarray(problem.travel.transpose(0, 2, 1)))


def swapped_pair(problem: Problem) -> Problem:
    """The first after the second."""
    links = tuple(replace(link, first=link.second, second=link.first) for link in problem.links)
    return replace(problem, links=links)


def dear_second(problem: Problem) -> Problem:
    """A cost of the start that begins a second later."""
    return replace(problem, term_time=problem.term_time + 1)


@pytest.mark.parametrize("fault", [late_window, early_window, transposed, swapped_pair, dear_second])
def test_a_fault_planted_in_what_is_lowered_is_caught(fault: Fault) -> None:
    assert any(compare(day, draft, fault(problem), solution).differences for day, draft, problem, solution in drawn(90))


def test_any_skill_for_all_skills_is_caught() -> None:
    """Two certificates are asked for, and the lowering is content with one."""
    assert any(_any_skill_differs(seed) for seed in range(60))


def _any_skill_differs(seed: int) -> bool:
    day = two_skills(random_day(seed))
    draft = draft_of(day)
    for (p, r), rules in draft.forbidden_by.items():
        visit_id, k = draft.keys[p]
        if rules == ["H1"] and one_of_two(day, day.visits[visit_id], k, day.staff[draft.shifts[r].staff_id]):
            draft.eligible[p, r] = True
    problem = draft.problem()
    plans = [random_solution(problem, 10 * seed + k) for k in range(PLANS_OF_A_DAY)]
    return any(compare(day, draft, problem, plan).differences for plan in plans)


def two_skills(day: Day) -> Day:
    """The day with two certificates asked for each part."""
    visits = {
        one.id: replace(one, parts=tuple(replace(need, skills=frozenset({"wound", "tube"})) for need in one.parts))
        for one in day.visits.values()
    }
    return replace(day, visits=visits)


def one_of_two(day: Day, visit: Visit, part: int, staff: Staff) -> bool:
    """Whether the person has one of the certificates, and the role."""
    need = visit.parts[part]
    return staff.role in need.roles and sum(staff.holds(skill, day.day) for skill in need.skills) == 1


def test_a_fault_planted_in_what_is_found_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """The windows of H7 close a second early for the validator."""
    h7 = WINDOWS[0]

    def lenient(day: Day, plan: Plan) -> list[Finding]:
        return [one for one in h7.find(day, plan) if one.amount > 1]

    monkeypatch.setattr(validator, "RULES", tuple(replace(h7, find=lenient) if r is h7 else r for r in RULES))
    assert any(compare(*one).differences for one in drawn(90))
