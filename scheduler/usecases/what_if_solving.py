"""Plan a day as it is and as it is assumed, from the same plan and with the same effort. Loads the engine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from scheduler.domain.day import Day
from scheduler.domain.plan import Plan
from scheduler.errors import InputError
from scheduler.problem.evaluate import evaluate
from scheduler.problem.problem import Problem
from scheduler.problem.solution import Solution
from scheduler.rules.draft import Draft
from scheduler.solver.search import Progress, Stop, solve
from scheduler.translate import draft_of, plan_of, solution_of
from scheduler.usecases.judging import with_judgement
from scheduler.usecases.what_if_figures import Effort
from scheduler.validator import judge

Hears = Callable[[Progress], None]


def planned_anew(day: Day, old: Plan, effort: Effort, hears: Hears | None = None) -> Plan:
    """A plan of the day found from the old one, with the validator's findings and why each visit is left out."""
    draft = draft_of(day)
    problem = draft.problem()
    stop = Stop(iterations=effort.iterations)
    start = what_holds(day, draft, problem, old)
    result = solve(problem, stop, effort.seed, start=start, progress=hears, bound_seconds=effort.bound_seconds)
    return with_judgement(day, as_plan(day, draft, problem, result.solution, old, effort, result.bound))


def as_plan(
    day: Day,
    draft: Draft,
    problem: Problem,
    solution: Solution,
    old: Plan,
    effort: Effort,
    bound: int | None = None,
) -> Plan:
    """The solution in names and clock times, under the name of the old plan."""
    return plan_of(
        day,
        draft,
        solution,
        plan_id=old.id,
        version=old.version,
        author=old.author,
        made=old.made,
        seed=effort.seed,
        iterations=effort.iterations,
        bound=bound,
        cost_by_rule=dict(evaluate(problem, solution).cost_by_rule),
    )


def what_holds(day: Day, draft: Draft, problem: Problem, old: Plan) -> Solution | None:
    """The old plan without the routes and visits that the day has no longer; None when nothing can be made of it."""
    routes = []
    for route in old.routes:
        shift = day.shifts.get(route.shift_id)
        if shift is None or shift.staff_id != route.staff_id:
            continue
        kept = tuple(stop for stop in route.stops if stop.kind != "visit" or stop.visit_id in day.visits)
        if any(stop.kind == "visit" for stop in kept):
            routes.append(replace(route, stops=kept))
    try:
        solution = solution_of(day, draft, replace(old, routes=tuple(routes)))
    except InputError:  # a drop of samples that the day does without
        return None
    return solution if evaluate(problem, solution).feasible else None


def broken_rules(day: Day, plan: Plan) -> tuple[str, ...]:
    """The hard rules that the validator finds broken, each once."""
    return tuple(sorted({finding.rule for finding in judge(day, plan).hard}))
