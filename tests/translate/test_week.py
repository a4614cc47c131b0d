"""The week as one problem and back: its two witnesses on random small weeks, and what only the week can tell."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from random_solutions import random_solution
from random_weeks import random_week

from scheduler.domain.care import DayGap, Visit
from scheduler.domain.week import Week
from scheduler.problem.evaluate import evaluate
from scheduler.problem.problem import Problem
from scheduler.problem.solution import RoutePlan, Solution
from scheduler.translate import WeekDraft, plans_of_week, solution_of_week, week_draft_of, week_problem
from scheduler.translate.week_draft import STRIDE
from scheduler.units import DAY
from scheduler.validator import WeekVerdict, judge_week
from tests import builders as a
from tests.witness import MADE

WEEKS, PLANS = 50, 4
TUESDAY, WEDNESDAY = a.MONDAY + timedelta(days=1), a.MONDAY + timedelta(days=2)


def as_told(draft: WeekDraft, solution: Solution) -> WeekVerdict:
    """The validator's word on the solution in names and clock times."""
    planned = plans_of_week(draft, solution, author="test", made=MADE, seed=1, iterations=0)
    return judge_week(draft.week, planned)


def of_its_days(draft: WeekDraft, problem: Problem, solution: Solution) -> bool:
    """Whether every part stands once, on a day that offers its visit, and starts on that day."""
    stops = [stop for plan in solution.routes for stop in plan.stops if stop >= 0]
    return len(stops) == len(set(stops)) and all(
        draft.keys[p][0] in draft.week.days[draft.day_of[r]].visits and 0 <= start - draft.day_of[r] * STRIDE < DAY
        for p, (r, start) in solution.placed().items()
    )


