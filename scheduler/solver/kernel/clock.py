"""Earliest and latest starts along a route, exact over links, breaks, rides and longest work.

All of these say "this start at least so long after that one" and starts lie in windows, so the solutions are
closed under the smaller and the larger of two: a least and a greatest one exist, and pushing from below
(from above) finds them. Starts are E and L; a stop can start at any allowed time between, others moving along.
"""

from __future__ import annotations

from scheduler.solver.kernel.compiling import apart, compiled
from scheduler.solver.kernel.layout import (
    BIG,
    BOOL,
    BREAK,
    COUNT,
    DROP,
    DROP_OF,
    DROP_POOL,
    DROPS,
    DUR,
    EARLIEST,
    EARLY,
    FROM,
    HARD,
    HIGH,
    INT,
    KIND,
    LATE,
    LATEST,
    LEAVES_EARLY,
    LEN,
    LENGTH,
    LINK,
    LINK_WIDTH,
    LINKS,
    LOC,
    LOW,
    MAX_WORK,
    MODE,
    N_PARTS,
    PART,
    RIDE,
    ROUTE,
    TO,
    WINDOW,
    WINDOWS,
    WORK,
    WORLD,
    E,
    L,
    World,
)
from scheduler.solver.kernel.table import world_at

ROUNDS = 40  # of pushing within one route before it counts as impossible


@compiled(INT(WORLD, INT, INT))
def next_allowed(w: World, o: int, time: int) -> int:
    """The first start of op o at or after `time`; BIG if none."""
    at = w.op[o, WINDOW]
    for i in range(w.op[o, WINDOWS]):
        if time <= w.pool[at + 2 * i + 1]:
            return max(time, w.pool[at + 2 * i])
    return BIG


@compiled(INT(WORLD, INT, INT))
def last_allowed(w: World, o: int, time: int) -> int:
    """The last start of op o at or before `time`; -BIG if none."""
    at = w.op[o, WINDOW]
    for i in range(w.op[o, WINDOWS] - 1, -1, -1):
        if time >= w.pool[at + 2 * i]:
            return min(time, w.pool[at + 2 * i + 1])
    return -BIG


@compiled(INT(WORLD, INT, INT, INT))
def link_bound(w: World, x: int, duration: int, late: int) -> int:
    """The least (late = 0) or greatest (late = 1) start of part x that its placed partners allow."""
    bound = BIG if late else -BIG
    for i in range(w.op[x, LINKS]):
        at = w.op[x, LINK] + i * LINK_WIDTH
        y = w.pool[at]
        if w.stop[WORK, y, ROUTE] < 0:
            continue
        low, high = w.pool[at + 2], w.pool[at + 3]
        if w.pool[at + 1] == 0:  # x is the first: y - high <= x + served <= y - low
            served = duration if w.pool[at + 4] else 0
            low, high = -high - served, -low - served
        elif w.pool[at + 4]:
            low, high = low + w.stop[WORK, y, DUR], high + w.stop[WORK, y, DUR]
        if late:
            if w.stop[WORK, y, L] < BIG:
                bound = min(bound, w.stop[WORK, y, L] + high)
        elif w.stop[WORK, y, E] > -BIG:
            bound = max(bound, w.stop[WORK, y, E] + low)
    return bound


@compiled(BOOL(WORLD, INT))
def pass_forward(w: World, r: int) -> bool:
    """Earliest starts along route r once, from its start, its links and the LOW of its ops."""
    mode, at, end = w.route[r, MODE], w.route[r, FROM], w.route[r, EARLIEST]
    gap, free = 0, w.route[r, EARLIEST]
    for k in range(w.tally[WORK, r, LEN]):
        o = w.seq[WORK, r, k]
        if w.op[o, KIND] == BREAK:
            start = max(max(w.op[o, EARLY], w.stop[WORK, o, LOW]), max(end, free))
            if start > w.op[o, LATE]:
                return False
            w.stop[WORK, o, E] = start
            free = start + w.op[o, LENGTH]
            gap += w.op[o, LENGTH]
            continue
        here = w.stop[WORK, o, LOC]
        start = max(max(end + w.travel[mode, at, here] + gap, free), w.stop[WORK, o, LOW])
        if w.op[o, LINKS]:
            start = max(start, link_bound(w, o, w.stop[WORK, o, DUR], 0))
        start = next_allowed(w, o, start)
        if start >= BIG:
            return False
        w.stop[WORK, o, E] = start
        end, at, gap = start + w.stop[WORK, o, DUR], here, 0
    return max(end + w.travel[mode, at, w.route[r, TO]] + gap, free) <= w.route[r, LATEST]


