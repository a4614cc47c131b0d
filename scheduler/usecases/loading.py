"""Take over a centre's files: all of them, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from scheduler.domain.dataset import Dataset
from scheduler.errors import Fault
from scheduler.store import records
from scheduler.store.engine import Store


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was taken over: rows by kind, and under `partial` the faults of the rows left behind.

    `kept`: so many records of care were changed here since the files were written, and stay as they are.
    """

    centre_id: str
    counts: Mapping[str, int]
    faults: tuple[Fault, ...]
    kept: int = 0


def load_folder(
    store: Store, folder: Path, *, author: str, now: datetime, crs: str | None = None, partial: bool = False
) -> Loaded:
    """Read a folder and save it in one transaction; InputError with every fault unless `partial`."""
    from scheduler.exchange.reading import read_folder  # loads openpyxl and geopy, which no other use case needs

    dataset, faults = read_folder(folder, crs=crs, partial=partial)
    with store.write() as session:
        kept = records.save_dataset(session, dataset)
        counts = _counts(dataset)
        records.write_audit(
            session,
            dataset.centre.id,
            author,
            now,
            "folder.loaded",
            dataset.centre.id,
            counts=counts,
            faults=len(faults),
            kept=kept,
        )
    return Loaded(dataset.centre.id, counts, faults, kept)


def _counts(dataset: Dataset) -> dict[str, int]:
    return {
        "teams": len(dataset.teams),
        "staff": len(dataset.staff),
        "shifts": len(dataset.shifts),
        "residents": len(dataset.residents),
        "devices": len(dataset.devices),
        "requests": len(dataset.requests),
        "care_orders": len(dataset.care_orders),
        "beds": len(dataset.beds),
        "medication": len(dataset.medication),
        "happened": len(dataset.happened),
        "away": len(dataset.away),
    }
