"""A folder of CSV files or workbooks -> rows of text, table by table; nothing is interpreted yet.

Guards stand before anything is opened: the size of the file, and for a workbook (a zip) its directory:
number of parts, sum of the unpacked sizes, ratio of unpacked to packed. openpyxl parses with defusedxml
when that is installed, which refuses entity tricks.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
from defusedxml.common import DefusedXmlException

from scheduler.errors import Fault
from scheduler.exchange.columns import TABLES, Column, Table
from scheduler.exchange.faults import Words, fault

MAX_BYTES = 20 * 2**20
MAX_PARTS = 200
MAX_UNPACKED = 50 * 2**20
MAX_RATIO = 100
MAX_ROWS = 100_000


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a file: its number as a spreadsheet shows it (the header is row 1) and its cells as text."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table as it stood in a file. `places` tells at which position each known column stands."""

    table: Table
    where: str
    language: str
    places: dict[str, int]
    lines: tuple[Line, ...]

    def header(self, column: Column) -> str:
        """The column's name as this file writes it."""
        return column.zh if self.language == "zh" else column.en


def read_sheets(folder: Path) -> tuple[dict[str, Sheet], list[Fault]]:
    """Every known table of the folder by its English name, and what is wrong with the files themselves."""
    faults: list[Fault] = []
    sheets: dict[str, Sheet] = {}
    for path in sorted(p for p in folder.iterdir() if p.suffix.lower() in (".csv", ".xlsx") and p.name[0] not in "~."):
        if path.suffix.lower() == ".csv" and _table(path.stem) is None:
            continue
        refused = _refused(path)
        if refused is not None:
            faults.append(refused)
            continue
        for table, where, lines in _tables_in(path, faults):
            if table.en in sheets:
                twice = Words(
                    f"表“{table.zh}”还在 {sheets[table.en].where} 中",
                    f"table {table.en} is also in {sheets[table.en].where}",
                )
                faults.append(fault(_language(lines, table), where, twice, Words("只保留一份", "keep one of them")))
                continue
            sheet = _sheet(table, where, lines, faults)
            if sheet is not None:
                sheets[table.en] = sheet
    return sheets, faults


def _table(name: str) -> Table | None:
    return next((t for t in TABLES if name.strip() in (t.en, t.zh)), None)


def _refused(path: Path) -> Fault | None:
    """The fault of a file too large or too strange to open; sizes are read from directories alone."""
    size = path.stat().st_size
    if size > MAX_BYTES:
        return fault(
            "zh" if not path.stem.isascii() else "en",
            path.name,
            Words(
                f"文件有 {size // 2**20} MB，超过 {MAX_BYTES // 2**20} MB，未读取",
                f"the file has {size // 2**20} MB, more than {MAX_BYTES // 2**20} MB; it was not read",
            ),
            Words("只导出一个中心的数据，分成多个文件", "export one centre only, one file per table"),
        )
    if path.suffix.lower() == ".csv":
        return None
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return _not_a_workbook(path)
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * max(size, 1):
        return fault(
            "en",
            path.name,
            Words(
                f"工作簿展开后 {len(parts)} 个部分、{unpacked // 2**20} MB，疑似压缩炸弹，未打开",
                f"the workbook unpacks to {len(parts)} parts and {unpacked // 2**20} MB; it was not opened",
            ),
            Words("重新另存为 xlsx，或改用 CSV", "save it again as xlsx, or use CSV"),
        )
    return None


def _not_a_workbook(path: Path) -> Fault:
    return fault(
        "en",
        path.name,
        Words("不是可读的 xlsx 工作簿", "this is not a readable xlsx workbook"),
        Words("用 Excel 或 WPS 另存为 xlsx，或改用 CSV", "save it as xlsx with a spreadsheet program, or use CSV"),
    )


def _tables_in(path: Path, faults: list[Fault]) -> list[tuple[Table, str, list[Line]]]:
    if path.suffix.lower() == ".csv":
        table = _table(path.stem)
        lines = _csv_lines(path, faults)
        return [(table, path.name, lines)] if table is not None and lines is not None else []
    try:
        return _workbook_tables(path)
    except (DefusedXmlException, ValueError, KeyError, TypeError, SyntaxError, EOFError, OSError, zipfile.BadZipFile):
        faults.append(_not_a_workbook(path))
        return []


