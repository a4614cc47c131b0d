"""Where no cost falls with a later start and nothing need end in time: what an insertion delays, exactly and early.

A stop may start later by its FREE_DELAY without any cost, on its route or over links; a longer delay costs at least
the least rate for the rest. What that screen lets through is pushed for trial, without being laid, until it costs
too much. Cycles of links come to light when the push comes back to the part that goes in.
"""

from __future__ import annotations

from scheduler.solver.kernel.clock import link_bound, next_allowed
from scheduler.solver.kernel.compiling import apart, compiled
from scheduler.solver.kernel.layout import (
    AHEAD,
    ALLOWED,
    ALLOWEDS,
    BIG,
    BLINK,
    BOOL,
    BREAK,
    CLASSED,
    DIRTY,
    DUR,
    EARLIEST,
    ENTRANTS,
    EXTRAS,
    FREE_DELAY,
    FROM,
    INT,
    KIND,
    LEAST_RATE,
    LEN,
    LENGTH,
    LINK,
    LINK_WIDTH,
    LINKS,
    LOADED,
    LOC,
    MODE,
    N_OPS,
    N_ROUTES,
    O_BASE,
    O_COST,
    O_EARLY,
    O_LATE,
    O_POS,
    O_ROUTE,
    OPENING,
    OTHER_RANK,
    PLACE,
    POS,
    PUSHED,
    QUEUE,
    RANK,
    RATE,
    ROUTE,
    STACK,
    TERM,
    TERM_WIDTH,
    TERMS,
    TO,
    VOID,
    WORK,
    WORLD,
    E,
    World,
)
from scheduler.solver.kernel.links import mark_dirty
from scheduler.solver.kernel.offers import counter_rise, disorder_rise, person_allowed, rank, room_for_load
from scheduler.solver.kernel.pairs import enter_pair, persons_agree
from scheduler.solver.kernel.placing import take
from scheduler.solver.kernel.state import luck, rollback
from scheduler.solver.kernel.table import world_at
from scheduler.solver.kernel.timing import term_cost

FEW = 4  # options of each part looked at first
PATIENCE = 8  # pushes per op before a push counts as going round in circles


@compiled(INT(WORLD, INT, INT, INT))
def distance(w: World, at: int, served: int, partner_served: int) -> int:
    """How long after a part its partner of the link at pool position `at` must start at least."""
    if w.pool[at + 1] == 0:
        return w.pool[at + 2] + (served if w.pool[at + 4] else 0)
    return -w.pool[at + 3] - (partner_served if w.pool[at + 4] else 0)


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
    fell = False
    for k in range(w.tally[WORK, r, LEN] - 1, -1, -1):
        o = w.seq[WORK, r, k]
        start = w.stop[WORK, o, E]
        if w.op[o, KIND] == BREAK:
            gap += w.op[o, LENGTH]
            continue
        if at >= 0:
            room += max(0, until - (start + w.stop[WORK, o, DUR] + w.travel[mode, w.stop[WORK, o, LOC], at] + gap))
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


@compiled(INT(WORLD, INT, INT))
def earliest_there(w: World, x: int, i: int) -> int:
    """The earliest start of part x at option i, links apart."""
    r, k = w.option[i, O_ROUTE], w.option[i, O_POS]
    if k == 0:
        return w.route[r, EARLIEST] + w.travel[w.route[r, MODE], w.route[r, FROM], w.op[x, PLACE]]
    o = w.seq[WORK, r, k - 1]
    end = w.stop[WORK, o, E] + w.stop[WORK, o, DUR]
    return end + w.travel[w.route[r, MODE], w.stop[WORK, o, LOC], w.op[x, PLACE]]


@compiled(INT(WORLD, INT, INT, INT))
def overrun(w: World, x: int, i: int, start: int) -> int:
    """How much more than free the delay of the next stop is when part x starts so at option i."""
    r, k = w.option[i, O_ROUTE], w.option[i, O_POS]
    if k == w.tally[WORK, r, LEN]:
        return 0
    o = w.seq[WORK, r, k]
    arrival = start + w.serve[0, x, r] + w.travel[w.route[r, MODE], w.op[x, PLACE], w.stop[WORK, o, LOC]]
    return max(0, arrival - w.stop[WORK, o, E] - w.stop[WORK, o, FREE_DELAY])


