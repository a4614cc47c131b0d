"""The rows. What is searched by is a column; the rest of a record is one JSON document.

Every row belongs to a centre, and keys between tables carry the centre, so that no row can point
into another centre. Plans are only ever added; their state is the one column that changes.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

Document = dict[str, Any]


def document_column() -> Any:
    """The rest of a record, as one JSON document."""
    return Field(sa_column=Column(JSON, nullable=False))


def of_centre(*others: tuple[str, str]) -> tuple[ForeignKeyConstraint, ...]:
    """A key to the centre, and one (centre, column) -> table for each of the others."""
    own = ForeignKeyConstraint(["centre_id"], ["centre.id"])
    return (own, *(ForeignKeyConstraint(["centre_id", c], [f"{t}.centre_id", f"{t}.id"]) for c, t in others))


class CentreRow(SQLModel, table=True):
    """A community health centre."""

    __tablename__ = "centre"
    id: str = Field(primary_key=True)
    document: Document = document_column()


class TeamRow(SQLModel, table=True):
    """A family-doctor team."""

    __tablename__ = "team"
    __table_args__ = of_centre()
    centre_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    document: Document = document_column()


class StaffRow(SQLModel, table=True):
    """A person who goes out."""

    __tablename__ = "staff"
    __table_args__ = of_centre()
    centre_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    document: Document = document_column()


class ShiftRow(SQLModel, table=True):
    """A stretch of one person's day; `day` is the local day on which it starts."""

    __tablename__ = "shift"
    __table_args__ = (*of_centre(("staff_id", "staff")), Index("shift_day", "centre_id", "day"))
    centre_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    staff_id: str
    day: date
    document: Document = document_column()


class ResidentRow(SQLModel, table=True):
    """A person served at home."""

    __tablename__ = "resident"
    __table_args__ = of_centre()
    centre_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    document: Document = document_column()


class DeviceRow(SQLModel, table=True):
    """A kind of shared device; the id is its kind."""

    __tablename__ = "device"
    __table_args__ = of_centre()
    centre_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    document: Document = document_column()


class RequestRow(SQLModel, table=True):
    """What was asked for, with the gates' answers of the day it came in. `key` makes sending it twice harmless."""

    __tablename__ = "request"
    __table_args__ = (
        *of_centre(("resident_id", "resident")),
        UniqueConstraint("centre_id", "key"),
        CheckConstraint("state IN ('open', 'held', 'refused')"),
        Index("request_resident", "centre_id", "resident_id"),
        Index("request_state", "centre_id", "state", "first_day"),
    )
    centre_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    resident_id: str
    state: str
    first_day: date
    key: str | None = None
    document: Document = document_column()
    answers: list[Document] = Field(sa_column=Column(JSON, nullable=False))


class LockRow(SQLModel, table=True):
    """The coordinator's word about one part of one day."""

    __tablename__ = "lock"
    __table_args__ = of_centre()
    centre_id: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    visit_id: str = Field(primary_key=True)
    part: int = Field(primary_key=True)
    document: Document = document_column()


class RulebookRow(SQLModel, table=True):
    """The numbers a plan was made with; the id is the hash of the document, so equal ones are kept once."""

    __tablename__ = "rulebook"
    id: str = Field(primary_key=True)
    document: Document = document_column()


class PlanRow(SQLModel, table=True):
    """One version of one day's roster; at most one is published.

    `baseline_id` is the plan people had been told when this one was made: changes are priced against it.
    `calendar_verified` is false when the working days of its year were only assumed.
    `planned_for` holds the visits and shifts as they were then, so that an old version can still be read.
    """

    __tablename__ = "plan"
    __table_args__ = (
        *of_centre(),
        ForeignKeyConstraint(["baseline_id"], ["plan.id"]),
        ForeignKeyConstraint(["rulebook_id"], ["rulebook.id"]),
        UniqueConstraint("centre_id", "day", "version"),
        CheckConstraint("state IN ('draft', 'published', 'replaced', 'recalled')"),
        Index("plan_published", "centre_id", "day", unique=True, sqlite_where=text("state = 'published'")),
    )
    id: str = Field(primary_key=True)
    centre_id: str
    day: date
    version: int
    state: str
    author: str
    made: datetime
    weather: str
    calendar_verified: bool
    baseline_id: str | None = None
    rulebook_id: str
    document: Document = document_column()
    planned_for: Document = document_column()


