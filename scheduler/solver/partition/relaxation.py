"""What the bound keeps of a Problem: each route by itself, as arrays for the labelling.

Kept exactly or from below: travel, access and their rate, services, windows, eligibility, cost of serving and of the
start, opening, overtime, orders, counters, a dimension of capacity, drops apart from their longest rides, parts that
may not share a route; of links, what linked.py and joint.py say. The rest is relaxed, and `aside.py` says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Literal

import numpy as np

from scheduler.problem.problem import Flags, Ints, Problem
from scheduler.problem.solution import drop_stop
from scheduler.solver.partition.aside import by_window
from scheduler.solver.partition.starts import start_cost

FORBIDDEN = 10**12  # a price that no route pays


def carried(stops: Iterable[int]) -> list[int]:
    """The parts among the stops."""
    return [stop for stop in stops if stop >= 0]


@dataclass(frozen=True, slots=True)
class Told:
    """The arrays of a route as lists; of the windows only those that are used."""

    length: list[int]
    leg: list[list[int]]
    out: list[int]
    home: list[int]
    windows: list[list[tuple[int, int]]]
    shift: list[int]
    serve: list[int]
    load: list[int]


@dataclass(frozen=True)
class RouteArrays:
    """One route and the parts that it may carry, as the labelling reads them; see labels.py for the shapes."""

    route: int
    parts: tuple[int, ...]  # global indices (drops below 0, as in a plan); position in here is the index in all arrays
    length: Ints
    leg: Ints
    out: Ints
    home: Ints
    window: Ints
    term: Ints
    wished: Ints
    shift: Ints
    serve: Ints
    load: Ints  # in the one dimension of capacity that is kept
    most: int
    opening: int
    rate: int  # cost of a tick of travel
    rank: Ints  # [n, orders] place of the part's class among those on this route, -1: the order does not ask
    wrong: Ints  # [orders] price of a part after one of a later class
    drops: tuple[tuple[int, frozenset[int]], ...]  # (index of the drop, those of the parts that it is for)

    @property
    def one_way(self) -> bool:
        """Whether costs depend on the clock or on what came before: a half route told from its end has none yet."""
        return bool(self.drops or len(self.wrong) > 0 or self.term.shape[1] > 0 or self.shift[3] > 0)

    @cached_property
    def width(self) -> int:
        """Ticks of a bucket: if possible not more than any step takes, so that each step leaves its bucket.

        The steps are those of both directions: a route told from its end has the same buckets.
        """
        span = int(self.shift[1] - self.shift[0])
        served = np.minimum(self.length[:, None], self.length[None, :])
        steps = served + self.leg + np.diag(np.full(len(self.parts), span + 1))
        return max(1, span // 400, min(span // 48, int(steps.min())))

    @cached_property
    def buckets(self) -> int:
        """How many buckets the shift has."""
        return int(self.shift[1] - self.shift[0]) // self.width + 1

    @cached_property
    def place_of(self) -> dict[int, int]:
        """Global part -> index here."""
        return {p: i for i, p in enumerate(self.parts)}

    def mirrored(self) -> RouteArrays:
        """The same route told from its end: a start becomes an end; first departure and last return stay."""
        both = int(self.shift[0] + self.shift[1])
        window = both - self.length[:, None, None] - self.window[:, ::-1, ::-1]
        empty = self.window[:, ::-1, 0] > self.window[:, ::-1, 1]
        window[empty] = (1, 0)
        return RouteArrays(
            self.route, self.parts, self.length, np.ascontiguousarray(self.leg.T), self.home, self.out,
            np.ascontiguousarray(window), self.term, self.wished, self.shift, self.serve, self.load, self.most,
            self.opening, self.rate, self.rank, self.wrong, self.drops,
        )  # fmt: skip

    @cached_property
    def _told(self) -> Told:
        """The arrays as plain lists: one route at a time is read faster so."""
        windows = [[(a, b) for a, b in rows if a <= b] for rows in self.window.tolist()]
        return Told(
            self.length.tolist(), self.leg.tolist(), self.out.tolist(), self.home.tolist(), windows,
            self.shift.tolist(), self.serve.tolist(), self.load.tolist(),
        )  # fmt: skip

    def cost(self, sequence: tuple[int, ...]) -> int | None:
        """What a route with these stops (indices here) costs at least; None when it cannot be driven."""
        told, starts = self._told, self.starts(sequence)
        if starts is None or sum(told.load[i] for i in sequence) > self.most or not self._dropped(sequence):
            return None
        travel = told.out[sequence[0]] + told.home[sequence[-1]] + sum(told.leg[i][k] for i, k in pairwise(sequence))
        cost = self.opening + self.rate * travel + sum(told.serve[i] for i in sequence)
        if self.term.shape[1]:
            cost += sum(
                int(start_cost(self.window[i], self.term[i], self.wished[i], start))
                for i, start in zip(sequence, starts, strict=True)
            )
        misplaced = sum(self._misplaced(sequence, o) * int(price) for o, price in enumerate(self.wrong))
        if misplaced >= FORBIDDEN:
            return None
        back = starts[-1] + told.length[sequence[-1]] + told.home[sequence[-1]]
        return cost + misplaced + told.shift[3] * max(0, back - told.shift[2])

    def _dropped(self, sequence: tuple[int, ...]) -> bool:
        """Whether each drop stands behind the last of its parts, once, and only for some."""
        for drop, parts in self.drops:
            last = max((k for k, i in enumerate(sequence) if i in parts), default=-1)
            if sequence.count(drop) != (last >= 0) or drop in sequence[: last + 1]:
                return False
        return True

    def _misplaced(self, sequence: tuple[int, ...], o: int) -> int:
        """How many stops come after one of a later class in this order."""
        found, highest = 0, -1
        for own in (int(self.rank[i, o]) for i in sequence):
            found += 0 <= own < highest
            highest = max(highest, own)
        return found

    def starts(self, sequence: tuple[int, ...]) -> tuple[int, ...] | None:
        """The earliest start at each stop; None when one comes too late."""
        told, found = self._told, list[int]()
        clock, last = told.shift[0], told.shift[1]
        for before, i in pairwise((-1, *sequence)):
            clock += told.out[i] if before < 0 else told.leg[before][i]
            start = next((max(a, clock) for a, b in told.windows[i] if clock <= b), None)
            if start is None:
                return None
            found.append(start)
            clock = start + told.length[i]
        return tuple(found) if clock + told.home[sequence[-1]] <= last else None

    def span_of(self, stops: tuple[int, ...], part: int) -> tuple[int, int]:
        """The earliest and the latest start of one of these stops, at the first of its places (global parts)."""
        told, sequence = self._told, tuple(self.place_of[p] for p in stops)
        at = stops.index(part)
        starts = self.starts(sequence)
        clock, following = told.shift[1], -1
        for i in reversed(sequence[at:]):
            clock -= told.length[i] + (told.home[i] if following < 0 else told.leg[i][following])
            clock = max((min(b, clock) for a, b in told.windows[i] if a <= clock), default=clock)
            following = i
        return (clock if starts is None else starts[at]), clock

    def cost_of(self, stops: tuple[int, ...]) -> int | None:
        """`cost` for stops as global parts; None also when one of them cannot be on this route."""
        if any(p not in self.place_of for p in stops):
            return None
        return self.cost(tuple(self.place_of[p] for p in stops))


def route_arrays(problem: Problem, r: int, parts: list[int]) -> RouteArrays:
    """The route with those of the parts that it could carry alone."""
    windows = [_rows(problem.window_index, p) for p in range(problem.parts)]
    kept = [p for p in parts if problem.eligible[p, r] and _fits_alone(problem, r, p)]
    drops = [d for d, drop in enumerate(problem.drops) if drop.parts & set(kept)]
    at = np.concatenate([problem.part_place[kept], _of_drops(problem, drops, "place")])
    service = _of_drops(problem, drops, "service")
    travel = _past_drops(problem, int(problem.route_mode[r]))
    most_windows = max((len(windows[p]) for p in kept), default=0)
    window = np.tile(np.array([1, 0], np.int64), (len(at), most_windows, 1))
    aside = by_window(problem)
    terms = [_terms(problem, p, aside) for p in kept]
    term = np.zeros((len(at), max((len(t) for t in terms), default=0), 3), np.int64)
    for i, p in enumerate(kept):
        for k, w in enumerate(windows[p]):
            window[i, k] = problem.window_earliest[w], problem.window_latest[w]
        for k, row in enumerate(terms[i]):
            term[i, k] = row
    for i, d in enumerate(drops, len(kept)):
        window[i, 0] = problem.route_earliest[r], min(problem.drops[d].latest, int(problem.route_latest[r]))
    end = int(problem.route_end[r])
    rate = int(problem.route_overtime_rate[r]) if problem.route_latest[r] > end else 0
    load, most = _bag(problem, r, kept)
    rank, wrong = _orders(problem, kept)
    rank = np.concatenate([rank, np.full((len(drops), len(wrong)), -1, np.int64)])
    nothing = np.zeros(len(drops), np.int64)
    return RouteArrays(
        route=r,
        parts=(*kept, *(drop_stop(d) for d in drops)),
        length=np.concatenate([problem.duration[kept, r], service]),
        leg=np.ascontiguousarray(travel[np.ix_(at, at)], np.int64),
        out=np.ascontiguousarray(travel[int(problem.route_from[r]), at], np.int64),
        home=np.ascontiguousarray(travel[at, int(problem.route_to[r])], np.int64),
        window=window,
        term=term,
        wished=np.array([*(_wished(rows) for rows in terms), *nothing], np.int64),
        shift=np.array([problem.route_earliest[r], problem.route_latest[r], end, rate], np.int64),
        serve=np.concatenate([problem.serve_cost[kept, r], nothing]),
        load=np.concatenate([load, nothing]),
        most=most,
        opening=int(problem.route_opening_cost[r]),
        rate=int(problem.route_travel_rate[r]),
        rank=rank,
        wrong=wrong,
        drops=tuple(
            (i, frozenset(k for k, p in enumerate(kept) if p in problem.drops[d].parts))
            for i, d in enumerate(drops, len(kept))
        ),
    )


def _of_drops(problem: Problem, drops: list[int], what: Literal["place", "service"]) -> Ints:
    return np.array([getattr(problem.drops[d], what) for d in drops], np.int64)


def _past_drops(problem: Problem, mode: int) -> Ints:
    """Travel that may pass by the places of drops: then leaving a drop out never makes a route longer."""
    travel: Ints = problem.travel[mode]
    for place in sorted({drop.place for drop in problem.drops}):
        travel = np.minimum(travel, travel[:, [place]] + travel[[place], :])
    return travel


def _bag(problem: Problem, r: int, parts: list[int]) -> tuple[Ints, int]:
    """Load of each part and capacity in the dimension whose loads exceed it most; zeros when none is exceeded."""
    excess = [int(load[parts].sum() - most[r]) for load, most in zip(problem.load, problem.capacity, strict=True)]
    if not excess or max(excess) <= 0:
        return np.zeros(len(parts), np.int64), 0
    d = excess.index(max(excess))
    return np.ascontiguousarray(problem.load[d, parts], np.int64), int(problem.capacity[d, r])


def _orders(problem: Problem, parts: list[int]) -> tuple[Ints, Ints]:
    """Ranks of the parts and price of a wrong place, for each order that these parts can break."""
    ranks, wrong = list[list[int]](), list[int]()
    for order in problem.orders:
        classes = sorted({order.part_class[p] for p in parts} - {-1})
        if len(classes) > 1:
            ranks.append([classes.index(order.part_class[p]) if order.part_class[p] >= 0 else -1 for p in parts])
            wrong.append(order.price or FORBIDDEN)
    return np.array(ranks, np.int64).reshape(len(wrong), len(parts)).T.copy(), np.array(wrong, np.int64)


def _rows(index: Ints, p: int) -> range:
    return range(int(index[p]), int(index[p + 1]))


def _fits_alone(problem: Problem, r: int, p: int) -> bool:
    """In some window there is time to start, and to end before the last return (a detour may be shorter than a leg)."""
    free = int(problem.route_latest[r]) - int(problem.duration[p, r])
    return any(
        max(int(problem.window_earliest[w]), int(problem.route_earliest[r])) <= min(free, int(problem.window_latest[w]))
        for w in _rows(problem.window_index, p)
    )


def _terms(problem: Problem, p: int, aside: Flags) -> list[tuple[int, int, int]]:
    return [
        (int(problem.term_time[t]), int(problem.term_before_rate[t]), int(problem.term_after_rate[t]))
        for t in _rows(problem.term_index, p)
        if (problem.term_before_rate[t] or problem.term_after_rate[t]) and not aside[t]
    ]


def _wished(terms: list[tuple[int, int, int]]) -> int:
    """The start of least cost: a term's time, since the cost is convex and piecewise linear."""

    def cost(start: int) -> int:
        return sum(before * max(0, time - start) + after * max(0, start - time) for time, before, after in terms)

    return min((time for time, _, _ in terms), key=cost, default=0)
