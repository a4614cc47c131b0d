"""Two witnesses of one plan, compared: the evaluator on the arrays, the validator on names and clock times."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from random_solutions import random_solution

from scheduler.domain.day import Day
from scheduler.domain.plan import Finding, Plan
from scheduler.problem.evaluate import Evaluation, Violation, evaluate
from scheduler.problem.problem import Problem
from scheduler.problem.solution import Solution
from scheduler.rules.draft import Draft
from scheduler.translate import draft_of, plan_of
from scheduler.units import LOCAL
from scheduler.validator import Verdict, judge

MADE = datetime(2026, 3, 8, 17, 0, tzinfo=LOCAL)
STARTS = frozenset({"H7", "H9", "H11", "H13", "H16", "PLAN"})  # what meets in the windows of a part
SPOKEN = {  # primitives that every problem holds, and the rule by which the validator names them
    "too soon": {"H4"},
    "break missing": {"H5"},
    "break window": {"H5"},
    "break in service": {"H5"},
    "breaks overlap": {"H5"},
    "shift start": {"H5"},
    "shift end": {"H5"},
    "work": {"H15"},
    "travel": {"H15"},
    "placed twice": {"PLAN"},
    "parts missing": {"H6"},
    "window": STARTS,
    "must be placed": {"H11", "H16"},
}


def told(day: Day, draft: Draft, solution: Solution, cost_by_rule: Mapping[str, int] | None = None) -> Plan:
    """The solution as a plan."""
    return plan_of(
        day, draft, solution, plan_id="P1", version=1, author="test", made=MADE, seed=1, iterations=0,
        cost_by_rule=cost_by_rule or {},
    )  # fmt: skip


def promise(day: Day, seed: int) -> Plan:
    """Some plan that people could have been told, good or bad."""
    draft = draft_of(day)
    return told(day, draft, random_solution(draft.problem(), seed))


@dataclass(frozen=True, slots=True)
class Compared:
    """What both said, and where they differ in words."""

    evaluation: Evaluation
    verdict: Verdict
    differences: tuple[str, ...]


def compare(day: Day, draft: Draft, problem: Problem, solution: Solution) -> Compared:
    """Every cost rule by rule; what is forbidden, by which rule, about which visit or person, both ways."""
    evaluation, verdict = evaluate(problem, solution), judge(day, told(day, draft, solution))
    paid = {rule: cost for rule, cost in evaluation.cost_by_rule.items() if cost}
    names = sorted(paid.keys() | verdict.cost_by_rule.keys())
    differences = [
        f"{rule} costs {paid.get(rule, 0)} and {verdict.cost_by_rule.get(rule, 0)}"
        for rule in names
        if paid.get(rule, 0) != verdict.cost_by_rule.get(rule, 0)
    ]
    explained: set[Finding] = set()
    for violation in evaluation.violations:
        same = [one for one in verdict.hard if _same(draft, problem, violation, one)]
        missing = _rules(draft, violation) - {one.rule for one in same}
        if not same or (violation.primitive == "not eligible" and missing):
            differences.append(f"only the evaluator forbids {violation}")
        explained.update(same)
    # a start after midnight is late for every shift or way; the evaluator's windows know no end of the day
    late = {one for one in verdict.hard if one.rule == "PLAN"} if explained else set()
    differences += [f"only the validator forbids {f.en}" for f in verdict.hard if f not in explained and f not in late]
    return Compared(evaluation, verdict, tuple(differences))


def _rules(draft: Draft, violation: Violation) -> set[str] | frozenset[str]:
    if violation.primitive == "not eligible":
        return set(draft.forbidden_by[violation.about[0], violation.about[1]])
    return SPOKEN.get(violation.primitive, {violation.rule})


def _same(draft: Draft, problem: Problem, violation: Violation, finding: Finding) -> bool:
    """Whether a finding says what a violation says: the rule, and the visit where one is meant."""
    if finding.rule not in _rules(draft, violation):
        return False
    if violation.primitive in ("not eligible", "window", "placed twice"):
        return draft.keys[violation.about[0]][0] in finding.visit_ids
    if violation.primitive in ("parts missing", "must be placed"):
        return draft.visit_ids[violation.about[0]] in finding.visit_ids
    if violation.primitive in ("gap short", "gap long", "person", "link alone"):
        link = problem.links[violation.about[0]]
        return draft.keys[link.second][0] in finding.visit_ids
    return True
