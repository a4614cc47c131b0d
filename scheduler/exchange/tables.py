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
from scheduler.exchange.column import Column, Table
from scheduler.exchange.columns import TABLES
from scheduler.exchange.faults import CellError, Words, fault

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

    def row(self, number: int) -> str:
        """File (and sheet) and row as a message names them."""
        return f"{self.where} row {number}"


@dataclass(frozen=True, slots=True)
class Folder:
    """What stood in a folder: sheets by the English name of their table, the names of all tables that
    are there (readable or not), and what is wrong with the files themselves."""

    sheets: dict[str, Sheet]
    present: set[str]
    faults: list[Fault]


def read_sheets(folder: Path) -> Folder:
    """Every known table of the folder; CSV files of other names are not ours and passed over."""
    found = Folder({}, set(), [])
    for path in sorted(p for p in folder.iterdir() if p.suffix.lower() in (".csv", ".xlsx") and p.name[0] not in "~."):
        if path.suffix.lower() == ".csv" and _table(path.stem) is None:
            continue
        refused = _refused(path)
        if refused is not None:
            found.faults.append(refused)
            found.present.update(_could_hold(path))
            continue
        for table, where, lines in _tables_in(path, found):
            _take(found, table, where, lines)
    return found


def _take(found: Folder, table: Table, where: str, lines: list[Line]) -> None:
    if table.en in found.sheets:
        other = found.sheets[table.en].where
        message = Words(f"表“{table.zh}”还在 {other} 中", f"the table {table.en} is also in {other}")
        found.faults.append(fault(where, message, Words("只保留一份", "keep one of them")))
        return
    found.present.add(table.en)
    sheet = _sheet(table, where, lines, found.faults)
    if sheet is not None:
        found.sheets[table.en] = sheet


def _could_hold(path: Path) -> set[str]:
    """The tables that an unreadable file may hold: its own, or any for a workbook."""
    table = _table(path.stem) if path.suffix.lower() == ".csv" else None
    return {t.en for t in TABLES if table in (None, t)}


def _table(name: str) -> Table | None:
    return next((t for t in TABLES if name.strip() in (t.en, t.zh)), None)


def _refused(path: Path) -> Fault | None:
    """The fault of a file too large or too strange to open; sizes are read from directories alone."""
    size = path.stat().st_size
    if size > MAX_BYTES:
        message = Words(
            f"文件有 {size // 2**20} MB，超过 {MAX_BYTES // 2**20} MB，未读取",
            f"the file has {size // 2**20} MB, more than {MAX_BYTES // 2**20} MB, and was not read",
        )
        return fault(path.name, message, Words("只导出一个中心的数据", "export one centre only"))
    if path.suffix.lower() == ".csv":
        return None
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return _not_a_workbook(path)
    unpacked = sum(part.file_size for part in parts)
    if len(parts) <= MAX_PARTS and unpacked <= MAX_UNPACKED and unpacked <= MAX_RATIO * size:
        return None
    message = Words(
        f"工作簿展开后有 {len(parts)} 个部分、{unpacked // 2**20} MB，疑似压缩炸弹，未打开",
        f"the workbook unpacks to {len(parts)} parts and {unpacked // 2**20} MB and was not opened",
    )
    return fault(path.name, message, Words("重新另存为 xlsx，或改用 CSV", "save it again as xlsx, or use CSV"))


def _not_a_workbook(path: Path) -> Fault:
    message = Words("不是可读的 xlsx 工作簿", "this is not a readable xlsx workbook")
    return fault(path.name, message, Words("重新另存为 xlsx，或改用 CSV", "save it again as xlsx, or use CSV"))


def _tables_in(path: Path, found: Folder) -> list[tuple[Table, str, list[Line]]]:
    try:
        if path.suffix.lower() == ".xlsx":
            return _workbook_tables(path)
        table = _table(path.stem)
        return [(table, path.name, _csv_lines(path))] if table is not None else []
    except CellError as error:
        found.faults.append(fault(path.name, error.message, error.remedy))
    except (DefusedXmlException, ValueError, KeyError, TypeError, SyntaxError, EOFError, OSError, zipfile.BadZipFile):
        found.faults.append(_not_a_workbook(path))
    found.present.update(_could_hold(path))
    return []


