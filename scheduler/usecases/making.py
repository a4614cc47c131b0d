"""From a day to a plan: rules, search, plan, judgement, reasons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from scheduler import validator
from scheduler.domain.day import Day
from scheduler.domain.plan import LeftOut, Plan
from scheduler.explain import why_left_out
from scheduler.problem.evaluate import evaluate
from scheduler.solver.search import Progress, Stop, solve
from scheduler.translate import draft_of, plan_of


def make_plan(
    day: Day,
    stop: Stop,
    *,
    seed: int,
    plan_id: str,
    version: int,
    author: str,
    made: datetime,
    progress: Callable[[Progress], None] | None = None,
) -> Plan:
    """Plan the day. With a stop by iterations the same day and seed give the same plan."""
    draft = draft_of(day)
    problem = draft.problem()
    result = solve(problem, stop, seed, progress=progress)
    plan = plan_of(
        day,
        draft,
        result.solution,
        plan_id=plan_id,
        version=version,
        author=author,
        made=made,
        seed=seed,
        iterations=result.iterations,
        bound=result.bound,
        cost_by_rule=dict(evaluate(problem, result.solution).cost_by_rule),
    )
    return with_judgement(day, plan)


def with_judgement(day: Day, plan: Plan) -> Plan:
    """The plan with the validator's findings and why each visit is left out."""
    reasons = {left.visit_id: left.reasons for left in plan.left_out}
    left_out = tuple(LeftOut(id_, reasons[id_] or why_left_out(day, plan, id_)) for id_ in sorted(reasons))
    return replace(
        plan,
        left_out=left_out,
        findings=tuple(validator.judge(day, plan).findings),
    )