class StopRow(SQLModel, table=True):
    """Where a plan places a part of a visit, to be found by visit."""

    __tablename__ = "stop"
    __table_args__ = (
        ForeignKeyConstraint(["plan_id"], ["plan.id"]),
        *of_centre(("staff_id", "staff")),
        Index("stop_visit", "centre_id", "visit_id"),
    )
    plan_id: str = Field(primary_key=True)
    visit_id: str = Field(primary_key=True)
    part: int = Field(primary_key=True)
    centre_id: str
    staff_id: str


class WhatIfRow(SQLModel, table=True):
    """What somebody assumed of a day and what it came to; no plan, no route and no person points here."""

    __tablename__ = "what_if"
    __table_args__ = (*of_centre(), UniqueConstraint("centre_id", "day", "name"))
    id: str = Field(primary_key=True)
    centre_id: str
    day: date
    name: str
    made: datetime
    author: str
    document: Document = document_column()


class OfferRow(SQLModel, table=True):
    """A place offered for a request, and whether somebody holds it or took it. `made`: the plan that came of it."""

    __tablename__ = "offer"
    __table_args__ = (
        *of_centre(),
        CheckConstraint("state IN ('offered', 'held', 'confirmed')"),
        Index("offer_number", "centre_id", "number"),
        Index("offer_state", "centre_id", "state", "day"),
    )
    centre_id: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    number: str
    day: date
    state: str
    made: str
    document: Document = document_column()


class RunRow(SQLModel, table=True):
    """A background planning run. `attempt` is its fence: a child of an older attempt can save nothing.

    `seen` is the child's last sign of life; `cancelled` asks it to stop and keep the best.
    """

    __tablename__ = "run"
    __table_args__ = (
        *of_centre(),
        ForeignKeyConstraint(["rulebook_id"], ["rulebook.id"]),
        CheckConstraint("state IN ('queued', 'running', 'done', 'stopped', 'failed')"),
        UniqueConstraint("centre_id", "day", "version"),
        Index("run_active", "centre_id", "day", unique=True, sqlite_where=text("state IN ('queued', 'running')")),
    )
    plan_id: str = Field(primary_key=True)
    centre_id: str
    day: date
    version: int
    state: str
    reason: str = ""
    author: str
    asked: datetime
    seed: int
    iterations: int | None = None
    seconds: float | None = None
    weather: str
    assume_weekdays: bool
    rulebook_id: str
    attempt: int = 0
    seen: datetime
    cancelled: bool = False


class BuffersRow(SQLModel, table=True):
    """A run whose plan gets buffers; the document, empty until then, says what they bought."""

    __tablename__ = "run_buffers"
    __table_args__ = (*of_centre(), ForeignKeyConstraint(["plan_id"], ["run.plan_id"]))
    plan_id: str = Field(primary_key=True)
    centre_id: str
    document: Document = document_column()


class ReplanRow(SQLModel, table=True):
    """A run that changes a published plan: how, and (empty until then) what it bought or why it cannot be."""

    __tablename__ = "run_replan"
    __table_args__ = (
        *of_centre(),
        ForeignKeyConstraint(["plan_id"], ["run.plan_id"]),
        ForeignKeyConstraint(["source_id"], ["plan.id"]),
    )
    plan_id: str = Field(primary_key=True)
    centre_id: str
    source_id: str
    choice: Document = document_column()
    document: Document = document_column()


class RunEventRow(SQLModel, table=True):
    """One line of progress; `seq` rises by one within a run and is never used twice."""

    __tablename__ = "run_event"
    __table_args__ = (ForeignKeyConstraint(["plan_id"], ["run.plan_id"]),)
    plan_id: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    at: datetime
    seconds: float
    iterations: int
    cost: int | None = None
    left_out: int
    bound: int | None = None
    step: str


class AuditRow(SQLModel, table=True):
    """Who did what to what, when and why; ids only, never a name."""

    __tablename__ = "audit"
    __table_args__ = of_centre()
    id: int | None = Field(default=None, primary_key=True)
    centre_id: str
    at: datetime
    author: str
    action: str
    about: str
    detail: Document = document_column()
