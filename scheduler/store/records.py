"""People, requests and locks as rows and back. What is read comes in the order of its ids."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from typing import Any, TypeVar

from sqlmodel import Session, col, delete, select

from scheduler.domain.care import GateAnswer, Lock, Request
from scheduler.domain.dataset import Dataset
from scheduler.domain.people import Centre, Device, Resident, Shift, Staff, Team
from scheduler.errors import NotFoundError
from scheduler.store import tables
from scheduler.store.care_records import save_care
from scheduler.store.documents import as_document, from_document
from scheduler.store.engine import once
from scheduler.units import LOCAL

T = TypeVar("T")


def save_dataset(session: Session, dataset: Dataset) -> int:
    """Add or renew everything; the shifts of the days it speaks of are replaced as a whole.

    Gives how many records of care were changed here since and therefore stay.
    """
    centre = dataset.centre.id
    session.merge(tables.CentreRow(id=centre, document=as_document(dataset.centre)))
    session.flush()
    _save_all(session, tables.TeamRow, centre, [(t.id, t, {}) for t in dataset.teams])
    _save_all(session, tables.StaffRow, centre, [(s.id, s, {}) for s in dataset.staff])
    _save_all(session, tables.ResidentRow, centre, [(r.id, r, {}) for r in dataset.residents])
    _save_all(session, tables.DeviceRow, centre, [(d.kind, d, {}) for d in dataset.devices])
    days = {_local_day(s.start) for s in dataset.shifts}
    old = delete(tables.ShiftRow).where(
        col(tables.ShiftRow.centre_id) == centre, col(tables.ShiftRow.day).in_(sorted(days))
    )
    session.exec(old)
    shifts = [(s.id, s, {"staff_id": s.staff_id, "day": _local_day(s.start)}) for s in dataset.shifts]
    _save_all(session, tables.ShiftRow, centre, shifts)
    requests = [(r.id, r, _request_columns(r, "open", ())) for r in dataset.requests]
    _save_all(session, tables.RequestRow, centre, requests)
    return save_care(session, dataset)


def _save_all(session: Session, row: Any, centre: str, records: Iterable[tuple[str, object, dict[str, Any]]]) -> None:
    """Renew the rows that are there, which one query brings for all records, and add the others."""
    rows = {found.id: found for found in session.exec(select(row).where(row.centre_id == centre))}
    for id_, record, columns in records:
        if id_ not in rows:
            rows[id_] = row(centre_id=centre, id=id_)
            session.add(rows[id_])
        for column, value in {"document": as_document(record), **columns}.items():
            setattr(rows[id_], column, value)
    session.flush()


def _local_day(moment: datetime) -> date:
    return moment.astimezone(LOCAL).date()


def centre_ids(session: Session) -> list[str]:
    """All centres of the database."""
    return list(session.exec(select(tables.CentreRow.id).order_by(tables.CentreRow.id)))


def centre_of(session: Session, centre_id: str) -> Centre:
    """One centre; NotFoundError."""
    row = session.get(tables.CentreRow, centre_id)
    if row is None:
        raise NotFoundError(f"no centre has the id {centre_id!r}", f"没有编号为 {centre_id!r} 的中心")
    return from_document(Centre, row.document)


def _all(session: Session, kind: type[T], row: Any, centre_id: str, *conditions: Any) -> dict[str, T]:
    rows = session.exec(select(row).where(row.centre_id == centre_id, *conditions).order_by(row.id))
    return {r.id: from_document(kind, r.document) for r in rows}


def teams_of(session: Session, centre_id: str) -> dict[str, Team]:
    """The centre's teams by id."""
    return dict(once(session, ("teams", centre_id), lambda: _all(session, Team, tables.TeamRow, centre_id)))


def staff_of(session: Session, centre_id: str) -> dict[str, Staff]:
    """The centre's staff by id."""
    return dict(once(session, ("staff", centre_id), lambda: _all(session, Staff, tables.StaffRow, centre_id)))


def shifts_on(session: Session, centre_id: str, day: date) -> dict[str, Shift]:
    """The shifts that start on the day, by id."""
    return _all(session, Shift, tables.ShiftRow, centre_id, tables.ShiftRow.day == day)


def devices_of(session: Session, centre_id: str) -> dict[str, Device]:
    """The centre's shared devices by kind."""
    return dict(once(session, ("devices", centre_id), lambda: _all(session, Device, tables.DeviceRow, centre_id)))


def residents_of(session: Session, centre_id: str, ids: AbstractSet[str]) -> dict[str, Resident]:
    """Those residents by id; unknown ids are left out."""
    known: dict[str, Resident | None] = once(session, ("residents", centre_id), dict)
    if new := sorted(ids - known.keys()):
        found = _all(session, Resident, tables.ResidentRow, centre_id, col(tables.ResidentRow.id).in_(new))
        known.update({id_: found.get(id_) for id_ in new})
    return {id_: one for id_ in sorted(ids) if (one := known[id_]) is not None}


def planned_requests(session: Session, centre_id: str, day: date) -> dict[str, Request]:
    """The requests that may matter on the day: not refused, and wanted by then."""
    row = tables.RequestRow
    kept: dict[date, dict[str, Request]] = once(session, ("requests", centre_id), dict)
    before = max((one for one in kept if one <= day), default=date.min)
    wanted = row.state != "refused", row.first_day > before, row.first_day <= day
    found = kept.get(before, {}) | _all(session, Request, row, centre_id, *wanted)
    kept[day] = dict(sorted(found.items()))
    return dict(kept[day])