def _csv_lines(path: Path) -> list[Line]:
    """Rows of a CSV file; a cell may span lines, so rows are counted as a spreadsheet counts them."""
    rows = csv.reader(io.StringIO(_decoded(path.read_bytes()), newline=""), strict=True)
    lines: list[Line] = []
    try:
        for row in rows:
            lines.append(Line(len(lines) + 1, tuple(cell.strip() for cell in row)))
    except csv.Error:
        number = len(lines) + 1
        raise CellError(
            Words(f"第 {number} 行的引号不成对或单元格过长", f"row {number} has a stray quote or an overlong cell"),
            Words("改正该行", "correct that row"),
        ) from None
    return lines


def _decoded(content: bytes) -> str:
    """UTF-8 with or without BOM, else GB18030, of which GBK and GB2312 are parts."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise CellError(
        Words("编码既不是 UTF-8 也不是 GBK", "the text is neither UTF-8 nor GBK"),
        Words("另存为“CSV UTF-8”", "save it as 'CSV UTF-8'"),
    )


def _workbook_tables(path: Path) -> list[tuple[Table, str, list[Line]]]:
    book = openpyxl.load_workbook(path, read_only=True, data_only=False)
    found = []
    alone = len(book.worksheets) == 1
    for sheet in book.worksheets:
        table = _table(sheet.title) or (_table(path.stem) if alone else None)
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


def _language(header: tuple[str, ...], table: Table) -> str:
    chinese = sum(any(c.zh == name for c in table.columns) for name in header)
    return "zh" if 2 * chinese > len(header) else "en"


def _sheet(table: Table, where: str, lines: list[Line], faults: list[Fault]) -> Sheet | None:
    """The sheet, or None after saying why it cannot be read."""
    filled = tuple(line for line in lines[1:] if any(line.cells))
    if not lines or not any(lines[0].cells) or not (filled or table.optional):
        message = Words("文件是空的，没有任何数据行", "the file is empty: there is no row of data")
        remedy = Words("重新导出", "export it again")
        faults.append(fault(where, message, remedy))
        return None
    if len(lines) > MAX_ROWS:
        message = Words(f"超过 {MAX_ROWS} 行", f"more than {MAX_ROWS} rows")
        faults.append(fault(where, message, Words("只导出一个中心的数据", "export one centre only")))
        return None
    before = len(faults)
    sheet = Sheet(table, where, _language(lines[0].cells, table), _places(table, lines[0].cells), filled)
    _judge_header(sheet, lines[0].cells, faults)
    _judge_strays(sheet, lines[0].cells, faults)
    return sheet if len(faults) == before else None


def _places(table: Table, header: tuple[str, ...]) -> dict[str, int]:
    found = ((table.column(name), place) for place, name in enumerate(header))
    return {column.en: place for column, place in found if column is not None}


def _judge_header(sheet: Sheet, header: tuple[str, ...], faults: list[Fault]) -> None:
    """Note unknown, repeated and missing columns: nothing of a file is dropped in silence."""
    table, first_row = sheet.table, sheet.row(1)
    known = Words("、".join(c.zh for c in table.columns), ", ".join(c.en for c in table.columns))
    for place, name in enumerate(header):
        column = table.column(name)
        if column is None and name:
            message = Words(f"表“{table.zh}”没有这一列", f"the table {table.en} has no such column")
            remedy = Words(f"改名或删除；已知列：{known.zh}", f"rename or remove it; known: {known.en}")
            faults.append(fault(first_row, message, remedy, name[:40]))
        elif column is not None and sheet.places[column.en] != place:
            message = Words("这一列出现两次", "this column stands there twice")
            faults.append(fault(first_row, message, Words("删除一列", "remove one"), name))
    for column in table.columns:
        if column.required and column.en not in sheet.places:
            message = Words("缺少这一列", "this column is missing")
            remedy = Words(f"加上这一列：{column.note_zh}", f"add it: {column.note_en}")
            faults.append(fault(first_row, message, remedy, sheet.header(column)))


def _judge_strays(sheet: Sheet, header: tuple[str, ...], faults: list[Fault]) -> None:
    """Note rows with a value under no header: a comma too many, or an empty heading."""
    for line in sheet.lines:
        if any(text and not (place < len(header) and header[place]) for place, text in enumerate(line.cells)):
            message = Words("有值不在任何列名之下", "a value stands under no header")
            remedy = Words("检查多余的逗号或空列名", "look for a comma too many or an empty header")
            faults.append(fault(sheet.row(line.number), message, remedy))
