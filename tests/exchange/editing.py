"""A centre's files, edited cell by cell, and what reading refuses of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from scheduler.errors import Fault, InputError
from scheduler.exchange.reading import read_folder
from scheduler.exchange.sample.making import dataset as sample_dataset

Rows = list[dict[str, str]]
SAMPLE = sample_dataset()


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
