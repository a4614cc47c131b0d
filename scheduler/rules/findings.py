"""How a `find` that measures writes down what it saw: nothing when there is nothing to see."""

from __future__ import annotations

from collections.abc import Iterable

from scheduler.domain.plan import Finding
from scheduler.rules.served import hard_finding, soft_finding


def broken(
    rule: str, amount: int, unit: str, visits: Iterable[str], staff: Iterable[str], zh: str, en: str
) -> list[Finding]:
    """A hard rule broken by `amount`; nothing when the amount is not positive."""
    if amount <= 0:
        return []
    return [hard_finding(rule, amount, unit, (zh, en), visits=_named(visits), staff=_named(staff))]


def priced(
    rule: str, amount: int, unit: str, price: int, visits: Iterable[str], staff: Iterable[str], zh: str, en: str
) -> list[Finding]:
    """`amount` of something that costs `price` each; nothing when the amount is not positive."""
    if amount <= 0:
        return []
    cost = amount * price
    return [soft_finding(rule, amount, unit, cost, (zh, en), visits=_named(visits), staff=_named(staff))]


def _named(ids: Iterable[str]) -> tuple[str, ...]:
    """Each id once, in order; a drop has none."""
    return tuple(dict.fromkeys(i for i in ids if i))


def minutes_up(seconds: int) -> int:
    """Whole minutes, rounded up, as people are told them."""
    return -(-seconds // 60)
