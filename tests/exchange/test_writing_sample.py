"""The sample centre's Monday, planned and written: every file agrees with the plan, nothing masked leaks."""

from __future__ import annotations

import csv
import json
import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from markupsafe import escape
from sqlalchemy import text

from scheduler import usecases
from scheduler.domain.care import Lock, Request
from scheduler.domain.dataset import Dataset
from scheduler.domain.plan import Plan, Stop
from scheduler.exchange.masking import masked_phone, short_name
from scheduler.exchange.reading import read_folder
from scheduler.units import at, clock
from scheduler.usecases import Store

SAMPLE = Path(__file__).resolve().parents[2] / "sample_data"
MONDAY = date(2026, 3, 9)
WEDNESDAY = date(2026, 3, 11)
THE_DAY_BEFORE = at(date(2026, 3, 8), "16:00")


@pytest.fixture(scope="module")
def sample() -> Dataset:
    return read_folder(SAMPLE)[0]


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> tuple[Plan, Path]:
    """A quick plan of the Monday, and the folder with its files and logs."""
    folder = tmp_path_factory.mktemp("sample")
    store = usecases.open_store(folder / "centre.sqlite")
    centre = usecases.load_folder(store, SAMPLE, author="test", now=THE_DAY_BEFORE).centre_id
    plan_id = usecases.start_planning(store, centre, MONDAY, author="test", now=THE_DAY_BEFORE, iterations=300)
    run = usecases.wait_for_planning(store, plan_id, 240)  # the engine may have to be compiled first
    assert run.state == "done", run.reason
    usecases.export_plan(store, plan_id, folder / "out")
    made = usecases.read_plan(store, plan_id)
    store.close()
    return made, folder


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_table_map_and_plan_file_tell_the_same_stops(plan: tuple[Plan, Path]) -> None:
    made, folder = plan
    stops = [(r.staff_id, s.visit_id, s.part, s.start.isoformat(), s.end.isoformat()) for r, s in made.stops()]
    assert len(stops) > 40
    table = [
        (r["staff_id"], r["visit_id"], int(r["part"]), r["start"], r["end"]) for r in rows(folder / "out/routes.csv")
    ]
    assert table == stops
    document = json.loads((folder / "out/plan.json").read_text("utf-8"))
    told = [
        (r["staff_id"], s["visit_id"], s["part"], s["start"], s["end"]) for r in document["routes"] for s in r["stops"]
    ]
    assert told == stops
    features = json.loads((folder / "out/routes.geojson").read_text("utf-8"))["features"]
    points = [f["properties"] for f in features if f["geometry"]["type"] == "Point"]
    on_map = [(p["staff_id"], p.get("visit_id", ""), p["start"], p["end"]) for p in points]
    assert on_map == [(staff_id, visit_id, start, end) for staff_id, visit_id, _, start, end in stops]
    assert [left["visit_id"] for left in document["left_out"]] == [left.visit_id for left in made.left_out]


def test_every_stop_stands_on_the_map_at_its_door(plan: tuple[Plan, Path], sample: Dataset) -> None:
    made, folder = plan
    doors = {resident.place.id: resident.place for resident in sample.residents}
    doors[sample.centre.laboratory.id] = sample.centre.laboratory
    points = [doors[stop.place_id].point for _, stop in made.stops()]
    features = json.loads((folder / "out/routes.geojson").read_text("utf-8"))["features"]
    on_map = [f["geometry"]["coordinates"] for f in features if f["geometry"]["type"] == "Point"]
    assert on_map == [[round(point.longitude, 6), round(point.latitude, 6)] for point in points]


def stops_of(made: Plan) -> dict[str, list[Stop]]:
    """Everybody's stops, the earlier route first."""
    own: dict[str, list[Stop]] = {}
    for route in sorted(made.routes, key=lambda route: route.departure):
        own.setdefault(route.staff_id, []).extend(route.stops)
    return {staff_id: stops for staff_id, stops in own.items() if stops}


