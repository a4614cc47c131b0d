"""Put one part or two in at their cheapest places, all that they delay counted (`delays`).

The screen knows for each position the least that a delay can cost there; what it lets through is pushed on trial.
"""

from __future__ import annotations

from scheduler.solver.kernel.clock import link_bound, next_allowed
from scheduler.solver.kernel.compiling import apart, compiled
from scheduler.solver.kernel.delays import delay_cost
from scheduler.solver.kernel.floors import delaying, start_beside
from scheduler.solver.kernel.layout import (
    ALLOWED,
    ALLOWEDS,
    BIG,
    BLINK,
    CLASSED,
    DUR,
    EARLIEST,
    ENTRANTS,
    EXTRAS,
    FROM,
    INT,
    LEN,
    LINKS,
    LOADED,
    LOC,
    MODE,
    O_BASE,
    O_COST,
    O_EARLY,
    O_LATE,
    O_POS,
    O_ROUTE,
    OPENING,
    OTHER_RANK,
    PLACE,
    RANK,
    RATE,
    TO,
    VOID,
    WORK,
    WORLD,
    E,
    World,
)
from scheduler.solver.kernel.offers import person_allowed
from scheduler.solver.kernel.pairs import enter_pair, persons_agree
from scheduler.solver.kernel.placing import take
from scheduler.solver.kernel.ranking import rank
from scheduler.solver.kernel.rises import (
    any_needs_detour,
    counter_rise_anywhere,
    counter_rise_by_detour,
    disorder_rise,
    room_for_load,
)
from scheduler.solver.kernel.state import luck, rollback
from scheduler.solver.kernel.table import world_at
from scheduler.solver.kernel.timing import term_cost

FEW = 4  # options of each part looked at first


@compiled(INT(WORLD, INT, INT, INT, INT))
def screen(w: World, x: int, m: int, price: int, alone: int) -> int:
    """Append part x's options that cost less than `price` from row m on; the next free row.

    O_BASE: without the cost of starts; O_COST: with the least that starts and delays cost; O_EARLY: the start;
    O_LATE: that of delays alone. `alone`: no other part goes in too, so that an option without such a delay
    is known exactly and those that cost more need not be kept.
    """
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
        at, end, moving = w.route[r, FROM], w.route[r, EARLIEST], False
        if w.pool[EXTRAS]:
            serving += counter_rise_anywhere(w, x, r)
            moving = any_needs_detour(w, r)
        for k in range(n + 1):
            start = next_allowed(w, x, max(end + w.travel[mode, at, here], low))
            to = w.route[r, TO] if k == n else w.stop[WORK, w.seq[WORK, r, k], LOC]
            detour = w.travel[mode, at, here] + w.travel[mode, here, to] - (w.travel[mode, at, to] if n else 0)
            base = serving + detour * w.route[r, RATE]
            if moving:
                base += counter_rise_by_detour(w, x, r, detour)
            if w.op[x, CLASSED]:
                base += disorder_rise(w, x, r, k)
            own = term_cost(w, x, start)
            if own >= price:
                break  # later on the route it is no earlier
            if base + own < price:
                w.option[m, O_ROUTE], w.option[m, O_POS], w.option[m, O_EARLY], w.option[m, O_BASE] = r, k, start, base
                w.option[m, O_LATE] = delaying(w, x, m, start)
                w.option[m, O_COST] = base + own + w.option[m, O_LATE]
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
    start_b = start_beside(w, a, ra, start_a, b, rb, start_b)
    start_a = start_beside(w, b, rb, start_b, a, ra, start_a)
    cost = w.option[i, O_BASE] + w.option[j, O_BASE] + term_cost(w, a, start_a) + term_cost(w, b, start_b)
    late = max(delaying(w, a, i, start_a), delaying(w, b, j, start_b))
    if cost + late >= limit:
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
