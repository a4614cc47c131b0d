"""The longest idle time seen as the mean of several while the search is hot."""

from __future__ import annotations

from scheduler.solver.kernel.compiling import compiled
from scheduler.solver.kernel.layout import (
    BIG,
    COUNTER_POOL,
    COUNTER_WIDTH,
    CURRENT,
    FLOAT,
    IDLE_ABOVE,
    IDLE_MOST,
    IDLE_SHARE,
    IDLEST,
    INT,
    LEVELLED,
    LURE,
    N_COUNTERS,
    N_ROUTES,
    RATE,
    SCALARS,
    SHARE,
    VOID,
    WORLD,
    World,
)
from scheduler.solver.kernel.state import chance
from scheduler.solver.kernel.sums import counter_cost

BLOCKING = 4  # an idle tick of the longest costs as much as so many of travel before it stands in the way


@compiled(INT(WORLD, INT, INT, INT))
def idlest(w: World, copy: int, c: int, k: int) -> int:
    """The sum of the k longest idle times of counter c."""
    total, below, left = 0, BIG, k
    while left > 0:
        longest, ties = -1, 0
        for r in range(w.pool[N_ROUTES]):
            idle = w.counter[copy, c, 1 + r]
            if longest < idle < below:
                longest, ties = idle, 1
            elif idle == longest:
                ties += 1
        if ties == 0:
            break
        total += longest * min(left, ties)
        below, left = longest, left - ties
    return total


@compiled(INT(WORLD, INT, INT, INT))
def idle_rise(w: World, c: int, before: int, after: int) -> int:
    """What it seems to cost, in this iteration, that a route's idle time changes, be it the longest or not."""
    above = w.lists[SCALARS, IDLE_ABOVE]
    fewer = max(0, before - above) - max(0, after - above)
    return -counter_cost(w, c, 1) * fewer * w.lists[SCALARS, IDLE_SHARE] // SHARE


@compiled(INT(WORLD, INT))
def softened(w: World, copy: int) -> int:
    """What the mean of the longest idle times costs less than the longest, in this iteration."""
    k, less = w.lists[SCALARS, IDLEST], 0
    if k > 1:
        for c in range(w.pool[N_COUNTERS]):
            if w.pool[w.pool[COUNTER_POOL] + c * COUNTER_WIDTH] == IDLE_MOST:
                less += counter_cost(w, c, w.counter[copy, c, 0]) - counter_cost(w, c, 1) * idlest(w, copy, c, k) // k
    return less


@compiled(VOID(WORLD, FLOAT))
def set_idlest(w: World, share: float) -> None:
    """How many of the longest idle times this iteration looks at: all at first, only the longest in the end.

    While only the longest counts, no exchange pays that makes one person a little idler, however much travel it
    spares; the mean of the k longest bounds it from below and lets such exchanges through. With so few that an idle
    tick costs more than one of travel, riding in circles would pay; and where the longest is cheap it blocks little:
    then only the longest counts.
    """
    w.lists[SCALARS, IDLEST] = 1
    for c in range(w.pool[N_COUNTERS]):
        if w.pool[w.pool[COUNTER_POOL] + c * COUNTER_WIDTH] == IDLE_MOST:
            ahead = max(0.0, w.pool[LEVELLED] - SHARE * share) / max(1, w.pool[LEVELLED])
            k = 1 + int(w.pool[N_ROUTES] * ahead * ahead)
            price, rate = counter_cost(w, c, 1), w.route[0, RATE]
            k = 1 if price > k * rate or price < BLOCKING * rate else k
            w.lists[SCALARS, IDLEST] = k
            w.lists[SCALARS, IDLE_SHARE] = SHARE // k
            w.lists[SCALARS, IDLE_ABOVE] = idlest(w, CURRENT, c, k) - idlest(w, CURRENT, c, k - 1)
            if k == 1:
                part = chance(w)
                w.lists[SCALARS, IDLE_SHARE] = int(part * part * w.pool[LURE])
                w.lists[SCALARS, IDLE_ABOVE] = int(w.counter[CURRENT, c, 0] * (1.0 - 0.1 * chance(w)))
