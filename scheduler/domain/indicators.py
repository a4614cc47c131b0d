"""What a report says of a period: a figure, how it came about, and what is behind its misses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

UNITS = ("percent", "bed", "visit", "day", "resident", "person")


@dataclass(frozen=True, slots=True)
class Miss:
    """What was missed: the id of a visit, bed, order or resident, and the day on which it was, if it has one."""

    id: str
    day: date | None = None

    def __str__(self) -> str:
        return f"{self.id} ({self.day})" if self.day else self.id


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure. `value` is in `unit`: the count itself, 100 or 1 x numerator / denominator, one decimal; None
    where nothing was to be counted (denominator 0). `denominator` is None for a plain count.
    """

    id: str
    zh: str
    en: str
    numerator: int
    denominator: int | None
    value: float | None
    unit: str  # one of UNITS
    missed: tuple[Miss, ...] = ()


def count(id_: str, names: tuple[str, str], number: int, unit: str, missed: tuple[Miss, ...] = ()) -> Indicator:
    """A plain number of things; `names` are Chinese, English."""
    return Indicator(id_, *names, number, None, number, unit, missed)


def share(id_: str, names: tuple[str, str], good: int, of: int, missed: tuple[Miss, ...] = ()) -> Indicator:
    """So many of so many, as a percentage."""
    return Indicator(id_, *names, good, of, round(100 * good / of, 1) if of else None, "percent", missed)


def mean(id_: str, names: tuple[str, str], total: int, of: int, unit: str) -> Indicator:
    """So much for each."""
    return Indicator(id_, *names, total, of, round(total / of, 1) if of else None, unit)
