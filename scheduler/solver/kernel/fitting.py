"""Breaks and drops find their best place on a route."""

from __future__ import annotations

from scheduler.solver.kernel.clock import carries, sweep
from scheduler.solver.kernel.compiling import compiled
from scheduler.solver.kernel.layout import (
    BIG,
    BOOL,
    BREAK_PRICE,
    COUNT,
    DROPS,
    DUR,
    INT,
    LEN,
    N_DROPS,
    N_PARTS,
    N_ROUTES,
    OWN,
    PAUSE_AT,
    PAUSES,
    POS,
    RATE,
    ROUTE,
    TIMED,
    TRAVELLED,
    VOID,
    WORK,
    WORLD,
    E,
    World,
)
from scheduler.solver.kernel.state import insert_op, remove_op
from scheduler.solver.kernel.sums import measure
from scheduler.solver.kernel.timing import time_alone


@compiled(INT(WORLD, INT))
def fitness(w: World, r: int) -> int:
    """How good route r is at its earliest (or chosen) starts, to compare places of its breaks and drops."""
    measure(w, r)
    if w.pool[TIMED]:
        time_alone(w.table, r)
        return w.tally[WORK, r, TRAVELLED] * w.route[r, RATE] + w.tally[WORK, r, OWN]
    last = w.seq[WORK, r, w.tally[WORK, r, LEN] - 1]
    done = w.stop[WORK, last, E] + w.stop[WORK, last, DUR]
    return w.tally[WORK, r, TRAVELLED] * 64 + done


@compiled(BOOL(WORLD, INT, INT, INT, INT))
def best_position(w: World, r: int, o: int, first: int, below: int) -> bool:
    """Insert op o (a break or drop) at its best number >= first on route r; False when none is better than `below`."""
    best, best_pos = below, -1
    for k in range(first, w.tally[WORK, r, LEN] + 1):
        insert_op(w, r, k, o)
        if sweep(w.table, r, 0):
            value = fitness(w, r)
            if value < best:
                best, best_pos = value, k
        remove_op(w, o)
    if best_pos < 0:
        return False
    insert_op(w, r, best_pos, o)
    return sweep(w.table, r, 0)


@compiled(BOOL(WORLD, INT))
def has_breaks(w: World, r: int) -> bool:
    """Whether route r holds breaks."""
    return w.tally[WORK, r, LEN] > w.tally[WORK, r, COUNT] + w.tally[WORK, r, DROPS]


@compiled(VOID(WORLD, INT))
def remove_breaks(w: World, r: int) -> None:
    """Take all breaks off route r."""
    for i in range(w.route[r, PAUSES]):
        o = w.pool[w.route[r, PAUSE_AT] + i]
        if w.stop[WORK, o, ROUTE] >= 0:
            remove_op(w, o)


@compiled(BOOL(WORLD, INT, INT))
def fit_break(w: World, r: int, o: int) -> bool:
    """Break o of route r goes to its best gap, or is missed if that is better; False when it must not."""
    if w.stop[WORK, o, ROUTE] >= 0:
        remove_op(w, o)
    price, without = w.op[o, BREAK_PRICE], BIG
    if price > 0 and sweep(w.table, r, 0):
        without = fitness(w, r) + price
    return best_position(w, r, o, 0, without) or (price > 0 and sweep(w.table, r, 0))


@compiled(BOOL(WORLD, INT))
def fit_breaks(w: World, r: int) -> bool:
    """Each break of route r goes to its best gap; False when one that must be held finds none."""
    if not sweep(w.table, r, 0):
        remove_breaks(w, r)  # one that cannot be held must not keep out the others
    held = True
    for i in range(w.route[r, PAUSES]):
        held = held and fit_break(w, r, w.pool[w.route[r, PAUSE_AT] + i])
    return held


@compiled(BOOL(WORLD, INT, INT))
def nudge_breaks(w: World, r: int, x: int) -> bool:
    """Part x came in: each break stays, passes one stop towards it, or is missed, whatever is best.

    Where they cannot stay, all are fitted anew; False when one that must be held finds no gap.
    """
    if not sweep(w.table, r, 0):
        return has_breaks(w, r) and fit_breaks(w, r)
    for i in range(w.route[r, PAUSES]):
        o = w.pool[w.route[r, PAUSE_AT] + i]
        if w.stop[WORK, o, ROUTE] < 0:
            continue
        best, best_pos = fitness(w, r), w.stop[WORK, o, POS]
        if w.tally[WORK, r, OWN] == 0:
            break
        other = best_pos - 1 if w.stop[WORK, x, POS] < best_pos else best_pos + 1
        remove_op(w, o)
        if 0 <= other <= w.tally[WORK, r, LEN]:
            insert_op(w, r, other, o)
            if sweep(w.table, r, 0):
                value = fitness(w, r)
                if value < best:
                    best, best_pos = value, other
            remove_op(w, o)
        price = w.op[o, BREAK_PRICE]
        if price == 0 or not sweep(w.table, r, 0) or fitness(w, r) + price >= best:
            insert_op(w, r, best_pos, o)
    return sweep(w.table, r, 0)


@compiled(BOOL(WORLD, INT))
def fit_drops(w: World, r: int) -> bool:
    """Route r holds each drop once, at its best place behind the parts it is for, or not at all."""
    for d in range(w.pool[N_DROPS]):
        drop = w.pool[N_PARTS] + d * w.pool[N_ROUTES] + r
        if w.stop[WORK, drop, ROUTE] >= 0:
            remove_op(w, drop)
        behind = 0
        for k in range(w.tally[WORK, r, LEN]):
            if carries(w, w.seq[WORK, r, k], drop):
                behind = k + 1
        if behind and not best_position(w, r, drop, behind, BIG):
            return False
    return True
