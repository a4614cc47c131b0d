"""Problem -> World: the door between the readable problem and the packed arrays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate

import numpy as np

from scheduler.problem import problem as words
from scheduler.problem.problem import Ints, Problem
from scheduler.solver.kernel import layout as at
from scheduler.solver.kernel.layout import BIG, World
from scheduler.solver.kernel.recipe import Recipe
from scheduler.solver.kernel.table import table_of

NEIGHBOURS = 60


class Pool:
    """Lists laid one after the other in one flat array, behind the head."""

    def __init__(self) -> None:
        self.values: list[int] = [0] * at.HEAD

    def add(self, values: Iterable[int]) -> tuple[int, int]:
        """Append; where it begins and how many."""
        begin = len(self.values)
        self.values.extend(int(v) for v in values)
        return begin, len(self.values) - begin


def pack(problem: Problem, seed: int, recipe: Recipe) -> tuple[World, Ints]:
    """The world of a problem in which nothing is placed yet, and its table. `seed` starts the random numbers."""
    parts, routes = problem.parts, problem.routes
    pool = Pool()
    serve = np.ascontiguousarray(
        np.stack([problem.duration, np.where(problem.eligible, problem.serve_cost, BIG)])
    ).astype(np.int64)
    op = _ops(problem, pool)
    route = _routes(problem, pool)
    unit, unit_of = _units(problem, pool)
    op[:parts, at.UNIT] = unit_of
    _neighbours(problem, op, pool, recipe.apart_in_time)
    _shared(problem, pool)
    timed = _timed(problem)
    roomy = _roomy(problem) and not route[:, at.HARD].any()
    sums = len(problem.counters) + len(problem.peaks) + len(problem.balances) + len(problem.circles)
    head = {
        at.N_PARTS: parts, at.N_ROUTES: routes, at.N_OPS: len(op), at.N_UNITS: len(unit),
        at.N_COUNTERS: sums, at.N_ORDERS: len(problem.orders),
        at.N_DIMENSIONS: len(problem.capacity), at.N_DROPS: len(problem.drops), at.TIMED: int(timed),
        at.ANY_LINKS: int(bool(problem.links)),
        at.EXTRAS: int(bool(sums or problem.orders or len(problem.capacity))),
        at.REGULAR: int(_regular(problem)), at.LEAST_RATE: _least_rate(problem),
        at.ROOMY: int(roomy), at.LEAN: int(roomy and timed and _lean(problem)),
    }  # fmt: skip
    for where, value in (head | _shares(recipe, timed and not _regular(problem))).items():
        pool.values[where] = value
    _mark_units(problem, op, route, unit, pool, timed)
    longest = int(problem.eligible.sum(axis=0).max(initial=0)) + len(problem.drops) + len(problem.breaks) + 2
    brought_in = np.array([*(c.brought_in for c in problem.counters)] + [0] * (sums - len(problem.counters)), np.int64)
    stop, seq, tally, counter = at.fresh_plan(op, brought_in, routes, longest)
    _idle_at_first(problem, counter)
    for pause in problem.breaks:
        tally[:, pause.route, at.MISSED] += pause.price
    nodes = len(op) + 2 * routes + 8
    edges = 8 * nodes + 4 * len(problem.links) + len(problem.drops) * parts
    lists = np.zeros((at.LIST_ROWS, nodes + at.ARCHIVE_ROWS * 2), np.int64)
    lists[at.SCALARS, at.ENTERED] = -1
    lists[at.SCALARS, at.RANDOM] = (seed * 0x9E3779B97F4A7C15 + 0x1234567) % (1 << 62) + 1
    arrays: dict[str, Ints] = {
        "travel": np.array(problem.travel, np.int64, order="C"), "serve": serve, "op": op, "route": route,
        "unit": unit, "pool": np.array(pool.values, np.int64), "key": _keys(problem, op, unit, pool), "stop": stop,
        "seq": seq, "tally": tally, "counter": counter, "lists": lists,
        "graph": np.zeros((nodes, at.GRAPH_COLUMNS), np.int64), "edge": np.zeros((edges, 2), np.int64),
        "option": np.zeros((2 * (len(op) + 2 * routes + 8), at.OPTION_COLUMNS), np.int64),
        "archive": np.zeros((at.ARCHIVE_ROWS, 4 + 2 * at.ARCHIVE_STOPS), np.int64),
    }  # fmt: skip
    table = table_of(arrays)
    return World(**arrays, table=table.ctypes.data), table


def _shares(recipe: Recipe, chosen_starts: bool) -> dict[int, int]:
    """The recipe as whole numbers; the kinds of ruin as cumulative thousandths."""
    kinds = (recipe.strings, recipe.near, recipe.at_once, recipe.dear, recipe.scattered)
    shares = {
        at.FROM_ABSENT: recipe.from_absent, at.FROM_IDLEST: recipe.from_idlest, at.BLINK: recipe.blink,
        at.LARGER_FIRST: recipe.larger_first, at.LURE: recipe.lure,
        **dict(zip((at.STRINGS, at.NEARBY, at.AT_ONCE, at.DEAR, at.SCATTERED), accumulate(kinds), strict=True)),
    }  # fmt: skip
    average = recipe.average_timed if chosen_starts else recipe.average
    counts = {at.AVERAGE: average, at.LONGEST: recipe.longest, at.TRIALS: recipe.trials}
    return counts | {where: round(share * at.SHARE) for where, share in shares.items()}


def _timed(problem: Problem) -> bool:
    """Whether the choice of starts can change the cost, so that the earliest are not always best."""
    return bool(
        problem.term_before_rate.any()
        or problem.term_after_rate.any()
        or problem.route_wait_rate.any()
        or problem.route_overtime_rate.any()
        or any(c.measure == words.WORK for c in problem.counters)
        or problem.peaks
        or any(pause.price for pause in problem.breaks)
    )


def _regular(problem: Problem) -> bool:
    """Whether no cost falls when a start moves later: then the earliest starts are the best."""
    waits = (problem.route_wait_rate > 0) & ~problem.route_leaves_early
    return not (
        problem.term_before_rate.any()
        or waits.any()
        or any(c.measure == words.WORK for c in problem.counters)
        or any(peak.measure == words.WAITING for peak in problem.peaks)
    )


def _roomy(problem: Problem) -> bool:
    """Whether nothing need end in time: no plan without idle hours reaches any latest start or return."""
    if problem.drops or not problem.parts:
        return False
    care = int(np.where(problem.eligible, problem.duration, 0).max(axis=1).sum())
    waits = sum(max(0, link.minimum) for link in problem.links) + sum(pause.length for pause in problem.breaks)
    last = problem.window_index[1:] - 1
    if (np.diff(problem.window_index) == 0).any():
        return False
    opens = max(int(problem.window_earliest.max()), int(problem.route_earliest.max()))
    pauses = max((pause.latest for pause in problem.breaks), default=0)
    longest = int(problem.travel.max(initial=0)) * (problem.parts + 1)  # one leg to each part, one home
    reach = max(opens, pauses) + care + waits + longest
    return bool(min(problem.window_latest[last].min(), problem.route_latest.min()) >= reach)


def _lean(problem: Problem) -> bool:
    """Whether only the starts of parts cost, and the more the later: then delays say it all."""
    return _regular(problem) and not (
        problem.breaks
        or problem.balances
        or problem.route_overtime_rate.any()
        or problem.route_wait_rate.any()
        or any(peak.measure != words.LATENESS for peak in problem.peaks)
    )


def _least_rate(problem: Problem) -> int:
    """The least that one more tick of lateness costs anywhere."""
    rates = [*problem.term_after_rate.tolist(), *problem.route_overtime_rate.tolist()]
    return min((rate for rate in rates if rate > 0), default=0)


def _idle_at_first(problem: Problem, counter: Ints) -> None:
    """Unused routes are idle all the time."""
    for c, peak in enumerate(problem.peaks, len(problem.counters)):
        if peak.measure == words.IDLE:
            for r in peak.routes:
                counter[:, c, 1 + r] = max(0, int(problem.route_end[r] - problem.route_earliest[r]))
            counter[:, c, 0] = counter[0, c, 1:].max(initial=0)


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
        own = [c for c, members in enumerate(_routes_of_sums(problem)) if r in members]
        route[r, at.COUNTER_AT], route[r, at.COUNTERS_AT] = pool.add(own)
        first = problem.parts + len(problem.drops) * problem.routes
        pauses = [first + b for b, pause in enumerate(problem.breaks) if pause.route == r]
        route[r, at.PAUSE_AT], route[r, at.PAUSES] = pool.add(
            sorted(pauses, key=lambda o: problem.breaks[o - first].earliest)
        )
    # a limit that the shift itself keeps needs no look; HARD: work or travel can bind
    route[route[:, at.MAX_WORK] >= span, at.MAX_WORK] = BIG
    route[:, at.HARD] = (route[:, at.MAX_WORK] < BIG) | (problem.route_max_travel < span)
    return route


def _routes_of_sums(problem: Problem) -> list[set[int]]:
    """The routes that feed each counter, then each peak, then each balance."""
    late = set(range(problem.routes))
    return [
        *(set(counter.routes) for counter in problem.counters),
        *(late if peak.measure == words.LATENESS else set(peak.routes) for peak in problem.peaks),
        *({r for group in balance.groups for r in group} for balance in problem.balances),
        *(set(range(problem.routes)) for _ in problem.circles),
    ]


def _units(problem: Problem, pool: Pool) -> tuple[Ints, Ints]:
    """Visits joined by BOTH links, as sets of parts; which unit each part is in; who needs whom."""
    leader = list(range(problem.visits))

    def find(v: int) -> int:
        while leader[v] != v:
            v = leader[v]
        return v

    visit_of = [int(v) for v in problem.part_visit]
    for link in problem.links:
        if link.presence == words.BOTH:
            leader[find(visit_of[link.second])] = find(visit_of[link.first])
    leaders = sorted({find(v) for v in visit_of})
    number = {v: u for u, v in enumerate(leaders)}
    unit_of = np.array([number[find(v)] for v in visit_of], np.int64)
    unit = np.zeros((len(leaders), at.UNIT_COLUMNS), np.int64)
    for u in range(len(leaders)):
        members = np.flatnonzero(unit_of == u)
        unit[u, at.MEMBER], unit[u, at.MEMBERS] = pool.add(members)
        for v in {visit_of[p] for p in members}:
            unit[u, at.PRICE] += problem.leave_out_cost[v] + at.PENALTY * int(problem.must_place[v])
    needs = {
        (int(unit_of[link.second]), int(unit_of[link.first]))
        for link in problem.links
        if link.presence == words.NEEDS and unit_of[link.second] != unit_of[link.first]
    }
    for u in range(len(leaders)):
        unit[u, at.NEED], unit[u, at.NEEDS_COUNT] = pool.add(sorted(b for a, b in needs if a == u))
        unit[u, at.DEPENDENT], unit[u, at.DEPENDENTS] = pool.add(sorted(a for a, b in needs if b == u))
    return unit, unit_of


def _neighbours(problem: Problem, op: Ints, pool: Pool, apart_in_time: float) -> None:
    """For each part the nearest others that share an eligible route, itself first."""
    shared = problem.eligible.astype(np.float32) @ problem.eligible.T.astype(np.float32) > 0
    near = problem.travel.min(axis=0)
    places = problem.part_place
    for p in range(problem.parts):
        others = np.flatnonzero(shared[p])
        distance = near[places[p], places[others]] + near[places[others], places[p]]
        distance = distance + apart_in_time * abs(op[others, at.EARLY] - op[p, at.EARLY])
        ordered = others[np.lexsort((others, distance))]
        ordered = ordered[ordered != p][:NEIGHBOURS]
        op[p, at.NEAR], op[p, at.NEARS] = pool.add([p, *ordered])


def _shared(problem: Problem, pool: Pool) -> None:
    """Counters, orders, capacities and drops: whole tables behind one beginning each."""
    steps = [value for counter in problem.counters for step in counter.steps for value in step]
    beginnings = {at.STEP_POOL: pool.add(steps)[0]}
    rows: list[int] = []
    begin = beginnings[at.STEP_POOL]
    for counter in problem.counters:
        limit = BIG if counter.maximum is None else counter.maximum
        limited = int(counter.parts is not None)
        rows += [counter.measure, limit, begin, len(counter.steps), limited, 0, 0]
        begin += 2 * len(counter.steps)
    kinds = {words.LATENESS: at.LATEST_START, words.IDLE: at.IDLE_MOST, words.WAITING: at.WAIT_LONGEST}
    for peak in problem.peaks:
        rows += [kinds[peak.measure], BIG, pool.add([0, peak.rate])[0], 1, 0, 0, 0]
    for balance in problem.balances:
        groups = [(len(group), *group) for group in balance.groups]
        where = pool.add(value for group in groups for value in group)[0]
        rows += [at.BUSY, BIG, pool.add([0, balance.rate])[0], 1, 0, where, len(groups)]
    for circle in problem.circles:
        seen = pool.add(sorted(circle.seen))
        most = BIG if circle.maximum is None else max(0, circle.maximum - len(circle.seen))
        rows += [at.NEW_FACES, most, pool.add([0, circle.price])[0], 1, 1, *seen]
    beginnings[at.COUNTER_POOL] = pool.add(rows)[0]
    everything = frozenset(range(problem.parts))
    sets = [everything if c.parts is None else c.parts for c in problem.counters]
    sets += [everything] * (len(problem.peaks) + len(problem.balances)) + [circle.parts for circle in problem.circles]
    members = (p in parts for parts in sets for p in range(problem.parts))
    beginnings[at.MEMBER_POOL] = pool.add(members)[0]
    orders = (value for order in problem.orders for value in (order.price, *order.part_class))
    beginnings[at.ORDER_POOL] = pool.add(orders)[0]
    beginnings[at.CAPACITY_POOL] = pool.add(problem.capacity.ravel())[0]
    beginnings[at.LOAD_POOL] = pool.add(problem.load.ravel())[0]
    carried = (p in drop.parts for drop in problem.drops for p in range(problem.parts))
    beginnings[at.DROP_POOL] = pool.add(carried)[0]
    for where, value in beginnings.items():
        pool.values[where] = value


def _mark_units(problem: Problem, op: Ints, route: Ints, unit: Ints, pool: Pool, timed: bool) -> None:
    """Mark two kinds of units.

    SIMPLE: the screen in O(1) is the whole truth (one part, hard windows, plain routes). ALONE: whether it fits on
    a route depends on that route only, so that a route which did not change need not be asked again.
    """
    plain_route = route[:, at.HARD] == 0
    for pause in problem.breaks:
        plain_route[pause.route] = False
    extras = pool.values[at.EXTRAS]
    for u in range(len(unit)):
        p = pool.values[unit[u, at.MEMBER]]
        simple = unit[u, at.MEMBERS] == 1 and not (timed or extras or problem.drops)
        simple = simple and not op[p, at.LINKS] and op[p, at.WINDOWS] == 1 and not unit[u, at.NEEDS_COUNT]
        members = pool.values[unit[u, at.MEMBER] : unit[u, at.MEMBER] + unit[u, at.MEMBERS]]
        partners = {pool.values[op[m, at.LINK] + i * at.LINK_WIDTH] for m in members for i in range(op[m, at.LINKS])}
        unit[u, at.ALONE] = int(not pool.values[at.N_COUNTERS] and partners <= set(members))
        unit[u, at.SIMPLE] = int(simple and bool(plain_route[problem.eligible[p]].all()))


def _keys(problem: Problem, op: Ints, unit: Ints, pool: Pool) -> Ints:
    """Per unit the numbers that orders of insertion sort by, smallest first."""
    key = np.zeros((at.KEYS, len(unit)), np.int64)
    for u in range(len(unit)):
        members = pool.values[unit[u, at.MEMBER] : unit[u, at.MEMBER] + unit[u, at.MEMBERS]]
        allowed = [np.flatnonzero(problem.eligible[p]) for p in members]
        away = [
            int(problem.travel[problem.route_mode[r], problem.route_from[r], problem.part_place[p]])
            for p, routes in zip(members, allowed, strict=True)
            for r in routes[:1]
        ]
        key[0, u] = -unit[u, at.PRICE]
        key[1, u] = min((op[p, at.LATE] - op[p, at.EARLY]) for p in members)
        key[2, u] = -sum(op[p, at.MEAN_DURATION] for p in members)
        key[3, u] = -sum(away)
        key[4, u] = sum(away)
        key[5, u] = min(len(routes) for routes in allowed)
        key[6, u] = min(op[p, at.EARLY] for p in members)
    return key
