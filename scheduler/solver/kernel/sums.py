"""What a route adds up to: travel, serve cost, disorder, its shares in the counters; and what a plan costs."""

from __future__ import annotations

from scheduler.problem.problem import ROUTES, STOPS, TRAVEL
from scheduler.solver.kernel.compiling import compiled
from scheduler.solver.kernel.layout import (
    BACKUP,
    BIG,
    BOOL,
    BREAK,
    BREAK_PRICE,
    BUSY,
    CAPACITY_POOL,
    COUNT,
    COUNTER_AT,
    COUNTER_POOL,
    COUNTER_WIDTH,
    COUNTERS_AT,
    DISORDER,
    DUR,
    EARLIEST,
    END,
    EXTRAS,
    FROM,
    IDLE_MOST,
    IDLED,
    INT,
    KIND,
    LATEST_START,
    LEN,
    LOAD_POOL,
    LOC,
    LONGEST_WAIT,
    MARK,
    MAX_TRAVEL,
    MEMBER_POOL,
    MISSED,
    MODE,
    N_COUNTERS,
    N_DIMENSIONS,
    N_ORDERS,
    N_PARTS,
    N_ROUTES,
    NEW_FACES,
    OPENING,
    ORDER_POOL,
    OWN,
    PART,
    PAUSE_AT,
    PAUSES,
    PENALTY,
    RATE,
    ROUTE,
    SERVED,
    START,
    TERM,
    TERM_WIDTH,
    TERMS,
    TIME,
    TO,
    TRAVELLED,
    VOID,
    WAIT_LONGEST,
    WORK,
    WORKED,
    WORLD,
    World,
)
from scheduler.solver.kernel.state import set_share


@compiled(INT(WORLD, INT, INT))
def disorder(w: World, r: int, order: int) -> int:
    """What the order of the classes on route r costs; PENALTY and more when a hard one is broken."""
    begin = w.pool[ORDER_POOL] + order * (1 + w.pool[N_PARTS])
    price = w.pool[begin] if w.pool[begin] else PENALTY
    highest, cost = -1, 0
    for k in range(w.tally[WORK, r, LEN]):
        o = w.seq[WORK, r, k]
        if w.op[o, KIND] == PART:
            own = w.pool[begin + 1 + o]
            if 0 <= own < highest:
                cost += price
            highest = max(highest, own)
    return cost


@compiled(INT(WORLD, INT, INT))
def lateness(w: World, c: int, r: int) -> int:
    """The largest lateness on route r of the terms that feed peak c."""
    most = 0
    for k in range(w.tally[WORK, r, LEN]):
        o = w.seq[WORK, r, k]
        for i in range(w.op[o, TERMS]):
            at = w.op[o, TERM] + TERM_WIDTH * i
            start = w.stop[WORK, o, START]
            if w.pool[at + 5] == c + 1 and w.pool[at + 3] <= start <= w.pool[at + 4]:
                most = max(most, start - w.pool[at])
    return most


@compiled(INT(WORLD, INT))
def busy(w: World, r: int) -> int:
    """Travel and service of parts on route r."""
    total = w.tally[WORK, r, TRAVELLED]
    for k in range(w.tally[WORK, r, LEN]):
        o = w.seq[WORK, r, k]
        if w.op[o, KIND] == PART:
            total += w.stop[WORK, o, DUR]
    return total


@compiled(INT(WORLD, INT))
def missed(w: World, r: int) -> int:
    """The price of the wanted breaks that route r does without."""
    price = 0
    for i in range(w.route[r, PAUSES]):
        o = w.pool[w.route[r, PAUSE_AT] + i]
        if w.stop[WORK, o, ROUTE] < 0 or w.tally[WORK, r, COUNT] == 0:
            price += w.op[o, BREAK_PRICE]
    return price


@compiled(INT(WORLD, INT, INT))
def share(w: World, c: int, r: int) -> int:
    """What route r adds to counter c."""
    begin = w.pool[COUNTER_POOL] + c * COUNTER_WIDTH
    measure, limited = w.pool[begin], w.pool[begin + 4]
    if measure == LATEST_START:
        return lateness(w, c, r)
    if measure == IDLE_MOST:
        unused = w.tally[WORK, r, COUNT] == 0
        return max(0, w.route[r, END] - w.route[r, EARLIEST]) if unused else w.tally[WORK, r, IDLED]
    if measure == WAIT_LONGEST:
        return w.tally[WORK, r, LONGEST_WAIT] if w.tally[WORK, r, COUNT] else 0
    if measure == BUSY:
        return busy(w, r)
    if measure == NEW_FACES:
        measure = STOPS
    if measure == TRAVEL:
        return w.tally[WORK, r, TRAVELLED]
    if measure != STOPS and measure != ROUTES:
        return w.tally[WORK, r, WORKED]
    amount = w.tally[WORK, r, COUNT]
    if limited:
        amount = 0
        members = w.pool[MEMBER_POOL] + c * w.pool[N_PARTS]
        for k in range(w.tally[WORK, r, LEN]):
            o = w.seq[WORK, r, k]
            if w.op[o, KIND] == PART:
                amount += w.pool[members + o]
    return min(1, amount) if measure == ROUTES else amount


