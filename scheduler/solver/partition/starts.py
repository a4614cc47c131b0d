"""What forward, backward and exhaustive searches for routes share, compiled; shapes as in labels.py."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scheduler.problem.problem import Ints
from scheduler.solver.kernel.compiling import entry

Floats: TypeAlias = NDArray[np.float64]
Bits: TypeAlias = NDArray[np.uint64]
Steps: TypeAlias = NDArray[np.int16]

NEVER = 1 << 60


@entry("int64(int64[:, ::1], int64)")
def next_start(window: Ints, time: int) -> int:
    """The first start inside a window, not before `time`; NEVER when there is none."""
    for w in range(window.shape[0]):
        if window[w, 0] <= window[w, 1] and time <= window[w, 1]:
            earliest: int = window[w, 0]
            return max(time, earliest)
    return NEVER


@entry("float64(int64[:, ::1], int64[:, ::1], int64, int64)")
def start_cost(window: Ints, term: Ints, wished: int, time: int) -> float:
    """The least cost of the terms over all starts inside windows, not before `time` (they are convex)."""
    least = np.inf
    for w in range(window.shape[0]):
        if window[w, 0] > window[w, 1] or time > window[w, 1]:
            continue
        start = min(max(wished, window[w, 0], time), window[w, 1])
        cost = 0.0
        for t in range(term.shape[0]):
            cost += term[t, 1] * max(0, term[t, 0] - start) + term[t, 2] * max(0, start - term[t, 0])
        least = min(least, cost)
    return least


@entry("float64(uint64, int64, float64[::1])")
def price_of_bits(bits: Any, word: int, price: Floats) -> float:
    """The sum of the prices of the cuts whose bits are set in this word."""
    total = 0.0
    while bits:
        low = bits & (~bits + np.uint64(1))
        total += price[word * 64 + int(np.log2(np.float64(low)))]
        bits ^= low
    return total
