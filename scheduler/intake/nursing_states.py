"""The way of a request for nursing at home (护理到家): its states, the legal moves, and the rule of the late word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from scheduler.domain.care import Request
from scheduler.domain.nursing import STATES, NursingMove, NursingRequest
from scheduler.domain.rulebook import Rulebook
from scheduler.errors import ConflictError, Fault, InputError

MOVES: Mapping[str, frozenset[str]] = {
    "submitted": frozenset({"assessing", "consenting", "refused", "cancelled"}),
    "assessing": frozenset({"consenting", "refused", "cancelled"}),
    "consenting": frozenset({"accepted", "refused", "cancelled"}),
    "accepted": frozenset({"assigned", "refused", "cancelled"}),
    "assigned": frozenset({"taken", "accepted", "cancelled"}),  # back to accepted: the nurse says no
    "taken": frozenset({"arrived", "accepted", "cancelled"}),
    "arrived": frozenset({"in_service", "cancelled"}),
    "in_service": frozenset({"done"}),
    "done": frozenset({"rated"}),
    "rated": frozenset(),
    "cancelled": frozenset(),
    "refused": frozenset(),
}
GIVEN_BACK = {("assigned", "accepted"), ("taken", "accepted")}


def submit(request_id: str, *, at: datetime, author: str) -> NursingRequest:
    """A new request on its way."""
    return NursingRequest(request_id, (NursingMove("submitted", at, author),))


def move(
    nursing: NursingRequest,
    state: str,
    *,
    at: datetime,
    author: str,
    rulebook: Rulebook,
    reason: str = "",
    planned_start: datetime | None = None,
    request: Request | None = None,
) -> NursingRequest:
    """The request after one step.

    A cancellation less than nursing.cancel_hours before `planned_start` is accepted as late. With `request` given,
    it is accepted only with a valid first assessment and a signed consent. Raises ConflictError: what is legal from
    here, what is missing; InputError for an unknown state.
    """
    if state not in STATES:
        told = ", ".join(STATES)
        where = f"nursing request {nursing.id}"
        raise InputError([Fault(where, "state", state, "unknown state", f"use {told}", "未知的状态", f"可用：{told}")])
    if state not in MOVES[nursing.state]:
        legal = ", ".join(legal_moves(nursing))
        raise _conflict(
            nursing,
            f"it cannot become {state}; " + (f"possible: {legal}" if legal else "it is over"),
            f"不能变为 {state}；" + (f"可以：{legal}" if legal else "已经结束"),
        )
    last = nursing.moves[-1].at
    if at < last:
        raise _conflict(nursing, f"its last step was at {last}, later than {at}", f"上一步在 {last}，晚于 {at}")
    needs_reason = state in ("refused", "cancelled") or (nursing.state, state) in GIVEN_BACK
    if needs_reason and not reason.strip():
        raise _conflict(nursing, f"{state} needs a reason", f"{state} 须填写原因")
    if state == "accepted" and nursing.state == "consenting" and request is not None:
        _check_papers(nursing, request, at)
    late = state == "cancelled" and is_late(at, planned_start, rulebook)
    return replace(nursing, moves=(*nursing.moves, NursingMove(state, at, author, reason, late)))


def legal_moves(nursing: NursingRequest) -> tuple[str, ...]:
    """Where it may go from here, in the order of STATES."""
    return tuple(state for state in STATES if state in MOVES[nursing.state])


def is_late(at: datetime, planned_start: datetime | None, rulebook: Rulebook) -> bool:
    """Whether a cancellation comes less than nursing.cancel_hours before the start; exactly so many is in time."""
    limit = timedelta(hours=rulebook.rule("nursing.cancel_hours"))
    return planned_start is not None and planned_start - at < limit


def _check_papers(nursing: NursingRequest, request: Request, at: datetime) -> None:
    """First assessment and consent, valid that day."""
    day = at.date()
    if request.assessment_until is None or request.assessment_until < day:
        raise _conflict(nursing, "it needs a valid first assessment", "须有有效的首诊评估")
    if request.consent_until is None or request.consent_until < day:
        raise _conflict(nursing, "it needs a signed consent", "须签署知情同意书")


def _conflict(nursing: NursingRequest, en: str, zh: str) -> ConflictError:
    return ConflictError(
        f"Nursing request {nursing.id} ({nursing.state}): {en}.", f"护理申请 {nursing.id}（{nursing.state}）：{zh}。"
    )
