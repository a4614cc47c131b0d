"""Published visits that will not take place: each is recorded as cancelled and its locks are forgotten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from scheduler.domain.care import Visit
from scheduler.domain.orders import Happened
from scheduler.store import care_records, plans, records
from scheduler.store.engine import Session

Which = Callable[[date, Visit], bool]


def call_off(
    session: Session, centre_id: str, which: Which, *, author: str, now: datetime, reason: str
) -> tuple[tuple[date, str], ...]:
    """Cancel the published visits meant, from today on, of which nothing is told yet; gives (day, visit) of each."""
    today = now.date()
    told = {(one.day, one.visit_id) for one in care_records.happened(session, centre_id, today)}
    over = []
    for row in plans.published_since(session, centre_id, today):
        placed = {stop.visit_id for _, stop in plans.plan_from(row).stops()}
        for visit in plans.planned_for(row)[0].values():
            if visit.id in placed and (row.day, visit.id) not in told and which(row.day, visit):
                record = Happened(visit.id, visit.request_id, row.day, "cancelled", now, author, reason=reason)
                care_records.save_happened(session, centre_id, record)
                records.drop_locks(session, centre_id, row.day, visit.id)
                over.append((row.day, visit.id))
    return tuple(over)
