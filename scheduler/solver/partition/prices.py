"""What pricing is asked and what it answers: prices at given duals, routes found, and room for labels."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from scheduler.problem.problem import Ints
from scheduler.solver.partition.starts import Floats


@dataclass(slots=True)
class Labels:
    """Room for the labels of one half."""

    room: int
    part: Ints = field(init=False)
    time: Ints = field(init=False)
    cost: Floats = field(init=False)
    before: Ints = field(init=False)
    following: Ints = field(init=False)
    queued: Ints = field(init=False)
    carried: Ints = field(init=False)
    count: int = 0

    def __post_init__(self) -> None:
        self.part, self.time, self.before = (np.empty(self.room, np.int64) for _ in range(3))
        self.following, self.queued, self.carried = (np.empty(self.room, np.int64) for _ in range(3))
        self.cost = np.empty(self.room)

    def path(self, label: int) -> tuple[int, ...]:
        """The stops up to and including this label, the base's neighbour first."""
        found = []
        while label >= 0:
            found.append(int(self.part[label]))
            before = int(self.before[label])
            label = before if before >= -1 else -3 - before  # a label that was dominated later keeps its way back
        return tuple(reversed(found))


@dataclass(frozen=True, slots=True)
class CutPrices:
    """Cuts as sets of three global parts, with what each costs (>= 0) per two of them on one route."""

    triples: tuple[frozenset[int], ...] = ()
    prices: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Prices:
    """What a route pays at given duals: at each of its parts, per tick of travel, for being used at all.

    `carried`: once for carrying any of these parts (global), at a price above 0.
    """

    weight: Floats
    ride: float
    opening: float
    carried: tuple[tuple[float, frozenset[int]], ...] = ()


@dataclass(frozen=True, slots=True)
class Priced:
    """What a pricing found: no route's reduced cost is below `least`; sequences of global parts, cheapest first.

    `cut_short`: there was no room for all labels, so the bound is a quick one.
    """

    least: float
    sequences: tuple[tuple[int, ...], ...]
    cut_short: bool = False
