"""The search: ruin, recreate, anneal, as one compiled loop that Python calls in chunks."""

from __future__ import annotations

import math

from scheduler.solver.kernel.clock import sweep
from scheduler.solver.kernel.compiling import apart, compiled, entry
from scheduler.solver.kernel.delaying import place_delaying, place_pair_delaying
from scheduler.solver.kernel.delays import free_delays_after_ruin, free_delays_with
from scheduler.solver.kernel.entering import enter, settle_late
from scheduler.solver.kernel.layout import (
    A_COST,
    A_HASH,
    A_LEN,
    A_ROUTE,
    ABSENT,
    ALONE,
    ANY_LINKS,
    ARCHIVE_ROWS,
    ARCHIVE_STOPS,
    ARCHIVED,
    ARCHIVED_AT,
    BEST,
    BEST_COST,
    BEST_STALE,
    BIG,
    BOOL,
    COUNT,
    CURRENT,
    CURRENT_COST,
    FLOAT,
    GROUPED,
    INT,
    ITERATIONS,
    KEYS,
    LARGER_FIRST,
    LEAN,
    LEN,
    LINKED,
    MARK,
    MEMBER,
    MEMBERS,
    N_ROUTES,
    N_UNITS,
    NEEDS_COUNT,
    ONLY_TOUCHED,
    PENDING,
    PRICE,
    REGULAR,
    REMOVED,
    ROOMY,
    ROUTE,
    SCALARS,
    SORT_KEY,
    STALE,
    START,
    TIMED,
    TOUCHED_ROUTES,
    UNIT,
    VOID,
    WAS_ABSENT,
    WORK,
    WORLD,
    E,
    World,
)
from scheduler.solver.kernel.levelling import set_idlest, softened
from scheduler.solver.kernel.links import relink
from scheduler.solver.kernel.placing import place_unit
from scheduler.solver.kernel.ruin import ruin
from scheduler.solver.kernel.state import begin, chance, copy_route, draw, luck, rollback, settle_iteration, touch
from scheduler.solver.kernel.sums import measure, placed_cost, route_cost
from scheduler.solver.kernel.table import world_at
from scheduler.solver.kernel.timing import time_alone, time_together

NEARLY = 1.01  # a plan so little above the best has routes worth keeping


@compiled(VOID(WORLD, INT))
def sort_pending(w: World, kind: int) -> None:
    """Put the units to insert into one of several orders: by key `kind`, or at random from KEYS on."""
    n = w.lists[PENDING, 0]
    larger_first = BIG << 8 if w.pool[ANY_LINKS] and luck(w, LARGER_FIRST) else 0
    for i in range(1, n + 1):
        u = w.lists[PENDING, i]
        rank = w.key[kind, u] * 1024 + draw(w, 1024) if kind < KEYS else draw(w, 1 << 30)
        w.lists[SORT_KEY, u] = rank - larger_first * (w.unit[u, MEMBERS] - 1)
    width = n // 2
    while width > 0:
        for i in range(width, n):
            u = w.lists[PENDING, 1 + i]
            j = i
            while j >= width and w.lists[SORT_KEY, w.lists[PENDING, 1 + j - width]] > w.lists[SORT_KEY, u]:
                w.lists[PENDING, 1 + j] = w.lists[PENDING, 1 + j - width]
                j -= width
            w.lists[PENDING, 1 + j] = u
        width //= 2


@compiled(BOOL(WORLD, INT))
def place_lean(w: World, u: int) -> bool:
    """Unit u at its cheapest place, delays screened and pushed for trial."""
    x, price = w.pool[w.unit[u, MEMBER]], w.unit[u, PRICE]
    if w.unit[u, MEMBERS] > 2 or w.unit[u, NEEDS_COUNT] > 0:
        return place_unit(w, u)
    if w.unit[u, MEMBERS] == 2:
        return place_pair_delaying(w.table, x, w.pool[w.unit[u, MEMBER] + 1], price) > 0
    return place_delaying(w.table, x, price) > 0


