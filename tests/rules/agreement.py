"""Two statements of one rule side by side: what it lowers, judged by the evaluator, and what it finds in the plan."""

from __future__ import annotations

from scheduler.domain.day import Day
from scheduler.domain.plan import Finding, Plan
from scheduler.problem.evaluate import Violation, evaluate
from scheduler.problem.solution import RoutePlan, Solution, drop_stop
from scheduler.rules.draft import Draft
from scheduler.rules.laboratory import LABORATORY
from scheduler.rules.rule import Rule
from scheduler.rules.timetable import access_seconds, ride_seconds

OF_OTHERS = {  # what every problem holds, whatever rules are lowered into it
    "too soon", "work", "travel", "shift start", "shift end", "placed twice", "parts missing",
}  # fmt: skip


def named(family: tuple[Rule, ...], name: str) -> Rule:
    """The rule of that name in a family."""
    return next(rule for rule in family if rule.name == name)


def draft_of(day: Day, *rules: Rule) -> Draft:
    """A draft with true rides and these rules alone."""
    draft = Draft(day)
    for m, mode in enumerate(draft.modes):
        for i, here in enumerate(draft.places):
            for j, there in enumerate(draft.places):
                draft.access[i, j] = access_seconds(here, there)
                draft.travel[m, i, j] = ride_seconds(day, mode, here, there) + draft.access[i, j]
    for rule in rules:
        rule.lower(day, draft)
    return draft


def solution_of(draft: Draft, plan: Plan) -> Solution:
    """The same stops at the same starts, as indices."""
    by_shift = {route.shift_id: route for route in plan.routes}
    routes = []
    for shift in draft.shifts:
        stops = by_shift[shift.id].stops if shift.id in by_shift else ()
        indices = tuple(
            drop_stop(stop.part) if stop.kind == "drop" else draft.part(stop.visit_id, stop.part) for stop in stops
        )
        routes.append(RoutePlan(indices, tuple(draft.seconds(stop.start) for stop in stops)))
    return Solution(tuple(routes))


def broken_and_cost(day: Day, plan: Plan, rule: Rule) -> tuple[list[Violation], int]:
    """What the evaluator says of the plan when only this rule is lowered: its violations and its cost.

    The drops of the samples (H8) stand in every problem, so that every plan can be read.
    """
    samples = LABORATORY[0]
    draft = draft_of(day, rule) if rule == samples else draft_of(day, samples, rule)
    answer = evaluate(draft.problem(), solution_of(draft, plan))
    own = [v for v in answer.violations if v.primitive not in OF_OTHERS and (rule == samples or v.rule != "H8")]
    return own, answer.cost_by_rule.get(rule.name, 0)


def findings(day: Day, plan: Plan, rule: Rule) -> list[Finding]:
    """What the rule finds, after both statements have agreed.

    A hard rule: something is found exactly when something is broken. Whom a rule forbids it says with every
    reason, so these are compared by visit and person; two rules on one start meet in one window, so of H13 only the
    fact is compared; all other amounts are equal in sum. A soft rule: the costs are equal.
    """
    said = rule.find(day, plan)
    found = [f for f in said if f.hard or rule.kind == "soft"]  # what a hard rule tells beside is past, and free
    assert all(f.cost == 0 for f in said if f not in found)
    violations, cost = broken_and_cost(day, plan, rule)
    assert all(f.rule == rule.name and f.hard == (rule.kind == "hard") and f.amount > 0 for f in found)
    assert all(f.zh and f.en for f in found)
    assert sum(f.cost for f in found) == cost
    if rule.kind == "soft":
        return found
    assert bool(found) == bool(violations)
    if rule.name in {"H1", "H2", "H3", "H10", "H12"}:
        draft = draft_of(day)
        pairs = {(draft.keys[p][0], draft.shifts[r].staff_id) for p, r in (v.about for v in violations)}
        assert {(*f.visit_ids, *f.staff_ids) for f in found} == pairs
    elif rule.name not in {"H9", "H13"}:
        assert sum(f.amount for f in found) == sum(v.amount for v in violations)
    return found
