"""H1, H2, H3, H10, H12: who may do what, and what must be in order on paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from scheduler.domain.care import PartNeed
from scheduler.domain.day import Day
from scheduler.domain.people import Certificate
from scheduler.domain.plan import Finding
from scheduler.rules.qualifications import QUALIFICATIONS
from tests import builders as a
from tests.rules.agreement import draft_of, findings, named

YESTERDAY = a.MONDAY - timedelta(days=1)
INTERNET = "internet_nursing"


def found(rule: str, day: Day, visit_id: str = "V1", staff_id: str = "N1") -> list[Finding]:
    """What the rule finds when the visit stands at 09:00 on the person's morning."""
    return findings(day, a.plan(day, {f"{staff_id}-08:00": [(visit_id, "09:00")]}), named(QUALIFICATIONS, rule))


def asking(**need: Any) -> Day:
    """A wound that asks its one person for something."""
    service = a.service(parts=[PartNeed(frozenset({"RN"}), **need)])
    return a.day([a.visit(of=service)], services=[service])


def with_nurse(day: Day, **changes: Any) -> Day:
    return replace(day, staff={"N1": replace(day.staff["N1"], **changes)})


def with_visit(day: Day, **changes: Any) -> Day:
    return replace(day, visits={"V1": replace(day.visits["V1"], **changes)})


def test_a_nurse_with_everything_in_order_serves() -> None:
    for rule in ("H1", "H2", "H3", "H10", "H12"):
        assert found(rule, a.day([a.visit()])) == []


def test_a_doctor_does_not_do_a_nurses_work() -> None:
    (one,) = found("H1", with_nurse(a.day([a.visit()]), role="GP"))
    assert "GP" in one.en
    assert "RN" in one.en


def test_every_skill_is_needed_not_any() -> None:
    day = with_nurse(asking(skills=frozenset({"picc", "wound"})), certificates=(Certificate("picc", a.FAR),))
    (one,) = found("H1", day)
    assert "wound" in one.en


def test_a_certificate_is_valid_on_its_last_day_and_not_after() -> None:
    day = asking(skills=frozenset({"picc"}))
    assert found("H1", with_nurse(day, certificates=(Certificate("picc", a.MONDAY),))) == []
    (one,) = found("H1", with_nurse(day, certificates=(Certificate("picc", YESTERDAY),)))
    assert str(YESTERDAY) in one.en
    assert "1 days" in one.en


def test_scenario_3_a_nurse_whose_picc_certificate_ended_the_day_before_is_refused_with_that_reason() -> None:
    service = a.service("PICC", parts=[PartNeed(frozenset({"RN"}), frozenset({"picc"}))])
    people = [
        a.staff("N1", certificates=(Certificate("picc", date(2026, 3, 8)),)),
        a.staff("N2", certificates=(Certificate("picc", a.FAR),)),
    ]
    day = a.day([a.visit(of=service)], services=[service], people=people)
    draft = draft_of(day, *QUALIFICATIONS)
    assert [draft.forbidden_by.get((0, r), []) for r in (0, 1)] == [["H1"], []]
    (one,) = found("H1", day)
    assert "2026-03-08" in one.zh
    assert "picc" in one.zh
    assert found("H1", day, staff_id="N2") == []


def test_the_title_asked_for_is_enough() -> None:
    day = asking(title_level=3)
    assert found("H1", with_nurse(day, title_level=3)) == []
    assert len(found("H1", with_nurse(day, title_level=2))) == 1


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"registered": False}, "registered"),
        ({"clean_record": False}, "record"),
        ({"trained": False}, "training"),
        ({"years": 4}, "4 years"),
        ({"title_level": 1}, "title"),
    ],
)
def test_each_condition_of_internet_nursing_has_its_own_reason(change: dict[str, Any], word: str) -> None:
    day = with_visit(a.day([a.visit()]), channel=INTERNET)
    (one,) = found("H1", with_nurse(day, **change))
    assert word in one.en


def test_all_five_conditions_are_told_at_once() -> None:
    day = with_visit(a.day([a.visit()]), channel=INTERNET)
    bad = with_nurse(day, registered=False, clean_record=False, trained=False, years=0, title_level=1)
    assert a.amounts(found("H1", bad)) == [1] * 5


def test_five_years_are_enough_and_bind_internet_nursing_only() -> None:
    day = a.day([a.visit()])
    assert found("H1", with_nurse(with_visit(day, channel=INTERNET), years=5, title_level=2)) == []
    assert found("H1", with_nurse(day, years=1, title_level=1, trained=False, clean_record=False)) == []


def test_a_nurse_without_registration_goes_nowhere() -> None:
    assert len(found("H1", with_nurse(a.day([a.visit()]), registered=False))) == 1


def test_a_hospitals_nurse_serves_internet_nursing_only() -> None:
    day = with_nurse(a.day([a.visit()]), employer="hospital")
    assert len(found("H1", day)) == 1
    assert found("H1", with_visit(day, channel=INTERNET)) == []


