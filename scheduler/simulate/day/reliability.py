"""Chances held against what happened: of the stops told 80 to 90 %, how many were inside their band?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Decile:
    """Stops with a chance of [low, low + 0.1), the last one with 1 too: how many, the mean chance told, and the share
    that was in time (or, where that is known, the mean true chance)."""

    low: float
    count: int
    told: float
    came: float


def deciles(pairs: Iterable[tuple[float, float]]) -> tuple[Decile, ...]:
    """(chance told, outcome: 1 or 0, or the true chance), the deciles that hold any."""
    groups: list[list[tuple[float, float]]] = [[] for _ in range(10)]
    for told, came in pairs:
        groups[min(9, int(told * 10))].append((told, came))
    return tuple(
        Decile(k / 10, len(group), sum(t for t, _ in group) / len(group), sum(c for _, c in group) / len(group))
        for k, group in enumerate(groups)
        if group
    )
