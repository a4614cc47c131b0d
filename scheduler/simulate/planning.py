"""A day's plan inside the simulation, and a second try on the same day where tomorrow would be too late."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from scheduler.domain.care import Lock, Visit, Window
from scheduler.domain.day import Day
from scheduler.domain.plan import Plan
from scheduler.problem.evaluate import evaluate
from scheduler.rules.intervals import hard_last_day
from scheduler.simulate.world import AUTHOR
from scheduler.solver.search import Stop, solve
from scheduler.translate import draft_of, plan_of
from scheduler.units import at

MADE = "06:00"
LAST_START = "23:59"


def planned(day: Day, iterations: int, seed: int) -> Plan:
    """The day's roster by the engine."""
    draft = draft_of(day)
    problem = draft.problem()
    result = solve(problem, Stop(iterations=iterations), seed)
    return plan_of(
        day,
        draft,
        result.solution,
        plan_id=f"{AUTHOR}-{day.day}",
        version=1,
        author=AUTHOR,
        made=at(day.day, MADE),
        seed=seed,
        iterations=result.iterations,
        cost_by_rule=dict(evaluate(problem, result.solution).cost_by_rule),
    )


def day_of_second_tries(day: Day, plan: Plan, failed: list[str]) -> tuple[Day, dict[str, Visit]]:
    """The same day with everything planned as it was, and the visits that failed on their last day once more.

    By telephone another hour is agreed, simulate.again_minutes after the failed try or later. The second tries by the
    visit they stand for; empty where none failed that may not wait.
    """
    ends = {stop.visit_id: stop.end for _, stop in plan.stops()}
    later = timedelta(minutes=day.rulebook.rule("simulate.again_minutes"))
    again: dict[str, Visit] = {}
    for id_ in failed:
        visit = day.visits[id_]
        limit = hard_last_day(day, visit)
        first, last = ends[id_] + later, at(day.day, LAST_START)
        if limit is None or limit > day.day or first > last:
            continue
        named = replace(visit, id=next_try(visit.id), request_id=next_try(visit.request_id))
        again[id_] = replace(named, windows=(Window(first, last),), wished=None, gap=None)
    locks = tuple(
        Lock(stop.visit_id, stop.part, route.staff_id, stop.start) for route, stop in plan.stops() if stop.visit_id
    )
    visits = {id_: day.visits[id_] for id_ in ends if id_} | {visit.id: visit for visit in again.values()}
    return replace(day, visits=dict(sorted(visits.items())), locks=locks), again


def next_try(id_: str) -> str:
    """O#3 -> O#3~2 -> O#3~3."""
    base, _, attempt = id_.partition("~")
    return f"{base}~{int(attempt or 1) + 1}"
