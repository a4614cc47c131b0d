"""Nursing at home (护理到家): a request on its way from submitted to done, cancelled in time or late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from scheduler.domain.care import Request, visit_id_of
from scheduler.domain.nursing import NursingRequest
from scheduler.domain.orders import Happened
from scheduler.errors import ConflictError, NotFoundError
from scheduler.intake import nursing_states
from scheduler.intake.asked import INTERNET
from scheduler.store import care_records, plans, records
from scheduler.store.care_records import Kept
from scheduler.store.engine import Session, Store
from scheduler.usecases.calling_off import call_off


@dataclass(frozen=True, slots=True)
class NursingView:
    """A request's way, the version to name when it is moved (0: never moved yet), where it may go, when it is planned.

    `called_off`: published visits that a move took away, as (day, visit).
    """

    nursing: NursingRequest
    version: int
    possible: tuple[str, ...]
    planned_start: datetime | None
    called_off: tuple[tuple[date, str], ...] = ()


def read_nursing(store: Store, centre_id: str, number: str, day: date) -> NursingView:
    """Where a nursing request stands, with its next published start from a day on; NotFoundError."""
    with store.read() as session:
        request = _request(session, centre_id, number)
        return _view(_way(session, centre_id, request), _planned_start(session, centre_id, number, day))


def move_nursing(
    store: Store,
    centre_id: str,
    number: str,
    state: str,
    *,
    seen: int | None,
    author: str,
    now: datetime,
    reason: str = "",
) -> NursingView:
    """One step. A cancellation too near to the published start is accepted as late; either calls the visit off.

    ConflictError: the step is not legal from here, something is missing, or somebody moved it since version `seen`.
    """
    with store.write() as session:
        request = _request(session, centre_id, number)
        way = _way(session, centre_id, request)
        start = _planned_start(session, centre_id, number, now.date())
        moved = nursing_states.move(
            way.record,
            state,
            at=now,
            author=author,
            rulebook=store.rulebook,
            reason=reason,
            planned_start=start,
            request=request,
        )
        kept = _keep(session, centre_id, moved, way.version, seen)
        over: tuple[tuple[date, str], ...] = ()
        if state in ("cancelled", "refused"):
            over = call_off(
                session,
                centre_id,
                lambda _day, visit: visit.request_id == number,
                author=author,
                now=now,
                reason=f"nursing request {state}",
            )
        if state == "done":
            _done(session, centre_id, number, author=author, now=now)
        detail = {"from": way.record.state, "to": state, "late": moved.moves[-1].late, "called_off": over}
        records.write_audit(session, centre_id, author, now, "nursing.moved", number, **detail)
        return NursingView(moved, kept.version, nursing_states.legal_moves(moved), start, over)


def _request(session: Session, centre_id: str, number: str) -> Request:
    request = records.request_of(session, centre_id, number)
    if request.channel != INTERNET:
        raise NotFoundError(f"request {number!r} is none for nursing at home", f"申请 {number!r} 不是护理到家申请")
    return request


def _way(session: Session, centre_id: str, request: Request) -> Kept[NursingRequest]:
    """Its way as kept, or from its beginning: then version 0."""
    known = care_records.every(session, NursingRequest, centre_id).get(request.id)
    return known or Kept(nursing_states.submit(request.id, at=request.received, author="request"), 0)


def _keep(
    session: Session, centre_id: str, moved: NursingRequest, version: int, seen: int | None
) -> Kept[NursingRequest]:
    if version:
        return care_records.renew(session, centre_id, moved, seen)
    if seen:
        raise ConflictError(
            f"nursing request {moved.id} was never moved yet (version 0, not {seen}): read it again",
            f"护理申请 {moved.id} 尚未流转（第 0 版，不是第 {seen} 版）：请重新查看后再改",
        )
    return care_records.add(session, centre_id, moved)


def _planned_start(session: Session, centre_id: str, number: str, day: date) -> datetime | None:
    """The next published start of its visit, from a day on."""
    visit = visit_id_of(number)
    told = {(one.visit_id, one.day) for one in care_records.happened(session, centre_id, day)}
    rows = plans.published_places(session, centre_id, {visit})
    starts = [
        stop.start
        for row in rows
        if row.day >= day and (visit, row.day) not in told
        for _, stop in plans.plan_from(row).stops()
        if stop.visit_id == visit
    ]
    return min(starts, default=None)


def _done(session: Session, centre_id: str, number: str, *, author: str, now: datetime) -> None:
    """The visit of the day is done with it, unless that was told already."""
    visit, today = visit_id_of(number), now.date()
    told = {one.visit_id for one in care_records.happened(session, centre_id, today) if one.day == today}
    for row in plans.published_places(session, centre_id, {visit}):
        if row.day == today and visit not in told:
            sent = frozenset(r.staff_id for r, stop in plans.plan_from(row).stops() if stop.visit_id == visit)
            care_records.save_happened(
                session, centre_id, Happened(visit, number, today, "done", now, author, staff_ids=sent)
            )


def _view(kept: Kept[NursingRequest], start: datetime | None) -> NursingView:
    return NursingView(kept.record, kept.version, nursing_states.legal_moves(kept.record), start)
