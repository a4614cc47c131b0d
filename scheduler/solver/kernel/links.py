"""Pushes over links: what a moved start moves on other routes, to the least and the greatest fix point.

A cycle of links (two pairs crossed) would push for ever: it cannot be, and the caller takes it back.
"""

from __future__ import annotations

from scheduler.solver.kernel.clock import link_bound, sweep
from scheduler.solver.kernel.compiling import apart, compiled
from scheduler.solver.kernel.layout import (
    BIG,
    BOOL,
    DIRTY,
    DUR,
    ENTERED,
    ENTERED_AT,
    GROUP,
    GROUPED,
    INT,
    LEN,
    LINK,
    LINK_WIDTH,
    LINKED,
    LINKS,
    MEMBER,
    MEMBERS,
    N_ROUTES,
    REMOVED,
    ROOMY,
    ROUTE,
    SCALARS,
    STACK,
    TOUCHED_ROUTES,
    VOID,
    WORK,
    WORLD,
    E,
    L,
    World,
)
from scheduler.solver.kernel.state import save
from scheduler.solver.kernel.table import world_at


@compiled(VOID(WORLD, INT))
def mark_dirty(w: World, r: int) -> None:
    """Route r is to be swept."""
    if w.tally[WORK, r, DIRTY] == 0:
        w.tally[WORK, r, DIRTY] = 1
        w.lists[STACK, 0] += 1
        w.lists[STACK, w.lists[STACK, 0]] = r


@compiled(VOID(WORLD, INT, INT))
def mark_pushed(w: World, r: int, late: int) -> None:
    """Routes whose linked stops are pushed by those of route r are to be swept."""
    for k in range(w.tally[WORK, r, LEN]):
        x = w.seq[WORK, r, k]
        for i in range(w.op[x, LINKS]):
            y = w.pool[w.op[x, LINK] + i * LINK_WIDTH]
            if w.stop[WORK, y, ROUTE] < 0:
                continue
            bound = link_bound(w, y, w.stop[WORK, y, DUR], late)
            if (late and bound < w.stop[WORK, y, L]) or (not late and bound > w.stop[WORK, y, E]):
                mark_dirty(w, w.stop[WORK, y, ROUTE])


@apart(INT(INT, INT))
def push(table: int, late: int) -> bool:
    """Sweep the dirty routes and all that they push, until nothing moves; False when it cannot be."""
    w = world_at(table)
    held = True
    left = 8 * w.pool[N_ROUTES] + 60  # a cycle of links pushes for ever: then it cannot be
    while w.lists[STACK, 0] > 0:
        r = w.lists[STACK, w.lists[STACK, 0]]
        w.lists[STACK, 0] -= 1
        w.tally[WORK, r, DIRTY] = 0
        if not held:
            continue
        save(w, r)
        left -= 1
        held = left > 0 and sweep(w.table, r, late)
        if held and not late and w.lists[SCALARS, ENTERED] >= 0:
            x = w.lists[SCALARS, ENTERED]  # a push that comes back to what went in is a cycle of links
            held = w.stop[WORK, x, E] <= w.lists[SCALARS, ENTERED_AT]
        if held and w.tally[WORK, r, LINKED] > 0:
            mark_pushed(w, r, late)
    return held


@compiled(BOOL(WORLD, INT, INT, INT))
def supports(w: World, x: int, at: int, late: int) -> bool:
    """Whether the link of part x at pool position `at` is what holds its partner's earliest (latest) start."""
    y, column = w.pool[at], L if late else E
    first = w.pool[at + 1] == 0
    served = 0
    if w.pool[at + 4]:
        served = w.stop[WORK, x if first else y, DUR]
    if first:
        distance = served + (w.pool[at + 3] if late else w.pool[at + 2])
    else:
        distance = -served - (w.pool[at + 2] if late else w.pool[at + 3])
    return w.stop[WORK, y, column] == w.stop[WORK, x, column] + distance


@compiled(VOID(WORLD, INT, INT))
def collect_supported(w: World, x: int, late: int) -> None:
    """Add to GROUP the routes of the placed partners that part x supports."""
    for i in range(w.op[x, LINKS]):
        at = w.op[x, LINK] + i * LINK_WIDTH
        other = w.stop[WORK, w.pool[at], ROUTE]
        if other >= 0 and w.tally[WORK, other, GROUPED] == 0 and supports(w, x, at, late):
            w.tally[WORK, other, GROUPED] = 1
            w.lists[GROUP, 0] += 1
            w.lists[GROUP, w.lists[GROUP, 0]] = other


@compiled(VOID(WORLD, INT))
def collect_loose(w: World, late: int) -> None:
    """GROUP: the routes whose starts can have come loose by the removals, directly or over links."""
    w.lists[GROUP, 0] = 0
    for i in range(w.lists[TOUCHED_ROUTES, 0]):
        r = w.lists[TOUCHED_ROUTES, 1 + i]
        if w.tally[WORK, r, GROUPED] == 0:
            w.tally[WORK, r, GROUPED] = 1
            w.lists[GROUP, 0] += 1
            w.lists[GROUP, w.lists[GROUP, 0]] = r
    for i in range(w.lists[REMOVED, 0]):
        u = w.lists[REMOVED, 1 + i]
        for m in range(w.unit[u, MEMBERS]):
            collect_supported(w, w.pool[w.unit[u, MEMBER] + m], late)
    i = 0
    while i < w.lists[GROUP, 0]:
        i += 1
        r = w.lists[GROUP, i]
        if w.tally[WORK, r, LINKED] > 0:
            for k in range(w.tally[WORK, r, LEN]):
                collect_supported(w, w.seq[WORK, r, k], late)
    for i in range(1, w.lists[GROUP, 0] + 1):
        w.tally[WORK, w.lists[GROUP, i], GROUPED] = 0


@apart(INT(INT))
def relink(table: int) -> bool:
    """Both fix points again, from scratch on all routes that can have come loose, after stops were taken out."""
    w = world_at(table)
    for late in range(1 if w.pool[ROOMY] else 2):
        collect_loose(w, late)
        for i in range(1, w.lists[GROUP, 0] + 1):
            r = w.lists[GROUP, i]
            save(w, r)
            for k in range(w.tally[WORK, r, LEN]):
                o = w.seq[WORK, r, k]
                if late:
                    w.stop[WORK, o, L] = BIG
                else:
                    w.stop[WORK, o, E] = -BIG
            mark_dirty(w, r)
        if not push(w.table, late):
            return False
    return True
