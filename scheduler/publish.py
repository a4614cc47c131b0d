"""The gate before people are told: nothing hard is broken, and what is overdue has been seen by somebody."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.domain.day import Day
from scheduler.domain.plan import Finding, Plan
from scheduler.validator import judge


@dataclass(frozen=True, slots=True)
class Gate:
    """What stands in the way: broken hard rules, and overdue visits that nobody has acknowledged."""

    broken: tuple[Finding, ...]
    to_acknowledge: tuple[str, ...]

    @property
    def open(self) -> bool:
        """The plan may be published."""
        return not self.broken and not self.to_acknowledge


def gate(day: Day, plan: Plan, acknowledged_by: str = "") -> Gate:
    """Judge the plan once more; `acknowledged_by` names who answers for the overdue visits."""
    overdue = () if acknowledged_by else overdue_visits(day, plan)
    return Gate(judge(day, plan).hard, overdue)


def overdue_visits(day: Day, plan: Plan) -> tuple[str, ...]:
    """Visits placed although their hard interval has run out: the plan is legal, the world is not."""
    placed = {stop.visit_id for _, stop in plan.stops()}
    return tuple(
        visit.id
        for visit in day.visits.values()
        if visit.id in placed and any(answer.rule.startswith("H9") for answer in visit.warnings)
    )
