"""Routes that lost stops: drops without purpose go, breaks, starts and sums are made anew."""

from __future__ import annotations

from scheduler.solver.kernel.clock import carries, sweep
from scheduler.solver.kernel.compiling import compiled
from scheduler.solver.kernel.fitting import fit_breaks
from scheduler.solver.kernel.layout import (
    BOOL,
    COUNT,
    DROPS,
    INT,
    LEN,
    LINKED,
    LINKS,
    MAX_TRAVEL,
    MEMBER,
    MEMBERS,
    N_DROPS,
    N_PARTS,
    N_ROUTES,
    PAUSES,
    REMOVED,
    ROOMY,
    ROUTE,
    TIMED,
    TOUCHED_ROUTES,
    TRAVELLED,
    VOID,
    WORK,
    WORLD,
    World,
)
from scheduler.solver.kernel.links import relink
from scheduler.solver.kernel.state import remove_op
from scheduler.solver.kernel.sums import measure
from scheduler.solver.kernel.timing import time_alone


@compiled(VOID(WORLD, INT))
def remove_idle_drops(w: World, r: int) -> None:
    """Route r lets go of drops that it carries nothing for any more."""
    for d in range(w.pool[N_DROPS]):
        drop = w.pool[N_PARTS] + d * w.pool[N_ROUTES] + r
        needed = w.stop[WORK, drop, ROUTE] < 0
        for k in range(w.tally[WORK, r, LEN]):
            needed = needed or carries(w, w.seq[WORK, r, k], drop)
        if not needed:
            remove_op(w, drop)


@compiled(BOOL(WORLD, INT, INT))
def tidy_route(w: World, r: int, swept: int) -> bool:
    """Breaks, starts and sums of a route that lost stops; False when a longer leg forbids it now."""
    if w.route[r, PAUSES] > 0 and w.tally[WORK, r, LINKED] == 0 and w.tally[WORK, r, COUNT] > 0:
        if not (fit_breaks(w, r) and sweep(w.table, r, 1)):
            return False
    elif not swept and not (sweep(w.table, r, 0) and (w.pool[ROOMY] or sweep(w.table, r, 1))):
        return False
    if w.pool[TIMED]:
        time_alone(w.table, r)
    measure(w, r)
    return w.tally[WORK, r, TRAVELLED] <= w.route[r, MAX_TRAVEL]


@compiled(BOOL(WORLD))
def tidy(w: World) -> bool:
    """All touched routes after the ruin; False when the ruin must be taken back."""
    linked = False
    for i in range(w.lists[REMOVED, 0]):
        u = w.lists[REMOVED, 1 + i]
        for m in range(w.unit[u, MEMBERS]):
            linked = linked or w.op[w.pool[w.unit[u, MEMBER] + m], LINKS] > 0
    for i in range(w.lists[TOUCHED_ROUTES, 0]):
        r = w.lists[TOUCHED_ROUTES, 1 + i]
        linked = linked or w.tally[WORK, r, LINKED] > 0
        if w.tally[WORK, r, DROPS]:
            remove_idle_drops(w, r)
    if linked and not relink(w.table):
        return False
    held = True
    for i in range(w.lists[TOUCHED_ROUTES, 0]):
        held = held and tidy_route(w, w.lists[TOUCHED_ROUTES, 1 + i], int(linked))
    return held
