"""A request for nursing at home goes its way by legal steps; a late word is marked as one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from scheduler.domain.nursing import STATES, NursingMove, NursingRequest
from scheduler.errors import ConflictError, InputError
from scheduler.intake.nursing_states import MOVES, legal_moves, move, submit
from tests.intake.asking import BOOK, request
from tests.intake.caring import MONDAY, moment

START = moment(MONDAY, "14:00")


def at_state(state: str) -> NursingRequest:
    return NursingRequest("Q1", (NursingMove(state, moment(MONDAY, "08:00"), "R1"),))


def moved(one: NursingRequest, state: str, clock: str = "09:00", **told: Any) -> NursingRequest:
    return move(one, state, at=moment(MONDAY, clock), author="N1", rulebook=BOOK, **told)


def test_a_request_goes_from_submitted_to_rated() -> None:
    one = submit("Q1", at=moment(MONDAY, "08:00"), author="R1")
    for state in ("assessing", "consenting", "accepted", "assigned", "taken", "arrived", "in_service", "done", "rated"):
        one = moved(one, state)
    assert [step.state for step in one.moves][-1] == "rated"
    assert legal_moves(one) == ()


def test_every_other_step_is_refused_with_what_is_possible() -> None:
    for state in STATES:
        for target in set(STATES) - MOVES[state]:
            with pytest.raises(ConflictError) as refused:
                moved(at_state(state), target, reason="asked")
            assert all(legal in str(refused.value) for legal in MOVES[state])
    with pytest.raises(InputError, match="unknown state"):
        moved(at_state("submitted"), "lost")


@pytest.mark.parametrize(("before", "late"), [(241, False), (240, False), (239, True), (-5, True)])
def test_a_cancellation_less_than_four_hours_before_the_start_is_late(before: int, late: bool) -> None:
    clock = START - timedelta(minutes=before)
    one = move(
        at_state("assigned"), "cancelled", at=clock, author="R1", rulebook=BOOK, reason="better", planned_start=START
    )
    assert (one.state, one.moves[-1].late) == ("cancelled", late)


def test_after_the_service_has_begun_nothing_is_cancelled() -> None:
    with pytest.raises(ConflictError, match="possible: done"):
        moved(at_state("in_service"), "cancelled", reason="changed my mind", planned_start=START)


@pytest.mark.parametrize(
    ("state", "target"), [("submitted", "refused"), ("accepted", "cancelled"), ("assigned", "accepted")]
)
def test_refusing_cancelling_and_giving_back_need_a_reason(state: str, target: str) -> None:
    with pytest.raises(ConflictError, match="needs a reason"):
        moved(at_state(state), target)
    assert moved(at_state(state), target, reason="ill").moves[-1].reason == "ill"


def test_it_is_accepted_with_an_assessment_and_a_consent_only() -> None:
    asked = request(channel="internet_nursing")
    assert moved(at_state("consenting"), "accepted", request=asked).state == "accepted"
    with pytest.raises(ConflictError, match="assessment"):
        moved(at_state("consenting"), "accepted", request=request(assessment_until=None))
    with pytest.raises(ConflictError, match="consent"):
        moved(at_state("consenting"), "accepted", request=request(consent_until=None))
