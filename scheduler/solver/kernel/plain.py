"""The fast path: a part whose routes have hard windows and nothing else, where O(1) a position is the whole truth."""

from __future__ import annotations

from scheduler.solver.kernel.clock import pass_backward, pass_forward
from scheduler.solver.kernel.compiling import compiled, inside
from scheduler.solver.kernel.layout import (
    ALLOWED,
    ALLOWEDS,
    BIG,
    BLINK,
    DUR,
    EARLIEST,
    EARLY,
    FROM,
    INT,
    LATE,
    LATEST,
    LEN,
    LINKED,
    LOC,
    M_COST,
    M_MARK,
    M_POS,
    MARK,
    MODE,
    O_COST,
    O_POS,
    O_ROUTE,
    ONLY_TOUCHED,
    OPENING,
    PLACE,
    RATE,
    SCALARS,
    TO,
    TOUCHED,
    VOID,
    WORK,
    WORLD,
    E,
    L,
    World,
)
from scheduler.solver.kernel.state import insert_op, luck, touch
from scheduler.solver.kernel.sums import measure


@inside(VOID(WORLD, INT, INT))
def best_on_route(w: World, x: int, r: int) -> None:
    """The cheapest place of a part on one plain route: cost and number of option 1 (cost BIG: none)."""
    best, best_pos = BIG, -1
    early, late, here = w.op[x, EARLY], w.op[x, LATE], w.op[x, PLACE]
    duration, serving = w.serve[0, x, r], w.serve[1, x, r]
    mode, at, end, rate = w.route[r, MODE], w.route[r, FROM], w.route[r, EARLIEST], w.route[r, RATE]
    n = w.tally[WORK, r, LEN]
    if n == 0:
        serving += w.route[r, OPENING]
    for k in range(n + 1):
        leg = w.travel[mode, at, here]
        start = end + leg
        if start > late:
            break
        start = max(start, early)
        if k < n:
            o = w.seq[WORK, r, k]
            to, until = w.stop[WORK, o, LOC], w.stop[WORK, o, L]
            after = w.travel[mode, here, to]
            cost = serving + rate * (leg + after - w.travel[mode, at, to])
            at, end = to, w.stop[WORK, o, E] + w.stop[WORK, o, DUR]
        else:
            to, until = w.route[r, TO], w.route[r, LATEST]
            after = w.travel[mode, here, to]
            cost = serving + rate * (leg + after - (w.travel[mode, at, to] if n else 0))
        if cost < best and start + duration + after <= until:
            best, best_pos = cost, k
    w.option[1, O_COST], w.option[1, O_POS] = best, best_pos


@compiled(INT(WORLD, INT))
def best_plain(w: World, x: int) -> int:
    """The cheapest place of a part whose routes are plain: writes option 0, returns its cost (BIG: none).

    Few routes change in an iteration, so what was found on the others is remembered with the sequence they had.
    """
    best, best_route, best_pos = BIG, -1, -1
    only_touched = w.lists[SCALARS, ONLY_TOUCHED]
    for i in range(w.op[x, ALLOWEDS]):
        r = w.pool[w.op[x, ALLOWED] + i]
        changing = w.tally[WORK, r, TOUCHED] + w.tally[WORK, r, LINKED] > 0
        if only_touched and w.tally[WORK, r, TOUCHED] == 0:
            continue
        cost, pos = w.memo[x, r, M_COST], w.memo[x, r, M_POS]
        if changing or w.memo[x, r, M_MARK] != w.tally[WORK, r, MARK]:
            best_on_route(w, x, r)
            cost, pos = w.option[1, O_COST], w.option[1, O_POS]
            if not changing:
                w.memo[x, r, M_MARK] = w.tally[WORK, r, MARK]
                w.memo[x, r, M_COST], w.memo[x, r, M_POS] = cost, pos
        if cost < best and not luck(w, BLINK):
            best, best_route, best_pos = cost, r, pos
    w.option[0, O_COST], w.option[0, O_ROUTE], w.option[0, O_POS] = best, best_route, best_pos
    return best


@compiled(VOID(WORLD, INT, INT, INT))
def put_plain(w: World, x: int, r: int, k: int) -> None:
    """Part x into a route without links or extras, where the screen is the whole truth."""
    touch(w, r)
    insert_op(w, r, k, x)
    pass_forward(w, r)
    pass_backward(w, r)
    measure(w, r)
