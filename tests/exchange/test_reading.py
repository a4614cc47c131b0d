"""Files in: simply read what people have, refuse the rest with row, column, value and remedy, all at once."""

from __future__ import annotations

import csv
import io
import json
import math
import threading
import zipfile
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import openpyxl
import pytest
from geopy.adapters import URLLibAdapter

from scheduler.domain.people import Point
from scheduler.errors import Fault, InputError
from scheduler.exchange.reading import read_folder
from scheduler.exchange.sample.making import dataset as sample_dataset
from scheduler.exchange.sample.writing import write_csv, write_workbook
from scheduler.travel.coordinates import gcj02_to_bd09, metres_between, wgs84_to_gcj02
from scheduler.travel.geocode import KEY

Rows = list[dict[str, str]]
SAMPLE = sample_dataset()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A centre's files with English headers, sound in every cell."""
    write_csv(tmp_path, SAMPLE, "en")
    return tmp_path


def change(folder: Path, table: str, how: Callable[[Rows], object]) -> None:
    """Edit the rows of one table in place."""
    path = folder / f"{table}.csv"
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))
    columns = list(rows[0])
    how(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)


def put(folder: Path, table: str, row: int, **values: str) -> None:
    """Write values into the row with this number (the header is row 1)."""
    change(folder, table, lambda rows: rows[row - 2].update(values))


def faults_of(folder: Path, **options: object) -> list[Fault]:
    """What reading refuses."""
    with pytest.raises(InputError) as caught:
        read_folder(folder, **options)
    return caught.value.faults


def only_fault(folder: Path) -> Fault:
    """The one fault there is."""
    (fault,) = faults_of(folder)
    return fault


def sound_row(table: str, wanted: Callable[[dict[str, str]], bool], folder: Path) -> int:
    """The number of the first row that is as wanted."""
    rows = csv.DictReader(io.StringIO((folder / f"{table}.csv").read_text("utf-8-sig")))
    return next(number for number, row in enumerate(rows, start=2) if wanted(row))


def test_what_was_written_is_read_back(folder: Path) -> None:
    read, faults = read_folder(folder)
    assert read == SAMPLE
    assert faults == ()


def test_chinese_headers_and_words_mean_the_same(tmp_path: Path) -> None:
    write_csv(tmp_path, SAMPLE, "zh")
    assert "居民编号" in (tmp_path / "residents.csv").read_text("utf-8-sig")
    assert read_folder(tmp_path)[0] == SAMPLE


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_scenario_utf8_bom_and_gbk_simply_work(tmp_path: Path, encoding: str) -> None:
    write_csv(tmp_path, SAMPLE, "zh")
    for path in tmp_path.iterdir():
        path.write_bytes(path.read_text("utf-8-sig").encode(encoding))
    assert read_folder(tmp_path)[0] == SAMPLE


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_workbook_says_the_same_as_the_csv_files(tmp_path: Path, language: str) -> None:
    write_workbook(tmp_path / "centre.xlsx", SAMPLE, language)
    assert read_folder(tmp_path)[0] == SAMPLE


def test_a_workbook_of_one_table_may_stand_beside_csv_files_with_dates_and_numbers_as_such(folder: Path) -> None:
    (folder / "teams.csv").unlink()
    (folder / "devices.csv").unlink()
    for name, rows in (
        ("teams", [["team_id", "name", "area"], *([t.id, t.name, t.area] for t in SAMPLE.teams)]),
        ("devices", [["kind", "count"], *([d.kind, d.count] for d in SAMPLE.devices)]),
    ):
        book = openpyxl.Workbook()
        for row in rows:
            book.worksheets[0].append(row)
        book.save(folder / f"{name}.xlsx")
    assert read_folder(folder)[0] == SAMPLE


