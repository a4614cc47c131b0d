"""The same on days that touch every rule: devices, samples, doctors in the clinic, people who come together.

The other witness here is CP-SAT asked of every cheaper change by itself, on the whole of the changed day.
RANDOM_CHANGE_DAYS says on how many days.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import numpy as np

from scheduler.domain.day import Day
from scheduler.domain.plan import Plan
from scheduler.explain.changes import changes_for, price_of, with_change
from scheduler.explain.loosening import bare
from scheduler.explain.smallest import SmallestChange, smallest_change
from scheduler.problem.evaluate import evaluate
from scheduler.solver.exact.model import solve_exactly
from scheduler.translate import draft_of
from scheduler.validator import judge
from tests.random_days import random_day
from tests.witness import told

DAYS = int(os.environ.get("RANDOM_CHANGE_DAYS", "6"))
LARGEST = {"change.window_most": 20, "change.shift_most": 40, "change.lunch_most": 10}


def crowded(seed: int) -> Iterator[tuple[Day, Plan, str]]:
    """A random day, its shifts cut a little shorter than a good plan needs, and a visit then left out."""
    day = random_day(seed, calm=True)
    rules = dict(day.rulebook.rules)
    for key, value in {**LARGEST, "H18.doctors_in_clinic": seed % 2}.items():
        rules[key] = replace(rules[key], value=value)
    day = replace(day, rulebook=replace(day.rulebook, rules=rules))
    draw = random.Random(seed)
    shifts = dict(day.shifts)
    for route in best_plan(day).routes:
        shift = shifts[route.shift_id]
        end = route.back - timedelta(minutes=draw.choice([0, 5, 12, 30]))
        if end > shift.start:
            shifts[shift.id] = replace(shift, end=end, latest_end=end)
    day = replace(day, shifts=shifts)
    plan, eligible = best_plan(day), draft_of(day)
    for one in plan.left_out:
        if all(eligible.eligible[p].any() for p in eligible.parts_of(one.visit_id)):
            yield day, plan, one.visit_id
            return


def best_plan(day: Day) -> Plan:
    """What CP-SAT makes of the day in a tenth of a second's effort."""
    draft = draft_of(day)
    found = solve_exactly(draft.problem(), 20.0, deterministic_time=0.1)
    assert found.solution is not None
    return told(day, draft, found.solution)


def serves(day: Day, wanted: set[str]) -> bool:
    """Whether CP-SAT finds a plan of the day with these visits and no other."""
    draft = draft_of(day)
    problem = draft.problem()
    must = np.array([id_ in wanted for id_ in draft.visit_ids])
    eligible = problem.eligible & must[problem.part_visit][:, np.newaxis]
    asked = bare(replace(problem, must_place=must, eligible=eligible))
    found = solve_exactly(asked, 20.0, deterministic_time=2.0)
    return found.solution is not None and evaluate(asked, found.solution).feasible


def check(day: Day, plan: Plan, visit_id: str) -> SmallestChange:
    """What is claimed, tried, and everything cheaper tried one by one."""
    wanted = {stop.visit_id for _, stop in plan.stops() if stop.kind == "visit"} | {visit_id}
    claimed = smallest_change(day, plan, visit_id)
    assert claimed.proven
    if claimed.plan is not None:
        assert judge(with_change(day, claimed.change), claimed.plan).legal
        assert {stop.visit_id for _, stop in claimed.plan.stops() if stop.kind == "visit"} == wanted
    if claimed.plan is None or claimed.price > 0:
        assert not serves(day, wanted)
    for change in (change for growing in changes_for(day, day.visits[visit_id]) for change in growing):
        if claimed.plan is None or price_of(day, change) < claimed.price:
            assert not serves(with_change(day, change), wanted), (claimed.en, change)
    return claimed


def test_every_claim_on_days_of_every_rule_is_true_and_nothing_cheaper_serves() -> None:
    kinds: Counter[str] = Counter()
    seed = asked = 0
    while asked < DAYS:
        for day, plan, visit_id in crowded(seed):
            claimed = check(day, plan, visit_id)
            kinds[claimed.kind if claimed.plan else "no single change"] += 1
            asked += 1
        seed += 1
    print(f"{seed} days, {asked} with a visit left out that somebody may serve: {dict(kinds)}")
