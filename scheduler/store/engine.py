"""The database file: opened so that what was acknowledged is on the disk, and writers queue instead of failing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from typing import TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError as DatabaseError
from sqlmodel import Session as Session

from scheduler.domain.events import KINDS
from scheduler.domain.rulebook import Rulebook
from scheduler.errors import Fault, InputError
from scheduler.store import care_tables

T = TypeVar("T")
SEEN = "seen"  # where a reading session keeps what it has read
BUSY_MILLISECONDS = 20_000  # a planning child writes a line every second; nobody holds the file for long


@dataclass(frozen=True, slots=True)
class Store:
    """One database and the numbers planned with. Safe to share between threads."""

    path: Path
    rulebook: Rulebook
    engine: Engine

    @contextmanager
    def read(self) -> Iterator[Session]:
        """One consistent view."""
        with Session(self.engine, expire_on_commit=False) as session:
            session.info[SEEN] = {}
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction, alone with the pen from its first line on; all of it or nothing."""
        with Session(self.engine.execution_options(pen=True), expire_on_commit=False) as session, session.begin():
            yield session

    def close(self) -> None:
        """Let go of the file."""
        self.engine.dispose()


def once(session: Session, key: tuple[object, ...], read: Callable[[], T]) -> T:
    """What `read` gives: read once in a view, in which nothing changes, and anew each time where the session may write.

    Whoever takes it does not change it.
    """
    seen = session.info.get(SEEN)
    if seen is None:
        return read()
    if key not in seen:
        seen[key] = read()
    found: T = seen[key]
    return found


def connect(path: Path) -> Engine:
    """Open or begin the database, with its tables; InputError when the file cannot be one."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(URL.create("sqlite", database=str(path)), hide_parameters=True)
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
        with engine.execution_options(pen=True).begin() as connection:
            # an older file gets the tables it lacks; the care of a centre came after its people
            care_tables.CareOrderRow.metadata.create_all(connection)
            _let_events_be_of_new_kinds(connection)
    except (DatabaseError, OSError) as error:
        cause = getattr(error, "orig", None) or error
        remedy = "name a database file of this program"
        fault = Fault(
            "--database",
            "",
            str(path),
            f"cannot be opened: {cause}",
            remedy,
            f"打不开：{cause}",
            "请指定本程序的数据库文件",
        )
        raise InputError([fault]) from error
    return engine


def _let_events_be_of_new_kinds(connection: Connection) -> None:
    """An older file allows only the kinds of event of its time: its table is made anew with what it holds."""
    table = care_tables.EventRow.metadata.tables["event"]
    made = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = 'event'").scalar_one()
    if all(f"'{kind}'" in made for kind in KINDS):
        return
    columns = ", ".join(column.name for column in table.columns)
    connection.exec_driver_sql("ALTER TABLE event RENAME TO event_before")
    table.create(connection)
    connection.exec_driver_sql(f"INSERT INTO event ({columns}) SELECT {columns} FROM event_before")
    connection.exec_driver_sql("DROP TABLE event_before")


def _prepare(connection: SqliteConnection, _record: object) -> None:
    connection.isolation_level = None  # transactions begin in `_begin`, not at sqlite3's own idea of a write
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_MILLISECONDS}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    # a reader that turns writer half-way would be refused at once, whatever the timeout
    pen = connection.get_execution_options().get("pen", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if pen else "BEGIN")
