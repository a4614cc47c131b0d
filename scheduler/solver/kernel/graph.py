"""The starts of some routes as a graph of "at least so long after": a node per op, departure and return."""

from __future__ import annotations

from scheduler.problem.problem import WORK as WORK_TICKS
from scheduler.solver.kernel.clock import carries
from scheduler.solver.kernel.compiling import compiled
from scheduler.solver.kernel.layout import (
    AT,
    BIG,
    BREAK,
    COUNTER_AT,
    COUNTER_POOL,
    COUNTER_WIDTH,
    COUNTERS_AT,
    DROP,
    DUR,
    EARLIEST,
    FROM,
    G_EDGE,
    G_MARK,
    G_OP,
    G_RATE,
    G_ROUTE,
    G_SLOPE,
    G_TIME,
    G_UPPER,
    GROUPED,
    INT,
    KIND,
    LATE,
    LATEST,
    LEAVES_EARLY,
    LEN,
    LENGTH,
    LINK,
    LINK_WIDTH,
    LINKS,
    LOC,
    MAX_WORK,
    MODE,
    PART,
    PENALTY,
    RIDE,
    ROUTE,
    TO,
    WAIT,
    WINDOW,
    WINDOWS,
    WORK,
    WORLD,
    E,
    L,
    World,
)

DEPARTURE, BACK = -1, -2  # G_OP of the two nodes around a route


@compiled(INT(WORLD, INT, INT))
def work_rate(w: World, r: int, work: int) -> int:
    """What the last tick of `work` on route r costs through the counters; PENALTY-like when one is over."""
    rate = 0
    for i in range(w.route[r, COUNTERS_AT]):
        c = w.pool[w.route[r, COUNTER_AT] + i]
        at = w.pool[COUNTER_POOL] + c * COUNTER_WIDTH
        measure = w.pool[at]
        if measure != WORK_TICKS:
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
    if w.route[r, LEAVES_EARLY]:
        departure = w.route[r, EARLIEST]
    else:
        w.graph[w.stop[WORK, first, AT], G_SLOPE] -= w.route[r, WAIT]
    w.graph[begin, G_TIME], w.graph[begin, G_UPPER] = departure, departure if w.route[r, LEAVES_EARLY] else BIG
    w.graph[n, G_TIME], w.graph[n, G_UPPER] = back, w.route[r, LATEST]
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
