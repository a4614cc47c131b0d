"""Files as such: encodings and workbooks simply work; what is empty, missing, too large or a trick is refused."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest

from scheduler.exchange.columns import TABLES
from scheduler.exchange.reading import read_folder
from scheduler.exchange.sample.writing import write_csv, write_workbook
from tests.exchange.editing import SAMPLE, faults_of, only_fault


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
    assert len(faults) == len(TABLES)  # every table: in the workbook, and again as CSV
    assert all("also in" in f.message for f in faults)


def test_files_of_other_names_are_passed_over(folder: Path) -> None:
    (folder / "gazetteer.csv").write_text("anything\n1\n", encoding="utf-8")
    (folder / "README.md").write_text("text", encoding="utf-8")
    assert read_folder(folder)[0] == SAMPLE


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert "no such folder" in faults_of(tmp_path / "nowhere")[0].message
