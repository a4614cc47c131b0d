"""Kept scenarios as rows and back: what was assumed and what it came to. They touch nothing else."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from scheduler.errors import NotFoundError
from scheduler.store.tables import WhatIfRow


def next_id(session: Session, centre_id: str, day: date) -> str:
    """W-<centre>-<day>-<number>, one above those kept of the day."""
    row = WhatIfRow
    prefix = f"W-{centre_id}-{day.isoformat()}-"
    used = session.exec(select(row.id).where(row.centre_id == centre_id, row.day == day))
    return f"{prefix}{max((int(id_.removeprefix(prefix)) for id_ in used), default=0) + 1}"


def keep(
    session: Session, id_: str, centre_id: str, day: date, name: str, made: datetime, author: str, document: Any
) -> None:
    """Add a scenario with its result; a name already used on that day is refused by whoever asks first."""
    row = WhatIfRow(id=id_, centre_id=centre_id, day=day, name=name, made=made, author=author, document=document)
    session.add(row)
    session.flush()


def kept(session: Session, centre_id: str, day: date | None = None) -> list[WhatIfRow]:
    """The centre's scenarios, of one day or of all, oldest first."""
    row = WhatIfRow
    conditions = [row.centre_id == centre_id] + ([row.day == day] if day else [])
    return list(session.exec(select(row).where(*conditions).order_by(col(row.day), col(row.made), col(row.id))))


def row_of(session: Session, id_: str) -> WhatIfRow:
    """One scenario; NotFoundError."""
    row = session.get(WhatIfRow, id_)
    if row is None:
        raise NotFoundError(f"no kept scenario has the id {id_!r}", f"没有编号为 {id_!r} 的假设方案")
    return row


def drop(session: Session, id_: str) -> None:
    """Take a scenario away; NotFoundError."""
    session.delete(row_of(session, id_))
    session.flush()
