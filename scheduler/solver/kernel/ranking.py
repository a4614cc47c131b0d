"""Options in the order of what they cost."""

from __future__ import annotations

from scheduler.solver.kernel.compiling import compiled
from scheduler.solver.kernel.layout import INT, O_COST, ROW_BITS, WORLD, World


@compiled(INT(WORLD, INT, INT, INT, INT))
def rank(w: World, ranking: int, begin: int, end: int, limit: int) -> int:
    """Put the options in rows begin .. end - 1 that cost less than `limit` into list `ranking`, cheapest first."""
    n = 0
    for row in range(begin, end):
        if w.option[row, O_COST] < limit:
            n += 1
            w.lists[ranking, n] = (w.option[row, O_COST] << ROW_BITS) | row
    width = 1
    while 3 * width + 1 < n:
        width = 3 * width + 1
    while width > 0:
        for i in range(1 + width, n + 1):
            moved, j = w.lists[ranking, i], i
            while j > width and w.lists[ranking, j - width] > moved:
                w.lists[ranking, j] = w.lists[ranking, j - width]
                j -= width
            w.lists[ranking, j] = moved
        width //= 3
    for i in range(1, n + 1):
        w.lists[ranking, i] &= (1 << ROW_BITS) - 1
    w.lists[ranking, 0] = n
    return n
