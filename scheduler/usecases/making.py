"""From a day to a plan: rules, search, plan, judgement. Loads the engines; only the child process comes here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from scheduler.domain.day import Day
from scheduler.domain.plan import Plan
from scheduler.problem.evaluate import evaluate
from scheduler.solver.search import Progress, Stop, solve, with_proof
from scheduler.translate import draft_of, plan_of
from scheduler.usecases.judging import with_judgement

PROOF_SHARE = 0.25  # of the seconds a plan is given


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
) -> tuple[Plan, tuple[str, ...]]:
    """Plan the day; with what each step of the search changed, in words.

    With a stop by iterations the same day and seed give the same plan.
    """
    draft = draft_of(day)
    problem = draft.problem()
    search, proof = with_proof(stop, PROOF_SHARE, day.rulebook.rule("plan.bound_seconds"))
    result = solve(problem, search, seed, progress=progress, bound_seconds=proof)
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
    return with_judgement(day, plan), result.log
