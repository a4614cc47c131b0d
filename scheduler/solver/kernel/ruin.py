"""Take visits out: strings of neighbouring stops, near, simultaneous, dear or random ones, a whole route."""

from __future__ import annotations

from scheduler.solver.kernel.compiling import apart, compiled
from scheduler.solver.kernel.layout import (
    ABSENT,
    AT_ONCE,
    AVERAGE,
    BIG,
    BREAK,
    COUNT,
    COUNTER_POOL,
    COUNTER_WIDTH,
    DEAR,
    DEPENDENT,
    DEPENDENTS,
    EARLY,
    FROM,
    FROM_ABSENT,
    FROM_IDLEST,
    IDLE_MOST,
    INT,
    KIND,
    LEN,
    LOC,
    LONGEST,
    MEAN_DURATION,
    MEMBER,
    MEMBERS,
    MODE,
    N_COUNTERS,
    N_PARTS,
    N_ROUTES,
    NEAR,
    NEARBY,
    NEARS,
    PART,
    PLACE,
    POS,
    RATE,
    REMOVED,
    ROUTE,
    RUINED,
    SCATTERED,
    SHARE,
    STRINGS,
    TO,
    UNIT,
    VOID,
    WORK,
    WORLD,
    E,
    World,
)
from scheduler.solver.kernel.state import chance, draw, luck, remove_op, touch
from scheduler.solver.kernel.table import world_at
from scheduler.solver.kernel.tidying import tidy
from scheduler.solver.kernel.timing import term_cost


@compiled(VOID(WORLD, INT))
def remove_unit(w: World, unit: int) -> None:
    """Take out all parts of a unit and every unit that needs it."""
    n = w.lists[REMOVED, 0]
    first = w.pool[w.unit[unit, MEMBER]]
    if w.stop[WORK, first, ROUTE] < 0:
        return
    w.lists[REMOVED, n + 1] = unit
    i, n = n, n + 1
    while i < n:
        i += 1
        u = w.lists[REMOVED, i]
        for m in range(w.unit[u, MEMBERS]):
            x = w.pool[w.unit[u, MEMBER] + m]
            touch(w, w.stop[WORK, x, ROUTE])
            remove_op(w, x)
        for m in range(w.unit[u, DEPENDENTS]):
            other = w.pool[w.unit[u, DEPENDENT] + m]
            known = w.stop[WORK, w.pool[w.unit[other, MEMBER]], ROUTE] < 0
            for j in range(1, n + 1):
                known = known or w.lists[REMOVED, j] == other
            if not known:
                n += 1
                w.lists[REMOVED, n] = other
    w.lists[REMOVED, 0] = n


@compiled(INT(WORLD, INT))
def idlest_part(w: World, c: int) -> int:
    """A part that the most idle person of peak c has, or could have; -1 when there is none."""
    idlest = draw(w, w.pool[N_ROUTES])
    for r in range(w.pool[N_ROUTES]):
        if w.counter[WORK, c, 1 + r] > w.counter[WORK, c, 1 + idlest]:
            idlest = r
    if w.tally[WORK, idlest, COUNT] > 0 and chance(w) < 0.5:
        o = w.seq[WORK, idlest, draw(w, w.tally[WORK, idlest, LEN])]
        if w.op[o, KIND] == PART:
            return o
    for _ in range(20):
        x = draw(w, w.pool[N_PARTS])
        if w.serve[1, x, idlest] < BIG:
            return x
    return -1


@compiled(INT(WORLD))
def seed_part(w: World) -> int:
    """The part that the ruin begins around."""
    if w.lists[ABSENT, 0] > 0 and luck(w, FROM_ABSENT):
        u = w.lists[ABSENT, 1 + draw(w, w.lists[ABSENT, 0])]
        return w.pool[w.unit[u, MEMBER] + draw(w, w.unit[u, MEMBERS])]
    for c in range(w.pool[N_COUNTERS]):
        if w.pool[w.pool[COUNTER_POOL] + c * COUNTER_WIDTH] == IDLE_MOST and luck(w, FROM_IDLEST):
            x = idlest_part(w, c)
            if x >= 0:
                return x
    return draw(w, w.pool[N_PARTS])


@compiled(VOID(WORLD, INT, INT))
def remove_string(w: World, x: int, length: int) -> None:
    """Take out `length` neighbouring parts of x's route, x among them."""
    r = w.stop[WORK, x, ROUTE]
    n = w.tally[WORK, r, LEN]
    length = min(length, n)
    at = w.stop[WORK, x, POS]
    low = max(0, at - length + 1)
    high = min(at, n - length)
    begin = low + draw(w, high - low + 1)
    left = length
    while left > 0 and begin < w.tally[WORK, r, LEN]:
        left -= 1
        o = w.seq[WORK, r, begin]
        if w.op[o, KIND] == PART:
            remove_unit(w, w.op[o, UNIT])
        else:
            begin += 1