def test_each_sheet_tells_its_own_stops_in_order_each_at_its_door(plan: tuple[Plan, Path], sample: Dataset) -> None:
    made, folder = plan
    residents = {row["visit_id"]: row["resident_id"] for row in rows(folder / "out/calls.csv")}
    homes = {resident.id: resident for resident in sample.residents}
    names = {person.id: person.name for person in sample.staff}
    sheets = (folder / "out/sheets.html").read_text("utf-8").split('<section class="page')[1:]
    for staff_id, stops in stops_of(made).items():
        (sheet,) = [sheet for sheet in sheets if f"<h1>{names[staff_id]}<" in sheet]
        lines = [line for line in sheet.split("<tr") if '<div class="time">' in line]
        for line, stop in zip(lines, stops, strict=True):
            assert f'<div class="time">{clock(stop.start)}</div>{clock(stop.end)} ' in line
            if stop.kind == "visit":
                home = homes[residents[stop.visit_id]]
                assert f"{short_name(home.name)}</b>" in line
                assert home.place.address in line
                assert masked_phone(home.phone) in line
                assert f"约定 {clock(stop.band[0])}–{clock(stop.band[1])}" in line
            else:
                assert sample.centre.laboratory.address in line


def test_the_roster_tells_everybodys_stops_in_order(plan: tuple[Plan, Path], sample: Dataset) -> None:
    made, folder = plan
    residents = {row["visit_id"]: row["resident"] for row in rows(folder / "out/calls.csv")}
    names = {person.id: person.name for person in sample.staff}
    people = (folder / "out/roster.html").read_text("utf-8").split('<div class="person">')[1:]
    assert len(people) == len(stops_of(made))
    for staff_id, stops in stops_of(made).items():
        (person,) = [one for one in people if f"<h3>{names[staff_id]} <" in one]
        told = re.findall(r'<b>(\d\d:\d\d)</b>–(\d\d:\d\d)</td>\s*<td class="num">([^<]*)</td>', person)
        expected = [(clock(s.start), clock(s.end), residents.get(s.visit_id)) for s in stops]
        assert [(a, b, who if who in residents.values() else None) for a, b, who in told] == expected


def test_each_call_tells_the_band_of_the_plan_and_everybody_who_comes(plan: tuple[Plan, Path], sample: Dataset) -> None:
    made, folder = plan
    names = {person.id: person.name for person in sample.staff}
    residents = {resident.id: resident for resident in sample.residents}
    for row in rows(folder / "out/calls.csv"):
        coming = [(stop, names[route.staff_id]) for route, stop in made.stops() if stop.visit_id == row["visit_id"]]
        first = min((stop for stop, _ in coming), key=lambda stop: (stop.start, stop.part))
        assert (row["from"], row["until"]) == (clock(first.band[0]), clock(first.band[1]))
        assert row["resident"] == short_name(residents[row["resident_id"]].name)
        assert all(name in row["who_comes"] for _, name in coming)


def test_every_home_is_called_once_and_every_stop_is_on_paper(plan: tuple[Plan, Path], sample: Dataset) -> None:
    made, folder = plan
    residents = {r.id: r for r in sample.residents}
    staff = {s.id: s for s in sample.staff}
    calls = {row["visit_id"]: row for row in rows(folder / "out/calls.csv")}
    assert len(calls) == len(rows(folder / "out/calls.csv"))
    assert set(calls) == {stop.visit_id for _, stop in made.stops() if stop.kind == "visit"}
    sheets = (folder / "out/sheets.html").read_text("utf-8").split('<section class="page')[1:]
    roster = (folder / "out/roster.html").read_text("utf-8")
    assert len(sheets) == len({route.staff_id for route, _ in made.stops()})
    for route, stop in made.stops():
        assert f"<b>{clock(stop.start)}</b>–{clock(stop.end)}" in roster
        own = [sheet for sheet in sheets if f"<h1>{staff[route.staff_id].name}<" in sheet]
        if stop.kind == "visit":
            resident = residents[calls[stop.visit_id]["resident_id"]]
            assert calls[stop.visit_id]["phone"] == masked_phone(resident.phone)
            assert any(resident.place.address in sheet and short_name(resident.name) in sheet for sheet in own)
            assert any(f"约定 {clock(stop.band[0])}–{clock(stop.band[1])}" in sheet for sheet in own)
            assert staff[route.staff_id].name in calls[stop.visit_id]["who_comes"]
    for left in made.left_out:
        assert left.visit_id in roster
        firsts = {reason.rule: reason.zh for reason in reversed(left.reasons)}
        assert all(str(escape(said)) in roster for said in firsts.values())


