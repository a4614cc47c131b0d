"""Two days planned one after the other against the same two days planned at once, on small crowded cases.

TWO_DAYS says on how many cases (default 20).
"""

from __future__ import annotations

import os
import random
from dataclasses import dataclass, replace
from datetime import timedelta

from random_weeks import shift_on

from scheduler.domain.week import Week
from scheduler.problem.evaluate import evaluate
from scheduler.problem.problem import Problem
from scheduler.problem.solution import Solution
from scheduler.solver.search import Stop, solve
from scheduler.translate import WeekDraft, week_draft_of, week_problem
from scheduler.usecases.week_making import day_prices
from scheduler.usecases.week_search import search_week
from tests import builders as a

CASES = int(os.environ.get("TWO_DAYS", "20"))
SHORT = 300  # iterations; in so small a case the search ends at the best plan long before
SERVICES = [
    replace(a.service(f"P{priority}", minutes, priority=priority), code=f"P{priority}M{minutes}")
    for priority in range(1, 8)
    for minutes in (20, 40)
]


def two_days(seed: int) -> Week:
    """One or two nurses with short mornings, 3 to 7 visits of all classes, most of them too many for one day."""
    draw = random.Random(f"two days {seed}")
    people = [a.staff(f"N{k}") for k in range(1, draw.randint(1, 2) + 1)]
    duty = [a.shift(person.id, "08:00", draw.choice(["09:30", "10:00", "11:00"])) for person in people]
    visits, homes = [], {}
    for k in range(draw.randint(3, 7)):
        service, first = draw.choice(SERVICES), draw.choice([0, 0, 0, 1])
        last = 1 if first else draw.choice([0, 1, 1])
        later = draw.randint(0, 4) if last and draw.random() < 0.2 else 0
        homes[f"R{k}"] = a.resident(
            f"R{k}", a.place(f"HOME-R{k}", draw.randint(-2500, 2500), draw.randint(-2500, 2500))
        )
        days = {"first_day": a.MONDAY + timedelta(first), "last_day": a.MONDAY + timedelta(last + later)}
        visits.append(a.visit(f"V{k}", f"R{k}", of=service, **days))
    found = []
    for k in range(2):
        today = a.MONDAY + timedelta(days=k)
        own = [visit for visit in visits if visit.first_day <= today <= visit.last_day]
        shifts = [shift_on(shift, k) for shift in duty]
        doors = [homes[visit.resident_id] for visit in own]
        found.append(replace(a.day(own, people=people, shifts=shifts, residents=doors, services=SERVICES), day=today))
    return Week(tuple(found))


@dataclass(frozen=True, slots=True)
class Case:
    """What both ways leave out for good (its last day is over), by price."""

    at_once: int
    one_by_one: int


def lost(draft: WeekDraft, problem: Problem, solution: Solution) -> int:
    """The price of the visits left out whose last day is over."""
    assert evaluate(problem, solution).feasible
    placed = {draft.keys[p][0] for p in solution.placed()}
    over = [v for v, id_ in enumerate(draft.visit_ids)
            if id_ not in placed and draft.week.visit(id_).last_day <= draft.week.days[-1].day]  # fmt: skip
    return int(problem.leave_out_cost[over].sum())


def compared(seed: int) -> Case:
    draft = week_draft_of(two_days(seed))
    problem = week_problem(draft)
    stop, prices = Stop(iterations=2 * SHORT), day_prices(draft)
    one_by_one = search_week(problem, draft.day_of, stop, 1, prices=prices, first_share=1.0).solution
    at_once = solve(problem, Stop(iterations=SHORT), 1, start=one_by_one).solution
    return Case(lost(draft, problem, at_once), lost(draft, problem, one_by_one))


def test_two_days_at_once_hardly_ever_lose_more_and_often_less_than_one_after_the_other() -> None:
    cases = [compared(seed) for seed in range(CASES)]
    losing = sum(case.one_by_one > case.at_once for case in cases)
    print(f"{losing} of {len(cases)} cases lose a visit day after day that the two days at once keep")
    # a whole week's cost may prefer one cheap visit lost to a dear one put off: in 3 of 1000 cases
    assert sum(case.at_once > case.one_by_one for case in cases) <= -(-len(cases) // 100)
    assert losing <= 0.3 * len(cases)
