"""What is written under every plan: the validator's findings and why each visit is left out."""

from __future__ import annotations

from dataclasses import replace

from scheduler.domain.day import Day
from scheduler.domain.plan import LeftOut, Plan
from scheduler.explain import why_left_out
from scheduler.validator import judge


def with_judgement(day: Day, plan: Plan) -> Plan:
    """The plan with the validator's findings and why each visit is left out."""
    reasons = {left.visit_id: left.reasons for left in plan.left_out}
    left_out = tuple(LeftOut(id_, reasons[id_] or why_left_out(day, plan, id_)) for id_ in sorted(reasons))
    return replace(
        plan,
        left_out=left_out,
        findings=tuple(judge(day, plan).findings),
    )
