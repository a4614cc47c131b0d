"""From a week to its plans: rules, search, one plan a day, judgement. Loads the engines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from scheduler.domain.week import PlannedWeek, Week
from scheduler.problem.evaluate import evaluate
from scheduler.rules.priority import leave_out_price
from scheduler.solver.search import Progress, Stop
from scheduler.translate import WeekDraft, plans_of_week, week_draft_of, week_problem
from scheduler.usecases.week_search import search_week


def make_week(
    week: Week,
    stop: Stop,
    *,
    seed: int,
    author: str,
    made: datetime,
    progress: Callable[[Progress], None] | None = None,
) -> PlannedWeek:
    """Plan the week. With a stop by iterations the same week and seed give the same plans."""
    draft = week_draft_of(week)
    problem = week_problem(draft)
    found = search_week(problem, draft.day_of, stop, seed, prices=day_prices(draft), progress=progress)
    iterations = found.iterations
    days = plans_of_week(draft, found.solution, author=author, made=made, seed=seed, iterations=iterations)
    placed = {draft.keys[p][0] for p in found.solution.placed()}
    left_out = {id_: week.days[on[-1]].day for id_, on in week.offers().items() if id_ not in placed}
    costs = evaluate(problem, found.solution).cost_by_rule
    paid = {rule: cost for rule, cost in sorted(costs.items()) if cost}
    return PlannedWeek(days, left_out, paid, found.by_days, iterations, seed, found.log)


def day_prices(draft: WeekDraft) -> dict[int, dict[int, int]]:
    """Day -> visit -> what leaving it out costs on that day alone, as when days are planned one after the other."""
    return {
        d: {draft.visit_at[visit.id]: leave_out_price(day, visit) for visit in day.visits.values()}
        for d, day in enumerate(draft.week.days)
    }
