"""S14: senior rounds with the doctors that the lead hospital sends."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler.domain.care import PartNeed
from scheduler.domain.day import Day
from scheduler.rules.secondment import SECONDMENT
from tests import builders as a
from tests.rules.agreement import findings

SENIOR = a.service("BED_SUPER", parts=[PartNeed(frozenset({"GP"}), title_level=3), PartNeed(frozenset({"GP"}))])
ROUND = a.service("BED_ROUND", parts=[PartNeed(frozenset({"GP"}))])
PEOPLE = (a.staff("G1", "GP"), a.staff("G2", "GP"), a.staff("S1", "GP", employer="lead_hospital"))


def day_with(kind: a.Service) -> Day:
    return a.day([a.visit(of=kind)], services=[SENIOR, ROUND], people=PEOPLE)


def costs(day: Day, *people: str) -> list[int]:
    """What the rule charges when these people serve the parts in order."""
    stops = {f"{who}-08:00": [a.stop(day, "V1", "09:00", k)] for k, who in enumerate(people)}
    return [f.cost for f in findings(day, a.plan(day, stops), SECONDMENT[0])]


@pytest.mark.parametrize(("senior", "fires"), [("S1", False), ("G2", True)])
def test_the_senior_part_of_a_senior_round_is_for_a_seconded_doctor(senior: str, fires: bool) -> None:
    day = day_with(SENIOR)
    assert costs(day, senior, "G1") == [day.rulebook.weight("S14.not_seconded")] * fires


def test_a_seconded_doctor_on_the_other_part_does_not_make_it_one() -> None:
    assert len(costs(day_with(SENIOR), "G1", "S1")) == 1


def test_the_senior_part_is_the_one_that_asks_for_the_highest_title() -> None:
    turned = replace(SENIOR, parts=(SENIOR.parts[1], SENIOR.parts[0]))
    assert costs(day_with(turned), "G1", "S1") == []


def test_other_rounds_are_for_everybody() -> None:
    assert costs(day_with(ROUND), "G1") == []
