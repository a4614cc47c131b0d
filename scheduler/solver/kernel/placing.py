"""Put a visit in: one part at its best place, two parts together, or a larger set one after the other.

Screened options are tried in full, cheapest first: the part goes in, drops and breaks find their place, starts
are pushed over all routes and links, costs of the start are timed. What does not hold is taken back.
"""

from __future__ import annotations

from scheduler.problem.problem import DIFFERENT, SAME
from scheduler.solver.kernel.clock import carries, mark_pushed, pass_backward, pass_forward, push, sweep
from scheduler.solver.kernel.compiling import apart, compiled
from scheduler.solver.kernel.layout import (
    ALLOWED,
    ALLOWEDS,
    BIG,
    BOOL,
    BREAK,
    CARRIED,
    COUNT,
    COUNTER_AT,
    COUNTERS_AT,
    DROPS,
    DUR,
    INT,
    KIND,
    LEN,
    LINK,
    LINK_WIDTH,
    LINKED,
    LINKS,
    MEMBER,
    MEMBERS,
    N_DROPS,
    N_PARTS,
    N_ROUTES,
    NEED,
    NEEDS_COUNT,
    O_COST,
    O_EARLY,
    O_LATE,
    O_POS,
    O_ROUTE,
    ONLY_TOUCHED,
    OTHER_RANK,
    OWN,
    PRICE,
    RANK,
    ROUTE,
    SCALARS,
    SIMPLE,
    STAFF,
    TIMED,
    TOP,
    TOUCHED,
    TRAVELLED,
    VOID,
    WORK,
    WORLD,
    E,
    World,
)
from scheduler.solver.kernel.offers import best_plain, options, rank
from scheduler.solver.kernel.state import (
    begin,
    counter_cost,
    draw,
    insert_op,
    measure,
    placed_cost,
    remove_op,
    rollback,
    route_cost,
    save,
    touch,
    within_limits,
)
from scheduler.solver.kernel.table import world_at
from scheduler.solver.kernel.timing import time_alone

TRIALS = 12  # options of one part looked at in full
PAIRS = 6  # pairs of options kept
ATTEMPTS = 6  # at a set of three or more parts


@compiled(INT(WORLD, INT))
def fitness(w: World, r: int) -> int:
    """How good route r is at its earliest (or chosen) starts, to compare places of its breaks and drops."""
    measure(w, r)
    if w.pool[TIMED]:
        time_alone(w.table, r)
        return w.tally[WORK, r, TRAVELLED] + w.tally[WORK, r, OWN]
    last = w.seq[WORK, r, w.tally[WORK, r, LEN] - 1]
    done = w.stop[WORK, last, E] + w.stop[WORK, last, DUR]
    return w.tally[WORK, r, TRAVELLED] * 64 + done


@compiled(BOOL(WORLD, INT, INT, INT))
def best_position(w: World, r: int, o: int, first: int) -> bool:
    """Insert op o (a break or drop) at its best number >= first on route r; False when none is possible."""
    best, best_pos = BIG, -1
    for k in range(first, w.tally[WORK, r, LEN] + 1):
        insert_op(w, r, k, o)
        if sweep(w.table, r, 0):
            value = fitness(w, r)
            if value < best:
                best, best_pos = value, k
        remove_op(w, o)
    if best_pos < 0:
        return False
    insert_op(w, r, best_pos, o)
    return sweep(w.table, r, 0)


@compiled(BOOL(WORLD, INT))
def has_breaks(w: World, r: int) -> bool:
    """Whether route r holds breaks."""
    return w.tally[WORK, r, LEN] > w.tally[WORK, r, COUNT] + w.tally[WORK, r, DROPS]


@compiled(BOOL(WORLD, INT))
def fit_breaks(w: World, r: int) -> bool:
    """Each break of route r goes to its best gap; False when one finds none."""
    n = w.tally[WORK, r, LEN]
    for nth in range(n):
        seen = -1
        for k in range(n):
            o = w.seq[WORK, r, k]
            if w.op[o, KIND] == BREAK:
                seen += 1
                if seen == nth:
                    remove_op(w, o)
                    if not best_position(w, r, o, 0):
                        return False
                    break
        if seen < nth:
            break
    return True


@compiled(BOOL(WORLD, INT))
def fit_drops(w: World, r: int) -> bool:
    """Route r holds each drop once, at its best place behind the parts it is for, or not at all."""
    for d in range(w.pool[N_DROPS]):
        drop = w.pool[N_PARTS] + d * w.pool[N_ROUTES] + r
        if w.stop[WORK, drop, ROUTE] >= 0:
            remove_op(w, drop)
        behind = 0
        for k in range(w.tally[WORK, r, LEN]):
            if carries(w, w.seq[WORK, r, k], drop):
                behind = k + 1
        if behind and not best_position(w, r, drop, behind):
            return False
    return True


@apart(INT(INT, INT, INT, INT))
def enter(table: int, x: int, r: int, k: int) -> bool:
    """Part x becomes number k of route r, earliest starts pushed everywhere; False when it cannot be.

    Under `begin`; after False the caller rolls back.
    """
    w = world_at(table)
    save(w, r)
    insert_op(w, r, k, x)
    if w.op[x, CARRIED] and not fit_drops(w, r):
        return False
    if not sweep(w.table, r, 0) and not (has_breaks(w, r) and fit_breaks(w, r)):
        return False
    if w.tally[WORK, r, LINKED]:
        mark_pushed(w, r, 0)
        if not push(w.table, 0):
            return False
    if w.pool[TIMED]:
        time_alone(w.table, r)
    measure(w, r)
    return within_limits(w, r)


@compiled(BOOL(WORLD, INT))
def settle_late(w: World, x: int) -> bool:
    """Bring the latest starts up to date after part x went in."""
    r = w.stop[WORK, x, ROUTE]
    if not sweep(w.table, r, 1):
        return False
    if w.tally[WORK, r, LINKED] == 0:
        return True
    mark_pushed(w, r, 1)
    return push(w.table, 1) > 0


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
    best, best_option, left = price, -1, TRIALS
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


@compiled(BOOL(WORLD, INT, INT, INT, INT))
def compatible(w: World, a: int, i: int, b: int, j: int) -> bool:
    """Whether options i of part a and j of part b meet the links between the two."""
    ra, rb = w.option[i, O_ROUTE], w.option[j, O_ROUTE]
    for n in range(w.op[a, LINKS]):
        at = w.op[a, LINK] + n * LINK_WIDTH
        if w.pool[at] != b:
            continue
        same = w.route[ra, STAFF] == w.route[rb, STAFF]
        person = w.pool[at + 5]
        if (person == DIFFERENT and same) or (person == SAME and not same):
            return False
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


@compiled(VOID(WORLD, INT, INT, INT))
def put_plain(w: World, x: int, r: int, k: int) -> None:
    """Part x into a route without links or extras, where the screen is the whole truth."""
    touch(w, r)
    insert_op(w, r, k, x)
    pass_forward(w, r)
    pass_backward(w, r)
    measure(w, r)


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
