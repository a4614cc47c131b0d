"""What is shown of plans: routes, a person's own day, a roster, files; old versions too, ids in the log only."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from scheduler.domain.care import Lock, Request
from scheduler.domain.dataset import Dataset
from scheduler.errors import InputError, NotFoundError
from scheduler.usecases import (
    as_document,
    centres,
    explain_visit,
    export_plan,
    first_day,
    latest_plan,
    load_folder,
    lock_visit,
    locks_of,
    open_store,
    publish_plan,
    read_plan,
    record_trouble,
    roster_of,
    route_geojson,
    routes_of,
    staff_route,
    start_planning,
    the_centre,
    unlock_visit,
)
from tests import builders
from tests.usecases import small_centre
from tests.usecases.small_centre import GOOD, MONDAY, NOW, drafted, opened

PROJECT = Path(__file__).resolve().parents[2]


def test_a_team_member_sees_her_own_day_once_it_is_published(tmp_path: Path) -> None:
    store = opened(tmp_path)
    plan = drafted(store, GOOD)
    with pytest.raises(NotFoundError, match="no published plan"):
        staff_route(store, "N1", MONDAY)
    publish_plan(store, plan.id, author="test", now=NOW)
    (own,) = staff_route(store, "N1", MONDAY)
    assert [(stop.visit_id, f"{stop.start:%H:%M}") for stop in own.stops] == GOOD["N1-08:00"]
    assert own.stops[0].short_name == "测**1"
    with pytest.raises(NotFoundError, match="N3 has no route"):
        staff_route(store, "N3", MONDAY)
    with pytest.raises(NotFoundError, match="N9"):
        staff_route(store, "N9", MONDAY)


def test_a_plan_can_be_read_after_its_shifts_were_replaced(tmp_path: Path) -> None:
    data = small_centre.dataset()
    store = opened(tmp_path, data)
    plan = drafted(store, GOOD)
    with store.write() as session:
        small_centre.records.save_dataset(session, replace(data, shifts=data.shifts[2:]))
    assert [route.staff_id for route in routes_of(store, plan.id)] == ["N1", "N2"]
    assert len(roster_of(store, plan.id).people) == 2
    assert len(route_geojson(store, plan.id)["features"]) == 2 + 6
    assert json.dumps(as_document(routes_of(store, plan.id)))


def test_a_roster_is_read_in_either_language(tmp_path: Path) -> None:
    store = opened(tmp_path)
    plan = drafted(store, {"N1-08:00": GOOD["N1-08:00"]})
    zh, en = roster_of(store, plan.id), roster_of(store, plan.id, "en")
    assert (zh.centre, en.centre) == ("示范社区卫生服务中心", "Model Centre")
    assert [left.visit_id for left in zh.left_out] == ["V-Q4", "V-Q5", "V-Q6"]
    assert all(left.reasons for left in zh.left_out)
    assert sum(line.cost for line in zh.costs) == zh.cost == plan.cost
    assert zh.visits == 3
    assert zh.broken == ()


def test_what_waits_is_shown_with_its_reasons_and_with_what_is_planned_instead(tmp_path: Path) -> None:
    store = open_store(tmp_path / "real.sqlite")
    unassessed = small_centre.request("Q1", channel="internet_nursing", consent_until=builders.FAR)
    data = small_centre.dataset(requests=(unassessed,))
    with store.write() as session:
        small_centre.records.save_dataset(session, data)
    plan = drafted(store, {"N1-08:00": [("V-Q1-ASSESS", "08:10")]})
    (held,) = roster_of(store, plan.id).waiting
    assert (held.number, held.instead) == ("Q1", "V-Q1-ASSESS")
    assert "H2.assessment" in {answer.rule for answer in held.answers}


def on_the_road(day: date, *asked: Request) -> Dataset:
    """The small centre with its nurses on the road that day, asked for this."""
    data = small_centre.dataset(requests=asked)
    later = day - MONDAY
    moved = [
        replace(one, start=one.start + later, end=one.end + later, latest_end=one.latest_end + later)
        for one in data.shifts
    ]
    return replace(data, shifts=tuple(moved))


def test_a_visit_that_rests_on_a_saturday_is_told_with_the_next_working_day(tmp_path: Path) -> None:
    saturday, monday = MONDAY + timedelta(days=5), MONDAY + timedelta(days=7)
    asked = [
        small_centre.request("Q1", "R1", first_day=saturday, last_day=saturday),  # agreed for the weekend
        small_centre.request("Q2", "R2", first_day=saturday, last_day=monday),
    ]
    store = opened(tmp_path, on_the_road(saturday, *asked))
    shown = roster_of(store, drafted(store, {}, saturday).id, "en")
    assert [left.visit_id for left in shown.left_out] == ["V-Q1"]
    (resting,) = shown.waiting
    assert (resting.number, [answer.rule for answer in resting.answers]) == ("Q2", ["gate.calendar"])
    assert resting.answers[0].en == "2026-03-14 is not a working day; the next working day is 2026-03-16."
    assert shown.calendar_verified


def test_a_day_on_which_everybody_rests_says_so(tmp_path: Path) -> None:
    saturday = MONDAY + timedelta(days=5)
    asked = small_centre.request("Q1", first_day=saturday, last_day=MONDAY + timedelta(days=7))
    store = opened(tmp_path, on_the_road(saturday, asked))
    with pytest.raises(InputError, match="1 requests wait or are refused, the first: 2026-03-14 is not a working day"):
        start_planning(store, "C1", saturday, author="test", now=NOW)


def test_a_plan_for_a_year_without_a_calendar_names_the_file_or_is_marked(tmp_path: Path) -> None:
    day = date(2028, 3, 1)  # a Wednesday
    asked = small_centre.request("Q1", first_day=day, last_day=day, order_until=day)
    store = opened(tmp_path, on_the_road(day, asked))
    with pytest.raises(InputError, match=r"2028\.csv.*--assume-weekdays"):
        start_planning(store, "C1", day, author="test", now=NOW)
    plan = drafted(store, {}, day, assume_weekdays=True)
    assert not roster_of(store, plan.id).calendar_verified
    export_plan(store, plan.id, tmp_path / "out", "en")
    assert "Calendar not verified" in (tmp_path / "out" / "roster.html").read_text("utf-8")


def test_the_files_of_a_plan_are_written(tmp_path: Path) -> None:
    store = opened(tmp_path)
    plan = drafted(store, GOOD)
    written = {path.name for path in export_plan(store, plan.id, tmp_path / "out")}
    assert {"plan.json", "routes.csv", "routes.geojson", "calls.csv"} <= written


def test_why_here_and_why_left_out_are_answered_and_the_unknown_is_not_found(tmp_path: Path) -> None:
    store = opened(tmp_path)
    plan = drafted(store, {"N1-08:00": GOOD["N1-08:00"]})
    assert explain_visit(store, plan.id, "V-Q1")
    assert explain_visit(store, plan.id, "V-Q6")
    with pytest.raises(NotFoundError, match="V-Q99"):
        explain_visit(store, plan.id, "V-Q99")
    with pytest.raises(NotFoundError, match="C1-2026-03-09-9"):
        read_plan(store, "C1-2026-03-09-9")
    with pytest.raises(NotFoundError, match="2026-03-10"):
        latest_plan(store, "C1", MONDAY + timedelta(days=1))


def test_a_lock_is_kept_named_and_taken_back(tmp_path: Path) -> None:
    store = opened(tmp_path)
    wanted = Lock("V-Q1", 0, "N2", builders.clock("09:00"))
    lock_visit(store, "C1", MONDAY, wanted, author="test", now=NOW)
    assert locks_of(store, "C1", MONDAY) == (wanted,)
    unlock_visit(store, "C1", MONDAY, "V-Q1", 0, author="test", now=NOW)
    with pytest.raises(NotFoundError, match="not locked"):
        unlock_visit(store, "C1", MONDAY, "V-Q1", 0, author="test", now=NOW)


@pytest.mark.parametrize(
    ("lock", "fields"),
    [
        (Lock("V-Q99", 0, "N1"), ["visit"]),
        (Lock("V-Q1", 1, "N1"), ["part"]),
        (Lock("V-Q1", 0, "N9"), ["staff"]),
        (Lock("V-Q1", 0, "", builders.clock("09:00", MONDAY + timedelta(days=1))), ["at"]),
        (Lock("V-Q1", 0), ["staff"]),
    ],
)
def test_a_lock_on_what_the_day_does_not_know_is_refused(tmp_path: Path, lock: Lock, fields: list[str]) -> None:
    store = opened(tmp_path)
    with pytest.raises(InputError) as refused:
        lock_visit(store, "C1", MONDAY, lock, author="test", now=NOW)
    assert [fault.field for fault in refused.value.faults] == fields


def test_a_folder_with_a_fault_loads_nothing(tmp_path: Path) -> None:
    store = open_store(tmp_path / "new.sqlite")
    folder = tmp_path / "files"
    folder.mkdir()
    for file in (PROJECT / "sample_data").glob("*.csv"):
        (folder / file.name).write_bytes(file.read_bytes())
    staff = (folder / "staff.csv").read_text("utf-8-sig").splitlines()
    (folder / "staff.csv").write_text("\n".join([*staff, staff[-1]]) + "\n", "utf-8")
    with pytest.raises(InputError):
        load_folder(store, folder, author="test", now=NOW)
    assert centres(store) == ()
    with pytest.raises(NotFoundError, match="no centre yet"):
        the_centre(store)


def test_the_sample_loads_and_begins_on_its_monday(tmp_path: Path) -> None:
    store = open_store(tmp_path / "new.sqlite")
    loaded = load_folder(store, PROJECT / "sample_data", author="test", now=NOW)
    assert loaded.faults == ()
    assert loaded.counts["residents"] > 800
    assert the_centre(store).id == loaded.centre_id
    assert first_day(store, loaded.centre_id) == MONDAY


def test_several_centres_must_be_named(tmp_path: Path) -> None:
    store = opened(tmp_path)
    other = replace(small_centre.dataset(), centre=builders.centre(id="C2"))
    with store.write() as session:
        small_centre.records.save_dataset(session, other)
    assert the_centre(store, "C2").id == "C2"
    with pytest.raises(InputError, match="C1, C2"):
        the_centre(store)


def test_trouble_is_kept_by_id_without_what_was_typed(tmp_path: Path) -> None:
    def stumble() -> None:
        try:
            raise KeyError("王小英 13812345678")
        except KeyError as error:
            raise RuntimeError("R0001 王小英") from error

    with pytest.raises(RuntimeError) as trouble:
        stumble()
    id_ = record_trouble(tmp_path, trouble.value, NOW)
    log = (tmp_path / "errors.log").read_text("utf-8")
    assert id_ in log
    assert "stumble" in log
    assert "KeyError" in log
    assert "王小英" not in log


def test_the_program_that_asks_loads_no_engine() -> None:
    script = (
        "import sys, scheduler.usecases, scheduler.cli\n"
        "print(sorted({'ortools', 'numba', 'pandas', 'flask'} & set(sys.modules)))\n"
    )
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=PROJECT)
    assert answer.stdout.strip() == "[]"
