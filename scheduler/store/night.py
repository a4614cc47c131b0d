"""What was told of a day since a plan was made, by the order in which it was written down."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func
from sqlmodel import Session, col, select

from scheduler.store.tables import AuditRow


def events_since(session: Session, centre_id: str, day: date, plan_id: str) -> int:
    """How many events of the day were told after the plan was made.

    Counted in the audit, whose numbers rise as it is written: clocks that differ, and days told of in advance, do
    not matter. Of a plan whose making is not in it every event counts.
    """
    row = AuditRow
    made = select(func.min(row.id)).where(col(row.centre_id) == centre_id, col(row.about) == plan_id)
    first = session.exec(made).one() or 0
    condition = (col(row.centre_id) == centre_id, col(row.action) == "event.reported", col(row.id) > first)
    told = session.exec(select(row.detail).where(*condition)).all()
    return sum(detail["day"] == day.isoformat() for detail in told)
