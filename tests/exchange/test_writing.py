"""The files of a plan agree with the plan stop by stop, and tell no more of a person than paper may."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from datetime import datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import builders as b
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.care import PartNeed
from scheduler.domain.day import Day
from scheduler.domain.plan import Finding, LeftOut, Plan, Reason, Stop
from scheduler.exchange.masking import short_name
from scheduler.exchange.spreadsheet import FORMULA_STARTS, guarded, write_table
from scheduler.exchange.writing import write_all
from scheduler.units import clock
from scheduler.validator import Verdict

BLOOD = b.service(
    "BLOOD_FAST", 15, name_zh="空腹采血", name_en="fasting blood draw", lab_minutes=120, invasive=True, device="ecg"
)
FOLLOW_UP = b.service("TB_FU", 30, name_zh="肺结核患者入户随访", name_en="tuberculosis visit", paper_zh="公卫入户随访")
OPENING = b.service(
    "BED_SETUP", 60, [PartNeed(frozenset({"GP"})), PartNeed(frozenset({"RN"}))], name_zh="家庭病床建床", sync="start"
)
WOUND = b.service("WOUND", 30, name_zh="伤口换药")
PEOPLE = {
    "R1": ("王小英", "13812341234", "410199194506010029"),
    "R2": ("欧阳建国", "13900005678", "410199193801010038"),
    "R3": ("=李", "037166667777", "41019919500101004X"),
    "R4": ("<b>赵四</b>", "13711112222", "410199196001010051"),
}


def banded(stop: Stop) -> Stop:
    return replace(stop, band=(stop.start - timedelta(minutes=15), stop.start + timedelta(minutes=45)))


@pytest.fixture
def day() -> Day:
    residents = [
        b.resident(
            key,
            b.place(f"HOME-{key}", 400 * number, 300 * number),
            name=name,
            phone=phone,
            id_number=id_number,
            precautions=frozenset({"contact", "dog"}) if key == "R2" else frozenset(),
        )
        for number, (key, (name, phone, id_number)) in enumerate(PEOPLE.items(), 1)
    ]
    visits = [
        b.visit("V1", "R1", BLOOD),
        b.visit("V2", "R2", OPENING),
        b.visit("V3", "R3", FOLLOW_UP),
        b.visit("V4", "R4", WOUND, priority=3),
    ]
    people = [
        b.staff("N1", name="李护士"),
        b.staff("G1", "GP", name="张医生", team_id="T2"),
        b.staff("N2", name="钱护士"),
    ]
    shifts = [
        b.shift("N1", "07:00", "15:00", lunch=("11:30", "13:00", 45)),
        b.shift("G1", "08:00", "12:00"),
        b.shift("N2", kind="clinic"),
    ]
    return b.day(visits, people=people, shifts=shifts, residents=residents, services=(BLOOD, OPENING, FOLLOW_UP, WOUND))


@pytest.fixture
def plan(day: Day) -> Plan:
    routes = {
        "N1-07:00": [
            banded(b.stop(day, "V1", "07:20")),
            b.drop(day, "08:10"),
            banded(b.stop(day, "V2", "09:00", 1)),
            banded(b.stop(day, "V3", "13:00")),
        ],
        "G1-08:00": [banded(b.stop(day, "V2", "09:00", 0))],
    }
    reason = Reason("H5", "N1", "班次已满", "the shift is full")
    made = b.plan(day, routes, {"N1-07:00": [("12:00", "12:45")]}, cost_by_rule={"S3": 4000, "S1": 86400}, bound=80000)
    return replace(made, left_out=(LeftOut("V4", (reason,)),))


@pytest.fixture
def folder(tmp_path: Path, day: Day, plan: Plan) -> Path:
    written = write_all(tmp_path / "out", day, plan, Verdict((), {}))
    names = {"routes.csv", "calls.csv", "routes.geojson", "plan.json", "sheets.html", "roster.html"}
    assert {path.name for path in written} == names == {path.name for path in (tmp_path / "out").iterdir()}
    return tmp_path / "out"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


class Page(HTMLParser):
    """The text of a page, and what it would fetch."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = ""
        self.fetched: list[str] = []
        self.tags: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.fetched += [value or "" for name, value in attrs if name in ("src", "href", "action", "data")]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_routes_table_has_every_stop_of_the_plan_in_order(folder: Path, plan: Plan) -> None:
    told = [
        (r["staff_id"], r["shift_id"], r["kind"], r["visit_id"], int(r["part"]), r["start"], r["end"])
        for r in rows(folder / "routes.csv")
    ]
    assert told == [
        (r.staff_id, r.shift_id, s.kind, s.visit_id, s.part, s.start.isoformat(), s.end.isoformat())
        for r, s in plan.stops()
    ]
    ways = [(int(r["travel_seconds"]), int(r["access_seconds"])) for r in rows(folder / "routes.csv")]
    assert ways == [(s.travel_seconds, s.access_seconds) for _, s in plan.stops()]