@apart(INT(INT))
def recreate(table: int) -> int:
    """Insert the pending units; those that find no place stay pending. What leaving them out costs."""
    w = world_at(table)
    delays = w.pool[TIMED] and w.pool[ROOMY]
    if delays:
        free_delays_after_ruin(w)
    while True:
        kept, n, absent = 0, w.lists[PENDING, 0], 0
        for i in range(1, n + 1):
            u = w.lists[PENDING, i]
            w.lists[SCALARS, ONLY_TOUCHED] = w.lists[WAS_ABSENT, u] * w.unit[u, ALONE]
            held = place_lean(w, u) if w.pool[LEAN] else place_unit(w, u)
            if held and delays:
                free_delays_with(w, u)
            if not held:
                kept += 1
                w.lists[PENDING, kept] = u
                absent += w.unit[u, PRICE]
        w.lists[PENDING, 0] = kept
        if kept == n or not w.pool[ANY_LINKS]:
            return absent
        # links: what came in may be what another needed


@compiled(VOID(WORLD))
def time_touched(w: World) -> None:
    """Choose the starts of linked routes together before the plan is judged."""
    if w.pool[REGULAR]:
        for i in range(w.lists[TOUCHED_ROUTES, 0]):
            time_alone(w.table, w.lists[TOUCHED_ROUTES, 1 + i])
            measure(w, w.lists[TOUCHED_ROUTES, 1 + i])
        return
    for i in range(w.lists[TOUCHED_ROUTES, 0]):
        r = w.lists[TOUCHED_ROUTES, 1 + i]
        if w.tally[WORK, r, LINKED] > 0 and w.tally[WORK, r, GROUPED] == 0:
            time_together(w.table, r)
    for i in range(w.lists[TOUCHED_ROUTES, 0]):
        r = w.lists[TOUCHED_ROUTES, 1 + i]
        w.tally[WORK, r, GROUPED] = 0
        measure(w, r)


@compiled(VOID(WORLD, INT))
def archive_route(w: World, r: int) -> None:
    """Keep route r of the current plan for the choice among routes, once per sequence."""
    n = w.tally[CURRENT, r, LEN]
    if w.tally[CURRENT, r, COUNT] == 0 or n > ARCHIVE_STOPS:
        return
    mark = (w.tally[CURRENT, r, MARK] * 1000003 + r) & 0xFFFFFFFFFFFF
    slot = 1 + mark % (2 * ARCHIVE_ROWS - 1)
    row = w.lists[ARCHIVED_AT, slot]
    if row > 0 and w.archive[row - 1, A_HASH] == mark:
        return
    row = w.lists[SCALARS, ARCHIVED] % ARCHIVE_ROWS
    w.lists[SCALARS, ARCHIVED] += 1
    w.lists[ARCHIVED_AT, slot] = row + 1
    w.archive[row, A_ROUTE], w.archive[row, A_LEN], w.archive[row, A_HASH] = r, n, mark
    w.archive[row, A_COST] = route_cost(w, CURRENT, r)
    for k in range(n):
        o = w.seq[CURRENT, r, k]
        w.archive[row, 4 + k] = o
        w.archive[row, 4 + ARCHIVE_STOPS + k] = w.stop[CURRENT, o, START if w.pool[TIMED] else E]


@compiled(VOID(WORLD))
def keep_best(w: World) -> None:
    """The current plan is the best so far."""
    for i in range(w.lists[BEST_STALE, 0]):
        r = w.lists[BEST_STALE, 1 + i]
        w.tally[CURRENT, r, STALE] = 0
        copy_route(w, CURRENT, BEST, r)
    w.lists[BEST_STALE, 0] = 0
    w.lists[SCALARS, BEST_COST] = w.lists[SCALARS, CURRENT_COST]


