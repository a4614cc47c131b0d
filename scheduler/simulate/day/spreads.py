"""How far service and rides stray from the plan: (mean factor, spread of the logarithm) by service and by mode."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scheduler.domain.rulebook import Rulebook
from scheduler.errors import Fault, InputError

MOST = 3.0  # beyond, a service would last hours or no time at all
LONGEST = 24 * 60


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
    found = Spread(
        *(_number(book, f"day.{what}.{which}.{kind}", f"day.{what}.{kind}") for kind in ("factor", "spread"))
    )
    if not 0 < found.factor <= MOST or not 0 <= found.sigma <= MOST:
        told = ("is no mean and spread", f"give a factor above 0 and a spread from 0, both up to {MOST:g}")
        zh = ("均值或波动不合理", f"均值须大于 0，波动不小于 0，都不超过 {MOST:g}")
        where = f"simulate.toml [day.{what}.{which}]"
        raise InputError([Fault(where, "", f"{found.factor:g}, {found.sigma:g}", *told, *zh)])
    return found


def _number(book: Rulebook, own: str, common: str) -> float:
    return ratio(book, own if own in book.rules else common)


def ratio(book: Rulebook, key: str) -> float:
    """A number of config/simulate.toml that is no whole one."""
    book.rule(key)  # says which number is missing, and where
    return float(book.rules[key].value)


def minutes_of(book: Rulebook, key: str) -> tuple[int, ...]:
    """Whole minutes, written one after the other; InputError."""
    text = book.rule_text(key)
    words = text.split()
    if not words or not all(word.isascii() and word.isdigit() and 0 < int(word) < LONGEST for word in words):
        told = ("are no minutes", 'write e.g. "5 15"', "不是分钟数", "请写成如 “5 15”")
        raise InputError([Fault(f"simulate.toml [{key}]", "value", text[:40], *told)])
    return tuple(int(word) for word in words)
