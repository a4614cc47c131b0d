"""The events of a day as rows and back: added in the order told, never changed."""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Session, col, select

from scheduler.domain.events import KINDS, Event, kind_of
from scheduler.store.care_tables import EventRow
from scheduler.store.documents import as_document, from_document


def add_event(session: Session, centre_id: str, day: date, event: Event, *, author: str, told: datetime) -> int:
    """Keep an event; its number among those of the day, from 1."""
    number = len(events_on(session, centre_id, day)) + 1
    document = as_document(event)
    kept = {"kind": kind_of(event), "author": author, "told": told, "document": document}
    session.add(EventRow(centre_id=centre_id, day=day, number=number, **kept))
    session.flush()
    return number


def days_with_events(session: Session, centre_id: str, first: date, last: date) -> tuple[date, ...]:
    """The days from `first` to `last`, inclusive, of which anything was told, in order."""
    row = EventRow
    told = select(row).where(row.centre_id == centre_id, row.day >= first, row.day <= last)
    return tuple(sorted({one.day for one in session.exec(told)}))


def events_on(session: Session, centre_id: str, day: date) -> tuple[Event, ...]:
    """The events of the day, in the order told."""
    row = EventRow
    rows = session.exec(select(row).where(row.centre_id == centre_id, row.day == day).order_by(col(row.number)))
    return tuple(from_document(KINDS[r.kind], r.document) for r in rows)
