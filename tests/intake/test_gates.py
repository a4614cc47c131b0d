"""May it be a home visit: each gate fires and passes, and all reasons are told together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.people import Contract
from scheduler.errors import InputError
from scheduler.intake.gates import GATES
from scheduler.units import at
from tests import builders as b
from tests.intake.asking import BOOK, MONDAY, answers, request, said, switched

FRIDAY, TUESDAY = MONDAY - timedelta(days=3), MONDAY + timedelta(days=1)
LATER = at(date(2026, 3, 6), "11:00")


def test_a_request_with_every_paper_in_order_is_accepted_without_a_word() -> None:
    assert said(request()) == {}


@pytest.mark.parametrize(
    ("service", "request_changes", "resident_changes", "expected"),
    [
        ("INFUSION", {}, {}, {"NEG-1": "refuse"}),
        ("WOUND", {"order_items": frozenset({"infusion"})}, {}, {"NEG-1": "refuse"}),
        ("WOUND", {"order_items": frozenset({"skin_test"})}, {}, {"NEG-2": "refuse"}),
        ("WOUND", {"order_items": frozenset({"chemotherapy"})}, {}, {"NEG-2": "refuse"}),
        ("EDU", {"order_items": frozenset({"vaccination"})}, {}, {"NEG-3": "refuse"}),
        ("PICC", {"order_items": frozenset({"picc_placement"})}, {}, {"NEG-4": "refuse"}),
        ("WOUND", {"channel": "internet_nursing"}, {"precautions": frozenset({"aggression"})}, {"NEG-5": "refuse"}),
        ("WOUND", {"channel": "internet_nursing"}, {"precautions": frozenset({"droplet"})}, {"NEG-5": "refuse"}),
        ("WOUND", {"channel": "internet_nursing", "infected": True}, {}, {"NEG-5": "refuse"}),
        ("WOUND", {"channel": "family_bed"}, {"precautions": frozenset({"droplet"})}, {}),
        ("TB_FU", {"channel": "public_health"}, {}, {}),
        ("WOUND", {"order_until": None}, {}, {"NEG-6": "refuse"}),
        ("WOUND", {"order_until": FRIDAY}, {}, {"H2.order": "hold"}),
        ("WOUND", {"order_until": MONDAY}, {}, {}),
        ("REHAB", {"order_until": None}, {}, {}),
        ("PICC", {}, {"carer_hours": ()}, {"NEG-7": "refuse"}),
        ("PICC", {}, {"carer_hours": (b.hours("09:00", "09:44"),)}, {"NEG-7": "refuse"}),
        ("PICC", {}, {"carer_hours": (b.hours("09:00", "09:45"),)}, {}),
        ("WOUND", {}, {"carer_hours": ()}, {}),
        ("BED_SETUP", {"channel": "family_bed"}, {"carer_hours": ()}, {"gate.carer_for_bed": "refuse"}),
        ("WOUND", {"order_items": frozenset({"unheard_of"})}, {}, {"H3.listed": "refuse"}),
        ("INJ_IM_SC", {"first_dose": True}, {}, {"H3.first_dose": "refuse"}),
        ("PICC", {"consent_until": None}, {}, {"H2.consent": "hold"}),
        ("PICC", {"consent_until": FRIDAY}, {}, {"H2.consent": "hold"}),
        ("WOUND", {"consent_until": None}, {}, {}),
        ("WOUND", {"consent_until": None, "channel": "internet_nursing"}, {}, {"H2.consent": "hold"}),
        ("PICC", {"assessment_until": None}, {}, {"H2.assessment": "hold"}),
        ("PICC", {"assessment_until": FRIDAY}, {}, {"H2.assessment": "hold"}),
        ("WOUND", {"assessment_until": None}, {}, {}),
        ("ASSESS_FIRST", {"assessment_until": None, "consent_until": None, "channel": "internet_nursing"}, {}, {}),
        ("WOUND", {}, {"contract": None}, {"gate.contract": "warn"}),
        ("WOUND", {}, {"contract": Contract("T1", date(2025, 1, 1), FRIDAY)}, {"gate.contract": "warn"}),
        ("WOUND", {"channel": "signed_team"}, {"contract": None}, {"gate.contract": "refuse"}),
        ("PHARM_HOME", {}, {"contract": None}, {"gate.contract": "refuse"}),
        ("ACU", {"channel": "internet_nursing"}, {}, {"gate.channel": "refuse"}),
        ("WOUND", {"channel": "fax"}, {}, {"gate.channel": "refuse"}),
        ("WOUND", {"episode_from": TUESDAY}, {}, {"H10.episode": "hold"}),
        ("WOUND", {"episode_until": FRIDAY}, {}, {"H10.episode": "hold"}),
        ("WOUND", {"episode_from": MONDAY, "episode_until": MONDAY}, {}, {}),
        ("CATH_CHANGE", {"last_done": MONDAY - timedelta(days=13)}, {}, {"H9.early": "hold"}),
        ("CATH_CHANGE", {"last_done": MONDAY - timedelta(days=14)}, {}, {}),
        ("RX_LONG", {"channel": "signed_team", "supply_end": MONDAY + timedelta(days=8)}, {}, {"H9.early": "hold"}),
        ("RX_LONG", {"channel": "signed_team", "supply_end": MONDAY + timedelta(days=7)}, {}, {}),
    ],
)
def test_a_gate_fires_alone_and_lets_the_rest_pass(
    service: str, request_changes: dict[str, Any], resident_changes: dict[str, Any], expected: dict[str, str]
) -> None:
    assert said(request(service, **request_changes), b.resident(**resident_changes)) == expected


def test_a_home_is_served_up_to_the_last_metre_of_the_radius() -> None:
    assert said(request(), b.resident(home=b.place("NEAR", 4990, 0))) == {}
    assert said(request(), b.resident(home=b.place("FAR", 5010, 0))) == {"gate.area": "refuse"}


def test_a_prescription_supplies_for_twelve_weeks_and_not_a_day_longer() -> None:
    ask = {"channel": "signed_team", "supply_end": MONDAY + timedelta(days=5)}
    twelve = MONDAY + timedelta(days=5) - timedelta(weeks=12)
    assert said(request("RX_LONG", last_done=twelve, **ask)) == {}
    longer = request("RX_LONG", last_done=twelve - timedelta(days=1), **ask)
    assert said(longer) == {"gate.long_prescription": "refuse"}


def test_scenario_6_negative_list() -> None:
    """Home infusion is refused by NEG-1 with advice; switched on and ordered, the same request is accepted."""
    asked = request("INFUSION", channel="internet_nursing")
    (answer,) = answers(asked)
    assert (answer.rule, answer.answer) == ("NEG-1", "refuse")
    assert "输液" in answer.zh
    assert "hospital" in answer.en
    on = switched(H3_infusion_on=True)
    assert said(asked, rulebook=on) == {}
    assert said(replace(asked, order_until=MONDAY), rulebook=on) == {}
    ended = replace(asked, order_until=MONDAY - timedelta(days=1))
    assert said(ended, rulebook=on) == {"NEG-1": "refuse", "H2.order": "hold"}
    assert said(replace(asked, order_until=None), rulebook=on) == {"NEG-1": "refuse", "NEG-6": "refuse"}
    assert said(replace(asked, first_dose=True), rulebook=on) == {"H3.first_dose": "refuse"}


def test_scenario_8_duplicate_application() -> None:
    """A second open request for the same service is refused with the first one's number."""
    first, second = request(id="Q7"), request(id="Q9", received=LATER)
    (answer,) = answers(second, others=[first, second])
    assert (answer.rule, answer.answer) == ("gate.duplicate", "refuse")
    assert "Q7" in answer.zh
    assert "Q7" in answer.en
    assert said(first, others=[first, second]) == {}  # the first one stands