def test_scenario_18_bad_import(folder: Path) -> None:
    """A wrong check digit in row 7, a swapped pair in row 9, an unknown service in row 12, 14:00-13:00 in row 15."""
    number = SAMPLE.residents[5].id_number  # row 7: the header is row 1
    spoiled = number[:17] + ("0" if number[17] != "0" else "1")
    put(folder, "residents", 7, id_number=spoiled)
    point = SAMPLE.residents[7].place.point
    put(folder, "residents", 9, longitude=str(point.latitude), latitude=str(point.longitude))
    put(folder, "requests", 12, service="MASSAGE")
    put(folder, "requests", 15, windows="14:00-13:00")

    faults = faults_of(folder)
    told = {(f.where, f.field) for f in faults}
    assert told == {
        ("residents.csv row 7", "id_number"),
        ("residents.csv row 9", "longitude"),
        ("requests.csv row 12", "service"),
        ("requests.csv row 15", "windows"),
    }
    by_row = {f.where: f for f in faults}
    assert "check digit" in by_row["residents.csv row 7"].message
    assert "swapped" in by_row["residents.csv row 9"].message
    assert by_row["requests.csv row 12"].value == "MASSAGE"
    assert by_row["requests.csv row 15"].value == "14:00-13:00"
    assert all(f.message and f.remedy for f in faults)


def test_scenario_18_nothing_is_half_loaded_unless_partial(folder: Path) -> None:
    put(folder, "residents", 7, id_number="410199194103050012")
    asked_by_the_refused = [r.id for r in SAMPLE.requests if r.resident_id == SAMPLE.residents[5].id]
    assert asked_by_the_refused, "the refused resident has asked for something"

    read, faults = read_folder(folder, partial=True)

    assert len(read.residents) == len(SAMPLE.residents) - 1
    assert len(read.requests) == len(SAMPLE.requests) - len(asked_by_the_refused)
    assert len(faults) == 1 + len(asked_by_the_refused)
    kept = {r.id for r in read.residents}
    assert all(r.resident_id in kept for r in read.requests)


def test_scenario_19_coordinate_mix(folder: Path) -> None:
    """A home pinned from Baidu lies within 5 m of the true point; without a system the import asks."""
    true = SAMPLE.residents[0].place.point
    pinned = gcj02_to_bd09(*wgs84_to_gcj02(true.longitude, true.latitude))
    put(folder, "residents", 2, longitude=f"{pinned[0]:.6f}", latitude=f"{pinned[1]:.6f}", crs="")

    fault = only_fault(folder)
    assert (fault.where, fault.field) == ("residents.csv row 2", "crs")
    assert "1.27 km" in fault.message
    assert "bd09" in fault.remedy

    read, _ = read_folder(folder, crs="bd09")
    assert metres_between(read.residents[0].place.point, true) < 5
    assert read.residents[1] == SAMPLE.residents[1], "a row that names its system keeps it"


def test_a_home_from_amap_in_a_row_of_its_own_system(folder: Path) -> None:
    true = SAMPLE.residents[3].place.point
    pinned = wgs84_to_gcj02(true.longitude, true.latitude)
    put(folder, "residents", 5, longitude=f"{pinned[0]:.7f}", latitude=f"{pinned[1]:.7f}", crs="GCJ-02")
    assert metres_between(read_folder(folder)[0].residents[3].place.point, true) < 0.1


def test_an_unknown_coordinate_system_is_refused_before_anything_is_read(folder: Path) -> None:
    (fault,) = faults_of(folder, crs="utm")
    assert fault.field == "crs"
    assert "wgs84" in fault.remedy