def test_the_map_has_a_line_per_route_through_the_points_of_its_stops(folder: Path, day: Day, plan: Plan) -> None:
    features = json.loads((folder / "routes.geojson").read_text("utf-8"))["features"]
    lines = [f for f in features if f["geometry"]["type"] == "LineString"]
    assert [line["properties"]["shift_id"] for line in lines] == [route.shift_id for route in plan.routes]
    for line, route in zip(lines, plan.routes, strict=True):
        points = [
            f for f in features if f["geometry"]["type"] == "Point" and f["properties"]["shift_id"] == route.shift_id
        ]
        base = day.staff[route.staff_id].base.point
        inner = [point["geometry"]["coordinates"] for point in points]
        ends = [round(base.longitude, 6), round(base.latitude, 6)]
        assert line["geometry"]["coordinates"] == [ends, *inner, ends]
        assert [(p["properties"].get("visit_id", ""), p["properties"]["start"]) for p in points] == [
            (stop.visit_id, stop.start.isoformat()) for stop in route.stops
        ]


def test_the_plan_file_holds_the_whole_plan(folder: Path, plan: Plan) -> None:
    told = json.loads((folder / "plan.json").read_text("utf-8"))
    assert (told["id"], told["version"], told["state"]) == (plan.id, plan.version, plan.state)
    assert told["cost_by_rule"] == dict(plan.cost_by_rule)
    stops = [
        (r["staff_id"], s["visit_id"], datetime.fromisoformat(s["start"])) for r in told["routes"] for s in r["stops"]
    ]
    assert stops == [(r.staff_id, s.visit_id, s.start) for r, s in plan.stops()]
    assert [left["visit_id"] for left in told["left_out"]] == ["V4"]


def test_the_call_list_has_one_row_per_home_with_the_promised_band_and_all_who_come(folder: Path) -> None:
    calls = rows(folder / "calls.csv")
    assert [(c["visit_id"], c["from"], c["until"]) for c in calls] == [
        ("V1", "07:05", "08:05"),
        ("V2", "08:45", "09:45"),
        ("V3", "12:45", "13:45"),
    ]
    assert calls[1]["who_comes"] == "张医生(全科医生)、李护士(护士)"
    assert calls[0]["phone"] == "138****1234"


def test_whole_telephone_numbers_stand_on_the_call_list_only_where_the_centre_says_so(
    tmp_path: Path, day: Day, plan: Plan
) -> None:
    book = b.rulebook(day.rulebook.services.values(), sheet_full_phone_in_calls=True)
    write_all(tmp_path, replace(day, rulebook=book), plan)
    assert rows(tmp_path / "calls.csv")[0]["phone"] == "13812341234"
    assert "13812341234" not in (tmp_path / "sheets.html").read_text("utf-8")


