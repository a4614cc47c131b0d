"""What a part adds to what a whole route or day is measured by: loads, counters, peaks, circles, orders."""

from __future__ import annotations

from scheduler.problem.problem import ROUTES, STOPS, TRAVEL
from scheduler.solver.kernel.compiling import compiled, inside
from scheduler.solver.kernel.layout import (
    BIG,
    BOOL,
    BUSY,
    CAPACITY_POOL,
    COUNTER_AT,
    COUNTER_POOL,
    COUNTER_WIDTH,
    COUNTERS_AT,
    IDLE_MOST,
    IDLEST,
    INT,
    KIND,
    LATEST_START,
    LEN,
    LOAD_POOL,
    MEMBER_POOL,
    N_DIMENSIONS,
    N_ORDERS,
    N_PARTS,
    N_ROUTES,
    NEW_FACES,
    ORDER_POOL,
    PART,
    PENALTY,
    SCALARS,
    WORK,
    WORLD,
    World,
)
from scheduler.solver.kernel.levelling import idle_rise
from scheduler.solver.kernel.state import is_face, unevenness
from scheduler.solver.kernel.sums import counter_cost


@compiled(BOOL(WORLD, INT, INT))
def room_for_load(w: World, x: int, r: int) -> bool:
    """Whether the bag of route r takes part x too."""
    for d in range(w.pool[N_DIMENSIONS]):
        loads = w.pool[LOAD_POOL] + d * w.pool[N_PARTS]
        load = w.pool[loads + x]
        for k in range(w.tally[WORK, r, LEN]):
            o = w.seq[WORK, r, k]
            if w.op[o, KIND] == PART:
                load += w.pool[loads + o]
        if load > w.pool[w.pool[CAPACITY_POOL] + d * w.pool[N_ROUTES] + r]:
            return False
    return True


@inside(INT(WORLD, INT, INT, INT, INT))
def peak_rise(w: World, c: int, x: int, r: int, detour: int) -> int:
    """What part x on route r adds to a balance or takes from the most idle route; the rest is seen when tried."""
    measure, before = w.pool[w.pool[COUNTER_POOL] + c * COUNTER_WIDTH], w.counter[WORK, c, 1 + r]
    busier = detour + w.serve[0, x, r]
    if measure == BUSY:
        uneven = w.counter[WORK, c, 0]
        w.counter[WORK, c, 1 + r] = before + busier
        after = unevenness(w, WORK, c)
        w.counter[WORK, c, 1 + r] = before
        return counter_cost(w, c, after) - counter_cost(w, c, uneven)
    if measure == NEW_FACES:
        known = before > 0 or w.pool[w.pool[MEMBER_POOL] + c * w.pool[N_PARTS] + x] == 0 or is_face(w, WORK, c, r)
        faces = w.counter[WORK, c, 0]
        if not known and faces + 1 > w.pool[w.pool[COUNTER_POOL] + c * COUNTER_WIDTH + 1]:
            return PENALTY
        return 0 if known else counter_cost(w, c, faces + 1) - counter_cost(w, c, faces)
    if measure != IDLE_MOST:
        return 0
    rise = idle_rise(w, c, before, before - busier)
    if w.lists[SCALARS, IDLEST] == 1 and before == w.counter[WORK, c, 0]:
        most = before - busier
        for q in range(w.pool[N_ROUTES]):
            if q != r:
                most = max(most, w.counter[WORK, c, 1 + q])
        rise += counter_cost(w, c, most) - counter_cost(w, c, before)
    return rise


@inside(BOOL(INT))
def needs_detour(measure: int) -> bool:
    """Whether what a part adds to a counter of this measure depends on where it stands on the route."""
    return measure in (TRAVEL, BUSY, IDLE_MOST)


@compiled(BOOL(WORLD, INT))
def any_needs_detour(w: World, r: int) -> bool:
    """Whether a counter of route r does."""
    for i in range(w.route[r, COUNTERS_AT]):
        if needs_detour(w.pool[w.pool[COUNTER_POOL] + w.pool[w.route[r, COUNTER_AT] + i] * COUNTER_WIDTH]):
            return True
    return False


@inside(INT(WORLD, INT, INT, INT, INT))
def counter_rise_of(w: World, x: int, r: int, detour: int, by_detour: int) -> int:
    """The sum of what part x adds to the counters of route r that look at travel, or to the others."""
    rise = 0
    for i in range(w.route[r, COUNTERS_AT]):
        c = w.pool[w.route[r, COUNTER_AT] + i]
        at = w.pool[COUNTER_POOL] + c * COUNTER_WIDTH
        measure = w.pool[at]
        if needs_detour(measure) != (by_detour > 0):
            continue
        more = 0
        if measure >= LATEST_START:
            rise += peak_rise(w, c, x, r, detour)
        elif measure == TRAVEL:
            more = detour
        elif measure in (STOPS, ROUTES):
            more = w.pool[w.pool[MEMBER_POOL] + c * w.pool[N_PARTS] + x]
            if measure == ROUTES and w.counter[WORK, c, 1 + r] > 0:
                more = 0
        if more:
            now = w.counter[WORK, c, 0]
            if more > 0 and now + more > w.pool[at + 1]:
                return BIG
            rise += counter_cost(w, c, now + more) - counter_cost(w, c, now)
    return rise


@compiled(INT(WORLD, INT, INT))
def counter_rise_anywhere(w: World, x: int, r: int) -> int:
    """What part x adds to the counters of route r wherever it stands there; BIG: over a maximum."""
    return counter_rise_of(w, x, r, 0, 0)


@inside(INT(WORLD, INT, INT, INT))
def counter_rise_by_detour(w: World, x: int, r: int, detour: int) -> int:
    """What part x adds to the counters of route r that look at travel; BIG: over a maximum."""
    return counter_rise_of(w, x, r, detour, 1)


@compiled(INT(WORLD, INT, INT, INT))
def disorder_rise(w: World, x: int, r: int, k: int) -> int:
    """What part x at number k adds to the cost of the order classes; PENALTY and more: against a hard one."""
    rise = 0
    for order in range(w.pool[N_ORDERS]):
        at = w.pool[ORDER_POOL] + order * (1 + w.pool[N_PARTS])
        own = w.pool[at + 1 + x]
        if own < 0:
            continue
        price = w.pool[at] if w.pool[at] else PENALTY
        highest = -1
        for j in range(w.tally[WORK, r, LEN]):
            o = w.seq[WORK, r, j]
            if j == k and own < highest:
                rise += price
            if w.op[o, KIND] != PART:
                continue
            other = w.pool[at + 1 + o]
            if j >= k and highest <= other < own:
                rise += price
            highest = max(highest, other)
        if k == w.tally[WORK, r, LEN] and own < highest:
            rise += price
    return rise
