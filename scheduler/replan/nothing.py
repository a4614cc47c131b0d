"""Doing nothing: the published plan less what the events make impossible, later stops shifted. The yardstick.

Nobody is given anybody else's visit here. Whoever is late comes later everywhere after; what then fits no longer is
left out, the cheapest first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np

from scheduler.domain.day import Day
from scheduler.domain.plan import Plan
from scheduler.problem.evaluate import Evaluation, evaluate
from scheduler.problem.problem import Problem
from scheduler.problem.retiming import retimed, route_alone, settle
from scheduler.problem.solution import RoutePlan, Solution
from scheduler.replan.facts import LATER_PIECE
from scheduler.rules.draft import Draft
from scheduler.translate import solution_of

SECOND = timedelta(seconds=1)
ROUNDS = 40  # of moving stops that wait for one another; each moves one of them, and a day has few


def doing_nothing(day: Day, draft: Draft, problem: Problem, told: Plan) -> Solution:
    """The told plan on the day as its events have left it.

    It breaks nothing but, possibly, that a visit must be placed: a lock that it does not meet.
    """
    free = replace(problem, must_place=np.zeros_like(problem.must_place))
    wanted = _still_possible(day, draft, problem, told)
    shifted = _shifted(free, wanted, _as_told(day, draft, told), _facts(day, draft))
    return _less_what_does_not_fit(free, shifted)


@dataclass(frozen=True, slots=True)
class _Shifted:
    """The routes with later stops shifted, and what they were shifted from: when each part is wanted, the routes as
    told; `facts`: the parts that have begun, which are never taken out nor moved."""

    solution: Solution
    asked: Mapping[int, int]
    told: Mapping[int, RoutePlan]
    facts: frozenset[int]


def _still_possible(day: Day, draft: Draft, problem: Problem, told: Plan) -> dict[int, dict[int, int]]:
    """Route -> part -> start told, of the parts that the person may still do; a fact starts when it did."""
    index = {shift.id: r for r, shift in enumerate(draft.shifts)}
    facts = {(lock.visit_id, lock.part): lock.start for lock in day.locks if lock.started and lock.start is not None}
    wanted: dict[int, dict[int, int]] = {}
    for route in told.routes:
        begun = [facts[stop.visit_id, stop.part] for stop in route.stops if (stop.visit_id, stop.part) in facts]
        for stop in route.stops:
            visit = day.visits.get(stop.visit_id)
            # who is late may have been told the next stop for before the last one began: it comes after that
            later = max([stop.start, *(fact + SECOND for fact in begun)])
            start = facts.get((stop.visit_id, stop.part), later)
            pieces = [r for id_, r in index.items() if id_ in (route.shift_id, route.shift_id + LATER_PIECE)]
            if stop.kind != "visit" or visit is None or stop.part >= len(visit.parts) or not pieces:
                continue
            p, second = draft.part(stop.visit_id, stop.part), draft.seconds(start)
            inside = [r for r in pieces if problem.route_earliest[r] <= second <= problem.route_latest[r]]
            for r in inside[:1]:
                if problem.eligible[p, r]:
                    wanted.setdefault(r, {})[p] = second
    return wanted


def _as_told(day: Day, draft: Draft, told: Plan) -> dict[int, RoutePlan]:
    """The routes that the day still knows whole, as they were told; of those with samples the breaks alone."""
    index = {shift.id: r for r, shift in enumerate(draft.shifts)}
    kept, breaks = {}, {}
    for route in told.routes:
        known = all(stop.kind == "drop" or stop.visit_id in day.visits for stop in route.stops)
        if route.shift_id not in index or not known:
            continue
        r = index[route.shift_id]
        if all(stop.kind != "drop" for stop in route.stops):
            kept[r] = replace(told, routes=(route,))
        else:
            owed = sum(b.route == r for b in draft.breaks)
            breaks[r] = RoutePlan(breaks=tuple(draft.seconds(start) for start, _ in route.breaks[:owed]))
    return {r: solution_of(day, draft, alone).routes[r] for r, alone in kept.items()} | breaks


def _shifted(
    problem: Problem,
    wanted: Mapping[int, Mapping[int, int]],
    told: Mapping[int, RoutePlan],
    facts: frozenset[int],
) -> _Shifted:
    """Every route in its order, each stop when it was told or as soon after as it can be."""
    asked = {p: start for parts in wanted.values() for p, start in parts.items()}
    routes = [RoutePlan()] * problem.routes
    for r in wanted:
        routes[r] = _settled(problem, r, wanted[r], asked, told.get(r, RoutePlan()), facts)
    for _ in range(ROUNDS):
        placed = Solution(tuple(routes)).placed()
        later = _too_early(problem, placed)
        moved = {p: start for p, start in later.items() if start > asked[p] and p not in facts}
        if not moved:
            break
        asked |= moved
        for r in {placed[p][0] for p in moved}:
            routes[r] = _settled(problem, r, wanted[r], asked, RoutePlan(breaks=routes[r].breaks), facts)
    return _Shifted(Solution(tuple(routes)), asked, told, facts)


def _settled(
    problem: Problem,
    r: int,
    parts: Mapping[int, int],
    asked: Mapping[int, int],
    told: RoutePlan,
    facts: Collection[int],
) -> RoutePlan:
    same = {p: s for p, s in zip(told.stops, told.starts, strict=True) if p >= 0} == {p: asked[p] for p in parts}
    if same and all(v.primitive in ALONE for v in route_alone(problem, r, told).violations):
        return told
    order = sorted(parts, key=lambda p: (parts[p], p))
    return settle(problem, r, [(p, asked[p]) for p in order], told, facts)


ALONE = ("parts missing", "must be placed", "link alone")  # what a route breaks only because nobody else is out


def _too_early(problem: Problem, placed: Mapping[int, tuple[int, int]]) -> dict[int, int]:
    """Part -> a later start that its windows, or the visit it waits for, ask for."""
    later: dict[int, int] = {}
    for p, (_, start) in placed.items():
        rows = range(int(problem.window_index[p]), int(problem.window_index[p + 1]))
        windows = [(int(problem.window_earliest[w]), int(problem.window_latest[w])) for w in rows]
        if windows and not any(a <= start <= b for a, b in windows):
            ahead = [a for a, _ in windows if a > start]
            if ahead:
                later[p] = min(ahead)
    for link in problem.links:
        if link.first not in placed or link.second not in placed:
            continue
        r, first = placed[link.first]
        second = placed[link.second][1]
        between = second - first - (int(problem.duration[link.first, r]) if link.from_end else 0)
        if between < link.minimum:
            later[link.second] = max(later.get(link.second, 0), second + link.minimum - between)
        elif between > link.maximum:
            later[link.first] = max(later.get(link.first, 0), first + between - link.maximum)
    return later


def _facts(day: Day, draft: Draft) -> frozenset[int]:
    """The parts that have begun: they are never taken out."""
    return frozenset(
        draft.part(lock.visit_id, lock.part) for lock in day.locks if lock.started and lock.visit_id in day.visits
    )


def _less_what_does_not_fit(problem: Problem, shifted: _Shifted) -> Solution:
    """Take visits out until nothing is broken any more: whichever mends most, of those the cheapest to leave out."""
    kept = {int(problem.part_visit[p]) for p in shifted.facts}
    solution = shifted.solution
    state = evaluate(problem, solution)
    while not state.feasible:
        now = replace(shifted, solution=solution)
        better = _mended(problem, now, state, _suspects(problem, solution) - kept)
        better = better or _mended(problem, now, state, _visits(problem, solution.placed()) - kept)
        better = better or _mended(problem, now, state, _suspects(problem, solution) - kept, whole=True)
        if better is None:  # what has begun breaks it, and nothing that is left out mends that
            break
        state, solution = better
    return solution


def _visits(problem: Problem, parts: Iterable[int]) -> set[int]:
    return {int(problem.part_visit[p]) for p in parts if p >= 0}


def _suspects(problem: Problem, solution: Solution) -> set[int]:
    """The visits on routes that break something when nobody else is out."""
    found: set[int] = set()
    for r, plan in enumerate(solution.routes):
        if any(violation.primitive not in ALONE for violation in route_alone(problem, r, plan).violations):
            found |= _visits(problem, plan.stops)
    return found


def _mended(
    problem: Problem, shifted: _Shifted, state: Evaluation, visits: set[int], whole: bool = False
) -> tuple[Evaluation, Solution] | None:
    """Without the one visit whose absence mends most, of those the cheapest to leave out; None if none mends any."""
    tried = [(one, v, k) for v in sorted(visits) for k, one in enumerate(_taken_out(problem, shifted, v, whole))]
    judged = [(evaluate(problem, one), one, v, k) for one, v, k in tried]
    if not judged:
        return None
    best = min(judged, key=lambda one: (*_broken(one[0]), int(problem.leave_out_cost[one[2]]), *one[2:]))
    return best[:2] if _broken(best[0]) < _broken(state) else None


def _broken(evaluation: Evaluation) -> tuple[int, int]:
    return len(evaluation.violations), sum(violation.amount for violation in evaluation.violations)


def _taken_out(problem: Problem, shifted: _Shifted, visit: int, whole: bool) -> Iterator[Solution]:
    """Without a visit: who is after it comes as early as wanted, or else everybody stays when they are; a drop stays
    while samples are carried to it, and comes as soon as it can. `whole`: drops and breaks are put anew."""
    own = {p for p in range(problem.parts) if problem.part_visit[p] == visit}
    left = {r: _less(problem, route, own) for r, route in enumerate(shifted.solution.routes) if own & set(route.stops)}
    now = {p: start for p, (_, start) in shifted.solution.placed().items()}
    for asked in (shifted.asked, now):
        routes = list(shifted.solution.routes)
        for r, plan in left.items():
            if whole:
                wanted = [(p, asked[p]) for p in plan.stops if p >= 0]
                routes[r] = settle(problem, r, wanted, shifted.told.get(r, RoutePlan()), shifted.facts)
            else:
                routes[r] = retimed(problem, r, plan, asked, shifted.facts)
        yield Solution(tuple(routes))


def _less(problem: Problem, route: RoutePlan, own: Collection[int]) -> RoutePlan:
    """The route without these parts, and without the drops that only they need; times as they were."""
    left = {p for p in route.stops if p >= 0 and p not in own}
    kept = [
        (stop, start)
        for stop, start in zip(route.stops, route.starts, strict=True)
        if stop in left or (stop < 0 and problem.drops[-1 - stop].parts & left)
    ]
    stops, starts = tuple(stop for stop, _ in kept), tuple(start for _, start in kept)
    return RoutePlan(stops, starts, route.breaks if stops else ())
