"""The family bed moves only as it may: conditions, period, people, reasons; nothing twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from scheduler.domain.beds import CLOSING_REASONS, CONDITIONS, STATES, FamilyBed
from scheduler.errors import ConflictError, InputError
from scheduler.intake.bed_states import MOVES, apply, bed_faults, legal_moves, move, renew
from tests.intake.asking import BOOK
from tests.intake.caring import bed, days, march, moment

WHO = {"responsible_doctor": "G1", "responsible_nurse": "N1"}


def moved(one: FamilyBed, state: str, day: int = 20, **told: Any) -> FamilyBed:
    return move(one, state, at=moment(march(day)), author="G1", rulebook=BOOK, **told)


def assessed(*without: str) -> FamilyBed:
    one = bed(("submitted", march(2)), conditions=frozenset())
    return moved(one, "assessed", 4, conditions=frozenset(CONDITIONS) - set(without))


def test_a_bed_goes_from_application_to_closing_with_person_time_and_reason() -> None:
    one = moved(assessed(), "registered", 5, **WHO)
    assert (one.from_day, one.until_day) == (march(5), march(5) + days(60 - 1))
    for state, day, reason in (
        ("open", 6, ""),
        ("suspended", 9, "hospital"),
        ("open", 12, ""),
        ("pre_close", 18, "better"),
        ("closed", 20, ""),
    ):
        one = moved(one, state, day, reason=reason)
    assert one.closing_reason == "better"
    assert [step.state for step in one.moves] == [
        "submitted", "assessed", "registered", "open", "suspended", "open", "pre_close", "closed",
    ]  # fmt: skip
    assert legal_moves(one) == ()


def test_every_move_outside_the_machine_is_refused_and_the_refusal_says_what_is_possible() -> None:
    for state in STATES:
        one = bed((state, march(6)))
        for target in set(STATES) - MOVES[state]:
            with pytest.raises(ConflictError) as refused:
                moved(one, target, reason="better")
            for legal in MOVES[state]:
                assert legal in str(refused.value)


@pytest.mark.parametrize("condition", CONDITIONS)
def test_each_of_the_seven_conditions_is_a_gate(condition: str) -> None:
    with pytest.raises(ConflictError, match=condition) as refused:
        moved(assessed(condition), "registered", 5, **WHO)
    assert refused.value.zh


def test_a_registration_needs_people_and_a_period_that_is_not_too_long() -> None:
    with pytest.raises(ConflictError, match="responsible"):
        moved(assessed(), "registered", 5)
    with pytest.raises(ConflictError, match="at most 60 days"):
        moved(assessed(), "registered", 5, until_day=march(5) + days(60), **WHO)
    with pytest.raises(ConflictError, match="renew it"):
        moved(bed(), "suspended", reason="hospital", until_day=march(31))
    with pytest.raises(ConflictError, match="before it opens"):
        moved(assessed(), "registered", 5, until_day=march(4), **WHO)


def test_a_doctor_never_has_more_than_twenty_beds() -> None:
    others = [replace(bed(), id=f"B{k}", resident_id=f"R{k}") for k in range(2, 22)]
    assert moved(assessed(), "registered", 5, beds=others[:19], **WHO).state == "registered"
    with pytest.raises(ConflictError, match="21 beds, at most 20"):
        moved(assessed(), "registered", 5, beds=others, **WHO)


def test_closing_needs_a_reason_of_the_list() -> None:
    with pytest.raises(ConflictError, match=", ".join(CLOSING_REASONS)):
        moved(bed(), "pre_close", reason="because")
    with pytest.raises(ConflictError, match="needs a reason"):
        moved(bed(), "suspended")


def test_time_does_not_run_backwards() -> None:
    with pytest.raises(ConflictError, match="last step"):
        moved(bed(), "suspended", 5, reason="hospital")


def test_scenario_8_a_second_application_is_refused_with_the_number_of_the_first() -> None:
    told: dict[str, Any] = {"at": moment(march(9)), "author": "R1"}
    first = apply("B1", "R1", "treatment", "centre", **told)
    assert (first.state, first.applied) == ("submitted", march(9))
    with pytest.raises(ConflictError, match="B1") as refused:
        apply("B2", "R1", "treatment", "outpatient", beds=[first], **told)
    assert "B1" in refused.value.zh
    assert apply("B2", "R2", "nursing", "outpatient", beds=[first], **told).resident_id == "R2"
    over = moved(first, "cancelled", reason="moved away")
    assert apply("B3", "R1", "treatment", "centre", beds=[over], **told).state == "submitted"
    with pytest.raises(InputError, match="kind"):
        apply("B4", "R3", "golden", "centre", **told)


def test_a_renewal_needs_a_new_assessment_and_extends_the_period() -> None:
    open_bed = bed()
    told: dict[str, Any] = {"at": moment(date(2026, 5, 1)), "author": "G1", "rulebook": BOOK}
    until = date(2026, 5, 3) + days(60)
    with pytest.raises(ConflictError, match="assessment"):
        renew(open_bed, until, assessed=None, **told)
    with pytest.raises(ConflictError, match="assessment"):
        renew(open_bed, until, assessed=date(2026, 4, 16), **told)
    renewed = renew(open_bed, until, assessed=date(2026, 4, 30), **told)
    assert (renewed.until_day, renewed.renewals, renewed.state) == (until, 1, "open")
    with pytest.raises(ConflictError, match="new end"):
        renew(open_bed, until + days(1), assessed=date(2026, 4, 30), **told)


def test_beds_that_cannot_be_are_named() -> None:
    upside = replace(bed(), from_day=march(9), until_day=march(8))
    jump = bed(("submitted", march(2)), ("open", march(1)), id="B2", resident_id="R2")
    twin = [bed(id="B3", resident_id="R3"), bed(("submitted", march(8)), id="B4", resident_id="R3")]
    found = bed_faults([upside, jump, *twin])
    assert [(fault.where, fault.field) for fault in found] == [
        ("bed B1", "until_day"),
        ("bed B2", "moves"),
        ("bed B2", "moves"),
        ("bed B4", "resident_id"),
    ]
    assert all(fault.remedy and fault.message_zh and fault.remedy_zh for fault in found)
