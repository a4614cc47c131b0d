"""The night run: every centre in a process of its own; what goes wrong at one touches no other."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from scheduler.domain.care import Lock
from scheduler.domain.events import StaffAbsent
from scheduler.store import plans, records
from scheduler.usecases import Choice, Store, lock_visit, plans_of, publish_plan, read_plan, report_event
from scheduler.usecases.day import day_to_plan
from scheduler.usecases.night import CentreNight, replan_all
from tests import builders
from tests.builders import clock
from tests.usecases.small_centre import GOOD, MONDAY, NOW, dataset, opened

CHOICE = Choice(iterations=300)
SEVEN = clock("07:00")


def published(folder: Path, centres: int = 1) -> Store:
    """So many centres with the same people, homes and published plan: C1, C2 ..."""
    store = opened(folder)
    ids = [f"C{k}" for k in range(1, centres + 1)]
    for id_ in ids[1:]:
        centre = builders.centre(id=id_, name=f"示范中心{id_}")
        with store.write() as session:
            records.save_dataset(session, replace(dataset(), centre=centre))
    for id_ in ids:
        publish_plan(store, drafted_at(store, id_), author="test", now=NOW)
    return store


def drafted_at(store: Store, centre_id: str) -> str:
    with store.write() as session:
        day, _ = day_to_plan(session, store.rulebook, centre_id, MONDAY)
        made = builders.plan(day, GOOD, id=plans.plan_id_of(centre_id, MONDAY, 1), version=1)
        made = replace(made, centre_id=centre_id)
        plans.save_plan(session, made, day, plans.keep_rulebook(session, store.rulebook))
    return made.id


def ill(store: Store, centre_id: str) -> None:
    event = StaffAbsent(clock("06:30"), "N1", clock("06:30"))
    report_event(store, centre_id, event, author="test", now=clock("06:30"))


def by_centre(store: Store, **options: object) -> dict[str, CentreNight]:
    night = replan_all(store, MONDAY, CHOICE, author="test", now=SEVEN, **options)  # type: ignore[arg-type]
    return {one.centre_id: one for one in night.centres}


def versions(store: Store, centre_id: str) -> list[str]:
    return [one.state for one in plans_of(store, centre_id, MONDAY)]


def test_one_fine_one_in_conflict_one_with_broken_data_and_none_touches_another(tmp_path: Path) -> None:
    store = published(tmp_path, 3)
    for id_ in ("C1", "C2", "C3"):
        ill(store, id_)
    for visit in ("V-Q4", "V-Q5"):  # N2 cannot begin both at the same minute
        lock_visit(store, "C2", MONDAY, Lock(visit, 0, "N2", clock("09:00")), author="test", now=SEVEN)
    with store.write() as session:
        session.connection().execute(text("UPDATE plan SET document = '{}' WHERE centre_id = 'C3'"))
    seen: list[tuple[str, int, int]] = []
    dry = replace(CHOICE, dry_run=True)
    night = replan_all(
        store, MONDAY, dry, author="test", now=SEVEN, each=lambda one, k, of: seen.append((one.centre_id, k, of))
    )
    found = {one.centre_id: one for one in night.centres}
    assert [one.centre_id for one in night.centres] == ["C1", "C2", "C3"]
    assert (found["C1"].result, found["C1"].kept, found["C1"].told, found["C1"].left_out) == ("replanned", 6, 6, 0)
    assert found["C1"].residents == 3  # those of N1
    assert found["C2"].result == "conflict"
    assert "V-Q4→N2" in found["C2"].en
    assert found["C3"].result == "bad_data"
    assert night.gravest == "bad_data"
    assert [versions(store, "C1"), versions(store, "C2")] == [["published"], ["published"]]  # a dry run
    assert sorted(seen) == sorted((id_, k, 3) for k, (id_, _, _) in enumerate(seen, start=1))
    store.close()


def test_a_centre_without_news_is_left_alone_unless_asked_for(tmp_path: Path) -> None:
    store = published(tmp_path, 3)
    ill(store, "C1")
    with store.write() as session:
        session.connection().execute(text("UPDATE plan SET state = 'recalled' WHERE centre_id = 'C3'"))
    found = by_centre(store)
    assert {id_: one.result for id_, one in found.items()} == {"C1": "replanned", "C2": "quiet", "C3": "unplanned"}
    assert versions(store, "C1") == ["published", "draft"]
    assert found["C1"].cost == read_plan(store, found["C1"].plan_id).cost
    assert publish_plan(store, found["C1"].plan_id, author="test", now=SEVEN).plan
    known = by_centre(store)["C1"]  # the published plan knows of the illness
    assert (known.result, known.plan_id) == ("quiet", found["C1"].plan_id)
    with store.write() as session:
        session.connection().execute(text("UPDATE plan SET state = 'recalled' WHERE centre_id = 'C1'"))
    again = by_centre(store, even_without_events=True, at_once=1)
    assert {id_: one.result for id_, one in again.items()} == {"C1": "unplanned", "C2": "replanned", "C3": "unplanned"}
    assert (again["C2"].residents, again["C2"].staff, again["C2"].kept) == (0, 0, 6)
    store.close()


def test_a_centre_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    store = published(tmp_path)
    found = by_centre(store, seconds=0.05, even_without_events=True)
    assert {one.result for one in found.values()} == {"too_long"}
    assert versions(store, "C1") == ["published"]
    store.close()


def test_a_child_that_is_killed_is_told_and_the_others_go_on(tmp_path: Path) -> None:
    store = published(tmp_path, 2)
    killed = threading.Event()

    def kill() -> None:
        end = time.monotonic() + 60
        while time.monotonic() < end and not killed.is_set():
            for process in children("C2", store.path):
                os.kill(process, signal.SIGKILL)
                killed.set()
            time.sleep(0.005)

    hunter = threading.Thread(target=kill)
    hunter.start()
    ill(store, "C2")
    found = by_centre(store)
    hunter.join()
    assert killed.is_set()
    assert (found["C2"].result, found["C2"].en) == ("ended", "its process was ended by SIGKILL")
    assert found["C1"].result == "quiet"
    store.close()


def test_an_interrupted_night_ends_at_once_and_leaves_no_process_behind(tmp_path: Path) -> None:
    store = published(tmp_path)
    ill(store, "C1")
    long = replace(CHOICE, iterations=100_000_000)

    def interrupt() -> None:
        end = time.monotonic() + 60
        while not children("C1", store.path) and time.monotonic() < end:
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=interrupt).start()
    with pytest.raises(KeyboardInterrupt):
        replan_all(store, MONDAY, long, author="test", now=SEVEN)
    assert children("C1", store.path) == []
    assert versions(store, "C1") == ["published"]
    store.close()


def test_a_killed_night_leaves_no_process_behind(tmp_path: Path) -> None:
    store = published(tmp_path)
    ill(store, "C1")
    store.close()
    code = (
        "import sys; from dataclasses import replace; from pathlib import Path; from scheduler.settings import *\n"
        "from scheduler.usecases import open_store; from scheduler.usecases.night import replan_all\n"
        "from scheduler.usecases.replanning import Choice; from datetime import date, datetime\n"
        "store = open_store(Path(sys.argv[1])); now = datetime.fromisoformat(sys.argv[2])\n"
        "replan_all(store, now.date(), Choice(iterations=100_000_000), author='test', now=now)\n"
    )
    night = subprocess.Popen([sys.executable, "-c", code, str(store.path), SEVEN.isoformat()])
    try:
        wait_until(lambda: bool(children("C1", store.path)))
    finally:
        night.kill()
        night.wait()
    wait_until(lambda: not children("C1", store.path))


def wait_until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not holds() and time.monotonic() < end:
        time.sleep(0.05)
    assert holds()


def children(centre_id: str, database: Path) -> list[int]:
    """The processes that plan the centre of this database."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            line = (entry / "cmdline").read_bytes().decode() if entry.name.isdigit() else ""
        except OSError:  # ended while we looked
            continue
        if "night_child" in line and f'"centre_id": "{centre_id}"' in line and str(database) in line:
            found.append(int(entry.name))
    return found


def test_an_error_nobody_expected_is_kept_in_the_log_and_named(tmp_path: Path) -> None:
    store = published(tmp_path)
    ill(store, "C1")
    with store.write() as session:  # a shift of somebody who does not work here, as only a hand in the file makes it
        change = "UPDATE shift SET document = json_set(document, '$.staff_id', 'N77') WHERE centre_id = 'C1'"
        session.connection().execute(text(change))
    found = by_centre(store)["C1"]
    assert (found.result, found.plan_id) == ("failed", ""), found
    assert found.en.split()[-1] in (tmp_path / "errors.log").read_text("utf-8")
    store.close()
