"""The rows of care over time: standing orders, family beds, medicines, what happened, who is away.

A row that two people may change has a `version`: one above it is saved only by whoever has seen it.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from scheduler.domain import beds, events, nursing, orders
from scheduler.store.tables import Document, document_column, of_centre


def _one_of(column: str, words: tuple[str, ...]) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(repr(word) for word in words)})")


class CareOrderRow(SQLModel, table=True):
    """A standing order. `key` makes sending it twice harmless."""

    __tablename__ = "care_order"
    __table_args__ = (
        *of_centre(("resident_id", "resident")),
        UniqueConstraint("centre_id", "key"),
        Index("care_order_resident", "centre_id", "resident_id"),
    )
    centre_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    resident_id: str
    first_day: date
    last_day: date | None = None
    key: str | None = None
    version: int = 1
    document: Document = document_column()


class FamilyBedRow(SQLModel, table=True):
    """A family bed, from application to closing. `key` makes applying twice harmless."""

    __tablename__ = "family_bed"
    __table_args__ = (
        *of_centre(("resident_id", "resident")),
        UniqueConstraint("centre_id", "key"),
        _one_of("state", beds.STATES),
        Index("family_bed_resident", "centre_id", "resident_id"),
        Index("family_bed_state", "centre_id", "state"),
    )
    centre_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    resident_id: str
    state: str
    key: str | None = None
    version: int = 1
    document: Document = document_column()


class MedicationPlanRow(SQLModel, table=True):
    """One resident's regular medicines."""

    __tablename__ = "medication_plan"
    __table_args__ = (
        *of_centre(("resident_id", "resident")),
        Index("medication_plan_supply", "centre_id", "supply_end"),
    )
    centre_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    resident_id: str
    supply_end: date | None = None
    version: int = 1
    document: Document = document_column()


class HappenedRow(SQLModel, table=True):
    """What became of one visit on one day; the later word replaces the earlier one."""

    __tablename__ = "happened"
    __table_args__ = (
        *of_centre(),
        _one_of("outcome", orders.OUTCOMES),
        Index("happened_day", "centre_id", "day"),
        Index("happened_request", "centre_id", "request_id"),
    )
    centre_id: str = Field(primary_key=True)
    visit_id: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    request_id: str
    outcome: str
    document: Document = document_column()


class AwayRow(SQLModel, table=True):
    """A resident is not at home, from a day on."""

    __tablename__ = "away"
    __table_args__ = (*of_centre(("resident_id", "resident")), _one_of("reason", orders.AWAY_REASONS))
    centre_id: str = Field(primary_key=True)
    resident_id: str = Field(primary_key=True)
    from_day: date = Field(primary_key=True)
    until_day: date | None = None
    reason: str
    document: Document = document_column()


class NursingRequestRow(SQLModel, table=True):
    """The way of a request for nursing at home; the request has the same id."""

    __tablename__ = "nursing_request"
    __table_args__ = (*of_centre(("id", "request")), _one_of("state", nursing.STATES))
    centre_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    state: str
    version: int = 1
    document: Document = document_column()


class EventRow(SQLModel, table=True):
    """Something that happened on a day; only ever added. `number` rises by one within a centre's day."""

    __tablename__ = "event"
    __table_args__ = (*of_centre(), _one_of("kind", tuple(events.KINDS)))
    centre_id: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    number: int = Field(primary_key=True)
    kind: str
    author: str
    told: datetime
    document: Document = document_column()
