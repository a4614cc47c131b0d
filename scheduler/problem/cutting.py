"""A share of a Problem: some routes are free, the others stay as a Solution has them.

What the others do is said in figures: brought in to the counters, seen in the circles, bounds of the windows from
links. So the share's cost is the whole's but for a constant, and a legal plan of it makes a legal plan of the whole.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from scheduler.problem.amounts import amount_of
from scheduler.problem.problem import (
    BOTH,
    DIFFERENT,
    NEEDS,
    SAME,
    Circle,
    Counter,
    Flags,
    Ints,
    Link,
    Problem,
)
from scheduler.problem.solution import Solution, drop_stop

ENDLESS = 1 << 40
Span = tuple[int, int, int]  # row of a window, earliest, latest


@dataclass(frozen=True, slots=True)
class Cut:
    """The share as a Problem, and which part, route and drop of the whole each of its own is."""

    problem: Problem
    parts: tuple[int, ...]
    routes: tuple[int, ...]
    drops: tuple[int, ...]
    whole: Solution

    def inner(self) -> Solution:
        """What the whole's solution does on the free routes."""
        part = {p: i for i, p in enumerate(self.parts)}
        drop = {d: i for i, d in enumerate(self.drops)}
        return Solution(
            tuple(
                replace(plan, stops=tuple(part[s] if s >= 0 else drop_stop(drop[-1 - s]) for s in plan.stops))
                for plan in (self.whole.routes[r] for r in self.routes)
            )
        )

    def outer(self, inner: Solution) -> Solution:
        """The whole's solution with these free routes."""
        routes = list(self.whole.routes)
        for r, plan in zip(self.routes, inner.routes, strict=True):
            stops = tuple(self.parts[s] if s >= 0 else drop_stop(self.drops[-1 - s]) for s in plan.stops)
            routes[r] = replace(plan, stops=stops)
        return Solution(tuple(routes))


def cut(
    problem: Problem,
    solution: Solution,
    free: Collection[int],
    leave_out: Mapping[int, int] | None = None,
    faces_as_prices: bool = False,
) -> Cut:
    """The share of the free routes: their visits, and those that nobody serves and that could stand there.

    `leave_out`: other prices of leaving visits out. `faces_as_prices`: instead of circles, a part costs the price on
    everybody who is not seen and serves no other part of the circle now; exact while one part of a circle moves,
    and much faster to search. Raises ValueError for a problem with peaks or balances, which no share can say, and
    when a visit stands on free routes and on others.
    """
    if problem.peaks or problem.balances:
        raise ValueError("a problem with peaks or balances has no shares")
    return _Cutting(problem, solution, tuple(sorted(free)), leave_out or {}, faces_as_prices).cut()


