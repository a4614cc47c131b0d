"""Starts that cost least for given sequences: from the earliest starts, blocks of stops move later while it pays.

The constraints are a graph of "at least so long after"; moving a stop takes along all that it pushes without
a gap. Every cost is convex in one start, so for routes without links stopping when no stop wants to move is
the optimum (a descent over L-natural convex functions: Murota 2003, doi 10.1137/1.9780898718508); over links
it is a good start for the exact timing of the final plan.
"""

from __future__ import annotations

from scheduler.problem.problem import ROUTES, STOPS, TRAVEL
from scheduler.solver.kernel.clock import carries
from scheduler.solver.kernel.compiling import apart, compiled
from scheduler.solver.kernel.layout import (
    AT,
    BIG,
    BREAK,
    COUNT,
    COUNTER_AT,
    COUNTER_POOL,
    COUNTER_WIDTH,
    COUNTERS_AT,
    DROP,
    DUR,
    END,
    FROM,
    G_EDGE,
    G_MARK,
    G_OP,
    G_RATE,
    G_ROUTE,
    G_SLOPE,
    G_TIME,
    G_UPPER,
    GROUP,
    GROUPED,
    INT,
    KIND,
    LATE,
    LATEST,
    LEN,
    LENGTH,
    LINK,
    LINK_WIDTH,
    LINKED,
    LINKS,
    LOC,
    MAX_WORK,
    MODE,
    NODES,
    OVERTIME,
    OWN,
    PART,
    PENALTY,
    RIDE,
    ROUTE,
    START,
    TERM,
    TERMS,
    TIME,
    TO,
    VOID,
    WAIT,
    WINDOW,
    WINDOWS,
    WORK,
    WORKED,
    WORLD,
    E,
    L,
    World,
)
from scheduler.solver.kernel.state import touch
from scheduler.solver.kernel.table import world_at

DEPARTURE, BACK = -1, -2  # G_OP of the two nodes around a route
DONE = 2  # GROUPED: timed with its group already
MOVES = 4000  # of one timing at most


@compiled(INT(WORLD, INT, INT))
def term_cost(w: World, o: int, start: int) -> int:
    """What starting part o then costs."""
    cost = 0
    for i in range(w.op[o, TERMS]):
        at = w.op[o, TERM] + 3 * i
        cost += w.pool[at + 1] * max(0, w.pool[at] - start) + w.pool[at + 2] * max(0, start - w.pool[at])
    return cost


@compiled(INT(WORLD, INT, INT))
def work_rate(w: World, r: int, work: int) -> int:
    """What the last tick of `work` on route r costs through the counters; PENALTY-like when one is over."""
    rate = 0
    for i in range(w.route[r, COUNTERS_AT]):
        c = w.pool[w.route[r, COUNTER_AT] + i]
        at = w.pool[COUNTER_POOL] + c * COUNTER_WIDTH
        measure = w.pool[at]
        if measure in (TRAVEL, STOPS, ROUTES):
            continue
        amount = w.counter[WORK, c, 0] - w.counter[WORK, c, 1 + r] + work
        if amount > w.pool[at + 1]:
            rate += PENALTY >> 10
        for j in range(w.pool[at + 3]):
            if amount > w.pool[w.pool[at + 2] + 2 * j]:
                rate += w.pool[w.pool[at + 2] + 2 * j + 1]
    return rate


@compiled(INT(WORLD, INT))
def upper_start(w: World, o: int) -> int:
    """The last start of op o without leaving the window that its earliest start lies in."""
    start = w.stop[WORK, o, E]
    if w.op[o, KIND] == BREAK:
        return w.op[o, LATE]
    for i in range(w.op[o, WINDOWS]):
        if start <= w.pool[w.op[o, WINDOW] + 2 * i + 1]:
            return w.pool[w.op[o, WINDOW] + 2 * i + 1]
    return start


@compiled(INT(WORLD, INT, INT, INT))
def node(w: World, n: int, o: int, r: int) -> int:
    """A new node n of the graph for op o (or DEPARTURE, BACK) of route r."""
    w.graph[n, G_OP] = o
    w.graph[n, G_ROUTE] = r
    w.graph[n, G_SLOPE] = 0
    w.graph[n, G_MARK] = 0
    w.graph[n, G_RATE] = 0
    if o >= 0:
        w.stop[WORK, o, AT] = n
        w.graph[n, G_TIME] = w.stop[WORK, o, E]
        w.graph[n, G_UPPER] = upper_start(w, o)
    return n + 1


