"""Routes and how they change: ops in and out, copies of the plan.

A change is made on the WORK copy. `save` keeps a route as it was (BACKUP) until `rollback`.
"""

from __future__ import annotations

from scheduler.solver.kernel.compiling import compiled
from scheduler.solver.kernel.layout import (
    BACKUP,
    BEST_STALE,
    BOOL,
    BUSY,
    COUNT,
    COUNTER_AT,
    COUNTER_POOL,
    COUNTER_WIDTH,
    COUNTERS_AT,
    CURRENT,
    DROP,
    DROPS,
    DUR,
    FLOAT,
    INT,
    KIND,
    LATEST_START,
    LEN,
    LINKED,
    LINKS,
    N_COUNTERS,
    N_ROUTES,
    NEW_FACES,
    PART,
    POS,
    RANDOM,
    ROUTE,
    SAVED,
    SAVED_ROUTES,
    SCALARS,
    SHARE,
    STAFF,
    STALE,
    STOP_COLUMNS,
    TOUCHED,
    TOUCHED_ROUTES,
    VOID,
    WORK,
    WORLD,
    World,
)


@compiled(FLOAT(WORLD))
def chance(w: World) -> float:
    """The next random number in [0, 1): xorshift on 63 bits (Marsaglia 2003, doi 10.18637/jss.v008.i14)."""
    x = w.lists[SCALARS, RANDOM]
    x ^= (x << 13) & 0x7FFFFFFFFFFFFFFF
    x ^= x >> 7
    x ^= (x << 17) & 0x7FFFFFFFFFFFFFFF
    w.lists[SCALARS, RANDOM] = x
    return (x & 0xFFFFFFFFFFFF) / 281474976710656.0


@compiled(INT(WORLD, INT))
def draw(w: World, below: int) -> int:
    """A random whole number 0 .. below - 1."""
    return int(chance(w) * below)


@compiled(BOOL(WORLD, INT))
def luck(w: World, share: int) -> bool:
    """True as often as the share at that place of the pool says."""
    return chance(w) * SHARE < w.pool[share]


@compiled(VOID(WORLD, INT))
def touch(w: World, r: int) -> None:
    """Note that this iteration changed route r."""
    if w.tally[WORK, r, TOUCHED] == 0:
        w.tally[WORK, r, TOUCHED] = 1
        w.lists[TOUCHED_ROUTES, 0] += 1
        w.lists[TOUCHED_ROUTES, w.lists[TOUCHED_ROUTES, 0]] = r


@compiled(VOID(WORLD, INT, INT, INT))
def count_op(w: World, r: int, o: int, sign: int) -> None:
    """Op o came to (sign = 1) or left (-1) route r."""
    kind = w.op[o, KIND]
    if kind == PART:
        w.tally[WORK, r, COUNT] += sign
        w.tally[WORK, r, LINKED] += sign * min(1, w.op[o, LINKS])
    elif kind == DROP:
        w.tally[WORK, r, DROPS] += sign


@compiled(VOID(WORLD, INT, INT, INT))
def insert_op(w: World, r: int, k: int, o: int) -> None:
    """Op o becomes number k of route r."""
    n = w.tally[WORK, r, LEN]
    for j in range(n, k, -1):
        moved = w.seq[WORK, r, j - 1]
        w.seq[WORK, r, j] = moved
        w.stop[WORK, moved, POS] = j
    w.seq[WORK, r, k] = o
    w.stop[WORK, o, POS] = k
    w.stop[WORK, o, ROUTE] = r
    if w.op[o, KIND] == PART:
        w.stop[WORK, o, DUR] = w.serve[0, o, r]
    w.tally[WORK, r, LEN] = n + 1
    count_op(w, r, o, 1)


@compiled(VOID(WORLD, INT))
def remove_op(w: World, o: int) -> None:
    """Op o leaves its route."""
    r = w.stop[WORK, o, ROUTE]
    n = w.tally[WORK, r, LEN] - 1
    for j in range(w.stop[WORK, o, POS], n):
        moved = w.seq[WORK, r, j + 1]
        w.seq[WORK, r, j] = moved
        w.stop[WORK, moved, POS] = j
    w.stop[WORK, o, ROUTE] = -1
    w.tally[WORK, r, LEN] = n
    count_op(w, r, o, -1)


@compiled(INT(WORLD, INT, INT))
def unevenness(w: World, copy: int, c: int) -> int:
    """The sum over the groups of counter c of how far each is from their mean, each rounded up."""
    at = w.pool[COUNTER_POOL] + c * COUNTER_WIDTH
    count, total, uneven = w.pool[at + 6], 0, 0
    for r in range(w.pool[N_ROUTES]):
        total += w.counter[copy, c, 1 + r]
    begin = w.pool[at + 5]
    for _ in range(count):
        own = 0
        for i in range(w.pool[begin]):
            own += w.counter[copy, c, 1 + w.pool[begin + 1 + i]]
        uneven += (abs(count * own - total) + count - 1) // count
        begin += 1 + w.pool[begin]
    return uneven


