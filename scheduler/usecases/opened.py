"""A plan opened to be asked or changed: on the day itself as its events have left it."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.domain.day import Day
from scheduler.domain.plan import Plan
from scheduler.problem.problem import Problem
from scheduler.problem.solution import Solution
from scheduler.replan.nothing import doing_nothing
from scheduler.rules.draft import Draft
from scheduler.translate import draft_of, plan_again, solution_of


@dataclass(frozen=True, slots=True)
class Opened:
    """A plan and the arrays that it stands for; `solution` differs from `plan` where events have changed the day."""

    day: Day
    plan: Plan
    draft: Draft
    problem: Problem
    solution: Solution

    def plan_with(self, solution: Solution) -> Plan:
        """Another solution of the same day under the plan's name."""
        return plan_again(self.day, self.draft, self.problem, solution, self.plan)


def open_plan(day: Day, plan: Plan) -> Opened:
    """On the day itself the plan is opened as its events have left it: later stops shifted, what is off taken out."""
    draft = draft_of(day)
    problem = draft.problem()
    if goes_as_told(day, plan):
        return Opened(day, plan, draft, problem, solution_of(day, draft, plan))
    return Opened(day, plan, draft, problem, doing_nothing(day, draft, problem, plan))


def goes_as_told(day: Day, plan: Plan) -> bool:
    """Whether no event has moved, taken out or begun anything otherwise than the plan has it."""
    starts = {(lock.visit_id, lock.part): lock.start for lock in day.locks if lock.started}
    known = all(route.shift_id in day.shifts for route in plan.routes)
    return known and all(
        stop.kind == "drop"
        or (stop.visit_id in day.visits and starts.get((stop.visit_id, stop.part), stop.start) == stop.start)
        for _, stop in plan.stops()
    )
