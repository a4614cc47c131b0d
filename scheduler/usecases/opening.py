"""Open the database of a centre."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from scheduler import settings
from scheduler.domain.people import Centre
from scheduler.domain.rulebook import Rulebook
from scheduler.errors import Fault, InputError, NotFoundError
from scheduler.store import engine, records
from scheduler.store.engine import Store


def open_store(path: Path, rulebook: Rulebook | None = None) -> Store:
    """Open or begin a database, to be planned with these numbers (by default those of config/)."""
    return Store(path, rulebook or settings.default_rulebook(), engine.connect(path))


def centres(store: Store) -> tuple[Centre, ...]:
    """Every centre of the database, by id."""
    with store.read() as session:
        return tuple(records.centre_of(session, id_) for id_ in records.centre_ids(session))


def the_centre(store: Store, centre_id: str = "") -> Centre:
    """That centre, or the only one; InputError when there are several to choose from."""
    with store.read() as session:
        if centre_id:
            return records.centre_of(session, centre_id)
        ids = records.centre_ids(session)
        if not ids:
            raise NotFoundError(
                "the database knows no centre yet: load a folder first (scheduler load FOLDER)",
                "数据库里还没有中心：请先载入文件夹（scheduler load 文件夹）",
            )
        if len(ids) > 1:
            fault = Fault(
                "--centre",
                "",
                "",
                "several centres are here: " + ", ".join(ids),
                "name one of them",
                "有多个中心：" + "、".join(ids),
                "请指定一个",
            )
            raise InputError([fault])
        return records.centre_of(session, ids[0])


def first_day(store: Store, centre_id: str) -> date:
    """The first day on which somebody of the centre goes out; NotFoundError."""
    with store.read() as session:
        days = records.days_with_shifts(session, centre_id)
    if not days:
        raise NotFoundError(f"centre {centre_id} has no shifts: load them first", f"{centre_id} 没有班次，请先载入")
    return days[0]
