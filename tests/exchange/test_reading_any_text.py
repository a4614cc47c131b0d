"""Whatever stands in a cell or a file, reading ends in a dataset or in faults, never in a traceback."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.dataset import Dataset
from scheduler.errors import Fault, InputError
from scheduler.exchange.columns import TABLES, Table
from scheduler.exchange.reading import read_folder
from scheduler.exchange.sample.making import dataset
from scheduler.exchange.sample.writing import cells_of, write_csv


def small() -> Dataset:
    """A few residents, their requests and one day's shifts: quick to read a hundred times."""
    whole = dataset()
    residents = whole.residents[:20]
    ids = {resident.id for resident in residents}
    return replace(
        whole,
        residents=residents,
        requests=tuple(request for request in whole.requests if request.resident_id in ids)[:20],
        shifts=whole.shifts[:10],
    )


SMALL = small()
ROWS = {name: len(rows) for name, rows in cells_of(SMALL).items()}
ODD = st.sampled_from(
    [
        "9" * 400,
        "-0",
        "NaN",
        "1e9",
        "２０２６-03-09",
        "2026-13-01",
        "0000-00-00",
        "24:00",
        "²",
        ";;;",
        '"',
        "\u202e",
        "\x00",
    ]
)


def faults_of(folder: Path) -> list[Fault]:
    """Reading may refuse; it may not break."""
    try:
        return list(read_folder(folder)[1])
    except InputError as error:
        return error.faults


@settings(max_examples=120, deadline=None)
@given(data=st.data())
def test_any_text_in_any_cell_is_read_or_refused(data: st.DataObject) -> None:
    table = data.draw(st.sampled_from(TABLES))
    row = data.draw(st.integers(1, ROWS[table.en]))
    place = data.draw(st.integers(0, len(table.columns) - 1))
    text = data.draw(st.one_of(ODD, st.text(max_size=30)))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_csv(folder, SMALL, "en")
        path = folder / f"{table.en}.csv"
        lines = path.read_text("utf-8-sig").split("\n")
        cells = lines[row].split(",")
        cells[min(place, len(cells) - 1)] = text
        lines[row] = ",".join(cells)
        path.write_text("\n".join(lines), encoding="utf-8", errors="replace")
        assert all(fault.message and fault.remedy and fault.message_zh for fault in faults_of(folder))


@settings(max_examples=60, deadline=None)
@given(content=st.binary(max_size=300), table=st.sampled_from(TABLES), suffix=st.sampled_from([".csv", ".xlsx"]))
def test_any_bytes_as_a_file_are_read_or_refused(content: bytes, table: Table, suffix: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_csv(folder, SMALL, "en")
        english = table.en
        (folder / f"{english}.csv").unlink()
        (folder / f"{english}{suffix}").write_bytes(content)
        assert all(fault.message and fault.remedy and fault.message_zh for fault in faults_of(folder))