def test_every_stop_stands_on_its_route_sheet_and_on_the_roster(folder: Path, day: Day, plan: Plan) -> None:
    sheets = (folder / "sheets.html").read_text("utf-8").split('<section class="page')[1:]
    assert len(sheets) == 2  # one per person with a stop
    by_person = {name: Page(text).text for name in ("李护士", "张医生") for text in sheets if f"<h1>{name}" in text}
    roster = Page((folder / "roster.html").read_text("utf-8")).text
    for route, stop in plan.stops():
        sheet = by_person[day.staff[route.staff_id].name]
        assert clock(stop.start) in sheet
        assert clock(stop.start) in roster
        if stop.kind == "visit":
            home = day.resident(day.visits[stop.visit_id])
            assert home.place.address in sheet
            assert short_name(home.name) in sheet
            assert f"约定 {clock(stop.band[0])}–{clock(stop.band[1])}" in sheet
            assert short_name(home.name) in roster
    assert "与 张医生 同到" in by_person["李护士"]
    assert "接触防护" in by_person["李护士"]
    assert "09:35 前送检" in by_person["李护士"]  # drawn 07:20-07:35, 120 minutes
    assert "心电图机" in by_person["李护士"]
    assert "班次已满" in roster
    assert "校验通过" in roster


def test_a_refused_plan_says_so_on_the_roster(tmp_path: Path, day: Day, plan: Plan) -> None:
    finding = Finding("H7", True, 60, "s", 0, ("V1",), ("N1",), "V1 晚到 60 秒", "V1 starts 60 s late")
    write_all(tmp_path, day, plan, Verdict((finding,), {}))
    roster = Page((tmp_path / "roster.html").read_text("utf-8")).text
    assert "违反 1 处硬性规则" in roster
    assert "H7: V1 晚到 60 秒" in roster


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_that_is_masked_leaks_into_any_file(tmp_path: Path, day: Day, plan: Plan, language: str) -> None:
    write_all(tmp_path, replace(day, centre=replace(day.centre, language=language)), plan, Verdict((), {}))
    for path in tmp_path.iterdir():
        text = path.read_text("utf-8")
        for name, phone, id_number in PEOPLE.values():
            assert name not in text, path.name
            assert phone not in text, path.name
            assert id_number not in text, path.name
        assert not re.search(r"(?<!\d)1\d{10}(?!\d)", text), path.name
        if language == "zh":
            assert "肺结核" not in text, path.name  # the service of V3 says what she has; paper says it is a visit


def test_the_pages_fetch_nothing_and_run_nothing(folder: Path) -> None:
    for name in ("sheets.html", "roster.html"):
        text = (folder / name).read_text("utf-8")
        page = Page(text)
        assert not page.fetched
        assert not page.tags & {"script", "link", "img", "iframe", "object", "form"}
        assert "url(" not in text
        assert "@import" not in text
        assert "<b>赵" not in text


def test_a_day_without_a_route_still_gives_files_that_say_so(tmp_path: Path, day: Day) -> None:
    write_all(tmp_path, day, b.plan(day))
    assert rows(tmp_path / "routes.csv") == []
    assert "今日无外出安排" in (tmp_path / "sheets.html").read_text("utf-8")
    assert "未校验" in (tmp_path / "roster.html").read_text("utf-8")


@given(st.sampled_from(FORMULA_STARTS), st.text(max_size=8))
def test_no_cell_can_be_read_as_a_formula(start: str, rest: str) -> None:
    assert guarded(start + rest) == "'" + start + rest
    assert not guarded(rest).startswith(FORMULA_STARTS)


def test_a_guarded_cell_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    path = write_table(tmp_path / "x.csv", ("a", "b"), [("=1+1", -5), ("行\n行", "plain")])
    assert rows(path) == [{"a": "'=1+1", "b": "-5"}, {"a": "行\n行", "b": "plain"}]