CELLS = [
    ("residents", 5, {"born": "2026-02-30"}, "does not exist"),
    ("residents", 5, {"born": "09.03"}, "not a date"),
    ("residents", 5, {"phone": "12345"}, "neither a mobile"),
    ("residents", 5, {"name": "=HYPERLINK(1)"}, "formula"),
    ("residents", 5, {"name": "＝1+1"}, "formula"),
    ("residents", 5, {"name": ""}, "nothing stands there"),
    ("residents", 5, {"sex": "X"}, "no such value"),
    ("residents", 5, {"id_number": "41019919410305001"}, "18 characters"),
    ("residents", 5, {"id_number": "410199194103050011"}, "contradicts"),
    ("residents", 5, {"access_minutes": "-3"}, "between 0 and 60"),
    ("residents", 5, {"longitude": "abc"}, "decimal degrees"),
    ("residents", 5, {"longitude": "2.35", "latitude": "48.85"}, "outside China"),
    ("residents", 5, {"crs": "mars"}, "no such value"),
    ("residents", 5, {"team_id": "T9"}, "no such team"),
    ("residents", 5, {"seen_staff": "S01;S99"}, "no such staff"),
    ("residents", 5, {"contract_until": "2020-01-01"}, "before the start"),
    ("residents", 5, {"carer_hours": "08:00"}, "not an interval"),
    ("residents", 5, {"risk_level": "6"}, "between 0 and 5"),
    ("residents", 6, {"resident_id": "R0001"}, "twice"),
    ("staff", 3, {"role": "DENTIST"}, "no such value"),
    ("staff", 3, {"month_minutes": "-1"}, "between 0"),
    ("staff", 3, {"registered": ""}, "nothing stands there"),
    ("certificates", 3, {"until": ""}, "nothing stands there"),
    ("certificates", 3, {"skill": "juggling"}, "no such skill"),
    ("certificates", 3, {"staff_id": "S77"}, "no such staff"),
    ("shifts", 2, {"end": "07:00", "latest_end": ""}, "not after the start"),
    ("shifts", 2, {"start": "25:00"}, "not a clock time"),
    ("shifts", 2, {"latest_end": "07:30"}, "before the planned end"),
    ("shifts", 2, {"lunch_minutes": "45"}, "go together"),
    ("shifts", 2, {"staff_id": "S77"}, "no such staff"),
    ("devices", 2, {"kind": "mri"}, "no such device"),
    ("requests", 8, {"channel": "fax"}, "no such value"),
    ("requests", 8, {"resident_id": "R9999"}, "no such resident"),
    ("requests", 8, {"first_day": "2026-03-12", "last_day": "2026-03-11"}, "before the start"),
    ("requests", 8, {"windows": "2026-04-01 08:00-09:00"}, "not between"),
    ("requests", 8, {"wished": "08:00-09:00;10:00-11:00"}, "only one"),
    ("requests", 8, {"episode_from": "2026-03-09", "episode_until": "2026-03-01"}, "before the start"),
    ("requests", 8, {"gap_min_minutes": "9", "gap_max_minutes": "5"}, "less than"),
    ("requests", 8, {"after_request": "Q9999"}, "no such request"),
    ("requests", 8, {"minutes": "1.5"}, "whole number"),
    ("requests", 8, {"received": "yesterday"}, "not a date"),
]


@pytest.mark.parametrize(("table", "row", "values", "said"), CELLS, ids=lambda value: str(value)[:40])
def test_a_bad_cell_is_named_by_file_row_column_value_and_remedy(
    folder: Path, table: str, row: int, values: dict[str, str], said: str
) -> None:
    put(folder, table, row, **values)
    faults = [f for f in faults_of(folder) if f.where == f"{table}.csv row {row}"]
    assert len(faults) == 1, faults
    assert faults[0].field
    assert said in faults[0].message
    assert faults[0].remedy


@pytest.mark.parametrize("column", ["name", "phone", "id_number", "address"])
def test_no_message_carries_a_name_phone_number_or_address(folder: Path, column: str) -> None:
    secret = "=" + "秘密" * 10
    put(folder, "residents", 5, **{column: secret})
    assert "秘密秘密" not in str(only_fault(folder))


def test_a_fault_of_a_resident_is_told_once_and_not_again_for_each_request(folder: Path) -> None:
    put(folder, "residents", 2, phone="1")
    assert [f.where for f in faults_of(folder)] == ["residents.csv row 2"]


def test_shifts_of_one_person_do_not_overlap(folder: Path) -> None:
    first = SAMPLE.shifts[0]
    put(folder, "shifts", 3, start="11:00")
    assert SAMPLE.shifts[1].staff_id == first.staff_id
    fault = only_fault(folder)
    assert (fault.where, fault.field) == ("shifts.csv row 3", "start")
    assert first.id in fault.message


def test_a_fault_names_the_column_as_the_file_does_and_speaks_both_languages(tmp_path: Path) -> None:
    write_csv(tmp_path, SAMPLE, "zh")
    path = tmp_path / "devices.csv"
    path.write_text(path.read_text("utf-8-sig") + "ecg,2\n", encoding="utf-8")
    fault = only_fault(tmp_path)
    assert (fault.where, fault.field, fault.value) == ("devices.csv row 3", "设备", "ecg")
    assert (fault.message, fault.message_zh) == ("this id stands there twice", "编号重复")