def test_a_second_family_bed_is_refused_with_the_number_of_the_open_one() -> None:
    round_of_it = request(
        "BED_ROUND", id="Q3", channel="family_bed", episode_from=FRIDAY, first_day=TUESDAY, last_day=TUESDAY
    )
    again = request("BED_SETUP", id="Q9", channel="family_bed", received=LATER)
    (answer,) = answers(again, others=[round_of_it])
    assert answer.rule == "gate.duplicate"
    assert "Q3" in answer.en
    closed = replace(round_of_it, episode_from=FRIDAY - timedelta(days=60), episode_until=FRIDAY)
    assert said(again, others=[closed]) == {}


@pytest.mark.parametrize(
    "changes",
    [
        {"service": "EDU"},
        {"resident_id": "R2"},
        {"first_day": FRIDAY, "last_day": FRIDAY},
        {"windows": (b.window("17:00", "18:10"),)},
        {"id": "Q0", "after_request": "Q9"},
    ],
)
def test_another_service_resident_day_hour_or_dose_is_no_duplicate(changes: dict[str, Any]) -> None:
    second = request(id="Q9", received=LATER, windows=(b.window("07:00", "07:40"),))
    assert said(second, others=[replace(request(id="Q7"), **changes)]) == {}


def test_scenario_16_two_person_rule_at_the_gate() -> None:
    """At risk level 4 nobody goes before community or police know; told, it passes."""
    patient = b.resident(risk_level=4)
    asked = request("SMI_FU", channel="public_health")
    (answer,) = answers(asked, patient)
    assert (answer.rule, answer.answer) == ("H13.community", "hold")
    assert "民警" in answer.zh
    assert said(replace(asked, community_notified=True), patient) == {}
    assert said(asked, b.resident(risk_level=2)) == {}


