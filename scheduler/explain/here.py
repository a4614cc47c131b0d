"""Why a visit is where it is: what it costs there, rule by rule, and what every other person would cost."""

from __future__ import annotations

from collections import Counter

from scheduler.domain.day import Day
from scheduler.domain.plan import Plan, Reason, Stop
from scheduler.errors import NotFoundError
from scheduler.explain.attempt import Attempt, Case, case_of
from scheduler.explain.words import costs_said, rule_said
from scheduler.units import clock

NEXT_BEST = 5  # people beside the one who goes, those who would cost least


def why_here(day: Day, plan: Plan, visit_id: str) -> tuple[Reason, ...]:
    """For each part: its own cost by rule, then the next five who could serve it, the cheapest first, then whom a
    rule forbids it. Each is a plan that the validator has judged.

    The others keep their order and their people; costs are compared with the part left as it is.
    Raises NotFoundError for a visit that is unknown or has no stop.
    """
    case = case_of(day, plan)
    case.visit(visit_id)
    stops = [(route.staff_id, stop) for route, stop in plan.stops() if stop.visit_id == visit_id]
    if not stops:
        raise NotFoundError(f"visit {visit_id} has no stop in plan {plan.id}: ask why it is left out")
    reasons: list[Reason] = []
    for staff_id, stop in stops:
        reasons += _of_part(case, staff_id, stop)
    return tuple(reasons)


def _of_part(case: Case, staff_id: str, stop: Stop) -> list[Reason]:
    visit = case.visit(stop.visit_id)
    rest = case.without(visit.id, stop.part)
    own = Counter(case.verdict.cost_by_rule)
    own.subtract(rest.verdict.cost_by_rule)
    here = {rule: cost for rule, cost in sorted(own.items()) if cost and rule != "S1"}
    zh, en = costs_said(here)
    at = clock(stop.start)
    reasons = [
        Reason(
            max(here, key=lambda rule: here[rule], default="S3"),
            staff_id,
            f"{staff_id} {at} 承担 {visit.id},代价 {sum(here.values())}:{zh}",
            f"{staff_id} serves {visit.id} at {at} for {sum(here.values())}: {en}",
        )
    ]
    alone = visit.id if len(visit.parts) > 1 else ""
    part = case.draft.part(visit.id, stop.part)
    people = [s.id for s in case.day.staff.values() if s.id != staff_id and s.role in visit.parts[stop.part].roles]
    attempts = [attempt for who in people if (attempt := rest.best(part, who, alone)) is not None]
    allowed = sorted((one for one in attempts if not one.broken), key=lambda one: one.total)
    reasons += [_alternative(attempt, own) for attempt in allowed[:NEXT_BEST]]
    return reasons + [_forbidden(attempt) for attempt in attempts if attempt.broken]


def _forbidden(attempt: Attempt) -> Reason:
    """The first hard rule in the way of another person."""
    first = attempt.broken[0]
    zh, en = rule_said(first.rule)
    return Reason(first.rule, attempt.staff_id, f"{zh}:{first.zh}", f"{en}: {first.en}")


def _alternative(attempt: Attempt, own: Counter[str]) -> Reason:
    """Another person: the difference of cost by rule, and what the rule says that matters most."""
    change = Counter(attempt.cost)
    change.subtract(own)
    differs = {rule: cost for rule, cost in sorted(change.items()) if cost}
    zh, en = costs_said(differs)
    total = sum(differs.values())
    rule = max(differs, key=lambda name: abs(differs[name]), default="S3")
    why_zh, why_en = rule_said(rule)
    return Reason(
        rule,
        attempt.staff_id,
        f"改由 {attempt.staff_id} {attempt.start} 承担,总代价变化 {total:+d}:{zh}(主要是 {why_zh})",
        f"{attempt.staff_id} at {attempt.start} instead would change the cost by {total:+d}: {en} (mainly {why_en})",
    )
