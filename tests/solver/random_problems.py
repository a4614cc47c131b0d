"""Small random problems with every primitive that can be switched on, and random solutions, good and bad.

The same seed gives the same draw. Most problems have a feasible plan (leaving visits out is allowed
unless "must" is on); most solutions are one small step away from feasible, on either side of an edge.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from random_published import PUBLISHED, with_published

from scheduler.problem.problem import (
    ANY,
    BOTH,
    DIFFERENT,
    FREE,
    NEEDS,
    ROUTES,
    SAME,
    STOPS,
    TRAVEL,
    WORK,
    Break,
    Counter,
    Drop,
    Ints,
    Link,
    Order,
    Problem,
)

RULES = (
    "travel", "access", "overtime", "opening", "wait", "work", "break", "window", "leave out", "must", "capacity",
    "eligible", "early or late", "person", "link", "counter", "drop", "order", "peak", "balance",
)  # fmt: skip
RULE = {name: i for i, name in enumerate(RULES)}

EVERY = PUBLISHED | frozenset({
    "access", "breaks", "capacity", "counters", "doubles", "drops", "limits", "links", "modes", "must", "opening",
    "orders", "overtime", "roads", "serve costs", "split", "terms", "wait", "windows", "zero durations",
})  # fmt: skip

HORIZON = 400


def some_primitives(seed: int) -> frozenset[str]:
    """A random choice among EVERY, from nearly none to all."""
    draw = random.Random(f"primitives {seed}")
    share = draw.choice([0.15, 0.35, 0.6, 0.9])
    names = (*sorted(EVERY - PUBLISHED), *sorted(PUBLISHED))  # in this order: each seed keeps its problem
    return frozenset(name for name in names if draw.random() < share)


def random_problem(seed: int, *, visits: int | None = None, with_: frozenset[str] | None = None) -> Problem:
    """A problem of `visits` visits (default: 3 to 12) with the primitives in `with_` (default: a random choice)."""
    draw = random.Random(f"problem {seed}")
    switched_on = some_primitives(seed) if with_ is None else with_
    unknown = switched_on - EVERY
    if unknown:
        raise ValueError(f"no such primitives: {sorted(unknown)}; known are {sorted(EVERY)}")
    count = draw.randint(3, 12) if visits is None else visits
    problem = _Drawing(draw, switched_on, count).problem()
    return with_published(problem, switched_on, random.Random(f"published {seed}"))


@dataclass
class _Drawing:
    """The state of one draw: what later primitives need to know of the earlier ones."""

    draw: random.Random
    on: frozenset[str]
    visits: int
    part_visit: list[int] = field(default_factory=list)
    staff: list[int] = field(default_factory=list)
    shifts: list[tuple[int, int]] = field(default_factory=list)

    def problem(self) -> Problem:
        draw, on = self.draw, self.on
        for v in range(self.visits):
            double = "doubles" in on and draw.random() < 0.4
            self.part_visit += [v] * (2 if double else 1)
        self._draw_routes()
        parts, routes = len(self.part_visit), len(self.staff)
        places = self.visits + 2
        modes = 2 if "modes" in on else 1
        travel, access = self._travel(modes, places)
        home = [draw.randrange(2, places) for _ in range(self.visits)]
        windows = [self._windows() for _ in range(parts)]
        for p in range(1, parts):  # two together are wanted at the same time
            if self.part_visit[p] == self.part_visit[p - 1]:
                windows[p] = windows[p - 1]
        terms = [self._terms() if "terms" in on else [] for _ in range(parts)]
        base = draw.randrange(2)
        shift_starts = [a for a, _ in self.shifts]
        shift_ends = [b for _, b in self.shifts]
        late = draw.choice([0, 15, 40]) if "overtime" in on else 0
        serve = self._table(parts, routes, 0.4, 0, 60) if "serve costs" in on else np.zeros((parts, routes), np.int64)
        return Problem(
            rules=RULES,
            travel=travel,
            access=access,
            travel_rule=RULE["travel"],
            access_rule=RULE["access"],
            route_staff=np.array(self.staff, np.int64),
            route_mode=np.array([draw.randrange(modes) for _ in range(routes)], np.int64),
            route_from=np.array([base] * routes, np.int64),
            route_to=np.array([draw.choice([base, base, 1 - base]) for _ in range(routes)], np.int64),
            route_earliest=np.array(shift_starts, np.int64),
            route_end=np.array(shift_ends, np.int64),
            route_latest=np.array([end + late for end in shift_ends], np.int64),
            route_overtime_rate=np.array([draw.randrange(4) if late else 0 for _ in range(routes)], np.int64),
            route_opening_cost=np.array([draw.choice([0, 25]) if "opening" in on else 0] * routes, np.int64),
            route_max_work=self._limit(routes, 120, 260),
            route_max_travel=self._limit(routes, 60, 140),
            route_wait_rate=np.array([draw.randrange(3) if "wait" in on else 0 for _ in range(routes)], np.int64),
            route_travel_rate=np.ones(routes, np.int64),
            route_leaves_early=np.zeros(routes, np.bool_),
            overtime_rule=RULE["overtime"],
            opening_rule=RULE["opening"],
            wait_rule=RULE["wait"],
            work_rule=RULE["work"],
            breaks=self._breaks() if "breaks" in on else (),
            break_rule=RULE["break"],
            part_visit=np.array(self.part_visit, np.int64),
            part_place=np.array([home[v] for v in self.part_visit], np.int64),
            eligible=self._eligible(parts, routes),
            duration=self._durations(parts, routes),
            serve_cost=serve,
            serve_cost_by_rule=((RULE["person"], serve),) if "serve costs" in on else (),
            window_index=np.cumsum([0, *(len(w) for w in windows)], dtype=np.int64),
            window_earliest=_column([row for w in windows for row in w], 0),
            window_latest=_column([row for w in windows for row in w], 1),
            window_rule=RULE["window"],
            term_index=np.cumsum([0, *(len(t) for t in terms)], dtype=np.int64),
            term_window=np.full(sum(len(t) for t in terms), -1, np.int64),
            term_rule=np.array([RULE["early or late"] for t in terms for _ in t], np.int64),
            term_time=_column([row for t in terms for row in t], 0),
            term_before_rate=_column([row for t in terms for row in t], 1),
            term_after_rate=_column([row for t in terms for row in t], 2),
            leave_out_cost=np.array([draw.choice([40, 150, 400, 900]) for _ in range(self.visits)], np.int64),
            must_place=np.array(["must" in on and draw.random() < 0.15 for _ in range(self.visits)], np.bool_),
            leave_out_rule=RULE["leave out"],
            must_rule=RULE["must"],
            links=self._links(),
            counters=self._counters() if "counters" in on else (),
            drops=self._drops(places) if "drops" in on else (),
            orders=self._orders() if "orders" in on else (),
            peaks=(),
            balances=(), circles=(),
            capacity=np.array([[draw.randint(3, 8) for _ in range(routes)]] if "capacity" in on else [], np.int64)
            .reshape(-1, routes),
            load=np.array([[draw.randrange(4) for _ in range(parts)]] if "capacity" in on else [], np.int64)
            .reshape(-1, parts),
            capacity_rule=RULE["capacity"],
            eligible_rule=RULE["eligible"],
        )  # fmt: skip

    def _draw_routes(self) -> None:
        for s in range(max(2, self.visits // 4)):
            if "split" in self.on and self.draw.random() < 0.5:
                noon = self.draw.randint(150, 220)
                self.shifts += [(0, noon), (noon + 40, HORIZON)]
                self.staff += [s, s]
            else:
                begin = self.draw.choice([0, 0, 60])
                self.shifts.append((begin, self.draw.choice([HORIZON, HORIZON, 300])))
                self.staff.append(s)

    def _travel(self, modes: int, places: int) -> tuple[Ints, Ints]:
        """Straight lines rounded up, plus access; with "roads" neither symmetric nor a metric."""
        draw = self.draw
        at = [(draw.uniform(0, 40), draw.uniform(0, 40)) for _ in range(places)]
        for i in range(3, places):  # some neighbours in one building
            if draw.random() < 0.2:
                at[i] = at[i - 1]
        access = np.zeros((places, places), np.int64)
        travel = np.zeros((modes, places, places), np.int64)
        for i in range(places):
            for j in range(places):
                if at[i] == at[j]:
                    continue
                access[i, j] = 1 + j % 3 if "access" in self.on else 0
                detour = draw.choice([0, 0, 5, 20]) if "roads" in self.on else 0
                for m in range(modes):
                    travel[m, i, j] = math.ceil(math.dist(at[i], at[j]) * (1 + m / 2)) + detour + access[i, j]
        return travel, access

    def _windows(self) -> list[tuple[int, int]]:
        draw = self.draw
        if "windows" not in self.on:
            return [(30, HORIZON - 30)] if draw.random() < 0.3 else [self._window(0, HORIZON)]
        edges = [0, HORIZON // 2, HORIZON] if draw.random() < 0.5 else [0, 130, 260, HORIZON]
        return [self._window(a, b - 1) for a, b in pairwise(edges) if draw.random() < 0.8]

    def _window(self, low: int, high: int) -> tuple[int, int]:
        earliest = self.draw.randint(low, (low + high) // 2)
        return earliest, min(high, earliest + self.draw.choice([0, 20, 60, 120, 200]))

    def _terms(self) -> list[tuple[int, int, int]]:
        draw = self.draw
        return [
            (draw.randrange(HORIZON), draw.randrange(3), draw.randrange(3)) for _ in range(draw.choice([0, 1, 1, 2]))
        ]

    def _table(self, rows: int, columns: int, share: float, low: int, high: int) -> Ints:
        draw = self.draw
        drawn = [[draw.randint(low, high) if draw.random() < share else 0 for _ in range(columns)] for _ in range(rows)]
        return np.array(drawn, np.int64)

    def _limit(self, routes: int, low: int, high: int) -> Ints:
        drawn = [self.draw.randint(low, high) if "limits" in self.on else 10**9 for _ in range(routes)]
        return np.array(drawn, np.int64)

    def _eligible(self, parts: int, routes: int) -> np.ndarray:
        by_staff = {(p, s): self.draw.random() < 0.75 for p in range(parts) for s in sorted(set(self.staff))}
        return np.array([[by_staff[p, self.staff[r]] for r in range(routes)] for p in range(parts)], np.bool_)

    def _durations(self, parts: int, routes: int) -> Ints:
        base = [self.draw.choice([10, 15, 20, 30]) for _ in range(parts)]
        if "zero durations" in self.on:
            base = [0 if self.draw.random() < 0.25 else length for length in base]
        return np.array([[length + (3 * self.staff[r]) % 5 for r in range(routes)] for length in base], np.int64)

    def _breaks(self) -> tuple[Break, ...]:
        found = []
        for r, (a, b) in enumerate(self.shifts):
            for _ in range(self.draw.choice([0, 1, 1, 2])):
                earliest = self.draw.randint(a, (a + b) // 2)
                found.append(Break(r, earliest, earliest + self.draw.choice([0, 30, 90]), self.draw.randint(5, 30)))
        return tuple(found)

    def _links(self) -> tuple[Link, ...]:
        draw, parts = self.draw, len(self.part_visit)
        found = []
        for p in range(1, parts):
            if self.part_visit[p] == self.part_visit[p - 1]:
                gap = draw.choice([0, 0, 0, 10])
                found.append(Link(RULE["link"], p - 1, p, False, 0, gap, draw.choice([DIFFERENT, DIFFERENT, FREE])))
        for _ in range(draw.randint(1, 3) if "links" in self.on else 0):
            a, b = draw.sample(range(parts), 2)
            shortest = draw.choice([-40, 0, 0, 20, 60])
            longest = shortest + draw.choice([0, 40, 100, HORIZON])
            person, presence = draw.choice([FREE, SAME, DIFFERENT]), draw.choice([ANY, BOTH, NEEDS])
            found.append(Link(RULE["link"], a, b, draw.random() < 0.5, shortest, longest, person, presence))
        return tuple(found)

    def _counters(self) -> tuple[Counter, ...]:
        draw, parts, routes = self.draw, len(self.part_visit), len(self.staff)
        found = []
        for _ in range(draw.randint(1, 3)):
            measure = draw.choice([WORK, TRAVEL, STOPS, ROUTES])
            scale = {WORK: 150, TRAVEL: 60, STOPS: 3, ROUTES: 1}[measure]
            some = frozenset(draw.sample(range(parts), max(1, parts // 2)))
            brought_in = draw.choice([0, 0, scale // 3])
            found.append(
                Counter(
                    RULE["counter"],
                    tuple(sorted(draw.sample(range(routes), draw.randint(1, routes)))),
                    measure,
                    some if measure in (STOPS, ROUTES) and draw.random() < 0.5 else None,
                    brought_in,
                    brought_in + draw.randint(scale, 3 * scale) if draw.random() < 0.4 else None,
                    tuple((draw.randint(0, 2 * scale), draw.randint(1, 3)) for _ in range(draw.randrange(3))),
                )
            )
        return tuple(found)

    def _drops(self, places: int) -> tuple[Drop, ...]:
        draw, parts = self.draw, len(self.part_visit)
        return tuple(
            Drop(
                RULE["drop"],
                draw.randrange(places),
                draw.choice([0, 5]),
                draw.randint(150, HORIZON),
                draw.choice([40, 90, 200]),
                frozenset(draw.sample(range(parts), draw.randint(1, max(1, 2 * parts // 3)))),
            )
            for _ in range(draw.randint(1, 2))
        )

    def _orders(self) -> tuple[Order, ...]:
        draw = self.draw
        return tuple(
            Order(RULE["order"], tuple(draw.choice([-1, 0, 1, 2]) for _ in self.part_visit), price)
            for price in draw.choice([(0,), (35,), (0, 35)])
        )


def _column(rows: list[tuple[int, ...]], k: int) -> Ints:
    return np.array([row[k] for row in rows], np.int64)
