"""The numbers of a centre as data: every one with its unit, strength, source and whether somebody checked it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scheduler.domain.care import Service
from scheduler.errors import Fault, InputError


@dataclass(frozen=True, slots=True)
class Number:
    """One configured value. `source` is its mark ("[K]", "[D]", "[press 1]", "[src: ...]")."""

    value: int | float | str | bool
    unit: str
    hard: bool
    source: str
    verified: bool
    note: str


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All of config/ as one value. Keys are "family.name", e.g. "H15.max_work_minutes", "S1.P1".

    Asking for a number that no file holds raises InputError with file and key.
    """

    rules: Mapping[str, Number]  # config/rules.toml: hard limits and thresholds
    weights: Mapping[str, Number]  # config/weights.toml: prices in seconds of travel
    travel: Mapping[str, Number]  # config/travel.toml: constants per mode, rounding, weather
    services: Mapping[str, Service]  # config/services.toml

    def rule(self, key: str) -> int:
        """A whole number of config/rules.toml."""
        return int(_held("rules", self.rules, key).value)

    def rule_text(self, key: str) -> str:
        """A clock time or a word of config/rules.toml."""
        return str(_held("rules", self.rules, key).value)

    def switched_on(self, key: str) -> bool:
        """A switch of config/rules.toml."""
        return bool(_held("rules", self.rules, key).value)

    def weight(self, key: str) -> int:
        """A price: cost units (1 = one second of one person's travel) per unit of the entry."""
        return int(_held("weights", self.weights, key).value)

    def constant(self, key: str) -> float:
        """A constant of config/travel.toml."""
        return float(_held("travel", self.travel, key).value)


def _held(family: str, numbers: Mapping[str, Number], key: str) -> Number:
    if key in numbers:
        return numbers[key]
    remedy = "add it with value, unit, hard, source, verified and note, as the project's own file has it"
    raise InputError([Fault(f"{family}.toml [{key}]", "", "", "is missing", remedy)])
