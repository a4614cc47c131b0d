"""Starts that cost least for given sequences: from the earliest starts, blocks of stops move later while it pays.

The constraints are a graph of "at least so long after"; moving a stop takes along all that it pushes without
a gap. Every cost is convex in one start, so for routes without links stopping when no stop wants to move is
the optimum (a descent over L-natural convex functions: Murota 2003, doi 10.1137/1.9780898718508); over links
it is a good start for the exact timing of the final plan.
"""

from __future__ import annotations

from scheduler.solver.kernel.compiling import apart, compiled
from scheduler.solver.kernel.graph import BACK, add_edges, add_nodes, pauses_of
from scheduler.solver.kernel.layout import (
    BIG,
    BREAK,
    COUNT,
    COUNTER_POOL,
    COUNTER_WIDTH,
    DUR,
    EARLIEST,
    END,
    FROM,
    G_EDGE,
    G_MARK,
    G_OP,
    G_ROUTE,
    G_SLOPE,
    G_TIME,
    G_UPPER,
    GROUP,
    GROUPED,
    IDLED,
    INT,
    KIND,
    LEAVES_EARLY,
    LEN,
    LENGTH,
    LINK,
    LINK_WIDTH,
    LINKED,
    LINKS,
    LOC,
    LONGEST_WAIT,
    MODE,
    NODES,
    OVERTIME,
    OWN,
    PART,
    REGULAR,
    ROUTE,
    START,
    TERM,
    TERM_WIDTH,
    TERMS,
    TIME,
    TO,
    VOID,
    WAIT,
    WORK,
    WORKED,
    WORLD,
    E,
    World,
)
from scheduler.solver.kernel.state import touch
from scheduler.solver.kernel.table import world_at

DONE = 2  # GROUPED: timed with its group already
MOVES = 4000  # of one timing at most


@compiled(INT(WORLD, INT, INT))
def term_cost(w: World, o: int, start: int) -> int:
    """What starting part o then costs."""
    cost = 0
    for i in range(w.op[o, TERMS]):
        at = w.op[o, TERM] + TERM_WIDTH * i
        if w.pool[at + 3] <= start <= w.pool[at + 4]:
            cost += w.pool[at + 1] * max(0, w.pool[at] - start) + w.pool[at + 2] * max(0, start - w.pool[at])
    return cost


@compiled(INT(WORLD, INT))
def slope(w: World, n: int) -> int:
    """How the cost changes when node n alone moves one tick later."""
    rise = w.graph[n, G_SLOPE]
    o, time = w.graph[n, G_OP], w.graph[n, G_TIME]
    if o == BACK:
        r = w.graph[n, G_ROUTE]
        return rise + (w.route[r, OVERTIME] if time >= w.route[r, END] else 0)
    if o >= 0:
        for i in range(w.op[o, TERMS]):
            at = w.op[o, TERM] + TERM_WIDTH * i
            if w.pool[at + 3] <= time <= w.pool[at + 4]:
                rise += w.pool[at + 2] if time >= w.pool[at] else -w.pool[at + 1]
                peak = w.pool[at + 5] - 1
                if peak >= 0 and time - w.pool[at] >= w.counter[WORK, peak, 0]:
                    rise += w.pool[w.pool[w.pool[COUNTER_POOL] + peak * COUNTER_WIDTH + 2] + 1]
    return rise


@compiled(INT(WORLD, INT))
def room(w: World, n: int) -> int:
    """How far node n may move with the same slope and inside its bounds."""
    o, time = w.graph[n, G_OP], w.graph[n, G_TIME]
    most = w.graph[n, G_UPPER] - time
    if o == BACK:
        end = w.route[w.graph[n, G_ROUTE], END]
        return min(most, end - time) if time < end else most
    if o >= 0:
        for i in range(w.op[o, TERMS]):
            turn = w.pool[w.op[o, TERM] + TERM_WIDTH * i]
            if turn > time:
                most = min(most, turn - time)
            peak = w.pool[w.op[o, TERM] + TERM_WIDTH * i + 5] - 1
            if peak >= 0 and turn + w.counter[WORK, peak, 0] > time:
                most = min(most, turn + w.counter[WORK, peak, 0] - time)
    return most


