"""A Problem as a few packed arrays, and the names of their columns.

Every value is int64. `w` (World) is handed to every compiled function. The dynamic arrays hold four copies
of the plan: WORK (being changed), CURRENT (of the annealing), BEST and BACKUP (of one insertion).
An *op* is anything that stands on a route: parts 0 .. P-1, then drop d of route r as P + d * R + r, then
the breaks. A *unit* is a set of parts that are placed together: visits joined by links that need both.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numba import types

from scheduler.problem.problem import Ints

BIG = 1 << 40  # no bound, not allowed
PENALTY = 1 << 34  # price of leaving out what must be placed: above any real cost, far below BIG

WORK, CURRENT, BEST, BACKUP = 0, 1, 2, 3  # copies of the plan

# op columns
(PLACE, UNIT, WINDOW, WINDOWS, EARLY, LATE, TERM, TERMS, LINK, LINKS, ALLOWED, ALLOWEDS, NEAR, NEARS, KIND,
 DROP_OF, LENGTH, RIDE, CLASSED, LOADED, MEAN_DURATION, CARRIED, BREAK_PRICE, CALM_FROM,
 CALM_TO) = range(25)  # fmt: skip
OP_COLUMNS = 25
PART, DROP, BREAK = 0, 1, 2  # KIND

# route columns
(STAFF, MODE, FROM, TO, EARLIEST, LATEST, END, OVERTIME, OPENING, MAX_WORK, MAX_TRAVEL, WAIT, COUNTER_AT, COUNTERS_AT,
 HARD, RATE, LEAVES_EARLY, PAUSE_AT, PAUSES) = range(19)  # fmt: skip
ROUTE_COLUMNS = 19

# unit columns
MEMBER, MEMBERS, PRICE, NEED, NEEDS_COUNT, DEPENDENT, DEPENDENTS, SIMPLE, ALONE = range(9)
UNIT_COLUMNS = 9

# dynamic columns of an op (stop) and of a route (tally)
(E, L, DUR, LOC, ROUTE, POS, START, LOW, HIGH, AT, FREE_DELAY, AHEAD, LATE_RATE, DELAY_RATE,
 DELAY_SPARED) = range(15)  # fmt: skip
STOP_COLUMNS = 15
(LEN, COUNT, TRAVELLED, SERVED, DISORDER, TIME, WORKED, LINKED, DROPS, OWN, IDLED, LONGEST_WAIT, MISSED, DIRTY, MARK,
 SAVED, TOUCHED, STALE, GROUPED, RUINED) = range(20)  # fmt: skip
TALLY_COLUMNS = 20

# pool: one flat array of lists; its head holds sizes, switches and where the lists begin
(N_PARTS, N_ROUTES, N_OPS, N_UNITS, N_COUNTERS, N_ORDERS, N_DIMENSIONS, N_DROPS, TIMED, ANY_LINKS, EXTRAS, COUNTER_POOL,
 MEMBER_POOL, STEP_POOL, ORDER_POOL, CAPACITY_POOL, LOAD_POOL, DROP_POOL, REGULAR, LEAST_RATE, ROOMY, LEAN, AVERAGE,
 LONGEST, STRINGS, NEARBY, AT_ONCE, DEAR, SCATTERED, FROM_ABSENT, FROM_IDLEST, BLINK, LARGER_FIRST, TRIALS,
 LEVELLED, LURE) = range(36)  # fmt: skip
HEAD = 36
SHARE = 1000  # shares in the pool are in thousandths
TERM_WIDTH = 6  # time, before rate, after rate, from and to which start it counts, 1 + the peak it feeds (0: none)
LINK_WIDTH = 6  # partner, 0 when the part is first else 1, minimum, maximum, from_end, person
COUNTER_WIDTH = 7  # measure, maximum (BIG: none), first step, steps, limited to parts, first group or face, how many
# counter measures beside WORK, TRAVEL, STOPS, ROUTES of the problem: peaks (the largest share), balance, circles
LATEST_START, IDLE_MOST, WAIT_LONGEST, BUSY, NEW_FACES = 4, 5, 6, 7, 8

# lists: rows of scratch; the first number of a row is how many follow
(SCALARS, ABSENT, REMOVED, TOUCHED_ROUTES, SAVED_ROUTES, STACK, GROUP, PENDING, NODES, SORT_KEY, BEST_STALE,
 TOP, ARCHIVED_AT, RANK, OTHER_RANK, WAS_ABSENT, PUSHED, QUEUE, ENTRANTS) = range(19)  # fmt: skip
LIST_ROWS = 19
(RANDOM, CURRENT_COST, BEST_COST, ITERATIONS, ARCHIVED, ONLY_TOUCHED, ENTERED, ENTERED_AT, IDLEST,
 IDLE_ABOVE, IDLE_SHARE) = range(11)  # of the row SCALARS  # fmt: skip

# graph of a timing: nodes and edges
G_OP, G_TIME, G_UPPER, G_SLOPE, G_EDGE, G_MARK, G_ROUTE, G_RATE = range(8)
GRAPH_COLUMNS = 8

# options: where a part could go
O_COST, O_ROUTE, O_POS, O_EARLY, O_LATE, O_BASE = range(6)
OPTION_COLUMNS = 6

# archive of routes met: columns before the stops and their starts
A_ROUTE, A_LEN, A_COST, A_HASH = range(4)
ARCHIVE_STOPS = 28
ARCHIVE_ROWS = 4096

# what is remembered of a part and a route: which sequence the route had (MARK), the cheapest place on it
M_MARK, M_COST, M_POS = range(3)
MEMO_COLUMNS = 3

ROW_BITS = 16  # of a rank: cost in front, row of the option behind

KEYS = 7  # orders of insertion kept per unit


class World(NamedTuple):
    """The Problem and four copies of a plan; shapes: M modes, L places, P parts, R routes, O ops, U units."""

    travel: Ints  # [M, L, L]
    serve: Ints  # [2, P, R] duration; serve cost, BIG where not eligible
    op: Ints  # [O, OP_COLUMNS]
    route: Ints  # [R, ROUTE_COLUMNS]
    unit: Ints  # [U, UNIT_COLUMNS]
    pool: Ints  # [.]
    key: Ints  # [KEYS, U]
    stop: Ints  # [4, O, STOP_COLUMNS]
    seq: Ints  # [4, R, longest route]
    tally: Ints  # [4, R, TALLY_COLUMNS]
    counter: Ints  # [4, C, 1 + R] amount, then each route's share
    lists: Ints  # [LIST_ROWS, .]
    graph: Ints  # [., GRAPH_COLUMNS]
    edge: Ints  # [., 2] to, least distance
    option: Ints  # [., OPTION_COLUMNS]
    archive: Ints  # [ARCHIVE_ROWS, 4 + 2 * ARCHIVE_STOPS]
    memo: Ints  # [P, R, MEMO_COLUMNS]; one row where no unit is SIMPLE
    table: int  # where the addresses and shapes of the arrays above stand


def _array(dimensions: int) -> types.Array:
    return types.Array(types.int64, dimensions, "C")


_DIMENSIONS = {"travel": 3, "serve": 3, "pool": 1, "stop": 3, "seq": 3, "tally": 3, "counter": 3, "memo": 3}
ARRAYS = World._fields[:-1]
WORLD = types.NamedTuple([*(_array(_DIMENSIONS.get(name, 2)) for name in ARRAYS), types.int64], World)
INT, BOOL, FLOAT, VOID = types.int64, types.boolean, types.float64, types.void


class Pool:
    """Lists laid one after the other in one flat array, behind the head."""

    def __init__(self) -> None:
        self.values: list[int] = [0] * HEAD

    def add(self, values: Iterable[int]) -> tuple[int, int]:
        """Append; where it begins and how many."""
        begin = len(self.values)
        self.values.extend(int(v) for v in values)
        return begin, len(self.values) - begin


def fresh_plan(op: Ints, brought_in: Ints, routes: int, longest: int) -> tuple[Ints, Ints, Ints, Ints]:
    """The dynamic arrays of a plan in which nothing stands on any route: stop, seq, tally, counter."""
    stop = np.zeros((4, len(op), STOP_COLUMNS), np.int64)
    stop[:, :, ROUTE] = -1
    stop[:, :, LOC] = op[:, PLACE]
    stop[:, :, DUR] = op[:, LENGTH]
    stop[:, :, LOW] = -BIG
    stop[:, :, HIGH] = BIG
    stop[:, :, AHEAD] = -BIG
    stop[:, :, L] = op[:, LATE]
    counter = np.zeros((4, max(1, len(brought_in)), 1 + routes), np.int64)
    counter[:, : len(brought_in), 0] = brought_in
    seq = np.zeros((4, routes, longest), np.int64)
    return stop, seq, np.zeros((4, routes, TALLY_COLUMNS), np.int64), counter
