"""Care over time as rows and back. What is read comes in the order of its ids."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Generic, NamedTuple, TypeVar

from sqlmodel import Session, col, or_, select

from scheduler.domain.beds import FamilyBed
from scheduler.domain.dataset import Dataset
from scheduler.domain.medication import MedicationPlan
from scheduler.domain.nursing import NursingRequest
from scheduler.domain.orders import Away, CareOrder, Happened
from scheduler.errors import ConflictError, NotFoundError
from scheduler.store import care_tables as tables
from scheduler.store.documents import as_document, from_document
from scheduler.store.engine import once

Record = CareOrder | FamilyBed | MedicationPlan | NursingRequest
T = TypeVar("T", bound=Record)


class Kept(NamedTuple, Generic[T]):
    """A record and its version: whoever changes it tells which version was seen."""

    record: T
    version: int


ROWS: Mapping[type, tuple[Any, str, str]] = {
    CareOrder: (tables.CareOrderRow, "standing order", "长期医嘱"),
    FamilyBed: (tables.FamilyBedRow, "family bed", "家庭病床"),
    MedicationPlan: (tables.MedicationPlanRow, "medication plan", "用药计划"),
    NursingRequest: (tables.NursingRequestRow, "nursing request", "护理申请"),
}


def every(session: Session, kind: type[T], centre_id: str, resident_id: str = "") -> dict[str, Kept[T]]:
    """All of the centre's records of a kind, by id; of one resident where one is named."""
    row = ROWS[kind][0]
    whose = (row.resident_id == resident_id,) if resident_id else ()

    def read() -> dict[str, Kept[T]]:
        found = session.exec(select(row).where(row.centre_id == centre_id, *whose).order_by(row.id))
        return {r.id: Kept(from_document(kind, r.document), r.version) for r in found}

    return dict(once(session, (kind, centre_id, resident_id), read))


def one(session: Session, kind: type[T], centre_id: str, id_: str) -> Kept[T]:
    """One record; NotFoundError."""
    row, en, zh = ROWS[kind]
    found = session.get(row, (centre_id, id_))
    if found is None:
        raise NotFoundError(f"no {en} has the id {id_!r}", f"没有编号为 {id_!r} 的{zh}")
    return Kept(from_document(kind, found.document), found.version)


def with_key(session: Session, kind: type[T], centre_id: str, key: str) -> Kept[T] | None:
    """The order or bed that came in under this key."""
    row = ROWS[kind][0]
    found = session.exec(select(row).where(row.centre_id == centre_id, row.key == key)).first() if key else None
    return Kept(from_document(kind, found.document), found.version) if found else None


def next_id(session: Session, kind: type[T], centre_id: str, prefix: str) -> str:
    """<prefix>-<count>, one above every id of that prefix."""
    row = ROWS[kind][0]
    used = session.exec(select(row.id).where(row.centre_id == centre_id, col(row.id).startswith(f"{prefix}-"))).all()
    counts = [tail for tail in (id_.removeprefix(f"{prefix}-") for id_ in used) if tail.isdecimal()]
    return f"{prefix}-{max(map(int, counts), default=0) + 1:03d}"


def add(session: Session, centre_id: str, record: T, key: str = "") -> Kept[T]:
    """Keep a new record."""
    row = ROWS[type(record)][0]
    keyed = {"key": key or None} if "key" in row.model_fields else {}
    document = as_document(record)
    session.add(row(centre_id=centre_id, id=record.id, document=document, **_columns(record), **keyed))
    session.flush()
    return Kept(record, 1)


def renew(session: Session, centre_id: str, record: T, seen: int | None = None) -> Kept[T]:
    """Replace a record by its next version; ConflictError when somebody else did so after version `seen`."""
    row, en, zh = ROWS[type(record)]
    found: Any = session.get(row, (centre_id, record.id))
    if seen is not None and found.version != seen:
        raise ConflictError(
            f"{en} {record.id} was changed in the meantime (version {found.version}, not {seen}): read it again",
            f"{zh} {record.id} 已被他人修改（现为第 {found.version} 版，不是第 {seen} 版）：请重新查看后再改",
        )
    found.document, found.version = as_document(record), found.version + 1
    for name, value in _columns(record).items():
        setattr(found, name, value)
    session.flush()
    return Kept(record, found.version)


