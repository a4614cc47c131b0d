"""The folder that the tests of reading edit."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.exchange.sample.writing import write_csv
from tests.exchange.editing import SAMPLE


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A centre's files with English headers, sound in every cell."""
    write_csv(tmp_path, SAMPLE, "en")
    return tmp_path
