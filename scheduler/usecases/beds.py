"""Family beds: applied for, moved from state to state, renewed; a hospital stay suspends one and calls visits off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from scheduler.domain.beds import FamilyBed
from scheduler.domain.care import Request
from scheduler.domain.orders import AWAY_REASONS, Away
from scheduler.errors import ConflictError, Fault, InputError
from scheduler.intake import bed_states
from scheduler.intake.asked import ASSESSMENT
from scheduler.store import care_records, records
from scheduler.store.care_records import Kept
from scheduler.store.engine import Session, Store
from scheduler.usecases.absence import come_back, leave
from scheduler.usecases.calling_off import call_off
from scheduler.usecases.occurrences import due_of_resident

ENDING = ("pre_close", "closed", "cancelled", "refused")


@dataclass(frozen=True, slots=True)
class BedView:
    """A bed, the version to name when it is moved, where it may go, the conditions that fail, what is due of it.

    `called_off`: published visits that a move took away, as (day, visit).
    """

    bed: FamilyBed
    version: int
    possible: tuple[str, ...]
    missing: tuple[str, ...]
    following: tuple[Request, ...] = ()
    called_off: tuple[tuple[date, str], ...] = ()
    replayed: bool = False


def apply_for_bed(
    store: Store,
    centre_id: str,
    resident_id: str,
    kind: str,
    source: str,
    *,
    author: str,
    now: datetime,
    key: str = "",
    reason: str = "",
) -> BedView:
    """A new application with its number. The same `key` again gives the first answer.

    ConflictError with the first one's number while the resident has a bed or an application that is not over.
    """
    with store.write() as session:
        records.centre_of(session, centre_id)
        before = care_records.with_key(session, FamilyBed, centre_id, key)
        if before is not None:
            bed = before.record
            if (bed.resident_id, bed.kind, bed.source) != (resident_id, kind, source):
                raise ConflictError(
                    f"this key came in before with another application ({bed.id}): use a new key",
                    f"该标识已用于申请 {bed.id}，请换一个",
                )
            return replace(_view(session, store, centre_id, before, now.date()), replayed=True)
        if resident_id not in records.residents_of(session, centre_id, {resident_id}):
            zh = ("没有这位居民", "请先建档")
            shown = resident_id[:40]
            fault = Fault("/resident_id", "resident_id", shown, "is not known", "register the resident first", *zh)
            raise InputError([fault])
        id_ = care_records.next_id(session, FamilyBed, centre_id, f"B-{centre_id}-{now:%Y%m%d}")
        known = beds_in(session, centre_id).values()
        bed = bed_states.apply(
            id_, resident_id, kind, source, at=now, author=author, beds=[k.record for k in known], reason=reason
        )
        kept = care_records.add(session, centre_id, bed, key)
        detail = {"resident_id": resident_id, "kind": kind, "source": source}
        records.write_audit(session, centre_id, author, now, "bed.applied", bed.id, **detail)
        return _view(session, store, centre_id, kept, now.date())


def move_bed(
    store: Store,
    centre_id: str,
    bed_id: str,
    state: str,
    *,
    seen: int | None,
    author: str,
    now: datetime,
    reason: str = "",
    facts: Mapping[str, Any] | None = None,
) -> BedView:
    """One step of the bed. `facts`: conditions with "assessed"; period, people with "registered" (bed_states.move).

    A hospital stay (`suspended`, reason hospital or travelling) calls the resident's published visits off; so does
    the way to closing with the bed's own. ConflictError: the step is not legal from here, or somebody moved it since.
    """
    with store.write() as session:
        bed = care_records.one(session, FamilyBed, centre_id, bed_id).record
        _refuse_unknown_people(session, centre_id, facts or {})
        beds = [kept.record for kept in beds_in(session, centre_id).values()]
        told: dict[str, Any] = {"at": now, "author": author, "reason": reason, "rulebook": store.rulebook, "beds": beds}
        moved = bed_states.move(bed, state, **told, **(facts or {}))
        kept = care_records.renew(session, centre_id, moved, seen)
        over = _consequences(session, store, centre_id, bed, moved, author=author, now=now)
        detail = {"from": bed.state, "to": state, "called_off": over}
        records.write_audit(session, centre_id, author, now, "bed.moved", bed_id, **detail)
        return replace(_view(session, store, centre_id, kept, now.date()), called_off=over)


def renew_bed(
    store: Store,
    centre_id: str,
    bed_id: str,
    until_day: date,
    *,
    seen: int | None,
    author: str,
    now: datetime,
    assessed: date | None = None,
) -> BedView:
    """A longer period, after a new assessment: the last one recorded, or one made on the day `assessed`."""
    with store.write() as session:
        bed = care_records.one(session, FamilyBed, centre_id, bed_id).record
        day = assessed or _last_assessment(session, centre_id, bed)
        about: dict[str, Any] = {"at": now, "author": author, "assessed": day, "rulebook": store.rulebook}
        kept = care_records.renew(session, centre_id, bed_states.renew(bed, until_day, **about), seen)
        records.write_audit(session, centre_id, author, now, "bed.renewed", bed_id, until_day=until_day, assessed=day)
        return _view(session, store, centre_id, kept, now.date())


def adjust_bed(
    store: Store,
    centre_id: str,
    bed_id: str,
    *,
    unstable: bool | None = None,
    nurse_days: int | None = None,
    seen: int | None,
    author: str,
    now: datetime,
) -> BedView:
    """What the care plan says now: rounds as of an unstable resident, days between nurse visits (0: the default)."""
    with store.write() as session:
        bed = care_records.one(session, FamilyBed, centre_id, bed_id).record
        changed = replace(
            bed,
            unstable=bed.unstable if unstable is None else unstable,
            nurse_days=bed.nurse_days if nurse_days is None else nurse_days,
        )
        kept = care_records.renew(session, centre_id, changed, seen)
        detail = {"unstable": changed.unstable, "nurse_days": changed.nurse_days}
        records.write_audit(session, centre_id, author, now, "bed.adjusted", bed_id, **detail)
        return _view(session, store, centre_id, kept, now.date())


def read_bed(store: Store, centre_id: str, bed_id: str, day: date) -> BedView:
    """One bed, with what is due of it from a day on; NotFoundError."""
    with store.read() as session:
        return _view(session, store, centre_id, care_records.one(session, FamilyBed, centre_id, bed_id), day)


def beds_of(store: Store, centre_id: str, resident_id: str = "", state: str = "") -> tuple[BedView, ...]:
    """The beds, of one resident or in one state or all, without what is due of them."""
    with store.read() as session:
        kept = beds_in(session, centre_id).values()
    return tuple(
        _plain(store, one)
        for one in kept
        if resident_id in ("", one.record.resident_id) and state in ("", one.record.state)
    )


def beds_in(session: Session, centre_id: str) -> dict[str, Kept[FamilyBed]]:
    """Every bed of the centre."""
    return care_records.every(session, FamilyBed, centre_id)


def _plain(store: Store, kept: Kept[FamilyBed]) -> BedView:
    bed = kept.record
    missing = bed_states.missing_conditions(bed, store.rulebook) if bed.state == "assessed" else ()
    return BedView(bed, kept.version, bed_states.legal_moves(bed), missing)


def _view(session: Session, store: Store, centre_id: str, kept: Kept[FamilyBed], day: date) -> BedView:
    due = due_of_resident(session, store.rulebook, centre_id, kept.record.resident_id, day).values()
    own = [request for request in due if _brought_by(kept.record, request.order_id)]
    following = tuple(sorted(own, key=lambda request: (request.first_day, request.id)))
    return replace(_plain(store, kept), following=following)


def _consequences(
    session: Session, store: Store, centre_id: str, bed: FamilyBed, moved: FamilyBed, *, author: str, now: datetime
) -> tuple[tuple[date, str], ...]:
    """What a step takes with it: an absence begun or ended, published visits called off."""
    about: dict[str, Any] = {"author": author, "now": now}
    today = now.date()
    if moved.state == "suspended":
        why = moved.moves[-1].reason
        reason = why if why in AWAY_REASONS else "hospital"
        return leave(session, store, centre_id, Away(bed.resident_id, today, None, reason), **about).called_off
    if bed.state == "suspended":
        come_back(session, store, centre_id, bed.resident_id, today, **about)
    if moved.state in ENDING:
        reason = f"bed {moved.state}"
        return call_off(
            session, centre_id, lambda _day, visit: _brought_by(bed, visit.order_id), reason=reason, **about
        )
    return ()


def _brought_by(bed: FamilyBed, order_id: str) -> bool:
    """Whether an order is one of those that the bed brings with it (`<bed>-ROUND` and so on)."""
    return order_id.rpartition("-")[0] == bed.id


def _last_assessment(session: Session, centre_id: str, bed: FamilyBed) -> date | None:
    """The last day on which an assessment of the resident is recorded as done."""
    own = records.requests_of_resident(session, centre_id, bed.resident_id)
    asked = {id_ for id_, request in own.items() if request.service == ASSESSMENT}
    days = [
        told.day
        for told in care_records.happened(session, centre_id)
        if told.outcome == "done"
        and (
            told.request_id in asked
            or told.request_id.startswith(f"{bed.id}-ASSESS#")
            or (told.visit_id.endswith("-ASSESS") and told.request_id in own)
        )
    ]
    return max(days, default=None)


def _refuse_unknown_people(session: Session, centre_id: str, facts: Mapping[str, Any]) -> None:
    staff = records.staff_of(session, centre_id)
    named = [(name, facts.get(name)) for name in ("responsible_doctor", "responsible_nurse")]
    named += [("deputies", id_) for id_ in sorted(facts.get("deputies") or ())]
    zh = ("本中心没有这个工号", "请写本中心人员的工号")
    faults = [
        Fault(f"/{name}", name, str(id_)[:40], "is nobody of this centre", "give ids of the centre's people", *zh)
        for name, id_ in named
        if id_ and id_ not in staff
    ]
    if faults:
        raise InputError(faults)
