"""The least that it costs when something starts later: told without a trial, from what `delays` keeps of a stop."""

from __future__ import annotations

from scheduler.solver.kernel.clock import next_allowed
from scheduler.solver.kernel.compiling import compiled, inside
from scheduler.solver.kernel.layout import (
    DELAY_RATE,
    DELAY_SPARED,
    FREE_DELAY,
    INT,
    LATE_RATE,
    LEAST_RATE,
    LEN,
    LINK,
    LINK_WIDTH,
    LINKS,
    LOC,
    MODE,
    O_POS,
    O_ROUTE,
    PLACE,
    WORK,
    WORLD,
    E,
    World,
)


@compiled(INT(WORLD, INT, INT, INT))
def distance(w: World, at: int, served: int, partner_served: int) -> int:
    """How long after a part its partner of the link at pool position `at` must start at least."""
    if w.pool[at + 1] == 0:
        return w.pool[at + 2] + (served if w.pool[at + 4] else 0)
    return -w.pool[at + 3] - (partner_served if w.pool[at + 4] else 0)


@inside(INT(WORLD, INT, INT))
def delay_floor(w: World, o: int, delay: int) -> int:
    """The least that it costs to start stop o so much later, on its route and over links."""
    cost = w.pool[LEAST_RATE] * max(0, delay - w.stop[WORK, o, FREE_DELAY])
    if cost > 0:
        cost = max(cost, w.stop[WORK, o, LATE_RATE] * delay)
        cost = max(cost, w.stop[WORK, o, DELAY_RATE] * delay - w.stop[WORK, o, DELAY_SPARED])
    return cost


@compiled(INT(WORLD, INT, INT, INT))
def delaying(w: World, x: int, i: int, start: int) -> int:
    """The least that it costs to delay the next stop as part x does when it starts so at option i."""
    r, k = w.option[i, O_ROUTE], w.option[i, O_POS]
    if k == w.tally[WORK, r, LEN]:
        return 0
    o = w.seq[WORK, r, k]
    arrival = start + w.serve[0, x, r] + w.travel[w.route[r, MODE], w.op[x, PLACE], w.stop[WORK, o, LOC]]
    return delay_floor(w, o, arrival - w.stop[WORK, o, E])


@compiled(INT(WORLD, INT, INT, INT, INT, INT, INT))
def start_beside(w: World, x: int, r: int, start: int, y: int, q: int, least: int) -> int:
    """The earliest start from `least` on of part y on route q that its links with part x, starting on r then, allow."""
    for n in range(w.op[x, LINKS]):
        at = w.op[x, LINK] + n * LINK_WIDTH
        if w.pool[at] == y:
            least = max(least, start + distance(w, at, w.serve[0, x, r], w.serve[0, y, q]))
    return next_allowed(w, y, least)
