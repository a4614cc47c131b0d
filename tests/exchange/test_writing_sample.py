"""The sample centre's Monday, planned and written: every file agrees with the plan, nothing masked leaks."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pytest
from markupsafe import escape

from scheduler import usecases
from scheduler.domain.dataset import Dataset
from scheduler.domain.plan import Plan
from scheduler.exchange.masking import masked_phone, short_name
from scheduler.exchange.reading import read_folder
from scheduler.units import at, clock

SAMPLE = Path(__file__).resolve().parents[2] / "sample_data"
MONDAY = date(2026, 3, 9)
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


def test_nothing_masked_leaks_into_files_or_logs(plan: tuple[Plan, Path], sample: Dataset) -> None:
    folder = plan[1]
    written = [path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("centre.sqlite")]
    assert len(written) >= 6
    known = {person.name for person in sample.staff}
    book = usecases.open_store(folder / "centre.sqlite").rulebook
    diagnoses = [service.name_zh for service in book.services.values() if service.paper_zh]
    for path in written:
        text = path.read_text("utf-8")
        for resident in sample.residents:
            assert resident.name in known or resident.name not in text, (path.name, resident.id)
            assert resident.phone not in text, (path.name, resident.id)
            assert not resident.id_number or resident.id_number not in text, (path.name, resident.id)
        assert not [name for name in diagnoses if name in text], path.name