@pytest.mark.parametrize(
    ("needs", "until"),
    [
        ("needs_order", "order_until"),
        ("needs_consent", "consent_until"),
        ("needs_assessment", "assessment_until"),
    ],
)
def test_a_paper_that_the_service_needs_is_valid_through_its_last_day(needs: str, until: str) -> None:
    service = a.service(**{needs: True})
    day = a.day([a.visit(of=service)], services=[service])
    assert found("H2", with_visit(day, **{until: a.MONDAY})) == []
    assert a.amounts(found("H2", with_visit(day, **{until: YESTERDAY}))) == [1]
    assert a.amounts(found("H2", day)) == [1]


@pytest.mark.parametrize("until", ["permit_until", "insurance_until"])
def test_permit_and_insurance_are_checked_in_internet_nursing_only(until: str) -> None:
    day = with_nurse(a.day([a.visit()]), **{until: YESTERDAY})
    internet = with_visit(day, channel=INTERNET, consent_until=a.FAR, assessment_until=a.FAR)
    assert found("H2", day) == []
    (one,) = found("H2", internet)
    assert str(YESTERDAY) in one.zh
    assert found("H2", with_nurse(internet, **{until: a.MONDAY})) == []


def test_a_centre_may_switch_off_the_check_of_permit_and_insurance() -> None:
    papers = {"consent_until": a.FAR, "assessment_until": a.FAR}
    day = a.day([a.visit(channel=INTERNET, **papers)], numbers={"H2_check_permit": False})
    assert found("H2", with_nurse(day, permit_until=None, insurance_until=None)) == []


def test_internet_nursing_asks_every_service_for_consent_and_assessment_but_not_the_assessment_itself() -> None:
    day = a.day([a.visit(channel=INTERNET)])
    assert ["consent" in f.en for f in found("H2", day)] == [True, False]
    first = a.service("ASSESS_FIRST")
    assert found("H2", a.day([a.visit(of=first, channel=INTERNET)], services=[first])) == []


def test_five_missing_papers_have_five_reasons_of_their_own() -> None:
    service = a.service(needs_order=True, needs_consent=True, needs_assessment=True)
    day = a.day([a.visit(of=service, channel=INTERNET)], services=[service])
    told = found("H2", with_nurse(day, permit_until=None, insurance_until=None))
    assert len({one.zh for one in told}) == len({one.en for one in told}) == 5


def infusion_day(switched_on: bool, order_until: date | None) -> Day:
    service = a.service("INFUSION", listed="negative")
    numbers = {"H3_infusion_on": switched_on}
    return a.day([a.visit(of=service, order_until=order_until)], services=[service], numbers=numbers)


def test_infusion_is_planned_only_when_switched_on_and_ordered() -> None:
    assert len(found("H3", infusion_day(False, a.MONDAY))) == 1
    assert len(found("H3", infusion_day(True, None))) == 1
    assert len(found("H3", infusion_day(True, YESTERDAY))) == 1
    assert found("H3", infusion_day(True, a.MONDAY)) == []


def test_each_forbidden_item_of_an_order_is_named() -> None:
    day = with_visit(a.day([a.visit()]), order_items=frozenset({"skin_test", "transfusion"}))
    assert [("skin_test" in f.en, "transfusion" in f.en) for f in found("H3", day)] == [(True, False), (False, True)]


def test_the_switch_for_infusion_frees_no_other_item() -> None:
    day = a.day([a.visit(order_items=frozenset({"infusion", "skin_test"}), order_until=a.MONDAY)])
    day = replace(day, rulebook=a.rulebook(H3_infusion_on=True))
    (one,) = found("H3", day)
    assert "skin_test" in one.en


def test_a_family_bed_is_open_on_its_first_and_last_day() -> None:
    day = a.day([a.visit()])
    assert found("H10", with_visit(day, episode_from=a.MONDAY, episode_until=a.MONDAY)) == []
    (late,) = found("H10", with_visit(day, episode_until=YESTERDAY))
    assert str(YESTERDAY) in late.en
    (early,) = found("H10", with_visit(day, episode_from=a.MONDAY + timedelta(days=2)))
    assert "2 days" in early.en


def test_refusals_of_either_side_and_a_required_sex_are_respected() -> None:
    def day(**changes: Any) -> Day:
        return a.day([a.visit()], residents=[a.resident(**changes)])

    assert len(found("H12", day(refuses_staff=frozenset({"N1"})))) == 1
    assert found("H12", day(refuses_staff=frozenset({"N2"}))) == []
    assert len(found("H12", with_nurse(day(), refuses_residents=frozenset({"R1"})))) == 1
    assert len(found("H12", day(required_staff_sex="M"))) == 1
    assert found("H12", day(required_staff_sex="F")) == []


def test_people_and_visits_that_the_day_does_not_know_are_passed_over() -> None:
    day = a.day([a.visit()])
    plan = a.plan(day, {"N1-08:00": [("V1", "09:00")]})
    empty = replace(day, visits={}, staff={})
    for rule in QUALIFICATIONS:
        assert rule.find(empty, plan) == []
