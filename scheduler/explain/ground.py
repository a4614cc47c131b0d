"""What a single change has to keep: every visit served now stays served, inside what was promised, and one more is.

Whoever serves it and when may change. What is left out otherwise stays left out, so that the question is of one visit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from scheduler.domain.day import Day
from scheduler.domain.plan import Plan
from scheduler.explain.changes import Change, with_change
from scheduler.problem.problem import Problem
from scheduler.problem.solution import Solution
from scheduler.rules.draft import Draft
from scheduler.translate import draft_of, plan_again
from scheduler.validator import judge

Bands = Mapping[tuple[str, int], tuple[datetime, datetime]]


@dataclass(frozen=True, slots=True)
class Laid:
    """The day with some changes as a Problem in which every visit of the ground must be placed and no other may be."""

    day: Day
    draft: Draft
    problem: Problem


@dataclass(frozen=True, slots=True)
class Ground:
    """The plan, the visit that it leaves out, the visits that it serves, and the bands that bind."""

    day: Day
    plan: Plan
    visit_id: str
    served: frozenset[str]
    bands: Bands

    def laid(self, *changes: Change, near: bool = False) -> Laid:
        """The day with these changes; `near`: what differs from the plan is priced as if it had been published."""
        day = self.day
        for change in changes:
            day = with_change(day, change)
        draft = draft_of(replace(day, published=self.plan) if near else day)
        for (visit_id, k), (early, late) in self.bands.items():
            draft.window(draft.part(visit_id, k), [(draft.seconds(early), draft.seconds(late))])
        problem = draft.problem()
        wanted = [id_ in self.served or id_ == self.visit_id for id_ in draft.visit_ids]
        asked = np.array(wanted, np.bool_)
        eligible = problem.eligible & asked[problem.part_visit][:, np.newaxis]
        return Laid(day, draft, replace(problem, must_place=asked, eligible=eligible))

    def plan_of(self, laid: Laid, solution: Solution) -> Plan | None:
        """The solution as a plan of the changed day, if the validator lets it through and it keeps what it must."""
        made = self._promising(plan_again(laid.day, laid.draft, laid.problem, solution, self.plan))
        verdict = judge(laid.day, made)
        if not verdict.legal or not self.keeps(made):
            return None
        return replace(made, cost_by_rule=verdict.cost_by_rule, findings=verdict.findings)

    def keeps(self, plan: Plan) -> bool:
        """Whether the plan serves the visit and all that were served, and no band that binds is left."""
        starts = {(stop.visit_id, stop.part): stop.start for _, stop in plan.stops() if stop.kind == "visit"}
        kept = all(key in starts and early <= starts[key] <= late for key, (early, late) in self.bands.items())
        return kept and self.served | {self.visit_id} <= {visit_id for visit_id, _ in starts}

    def _promising(self, plan: Plan) -> Plan:
        """The same with the bands that people were told."""
        routes = tuple(
            replace(
                route,
                stops=tuple(
                    replace(stop, band=self.bands.get((stop.visit_id, stop.part), stop.band)) for stop in route.stops
                ),
            )
            for route in plan.routes
        )
        return replace(plan, routes=routes)


def ground_of(day: Day, plan: Plan, visit_id: str) -> Ground:
    """What a change must keep. A band binds where people have been told it and the plan is inside it."""
    served = frozenset(stop.visit_id for _, stop in plan.stops() if stop.kind == "visit")
    told = plan if plan.state == "published" else day.published
    starts = {(stop.visit_id, stop.part): stop.start for _, stop in plan.stops() if stop.kind == "visit"}
    fixed = {(lock.visit_id, lock.part) for lock in day.locks if lock.started}
    bands = {
        key: stop.band
        for _, stop in (told.stops() if told else ())
        if (key := (stop.visit_id, stop.part)) in starts
        and key not in fixed
        and stop.band[0] <= starts[key] <= stop.band[1]
    }
    return Ground(day, plan, visit_id, served, bands)
