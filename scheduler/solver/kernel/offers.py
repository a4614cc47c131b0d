"""Where a part could go: each position with its interval of starts and the least it can cost.

The screen is O(1) a position. It is exact for plain routes; with breaks moving, drops, links, rides or costs
of the start it is a lower bound of cost and a necessary condition, and `placing` looks at the best in full.
"""

from __future__ import annotations

from scheduler.problem.problem import DIFFERENT, SAME
from scheduler.solver.kernel.clock import last_allowed, link_bound, next_allowed
from scheduler.solver.kernel.compiling import apart, compiled, inside
from scheduler.solver.kernel.floors import delay_floor
from scheduler.solver.kernel.layout import (
    ALLOWED,
    ALLOWEDS,
    BIG,
    BLINK,
    BOOL,
    BREAK,
    CALM_FROM,
    CALM_TO,
    CLASSED,
    COUNT,
    DROPS,
    DUR,
    EARLIEST,
    EARLY,
    EXTRAS,
    FROM,
    INT,
    KIND,
    LATE,
    LATEST,
    LEN,
    LENGTH,
    LINK,
    LINK_WIDTH,
    LINKS,
    LOADED,
    LOC,
    MAX_TRAVEL,
    MISSED,
    MODE,
    O_BASE,
    O_COST,
    O_EARLY,
    O_LATE,
    O_POS,
    O_ROUTE,
    ONLY_TOUCHED,
    OPENING,
    PENALTY,
    PLACE,
    RATE,
    ROOMY,
    ROUTE,
    SCALARS,
    STAFF,
    START,
    TERM,
    TERM_WIDTH,
    TERMS,
    TIMED,
    TO,
    TOUCHED,
    TRAVELLED,
    WAIT,
    WINDOWS,
    WORK,
    WORLD,
    E,
    L,
    World,
)
from scheduler.solver.kernel.rises import (
    any_needs_detour,
    counter_rise_anywhere,
    counter_rise_by_detour,
    disorder_rise,
    room_for_load,
)
from scheduler.solver.kernel.state import luck
from scheduler.solver.kernel.table import world_at
from scheduler.solver.kernel.timing import term_cost


@compiled(BOOL(WORLD, INT, INT))
def person_allowed(w: World, x: int, r: int) -> bool:
    """Same or different person than the placed partners, as the links ask."""
    for i in range(w.op[x, LINKS]):
        at = w.op[x, LINK] + i * LINK_WIDTH
        other = w.stop[WORK, w.pool[at], ROUTE]
        if other >= 0:
            same = w.route[other, STAFF] == w.route[r, STAFF]
            person = w.pool[at + 5]
            if (person == DIFFERENT and same) or (person == SAME and not same):
                return False
    return True


@compiled(INT(WORLD, INT, INT, INT))
def least_term(w: World, x: int, early: int, late: int) -> int:
    """The least that a start within [early, late] costs."""
    if w.op[x, TERMS] == 0:
        return 0
    best = min(term_cost(w, x, early), term_cost(w, x, late))
    for i in range(w.op[x, TERMS]):
        turn = w.pool[w.op[x, TERM] + TERM_WIDTH * i]
        if early < turn < late:
            best = min(best, term_cost(w, x, turn))
    return best


@compiled(INT(WORLD, INT, INT))
def next_stop(w: World, r: int, k: int) -> int:
    """The number of the first stop of route r at or behind k that is no break; LEN when there is none."""
    n = w.tally[WORK, r, LEN]
    while k < n and w.op[w.seq[WORK, r, k], KIND] == BREAK:
        k += 1
    return k


@compiled(INT(WORLD, INT, INT, INT, INT))
def latest_before(w: World, x: int, r: int, k: int, j: int) -> int:
    """The latest start of part x as number k of route r when number j is the next stop behind it."""
    mode, gap, limit = w.route[r, MODE], 0, BIG
    for i in range(k, j):
        pause = w.seq[WORK, r, i]
        gap += w.op[pause, LENGTH]
        limit = min(limit, w.stop[WORK, pause, L])
    if j < w.tally[WORK, r, LEN]:
        o = w.seq[WORK, r, j]
        until = w.stop[WORK, o, L] - w.travel[mode, w.op[x, PLACE], w.stop[WORK, o, LOC]]
    else:
        until = w.route[r, LATEST] - w.travel[mode, w.op[x, PLACE], w.route[r, TO]]
    return min(limit, until - gap) - w.serve[0, x, r]


