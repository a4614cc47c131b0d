"""Tables as CSV that a spreadsheet opens as text: UTF-8 with its mark, and no cell that could be a formula."""

from __future__ import annotations

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
    from pandas import DataFrame  # half a second to load, which only the files of a plan need

    cells = [[guarded(cell) for cell in row] for row in rows]
    table = DataFrame(cells, columns=list(header), dtype=object)
    table.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\r\n")
    return path