def test_an_empty_file_gives_one_clear_message(folder: Path) -> None:
    (folder / "devices.csv").write_bytes(b"")
    assert "empty" in only_fault(folder).message


def test_a_file_with_a_header_alone_is_empty_too(folder: Path) -> None:
    (folder / "devices.csv").write_text("kind,count\n", encoding="utf-8")
    assert "empty" in only_fault(folder).message


def test_a_missing_table_is_named(folder: Path) -> None:
    (folder / "devices.csv").unlink()
    fault = only_fault(folder)
    assert "devices" in fault.message
    assert "devices.csv" in fault.remedy


def test_missing_unknown_and_repeated_columns_are_named(folder: Path) -> None:
    (folder / "devices.csv").write_text("kind,colour,kind\necg,red,ecg\n", encoding="utf-8")
    told = {(f.where, f.field) for f in faults_of(folder)}
    assert told == {("devices.csv row 1", name) for name in ("colour", "kind", "count")}


def test_a_value_under_no_header_is_not_lost_in_silence(folder: Path) -> None:
    (folder / "devices.csv").write_text("kind,count\necg,1,spare\n", encoding="utf-8")
    fault = only_fault(folder)
    assert (fault.where, fault.message) == ("devices.csv row 2", "a value stands under no header")


def test_a_file_of_50_megabytes_is_refused_by_its_size(folder: Path) -> None:
    with (folder / "residents.csv").open("wb") as file:
        file.truncate(50 * 2**20)  # a hole on disk: reading it would be the mistake
    assert any(f.where == "residents.csv" and "50 MB" in f.message for f in faults_of(folder))


def test_a_workbook_that_unpacks_without_measure_is_not_opened(folder: Path) -> None:
    (folder / "devices.csv").unlink()
    with zipfile.ZipFile(folder / "devices.xlsx", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (60 * 2**20))
    assert "not opened" in only_fault(folder).message


