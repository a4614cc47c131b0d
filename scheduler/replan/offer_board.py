"""A day laid out for offers: its plan as the events have left it, what may move for a new visit, and how far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from scheduler.domain.care import Visit
from scheduler.domain.day import Day
from scheduler.domain.events import Event
from scheduler.domain.plan import LeftOut, Plan, Route, Stop
from scheduler.problem.evaluate import evaluate
from scheduler.problem.problem import NEEDS, Problem
from scheduler.problem.solution import Solution
from scheduler.replan.board import board_of, promised
from scheduler.replan.offer_lane import Lane, Windows
from scheduler.rules.draft import FOREVER, Draft
from scheduler.rules.laboratory import kinds_of_sample
from scheduler.translate import draft_of, route_of, solution_of

Band = tuple[int, int]


@dataclass(frozen=True, slots=True)
class OfferBoard:
    """`base` is the plan as the events have left it, with what others hold; nothing new starts before `first`.

    `bands`: of each placed part, when it may start without its resident being told anew.
    """

    day: Day
    plan: Plan
    draft: Draft
    problem: Problem
    base: Solution
    first: int
    bands: Mapping[int, Band]
    fixed: frozenset[int]

    @property
    def possible(self) -> bool:
        """Whether the plan breaks nothing as it stands."""
        return evaluate(self.problem, self.base).feasible

    def with_base(self, base: Solution) -> OfferBoard:
        """The same day with more on it: who is new there stays when it is, everybody else keeps the band."""
        before, placed = self.base.placed(), base.placed()
        bands = {p: self.bands.get(p, (start, start)) for p, (_, start) in placed.items()}
        return replace(self, base=base, bands=bands, fixed=self.fixed | (placed.keys() - before.keys()))

    def frozen_until(self, moment: datetime) -> OfferBoard:
        """The same board; nothing new starts and nobody is moved before that moment either."""
        second = max(self.first, self.draft.seconds(moment))
        near = {p for p, (_, start) in self.base.placed().items() if start < second}
        return replace(self, first=second, fixed=self.fixed | near)

    def lanes(self) -> dict[int, Lane]:
        """Each route, ready to take one more part."""
        legs = [table.tolist() for table in self.problem.travel]
        places = self.problem.part_place.tolist()
        placed = self.base.placed()
        still = self.fixed | _tied(self.problem, placed)
        windows = {p: ((s, s),) if p in still else own_windows(self.problem, p) for p, (_, s) in placed.items()}
        until = {p: late for p, (_, late) in self.bands.items()}
        found = {}
        for r, plan in enumerate(self.base.routes):
            table = legs[int(self.problem.route_mode[r])]
            found[r] = Lane(self.problem, r, plan, table, places, windows, until)
        return found

    def free_windows(self, part: int) -> Windows:
        """When a part that is not placed may start beside those that are; () when what it follows is left out."""
        windows, placed = own_windows(self.problem, part), self.base.placed()
        windows = tuple((max(a, self.first), b) for a, b in windows)
        for link in self.problem.links:
            own = self.problem.part_visit[link.first] == self.problem.part_visit[link.second]
            if own or part not in (link.first, link.second):
                continue
            if link.second == part and link.first in placed:
                r, first = placed[link.first]
                base = first + (int(self.problem.duration[link.first, r]) if link.from_end else 0)
                low, high = base + link.minimum, base + link.maximum
            elif link.first == part and link.second in placed:
                length = int(self.problem.duration[part].max()) if link.from_end else 0
                second = placed[link.second][1] - length
                low, high = second - link.maximum, second - link.minimum
            elif link.second == part and link.presence == NEEDS:
                return ()
            else:
                continue
            windows = tuple((max(a, low), min(b, high)) for a, b in windows)
        return tuple((a, b) for a, b in windows if a <= b)

    def plan_with(self, solution: Solution) -> Plan:
        """The solution in names and clock times; routes that stay keep every word, and a band that holds too."""
        known = {route.shift_id: route for route in self.plan.routes}
        told = promised(self.plan)
        routes = []
        for r, own in enumerate(solution.routes):
            if own.stops:
                made = route_of(self.draft, self.problem, r, own)
                routes.append(_as_told(made, known.get(made.shift_id), told))
        placed = {stop.visit_id for route in routes for stop in route.stops}
        reasons = {left.visit_id: left.reasons for left in self.plan.left_out}
        left = tuple(LeftOut(id_, reasons.get(id_, ())) for id_ in self.draft.visit_ids if id_ not in placed)
        costs = {rule: cost for rule, cost in sorted(evaluate(self.problem, solution).cost_by_rule.items()) if cost}
        return replace(self.plan, routes=tuple(routes), left_out=left, cost_by_rule=costs, bound=None, findings=())


def offer_board(
    day: Day, plan: Plan, events: Sequence[Event], first: datetime, *, planned: Mapping[str, Visit]
) -> OfferBoard:
    """`day` holds the plan's visits and the new ones; `first`: nothing new begins and nobody is moved before it.

    Raises InputError when the plan holds what the day does not know.
    """
    if events:
        board = board_of(day, plan, events, first, planned=planned, may_leave_bands=True)
        return _laid(board.day, plan, board.draft, board.problem, board.nothing, first)
    plan = _with_drops_renumbered(day, plan, planned)
    draft = draft_of(day)
    return _laid(day, plan, draft, draft.problem(), solution_of(day, draft, plan), first)


def own_windows(problem: Problem, part: int) -> Windows:
    """When the part may start by itself."""
    rows = range(int(problem.window_index[part]), int(problem.window_index[part + 1]))
    return tuple((int(problem.window_earliest[w]), int(problem.window_latest[w])) for w in rows)


def _tied(problem: Problem, placed: Mapping[int, tuple[int, int]]) -> set[int]:
    """The parts that another one waits for, or that wait for it: they stay when they are."""
    links = [link for link in problem.links if link.minimum > -FOREVER or link.maximum < FOREVER]
    return {p for link in links if link.first in placed and link.second in placed for p in (link.first, link.second)}


def _laid(day: Day, plan: Plan, draft: Draft, problem: Problem, base: Solution, first: datetime) -> OfferBoard:
    second = draft.seconds(first)
    placed = base.placed()
    begun = {(lock.visit_id, lock.part) for lock in day.locks if lock.started}
    fixed = frozenset(p for p, (_, start) in placed.items() if start < second or draft.keys[p] in begun)
    told = promised(plan)
    bands = {}
    for p, (_, start) in placed.items():
        stop = told.get(draft.keys[p])
        early, late = (draft.seconds(m) for m in stop.band) if stop else (start, start)
        bands[p] = (early, late) if early <= start <= late else (start, start)
    return OfferBoard(day, plan, draft, problem, base, second, bands, fixed)


def _as_told(made: Route, before: Route | None, told: Mapping[tuple[str, int], Stop]) -> Route:
    stops = []
    for stop in made.stops:
        was = told.get((stop.visit_id, stop.part))
        holds = was is not None and was.band[0] <= stop.start <= was.band[1]
        stops.append(replace(stop, band=was.band) if was is not None and holds else stop)
    made = replace(made, stops=tuple(stops))
    return before if before is not None and _same(made, before) else made


def _same(made: Route, before: Route) -> bool:
    return (made.stops, made.breaks, made.departure, made.back) == (
        before.stops,
        before.breaks,
        before.departure,
        before.back,
    )


def _with_drops_renumbered(day: Day, plan: Plan, planned: Mapping[str, Visit]) -> Plan:
    """A drop is known by its number among the day's kinds of sample, which a new visit may change."""
    before, after = kinds_of_sample(replace(day, visits=planned)), kinds_of_sample(day)
    if before == after:
        return plan
    number = {k: after.index(kind) for k, kind in enumerate(before)}
    routes = []
    for route in plan.routes:
        stops = (replace(s, part=number.get(s.part, s.part)) if s.kind == "drop" else s for s in route.stops)
        routes.append(replace(route, stops=tuple(stops)))
    return replace(plan, routes=tuple(routes))
