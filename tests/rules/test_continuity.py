"""S5, S6, S12: known faces, the own team first, whom the resident would like."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scheduler.domain.day import Day
from scheduler.domain.people import Contract
from scheduler.rules.continuity import CONTINUITY
from tests import builders as a
from tests.rules.agreement import findings, named

PEOPLE = (a.staff("N1"), a.staff("N2", team_id="T2"), a.staff("G1", "GP", team_id=""))


def costs(rule: str, day: Day, staff_id: str = "N1") -> list[int]:
    """What the rule charges when this person serves V1."""
    plan = a.plan(day, {f"{staff_id}-08:00": [("V1", "09:00")]})
    return [f.cost for f in findings(day, plan, named(CONTINUITY, rule))]


def home(visit: dict[str, Any] | None = None, **resident: Any) -> Day:
    return a.day([a.visit(**(visit or {}))], people=PEOPLE, residents=[a.resident(**resident)])


def price(key: str) -> int:
    return a.rulebook().weight(key)


def test_a_face_not_seen_in_the_last_month_costs_when_others_have_been_seen() -> None:
    seen = home(seen_staff=frozenset({"N2"}))
    assert costs("S5", seen, "N2") == []
    assert costs("S5", seen, "N1") == [price("S5.new_person")]
    assert costs("S5", home(), "N1") == []


def test_a_deputy_costs_when_a_responsible_person_of_the_role_is_there() -> None:
    day = home({"responsible_staff": frozenset({"N2", "G1"})})
    assert costs("S5", day, "N2") == []
    assert costs("S5", day, "N1") == [price("S5.deputy")]


def test_a_responsible_person_of_another_role_or_of_another_day_makes_no_deputy() -> None:
    assert costs("S5", home({"responsible_staff": frozenset({"G1"})}), "N1") == []
    assert costs("S5", home({"responsible_staff": frozenset({"N9"})}), "N1") == []


def test_a_new_face_as_deputy_costs_both() -> None:
    day = home({"responsible_staff": frozenset({"N2"})}, seen_staff=frozenset({"N2"}))
    assert costs("S5", day, "N1") == [price("S5.new_person"), price("S5.deputy")]


@pytest.mark.parametrize(("staff_id", "other"), [("N1", 0), ("N2", 1), ("G1", 0)])
def test_another_team_costs_and_people_without_a_team_belong_to_all(staff_id: str, other: int) -> None:
    assert costs("S6", home(), staff_id) == [price("S6.other_team")] * other


def test_without_a_contract_valid_that_day_no_team_is_another() -> None:
    assert costs("S6", home(contract=None), "N2") == []
    first = a.MONDAY.replace(month=1)
    until = home(contract=Contract("T1", first, a.MONDAY))
    assert costs("S6", until, "N2") == [price("S6.other_team")]
    starting = home(contract=Contract("T1", a.MONDAY.replace(day=10), a.FAR))
    assert costs("S6", starting, "N2") == []
    ended = home(contract=Contract("T1", first, a.MONDAY.replace(day=8)))
    assert costs("S6", ended, "N2") == []


def test_somebody_not_wished_for_costs_when_the_wished_one_has_the_role() -> None:
    wished = home(wished_staff=frozenset({"N2"}))
    assert costs("S12", wished, "N2") == []
    assert costs("S12", wished, "N1") == [price("S12.not_wished")]
    assert costs("S12", home(wished_staff=frozenset({"G1", "N9"})), "N1") == []


def test_a_dialect_that_the_person_does_not_speak_costs() -> None:
    day = home(dialect="河南话")
    assert costs("S12", day, "N1") == [price("S12.dialect")]
    speaking = replace(day, staff={**day.staff, "N1": a.staff("N1", dialects=frozenset({"河南话"}))})
    assert costs("S12", speaking, "N1") == []


def test_each_person_of_a_visit_is_charged() -> None:
    nurse = a.PartNeed(frozenset({"RN"}))
    pair = a.service(parts=[nurse, nurse])
    resident = a.resident(seen_staff=frozenset({"G1"}))
    day = a.day([a.visit(of=pair)], services=[pair], people=PEOPLE, residents=[resident])
    plan = a.plan(day, {f"N{k + 1}-08:00": [a.stop(day, "V1", "09:00", k)] for k in (0, 1)})
    found = findings(day, plan, named(CONTINUITY, "S5"))
    assert [(f.cost, f.staff_ids) for f in found] == [(price("S5.new_person"), (who,)) for who in ("N1", "N2")]


def test_a_sentence_names_ids_and_never_names() -> None:
    day = home({"responsible_staff": frozenset({"N2"})}, seen_staff=frozenset({"N2"}), dialect="x")
    plan = a.plan(day, {"N1-08:00": [("V1", "09:00")]})
    for rule in CONTINUITY:
        for finding in rule.find(day, plan):
            assert "测试" not in finding.zh + finding.en
            assert "N1" in finding.zh
            assert "N1" in finding.en