def _columns(record: Record) -> dict[str, Any]:
    if isinstance(record, CareOrder):
        return {"resident_id": record.resident_id, "first_day": record.first_day, "last_day": record.last_day}
    if isinstance(record, FamilyBed):
        return {"resident_id": record.resident_id, "state": record.state}
    if isinstance(record, MedicationPlan):
        return {"resident_id": record.resident_id, "supply_end": record.supply_end}
    return {"state": record.state}


def save_care(session: Session, dataset: Dataset) -> int:
    """Take over a folder's care over time and give how many records were kept as they are.

    What was changed here since (a bed moved, an order edited, a later word on a visit) is not undone by a file.
    """
    centre = dataset.centre.id
    known: tuple[Record, ...] = (*dataset.care_orders, *dataset.medication, *dataset.beds)
    kept = sum(_take_over(session, centre, record) for record in known)
    for absence in dataset.away:
        save_away(session, centre, absence)
    return kept + sum(not save_happened(session, centre, happened) for happened in dataset.happened)


def _take_over(session: Session, centre_id: str, record: Record) -> bool:
    """Whether the record was changed here and therefore stays."""
    row = ROWS[type(record)][0]
    known: Any = session.get(row, (centre_id, record.id))
    if known is None:
        add(session, centre_id, record)
    elif known.version > 1:
        return True
    else:
        known.document = as_document(record)
        for name, value in _columns(record).items():
            setattr(known, name, value)
        session.flush()
    return False


def happened(session: Session, centre_id: str, since: date = date.min) -> tuple[Happened, ...]:
    """What became of the centre's visits, by day and visit."""
    row = tables.HappenedRow

    def read() -> tuple[Happened, ...]:
        found = session.exec(
            select(row).where(row.centre_id == centre_id, row.day >= since).order_by(col(row.day), row.visit_id)
        )
        return tuple(from_document(Happened, r.document) for r in found)

    return once(session, (Happened, centre_id, since), read)


def happened_of(
    session: Session, centre_id: str, request_ids: Collection[str], prefixes: Collection[str]
) -> tuple[Happened, ...]:
    """What became of these requests, and of those whose ids begin like this; by day and visit."""
    row = tables.HappenedRow
    meant = [
        col(row.request_id).in_(sorted(request_ids)),
        *(col(row.request_id).startswith(p, autoescape=True) for p in prefixes),
    ]
    found = session.exec(
        select(row).where(row.centre_id == centre_id, or_(*meant)).order_by(col(row.day), row.visit_id)
    )
    return tuple(from_document(Happened, r.document) for r in found)


def save_happened(session: Session, centre_id: str, record: Happened) -> bool:
    """Keep what became of a visit; whether it was taken: an older word never replaces a later one."""
    known = session.get(tables.HappenedRow, (centre_id, record.visit_id, record.day))
    if known is not None and from_document(Happened, known.document).recorded > record.recorded:
        return False
    row = tables.HappenedRow(
        centre_id=centre_id,
        visit_id=record.visit_id,
        day=record.day,
        request_id=record.request_id,
        outcome=record.outcome,
        document=as_document(record),
    )
    session.merge(row)
    session.flush()
    return True


def forget_happened(session: Session, centre_id: str, visit_id: str, day: date) -> None:
    """Take back what was told of a visit on a day."""
    known = session.get(tables.HappenedRow, (centre_id, visit_id, day))
    if known is not None:
        session.delete(known)
        session.flush()


def away(session: Session, centre_id: str) -> tuple[Away, ...]:
    """Who is or was away, by resident and day."""
    row = tables.AwayRow
    found = session.exec(select(row).where(row.centre_id == centre_id).order_by(row.resident_id, col(row.from_day)))
    return tuple(from_document(Away, r.document) for r in found)


def save_away(session: Session, centre_id: str, absence: Away) -> None:
    """Add or renew one absence."""
    row = tables.AwayRow(
        centre_id=centre_id,
        resident_id=absence.resident_id,
        from_day=absence.from_day,
        until_day=absence.until_day,
        reason=absence.reason,
        document=as_document(absence),
    )
    session.merge(row)
    session.flush()
