"""From a day to a plan: rules, search, plan, judgement. Loads the engines; only the child process comes here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from scheduler.domain.day import Day
from scheduler.domain.plan import Plan
from scheduler.problem.evaluate import evaluate
from scheduler.solver.search import Progress, Stop, solve, with_proof
from scheduler.translate import draft_of, plan_of
from scheduler.usecases.judging import with_judgement

if TYPE_CHECKING:
    from scheduler.simulate.day.robust import Robust

PROOF_SHARE = 0.25  # of the seconds a plan is given


@dataclass(frozen=True, slots=True)
class Made:
    """A plan, what each step of the search changed, and what its buffers bought, where it was to have some."""

    plan: Plan
    log: tuple[str, ...]
    bought: Robust | None


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
    result = made_plan(
        day, stop, seed=seed, plan_id=plan_id, version=version, author=author, made=made, progress=progress
    )
    return result.plan, result.log


def made_plan(
    day: Day,
    stop: Stop,
    *,
    seed: int,
    plan_id: str,
    version: int,
    author: str,
    made: datetime,
    progress: Callable[[Progress], None] | None = None,
    robust: bool = False,
) -> Made:
    """The same, with buffers if the plan is to be `robust`."""
    draft = draft_of(day)
    problem = draft.problem()
    search, proof = with_proof(stop, PROOF_SHARE, day.rulebook.rule("plan.bound_seconds"))
    result = solve(problem, search, seed, progress=progress, bound_seconds=proof)
    solution, bought = result.solution, None
    if robust:
        from scheduler.simulate.day.robust import with_margins  # loads the simulation, which only this needs

        solution, bought = with_margins(
            day, draft, problem, solution, seed=seed, progress=progress, cancelled=stop.cancelled
        )
    plan = plan_of(
        day,
        draft,
        solution,
        plan_id=plan_id,
        version=version,
        author=author,
        made=made,
        seed=seed,
        iterations=result.iterations,
        bound=result.bound,
        cost_by_rule=dict(evaluate(problem, solution).cost_by_rule),
    )
    return Made(with_judgement(day, plan), result.log, bought)
