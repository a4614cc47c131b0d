"""Two parts at their best pair of places, or a larger set one after the other."""

from __future__ import annotations

from scheduler.problem.problem import DIFFERENT, SAME
from scheduler.solver.kernel.compiling import apart, compiled
from scheduler.solver.kernel.entering import enter, settle_late
from scheduler.solver.kernel.floors import delaying, start_beside
from scheduler.solver.kernel.layout import (
    BIG,
    BOOL,
    INT,
    LEN,
    LINK,
    LINK_WIDTH,
    LINKS,
    MEMBER,
    MEMBERS,
    N_DROPS,
    O_BASE,
    O_COST,
    O_EARLY,
    O_LATE,
    O_POS,
    O_ROUTE,
    OTHER_RANK,
    RANK,
    ROOMY,
    STAFF,
    TIMED,
    TOP,
    WORK,
    WORLD,
    World,
)
from scheduler.solver.kernel.offers import least_start_cost, options
from scheduler.solver.kernel.ranking import rank
from scheduler.solver.kernel.state import begin, draw, rollback
from scheduler.solver.kernel.sums import measure, placed_cost
from scheduler.solver.kernel.table import world_at
from scheduler.solver.kernel.timing import time_alone

PAIRS = 6  # pairs of options kept
ATTEMPTS = 6  # at a set of three or more parts


@compiled(BOOL(WORLD, INT, INT, INT, INT))
def persons_agree(w: World, a: int, ra: int, b: int, rb: int) -> bool:
    """Whether the links between parts a and b allow the persons of these two routes."""
    same = w.route[ra, STAFF] == w.route[rb, STAFF]
    for n in range(w.op[a, LINKS]):
        at = w.op[a, LINK] + n * LINK_WIDTH
        person = w.pool[at + 5]
        if w.pool[at] == b and ((person == DIFFERENT and same) or (person == SAME and not same)):
            return False
    return True


@compiled(BOOL(WORLD, INT, INT, INT, INT))
def compatible(w: World, a: int, i: int, b: int, j: int) -> bool:
    """Whether options i of part a and j of part b meet the links between the two."""
    ra, rb = w.option[i, O_ROUTE], w.option[j, O_ROUTE]
    if not persons_agree(w, a, ra, b, rb):
        return False
    for n in range(w.op[a, LINKS]):
        at = w.op[a, LINK] + n * LINK_WIDTH
        if w.pool[at] != b:
            continue
        low, high = w.pool[at + 2], w.pool[at + 3]
        if w.pool[at + 1] == 0:
            served = w.serve[0, a, ra] if w.pool[at + 4] else 0
            first, second = i, j
        else:
            served = w.serve[0, b, rb] if w.pool[at + 4] else 0
            first, second = j, i
        if w.option[second, O_EARLY] > w.option[first, O_LATE] + high + served:
            return False
        if w.option[first, O_EARLY] + low + served > w.option[second, O_LATE]:
            return False
    return True


@compiled(INT(WORLD, INT, INT, INT, INT))
def partner_bound(w: World, a: int, i: int, b: int, late: int) -> int:
    """The least (late = 0) or greatest start that option i of part a leaves to part b; loose where b's time matters."""
    bound = BIG if late else -BIG
    for n in range(w.op[a, LINKS]):
        at = w.op[a, LINK] + n * LINK_WIDTH
        if w.pool[at] != b or (w.pool[at + 1] == 1 and w.pool[at + 4]):
            continue
        served = w.serve[0, a, w.option[i, O_ROUTE]] if w.pool[at + 4] else 0
        if late:
            reach = w.pool[at + 3] + served if w.pool[at + 1] == 0 else -w.pool[at + 2]
            bound = min(bound, w.option[i, O_LATE] + reach)
        else:
            reach = w.pool[at + 2] + served if w.pool[at + 1] == 0 else -w.pool[at + 3]
            bound = max(bound, w.option[i, O_EARLY] + reach)
    return bound


@compiled(INT(WORLD, INT, INT, INT, INT))
def joint_floor(w: World, a: int, i: int, b: int, j: int) -> int:
    """The least that options i of part a and j of part b cost together, each waiting for the other."""
    ra, rb = w.option[i, O_ROUTE], w.option[j, O_ROUTE]
    if ra == rb or not (w.pool[TIMED] and w.pool[ROOMY]):
        return w.option[i, O_COST] + w.option[j, O_COST]
    start_b = start_beside(w, a, ra, w.option[i, O_EARLY], b, rb, w.option[j, O_EARLY])
    start_a = start_beside(w, b, rb, start_b, a, ra, w.option[i, O_EARLY])
    cost = w.option[i, O_BASE] + w.option[j, O_BASE] + max(delaying(w, a, i, start_a), delaying(w, b, j, start_b))
    cost += least_start_cost(w, a, start_a, max(start_a, w.option[i, O_LATE]))
    return cost + least_start_cost(w, b, start_b, max(start_b, w.option[j, O_LATE]))