def test_evaluator_and_validator_agree_on_random_weeks_rule_by_rule() -> None:
    legal, compared, rules = 0, 0, set()
    for seed in range(WEEKS):
        week = random_week(seed, calm=seed % 3 != 0, first=a.MONDAY + timedelta(days=4 * (seed % 2)))
        draft = week_draft_of(week)
        problem = week_problem(draft)
        for k in range(PLANS if week.offers() else 0):
            solution = random_solution(problem, 10 * seed + k)
            evaluation = evaluate(problem, solution)
            if not of_its_days(draft, problem, solution):
                assert not evaluation.feasible
                continue
            verdict = as_told(draft, solution)
            compared, legal = compared + 1, legal + evaluation.feasible
            rules |= {rule for rule, cost in evaluation.cost_by_rule.items() if cost}
            assert evaluation.feasible == verdict.legal
            if not any(one.primitive in ("window", "not eligible") for one in evaluation.violations):
                assert verdict.cost_by_rule == {r: c for r, c in sorted(evaluation.cost_by_rule.items()) if c}
    assert legal > compared // 4
    assert {"S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "S9", "S10", "S11", "S12", "S13"} <= rules


def test_plans_of_the_days_are_the_solution_they_came_from() -> None:
    seen = 0
    for seed in range(WEEKS):
        draft = week_draft_of(random_week(seed))
        problem = week_problem(draft)
        solution = random_solution(problem, seed)
        if evaluate(problem, solution).feasible:
            planned = plans_of_week(draft, solution, author="test", made=MADE, seed=1, iterations=0)
            seen += bool(solution.placed())
            used = tuple(plan if plan.stops else RoutePlan() for plan in solution.routes)
            assert solution_of_week(draft, planned) == Solution(used)
    assert seen > WEEKS // 4


def week_of(*visits: Visit, days: int = 3, **changes: object) -> Week:
    """Days from Monday on with nurse N1 in the morning; a visit is offered from its first to its last day."""
    found = []
    for k in range(days):
        today = a.MONDAY + timedelta(days=k)
        shift = a.shift(id=f"N1-{k}")
        moved = {m: getattr(shift, m) + timedelta(days=k) for m in ("start", "end", "latest_end")}
        own = [visit for visit in visits if visit.first_day <= today <= visit.last_day]
        base = a.day(own, shifts=[shift])
        found.append(a.replace(base, day=today, shifts={shift.id: a.replace(shift, **moved)}))
    return Week(tuple(found), **changes)  # type: ignore[arg-type]


def possible(id: str, first: date, last: date, resident: str = "R1", **changes: object) -> Visit:
    return a.visit(id, resident, first_day=first, last_day=last, **changes)


def standing(draft: WeekDraft, **clocks: tuple[int, int]) -> Solution:
    """Each visit on the route of its day, at the second of the day."""
    routes = [RoutePlan()] * draft.routes
    for id_, (d, second) in clocks.items():
        routes[draft.base[d]] = RoutePlan((draft.part_at[id_, 0],), (second + d * STRIDE,))
    return Solution(tuple(routes))


@pytest.mark.parametrize("days", [1, 2])
def test_days_between_visits_are_counted_by_the_calendar_whatever_the_hours(days: int) -> None:
    gap = DayGap("V1", days, days)
    week = week_of(possible("V1", a.MONDAY, WEDNESDAY), possible("V2", a.MONDAY, WEDNESDAY, "R2", after_days=gap))
    draft = week_draft_of(week)
    problem = week_problem(draft)
    early, late = 8 * 3600 + 1800, 11 * 3600
    for first, second in ((early, late), (late, early)):
        solution = standing(draft, V1=(0, first), V2=(days, second))
        assert evaluate(problem, solution).feasible
        assert as_told(draft, solution).legal
        wrong = standing(draft, V1=(0, first), V2=(3 - days, second))
        assert [one.rule for one in evaluate(problem, wrong).violations] == ["H9"]
        (finding,) = as_told(draft, wrong).hard
        assert (finding.rule, finding.amount) == ("H9", 1)
    alone = standing(draft, V2=(1, early))
    assert [one.rule for one in evaluate(problem, alone).violations] == ["H9"]
    assert [one.rule for one in as_told(draft, alone).hard] == ["H9"]


def test_a_visit_that_follows_a_published_one_keeps_the_days_from_it() -> None:
    follower = possible("V2", a.MONDAY, WEDNESDAY, after_days=DayGap("V1", 3, 3))
    draft = week_draft_of(week_of(follower, settled={"V1": a.MONDAY - timedelta(days=1)}))
    allowed = {draft.day_of[r] for r in range(draft.routes) if week_problem(draft).eligible[0, r]}
    assert allowed == {2}


def test_a_visit_left_out_is_named_on_the_days_that_the_visit_before_it_leaves() -> None:
    gap = DayGap("V1", 1, 1)
    week = week_of(possible("V1", a.MONDAY, WEDNESDAY), possible("V2", a.MONDAY, WEDNESDAY, "R2", after_days=gap))
    draft = week_draft_of(week)
    for clocks, expected in (({"V1": (0, 32400)}, [[], ["V2"], []]), ({}, [["V1"], ["V1"], ["V1"]])):
        solution = standing(draft, **clocks)
        planned = plans_of_week(draft, solution, author="t", made=MADE, seed=1, iterations=0)
        assert [[left.visit_id for left in plan.left_out] for _, plan in planned] == expected
        assert judge_week(week, planned).legal


def test_leaving_out_costs_the_price_of_the_last_day_in_the_week() -> None:
    inside, beyond = possible("V1", a.MONDAY, TUESDAY), possible("V2", a.MONDAY, WEDNESDAY + timedelta(days=9), "R2")
    week = week_of(inside, beyond)
    book = week.days[0].rulebook
    price, percent = book.weight("S1.P5"), book.weight("S1.percent_3")
    assert week_problem(week_draft_of(week)).leave_out_cost.tolist() == [price, price * percent // 100]


def test_a_new_face_is_paid_once_for_all_visits_of_a_week() -> None:
    visits = [possible(f"V{k}", a.MONDAY + timedelta(days=k), a.MONDAY + timedelta(days=k)) for k in range(3)]
    week = week_of(*visits)
    known = a.resident("R1", seen_staff=frozenset({"N9"}))
    week = Week(tuple(a.replace(day, residents={"R1": known}) for day in week.days))
    draft = week_draft_of(week)
    solution = standing(draft, V0=(0, 32400), V1=(1, 32400), V2=(2, 32400))
    price = week.days[0].rulebook.weight("S5.new_person")
    assert evaluate(week_problem(draft), solution).cost_by_rule["S5"] == price
    assert as_told(draft, solution).cost_by_rule["S5"] == price


def test_a_visit_on_two_days_is_found() -> None:
    week = week_of(possible("V1", a.MONDAY, TUESDAY))
    draft = week_draft_of(week)
    planned = plans_of_week(draft, standing(draft, V1=(0, 32400)), author="t", made=MADE, seed=1, iterations=0)
    twice = plans_of_week(draft, standing(draft, V1=(1, 32400)), author="t", made=MADE, seed=1, iterations=0)
    verdict = judge_week(week, (planned[0], *twice[1:]))
    assert [finding.rule for finding in verdict.hard] == ["PLAN"]


def test_days_out_of_order_are_no_week() -> None:
    days = week_of(possible("V1", a.MONDAY, TUESDAY)).days
    assert all(before.day < after.day for before, after in pairwise(days))
    with pytest.raises(ValueError, match="in order"):
        Week(days[::-1])
