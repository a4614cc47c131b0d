"""Problem -> World: the door between the readable problem and the packed arrays."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

import numpy as np

from scheduler.problem import problem as words
from scheduler.problem.problem import Ints, Problem
from scheduler.solver.kernel import layout as at
from scheduler.solver.kernel.layout import BIG, Pool, World
from scheduler.solver.kernel.packing_sums import add_shared, idle_at_first, routes_of_sums
from scheduler.solver.kernel.packing_units import add_neighbours, keys_of, mark_units, units_of
from scheduler.solver.kernel.recipe import Recipe
from scheduler.solver.kernel.table import table_of
from scheduler.solver.kernel.traits import is_lean, is_regular, is_roomy, is_timed, least_rate


def pack(problem: Problem, seed: int, recipe: Recipe) -> tuple[World, Ints]:
    """The world of a problem in which nothing is placed yet, and its table. `seed` starts the random numbers."""
    parts, routes = problem.parts, problem.routes
    pool = Pool()
    serve = np.ascontiguousarray(
        np.stack([problem.duration, np.where(problem.eligible, problem.serve_cost, BIG)])
    ).astype(np.int64)
    op = _ops(problem, pool)
    route = _routes(problem, pool)
    unit, unit_of = units_of(problem, pool)
    op[:parts, at.UNIT] = unit_of
    add_neighbours(problem, op, pool, recipe.apart_in_time)
    add_shared(problem, pool)
    timed = is_timed(problem)
    roomy = is_roomy(problem) and not route[:, at.HARD].any()
    sums = len(problem.counters) + len(problem.peaks) + len(problem.balances) + len(problem.circles)
    head = {
        at.N_PARTS: parts, at.N_ROUTES: routes, at.N_OPS: len(op), at.N_UNITS: len(unit),
        at.N_COUNTERS: sums, at.N_ORDERS: len(problem.orders),
        at.N_DIMENSIONS: len(problem.capacity), at.N_DROPS: len(problem.drops), at.TIMED: int(timed),
        at.ANY_LINKS: int(bool(problem.links)),
        at.EXTRAS: int(bool(sums or problem.orders or len(problem.capacity))),
        at.REGULAR: int(is_regular(problem)), at.LEAST_RATE: least_rate(problem),
        at.ROOMY: int(roomy), at.LEAN: int(roomy and timed and is_lean(problem)),
    }  # fmt: skip
    for where, value in (head | _shares(recipe, timed and not is_regular(problem), timed and roomy)).items():
        pool.values[where] = value
    mark_units(problem, op, route, unit, pool, timed)
    longest = int(problem.eligible.sum(axis=0).max(initial=0)) + len(problem.drops) + len(problem.breaks) + 2
    brought_in = np.array([*(c.brought_in for c in problem.counters)] + [0] * (sums - len(problem.counters)), np.int64)
    stop, seq, tally, counter = at.fresh_plan(op, brought_in, routes, longest)
    idle_at_first(problem, counter)
    for pause in problem.breaks:
        tally[:, pause.route, at.MISSED] += pause.price
    nodes = len(op) + 2 * routes + 8
    edges = 8 * nodes + 4 * len(problem.links) + len(problem.drops) * parts
    lists = np.zeros((at.LIST_ROWS, nodes + at.ARCHIVE_ROWS * 2), np.int64)
    lists[at.SCALARS, at.ENTERED] = -1
    lists[at.SCALARS, at.RANDOM] = (seed * 0x9E3779B97F4A7C15 + 0x1234567) % (1 << 62) + 1
    arrays: dict[str, Ints] = {
        "travel": np.array(problem.travel, np.int64, order="C"), "serve": serve, "op": op, "route": route,
        "unit": unit, "pool": np.array(pool.values, np.int64), "key": keys_of(problem, op, unit, pool), "stop": stop,
        "seq": seq, "tally": tally, "counter": counter, "lists": lists,
        "graph": np.zeros((nodes, at.GRAPH_COLUMNS), np.int64), "edge": np.zeros((edges, 2), np.int64),
        "option": np.zeros((2 * (len(op) + 2 * routes + 8), at.OPTION_COLUMNS), np.int64),
        "archive": np.zeros((at.ARCHIVE_ROWS, 4 + 2 * at.ARCHIVE_STOPS), np.int64),
        "memo": np.full(((parts, routes) if unit[:, at.SIMPLE].any() else (1, 1)) + (at.MEMO_COLUMNS,), -1, np.int64),
    }  # fmt: skip
    table = table_of(arrays)
    return World(**arrays, table=table.ctypes.data), table


def _shares(recipe: Recipe, chosen_starts: bool, endless: bool) -> dict[int, int]:
    """The recipe as whole numbers; the kinds of ruin as cumulative thousandths."""
    kinds = (recipe.strings, recipe.near, recipe.at_once, recipe.dear, recipe.scattered)
    shares = {
        at.FROM_ABSENT: recipe.from_absent, at.FROM_IDLEST: recipe.from_idlest, at.BLINK: recipe.blink,
        at.LARGER_FIRST: recipe.larger_first, at.LEVELLED: recipe.levelled, at.LURE: recipe.lure,
        **dict(zip((at.STRINGS, at.NEARBY, at.AT_ONCE, at.DEAR, at.SCATTERED), accumulate(kinds), strict=True)),
    }  # fmt: skip
    average = recipe.average_timed if chosen_starts else recipe.average
    trials = recipe.trials_endless if endless else recipe.trials
    counts = {at.AVERAGE: average, at.LONGEST: recipe.longest, at.TRIALS: trials}
    return counts | {where: round(share * at.SHARE) for where, share in shares.items()}


def _ops(problem: Problem, pool: Pool) -> Ints:
    parts, routes = problem.parts, problem.routes
    first_break = parts + len(problem.drops) * routes
    op = np.zeros((first_break + len(problem.breaks), at.OP_COLUMNS), np.int64)
    op[:, at.UNIT] = -1
    for p in range(parts):
        rows = slice(int(problem.window_index[p]), int(problem.window_index[p + 1]))
        windows = list(zip(problem.window_earliest[rows], problem.window_latest[rows], strict=True))
        _windows(op, p, windows, pool)
        op[p, at.PLACE] = problem.part_place[p]
        terms = _terms_of(problem, p)
        op[p, at.TERM], _ = pool.add(value for term in terms for value in term)
        op[p, at.TERMS] = len(terms)
        op[p, [at.CALM_FROM, at.CALM_TO]] = _calm(terms)
        links = _links_of(problem, p)
        op[p, at.LINK], _ = pool.add(value for link in links for value in link)
        op[p, at.LINKS] = len(links)
        op[p, at.ALLOWED], op[p, at.ALLOWEDS] = pool.add(np.flatnonzero(problem.eligible[p]))
        op[p, at.CARRIED] = any(p in drop.parts for drop in problem.drops)
        op[p, at.CLASSED] = any(order.part_class[p] >= 0 for order in problem.orders)
        op[p, at.LOADED] = bool(len(problem.load)) and bool(problem.load[:, p].any())
        allowed = problem.duration[p][problem.eligible[p]]
        op[p, at.MEAN_DURATION] = int(allowed.mean()) if len(allowed) else 0
    for d, drop in enumerate(problem.drops):
        for r in range(routes):
            o = parts + d * routes + r
            op[o, [at.PLACE, at.KIND, at.DROP_OF, at.LENGTH]] = drop.place, at.DROP, d, drop.service
            op[o, at.RIDE] = drop.longest_ride
            _windows(op, o, [(-BIG, drop.latest)], pool)
    for b, pause in enumerate(problem.breaks):
        op[first_break + b, [at.KIND, at.LENGTH, at.BREAK_PRICE]] = at.BREAK, pause.length, pause.price
        _windows(op, first_break + b, [(pause.earliest, pause.latest)], pool)
    return op


def _by_need(pause: words.Break) -> tuple[bool, int, int]:
    """Breaks that must be held come first, then the most wanted."""
    return pause.price > 0, -pause.price, pause.earliest


def _windows(op: Ints, o: int, windows: Sequence[tuple[int, int]], pool: Pool) -> None:
    op[o, at.WINDOW], _ = pool.add(value for window in windows for value in window)
    op[o, at.WINDOWS] = len(windows)
    op[o, at.EARLY] = windows[0][0] if windows else BIG
    op[o, at.LATE] = windows[-1][1] if windows else -BIG


def _terms_of(problem: Problem, p: int) -> list[tuple[int, ...]]:
    """The terms of a part: TERM_WIDTH numbers each; a second peak over the same term is a row without rates."""
    rows: list[tuple[int, ...]] = []
    for t in range(int(problem.term_index[p]), int(problem.term_index[p + 1])):
        row = int(problem.term_window[t])
        span = (-BIG, BIG) if row < 0 else (int(problem.window_earliest[row]), int(problem.window_latest[row]))
        time, rates = int(problem.term_time[t]), (int(problem.term_before_rate[t]), int(problem.term_after_rate[t]))
        peaks = [
            1 + c
            for c, peak in enumerate(problem.peaks, len(problem.counters))
            if peak.measure == words.LATENESS and t in peak.terms
        ]
        for n, peak_row in enumerate(peaks or [0]):
            rows.append((time, *(rates if n == 0 else (0, 0)), *span, peak_row))
    return rows


def _calm(terms: list[tuple[int, ...]]) -> tuple[int, int]:
    """From and to which start all terms cost nothing, and around which they rise; nowhere: (1, 0)."""
    if any(term[3] > -BIG or term[4] < BIG for term in terms):
        return 1, 0  # of one window only: not convex
    first = max((time for time, before, *_ in terms if before > 0), default=-BIG)
    return first, min((time for time, _, after, *_ in terms if after > 0), default=BIG)


def _links_of(problem: Problem, p: int) -> list[tuple[int, int, int, int, int, int]]:
    """The links of a part, seen from it: partner, 0 when it is first else 1, minimum, maximum, from_end, person."""
    seen = []
    for link in problem.links:
        if p in (link.first, link.second):
            partner, side = (link.second, 0) if p == link.first else (link.first, 1)
            low, high = max(-BIG, link.minimum), min(BIG, link.maximum)
            seen.append((partner, side, low, high, int(link.from_end), link.person))
    return seen


def _routes(problem: Problem, pool: Pool) -> Ints:
    columns = {
        at.STAFF: problem.route_staff, at.MODE: problem.route_mode, at.FROM: problem.route_from,
        at.TO: problem.route_to, at.EARLIEST: problem.route_earliest, at.LATEST: problem.route_latest,
        at.END: problem.route_end, at.OVERTIME: problem.route_overtime_rate, at.OPENING: problem.route_opening_cost,
        at.MAX_WORK: problem.route_max_work, at.MAX_TRAVEL: problem.route_max_travel, at.WAIT: problem.route_wait_rate,
        at.RATE: problem.route_travel_rate, at.LEAVES_EARLY: problem.route_leaves_early,
    }  # fmt: skip
    route = np.zeros((problem.routes, at.ROUTE_COLUMNS), np.int64)
    for column, values in columns.items():
        route[:, column] = values
    span = route[:, at.LATEST] - route[:, at.EARLIEST]
    for r in range(problem.routes):
        own = [c for c, members in enumerate(routes_of_sums(problem)) if r in members]
        route[r, at.COUNTER_AT], route[r, at.COUNTERS_AT] = pool.add(own)
        first = problem.parts + len(problem.drops) * problem.routes
        pauses = [first + b for b, pause in enumerate(problem.breaks) if pause.route == r]
        route[r, at.PAUSE_AT], route[r, at.PAUSES] = pool.add(
            sorted(pauses, key=lambda o: _by_need(problem.breaks[o - first]))
        )
    # a limit that the shift itself keeps needs no look; HARD: work or travel can bind
    route[route[:, at.MAX_WORK] >= span, at.MAX_WORK] = BIG
    route[:, at.HARD] = (route[:, at.MAX_WORK] < BIG) | (problem.route_max_travel < span)
    return route
