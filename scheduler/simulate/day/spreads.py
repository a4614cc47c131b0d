"""How far service and rides stray from the plan: (mean factor, spread of the logarithm) by service and by mode."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scheduler.domain.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Spread:
    """Real by planned is lognormal with the mean `factor`; `sigma` is the standard deviation of its logarithm."""

    factor: float
    sigma: float

    @property
    def middle(self) -> float:
        """The mean of the logarithm: log(factor) - sigma^2 / 2 keeps the mean."""
        return math.log(self.factor) - self.sigma**2 / 2


def service_spread(book: Rulebook, code: str) -> Spread:
    """Of a service, by its own numbers or those of all services."""
    return _spread(book, "service", code)


def ride_spread(book: Rulebook, mode: str) -> Spread:
    """Of a ride, by the mode's own numbers or those of all rides."""
    return _spread(book, "ride", mode)


def _spread(book: Rulebook, what: str, which: str) -> Spread:
    return Spread(*(_number(book, f"day.{what}.{which}.{kind}", f"day.{what}.{kind}") for kind in ("factor", "spread")))


def _number(book: Rulebook, own: str, common: str) -> float:
    return ratio(book, own if own in book.rules else common)


def ratio(book: Rulebook, key: str) -> float:
    """A number of config/simulate.toml that is no whole one."""
    book.rule(key)  # says which number is missing, and where
    return float(book.rules[key].value)
