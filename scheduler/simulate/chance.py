"""Luck that is the same for the same seed, day and thing, whatever else is drawn: two runs differ by their plans."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

from scheduler.domain.rulebook import Rulebook

UNITS = {"permille": 1000, "permyriad": 10_000}


@dataclass(frozen=True, slots=True)
class Chance:
    """Draws by name; how likely things are stands in the rulebook (simulate.*)."""

    seed: int
    rulebook: Rulebook

    def happens(self, key: str, day: date, about: str) -> bool:
        """Whether what `key` names (simulate.<key>) befalls a thing on a day."""
        return self.share(key, day, about) < self.likely(key)

    def likely(self, key: str) -> float:
        """The probability of simulate.<key>."""
        number = self.rulebook.rules[f"simulate.{key}"]
        return float(number.value) / UNITS[number.unit]

    def share(self, key: str, day: date, about: str) -> float:
        """A number of [0, 1)."""
        return self._random(key, day, about).random()

    def days(self, key: str, shortest: int, longest: int, day: date, about: str) -> int:
        """A number of days, both ends inclusive."""
        return self._random(key, day, about).randint(shortest, longest)

    def _random(self, key: str, day: date, about: str) -> Random:
        return Random(f"{self.seed}|{key}|{day}|{about}")
