"""Take visits out: strings of neighbouring stops, near ones, random ones, a whole route; around absent ones too."""

from __future__ import annotations

from scheduler.solver.kernel.clock import carries, sweep
from scheduler.solver.kernel.compiling import apart, compiled
from scheduler.solver.kernel.fitting import fit_breaks
from scheduler.solver.kernel.layout import (
    ABSENT,
    BOOL,
    COUNT,
    DEPENDENT,
    DEPENDENTS,
    DROPS,
    INT,
    KIND,
    LEN,
    LINKED,
    LINKS,
    MAX_TRAVEL,
    MEMBER,
    MEMBERS,
    N_DROPS,
    N_PARTS,
    N_ROUTES,
    NEAR,
    NEARS,
    PART,
    PAUSES,
    POS,
    REMOVED,
    ROOMY,
    ROUTE,
    RUINED,
    TIMED,
    TOUCHED_ROUTES,
    TRAVELLED,
    UNIT,
    VOID,
    WORK,
    WORLD,
    World,
)
from scheduler.solver.kernel.links import relink
from scheduler.solver.kernel.state import chance, draw, remove_op, touch
from scheduler.solver.kernel.sums import measure
from scheduler.solver.kernel.table import world_at
from scheduler.solver.kernel.timing import time_alone

AVERAGE = 10  # stops removed
LONGEST = 10  # string
FROM_ABSENT = 0.15  # of the ruins begin around a visit that is left out
STRINGS, NEARBY, SCATTERED = 0.80, 0.90, 0.96  # cumulative shares of the kinds of ruin; the rest: a whole route


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


@compiled(INT(WORLD))
def seed_part(w: World) -> int:
    """The part that the ruin begins around."""
    if w.lists[ABSENT, 0] > 0 and chance(w) < FROM_ABSENT:
        u = w.lists[ABSENT, 1 + draw(w, w.lists[ABSENT, 0])]
        return w.pool[w.unit[u, MEMBER] + draw(w, w.unit[u, MEMBERS])]
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
    longest = min(LONGEST, max(1, placed // used))
    strings = 1 + draw(w, max(1, 4 * AVERAGE // (1 + longest) - 1))
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
    left = 1 + draw(w, 2 * AVERAGE)
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


@compiled(VOID(WORLD))
def ruin_scattered(w: World) -> None:
    """Random visits."""
    for _ in range(1 + draw(w, AVERAGE)):
        x = draw(w, w.pool[N_PARTS])
        if w.stop[WORK, x, ROUTE] >= 0:
            remove_unit(w, w.op[x, UNIT])


@compiled(VOID(WORLD, INT))
def remove_idle_drops(w: World, r: int) -> None:
    """Route r lets go of drops that it carries nothing for any more."""
    for d in range(w.pool[N_DROPS]):
        drop = w.pool[N_PARTS] + d * w.pool[N_ROUTES] + r
        needed = w.stop[WORK, drop, ROUTE] < 0
        for k in range(w.tally[WORK, r, LEN]):
            needed = needed or carries(w, w.seq[WORK, r, k], drop)
        if not needed:
            remove_op(w, drop)


@compiled(BOOL(WORLD, INT, INT))
def tidy_route(w: World, r: int, swept: int) -> bool:
    """Breaks, starts and sums of a route that lost stops; False when a longer leg forbids it now."""
    if w.route[r, PAUSES] > 0 and w.tally[WORK, r, LINKED] == 0 and w.tally[WORK, r, COUNT] > 0:
        if not (fit_breaks(w, r) and sweep(w.table, r, 1)):
            return False
    elif not swept and not (sweep(w.table, r, 0) and (w.pool[ROOMY] or sweep(w.table, r, 1))):
        return False
    if w.pool[TIMED]:
        time_alone(w.table, r)
    measure(w, r)
    return w.tally[WORK, r, TRAVELLED] <= w.route[r, MAX_TRAVEL]


@compiled(BOOL(WORLD))
def tidy(w: World) -> bool:
    """All touched routes after the ruin; False when the ruin must be taken back."""
    linked = False
    for i in range(w.lists[REMOVED, 0]):
        u = w.lists[REMOVED, 1 + i]
        for m in range(w.unit[u, MEMBERS]):
            linked = linked or w.op[w.pool[w.unit[u, MEMBER] + m], LINKS] > 0
    for i in range(w.lists[TOUCHED_ROUTES, 0]):
        r = w.lists[TOUCHED_ROUTES, 1 + i]
        linked = linked or w.tally[WORK, r, LINKED] > 0
        if w.tally[WORK, r, DROPS]:
            remove_idle_drops(w, r)
    if linked and not relink(w.table):
        return False
    held = True
    for i in range(w.lists[TOUCHED_ROUTES, 0]):
        held = held and tidy_route(w, w.lists[TOUCHED_ROUTES, 1 + i], int(linked))
    return held


@apart(INT(INT))
def ruin(table: int) -> bool:
    """Take some visits out (REMOVED); False when what is left cannot stand."""
    w = world_at(table)
    w.lists[REMOVED, 0] = 0
    seed, kind = seed_part(w), chance(w)
    if kind < STRINGS:
        ruin_strings(w, seed)
    elif kind < NEARBY:
        ruin_near(w, seed)
    elif kind < SCATTERED:
        ruin_scattered(w)
    else:
        ruin_route(w, seed)
    return tidy(w)
