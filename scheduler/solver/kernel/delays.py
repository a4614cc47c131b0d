"""Where no cost falls with a later start and nothing need end in time: what an insertion delays, exactly and early.

A stop may start later by its FREE_DELAY without any cost, on its route or over links; a longer delay costs at least
the least rate for the rest. What `delaying` screens by that is pushed here for trial, without being laid, until it
costs too much. Cycles of links come to light when the push comes back to the part that goes in.
"""

from __future__ import annotations

from scheduler.solver.kernel.clock import next_allowed
from scheduler.solver.kernel.compiling import apart, compiled
from scheduler.solver.kernel.floors import distance
from scheduler.solver.kernel.layout import (
    AHEAD,
    ANY_LINKS,
    BIG,
    BOOL,
    BREAK,
    DELAY_RATE,
    DELAY_SPARED,
    DIRTY,
    DUR,
    END,
    ENTRANTS,
    FREE_DELAY,
    INT,
    KIND,
    LATE_RATE,
    LEN,
    LENGTH,
    LINK,
    LINK_WIDTH,
    LINKED,
    LINKS,
    LOC,
    MEMBER,
    MEMBERS,
    MODE,
    N_OPS,
    N_ROUTES,
    OVERTIME,
    PLACE,
    POS,
    PUSHED,
    QUEUE,
    ROUTE,
    STACK,
    TERM,
    TERM_WIDTH,
    TERMS,
    TO,
    TOUCHED_ROUTES,
    VOID,
    WORK,
    WORLD,
    E,
    World,
)
from scheduler.solver.kernel.links import mark_dirty
from scheduler.solver.kernel.table import world_at
from scheduler.solver.kernel.timing import term_cost

PATIENCE = 8  # pushes per op before a push counts as going round in circles


@compiled(INT(WORLD, INT))
def own_room(w: World, o: int) -> int:
    """How much later op o may start before its own terms cost more."""
    start, most = w.stop[WORK, o, E], BIG
    for i in range(w.op[o, TERMS]):
        at = w.op[o, TERM] + TERM_WIDTH * i
        if w.pool[at + 2] > 0:
            most = min(most, max(0, w.pool[at] - start))
        if start <= w.pool[at + 4]:
            most = min(most, w.pool[at + 4] - start)
    return most


@compiled(BOOL(WORLD, INT))
def slacken(w: World, r: int) -> bool:
    """FREE_DELAY along route r, from its end; whether that of a linked stop fell."""
    mode, at, until, room, gap = w.route[r, MODE], -1, 0, BIG, 0
    fell, late, rate, spared = False, 0, 0, 0
    for k in range(w.tally[WORK, r, LEN] - 1, -1, -1):
        o = w.seq[WORK, r, k]
        start = w.stop[WORK, o, E]
        if w.op[o, KIND] == BREAK:
            gap += w.op[o, LENGTH]
            continue
        done = start + w.stop[WORK, o, DUR] + gap
        if at >= 0:
            wait = max(0, until - done - w.travel[mode, w.stop[WORK, o, LOC], at])
            room += wait
            spared += wait * rate
            late = 0 if wait > 0 else late
        elif w.route[r, OVERTIME] > 0:
            spare = w.route[r, END] - done - w.travel[mode, w.stop[WORK, o, LOC], w.route[r, TO]]
            rate, spared = w.route[r, OVERTIME], w.route[r, OVERTIME] * max(0, spare)
            late = rate if spare <= 0 else 0
        for i in range(w.op[o, TERMS]):
            term = w.op[o, TERM] + TERM_WIDTH * i
            if w.pool[term + 4] >= BIG and w.pool[term + 2] > 0:
                rate += w.pool[term + 2]
                spared += w.pool[term + 2] * max(0, w.pool[term] - start)
                late += w.pool[term + 2] if w.pool[term] <= start else 0
        w.stop[WORK, o, LATE_RATE], w.stop[WORK, o, DELAY_RATE], w.stop[WORK, o, DELAY_SPARED] = late, rate, spared
        room = min(room, own_room(w, o))
        for i in range(w.op[o, LINKS]):
            link = w.op[o, LINK] + i * LINK_WIDTH
            y = w.pool[link]
            if w.stop[WORK, y, ROUTE] >= 0:
                ahead = distance(w, link, w.stop[WORK, o, DUR], w.stop[WORK, y, DUR])
                room = min(room, w.stop[WORK, y, FREE_DELAY] + w.stop[WORK, y, E] - start - ahead)
        fell = fell or (w.op[o, LINKS] > 0 and room < w.stop[WORK, o, FREE_DELAY])
        w.stop[WORK, o, FREE_DELAY] = room
        at, until, gap = w.stop[WORK, o, LOC], start, 0
    return fell


