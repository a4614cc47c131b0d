"""The database file: durable settings, keys that hold, writers that queue, transactions that are whole."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from scheduler.domain.events import RoadOpened, VisitStarted
from scheduler.domain.people import Shift
from scheduler.errors import InputError
from scheduler.store import records, tables
from scheduler.store.documents import as_document
from scheduler.store.engine import connect
from scheduler.store.events import add_event, events_on
from scheduler.usecases import open_store
from tests import builders
from tests.usecases import small_centre


def test_what_is_acknowledged_is_on_the_disk_and_readers_never_wait(tmp_path: Path) -> None:
    store = small_centre.opened(tmp_path)
    with store.read() as session:
        values = {name: session.execute(text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "synchronous")}
    assert values == {"journal_mode": "wal", "synchronous": 2}


def test_a_shift_of_nobody_is_refused(tmp_path: Path) -> None:
    store = small_centre.opened(tmp_path)
    ghost: Shift = builders.shift("N9")
    row = tables.ShiftRow(centre_id="C1", id=ghost.id, staff_id="N9", day=builders.MONDAY, document=as_document(ghost))
    with pytest.raises(IntegrityError, match="FOREIGN KEY"), store.write() as session:
        session.add(row)


def test_a_failed_transaction_leaves_nothing(tmp_path: Path) -> None:
    store = small_centre.opened(tmp_path)

    def fail_half_way() -> None:
        with store.write() as session:
            records.write_audit(session, "C1", "test", small_centre.NOW, "tried", "x")
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    with store.read() as session:
        assert session.execute(text("SELECT count(*) FROM audit")).scalar() == 0


def test_eight_writers_at_once_lose_no_number(tmp_path: Path) -> None:
    store = small_centre.opened(tmp_path)

    def write() -> None:
        for _ in range(5):
            with store.write() as session:
                number = records.next_request_number(session, "C1", builders.MONDAY)
                records.save_request(session, "C1", small_centre.request(number), "open", (), "")

    writers = [threading.Thread(target=write) for _ in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with store.read() as session:
        last = records.next_request_number(session, "C1", builders.MONDAY)
    assert last.endswith(f"-{8 * 5 + 1:03d}")


def test_killing_a_writer_leaves_whole_transactions_only(tmp_path: Path) -> None:
    small_centre.opened(tmp_path).close()
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from tests.usecases import small_centre\n"
        "from scheduler.store import records\n"
        "from scheduler.usecases import open_store\n"
        "store = open_store(Path(sys.argv[1]), small_centre.rulebook())\n"
        "for i in range(10**6):\n"
        "    with store.write() as session:\n"
        "        for half in ('first', 'second'):\n"
        "            records.write_audit(session, 'C1', 'test', small_centre.NOW, half, str(i))\n"
        "    print(i, flush=True)\n"
    )
    path = tmp_path / "small.sqlite"
    project = Path(__file__).resolve().parents[2]
    writer = subprocess.Popen([sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE, text=True, cwd=project)
    assert writer.stdout is not None
    told = [writer.stdout.readline() for _ in range(5)]
    time.sleep(0.05)
    os.kill(writer.pid, signal.SIGKILL)
    told += writer.stdout.readlines()
    writer.wait()
    acknowledged = max(int(line) for line in told if line.endswith("\n"))
    with sqlite3.connect(path) as connection:
        halves = connection.execute("SELECT count(*) FROM audit GROUP BY about").fetchall()
    assert set(halves) == {(2,)}
    assert len(halves) >= acknowledged + 1


def test_a_file_that_is_no_database_is_refused_with_a_remedy(tmp_path: Path) -> None:
    other = tmp_path / "letter.sqlite"
    other.write_text("Dear colleague, this is a letter and not a database. " * 20)
    with pytest.raises(InputError, match="name a database file"):
        connect(other)
    with pytest.raises(InputError, match="name a database file"):
        connect(other / "below" / "a.sqlite")


def test_an_older_file_takes_events_of_kinds_that_came_later_and_keeps_its_own(tmp_path: Path) -> None:
    store = small_centre.opened(tmp_path)
    with store.write() as session:
        add_event(
            session,
            "C1",
            builders.MONDAY,
            VisitStarted(builders.clock("08:10"), "V-Q1"),
            author="test",
            told=small_centre.NOW,
        )
    store.close()
    older = sqlite3.connect(store.path)
    (made,) = older.execute("SELECT sql FROM sqlite_master WHERE name = 'event'").fetchone()
    older.executescript(
        "ALTER TABLE event RENAME TO kept;"
        + made.replace(", 'road_closed', 'road_opened'", "")
        + ";INSERT INTO event SELECT * FROM kept; DROP TABLE kept;"
    )
    older.close()
    again = open_store(store.path, store.rulebook)
    with again.write() as session:
        add_event(
            session,
            "C1",
            builders.MONDAY,
            RoadOpened(builders.clock("08:20"), "BRIDGE"),
            author="test",
            told=small_centre.NOW,
        )
        assert [type(event) for event in events_on(session, "C1", builders.MONDAY)] == [VisitStarted, RoadOpened]
    again.close()
