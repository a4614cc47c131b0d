"""Senior rounds with the doctors that the lead hospital sends: S14."""

from __future__ import annotations

from scheduler.domain.care import Visit
from scheduler.domain.day import Day
from scheduler.domain.people import Staff
from scheduler.rules.pairs import Charge, charging, pricing
from scheduler.rules.rule import Rule

SENIOR_ROUND = "BED_SUPER"
LEAD_HOSPITAL = "lead_hospital"


def senior_part(visit: Visit) -> int:
    """The part that asks for the highest title; the first of them."""
    levels = [need.title_level for need in visit.parts]
    return levels.index(max(levels))


def unseconded(day: Day, visit: Visit, part: int, staff: Staff) -> list[Charge]:
    """S14: a senior doctor's round whose senior part is served by somebody whom the lead hospital has not sent
    costs S14.not_seconded."""
    if visit.service != SENIOR_ROUND or part != senior_part(visit) or staff.employer == LEAD_HOSPITAL:
        return []
    said = (
        f"上级医师查床 {visit.id} 由本中心 {staff.id} 承担，未用派驻医师。",
        f"The senior round {visit.id} is made by {staff.id}, whom the lead hospital has not sent.",
    )
    return [Charge(day.rulebook.weight("S14.not_seconded"), said)]


SECONDMENT: tuple[Rule, ...] = (
    Rule(
        "S14",
        "soft",
        "visit",
        pricing("S14", unseconded),
        charging("S14", "visit", unseconded),
        "上级医师查床尽量由派驻医师承担。",
        "Senior rounds are made by seconded doctors.",
    ),
)