@compiled(VOID(WORLD, INT, FLOAT))
def decide(w: World, cost: int, threshold: float) -> None:
    """Accept WORK when it costs less than the threshold, else take it back."""
    accepted = cost < threshold
    if accepted:
        w.lists[SCALARS, CURRENT_COST] = cost
        w.lists[ABSENT, 0] = w.lists[PENDING, 0]
        for i in range(1, w.lists[PENDING, 0] + 1):
            w.lists[ABSENT, i] = w.lists[PENDING, i]
    changed = w.lists[TOUCHED_ROUTES, 0]
    settle_iteration(w, int(accepted))
    if accepted and cost < w.lists[SCALARS, BEST_COST]:
        keep_best(w)
    if accepted and cost < w.lists[SCALARS, BEST_COST] * NEARLY:
        for i in range(1, changed + 1):
            archive_route(w, w.lists[TOUCHED_ROUTES, i])


@entry(VOID(WORLD))
def stand(w: World) -> None:
    """Time and add up sequences that were laid from outside."""
    for r in range(w.pool[N_ROUTES]):
        touch(w, r)
        sweep(w.table, r, 0)
        sweep(w.table, r, 1)
    relink(w.table)
    for r in range(w.pool[N_ROUTES]):
        if w.pool[TIMED]:
            time_alone(w.table, r)
        measure(w, r)


@entry(VOID(WORLD, INT, INT))
def append(w: World, x: int, r: int) -> None:
    """Part x goes to the end of route r if its unit has no other part and it can stand there."""
    if w.unit[w.op[x, UNIT], MEMBERS] == 1 and w.unit[w.op[x, UNIT], NEEDS_COUNT] == 0:
        begin(w)
        if not (enter(w.table, x, r, w.tally[WORK, r, LEN]) and settle_late(w, x)):
            rollback(w)


@entry(VOID(WORLD))
def construct(w: World) -> None:
    """A first plan, on top of what stands on WORK already."""
    w.lists[PENDING, 0] = 0
    for u in range(w.pool[N_UNITS]):
        if w.stop[WORK, w.pool[w.unit[u, MEMBER]], ROUTE] < 0:
            w.lists[PENDING, 0] += 1
            w.lists[PENDING, w.lists[PENDING, 0]] = u
    sort_pending(w, 0)
    absent = recreate(w.table)
    if w.pool[TIMED] and w.pool[ANY_LINKS]:
        time_touched(w)
    cost = placed_cost(w, WORK) + absent
    w.lists[SCALARS, BEST_COST] = cost + 1
    decide(w, cost, cost + 1.0)


@entry(VOID(WORLD, INT, FLOAT, FLOAT, FLOAT, FLOAT))
def anneal(w: World, iterations: int, done: float, horizon: float, hot: float, cold: float) -> None:
    """Iterations of ruin and recreate; the temperature falls from hot to cold while done grows to horizon."""
    fall = math.log(cold / hot)
    for i in range(iterations):
        begin(w)
        accepted_below = -1.0
        cost = 0
        set_idlest(w, (done + i) / horizon)
        if ruin(w.table):
            n = w.lists[REMOVED, 0]
            for j in range(1, n + 1):
                w.lists[PENDING, j] = w.lists[REMOVED, j]
                w.lists[WAS_ABSENT, w.lists[REMOVED, j]] = 0
            for j in range(1, w.lists[ABSENT, 0] + 1):
                w.lists[PENDING, n + j] = w.lists[ABSENT, j]
                w.lists[WAS_ABSENT, w.lists[ABSENT, j]] = 1
            w.lists[PENDING, 0] = n + w.lists[ABSENT, 0]
            sort_pending(w, draw(w, KEYS + 3))
            cost = recreate(w.table)
            if w.pool[TIMED] and w.pool[ANY_LINKS]:
                time_touched(w)
            cost += placed_cost(w, WORK)
            temperature = hot * math.exp(fall * min(1.0, (done + i) / horizon))
            softer = softened(w, WORK) - softened(w, CURRENT)
            accepted_below = w.lists[SCALARS, CURRENT_COST] + softer - temperature * math.log(chance(w) + 1e-12)
        decide(w, cost, accepted_below)
    w.lists[SCALARS, ITERATIONS] += iterations
