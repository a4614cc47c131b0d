"""Whatever stands in a cell or a file, reading ends in a dataset or in faults, never in a traceback."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.dataset import Dataset
from scheduler.errors import Fault, InputError
from scheduler.exchange.column import Table
from scheduler.exchange.columns import TABLES
from scheduler.exchange.reading import read_folder
from scheduler.exchange.sample.making import dataset
from scheduler.exchange.sample.writing import cells_of, write_csv


def small() -> Dataset:
    """A few residents, what is asked for them once and over time, and one day's shifts: quick to read often."""
    whole = dataset()
    cared_for = [*whole.care_orders[:3], *whole.beds[8:12], *whole.medication[:3], *whole.away]
    ids = {resident.id for resident in whole.residents[:14]} | {one.resident_id for one in cared_for}
    orders = tuple(order for order in whole.care_orders if order.resident_id in ids or order.changes)
    ids |= {order.resident_id for order in orders}
    beds = tuple(bed for bed in whole.beds if bed.resident_id in ids)
    plans = tuple(plan for plan in whole.medication if plan.resident_id in ids)
    requests = tuple(request for request in whole.requests if request.resident_id in ids)[:20]
    asked = {one.id for one in (*orders, *beds, *requests, *plans)}
    return replace(
        whole,
        residents=tuple(resident for resident in whole.residents if resident.id in ids),
        requests=requests,
        shifts=whole.shifts[:10],
        care_orders=orders,
        beds=beds,
        medication=plans,
        happened=tuple(event for event in whole.happened if any(event.request_id.startswith(id_) for id_ in asked)),
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
