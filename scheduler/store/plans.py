"""Plans as rows and back: added, never overwritten; and the numbers they were made with."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import replace
from datetime import date

from sqlalchemy import func
from sqlmodel import Session, col, select

from scheduler.domain.care import Visit
from scheduler.domain.day import Day
from scheduler.domain.people import Shift
from scheduler.domain.plan import Plan
from scheduler.domain.rulebook import Rulebook
from scheduler.errors import NotFoundError
from scheduler.store import tables
from scheduler.store.care_tables import HappenedRow
from scheduler.store.documents import as_document, from_document


def save_plan(session: Session, plan: Plan, day: Day, rulebook_id: str) -> None:
    """Add a version with the visits and shifts it was made for; an id or version already taken is refused."""
    planned_for = {"visits": as_document(day.visits), "shifts": as_document(day.shifts)}
    session.add(
        tables.PlanRow(
            id=plan.id,
            centre_id=plan.centre_id,
            day=plan.day,
            version=plan.version,
            state=plan.state,
            author=plan.author,
            made=plan.made,
            weather=day.weather,
            calendar_verified=day.calendar_verified,
            baseline_id=day.published.id if day.published else None,
            rulebook_id=rulebook_id,
            document=as_document(plan),
            planned_for=planned_for,
        )
    )
    session.flush()
    placed = {(stop.visit_id, stop.part): route.staff_id for route, stop in plan.stops() if stop.kind == "visit"}
    for (visit_id, part), staff_id in placed.items():
        session.add(
            tables.StopRow(plan_id=plan.id, visit_id=visit_id, part=part, centre_id=plan.centre_id, staff_id=staff_id)
        )
    session.flush()


def plan_row(session: Session, plan_id: str) -> tables.PlanRow:
    """The row of a plan; NotFoundError."""
    row = session.get(tables.PlanRow, plan_id)
    if row is None:
        raise NotFoundError(f"no plan has the id {plan_id!r}", f"没有编号为 {plan_id!r} 的计划")
    return row


def plan_from(row: tables.PlanRow) -> Plan:
    """The plan of a row, in its present state."""
    return replace(from_document(Plan, row.document), state=row.state)


def planned_for(row: tables.PlanRow) -> tuple[dict[str, Visit], dict[str, Shift]]:
    """The visits and shifts the plan was made for, by id, as they were then."""
    visits = from_document(dict[str, Visit], row.planned_for["visits"])
    return visits, from_document(dict[str, Shift], row.planned_for["shifts"])


def plan_rows(session: Session, centre_id: str, day: date) -> list[tables.PlanRow]:
    """Every version of the day, oldest first."""
    row = tables.PlanRow
    return list(session.exec(select(row).where(row.centre_id == centre_id, row.day == day).order_by(col(row.version))))


def published_row(session: Session, centre_id: str, day: date) -> tables.PlanRow | None:
    """The day's published version."""
    row = tables.PlanRow
    condition = (row.centre_id == centre_id, row.day == day, row.state == "published")
    return session.exec(select(row).where(*condition)).first()


def told_row(session: Session, centre_id: str, day: date) -> tables.PlanRow:
    """The same; NotFoundError for a day of which nothing is published."""
    row = published_row(session, centre_id, day)
    if row is None:
        raise NotFoundError(f"{day} has no published plan", f"{day} 没有已发布的计划")
    return row


def published_days(session: Session, centre_id: str, without: Collection[date] = ()) -> dict[str, date]:
    """The day on which a published plan places each visit, by visit id; plans of the days `without` do not count.

    A visit that was called off there, or found nobody, is promised no longer.
    """
    stop, plan, told = tables.StopRow, tables.PlanRow, HappenedRow
    found = session.exec(
        select(col(stop.visit_id), col(plan.day))
        .join(plan, col(stop.plan_id) == plan.id)
        .where(stop.centre_id == centre_id, plan.state == "published", col(plan.day).not_in(sorted(without)))
        .order_by(col(plan.day))
    ).all()
    undone = session.exec(
        select(col(told.visit_id), col(told.day)).where(told.centre_id == centre_id, told.outcome != "done")
    ).all()
    called_off = {(visit_id, day) for visit_id, day in undone}
    return {visit_id: day for visit_id, day in found if (visit_id, day) not in called_off}


def published_since(session: Session, centre_id: str, first: date) -> list[tables.PlanRow]:
    """The published plans from a day on, by day."""
    row = tables.PlanRow
    condition = (row.centre_id == centre_id, row.day >= first, row.state == "published")
    return list(session.exec(select(row).where(*condition).order_by(col(row.day))))


def plans_with_visit(session: Session, centre_id: str, visit_id: str) -> list[tables.PlanRow]:
    """Every plan that places the visit, whatever its state, oldest first."""
    stop, plan = tables.StopRow, tables.PlanRow
    found = session.exec(
        select(plan)
        .join(stop, col(stop.plan_id) == plan.id)
        .where(stop.centre_id == centre_id, stop.visit_id == visit_id)
        .order_by(col(plan.day), col(plan.version))
        .distinct()
    )
    return list(found)


def placed_beside(session: Session, row: tables.PlanRow) -> set[str]:
    """Ids of the visits that stand in the versions of other days made in one go with this one (a week's)."""
    stop, plan = tables.StopRow, tables.PlanRow
    found = session.exec(
        select(stop.visit_id)
        .join(plan, col(stop.plan_id) == plan.id)
        .where(plan.centre_id == row.centre_id, plan.made == row.made, plan.author == row.author, plan.id != row.id)
    )
    return set(found)


def published_places(session: Session, centre_id: str, visit_ids: Collection[str]) -> list[tables.PlanRow]:
    """The published plans that place one of these visits."""
    stop, plan = tables.StopRow, tables.PlanRow
    found = session.exec(
        select(plan)
        .join(stop, col(stop.plan_id) == plan.id)
        .where(stop.centre_id == centre_id, plan.state == "published", col(stop.visit_id).in_(sorted(visit_ids)))
        .order_by(col(plan.day))
        .distinct()
    )
    return list(found)


def next_version(session: Session, centre_id: str, day: date) -> int:
    """One above every version that a plan has or a run has been promised."""
    last = 0
    for row in (tables.PlanRow, tables.RunRow):
        used = select(func.max(row.version)).where(col(row.centre_id) == centre_id, col(row.day) == day)
        last = max(last, session.exec(used).one() or 0)
    return last + 1


def plan_id_of(centre_id: str, day: date, version: int) -> str:
    """The id of a version, the same wherever it is asked for."""
    return f"{centre_id}-{day.isoformat()}-{version}"


def keep_rulebook(session: Session, rulebook: Rulebook) -> str:
    """Keep these numbers and give their id."""
    document = as_document(rulebook)
    text = json.dumps(document, sort_keys=True, ensure_ascii=False)
    id_ = hashlib.sha256(text.encode()).hexdigest()[:32]
    if session.get(tables.RulebookRow, id_) is None:
        session.add(tables.RulebookRow(id=id_, document=document))
        session.flush()
    return id_


def rulebook_of(session: Session, rulebook_id: str) -> Rulebook:
    """The numbers kept under an id; NotFoundError."""
    row = session.get(tables.RulebookRow, rulebook_id)
    if row is None:
        raise NotFoundError(f"no rulebook has the id {rulebook_id!r}")
    return from_document(Rulebook, row.document)
