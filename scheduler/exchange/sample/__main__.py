"""Writes the sample: CSV with Chinese headers, the same as one workbook, CSV with English headers, the README."""

from __future__ import annotations

import sys
from pathlib import Path

from scheduler.exchange.sample.making import BY_ESTATE, dataset, gazetteer
from scheduler.exchange.sample.readme import readme
from scheduler.exchange.sample.writing import write_csv, write_gazetteer, write_workbook


def write(folder: Path) -> None:
    """Every file of the sample, the same bytes each time."""
    sample = dataset()
    write_csv(folder, sample, "zh", BY_ESTATE)
    write_csv(folder / "english", sample, "en", BY_ESTATE)
    write_workbook(folder / "workbook" / "sample.xlsx", sample, "zh", BY_ESTATE)
    for part in (folder, folder / "english", folder / "workbook"):
        write_gazetteer(part, gazetteer())
    (folder / "README.md").write_text(readme(sample), encoding="utf-8", newline="")


if __name__ == "__main__":
    write(Path(sys.argv[1] if len(sys.argv) > 1 else "sample_data"))