@compiled(INT(WORLD, INT, INT, INT, INT))
def screen(w: World, x: int, m: int, price: int, alone: int) -> int:
    """Append part x's options that cost less than `price` from row m on; the next free row.

    O_BASE: without the cost of starts; O_COST: with the least that starts and delays cost; O_EARLY: the start;
    O_LATE: the delay that is not free. `alone`: no other part goes in too, so that an option without such a delay
    is known exactly and those that cost more need not be kept.
    """
    rate = w.pool[LEAST_RATE]
    alone = int(alone and w.op[x, LINKS] == 0)
    for i in range(w.op[x, ALLOWEDS]):
        r = w.pool[w.op[x, ALLOWED] + i]
        low = -BIG
        if w.op[x, LINKS]:
            if not person_allowed(w, x, r):
                continue
            low = link_bound(w, x, w.serve[0, x, r], 0)
        if (w.op[x, LOADED] and not room_for_load(w, x, r)) or luck(w, BLINK):
            continue
        n, mode, here = w.tally[WORK, r, LEN], w.route[r, MODE], w.op[x, PLACE]
        serving = w.serve[1, x, r] + (w.route[r, OPENING] if n == 0 else 0)
        at, end = w.route[r, FROM], w.route[r, EARLIEST]
        for k in range(n + 1):
            start = next_allowed(w, x, max(end + w.travel[mode, at, here], low))
            to = w.route[r, TO] if k == n else w.stop[WORK, w.seq[WORK, r, k], LOC]
            detour = w.travel[mode, at, here] + w.travel[mode, here, to] - (w.travel[mode, at, to] if n else 0)
            base = serving + detour * w.route[r, RATE]
            if w.pool[EXTRAS]:
                base += counter_rise(w, x, r, detour) + (disorder_rise(w, x, r, k) if w.op[x, CLASSED] else 0)
            own = term_cost(w, x, start)
            if own >= price:
                break  # later on the route it is no earlier
            if base + own < price:
                w.option[m, O_ROUTE], w.option[m, O_POS], w.option[m, O_EARLY], w.option[m, O_BASE] = r, k, start, base
                w.option[m, O_LATE] = overrun(w, x, m, start)
                w.option[m, O_COST] = base + own + w.option[m, O_LATE] * rate
                if w.option[m, O_COST] < price:
                    if alone and w.option[m, O_LATE] == 0:
                        price = w.option[m, O_COST] + 1
                    m += 1
            if k < n:
                o = w.seq[WORK, r, k]
                at, end = w.stop[WORK, o, LOC], w.stop[WORK, o, E] + w.stop[WORK, o, DUR]
    return m


@compiled(VOID(WORLD, INT, INT, INT, INT))
def entrant(w: World, n: int, x: int, i: int, start: int) -> None:
    """Part x goes in, on trial, as number n of ENTRANTS: at option i, starting so."""
    w.lists[ENTRANTS, 0] = n + 1
    w.lists[ENTRANTS, 1 + 4 * n], w.lists[ENTRANTS, 2 + 4 * n] = x, w.option[i, O_ROUTE]
    w.lists[ENTRANTS, 3 + 4 * n], w.lists[ENTRANTS, 4 + 4 * n] = w.option[i, O_POS], start


@apart(INT(INT, INT, INT))
def place_delaying(table: int, x: int, price: int) -> bool:
    """Part x at its cheapest place below `price`, all delays counted."""
    w = world_at(table)
    rows = screen(w, x, 0, price, 1)
    limit = price
    for i in range(rows):
        if w.option[i, O_LATE] == 0 and w.op[x, LINKS] == 0:
            limit = min(limit, w.option[i, O_COST] + 1)
    found = rank(w, RANK, 0, rows, limit)
    best, best_option = price, -1
    for nth in range(1, found + 1):
        i = w.lists[RANK, nth]
        if w.option[i, O_COST] >= best:
            break
        start = w.option[i, O_EARLY]
        cost = w.option[i, O_BASE] + term_cost(w, x, start)
        if w.option[i, O_LATE] > 0 or w.op[x, LINKS] > 0:
            entrant(w, 0, x, i, start)
            cost += delay_cost(w.table, best - cost)
        if cost < best:
            best, best_option = cost, i
    return best_option >= 0 and take(w, x, best_option)


