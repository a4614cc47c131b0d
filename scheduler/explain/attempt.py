"""What would happen: a plan with one thing changed, put to the validator and compared with the plan as it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from scheduler.domain.care import Visit
from scheduler.domain.day import Day
from scheduler.domain.plan import Finding, LeftOut, Plan, Route
from scheduler.errors import NotFoundError
from scheduler.explain.insertion import Opening, Road, road
from scheduler.problem.problem import Problem
from scheduler.problem.solution import RoutePlan, Solution
from scheduler.rules import RULES
from scheduler.rules.draft import Draft
from scheduler.translate import draft_of, route_of, solution_of
from scheduler.units import MINUTE, clock, moment_of
from scheduler.validator import Verdict, judge

TRIED_POSITIONS = 3  # of a route, the most promising with room; each is put to the validator
TRIED_WITHOUT_ROOM = 2  # and when there is no room in any
RULE_ORDER = {rule.name: k for k, rule in enumerate(RULES)}


@dataclass(frozen=True, slots=True)
class Attempt:
    """One person, one part, one start: the hard rules that would be newly broken, and the change of cost by rule."""

    staff_id: str
    start: str  # clock time
    broken: tuple[Finding, ...]
    cost: Mapping[str, int]

    @property
    def total(self) -> int:
        """Change of the whole cost; negative: cheaper than now."""
        return sum(self.cost.values())

    @property
    def lacking(self) -> tuple[int, int, int]:
        """How far from allowed: rules broken, then the sum of the amounts, then the cost."""
        return len({one.rule for one in self.broken}), sum(one.amount for one in self.broken), self.total


@dataclass(frozen=True, slots=True)
class Case:
    """A plan as it stands, its solution, and its verdict to compare with."""

    day: Day
    draft: Draft
    problem: Problem
    plan: Plan
    solution: Solution
    verdict: Verdict

    def visit(self, visit_id: str) -> Visit:
        """Raises NotFoundError when the day does not know it."""
        if visit_id not in self.day.visits:
            raise NotFoundError(f"no visit {visit_id} on {self.day.day}")
        return self.day.visits[visit_id]

    def road(self, part: int, r: int) -> Road:
        """A route as the part would find it."""
        return road(self.problem, self.solution, part, r)

    def less(self, visit_id: str, part: int | None = None) -> Solution:
        """The solution with a visit, or one part of it, taken out."""
        gone = {self.draft.part(visit_id, part)} if part is not None else set(self.draft.parts_of(visit_id))
        return Solution(tuple(_less(self.problem, plan, gone) for plan in self.solution.routes))

    def without(self, visit_id: str, part: int | None = None) -> Case:
        """The case with a visit, or one part of it, taken out and judged."""
        rest = self.less(visit_id, part)
        changed = {r: plan for r, plan in enumerate(rest.routes) if plan != self.solution.routes[r]}
        plan = self._changed(changed)
        return replace(self, plan=plan, solution=rest, verdict=judge(self.day, plan))

    def attempt(self, staff_id: str, start: int, changed: Mapping[int, RoutePlan], alone: str = "") -> Attempt:
        """Judge the plan with these routes; with `alone` nothing is said of the missing company of that visit."""
        verdict = judge(self.day, self._changed(changed))
        known: dict[tuple[object, ...], int] = {_key(one): one.amount for one in self.verdict.hard}
        broken = [
            one
            for one in verdict.hard
            if one.amount > known.get(_key(one), 0)
            and not (alone and one.rule == "H6" and one.visit_ids == (alone,) and not one.staff_ids)
        ]
        cost = Counter(verdict.cost_by_rule)
        cost.subtract(self.verdict.cost_by_rule)
        order = sorted(broken, key=lambda one: RULE_ORDER.get(one.rule, -1))
        said = clock(moment_of(start, self.day.day))
        return Attempt(staff_id, said, tuple(order), {rule: c for rule, c in sorted(cost.items()) if c})

    def best(self, part: int, staff_id: str, alone: str = "") -> Attempt | None:
        """The attempt nearest to allowed, then cheapest, over all routes of a person; None without a route."""
        found = [
            self.attempt(staff_id, start, {opening.road.route: changed}, alone)
            for opening in self.promising(part, staff_id)
            for start, changed in self.starts(opening)
        ]
        return min(found, key=lambda one: one.lacking, default=None)

    def promising(self, part: int, staff_id: str) -> list[Opening]:
        """The positions worth trying on each route of a person."""
        found: list[Opening] = []
        for r in self.draft.routes_of(staff_id):
            openings = self.road(part, r).openings()
            if not self.problem.eligible[part, r]:
                found += openings[:1]  # whatever the time, the same rule forbids it
                continue
            room = [one for one in openings if one.excess <= 0][:TRIED_POSITIONS]
            found += room or openings[:TRIED_WITHOUT_ROOM]
        return found

    def starts(self, opening: Opening) -> list[tuple[int, RoutePlan]]:
        """The starts worth trying at a position: the ends of its interval and the wished time within it."""
        part = opening.road.part
        if opening.excess > 0:
            hurried = opening.hurried()
            return [(hurried.starts[hurried.stops.index(part)], hurried)]
        wished = self.day.visits[self.draft.keys[part][0]].wished
        up, down = -(-opening.earliest // MINUTE) * MINUTE, opening.latest // MINUTE * MINUTE
        moments = {up, down} if up <= down else {opening.earliest, opening.latest}  # whole minutes where there are
        if wished is not None:
            moments.add(min(max(self.draft.seconds(wished.earliest), opening.earliest), opening.latest))
        return [(start, opening.at(start)) for start in sorted(moments)]

    def _changed(self, changed: Mapping[int, RoutePlan]) -> Plan:
        """The plan with these routes in names and clock times, and what is left out then."""
        by_shift: dict[str, Route | None] = {route.shift_id: route for route in self.plan.routes}
        for r, route in changed.items():
            shift_id = self.draft.shifts[r].id
            by_shift[shift_id] = route_of(self.draft, self.problem, r, route) if route.stops else None
        routes = tuple(route for route in by_shift.values() if route is not None)
        placed = {stop.visit_id for route in routes for stop in route.stops}
        left = tuple(LeftOut(visit_id, ()) for visit_id in self.day.visits if visit_id not in placed)
        return replace(self.plan, routes=routes, left_out=left)


def case_of(day: Day, plan: Plan) -> Case:
    """The plan put to the validator. Raises InputError when it holds something that the day does not know."""
    draft = draft_of(day)
    return Case(day, draft, draft.problem(), plan, solution_of(day, draft, plan), judge(day, plan))


def _less(problem: Problem, plan: RoutePlan, gone: set[int]) -> RoutePlan:
    """A route without some parts, and without the drops that nothing needs any more."""
    rest = [stop for stop in plan.stops if stop not in gone]
    kept = [
        (stop, start)
        for stop, start in zip(plan.stops, plan.starts, strict=True)
        if stop in rest and (stop >= 0 or any(one in problem.drops[-1 - stop].parts for one in rest))
    ]
    return RoutePlan(tuple(s for s, _ in kept), tuple(t for _, t in kept), plan.breaks if kept else ())


def _key(finding: Finding) -> tuple[object, ...]:
    """What makes two findings the same thing, whatever the amount; a route's company of visits may change."""
    return finding.rule, finding.unit, finding.staff_ids, finding.visit_ids if len(finding.visit_ids) < 2 else ()