class _Cutting:
    def __init__(
        self,
        problem: Problem,
        solution: Solution,
        free: tuple[int, ...],
        leave_out: Mapping[int, int],
        faces_as_prices: bool,
    ) -> None:
        self.problem, self.solution, self.routes = problem, solution, free
        self.leave_out, self.faces_as_prices = leave_out, faces_as_prices
        self.fixed = [r for r in range(problem.routes) if r not in set(free)]
        placed = solution.placed()
        self.outside = {p: at for p, at in placed.items() if at[0] not in set(free)}
        self.face = {p: int(problem.route_staff[r]) for p, (r, _) in placed.items()}
        self.inside = set(placed) - set(self.outside)
        if {int(problem.part_visit[p]) for p in self.inside} & {int(problem.part_visit[p]) for p in self.outside}:
            raise ValueError("a visit stands on free routes and on others")
        self.eligible: Flags = problem.eligible[:, list(free)].copy()
        self.low: Ints = np.full(problem.parts, -ENDLESS, np.int64)
        self.high: Ints = np.full(problem.parts, ENDLESS, np.int64)
        self.must: Flags = problem.must_place.copy()
        self.never: set[int] = {int(problem.part_visit[p]) for p in self.outside}  # visits that stand elsewhere
        for link in problem.links:
            self.bind(link)

    def bind(self, link: Link) -> None:
        """A link of which one part stands outside bounds the other."""
        first, second = self.outside.get(link.first), self.outside.get(link.second)
        if (first is None) == (second is None):
            return
        p, other = (link.second, first) if first is not None else (link.first, second)
        assert other is not None
        r, start = other
        longest, shortest = self.problem.duration[p].max(), self.problem.duration[p].min()
        if first is not None:
            base = start + int(self.problem.duration[link.first, r]) * link.from_end
            self.low[p] = max(self.low[p], base + link.minimum)
            self.high[p] = min(self.high[p], base + link.maximum)
        else:
            self.low[p] = max(self.low[p], start - link.maximum - shortest * link.from_end)
            self.high[p] = min(self.high[p], start - link.minimum - longest * link.from_end)
            if link.presence == NEEDS:
                self.must[self.problem.part_visit[p]] = True
        if link.presence == BOTH:
            self.must[self.problem.part_visit[p]] = True
        if link.person in (SAME, DIFFERENT):
            same = self.problem.route_staff[list(self.routes)] == self.problem.route_staff[r]
            self.eligible[p] &= same if link.person == SAME else ~same

    def closed(self, possible: Flags) -> set[int]:
        """Visits that are no business of the share: elsewhere, impossible, or in need of one that is nowhere."""
        visit = self.problem.part_visit
        found = self.never | {
            int(visit[p]) for p in range(self.problem.parts) if not possible[p] and p not in self.inside
        }
        needs = [(int(visit[k.first]), int(visit[k.second])) for k in self.problem.links if k.presence == NEEDS]
        elsewhere = {int(visit[p]) for p in self.outside}
        before = -1
        while before != len(found):
            before = len(found)
            found |= {second for first, second in needs if first in found and first not in elsewhere}
        return found

    def cut(self) -> Cut:
        """Put it together."""
        whole = self.problem
        windows = [self.windows_of(p) for p in range(whole.parts)]
        possible = np.array([bool(w) for w in windows]) & self.eligible.any(axis=1)
        closed = self.closed(possible)
        visits = [v for v in range(whole.visits) if v not in closed]
        number = {v: i for i, v in enumerate(visits)}
        parts = [p for p in range(whole.parts) if int(whole.part_visit[p]) in number]
        at = {p: i for i, p in enumerate(parts)}
        drops = [d for d, drop in enumerate(whole.drops) if not drop.parts.isdisjoint(at)]
        circles, faces = self.circles(at)
        problem = replace(
            whole,
            **self.of_routes(),
            **self.of_places(parts, drops),
            **self.of_parts(parts, faces),
            **self.of_starts(parts, [windows[p] for p in parts]),
            part_visit=np.array([number[int(whole.part_visit[p])] for p in parts], np.int64),
            leave_out_cost=np.array([self.leave_out.get(v, whole.leave_out_cost[v]) for v in visits], np.int64),
            leave_out_by_rule=tuple((rule, share[visits]) for rule, share in whole.leave_out_by_rule),
            must_place=self.must[visits],
            links=tuple(
                replace(link, first=at[link.first], second=at[link.second])
                for link in whole.links
                if link.first in at and link.second in at
            ),
            counters=self.counters(at),
            orders=tuple(replace(o, part_class=tuple(o.part_class[p] for p in parts)) for o in whole.orders),
            circles=circles,
        )
        return Cut(problem, tuple(parts), self.routes, tuple(drops), self.solution)

    def of_routes(self) -> dict[str, Any]:
        """The figures of the free routes, and their breaks."""
        routes = list(self.routes)
        own = [replace(b, route=routes.index(b.route)) for b in self.problem.breaks if b.route in set(routes)]
        return {name: getattr(self.problem, name)[routes] for name in _OF_ROUTES} | {"breaks": tuple(own)}

    def of_places(self, parts: list[int], drops: list[int]) -> dict[str, Any]:
        """The places that matter, and who is where among them."""
        whole, routes = self.problem, list(self.routes)
        own = {int(p) for p in whole.part_place[parts]} | {whole.drops[d].place for d in drops}
        own |= {int(p) for p in whole.route_from[routes]} | {int(p) for p in whole.route_to[routes]}
        places, at = sorted(own), {p: i for i, p in enumerate(parts)}
        moved = np.zeros(whole.travel.shape[1], np.int64)
        moved[places] = np.arange(len(places))
        return {
            "travel": np.ascontiguousarray(whole.travel[:, places][:, :, places]),
            "access": np.ascontiguousarray(whole.access[np.ix_(places, places)]),
            "route_from": moved[whole.route_from[routes]],
            "route_to": moved[whole.route_to[routes]],
            "part_place": moved[whole.part_place[parts]],
            "drops": tuple(
                replace(drop, place=int(moved[drop.place]), parts=frozenset(at[p] for p in drop.parts if p in at))
                for drop in (whole.drops[d] for d in drops)
            ),
        }

    def of_parts(self, parts: list[int], faces: Mapping[int, Ints]) -> dict[str, Any]:
        """What serving these parts on the free routes takes and costs."""
        whole, routes = self.problem, list(self.routes)
        by_rule = [(rule, table[np.ix_(parts, routes)]) for rule, table in whole.serve_cost_by_rule]
        by_rule += [(rule, table[parts]) for rule, table in faces.items()]
        return {
            "eligible": np.ascontiguousarray(self.eligible[parts]),
            "duration": np.ascontiguousarray(whole.duration[np.ix_(parts, routes)]),
            "serve_cost": sum((t for _, t in by_rule), np.zeros((len(parts), len(routes)), np.int64)),
            "serve_cost_by_rule": tuple(by_rule),
            "capacity": np.ascontiguousarray(whole.capacity[:, routes]),
            "load": np.ascontiguousarray(whole.load[:, parts]),
        }

    def of_starts(self, parts: list[int], windows: list[list[Span]]) -> dict[str, Any]:
        """The windows left, and of the terms those that are of one of them or of all."""
        whole = self.problem
        begins = np.cumsum([0, *(len(w) for w in windows)], dtype=np.int64)
        rows = {row: int(begins[i]) + n for i, own in enumerate(windows) for n, (row, _, _) in enumerate(own)}
        kept: list[tuple[int, int]] = []
        ends = [0]
        for p in parts:
            for t in range(int(whole.term_index[p]), int(whole.term_index[p + 1])):
                window = int(whole.term_window[t])
                if window < 0 or window in rows:
                    kept.append((t, rows.get(window, -1)))
            ends.append(len(kept))
        own_terms = np.array([t for t, _ in kept], np.int64)
        flat = [span for own in windows for span in own]
        return {
            "window_index": begins,
            "window_earliest": np.array([a for _, a, _ in flat], np.int64),
            "window_latest": np.array([b for _, _, b in flat], np.int64),
            "term_index": np.array(ends, np.int64),
            "term_window": np.array([w for _, w in kept], np.int64),
        } | {name: getattr(whole, name)[own_terms] for name in _OF_TERMS}

    def windows_of(self, p: int) -> list[Span]:
        """(row, earliest, latest) of the windows that the links leave and a free route reaches."""
        whole = self.problem
        mine = np.flatnonzero(self.eligible[p])
        if not len(mine):
            return []
        routes = np.array(self.routes)[mine]
        low = max(int(self.low[p]), int(whole.route_earliest[routes].min()))
        high = min(int(self.high[p]), int(whole.route_latest[routes].max()))
        rows = range(int(whole.window_index[p]), int(whole.window_index[p + 1]))
        met = ((w, max(low, int(whole.window_earliest[w])), min(high, int(whole.window_latest[w]))) for w in rows)
        return [(w, a, b) for w, a, b in met if a <= b]

    def counters(self, at: Mapping[int, int]) -> tuple[Counter, ...]:
        """With what the fixed routes bring in."""
        found = []
        number = {r: i for i, r in enumerate(self.routes)}
        for counter in self.problem.counters:
            routes = tuple(number[r] for r in counter.routes if r in number)
            if routes:
                brought = counter.brought_in + sum(
                    amount_of(self.problem, counter, r, self.solution.routes[r])
                    for r in counter.routes
                    if r not in number
                )
                parts = None if counter.parts is None else frozenset(at[p] for p in counter.parts if p in at)
                found.append(replace(counter, routes=routes, parts=parts, brought_in=brought))
        return tuple(found)

    def circles(self, at: Mapping[int, int]) -> tuple[tuple[Circle, ...], dict[int, Ints]]:
        """With the faces that the fixed routes show; a circle around one part is a price of serving it."""
        found: list[Circle] = []
        faces: dict[int, Ints] = {}
        people = self.problem.route_staff[list(self.routes)]
        for circle in self.problem.circles:
            parts = [p for p in circle.parts if p in at]
            most = circle.maximum
            if most is None and (len(parts) == 1 or self.faces_as_prices):
                for p in parts:
                    known = circle.seen | {self.face[q] for q in circle.parts if q != p and q in self.face}
                    shape = (self.problem.parts, len(people))
                    table = faces.setdefault(circle.rule, np.zeros(shape, np.int64))
                    table[p] += circle.price * ~np.isin(people, list(known))
            elif parts:
                seen = circle.seen | {self.face[p] for p in circle.parts if p in self.outside}
                if most is not None and len(circle.seen) > most:
                    most += len(seen) - len(circle.seen)  # more seen already forbid only new ones
                found.append(replace(circle, parts=frozenset(at[p] for p in parts), seen=frozenset(seen), maximum=most))
        return tuple(found), faces


_OF_ROUTES = (
    "route_staff", "route_mode", "route_earliest", "route_end", "route_latest", "route_overtime_rate",
    "route_opening_cost", "route_max_work", "route_max_travel", "route_wait_rate", "route_travel_rate",
    "route_leaves_early",
)  # fmt: skip
_OF_TERMS = ("term_rule", "term_time", "term_before_rate", "term_after_rate")