def test_all_reasons_are_told_together_in_both_languages() -> None:
    nobody = b.resident(home=b.place("FAR", 9000, 0), contract=None, carer_hours=(), risk_level=3)
    asked = request(
        "PICC",
        channel="internet_nursing",
        order_until=None,
        consent_until=None,
        assessment_until=FRIDAY,
        order_items=frozenset({"skin_test", "vaccination", "picc_placement"}),
        first_dose=True,
        episode_until=FRIDAY,
    )
    found = answers(asked, nobody)
    assert {answer.rule for answer in found} == {
        "NEG-2", "NEG-3", "NEG-4", "NEG-5", "NEG-6", "NEG-7", "H3.first_dose", "H2.consent", "H2.assessment",
        "gate.area", "gate.contract", "H13.community", "H10.episode",
    }  # fmt: skip
    assert len(found) == 13  # no reason twice
    assert all(answer.zh and answer.en and answer.zh != answer.en for answer in found)


def test_internet_nursing_does_not_go_where_the_catalogue_says_infectious() -> None:
    infectious = replace(BOOK.services["WOUND"], code="ISOLATION", infection_class=3)
    asked = request("ISOLATION", channel="internet_nursing")
    assert said(asked, rulebook=b.rulebook([infectious])) == {"NEG-5": "refuse"}
    assert said(asked, rulebook=b.rulebook([replace(infectious, infection_class=2)])) == {}


def test_answers_name_ids_and_never_a_person() -> None:
    patient = b.resident(
        name="测试某某", phone="13800000000", id_number="410199194103050011", contract=None, risk_level=4
    )
    for service in BOOK.services:
        for answer in answers(request(service, order_until=None, assessment_until=None, consent_until=None), patient):
            for private in (patient.name, patient.phone, patient.id_number, patient.place.address):
                assert private not in answer.zh + answer.en


def test_an_unknown_service_is_bad_input() -> None:
    with pytest.raises(InputError, match="UNHEARD") as refused:
        answers(request("UNHEARD"))
    assert refused.value.faults[0].field == "service"


@given(
    st.sampled_from(sorted(BOOK.services)),
    st.sampled_from(["family_bed", "signed_team", "internet_nursing", "public_health", "clinic_phone"]),
    st.tuples(*[st.one_of(st.none(), st.integers(-5, 5))] * 5),
    st.integers(0, 5),
    st.booleans(),
)
def test_no_request_is_too_odd_to_be_judged(
    service: str, channel: str, offsets: tuple[int | None, ...], risk: int, flag: bool
) -> None:
    days = [None if n is None else MONDAY + timedelta(days=n) for n in offsets]
    asked = request(
        service,
        channel=channel,
        order_until=days[0],
        consent_until=days[1],
        assessment_until=days[2],
        last_done=days[3],
        supply_end=days[4],
        infected=flag,
        first_dose=flag,
    )
    found = answers(asked, b.resident(risk_level=risk, carer_hours=() if flag else (b.hours("08:00", "12:00"),)))
    assert len(found) <= len(GATES)
    for answer in found:
        assert answer.answer in ("refuse", "hold", "warn")
        assert not answer.release or answer.answer == "hold"