@inside(INT(WORLD, INT, INT))
def screened_delay(w: World, o: int, arrival: int) -> int:
    """The least that stop o costs more when it is reached at `arrival`; 0 where delays are not kept."""
    return delay_floor(w, o, arrival - w.stop[WORK, o, E]) if w.pool[ROOMY] else 0


@inside(INT(WORLD, INT, INT, INT, INT))
def spared_wait(w: World, r: int, o: int, previous: int, leg: int) -> int:
    """What the waiting before stop o costs that can fall away when something comes in before it."""
    if previous < 0 or w.route[r, WAIT] == 0:
        return 0
    done = w.stop[WORK, previous, START] + w.stop[WORK, previous, DUR] + leg
    return w.route[r, WAIT] * max(0, w.stop[WORK, o, START] - done)


@inside(INT(WORLD, INT, INT, INT))
def least_start_cost(w: World, x: int, early: int, late: int) -> int:
    """The least that a start within [early, late] costs, at once where it costs nothing or the costs are convex."""
    if w.op[x, TERMS] == 0:
        return 0
    if w.op[x, CALM_FROM] > w.op[x, CALM_TO]:
        return least_term(w, x, early, late)
    if late < w.op[x, CALM_FROM]:
        return term_cost(w, x, late)
    return term_cost(w, x, early) if early > w.op[x, CALM_TO] else 0


@compiled(INT(WORLD, INT, INT, INT, INT, INT))
def options_on_plain_sequence(w: World, x: int, r: int, low: int, high: int, m: int) -> int:
    """`options_on_route` where no break stands on it: what does not change along the route is looked up once."""
    n, mode, here, rate = w.tally[WORK, r, LEN], w.route[r, MODE], w.op[x, PLACE], w.route[r, RATE]
    base, moving = w.serve[1, x, r], False
    if w.pool[EXTRAS]:
        base += counter_rise_anywhere(w, x, r)
        moving = any_needs_detour(w, r)
    if base >= PENALTY:
        return m
    if w.tally[WORK, r, COUNT] == 0:
        base += w.route[r, OPENING] - w.tally[WORK, r, MISSED]
    early, late = max(low, w.op[x, EARLY]), min(high, w.op[x, LATE])
    several, served = w.op[x, WINDOWS] > 1, w.serve[0, x, r]
    slack = w.route[r, MAX_TRAVEL] - w.tally[WORK, r, TRAVELLED]
    at, end, previous = w.route[r, FROM], w.route[r, EARLIEST], -1
    for k in range(n + 1):
        start = max(end + w.travel[mode, at, here], early)
        if start > late:
            break
        start = next_allowed(w, x, start) if several else start
        o = w.seq[WORK, r, k] if k < n else -1
        to, until = (w.stop[WORK, o, LOC], w.stop[WORK, o, L]) if k < n else (w.route[r, TO], w.route[r, LATEST])
        after = w.travel[mode, here, to]
        detour = w.travel[mode, at, here] + after - (w.travel[mode, at, to] if n else 0)
        latest = min(high, until - after - served)
        if start <= latest and detour <= slack:
            cost = base + detour * rate
            if moving:
                cost += counter_rise_by_detour(w, x, r, detour)
            if w.op[x, CLASSED] and cost < BIG:
                cost += disorder_rise(w, x, r, k)
            w.option[m, O_BASE] = cost
            if w.pool[TIMED]:
                latest = last_allowed(w, x, latest) if several else min(latest, late)
                cost += least_start_cost(w, x, start, latest)
                if k < n:
                    spared = spared_wait(w, r, o, previous, w.travel[mode, at, to])
                    w.option[m, O_BASE] -= spared
                    cost += screened_delay(w, o, start + served + after) - spared
            if cost < PENALTY and not luck(w, BLINK):
                w.option[m, O_COST], w.option[m, O_ROUTE], w.option[m, O_POS] = cost, r, k
                w.option[m, O_EARLY], w.option[m, O_LATE] = start, latest
                m += 1
        if k < n:
            at, end, previous = to, w.stop[WORK, o, E] + w.stop[WORK, o, DUR], o
    return m


