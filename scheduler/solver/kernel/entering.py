"""One part goes into a route: drops and breaks find their place, starts are pushed over all routes and links."""

from __future__ import annotations

from scheduler.solver.kernel.clock import sweep
from scheduler.solver.kernel.compiling import apart, compiled
from scheduler.solver.kernel.fitting import fit_breaks, fit_drops, has_breaks, nudge_breaks
from scheduler.solver.kernel.layout import (
    BOOL,
    CARRIED,
    ENTERED,
    ENTERED_AT,
    INT,
    LINKED,
    PAUSES,
    ROOMY,
    ROUTE,
    SCALARS,
    TIMED,
    WORK,
    WORLD,
    E,
    World,
)
from scheduler.solver.kernel.links import mark_pushed, push
from scheduler.solver.kernel.state import insert_op, save
from scheduler.solver.kernel.sums import measure, within_limits
from scheduler.solver.kernel.table import world_at
from scheduler.solver.kernel.timing import time_alone


@apart(INT(INT, INT, INT, INT))
def enter(table: int, x: int, r: int, k: int) -> bool:
    """Part x becomes number k of route r, earliest starts pushed everywhere; False when it cannot be.

    Under `begin`; after False the caller rolls back.
    """
    w = world_at(table)
    save(w, r)
    insert_op(w, r, k, x)
    if w.op[x, CARRIED] and not fit_drops(w, r):
        return False
    if w.route[r, PAUSES] > 0 and w.pool[TIMED] and w.tally[WORK, r, LINKED] == 0:
        if not nudge_breaks(w, r, x):
            return False
    elif not sweep(w.table, r, 0) and not (has_breaks(w, r) and fit_breaks(w, r)):
        return False
    if w.tally[WORK, r, LINKED]:
        mark_pushed(w, r, 0)
        w.lists[SCALARS, ENTERED], w.lists[SCALARS, ENTERED_AT] = x, w.stop[WORK, x, E]
        held = push(w.table, 0)
        w.lists[SCALARS, ENTERED] = -1
        if not held:
            return False
    if w.pool[TIMED]:
        time_alone(w.table, r)
    measure(w, r)
    return within_limits(w, r)


@compiled(BOOL(WORLD, INT))
def settle_late(w: World, x: int) -> bool:
    """Bring the latest starts up to date after part x went in."""
    r = w.stop[WORK, x, ROUTE]
    if w.pool[ROOMY]:
        return True
    if not sweep(w.table, r, 1):
        return False
    if w.tally[WORK, r, LINKED] == 0:
        return True
    mark_pushed(w, r, 1)
    return push(w.table, 1) > 0
