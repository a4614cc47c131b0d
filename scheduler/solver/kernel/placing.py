"""Put a visit in at its cheapest place.

Screened options are tried in full, cheapest first; what does not hold is taken back.
"""

from __future__ import annotations

from scheduler.solver.kernel.compiling import apart, compiled
from scheduler.solver.kernel.entering import enter, settle_late
from scheduler.solver.kernel.layout import (
    ALLOWED,
    ALLOWEDS,
    BACKUP,
    BIG,
    BOOL,
    COUNTER_AT,
    COUNTER_POOL,
    COUNTER_WIDTH,
    COUNTERS_AT,
    IDLE_MOST,
    IDLEST,
    INT,
    LINKED,
    MEMBER,
    MEMBERS,
    N_DROPS,
    NEED,
    NEEDS_COUNT,
    O_COST,
    O_POS,
    O_ROUTE,
    ONLY_TOUCHED,
    PRICE,
    RANK,
    ROUTE,
    SCALARS,
    SIMPLE,
    TIMED,
    TOUCHED,
    TRIALS,
    WORK,
    WORLD,
    World,
)
from scheduler.solver.kernel.levelling import idle_rise
from scheduler.solver.kernel.offers import options
from scheduler.solver.kernel.pairs import place_pair, place_set
from scheduler.solver.kernel.plain import best_plain, put_plain
from scheduler.solver.kernel.ranking import rank
from scheduler.solver.kernel.state import begin, rollback
from scheduler.solver.kernel.sums import counter_cost, route_cost
from scheduler.solver.kernel.table import world_at


@compiled(INT(WORLD, INT))
def value_of(w: World, r: int) -> int:
    """What route r costs together with the counters it feeds."""
    value = route_cost(w, WORK, r)
    for i in range(w.route[r, COUNTERS_AT]):
        c = w.pool[w.route[r, COUNTER_AT] + i]
        value += counter_cost(w, c, w.counter[WORK, c, 0])
    return value


@compiled(INT(WORLD, INT, INT))
def trial(w: World, x: int, i: int) -> int:
    """What option i really costs for part x; BIG when it cannot be. Nothing is changed."""
    r = w.option[i, O_ROUTE]
    before = value_of(w, r)
    begin(w)
    cost = BIG
    if enter(w.table, x, r, w.option[i, O_POS]):
        cost = value_of(w, r) - before
        for n in range(w.route[r, COUNTERS_AT]):
            c = w.pool[w.route[r, COUNTER_AT] + n]
            if w.pool[w.pool[COUNTER_POOL] + c * COUNTER_WIDTH] == IDLE_MOST:
                if w.lists[SCALARS, IDLEST] > 1:
                    cost += counter_cost(w, c, w.counter[BACKUP, c, 0]) - counter_cost(w, c, w.counter[WORK, c, 0])
                cost += idle_rise(w, c, w.counter[BACKUP, c, 1 + r], w.counter[WORK, c, 1 + r])
    rollback(w)
    return cost


@compiled(BOOL(WORLD, INT, INT))
def take(w: World, x: int, i: int) -> bool:
    """Put part x at option i for good; False, and nothing changed, when it cannot be."""
    begin(w)
    if enter(w.table, x, w.option[i, O_ROUTE], w.option[i, O_POS]) and settle_late(w, x):
        return True
    rollback(w)
    return False


@apart(INT(INT, INT, INT))
def place_single(table: int, x: int, price: int) -> bool:
    """Part x at its cheapest place below `price`."""
    w = world_at(table)
    n = rank(w, RANK, 0, options(w.table, x, 0), price)
    looks = w.pool[TIMED] or w.pool[N_DROPS]
    best, best_option, left = price, -1, w.pool[TRIALS]
    for nth in range(1, n + 1):
        i = w.lists[RANK, nth]
        if w.option[i, O_COST] >= best or left == 0:
            break
        left -= 1
        if not looks:
            if take(w, x, i):
                return True
            continue
        cost = trial(w, x, i)
        if cost < best:
            best, best_option = cost, i
    return best_option >= 0 and take(w, x, best_option)


@compiled(BOOL(WORLD, INT))
def any_touched(w: World, u: int) -> bool:
    """Whether this iteration changed a route that a part of unit u may go to."""
    for m in range(w.unit[u, MEMBERS]):
        x = w.pool[w.unit[u, MEMBER] + m]
        for i in range(w.op[x, ALLOWEDS]):
            if w.tally[WORK, w.pool[w.op[x, ALLOWED] + i], TOUCHED]:
                return True
    return False


@compiled(BOOL(WORLD, INT))
def place_unit(w: World, u: int) -> bool:
    """Unit u at its cheapest place, unless leaving it out is cheaper or what it needs is absent."""
    for i in range(w.unit[u, NEEDS_COUNT]):
        needed = w.pool[w.unit[u, NEED] + i]
        if w.stop[WORK, w.pool[w.unit[needed, MEMBER]], ROUTE] < 0:
            return False
    x, price = w.pool[w.unit[u, MEMBER]], w.unit[u, PRICE]
    if w.lists[SCALARS, ONLY_TOUCHED] and w.unit[u, MEMBERS] > 1:
        if not any_touched(w, u):
            return False
        w.lists[SCALARS, ONLY_TOUCHED] = 0  # the other parts may go anywhere
    if w.unit[u, SIMPLE]:
        if best_plain(w, x) >= price:
            return False
        r = w.option[0, O_ROUTE]
        if w.tally[WORK, r, LINKED] == 0:
            put_plain(w, x, r, w.option[0, O_POS])
            return True
        return take(w, x, 0) or place_single(w.table, x, price)
    if w.unit[u, MEMBERS] == 1:
        return place_single(w.table, x, price)
    if w.unit[u, MEMBERS] == 2:
        return place_pair(w.table, x, w.pool[w.unit[u, MEMBER] + 1], price)
    return place_set(w.table, u, price)