@compiled(INT(WORLD, INT))
def gather(w: World, root: int) -> int:
    """Mark root and all that it pushes without a gap (list NODES); their common slope, BIG if one is stuck."""
    w.lists[NODES, 0], w.lists[NODES, 1] = 1, root
    w.graph[root, G_MARK] = 1
    total, i = 0, 0
    while i < w.lists[NODES, 0]:
        i += 1
        n = w.lists[NODES, i]
        if w.graph[n, G_TIME] >= w.graph[n, G_UPPER]:
            return BIG
        total += slope(w, n)
        for m in range(w.graph[n, G_EDGE], w.graph[n + 1, G_EDGE]):
            to = w.edge[m, 0]
            if w.graph[to, G_MARK] == 0 and w.graph[to, G_TIME] <= w.graph[n, G_TIME] + w.edge[m, 1]:
                w.graph[to, G_MARK] = 1
                w.lists[NODES, 0] += 1
                w.lists[NODES, w.lists[NODES, 0]] = to
    return total


@compiled(INT(WORLD))
def step_of(w: World) -> int:
    """How far the marked nodes may move together before the slope or what they push changes."""
    step = BIG
    for i in range(1, w.lists[NODES, 0] + 1):
        n = w.lists[NODES, i]
        step = min(step, room(w, n))
        for m in range(w.graph[n, G_EDGE], w.graph[n + 1, G_EDGE]):
            to = w.edge[m, 0]
            if w.graph[to, G_MARK] == 0:
                step = min(step, w.graph[to, G_TIME] - w.graph[n, G_TIME] - w.edge[m, 1])
    return step


@compiled(VOID(WORLD, INT))
def shift_later(w: World, nodes: int) -> None:
    """Move blocks later while it pays."""
    moved, left = True, MOVES
    while moved and left > 0:
        moved = False
        n = nodes - 1
        while n >= 0 and left > 0:
            left -= 1
            if slope(w, n) >= 0:
                n -= 1
                continue
            total = gather(w, n)
            step = step_of(w) if total < 0 else 0
            for i in range(1, w.lists[NODES, 0] + 1):
                marked = w.lists[NODES, i]
                w.graph[marked, G_MARK] = 0
                w.graph[marked, G_TIME] += step
            if step > 0:
                moved = True
            else:
                n -= 1


@compiled(VOID(WORLD, INT))
def cost_starts(w: World, r: int) -> None:
    """Work, waiting, idle time and the cost of the starts that stand on used route r."""
    departure, cost, previous, gap, wait, longest, spent = BIG, 0, -1, 0, 0, 0, 0
    mode, at = w.route[r, MODE], w.route[r, FROM]
    for k in range(w.tally[WORK, r, LEN]):
        o = w.seq[WORK, r, k]
        time = w.stop[WORK, o, START]
        if w.op[o, KIND] == BREAK:
            gap += w.op[o, LENGTH]
            if previous < 0:
                departure = min(departure, time)
            continue
        if w.op[o, KIND] == PART:
            cost += term_cost(w, o, time)
        arrival = w.travel[mode, at, w.stop[WORK, o, LOC]] + gap
        spent += arrival + w.stop[WORK, o, DUR]
        if previous < 0:
            departure = min(departure, time - arrival)
        else:
            pause = time - w.stop[WORK, previous, START] - w.stop[WORK, previous, DUR] - arrival
            longest = max(longest, pause)
            wait += pause
        previous, gap, at = o, 0, w.stop[WORK, o, LOC]
    if w.route[r, LEAVES_EARLY]:
        longest = max(longest, departure - w.route[r, EARLIEST])
        wait += departure - w.route[r, EARLIEST]
        departure = w.route[r, EARLIEST]
    home = w.travel[mode, at, w.route[r, TO]] + gap
    back = w.stop[WORK, previous, START] + w.stop[WORK, previous, DUR] + home
    final = w.seq[WORK, r, w.tally[WORK, r, LEN] - 1]
    if w.op[final, KIND] == BREAK:
        back = max(back, w.stop[WORK, final, START] + w.op[final, LENGTH])
    w.tally[WORK, r, TIME] = cost + wait * w.route[r, WAIT] + w.route[r, OVERTIME] * max(0, back - w.route[r, END])
    w.tally[WORK, r, WORKED] = back - departure - pauses_of(w, r)
    w.tally[WORK, r, IDLED] = max(back, w.route[r, END]) - w.route[r, EARLIEST] - spent - home
    w.tally[WORK, r, LONGEST_WAIT] = longest


