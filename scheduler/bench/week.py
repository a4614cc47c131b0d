"""The engine against plain greedy insertion on every day of a folder's first week."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from scheduler import translate, validator
from scheduler.bench.measuring import cpu_so_far
from scheduler.domain.day import Day
from scheduler.problem.evaluate import evaluate
from scheduler.problem.problem import Problem
from scheduler.problem.solution import Solution
from scheduler.solver.search import Stop, solve
from scheduler.store import records
from scheduler.units import LOCAL, at
from scheduler.usecases.day import day_to_plan
from scheduler.usecases.loading import load_folder
from scheduler.usecases.opening import open_store, the_centre

WORKING_DAYS = 5


@dataclass(frozen=True, slots=True)
class Row:
    """One day planned twice. Costs in seconds of travel, CPU seconds of the process and its children."""

    day: date
    visits: int
    on_the_road: int
    greedy_cost: int
    greedy_left_out: int
    cost: int
    left_out: int
    bound: int | None
    cpu_seconds: float
    legal: bool

    @property
    def saved_percent(self) -> float:
        """How far the engine lies below plain insertion."""
        return 100 * (self.greedy_cost - self.cost) / self.greedy_cost if self.greedy_cost else 0.0


def days_of(folder: Path) -> Iterator[Day]:
    """The folder's first working week, as the planner would see each day on which somebody goes out."""
    with tempfile.TemporaryDirectory() as scratch:
        store = open_store(Path(scratch) / "bench.sqlite")
        load_folder(store, folder, author="bench", now=at(date(2026, 3, 8), "18:00").astimezone(LOCAL))
        centre = the_centre(store)
        with store.read() as session:
            for day in records.days_with_shifts(session, centre.id)[:WORKING_DAYS]:
                known, _ = day_to_plan(session, store.rulebook, centre.id, day)
                if known.visits and known.field_shifts():
                    yield known
        store.close()


def compare(day: Day, iterations: int, seed: int) -> Row:
    """Plan one day by insertion alone, then by the engine; the validator judges the engine's plan."""
    draft = translate.draft_of(day)
    problem = draft.problem()
    greedy = solve(problem, Stop(iterations=0), seed).solution
    began = cpu_so_far()
    result = solve(problem, Stop(iterations=iterations), seed, bound_seconds=day.rulebook.rule("plan.bound_seconds"))
    spent = cpu_so_far() - began
    judged = evaluate(problem, result.solution)
    plan = translate.plan_of(
        day,
        draft,
        result.solution,
        plan_id="bench",
        version=1,
        author="bench",
        made=at(day.day, "00:00"),
        seed=seed,
        iterations=result.iterations,
        bound=result.bound,
        cost_by_rule=dict(judged.cost_by_rule),
    )
    verdict = validator.judge(day, plan)
    return Row(
        day=day.day,
        visits=len(day.visits),
        on_the_road=len({route.staff_id for route in plan.routes}),
        greedy_cost=evaluate(problem, greedy).cost,
        greedy_left_out=_left_out(problem, greedy),
        cost=judged.cost,
        left_out=len(plan.left_out),
        bound=result.bound,
        cpu_seconds=spent,
        legal=verdict.legal and sum(verdict.cost_by_rule.values()) == judged.cost,
    )


def _left_out(problem: Problem, solution: Solution) -> int:
    return problem.visits - len({int(problem.part_visit[p]) for p in solution.placed()})
