"""A week's Solution as one Plan a day, and plans of days as a Solution of the week."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from scheduler.domain.day import Day
from scheduler.domain.plan import Plan
from scheduler.domain.week import Week
from scheduler.problem.evaluate import evaluate
from scheduler.problem.solution import RoutePlan, Solution, drop_stop
from scheduler.rules.laboratory import kinds_of_sample
from scheduler.rules.week import gaps
from scheduler.translate.day import draft_of, plan_of
from scheduler.translate.week_draft import STRIDE, WeekDraft


def plans_of_week(
    wd: WeekDraft, solution: Solution, *, author: str, made: datetime, seed: int, iterations: int
) -> tuple[tuple[Day, Plan], ...]:
    """One draft a day, version 1, with the id of its day; each beside the day it plans.

    That day holds the visits placed on it and those left out of the whole week that were possible on it, as the
    visits that they follow by days now stand. The cost
    by rule of a plan is that of its day, as if planned alone. KeyError for a part on a day that does not offer it.
    """
    placed: dict[str, set[int]] = {}
    for p, (r, _) in solution.placed().items():
        placed.setdefault(wd.keys[p][0], set()).add(wd.day_of[r])
    closed = _closed_days(wd.week, placed)
    found = []
    for d, day in enumerate(wd.week.days):
        own = {id_: visit for id_, visit in day.visits.items() if d in placed.get(id_, {d} - closed.get(id_, set()))}
        planned = replace(day, visits=own, locks=tuple(lock for lock in day.locks if lock.visit_id in own))
        draft = draft_of(planned)
        routes = tuple(
            _day_route(wd, d, planned, {key: p for p, key in enumerate(draft.keys)}, solution.routes[r])
            for r in wd.routes_on(d)
        )
        cost = dict(evaluate(draft.problem(), Solution(routes)).cost_by_rule)
        plan = plan_of(
            planned,
            draft,
            Solution(routes),
            plan_id=day.day.isoformat(),
            version=1,
            author=author,
            made=made,
            seed=seed,
            iterations=iterations,
            cost_by_rule=cost,
        )
        found.append((planned, plan))
    return tuple(found)


def _closed_days(week: Week, placed: Mapping[str, set[int]]) -> dict[str, set[int]]:
    """Visit -> the days on which it is not possible, because of where the visit stands that it follows by days."""
    closed: dict[str, set[int]] = {}
    for gap in gaps(week):
        at = placed.get(gap.between.after)
        after = gap.settled or (week.days[min(at)].day if at else None)
        days = {d for d, day in enumerate(week.days) if after is None or gap.days_off(after, day.day)}
        closed[gap.visit.id] = days
    return closed


def _day_route(wd: WeekDraft, d: int, planned: Day, part: dict[tuple[str, int], int], plan: RoutePlan) -> RoutePlan:
    begin = d * STRIDE
    kinds = kinds_of_sample(planned)
    stops = [
        part[wd.keys[stop]] if stop >= 0 else drop_stop(kinds.index(wd.kinds[-1 - stop][:2])) for stop in plan.stops
    ]
    return RoutePlan(tuple(stops), tuple(s - begin for s in plan.starts), tuple(b - begin for b in plan.breaks))


def solution_of_week(wd: WeekDraft, planned: Iterable[tuple[Day, Plan]]) -> Solution:
    """The inverse: each plan with the day that it was made for; KeyError for what the week does not know."""
    routes, days = [RoutePlan()] * wd.routes, [day.day for day in wd.week.days]
    for day, plan in planned:
        d = days.index(day.day)
        at = {shift.id: wd.base[d] + r for r, shift in enumerate(wd.drafts[d].shifts)}
        kinds = kinds_of_sample(day)
        for route in plan.routes:
            stops = []
            for stop in route.stops:
                if stop.kind == "drop":
                    minutes, cut_off = kinds[stop.part]
                    stops.append(drop_stop(wd.kinds.index((minutes, cut_off, d if cut_off else -1))))
                else:
                    stops.append(wd.part_at[stop.visit_id, stop.part])
            draft, begin = wd.drafts[d], d * STRIDE
            routes[at[route.shift_id]] = RoutePlan(
                tuple(stops),
                tuple(draft.seconds(stop.start) + begin for stop in route.stops),
                tuple(draft.seconds(start) + begin for start, _ in route.breaks),
            )
    return Solution(tuple(routes))
