"""Ask why: a visit in its place, a visit left out, and the smallest change that would serve it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.domain.day import Day
from scheduler.domain.plan import Plan, Reason
from scheduler.errors import NotFoundError
from scheduler.explain import why_here, why_left_out
from scheduler.store import plans
from scheduler.store.engine import Store
from scheduler.store.events import events_on
from scheduler.usecases.day import day_of_plan
from scheduler.usecases.opened import goes_as_told, open_plan

if TYPE_CHECKING:
    from scheduler.explain.smallest import SmallestChange

Told = Callable[[int], None]  # how many questions the solvers have been asked


@dataclass(frozen=True, slots=True)
class Why:
    """Everything that can be said of a visit in a plan: reasons for everybody, and for one left out what would do.

    `change` is None for a visit that is placed.
    """

    plan_id: str
    visit_id: str
    placed: bool
    reasons: tuple[Reason, ...]
    change: SmallestChange | None


def explain_visit(store: Store, plan_id: str, visit_id: str) -> tuple[Reason, ...]:
    """Why the visit is where it is, or why it is left out; NotFoundError when the plan does not hold it."""
    plan, day = _seen(store, plan_id)
    return why_here(day, plan, visit_id) if _placed(day, plan, visit_id) else why_left_out(day, plan, visit_id)


def why_visit(store: Store, plan_id: str, visit_id: str, told: Told | None = None) -> Why:
    """The same with everybody listed, and for a visit left out the smallest change, which takes seconds."""
    plan, day = _seen(store, plan_id)
    if _placed(day, plan, visit_id):
        return Why(plan_id, visit_id, True, why_here(day, plan, visit_id), None)
    reasons = why_left_out(day, plan, visit_id, everybody=True)
    return Why(plan_id, visit_id, False, reasons, _smallest(day, plan, visit_id, told))


def smallest_change_for(store: Store, plan_id: str, visit_id: str, told: Told | None = None) -> SmallestChange:
    """The smallest single change that would serve a visit left out; InputError for one that is placed."""
    plan, day = _seen(store, plan_id)
    _placed(day, plan, visit_id)
    return _smallest(day, plan, visit_id, told)


def _smallest(day: Day, plan: Plan, visit_id: str, told: Told | None) -> SmallestChange:
    from scheduler.explain.smallest import smallest_change  # loads the solvers when they are asked

    return smallest_change(day, plan, visit_id, told)


def _seen(store: Store, plan_id: str) -> tuple[Plan, Day]:
    """The plan and its day, both as the day's events have left them."""
    with store.read() as session:
        row = plans.plan_row(session, plan_id)
        plan, day, _ = day_of_plan(session, store.rulebook, row)
        happened = events_on(session, row.centre_id, row.day)
    if not happened or goes_as_told(day, plan):
        return plan, day
    opened = open_plan(day, plan)
    return opened.plan_with(opened.solution), day


def _placed(day: Day, plan: Plan, visit_id: str) -> bool:
    """Whether the visit has a stop; NotFoundError when the plan neither places it nor leaves it out."""
    placed = any(stop.visit_id == visit_id for _, stop in plan.stops())
    left = any(one.visit_id == visit_id for one in plan.left_out)
    if visit_id not in day.visits or not (placed or left):
        raise NotFoundError(f"plan {plan.id} holds no visit {visit_id!r}", f"计划 {plan.id} 里没有 {visit_id!r}")
    return placed