@compiled(INT(WORLD, INT, INT))
def allowed_by(w: World, y: int, x: int) -> int:
    """The delay of part y that its links with part x leave free."""
    room = BIG
    for i in range(w.op[y, LINKS]):
        at = w.op[y, LINK] + i * LINK_WIDTH
        if w.pool[at] == x:
            apart_by = distance(w, at, w.stop[WORK, y, DUR], w.stop[WORK, x, DUR])
            room = min(room, w.stop[WORK, x, FREE_DELAY] + w.stop[WORK, x, E] - w.stop[WORK, y, E] - apart_by)
    return room


@apart(VOID(INT))
def free_delays(table: int) -> None:
    """FREE_DELAY of all stops: the greatest fix point over routes and links."""
    w = world_at(table)
    for o in range(w.pool[N_OPS]):
        w.stop[WORK, o, FREE_DELAY] = BIG
    for r in range(w.pool[N_ROUTES]):
        mark_dirty(w, r)
    while w.lists[STACK, 0] > 0:
        r = w.lists[STACK, w.lists[STACK, 0]]
        w.lists[STACK, 0] -= 1
        w.tally[WORK, r, DIRTY] = 0
        if slacken(w, r):
            for k in range(w.tally[WORK, r, LEN]):
                x = w.seq[WORK, r, k]
                for i in range(w.op[x, LINKS]):
                    y = w.pool[w.op[x, LINK] + i * LINK_WIDTH]
                    other = w.stop[WORK, y, ROUTE]
                    if other >= 0 and w.stop[WORK, y, FREE_DELAY] > allowed_by(w, y, x):
                        mark_dirty(w, other)


@compiled(BOOL(WORLD, INT))
def linked_nowhere(w: World, u: int) -> bool:
    """Whether unit u stands only on routes from which no link leads to another."""
    for m in range(w.unit[u, MEMBERS]):
        if w.tally[WORK, w.stop[WORK, w.pool[w.unit[u, MEMBER] + m], ROUTE], LINKED]:
            return False
    return True


@compiled(VOID(WORLD))
def free_delays_after_ruin(w: World) -> None:
    """FREE_DELAY of all stops, when only the touched routes changed: without links the others keep theirs."""
    if w.pool[ANY_LINKS]:
        free_delays(w.table)
        return
    for i in range(w.lists[TOUCHED_ROUTES, 0]):
        slacken(w, w.lists[TOUCHED_ROUTES, 1 + i])


@compiled(VOID(WORLD, INT))
def free_delays_with(w: World, u: int) -> None:
    """FREE_DELAY of all stops, when unit u came in."""
    if not linked_nowhere(w, u):
        free_delays(w.table)
        return
    for m in range(w.unit[u, MEMBERS]):
        slacken(w, w.stop[WORK, w.pool[w.unit[u, MEMBER] + m], ROUTE])


@compiled(INT(WORLD, INT))
def ahead(w: World, o: int) -> int:
    """The start of op o in the push on trial."""
    return max(w.stop[WORK, o, E], w.stop[WORK, o, AHEAD])


@compiled(INT(WORLD, INT, INT))
def push_to(w: World, o: int, time: int) -> int:
    """On trial, op o starts no earlier than `time`; what that costs."""
    before = ahead(w, o)
    if time <= before:
        return 0
    start = next_allowed(w, o, time)
    if w.stop[WORK, o, AHEAD] == -BIG:
        w.lists[PUSHED, 0] += 1
        w.lists[PUSHED, w.lists[PUSHED, 0]] = o
    w.stop[WORK, o, AHEAD] = start
    return term_cost(w, o, start) - term_cost(w, o, before)