@compiled(VOID(WORLD, INT))
def start_earliest(w: World, r: int) -> None:
    """The earliest starts are the best ones when no cost falls with a later start."""
    for k in range(w.tally[WORK, r, LEN]):
        o = w.seq[WORK, r, k]
        w.stop[WORK, o, START] = w.stop[WORK, o, E]
    cost_starts(w, r)
    w.tally[WORK, r, OWN] = w.tally[WORK, r, TIME]


@compiled(VOID(WORLD, INT, INT))
def read_off(w: World, nodes: int, own: int) -> None:
    """Write starts and their cost back to the routes of the graph (own = 1: to OWN too)."""
    for n in range(nodes):
        if w.graph[n, G_OP] >= 0:
            w.stop[WORK, w.graph[n, G_OP], START] = w.graph[n, G_TIME]
    for n in range(nodes):
        if w.graph[n, G_OP] == BACK:
            r = w.graph[n, G_ROUTE]
            cost_starts(w, r)
            if own:
                w.tally[WORK, r, OWN] = w.tally[WORK, r, TIME]


@apart(VOID(INT, INT))
def time_alone(table: int, r: int) -> None:
    """Choose the starts of one route; partners on other routes only hold it back."""
    w = world_at(table)
    if w.tally[WORK, r, COUNT] == 0:
        return
    if w.pool[REGULAR]:
        start_earliest(w, r)
        return
    w.tally[WORK, r, GROUPED] = 1
    nodes = add_nodes(w, 0, r)
    add_edges(w, nodes)
    shift_later(w, nodes)
    read_off(w, nodes, 1)
    w.tally[WORK, r, GROUPED] = 0


@apart(VOID(INT, INT))
def time_together(table: int, r: int) -> None:
    """Choose the starts of route r and of all routes linked with it, over the links; marks them DONE."""
    w = world_at(table)
    w.lists[GROUP, 0], w.lists[GROUP, 1] = 1, r
    w.tally[WORK, r, GROUPED] = 1
    nodes, i = 0, 0
    while i < w.lists[GROUP, 0]:
        i += 1
        q = w.lists[GROUP, i]
        touch(w, q)
        nodes = add_nodes(w, nodes, q)
        if w.tally[WORK, q, LINKED] == 0:
            continue
        for k in range(w.tally[WORK, q, LEN]):
            x = w.seq[WORK, q, k]
            for j in range(w.op[x, LINKS]):
                other = w.stop[WORK, w.pool[w.op[x, LINK] + j * LINK_WIDTH], ROUTE]
                if other >= 0 and w.tally[WORK, other, GROUPED] == 0:
                    w.tally[WORK, other, GROUPED] = 1
                    w.lists[GROUP, 0] += 1
                    w.lists[GROUP, w.lists[GROUP, 0]] = other
    add_edges(w, nodes)
    shift_later(w, nodes)
    read_off(w, nodes, 0)
    for i in range(1, w.lists[GROUP, 0] + 1):
        w.tally[WORK, w.lists[GROUP, i], GROUPED] = DONE