@compiled(VOID(WORLD, INT))
def ruin_strings(w: World, seed: int) -> None:
    """Strings in several routes near the seed (slack induction by string removals)."""
    placed, used = 0, 0
    for r in range(w.pool[N_ROUTES]):
        w.tally[WORK, r, RUINED] = 0
        placed += w.tally[WORK, r, COUNT]
        used += min(1, w.tally[WORK, r, COUNT])
    if used == 0:
        return
    longest = min(w.pool[LONGEST], max(1, placed // used))
    strings = 1 + draw(w, max(1, 4 * w.pool[AVERAGE] // (1 + longest) - 1))
    for i in range(w.op[seed, NEARS]):
        x = w.pool[w.op[seed, NEAR] + i]
        r = w.stop[WORK, x, ROUTE]
        if r < 0 or w.tally[WORK, r, RUINED]:
            continue
        w.tally[WORK, r, RUINED] = 1
        remove_string(w, x, 1 + draw(w, min(longest, w.tally[WORK, r, COUNT])))
        strings -= 1
        if strings == 0:
            break


@compiled(VOID(WORLD, INT))
def ruin_near(w: World, seed: int) -> None:
    """A thinned-out circle around the seed."""
    left = 1 + draw(w, 2 * w.pool[AVERAGE])
    for i in range(w.op[seed, NEARS]):
        x = w.pool[w.op[seed, NEAR] + i]
        if w.stop[WORK, x, ROUTE] >= 0 and chance(w) < 0.6:
            remove_unit(w, w.op[x, UNIT])
            left -= 1
            if left == 0:
                break


@compiled(VOID(WORLD, INT))
def ruin_route(w: World, seed: int) -> None:
    """The whole route of the first placed neighbour of the seed."""
    for i in range(w.op[seed, NEARS]):
        x = w.pool[w.op[seed, NEAR] + i]
        r = w.stop[WORK, x, ROUTE]
        if r >= 0:
            remove_string(w, x, w.tally[WORK, r, LEN])
            break


@compiled(VOID(WORLD, INT))
def ruin_at_once(w: World, seed: int) -> None:
    """Neighbours that start, or could start, at about the time of the seed."""
    left = 1 + draw(w, 2 * w.pool[AVERAGE])
    time = w.stop[WORK, seed, E] if w.stop[WORK, seed, ROUTE] >= 0 else w.op[seed, EARLY]
    width = max(1, w.op[seed, MEAN_DURATION]) * (1 + draw(w, 4))
    for i in range(w.op[seed, NEARS]):
        x = w.pool[w.op[seed, NEAR] + i]
        if w.stop[WORK, x, ROUTE] >= 0 and abs(w.stop[WORK, x, E] - time) <= width:
            remove_unit(w, w.op[x, UNIT])
            left -= 1
            if left == 0:
                break


@compiled(INT(WORLD, INT))
def dearness(w: World, x: int) -> int:
    """What placed part x costs by itself: the detour, serving and starting."""
    r, k = w.stop[WORK, x, ROUTE], w.stop[WORK, x, POS]
    mode, here = w.route[r, MODE], w.op[x, PLACE]
    at, to = w.route[r, FROM], w.route[r, TO]
    for j in range(k - 1, -1, -1):
        if w.op[w.seq[WORK, r, j], KIND] != BREAK:
            at = w.stop[WORK, w.seq[WORK, r, j], LOC]
            break
    for j in range(k + 1, w.tally[WORK, r, LEN]):
        if w.op[w.seq[WORK, r, j], KIND] != BREAK:
            to = w.stop[WORK, w.seq[WORK, r, j], LOC]
            break
    detour = w.travel[mode, at, here] + w.travel[mode, here, to] - w.travel[mode, at, to]
    return detour * w.route[r, RATE] + w.serve[1, x, r] + term_cost(w, x, w.stop[WORK, x, E])


@compiled(VOID(WORLD))
def ruin_dear(w: World) -> None:
    """Of several random visits each time the one that costs most."""
    for _ in range(1 + draw(w, w.pool[AVERAGE])):
        worst, most = -1, -BIG
        for _ in range(6):
            x = draw(w, w.pool[N_PARTS])
            if w.stop[WORK, x, ROUTE] >= 0 and dearness(w, x) > most:
                worst, most = x, dearness(w, x)
        if worst >= 0:
            remove_unit(w, w.op[worst, UNIT])


@compiled(VOID(WORLD))
def ruin_scattered(w: World) -> None:
    """Random visits."""
    for _ in range(1 + draw(w, w.pool[AVERAGE])):
        x = draw(w, w.pool[N_PARTS])
        if w.stop[WORK, x, ROUTE] >= 0:
            remove_unit(w, w.op[x, UNIT])


@apart(INT(INT))
def ruin(table: int) -> bool:
    """Take some visits out (REMOVED); False when what is left cannot stand."""
    w = world_at(table)
    w.lists[REMOVED, 0] = 0
    seed, kind = seed_part(w), int(chance(w) * SHARE)
    if kind < w.pool[STRINGS]:
        ruin_strings(w, seed)
    elif kind < w.pool[NEARBY]:
        ruin_near(w, seed)
    elif kind < w.pool[AT_ONCE]:
        ruin_at_once(w, seed)
    elif kind < w.pool[DEAR]:
        ruin_dear(w)
    elif kind < w.pool[SCATTERED]:
        ruin_scattered(w)
    else:
        ruin_route(w, seed)
    return tidy(w)