def requests_of_resident(session: Session, centre_id: str, resident_id: str) -> dict[str, Request]:
    """A resident's requests that were not refused."""
    row = tables.RequestRow
    return _all(session, Request, row, centre_id, row.state != "refused", row.resident_id == resident_id)


def find_request(session: Session, number: str) -> tables.RequestRow | None:
    """The row of a request that came in; none for an occurrence of a standing order, which is due by a rule."""
    return session.exec(select(tables.RequestRow).where(tables.RequestRow.id == number)).first()


def has_request(session: Session, centre_id: str, number: str) -> bool:
    """Whether the centre has a request of that number."""
    return session.get(tables.RequestRow, (centre_id, number)) is not None


def request_of(session: Session, centre_id: str, number: str) -> Request:
    """One request of the centre; NotFoundError."""
    row = session.get(tables.RequestRow, (centre_id, number))
    if row is None:
        raise NotFoundError(f"no request has the number {number!r}", f"没有编号为 {number!r} 的申请")
    return from_document(Request, row.document)


def request_with_key(session: Session, centre_id: str, key: str) -> tables.RequestRow | None:
    """The request that came in under this key."""
    row = tables.RequestRow
    return session.exec(select(row).where(row.centre_id == centre_id, row.key == key)).first()


def next_request_number(session: Session, centre_id: str, day: date) -> str:
    """R-<centre>-<day>-<count of that day's>; never used before."""
    prefix = f"R-{centre_id}-{day:%Y%m%d}-"
    row = tables.RequestRow
    used = session.exec(select(row.id).where(row.centre_id == centre_id, col(row.id).startswith(prefix)))
    return f"{prefix}{max((int(number.removeprefix(prefix)) for number in used), default=0) + 1:03d}"


def save_request(
    session: Session, centre_id: str, request: Request, state: str, answers: tuple[GateAnswer, ...], key: str
) -> None:
    """Add one request with the gates' answers."""
    columns = _request_columns(request, state, answers)
    document = as_document(request)
    session.add(tables.RequestRow(centre_id=centre_id, id=request.id, document=document, key=key or None, **columns))
    session.flush()


def renew_request(session: Session, centre_id: str, request: Request, answers: tuple[GateAnswer, ...]) -> None:
    """Replace a request that was let in, with what the gates say of it now."""
    row = session.get(tables.RequestRow, (centre_id, request.id))
    if row is not None:
        row.document, row.answers = as_document(request), as_document(answers)
        row.state = "held" if any(answer.answer == "hold" for answer in answers) else "open"
        session.flush()


def _request_columns(request: Request, state: str, answers: tuple[GateAnswer, ...]) -> dict[str, Any]:
    return {
        "resident_id": request.resident_id,
        "state": state,
        "first_day": request.first_day,
        "answers": as_document(answers),
    }


def locks_on(session: Session, centre_id: str, day: date) -> tuple[Lock, ...]:
    """The day's locks, by visit and part."""
    row = tables.LockRow
    found = session.exec(
        select(row).where(row.centre_id == centre_id, row.day == day).order_by(row.visit_id, col(row.part))
    )
    return tuple(from_document(Lock, r.document) for r in found)


def write_audit(
    session: Session, centre_id: str, author: str, now: datetime, action: str, about: str, **detail: object
) -> None:
    """Who did what to what; ids only."""
    document = {name: as_document(value) for name, value in detail.items()}
    session.add(
        tables.AuditRow(centre_id=centre_id, at=now, author=author, action=action, about=about, detail=document)
    )


def save_lock(session: Session, centre_id: str, day: date, lock: Lock) -> None:
    """Set or replace the lock of one part."""
    document = as_document(lock)
    session.merge(
        tables.LockRow(centre_id=centre_id, day=day, visit_id=lock.visit_id, part=lock.part, document=document)
    )
    session.flush()


def drop_lock(session: Session, centre_id: str, day: date, visit_id: str, part: int) -> bool:
    """Whether there was a lock to take away."""
    row = session.get(tables.LockRow, (centre_id, day, visit_id, part))
    if row is not None:
        session.delete(row)
        session.flush()
    return row is not None


def drop_locks(session: Session, centre_id: str, day: date, visit_id: str) -> None:
    """Take every lock of a visit on a day away."""
    row = tables.LockRow
    session.exec(delete(row).where(col(row.centre_id) == centre_id, col(row.day) == day, col(row.visit_id) == visit_id))


def locked_visits(session: Session, centre_id: str, since: date) -> dict[date, set[str]]:
    """The visits with a lock, by day, from a day on."""
    row = tables.LockRow
    found = session.exec(select(col(row.day), row.visit_id).where(row.centre_id == centre_id, row.day >= since))
    locked: dict[date, set[str]] = {}
    for day, visit_id in found:
        locked.setdefault(day, set()).add(visit_id)
    return locked


def centre_of_staff(session: Session, staff_id: str) -> str:
    """The centre somebody works for; NotFoundError."""
    found = session.exec(select(tables.StaffRow.centre_id).where(tables.StaffRow.id == staff_id)).first()
    if found is None:
        raise NotFoundError(f"nobody has the id {staff_id!r}", f"没有工号为 {staff_id!r} 的人")
    return found


def days_with_shifts(session: Session, centre_id: str) -> list[date]:
    """The days of the centre's shifts, in order."""
    row = tables.ShiftRow
    return list(session.exec(select(col(row.day)).where(row.centre_id == centre_id).distinct().order_by(col(row.day))))