@compiled(INT(WORLD, INT, INT, INT, INT, INT))
def pair_cost(w: World, a: int, i: int, b: int, j: int, limit: int) -> int:
    """What options i of part a and j of part b cost together, exact if below `limit`; BIG when they cannot be."""
    ra, rb = w.option[i, O_ROUTE], w.option[j, O_ROUTE]
    if ra == rb or not persons_agree(w, a, ra, b, rb):
        return BIG
    start_a, start_b = w.option[i, O_EARLY], w.option[j, O_EARLY]
    for n in range(w.op[a, LINKS]):
        at = w.op[a, LINK] + n * LINK_WIDTH
        if w.pool[at] == b:
            start_b = next_allowed(w, b, max(start_b, start_a + distance(w, at, w.serve[0, a, ra], w.serve[0, b, rb])))
    for n in range(w.op[b, LINKS]):
        at = w.op[b, LINK] + n * LINK_WIDTH
        if w.pool[at] == a:
            start_a = next_allowed(w, a, max(start_a, start_b + distance(w, at, w.serve[0, b, rb], w.serve[0, a, ra])))
    cost = w.option[i, O_BASE] + w.option[j, O_BASE] + term_cost(w, a, start_a) + term_cost(w, b, start_b)
    late = max(overrun(w, a, i, start_a), overrun(w, b, j, start_b))
    if cost + late * w.pool[LEAST_RATE] >= limit:
        return BIG
    if late == 0 and w.op[a, LINKS] == 1 and w.op[b, LINKS] == 1:
        return cost
    entrant(w, 0, a, i, start_a)
    entrant(w, 1, b, j, start_b)
    return cost + delay_cost(w.table, limit - cost)


@compiled(INT(WORLD, INT, INT, INT))
def cheapest_few(w: World, ranking: int, begin: int, end: int) -> int:
    """Put the FEW cheapest options in rows begin .. end - 1 into list `ranking`; what the cheapest costs."""
    n = 0
    for row in range(begin, end):
        cost = w.option[row, O_COST]
        if n < FEW or cost < w.option[w.lists[ranking, n], O_COST]:
            n = min(FEW, n + 1)
            at = n
            while at > 1 and w.option[w.lists[ranking, at - 1], O_COST] > cost:
                w.lists[ranking, at] = w.lists[ranking, at - 1]
                at -= 1
            w.lists[ranking, at] = row
    w.lists[ranking, 0] = n
    return w.option[w.lists[ranking, 1], O_COST] if n else BIG


@apart(INT(INT, INT, INT, INT))
def place_pair_delaying(table: int, a: int, b: int, price: int) -> bool:
    """Two parts jointly at their cheapest places below `price`, all delays counted."""
    w = world_at(table)
    middle = screen(w, a, 0, price, 0)
    end = screen(w, b, middle, price, 0)
    least_a, least_b = cheapest_few(w, RANK, 0, middle), cheapest_few(w, OTHER_RANK, middle, end)
    best, best_a, best_b = price, -1, -1
    for m in range(1, w.lists[RANK, 0] + 1):  # a first pair, so that most others need no look
        for n in range(1, w.lists[OTHER_RANK, 0] + 1):
            cost = pair_cost(w, a, w.lists[RANK, m], b, w.lists[OTHER_RANK, n], best)
            if cost < best:
                best, best_a, best_b = cost, w.lists[RANK, m], w.lists[OTHER_RANK, n]
    rank(w, RANK, 0, middle, best - least_b)
    rank(w, OTHER_RANK, middle, end, best - least_a)
    for m in range(1, w.lists[RANK, 0] + 1):
        i = w.lists[RANK, m]
        if w.option[i, O_COST] + least_b >= best:
            break
        for n in range(1, w.lists[OTHER_RANK, 0] + 1):
            j = w.lists[OTHER_RANK, n]
            if w.option[i, O_COST] + w.option[j, O_COST] >= best:
                break
            cost = pair_cost(w, a, i, b, j, best)
            if cost < best:
                best, best_a, best_b = cost, i, j
    if best_a >= 0 and enter_pair(w, a, best_a, b, best_b):
        return True
    if best_a >= 0:
        rollback(w)
    return False
