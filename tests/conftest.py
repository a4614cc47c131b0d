"""What every test stands on: the same examples on every run, the project's own config, no place outside the test."""

from __future__ import annotations

import os
from pathlib import Path

from hypothesis import HealthCheck, settings

PROJECT = Path(__file__).resolve().parent.parent

os.environ.setdefault("SCHEDULER_CONFIG", str(PROJECT / "config"))
os.environ.pop("SCHEDULER_OVERRIDE", None)
settings.register_profile(
    "house", deadline=None, derandomize=True, max_examples=50, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")