@compiled(INT(WORLD, INT))
def pauses_of(w: World, r: int) -> int:
    """How long the breaks of route r are in all."""
    total = 0
    for k in range(w.tally[WORK, r, LEN]):
        o = w.seq[WORK, r, k]
        if w.op[o, KIND] == BREAK:
            total += w.op[o, LENGTH]
    return total


@compiled(INT(WORLD, INT, INT))
def add_nodes(w: World, n: int, r: int) -> int:
    """Nodes of route r: departure, ops in order, back. Departure as late as the earliest starts allow."""
    first, last, before, after = -1, -1, 0, 0
    begin, count = n, w.tally[WORK, r, LEN]
    n = node(w, n, DEPARTURE, r)
    for k in range(count):
        o = w.seq[WORK, r, k]
        n = node(w, n, o, r)
        if w.op[o, KIND] == BREAK:
            after += w.op[o, LENGTH]
            if first < 0:
                before += w.op[o, LENGTH]
        else:
            first = o if first < 0 else first
            last, after = o, 0
    mode = w.route[r, MODE]
    departure = w.stop[WORK, first, E] - w.travel[mode, w.route[r, FROM], w.stop[WORK, first, LOC]] - before
    departure = min(departure, w.stop[WORK, w.seq[WORK, r, 0], E])
    end = w.stop[WORK, last, E] + w.stop[WORK, last, DUR]
    back = end + w.travel[mode, w.stop[WORK, last, LOC], w.route[r, TO]] + after
    final = w.seq[WORK, r, count - 1]
    if w.op[final, KIND] == BREAK:
        back = max(back, w.stop[WORK, final, E] + w.op[final, LENGTH])
    w.graph[begin, G_TIME], w.graph[begin, G_UPPER] = departure, BIG
    w.graph[n, G_TIME], w.graph[n, G_UPPER] = back, w.route[r, LATEST]
    w.graph[w.stop[WORK, first, AT], G_SLOPE] -= w.route[r, WAIT]
    w.graph[w.stop[WORK, last, AT], G_SLOPE] += w.route[r, WAIT]
    n = node(w, n, BACK, r)
    rate = work_rate(w, r, back - departure - pauses_of(w, r))
    w.graph[begin, G_SLOPE], w.graph[n - 1, G_SLOPE] = -rate, rate
    return n


@compiled(INT(WORLD, INT, INT, INT))
def edge(w: World, m: int, to: int, distance: int) -> int:
    """A new edge m: node `to` at least `distance` after the node whose edges are being laid."""
    w.edge[m, 0] = to
    w.edge[m, 1] = distance
    return m + 1


@compiled(INT(WORLD, INT, INT, INT, INT))
def add_onward(w: World, m: int, r: int, k: int, n: int) -> int:
    """Edges from number k of route r (-1: departure, node n) to the breaks and the stop that follow it."""
    mode, at, served = w.route[r, MODE], w.route[r, FROM], 0
    pause = False
    if k >= 0:
        o = w.seq[WORK, r, k]
        at, served = w.stop[WORK, o, LOC], w.stop[WORK, o, DUR]
        pause = w.op[o, KIND] == BREAK
    if pause:
        return edge(w, m, n + 1, served)
    gap = 0
    for j in range(k + 1, w.tally[WORK, r, LEN]):
        o = w.seq[WORK, r, j]
        to = n + j - k
        if w.op[o, KIND] != BREAK:
            return edge(w, m, to, served + w.travel[mode, at, w.stop[WORK, o, LOC]] + gap)
        m = edge(w, m, to, served)
        gap += w.op[o, LENGTH]
    to = n + w.tally[WORK, r, LEN] - k
    return edge(w, m, to, served + w.travel[mode, at, w.route[r, TO]] + gap)