def test_a_workbook_with_an_entity_trick_is_refused(folder: Path) -> None:
    (folder / "devices.csv").unlink()
    good = folder / "devices.xlsx"
    book = openpyxl.Workbook()
    book.worksheets[0].append(["kind", "count"])
    book.save(good)
    parts = {}
    with zipfile.ZipFile(good) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    trick = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><workbook>&b;</workbook>'
    parts["xl/workbook.xml"] = trick
    with zipfile.ZipFile(good, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    assert "workbook" in only_fault(folder).message


@pytest.mark.parametrize("content", [b"PK", b"", b"\xff\xfe\x00\x00", bytes(range(256)) * 4])
def test_a_file_that_is_no_workbook_and_no_text_is_refused_without_a_traceback(folder: Path, content: bytes) -> None:
    for name in ("devices.xlsx", "devices.csv"):
        (folder / "devices.csv").unlink(missing_ok=True)
        (folder / "devices.xlsx").unlink(missing_ok=True)
        (folder / name).write_bytes(content)
        assert len(faults_of(folder)) == 1


def test_a_table_given_twice_is_refused(folder: Path) -> None:
    write_workbook(folder / "all.xlsx", SAMPLE, "en")
    faults = faults_of(folder)
    assert len(faults) == 8  # every table: in the workbook, and again as CSV
    assert all("also in" in f.message for f in faults)


def test_files_of_other_names_are_passed_over(folder: Path) -> None:
    (folder / "gazetteer.csv").write_text("anything\n1\n", encoding="utf-8")
    (folder / "README.md").write_text("text", encoding="utf-8")
    assert read_folder(folder)[0] == SAMPLE


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert "no such folder" in faults_of(tmp_path / "nowhere")[0].message


def test_every_fault_of_every_file_comes_at_once(folder: Path) -> None:
    bad = 40
    change(folder, "residents", lambda rows: [row.update(phone="1") for row in rows[:bad]])
    (folder / "devices.csv").write_bytes(b"")
    assert len(faults_of(folder)) == bad + 1


def without_coordinates(folder: Path, row: int, **values: str) -> None:
    """Take the coordinates out of a resident's row."""
    put(folder, "residents", row, longitude="", latitude="", crs="", **values)


def list_estates(folder: Path, *lines: str) -> None:
    """Write the centre's own list of estates."""
    (folder / "gazetteer.csv").write_text("\n".join(["name,longitude,latitude,crs", *lines]), encoding="utf-8")


def test_a_home_without_coordinates_is_found_by_the_estate_in_its_address(folder: Path) -> None:
    without_coordinates(folder, 5, address="经开区明湖街道示范花园3号楼1单元101室")
    pinned = gcj02_to_bd09(*wgs84_to_gcj02(113.73, 34.71))
    list_estates(folder, f"示范花园,{pinned[0]},{pinned[1]},bd09", "别的家园,113.70,34.70,wgs84")
    read, faults = read_folder(folder)
    assert faults == ()
    assert metres_between(read.residents[3].place.point, Point(113.73, 34.71)) < 1
    assert read.residents[4] == SAMPLE.residents[4], "who has coordinates keeps them"


def test_a_home_without_coordinates_and_without_a_list_is_told_with_both_remedies(folder: Path) -> None:
    without_coordinates(folder, 5)
    fault = only_fault(folder)
    assert (fault.where, fault.field) == ("residents.csv row 5", "longitude")
    assert "no gazetteer.csv" in fault.message
    assert "fill in longitude and latitude" in fault.remedy
    assert "add the estate to gazetteer.csv" in fault.remedy


def test_an_address_on_no_list_is_told_without_showing_it(folder: Path) -> None:
    without_coordinates(folder, 5, address="无人知晓的地方")
    list_estates(folder, "示范花园,113.73,34.71,wgs84")
    fault = only_fault(folder)
    assert "not found" in fault.message
    assert "无人知晓" not in f"{fault.said_in('zh')} {fault.said_in('en')}"


def test_one_coordinate_alone_is_a_missing_cell_and_not_looked_up(folder: Path) -> None:
    put(folder, "residents", 5, latitude="")
    list_estates(folder, "示范花园,113.73,34.71,wgs84")
    fault = only_fault(folder)
    assert (fault.field, fault.message) == ("latitude", "nothing stands there")


def test_a_list_of_estates_with_a_fault_is_told_with_the_homes_that_wait_for_it(folder: Path) -> None:
    without_coordinates(folder, 5)
    list_estates(folder, "示范花园,34.71,113.73,wgs84")
    assert [f.where for f in faults_of(folder)] == ["gazetteer.csv row 2", "residents.csv row 5"]


class UnsureMap(BaseHTTPRequestHandler):
    """Answers as Baidu does for a street without a number."""

    def do_GET(self) -> None:
        place = {"location": {"lng": 113.73, "lat": 34.71}, "precise": 0, "confidence": 75, "level": "道路"}
        self.send_response(200)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.end_headers()
        self.wfile.write(json.dumps({"status": 0, "result": place}).encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_a_place_the_map_is_not_sure_of_waits_for_a_look_at_the_map(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """75 of 100 is below the 80 from which a point is used unseen."""
    without_coordinates(folder, 5)
    server = ThreadingHTTPServer(("127.0.0.1", 0), UnsureMap)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    monkeypatch.setenv(KEY, "key")
    monkeypatch.setattr(URLLibAdapter, "get_json", _from_loopback(server.server_address[1]))
    try:
        fault = only_fault(folder)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert (fault.where, fault.field) == ("residents.csv row 5", "longitude")
    assert "75 %" in fault.message
    assert "confirm the place on the map" in fault.remedy


def _from_loopback(port: int) -> Callable[..., object]:
    """geopy's own fetching, of pages that stand on this machine."""
    fetch = URLLibAdapter.get_json

    def moved(self: URLLibAdapter, url: str, **options: object) -> object:
        return fetch(self, url.replace("https://api.map.baidu.com", f"http://127.0.0.1:{port}"), **options)

    return moved


def test_people_at_one_base_share_one_place(folder: Path) -> None:
    read, _ = read_folder(folder)
    centre_staff = [s for s in read.staff if s.employer == "centre"]
    assert {s.base.id for s in centre_staff} == {read.centre.place.id}
    assert math.isclose(read.centre.laboratory.point.longitude, 113.72)
