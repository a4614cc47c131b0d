"""Rules that only ask who serves which part: said once about one person and one part, used by both statements."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from scheduler.domain.care import Visit
from scheduler.domain.day import Day
from scheduler.domain.people import Staff
from scheduler.domain.plan import Finding, Plan
from scheduler.rules.draft import Draft
from scheduler.rules.served import hard_finding, served, soft_finding

Said = tuple[str, str]  # the sentence in Chinese and in English


@dataclass(frozen=True, slots=True)
class Charge:
    """What one person on one part costs, in cost units, and why."""

    cost: int
    said: Said


Objections = Callable[[Day, Visit, int, Staff], list[Said]]  # everything that forbids this person this part
Charges = Callable[[Day, Visit, int, Staff], list[Charge]]


def forbidding(rule: str, objections: Objections) -> Callable[[Day, Draft], None]:
    """`lower` of such a hard rule: a part is on no route whose person meets an objection."""

    def lower(day: Day, draft: Draft) -> None:
        for p, visit, k in draft.each_part():
            for r, shift in draft.each_route():
                if objections(day, visit, k, day.staff[shift.staff_id]):
                    draft.forbid(rule, p, r)

    return lower


def objecting(rule: str, unit: str, objections: Objections) -> Callable[[Day, Plan], list[Finding]]:
    """`find` of such a hard rule: one finding of amount 1 for each objection met."""

    def find(day: Day, plan: Plan) -> list[Finding]:
        return [
            hard_finding(rule, 1, unit, said, visits=(one.visit.id,), staff=(one.staff.id,))
            for one in served(day, plan)
            for said in objections(day, one.visit, one.part, one.staff)
        ]

    return find


def pricing(rule: str, charges: Charges) -> Callable[[Day, Draft], None]:
    """`lower` of such a soft rule: serving costs the sum of the charges."""

    def lower(day: Day, draft: Draft) -> None:
        for p, visit, k in draft.each_part():
            for r, shift in draft.each_route():
                cost = sum(charge.cost for charge in charges(day, visit, k, day.staff[shift.staff_id]))
                if cost:
                    draft.serve_cost(rule, p, r, cost)

    return lower


def charging(rule: str, unit: str, charges: Charges) -> Callable[[Day, Plan], list[Finding]]:
    """`find` of such a soft rule: one finding of amount 1 for each charge, with its cost."""

    def find(day: Day, plan: Plan) -> list[Finding]:
        return [
            soft_finding(rule, 1, unit, charge.cost, charge.said, visits=(one.visit.id,), staff=(one.staff.id,))
            for one in served(day, plan)
            for charge in charges(day, one.visit, one.part, one.staff)
        ]

    return find
