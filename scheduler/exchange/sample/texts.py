"""One value -> the text of its cell, as the reader understands it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from scheduler.domain.care import Window
from scheduler.domain.people import Hours
from scheduler.units import clock


def day_text(day: date | None) -> str:
    """A day, or nothing."""
    return day.isoformat() if day is not None else ""


def clock_text(moment: datetime | None) -> str:
    """A clock time, or nothing."""
    return clock(moment) if moment is not None else ""


def yes(value: bool) -> str:
    """The word for a switch."""
    return "yes" if value else "no"


def many(values: Iterable[str]) -> str:
    """Several values of one cell."""
    return ";".join(sorted(values))


def number(value: int) -> str:
    """Zero stands for nothing said."""
    return str(value) if value else ""


def hours_text(hours: Hours) -> str:
    """Hours of a day."""
    return f"{hours.start:%H:%M}-{hours.end:%H:%M}"


def window_text(window: Window | None) -> str:
    """An interval of one day, or nothing."""
    return f"{window.earliest:%Y-%m-%d %H:%M}-{clock(window.latest)}" if window is not None else ""
