"""Files in: simply read what people have, refuse the rest with row, column, value and remedy, all at once."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from scheduler.exchange.reading import read_folder
from scheduler.exchange.sample.writing import write_csv
from scheduler.travel.coordinates import gcj02_to_bd09, metres_between, wgs84_to_gcj02
from tests.exchange.editing import SAMPLE, change, faults_of, only_fault, put


def test_what_was_written_is_read_back(folder: Path) -> None:
    read, faults = read_folder(folder)
    assert read == SAMPLE
    assert faults == ()


def test_chinese_headers_and_words_mean_the_same(tmp_path: Path) -> None:
    write_csv(tmp_path, SAMPLE, "zh")
    assert "居民编号" in (tmp_path / "residents.csv").read_text("utf-8-sig")
    assert read_folder(tmp_path)[0] == SAMPLE


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


def test_every_fault_of_every_file_comes_at_once(folder: Path) -> None:
    bad = 40
    change(folder, "residents", lambda rows: [row.update(phone="1") for row in rows[:bad]])
    (folder / "devices.csv").write_bytes(b"")
    assert len(faults_of(folder)) == bad + 1


def test_people_at_one_base_share_one_place(folder: Path) -> None:
    read, _ = read_folder(folder)
    centre_staff = [s for s in read.staff if s.employer == "centre"]
    assert {s.base.id for s in centre_staff} == {read.centre.place.id}
    assert math.isclose(read.centre.laboratory.point.longitude, 113.72)