def leaks(words: str, sample: Dataset, addresses: bool = False) -> list[str]:
    """The ids of residents of whom more stands there than may: name, phone, ID number, in logs the address too."""
    staff = {person.name for person in sample.staff}
    return [
        resident.id
        for resident in sample.residents
        if (resident.name in words and resident.name not in staff)
        or (resident.phone and resident.phone in words)
        or (resident.id_number and resident.id_number in words)
        or (addresses and resident.place.address in words)
    ]


def diagnoses(store: Store) -> list[str]:
    """The services whose names would tell one."""
    return [service.name_zh for service in store.rulebook.services.values() if service.paper_zh]


def test_nothing_masked_leaks_into_the_files(plan: tuple[Plan, Path], sample: Dataset) -> None:
    folder = plan[1]
    files = [path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("centre.sqlite")]
    written = {path.name: path.read_text("utf-8") for path in files}
    assert written.keys() >= {"routes.csv", "routes.geojson", "plan.json", "calls.csv", "sheets.html", "roster.html"}
    store = usecases.open_store(folder / "centre.sqlite")
    for name, words in written.items():
        assert leaks(words, sample) == [], name
        assert not [diagnosis for diagnosis in diagnoses(store) if diagnosis in words], name
    store.close()


def cells(store: Store, table: str) -> str:
    """Every cell of a table, documents with their letters as they are."""
    with store.read() as session:
        found = [str(cell) for row in session.execute(text(f"SELECT * FROM {table}")) for cell in row]
    return "\n".join(
        json.dumps(json.loads(cell), ensure_ascii=False) if cell[:1] in ("{", "[") else cell for cell in found
    )


LOGS = ("audit", "run", "run_event")
"""The tables that keep who did what, and what a planning run said of itself."""


def test_nothing_personal_stands_in_the_audit_or_in_what_a_run_says(
    plan: tuple[Plan, Path], sample: Dataset, tmp_path: Path
) -> None:
    """A telephone call with a note, a refused request, a lock, a publication and its recall leave ids only."""
    made, folder = plan
    shutil.copy(folder / "centre.sqlite", tmp_path / "centre.sqlite")
    store = usecases.open_store(tmp_path / "centre.sqlite")
    by = {"author": "coordinator", "now": THE_DAY_BEFORE}
    caller = next(resident for resident in sample.residents if resident.contract is not None)
    said = f"{caller.name} {caller.phone} {caller.id_number} {caller.place.address}"
    for service in ("EDU", "INFUSION"):
        asked = Request("", caller.id, service, "clinic_phone", THE_DAY_BEFORE, WEDNESDAY, WEDNESDAY, note=said)
        usecases.add_request(store, made.centre_id, asked, **by)
    route, stop = next((route, stop) for route, stop in made.stops() if stop.kind == "visit")
    lock = Lock(stop.visit_id, stop.part, route.staff_id, stop.start)
    usecases.lock_visit(store, made.centre_id, MONDAY, lock, **by)
    assert usecases.publish_plan(store, made.id, acknowledged_by=route.staff_id, **by).plan is not None
    usecases.recall_plan(store, made.id, **by)
    kept = {table: cells(store, table) for table in LOGS}
    assert caller.id in leaks(cells(store, "request"), sample)  # where the note belongs, so it can be told apart
    for action in ("folder.loaded", "plan.made", "request.refused", "visit.locked", "plan.published", "plan.recalled"):
        assert action in kept["audit"]
    for table, words in kept.items():
        assert leaks(words, sample, addresses=True) == [], table
        assert not [diagnosis for diagnosis in diagnoses(store) if diagnosis in words], table
    store.close()


def test_nothing_personal_stands_in_the_errors_log_whatever_an_error_quotes(sample: Dataset, tmp_path: Path) -> None:
    resident = next(resident for resident in sample.residents if resident.id_number)
    quoted = f"{resident.name} {resident.phone} {resident.id_number} {resident.place.address}"
    try:
        try:
            raise KeyError(quoted)
        except KeyError as error:
            raise ValueError(f"no row for {quoted}") from error
    except ValueError as error:
        usecases.record_trouble(tmp_path, error, THE_DAY_BEFORE)
    log = (tmp_path / "errors.log").read_text("utf-8")
    assert "ValueError" in log
    assert leaks(log, sample, addresses=True) == []
