"""A short search, and what its version is called."""

from __future__ import annotations

from scheduler.replan.better import Name, Wish
from tests.builders import clock

WISH = Wish(300, 1)
NAME = Name("P2", 2, "test", clock("09:20"))