def _csv_lines(path: Path, faults: list[Fault]) -> list[Line] | None:
    content = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        text = "\0"
    if "\0" in text:
        message = Words("编码既不是 UTF-8 也不是 GBK", "the text is neither UTF-8 nor GBK")
        remedy = Words("另存为“CSV UTF-8”", "save it as 'CSV UTF-8'")
        faults.append(fault("en", path.name, message, remedy))
        return None
    rows = csv.reader(io.StringIO(text, newline=""))
    lines: list[Line] = []
    try:
        for row in rows:
            # A cell may span lines: the number is that of the record, as a spreadsheet counts rows.
            lines.append(Line(len(lines) + 1, tuple(cell.strip() for cell in row)))
    except csv.Error:
        message = Words(
            f"第 {len(lines) + 1} 行的引号不成对或单元格过长",
            f"row {len(lines) + 1} has an unclosed quote or an overlong cell",
        )
        faults.append(fault("en", path.name, message, Words("改正该行", "correct that row")))
        return None
    return lines


def _workbook_tables(path: Path) -> list[tuple[Table, str, list[Line]]]:
    book = openpyxl.load_workbook(path, read_only=True, data_only=False)
    found = []
    for sheet in book.worksheets:
        table = _table(sheet.title)
        if table is None:
            continue
        rows: Iterable[tuple[object, ...]] = sheet.iter_rows(values_only=True, max_row=MAX_ROWS + 1)
        lines = [Line(i, tuple(_text(cell) for cell in row)) for i, row in enumerate(rows, start=1)]
        found.append((table, f"{path.name}!{sheet.title}", lines))
    book.close()
    return found


def _text(cell: object) -> str:
    """A workbook's cell as a CSV file would write it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time(0) else cell.isoformat(" ", "minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return cell.isoformat("minutes")
    return str(cell).strip()


def _language(lines: list[Line], table: Table) -> str:
    header = lines[0].cells if lines else ()
    chinese = sum(any(c.zh == name for c in table.columns) for name in header)
    return "zh" if 2 * chinese > len(header) or not header else "en"


def _sheet(table: Table, where: str, lines: list[Line], faults: list[Fault]) -> Sheet | None:
    """The sheet, or None after saying what is wrong with its header."""
    language = _language(lines, table)
    filled = [line for line in lines[1:] if any(line.cells)]
    if not lines or not any(lines[0].cells) or not filled:
        message = Words("文件是空的，没有任何数据行", "the file is empty: there is no row of data")
        remedy = Words(
            "重新导出；不需要的表请删除文件", "export it again, or remove the file if the table is not needed"
        )
        faults.append(fault(language, where, message, remedy))
        return None
    if len(lines) > MAX_ROWS:
        message = Words(f"超过 {MAX_ROWS} 行", f"more than {MAX_ROWS} rows")
        faults.append(fault(language, where, message, Words("只导出一个中心的数据", "export one centre only")))
        return None
    before = len(faults)
    places: dict[str, int] = {}
    known = "、".join(c.zh for c in table.columns) if language == "zh" else ", ".join(c.en for c in table.columns)
    for place, name in enumerate(lines[0].cells):
        column = table.column(name)
        if column is None and name:
            message = Words(f"表“{table.zh}”没有这一列", f"table {table.en} has no such column")
            faults.append(
                fault(
                    language,
                    f"{where} row 1",
                    message,
                    Words(f"改名或删除；已知列：{known}", f"rename or remove it; known: {known}"),
                    name[:40],
                )
            )
        elif column is not None and column.en in places:
            message = Words("这一列出现两次", "this column stands there twice")
            faults.append(fault(language, f"{where} row 1", message, Words("删除其中一列", "remove one of them"), name))
        elif column is not None:
            places[column.en] = place
    for column in table.columns:
        if column.required and column.en not in places:
            message = Words("缺少这一列", "this column is missing")
            remedy = Words(f"加上列“{column.zh}”：{column.note_zh}", f"add it: {column.note_en}")
            faults.append(
                fault(language, f"{where} row 1", message, remedy, column.zh if language == "zh" else column.en)
            )
    return Sheet(table, where, language, places, tuple(filled)) if len(faults) == before else None