@compiled(BOOL(WORLD, INT))
def pass_backward(w: World, r: int) -> bool:
    """Latest starts along route r once, from its end, its links and the HIGH of its ops."""
    mode, at, until = w.route[r, MODE], w.route[r, TO], w.route[r, LATEST]
    gap, free = 0, w.route[r, LATEST]
    for k in range(w.tally[WORK, r, LEN] - 1, -1, -1):
        o = w.seq[WORK, r, k]
        if w.op[o, KIND] == BREAK:
            start = min(min(w.op[o, LATE], w.stop[WORK, o, HIGH]), min(until, free) - w.op[o, LENGTH])
            if start < w.op[o, EARLY]:
                return False
            w.stop[WORK, o, L] = start
            free = start
            gap += w.op[o, LENGTH]
            continue
        here = w.stop[WORK, o, LOC]
        start = min(min(until - w.travel[mode, here, at] - gap, free) - w.stop[WORK, o, DUR], w.stop[WORK, o, HIGH])
        if w.op[o, LINKS]:
            start = min(start, link_bound(w, o, w.stop[WORK, o, DUR], 1))
        start = last_allowed(w, o, start)
        if start <= -BIG:
            return False
        w.stop[WORK, o, L] = start
        until, at, gap = start, here, 0
    return True


@compiled(BOOL(WORLD, INT, INT))
def carries(w: World, o: int, drop_op: int) -> bool:
    """Whether op o is a part of the set that drop op `drop_op` is for."""
    return w.op[o, KIND] == PART and w.pool[w.pool[DROP_POOL] + w.op[drop_op, DROP_OF] * w.pool[N_PARTS] + o] == 1


@compiled(BOOL(WORLD, INT))
def raise_low(w: World, r: int) -> bool:
    """Rides too long or work too long at the earliest starts push stops before them; whether any did."""
    raised = False
    for k in range(w.tally[WORK, r, LEN]):
        drop = w.seq[WORK, r, k]
        if w.op[drop, KIND] == DROP:
            for j in range(k):
                o = w.seq[WORK, r, j]
                least = w.stop[WORK, drop, E] - w.op[drop, RIDE] - w.stop[WORK, o, DUR]
                if carries(w, o, drop) and least > w.stop[WORK, o, E]:
                    w.stop[WORK, o, LOW] = least
                    raised = True
    if w.route[r, MAX_WORK] >= BIG or w.tally[WORK, r, LEN] == 0:
        return raised
    mode, n = w.route[r, MODE], w.tally[WORK, r, LEN]
    pauses, gap, back, after = 0, 0, -BIG, 0
    for k in range(n - 1, -1, -1):
        o = w.seq[WORK, r, k]
        if w.op[o, KIND] == BREAK:
            pauses += w.op[o, LENGTH]
            if back == -BIG:
                after += w.op[o, LENGTH]
        elif back == -BIG:
            home = w.travel[mode, w.stop[WORK, o, LOC], w.route[r, TO]]
            back = w.stop[WORK, o, E] + w.stop[WORK, o, DUR] + home + after
    last = w.seq[WORK, r, n - 1]
    if w.op[last, KIND] == BREAK:
        back = max(back, w.stop[WORK, last, E] + w.op[last, LENGTH])
    departure = back - w.route[r, MAX_WORK] - pauses
    if w.route[r, LEAVES_EARLY]:
        if departure > w.route[r, EARLIEST]:
            w.stop[WORK, last, LOW] = BIG  # it cannot be
            return True
        return raised
    for k in range(n):
        o = w.seq[WORK, r, k]
        if w.op[o, KIND] == BREAK:
            gap += w.op[o, LENGTH]
            least = departure
        else:
            least = departure + w.travel[mode, w.route[r, FROM], w.stop[WORK, o, LOC]] + gap
        if least > w.stop[WORK, o, E]:
            w.stop[WORK, o, LOW] = least
            raised = True
        if w.op[o, KIND] != BREAK:
            break
    return raised


