"""What every test stands on: the same examples on every run, the project's own config, no place outside the test."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from shell import Shell

PROJECT = Path(__file__).resolve().parent.parent

os.environ.setdefault("SCHEDULER_CONFIG", str(PROJECT / "config"))
os.environ.pop("SCHEDULER_OVERRIDE", None)
settings.register_profile(
    "house", deadline=None, derandomize=True, max_examples=50, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A shell at the small centre; wide, so that no sentence is broken."""
    from shell import Shell  # here, because it loads the whole command line

    from tests.usecases.small_centre import opened

    monkeypatch.setenv("COLUMNS", "200")
    opened(tmp_path).close()
    return Shell(tmp_path / "small.sqlite", capsys)
