"""Tables as CSV that a spreadsheet opens as text: UTF-8 with its mark, and no cell that could be a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

# A spreadsheet reads a cell that begins so as a formula; the full-width forms are folded to these by some.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def guarded(cell: object) -> str:
    """The cell as text, with ' before what would begin a formula. Whole numbers stay numbers."""
    text = "" if cell is None else str(cell)
    if not isinstance(cell, int) and text.startswith(FORMULA_STARTS):
        return f"'{text}"
    return text


def write_table(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    """Write the rows under the header; every cell guarded."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows([guarded(cell) for cell in row] for row in rows)
    return path