@compiled(INT(WORLD, INT, INT, INT))
def push_partners(w: World, x: int, start: int, served: int) -> int:
    """On trial, what the links of part x push; BIG when they push a part that goes in."""
    cost = 0
    for i in range(w.op[x, LINKS]):
        at = w.op[x, LINK] + i * LINK_WIDTH
        y = w.pool[at]
        if w.stop[WORK, y, ROUTE] < 0:
            for n in range(w.lists[ENTRANTS, 0]):
                if w.lists[ENTRANTS, 1 + 4 * n] == y:
                    partner_served = w.serve[0, y, w.lists[ENTRANTS, 2 + 4 * n]]
                    if start + distance(w, at, served, partner_served) > w.lists[ENTRANTS, 4 + 4 * n]:
                        return BIG
            continue
        least = start + distance(w, at, served, w.stop[WORK, y, DUR])
        if least > ahead(w, y):
            cost += push_to(w, y, least)
            w.lists[QUEUE, 0] += 1
            w.lists[QUEUE, w.lists[QUEUE, 0]] = y
    return cost


@compiled(INT(WORLD, INT, INT, INT, INT, INT))
def push_along(w: World, r: int, k: int, end: int, at: int, own: int) -> int:
    """On trial, what a stop that ends at `end` in place `at` pushes on route r from number k on; BIG: a circle.

    `own`: the part that goes in whose successors these are, else -1.
    """
    cost, mode = 0, w.route[r, MODE]
    for j in range(k, w.tally[WORK, r, LEN] + 1):
        for n in range(w.lists[ENTRANTS, 0]):
            x = w.lists[ENTRANTS, 1 + 4 * n]
            if x != own and w.lists[ENTRANTS, 2 + 4 * n] == r and w.lists[ENTRANTS, 3 + 4 * n] == j:
                late = end + w.travel[mode, at, w.op[x, PLACE]] > w.lists[ENTRANTS, 4 + 4 * n]
                return BIG if late else cost
        if j == w.tally[WORK, r, LEN]:
            break
        o = w.seq[WORK, r, j]
        start = end + w.travel[mode, at, w.stop[WORK, o, LOC]]
        if start <= ahead(w, o):
            break
        cost += push_to(w, o, start)
        if w.op[o, LINKS]:
            cost += push_partners(w, o, ahead(w, o), w.stop[WORK, o, DUR])
        if cost >= BIG:
            return BIG
        end, at = ahead(w, o) + w.stop[WORK, o, DUR], w.stop[WORK, o, LOC]
    return cost


@apart(INT(INT, INT))
def delay_cost(table: int, limit: int) -> int:
    """What the parts in ENTRANTS delay when they go in, exact if below `limit`; BIG when they cannot go in so."""
    w = world_at(table)
    cost = 0
    w.lists[QUEUE, 0] = 0
    for n in range(w.lists[ENTRANTS, 0]):
        x, r = w.lists[ENTRANTS, 1 + 4 * n], w.lists[ENTRANTS, 2 + 4 * n]
        start, served = w.lists[ENTRANTS, 4 + 4 * n], w.serve[0, x, r]
        cost += push_partners(w, x, start, served)
        if cost < limit:
            cost += push_along(w, r, w.lists[ENTRANTS, 3 + 4 * n], start + served, w.op[x, PLACE], x)
    left = PATIENCE * w.pool[N_OPS]
    while w.lists[QUEUE, 0] > 0 and cost < limit:
        y = w.lists[QUEUE, w.lists[QUEUE, 0]]
        w.lists[QUEUE, 0] -= 1
        left -= 1
        start, served = ahead(w, y), w.stop[WORK, y, DUR]
        cost += push_partners(w, y, start, served) if left > 0 else BIG
        if cost < limit:
            cost += push_along(w, w.stop[WORK, y, ROUTE], w.stop[WORK, y, POS] + 1, start + served, w.op[y, PLACE], -1)
    for i in range(1, w.lists[PUSHED, 0] + 1):
        w.stop[WORK, w.lists[PUSHED, i], AHEAD] = -BIG
    w.lists[PUSHED, 0] = 0
    return min(cost, BIG)