@compiled(INT(WORLD, INT, INT, INT))
def add_link_edges(w: World, m: int, n: int, x: int) -> int:
    """Edges from part x to its partners in the graph; partners outside it hold it back."""
    for i in range(w.op[x, LINKS]):
        at = w.op[x, LINK] + i * LINK_WIDTH
        y = w.pool[at]
        if w.stop[WORK, y, ROUTE] < 0:
            continue
        served = 0
        if w.pool[at + 4]:
            served = w.stop[WORK, x if w.pool[at + 1] == 0 else y, DUR]
        inside = w.tally[WORK, w.stop[WORK, y, ROUTE], GROUPED] == 1
        if w.pool[at + 1] == 0:
            if inside:
                m = edge(w, m, w.stop[WORK, y, AT], w.pool[at + 2] + served)
            else:
                w.graph[n, G_UPPER] = min(w.graph[n, G_UPPER], w.stop[WORK, y, L] - w.pool[at + 2] - served)
        elif inside:
            m = edge(w, m, w.stop[WORK, y, AT], -w.pool[at + 3] - served)
        else:
            w.graph[n, G_UPPER] = min(w.graph[n, G_UPPER], w.stop[WORK, y, L] + w.pool[at + 3] + served)
    return m


@compiled(INT(WORLD, INT))
def add_edges(w: World, nodes: int) -> int:
    """The edges of all nodes, laid node by node."""
    m, k, departure = 0, 0, 0
    for n in range(nodes):
        w.graph[n, G_EDGE] = m
        o, r = w.graph[n, G_OP], w.graph[n, G_ROUTE]
        if o == DEPARTURE:
            departure, k = n, 0
            m = add_onward(w, m, r, -1, n)
            continue
        if o == BACK:
            if w.route[r, MAX_WORK] < BIG:
                m = edge(w, m, departure, -w.route[r, MAX_WORK] - pauses_of(w, r))
            continue
        m = add_onward(w, m, r, k, n)
        if w.op[o, KIND] == DROP:
            for j in range(k):
                carried = w.seq[WORK, r, j]
                if carries(w, carried, o):
                    m = edge(w, m, n - k + j, -w.op[o, RIDE] - w.stop[WORK, carried, DUR])
        elif w.op[o, KIND] == PART:
            m = add_link_edges(w, m, n, o)
        k += 1
    w.graph[nodes, G_EDGE] = m
    return m


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
            at = w.op[o, TERM] + 3 * i
            rise += w.pool[at + 2] if time >= w.pool[at] else -w.pool[at + 1]
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
            turn = w.pool[w.op[o, TERM] + 3 * i]
            if turn > time:
                most = min(most, turn - time)
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


@compiled(VOID(WORLD, INT, INT))
def read_off(w: World, nodes: int, own: int) -> None:
    """Write starts, work and cost of the starts back to the routes of the graph (own = 1: to OWN too)."""
    departure, cost, previous, gap, wait = 0, 0, -1, 0, 0
    for n in range(nodes):
        o, r, time = w.graph[n, G_OP], w.graph[n, G_ROUTE], w.graph[n, G_TIME]
        if o == DEPARTURE:
            departure, cost, previous, gap, wait = BIG, 0, -1, 0, 0
        elif o == BACK:
            end = w.stop[WORK, previous, START] + w.stop[WORK, previous, DUR]
            back = end + w.travel[w.route[r, MODE], w.stop[WORK, previous, LOC], w.route[r, TO]] + gap
            final = w.seq[WORK, r, w.tally[WORK, r, LEN] - 1]
            if w.op[final, KIND] == BREAK:
                back = max(back, w.stop[WORK, final, START] + w.op[final, LENGTH])
            cost += wait * w.route[r, WAIT] + w.route[r, OVERTIME] * max(0, back - w.route[r, END])
            w.tally[WORK, r, TIME] = cost
            if own:
                w.tally[WORK, r, OWN] = cost
            w.tally[WORK, r, WORKED] = back - departure - pauses_of(w, r)
        else:
            w.stop[WORK, o, START] = time
            if w.op[o, KIND] == BREAK:
                gap += w.op[o, LENGTH]
                if previous < 0:
                    departure = min(departure, time)
                continue
            if w.op[o, KIND] == PART:
                cost += term_cost(w, o, time)
            at = w.route[r, FROM] if previous < 0 else w.stop[WORK, previous, LOC]
            leg = w.travel[w.route[r, MODE], at, w.stop[WORK, o, LOC]]
            if previous < 0:
                departure = min(departure, time - leg - gap)
            else:
                wait += time - w.stop[WORK, previous, START] - w.stop[WORK, previous, DUR] - leg - gap
            previous, gap = o, 0


@apart(VOID(INT, INT))
def time_alone(table: int, r: int) -> None:
    """Choose the starts of one route; partners on other routes only hold it back."""
    w = world_at(table)
    if w.tally[WORK, r, COUNT] == 0:
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
