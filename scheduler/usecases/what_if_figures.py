"""What a plan comes to in a few figures, to be laid beside another's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from scheduler.domain.plan import LeftOut, Plan, Route
from scheduler.replan.diff import travel


@dataclass(frozen=True, slots=True)
class Effort:
    """Steps of each search, its seed, and the seconds spent after it on a proven bound (0: none)."""

    iterations: int
    seed: int = 1
    bound_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Figures:
    """What one plan comes to. Cost in seconds of one person's travel, `bound` what no plan can be below (None: not
    asked for); `minutes` of work by person, waiting included, for everybody who goes out."""

    cost: int
    cost_by_rule: Mapping[str, int]
    bound: int | None
    served: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    travel_minutes: int
    minutes: Mapping[str, int]


def figures_of(plan: Plan) -> Figures:
    """The figures of a plan, with the reasons that stand in it."""
    served = tuple(sorted({stop.visit_id for _, stop in plan.stops() if stop.kind == "visit"}))
    work: dict[str, timedelta] = {}
    for route in plan.routes:
        work[route.staff_id] = work.get(route.staff_id, timedelta()) + work_of(route)
    minutes = {who: round(work[who].total_seconds() / 60) for who in sorted(work)}
    costs = dict(plan.cost_by_rule)
    return Figures(plan.cost, costs, plan.bound, served, plan.left_out, round(travel(plan) / 60), minutes)


def work_of(route: Route) -> timedelta:
    """From the first departure to the last return, less breaks."""
    return route.back - route.departure - sum((end - start for start, end in route.breaks), timedelta())