@compiled(INT(WORLD, INT, INT, INT, INT, INT))
def options_on_route(w: World, x: int, r: int, low: int, high: int, m: int) -> int:
    """Append the options of part x on route r, starts within [low, high], from row m on; the next free row."""
    if w.op[x, LOADED] and not room_for_load(w, x, r):
        return m
    if w.tally[WORK, r, LEN] == w.tally[WORK, r, COUNT] + w.tally[WORK, r, DROPS]:
        return options_on_plain_sequence(w, x, r, low, high, m)
    base, moving = w.serve[1, x, r], False
    if w.pool[EXTRAS]:
        base += counter_rise_anywhere(w, x, r)
        moving = any_needs_detour(w, r)
    if base >= PENALTY:
        return m
    unused = w.tally[WORK, r, COUNT] == 0
    if unused:
        base += w.route[r, OPENING] - w.tally[WORK, r, MISSED]
    mode, at, end, here = w.route[r, MODE], w.route[r, FROM], w.route[r, EARLIEST], w.op[x, PLACE]
    gap, free, previous, n = 0, w.route[r, EARLIEST], -1, w.tally[WORK, r, LEN]
    for k in range(n + 1):
        start = max(max(end + w.travel[mode, at, here] + gap, free), low)
        if start > min(w.op[x, LATE], high) and end > low:
            break
        start = next_allowed(w, x, start)
        j = next_stop(w, r, k)
        to = w.stop[WORK, w.seq[WORK, r, j], LOC] if j < n else w.route[r, TO]
        detour = w.travel[mode, at, here] + w.travel[mode, here, to] - (0 if unused else w.travel[mode, at, to])
        latest = min(high, latest_before(w, x, r, k, j))
        if start <= latest and w.tally[WORK, r, TRAVELLED] + detour <= w.route[r, MAX_TRAVEL]:
            cost = base + detour * w.route[r, RATE] + (counter_rise_by_detour(w, x, r, detour) if moving else 0)
            if w.op[x, CLASSED] and cost < BIG:
                cost += disorder_rise(w, x, r, k)
            w.option[m, O_BASE] = cost
            if w.pool[TIMED]:
                latest = last_allowed(w, x, latest)
                cost += least_term(w, x, start, latest)
                if j < n:
                    arrival, o = start + w.serve[0, x, r] + w.travel[mode, here, to], w.seq[WORK, r, j]
                    spared = spared_wait(w, r, o, previous, w.travel[mode, at, to])
                    w.option[m, O_BASE] -= spared
                    cost += screened_delay(w, o, arrival) - spared
            if cost < PENALTY and not luck(w, BLINK):
                w.option[m, O_COST], w.option[m, O_ROUTE], w.option[m, O_POS] = cost, r, k
                w.option[m, O_EARLY], w.option[m, O_LATE] = start, latest
                m += 1
        if k < n:
            o = w.seq[WORK, r, k]
            if w.op[o, KIND] == BREAK:
                gap += w.op[o, LENGTH]
                free = w.stop[WORK, o, E] + w.op[o, LENGTH]
            else:
                at, end, gap, previous = w.stop[WORK, o, LOC], w.stop[WORK, o, E] + w.stop[WORK, o, DUR], 0, o
    return m


@apart(INT(INT, INT, INT))
def options(table: int, x: int, m: int) -> int:
    """All options of part x from row m on; the next free row."""
    w = world_at(table)
    for i in range(w.op[x, ALLOWEDS]):
        r = w.pool[w.op[x, ALLOWED] + i]
        if w.lists[SCALARS, ONLY_TOUCHED] and w.tally[WORK, r, TOUCHED] == 0:
            continue
        low, high = -BIG, BIG
        if w.op[x, LINKS]:
            if not person_allowed(w, x, r):
                continue
            low, high = link_bound(w, x, w.serve[0, x, r], 0), link_bound(w, x, w.serve[0, x, r], 1)
        m = options_on_route(w, x, r, low, high, m)
    return m
