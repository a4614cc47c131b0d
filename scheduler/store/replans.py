"""Re-plans that run in the background, as rows beside their runs: what was asked, what came of it."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session

from scheduler.errors import NotFoundError
from scheduler.store.tables import ReplanRow


def order_replan(session: Session, plan_id: str, centre_id: str, source_id: str, choice: Any) -> None:
    """Say that a queued run changes a published plan."""
    row = ReplanRow(plan_id=plan_id, centre_id=centre_id, source_id=source_id, choice=choice, document={})
    session.add(row)
    session.flush()


def replan_ordered(session: Session, plan_id: str) -> ReplanRow | None:
    """What was asked of a run; None: it plans a day anew."""
    return session.get(ReplanRow, plan_id)


def replan_row(session: Session, plan_id: str) -> ReplanRow:
    """The same; NotFoundError."""
    row = replan_ordered(session, plan_id)
    if row is None:
        raise NotFoundError(f"no re-plan has the id {plan_id!r}", f"没有编号为 {plan_id!r} 的在途调整")
    return row


def keep_outcome(session: Session, plan_id: str, document: Any) -> None:
    """What it bought, or the locks that cannot all hold."""
    replan_row(session, plan_id).document = document