@compiled(VOID(WORLD, INT))
def count_shares(w: World, r: int) -> None:
    """Bring the counters up to date with route r."""
    for i in range(w.route[r, COUNTERS_AT]):
        c = w.pool[w.route[r, COUNTER_AT] + i]
        set_share(w, WORK, c, r, share(w, c, r))


@compiled(VOID(WORLD, INT))
def measure(w: World, r: int) -> None:
    """Add up route r: stops, travel, serve cost, disorder, shares in the counters; MARK: a number for its sequence."""
    mode, at = w.route[r, MODE], w.route[r, FROM]
    travel, served, count, mark = 0, 0, w.tally[WORK, r, COUNT], 1
    for k in range(w.tally[WORK, r, LEN]):
        o = w.seq[WORK, r, k]
        mark = (mark * 1000003 + o + 7) & 0xFFFFFFFFFFFF
        if w.op[o, KIND] == BREAK:
            continue
        here = w.stop[WORK, o, LOC]
        travel += w.travel[mode, at, here]
        at = here
        if w.op[o, KIND] == PART:
            served += w.serve[1, o, r]
    w.tally[WORK, r, TRAVELLED] = travel + w.travel[mode, at, w.route[r, TO]] if count else 0
    w.tally[WORK, r, SERVED], w.tally[WORK, r, MARK] = served, mark
    if w.route[r, PAUSES]:
        w.tally[WORK, r, MISSED] = missed(w, r)
    if count == 0:
        w.tally[WORK, r, TIME] = w.tally[WORK, r, OWN] = w.tally[WORK, r, WORKED] = 0
    if w.pool[EXTRAS]:
        cost = 0
        for order in range(w.pool[N_ORDERS]):
            cost += disorder(w, r, order)
        w.tally[WORK, r, DISORDER] = cost
        count_shares(w, r)


@compiled(INT(WORLD, INT, INT))
def route_cost(w: World, copy: int, r: int) -> int:
    """Travel, serving, disorder, opening and the cost of its starts."""
    if w.tally[copy, r, COUNT] == 0:
        return w.tally[copy, r, MISSED]
    cost = w.tally[copy, r, TRAVELLED] * w.route[r, RATE] + w.tally[copy, r, SERVED] + w.tally[copy, r, DISORDER]
    return cost + w.tally[copy, r, TIME] + w.tally[copy, r, MISSED] + w.route[r, OPENING]


@compiled(INT(WORLD, INT, INT))
def counter_cost(w: World, c: int, amount: int) -> int:
    """What an amount on counter c costs, PENALTY above its maximum."""
    begin = w.pool[COUNTER_POOL] + c * COUNTER_WIDTH
    cost = PENALTY + amount - w.pool[begin + 1] if amount > w.pool[begin + 1] else 0
    step = w.pool[begin + 2]
    for i in range(w.pool[begin + 3]):
        cost += w.pool[step + 2 * i + 1] * max(0, amount - w.pool[step + 2 * i])
    return cost


@compiled(INT(WORLD, INT))
def placed_cost(w: World, copy: int) -> int:
    """The cost of a copy of the plan, without what is left out."""
    cost = 0
    for r in range(w.pool[N_ROUTES]):
        cost += route_cost(w, copy, r)
    for c in range(w.pool[N_COUNTERS]):
        cost += counter_cost(w, c, w.counter[copy, c, 0])
    return cost


@compiled(BOOL(WORLD, INT))
def within_limits(w: World, r: int) -> bool:
    """Travel, capacity, hard orders and hard counters hold on route r; a counter that was over may not grow."""
    if w.tally[WORK, r, TRAVELLED] > w.route[r, MAX_TRAVEL] or w.tally[WORK, r, DISORDER] >= PENALTY:
        return False
    for d in range(w.pool[N_DIMENSIONS]):
        load = 0
        for k in range(w.tally[WORK, r, LEN]):
            o = w.seq[WORK, r, k]
            if w.op[o, KIND] == PART:
                load += w.pool[w.pool[LOAD_POOL] + d * w.pool[N_PARTS] + o]
        if load > w.pool[w.pool[CAPACITY_POOL] + d * w.pool[N_ROUTES] + r]:
            return False
    for i in range(w.route[r, COUNTERS_AT]):
        c = w.pool[w.route[r, COUNTER_AT] + i]
        limit = w.pool[w.pool[COUNTER_POOL] + c * COUNTER_WIDTH + 1]
        grown = w.counter[WORK, c, 0] > w.counter[BACKUP, c, 0]
        if limit < BIG and grown and w.counter[WORK, c, 0] > limit:
            return False
    return True
