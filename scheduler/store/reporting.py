"""What a report of a period is read from: whole spans of days, all residents. Nothing here is written."""

from __future__ import annotations

from datetime import date

from sqlmodel import Session, col, select

from scheduler.domain.people import Resident, Shift
from scheduler.store import tables
from scheduler.store.documents import from_document


def every_resident(session: Session, centre_id: str) -> dict[str, Resident]:
    """All residents registered with the centre, by id."""
    row = tables.ResidentRow
    rows = session.exec(select(row).where(row.centre_id == centre_id).order_by(row.id))
    return {r.id: from_document(Resident, r.document) for r in rows}


def shifts_between(session: Session, centre_id: str, first: date, last: date) -> tuple[Shift, ...]:
    """The shifts that start on a day of [first, last], by day and id."""
    row = tables.ShiftRow
    within = (row.centre_id == centre_id, col(row.day) >= first, col(row.day) <= last)
    rows = session.exec(select(row).where(*within).order_by(col(row.day), row.id))
    return tuple(from_document(Shift, r.document) for r in rows)


def published_between(session: Session, centre_id: str, first: date, last: date) -> tuple[tables.PlanRow, ...]:
    """The published versions of the days of [first, last], ascending."""
    row = tables.PlanRow
    within = (row.centre_id == centre_id, row.state == "published", col(row.day) >= first, col(row.day) <= last)
    return tuple(session.exec(select(row).where(*within).order_by(col(row.day))))
