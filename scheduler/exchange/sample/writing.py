"""A `Dataset` as the reader's tables: CSV or one workbook, Chinese or English, the same bytes every time."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Collection, Iterable
from pathlib import Path

import openpyxl

from scheduler.domain.dataset import Dataset
from scheduler.exchange.addresses import GAZETTEER
from scheduler.exchange.codes import WORDS
from scheduler.exchange.column import Table
from scheduler.exchange.columns import TABLES
from scheduler.exchange.sample.cells import Cells, cells_of
from scheduler.exchange.sample.homes import Estate, point_at
from scheduler.travel.geocode import COLUMNS as GAZETTEER_COLUMNS

_CHOSEN = {
    "sex": "sex", "role": "role", "employer": "employer", "mode": "mode", "id_type": "id_type", "channel": "channel",
    "registered": "yes", "clean_record": "yes", "trained": "yes", "immunosuppressed": "yes", "first_dose": "yes",
    "community_notified": "yes", "infected": "yes", "required_staff_sex": "sex", "hard": "yes", "skipped": "yes",
    "unstable": "yes", "shifts.kind": "kind", "beds.kind": "bed_kind", "source": "source", "state": "bed_state",
    "closing_reason": "closing_reason", "outcome": "outcome", "away.reason": "away_reason",
    "device_kind": "device_kind",
}  # fmt: skip
_FIXED_TIME = (2026, 1, 1, 0, 0, 0)
_MOMENT = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def write_csv(folder: Path, dataset: Dataset, language: str, by_estate: Collection[str] = ()) -> None:
    """One CSV file per table (UTF-8 with BOM, so that spreadsheets show Chinese)."""
    folder.mkdir(parents=True, exist_ok=True)
    cells = cells_of(dataset, by_estate)
    for table in TABLES:
        _write_rows(folder / f"{table.en}.csv", _rows(table, cells[table.en], language))


def write_gazetteer(folder: Path, estates: Iterable[Estate]) -> None:
    """The list of estates by which homes without coordinates are found."""
    folder.mkdir(parents=True, exist_ok=True)
    points = ((estate.name, point_at(estate.x, estate.y)) for estate in estates)
    rows = [[name, str(point.longitude), str(point.latitude), "wgs84"] for name, point in points]
    _write_rows(folder / GAZETTEER, [GAZETTEER_COLUMNS, *rows])


def _write_rows(path: Path, rows: Iterable[list[str]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8-sig", newline="")


def write_workbook(path: Path, dataset: Dataset, language: str, by_estate: Collection[str] = ()) -> None:
    """One xlsx with a sheet per table, every cell text; packed with fixed times, so that it never differs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    cells = cells_of(dataset, by_estate)
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    book.properties.creator = "合成数据"
    for table in TABLES:
        sheet = book.create_sheet(table.zh if language == "zh" else table.en)
        for row in _rows(table, cells[table.en], language):
            sheet.append(row)
        sheet.freeze_panes = "B2"
    packed = io.BytesIO()
    book.save(packed)
    _pack_again(packed, path)


def _pack_again(packed: io.BytesIO, path: Path) -> None:
    """The same parts without the moment of writing."""
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(path, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename == "docProps/core.xml":
                content = _MOMENT.sub(b"2026-01-01T00:00:00Z", content)
            new.writestr(zipfile.ZipInfo(part.filename, _FIXED_TIME), content, zipfile.ZIP_DEFLATED)


def _rows(table: Table, cells: Iterable[Cells], language: str) -> list[list[str]]:
    header = [column.zh if language == "zh" else column.en for column in table.columns]
    return [header, *([_said(c.en, row.get(c.en, ""), table, language) for c in table.columns] for row in cells)]


def _said(column: str, text: str, table: Table, language: str) -> str:
    words = _CHOSEN.get(f"{table.en}.{column}") or _CHOSEN.get(column, "")
    return WORDS[words][text][0] if words and text and language == "zh" else text