@compiled(BOOL(WORLD, INT, INT, INT))
def is_face(w: World, copy: int, c: int, r: int) -> bool:
    """Whether the person of route r is known to circle c: seen before, or serving on another route already."""
    at = w.pool[COUNTER_POOL] + c * COUNTER_WIDTH
    for i in range(w.pool[at + 6]):
        if w.pool[w.pool[at + 5] + i] == w.route[r, STAFF]:
            return True
    for q in range(w.pool[N_ROUTES]):
        if q != r and w.counter[copy, c, 1 + q] > 0 and w.route[q, STAFF] == w.route[r, STAFF]:
            return True
    return False


@compiled(VOID(WORLD, INT, INT, INT, INT))
def set_share(w: World, copy: int, c: int, r: int, share: int) -> None:
    """Route r now adds `share` to counter c: to a sum, a largest or a balance."""
    measure, before = w.pool[w.pool[COUNTER_POOL] + c * COUNTER_WIDTH], w.counter[copy, c, 1 + r]
    w.counter[copy, c, 1 + r] = share
    if measure == NEW_FACES:
        if min(1, share) != min(1, before) and not is_face(w, copy, c, r):
            w.counter[copy, c, 0] += min(1, share) - min(1, before)
    elif measure < LATEST_START:
        w.counter[copy, c, 0] += share - before
    elif measure == BUSY:
        w.counter[copy, c, 0] = unevenness(w, copy, c)
    elif share >= w.counter[copy, c, 0]:
        w.counter[copy, c, 0] = share
    elif before >= w.counter[copy, c, 0]:
        most = 0
        for q in range(w.pool[N_ROUTES]):
            most = max(most, w.counter[copy, c, 1 + q])
        w.counter[copy, c, 0] = most


@compiled(VOID(WORLD, INT, INT, INT))
def copy_route(w: World, source: int, target: int, r: int) -> None:
    """Make route r of one copy of the plan equal to that of another."""
    for k in range(w.tally[target, r, LEN]):
        o = w.seq[target, r, k]
        if w.stop[target, o, ROUTE] == r:
            w.stop[target, o, ROUTE] = -1
    for k in range(w.tally[source, r, LEN]):
        o = w.seq[source, r, k]
        w.seq[target, r, k] = o
        for f in range(STOP_COLUMNS):
            w.stop[target, o, f] = w.stop[source, o, f]
    for f in range(SAVED):  # the marks behind stay with their copy
        w.tally[target, r, f] = w.tally[source, r, f]
    for i in range(w.route[r, COUNTERS_AT]):
        c = w.pool[w.route[r, COUNTER_AT] + i]
        set_share(w, target, c, r, w.counter[source, c, 1 + r])


@compiled(VOID(WORLD))
def begin(w: World) -> None:
    """Start a change that may be taken back."""
    for i in range(w.lists[SAVED_ROUTES, 0]):
        w.tally[WORK, w.lists[SAVED_ROUTES, 1 + i], SAVED] = 0
    w.lists[SAVED_ROUTES, 0] = 0
    for c in range(w.pool[N_COUNTERS]):
        w.counter[BACKUP, c, 0] = w.counter[WORK, c, 0]


@compiled(VOID(WORLD, INT))
def save(w: World, r: int) -> None:
    """Keep route r as it is now, once per change."""
    touch(w, r)
    if w.tally[WORK, r, SAVED] == 0:
        w.tally[WORK, r, SAVED] = 1
        w.lists[SAVED_ROUTES, 0] += 1
        w.lists[SAVED_ROUTES, w.lists[SAVED_ROUTES, 0]] = r
        w.tally[BACKUP, r, LEN] = w.tally[WORK, r, LEN]
        for k in range(w.tally[WORK, r, LEN]):
            o = w.seq[WORK, r, k]
            w.seq[BACKUP, r, k] = o
            for f in range(STOP_COLUMNS):
                w.stop[BACKUP, o, f] = w.stop[WORK, o, f]
        for f in range(SAVED):
            w.tally[BACKUP, r, f] = w.tally[WORK, r, f]
        for i in range(w.route[r, COUNTERS_AT]):
            c = w.pool[w.route[r, COUNTER_AT] + i]
            w.counter[BACKUP, c, 1 + r] = w.counter[WORK, c, 1 + r]


@compiled(VOID(WORLD))
def rollback(w: World) -> None:
    """Take back every change since `begin`."""
    for i in range(w.lists[SAVED_ROUTES, 0]):
        r = w.lists[SAVED_ROUTES, 1 + i]
        copy_route(w, BACKUP, WORK, r)
    begin(w)


@compiled(VOID(WORLD, INT))
def settle_iteration(w: World, accepted: int) -> None:
    """Accept: CURRENT becomes WORK on the touched routes. Else the other way."""
    for i in range(w.lists[TOUCHED_ROUTES, 0]):
        r = w.lists[TOUCHED_ROUTES, 1 + i]
        if accepted:
            copy_route(w, WORK, CURRENT, r)
            if w.tally[CURRENT, r, STALE] == 0:
                w.tally[CURRENT, r, STALE] = 1
                w.lists[BEST_STALE, 0] += 1
                w.lists[BEST_STALE, w.lists[BEST_STALE, 0]] = r
        else:
            copy_route(w, CURRENT, WORK, r)
        w.tally[WORK, r, TOUCHED] = 0
    w.lists[TOUCHED_ROUTES, 0] = 0
    begin(w)