@compiled(BOOL(WORLD, INT))
def lower_high(w: World, r: int) -> bool:
    """Rides and work at the latest starts hold back stops behind them; whether any did."""
    lowered = False
    for k in range(w.tally[WORK, r, LEN]):
        drop = w.seq[WORK, r, k]
        if w.op[drop, KIND] == DROP:
            for j in range(k):
                o = w.seq[WORK, r, j]
                most = w.stop[WORK, o, L] + w.stop[WORK, o, DUR] + w.op[drop, RIDE]
                if carries(w, o, drop) and most < w.stop[WORK, drop, L]:
                    w.stop[WORK, drop, HIGH] = min(w.stop[WORK, drop, HIGH], most)
                    lowered = True
    if w.route[r, MAX_WORK] >= BIG or w.tally[WORK, r, LEN] == 0:
        return lowered
    mode, n = w.route[r, MODE], w.tally[WORK, r, LEN]
    pauses, gap, departure = 0, 0, BIG
    for k in range(n):
        o = w.seq[WORK, r, k]
        if w.op[o, KIND] == BREAK:
            pauses += w.op[o, LENGTH]
            if departure == BIG:
                gap += w.op[o, LENGTH]
        elif departure == BIG:
            departure = w.stop[WORK, o, L] - w.travel[mode, w.route[r, FROM], w.stop[WORK, o, LOC]] - gap
    first = w.seq[WORK, r, 0]
    if w.op[first, KIND] == BREAK:
        departure = min(departure, w.stop[WORK, first, L])
    if w.route[r, LEAVES_EARLY]:
        departure = w.route[r, EARLIEST]
    back, gap = departure + w.route[r, MAX_WORK] + pauses, 0
    for k in range(n - 1, -1, -1):
        o = w.seq[WORK, r, k]
        if w.op[o, KIND] == BREAK:
            gap += w.op[o, LENGTH]
            most = back - w.op[o, LENGTH]
        else:
            most = back - w.travel[mode, w.stop[WORK, o, LOC], w.route[r, TO]] - gap - w.stop[WORK, o, DUR]
        if most < w.stop[WORK, o, L]:
            w.stop[WORK, o, HIGH] = most
            lowered = True
        if w.op[o, KIND] != BREAK:
            break
    return lowered


@apart(INT(INT, INT, INT))
def sweep(table: int, r: int, late: int) -> bool:
    """Earliest (late = 0) or latest starts of route r until nothing moves; False when it cannot be."""
    w = world_at(table)
    if w.tally[WORK, r, COUNT] == 0 and w.tally[WORK, r, DROPS] == 0:
        # unused: its breaks are free; keep their starts inside their windows
        for k in range(w.tally[WORK, r, LEN]):
            o = w.seq[WORK, r, k]
            w.stop[WORK, o, E], w.stop[WORK, o, L] = w.op[o, EARLY], w.op[o, LATE]
        return True
    if w.route[r, HARD] == 0 and w.tally[WORK, r, DROPS] == 0:
        return pass_backward(w, r) if late else pass_forward(w, r)
    for k in range(w.tally[WORK, r, LEN]):
        o = w.seq[WORK, r, k]
        if late:
            w.stop[WORK, o, HIGH] = BIG
        else:
            w.stop[WORK, o, LOW] = -BIG
    for _ in range(ROUNDS):
        held = pass_backward(w, r) if late else pass_forward(w, r)
        if not held:
            return False
        moved = lower_high(w, r) if late else raise_low(w, r)
        if not moved:
            return True
    return False