@compiled(INT(WORLD, INT, INT, INT))
def best_pairs(w: World, a: int, b: int, price: int) -> int:
    """The PAIRS cheapest compatible pairs of ranked options (RANK: of a, OTHER_RANK: of b) in TOP; how many."""
    kept = 0
    for m in range(1, w.lists[RANK, 0] + 1):
        i = w.lists[RANK, m]
        low, high = partner_bound(w, a, i, b, 0), partner_bound(w, a, i, b, 1)
        for n in range(1, w.lists[OTHER_RANK, 0] + 1):
            j = w.lists[OTHER_RANK, n]
            cost = w.option[i, O_COST] + w.option[j, O_COST]
            if cost >= price or (kept == PAIRS and cost >= w.lists[TOP, 3 * PAIRS - 3]):
                if n == 1:
                    return kept
                break
            if w.option[j, O_EARLY] > high or w.option[j, O_LATE] < low or not compatible(w, a, i, b, j):
                continue
            cost = joint_floor(w, a, i, b, j)
            if cost >= price or (kept == PAIRS and cost >= w.lists[TOP, 3 * PAIRS - 3]):
                continue
            at = kept if kept < PAIRS else PAIRS - 1
            while at > 0 and w.lists[TOP, 3 * at - 3] > cost:
                for f in range(3):
                    w.lists[TOP, 3 * at + f] = w.lists[TOP, 3 * at - 3 + f]
                at -= 1
            w.lists[TOP, 3 * at], w.lists[TOP, 3 * at + 1], w.lists[TOP, 3 * at + 2] = cost, i, j
            kept = min(PAIRS, kept + 1)
    return kept


@compiled(BOOL(WORLD, INT, INT))
def comes_second(w: World, a: int, b: int) -> bool:
    """Whether a link puts part a behind part b."""
    for n in range(w.op[a, LINKS]):
        at = w.op[a, LINK] + n * LINK_WIDTH
        if w.pool[at] == b and w.pool[at + 1] == 1:
            return True
    return False


@compiled(BOOL(WORLD, INT, INT, INT, INT))
def enter_pair(w: World, a: int, i: int, b: int, j: int) -> bool:
    """Both parts at their options, under one `begin`; in one gap of one route in the order that a link asks for."""
    ra, rb, ka, kb = w.option[i, O_ROUTE], w.option[j, O_ROUTE], w.option[i, O_POS], w.option[j, O_POS]
    begin(w)
    if ra == rb and ka == kb and comes_second(w, a, b):
        a, b = b, a
    if not (enter(w.table, a, ra, ka) and settle_late(w, a)):
        return False
    if ra == rb and kb >= ka:
        kb += 1
    if not (enter(w.table, b, rb, min(kb, w.tally[WORK, rb, LEN])) and settle_late(w, b)):
        return False
    if w.pool[TIMED]:
        time_alone(w.table, ra)
        measure(w, ra)
    return True


@apart(INT(INT, INT, INT, INT))
def place_pair(table: int, a: int, b: int, price: int) -> bool:
    """Two parts jointly at their cheapest places below `price`."""
    w = world_at(table)
    middle = options(w.table, a, 0)
    if rank(w, RANK, 0, middle, price) == 0:
        return False
    if rank(w, OTHER_RANK, middle, options(w.table, b, middle), price) == 0:
        return False
    kept = best_pairs(w, a, b, price)
    looks = w.pool[TIMED] or w.pool[N_DROPS]
    best, best_pair = price, -1
    for t in range(kept):
        if w.lists[TOP, 3 * t] >= best:
            break
        before = placed_cost(w, WORK)
        held = enter_pair(w, a, w.lists[TOP, 3 * t + 1], b, w.lists[TOP, 3 * t + 2])
        if held and not looks:
            return True
        cost = placed_cost(w, WORK) - before if held else BIG
        rollback(w)
        if cost < best:
            best, best_pair = cost, t
    if best_pair < 0:
        return False
    if enter_pair(w, a, w.lists[TOP, 3 * best_pair + 1], b, w.lists[TOP, 3 * best_pair + 2]):
        return True
    rollback(w)
    return False


@apart(INT(INT, INT, INT))
def place_set(table: int, u: int, price: int) -> bool:
    """The parts of unit u one after the other, from a random one on; several attempts, then it is left out."""
    w = world_at(table)
    begin(w)
    count = w.unit[u, MEMBERS]
    for attempt in range(ATTEMPTS):
        before = placed_cost(w, WORK)
        turn = draw(w, count) if attempt else 0
        held = True
        for m in range(count):
            x = w.pool[w.unit[u, MEMBER] + (m + turn) % count]
            n = rank(w, RANK, 0, options(w.table, x, 0), BIG)
            i = w.lists[RANK, 1 + draw(w, min(n, 1 + attempt))] if n else 0
            held = n > 0 and enter(w.table, x, w.option[i, O_ROUTE], w.option[i, O_POS]) and settle_late(w, x)
            if not held:
                break
        if held and placed_cost(w, WORK) - before < price:
            return True
        rollback(w)
    return False
