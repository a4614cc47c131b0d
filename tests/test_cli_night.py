"""`scheduler replan --all-centres`, typed as a timer types it at night: one table, one exit code."""

from __future__ import annotations

from dataclasses import replace

from shell import DAY, Shell
from sqlalchemy import text

from scheduler.domain.events import StaffAbsent
from scheduler.store import records
from scheduler.usecases import open_store, publish_plan, report_event
from tests import builders
from tests.builders import clock
from tests.usecases.small_centre import GOOD, NOW, dataset, drafted, rulebook

ALL = ("replan", "--all-centres", "--date", DAY, "--iterations", "200")


def test_a_night_with_a_fine_centre_and_one_without_a_plan_ends_with_0_and_names_what_to_publish(shell: Shell) -> None:
    store = open_store(shell.database, rulebook())
    with store.write() as session:
        records.save_dataset(session, replace(dataset(), centre=builders.centre(id="C2")))
    publish_plan(store, drafted(store, GOOD).id, author="test", now=NOW)
    report_event(store, "C1", StaffAbsent(clock("07:20"), "N1", clock("07:20")), author="test", now=clock("07:20"))
    code, told, seen = shell(*ALL, "--lang", "en")
    assert code == 0
    lines = {" ".join(line.split()[:3]) for line in told.splitlines()}
    assert any(line.startswith("C1 re-planned") for line in lines)
    assert "C2 nothing published" in lines
    assert f"Next: scheduler publish --plan C1-{DAY}-2" in told
    assert "2/2" in seen
    with store.write() as session:
        session.connection().execute(text("UPDATE plan SET document = '{}'"))
    store.close()
    code, told, _ = shell(*ALL, "--json")
    assert code == 2
    assert '"gravest": "bad_data"' in told


def test_what_speaks_of_one_centre_is_refused_beside_all_of_them(shell: Shell) -> None:
    code, told, complaint = shell(*ALL, "--absent", "N1", "--centre", "C1")
    assert (code, told) == (2, "")
    assert "--absent" in complaint
    assert "--centre" in complaint
    assert shell("replan", "--date", DAY, "--even-without-events")[0] == 2
    assert shell("replan", "--all-centres")[0] == 2
