"""A Problem in the making: rules contribute by part and route, `problem()` turns it into arrays.

Meeting in one primitive: eligible = and, hard windows = intersection, duration = maximum, latest =
minimum; costs add and are kept per rule. So the order of the rules never matters.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from scheduler.domain.care import Visit
from scheduler.domain.day import Day
from scheduler.domain.people import Place, Shift
from scheduler.problem.problem import Break, Counter, Drop, Ints, Link, Order, Problem
from scheduler.units import MINUTE, seconds_of

FOREVER = 10**9
NAMED = {
    "travel_rule": "S3", "access_rule": "S13", "overtime_rule": "S8", "opening_rule": "S3",
    "wait_rule": "S4", "work_rule": "H15", "break_rule": "H5", "window_rule": "H7",
    "leave_out_rule": "S1", "must_rule": "H11", "capacity_rule": "H17", "eligible_rule": "H1",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Frame:
    """What the days of one week have in common, so that their Drafts can be laid side by side.

    New faces of the residents in `faces` (S5) and the fair share of the month (S7) are counted over the week.
    """

    places: tuple[Place, ...]
    modes: tuple[str, ...]
    faces: frozenset[str]


class Draft:
    """One route per field shift, one part per person of each visit, in the order of the day.

    Shapes: P parts, R routes, L places. Times are seconds from local midnight of the day. With a `frame` it is
    the share of one day in a week.
    """

    def __init__(self, day: Day, frame: Frame | None = None) -> None:
        self.day = day
        self.frame = frame
        self.shifts: list[Shift] = list(day.field_shifts())
        self.keys: list[tuple[str, int]] = [(v.id, k) for v in day.visits.values() for k in range(len(v.parts))]
        self.visit_ids: list[str] = list(day.visits)
        self.places: list[Place] = places_of(day) if frame is None else list(frame.places)
        self.place_index = {place.id: i for i, place in enumerate(self.places)}
        self.rules: list[str] = []
        p, r, n = len(self.keys), len(self.shifts), len(self.places)
        modes = modes_of(day) if frame is None else list(frame.modes)
        self.modes: list[str] = modes
        self.travel: Ints = np.zeros((len(modes), n, n), np.int64)
        self.access: Ints = np.zeros((n, n), np.int64)
        self.eligible = np.ones((p, r), np.bool_)
        self.forbidden_by: dict[tuple[int, int], list[str]] = defaultdict(list)
        self.duration: Ints = np.zeros((p, r), np.int64)
        for i, (visit_id, _) in enumerate(self.keys):
            self.duration[i, :] = day.visits[visit_id].minutes * MINUTE
        self.serve_costs: dict[str, Ints] = {}
        self.part_windows: list[list[tuple[int, int]]] = [[(0, FOREVER)] for _ in self.keys]
        self.terms: list[list[tuple[int, int, int, int]]] = [[] for _ in self.keys]
        self.leave_out_cost = np.zeros(len(self.visit_ids), np.int64)
        self.leave_out_shares: dict[str, Ints] = {}
        self.must_place = np.zeros(len(self.visit_ids), np.bool_)
        self.route_earliest = np.array([self.seconds(s.start) for s in self.shifts], np.int64)
        self.route_end = np.array([self.seconds(s.end) for s in self.shifts], np.int64)
        self.route_latest = np.array([self.seconds(s.latest_end) for s in self.shifts], np.int64)
        self.overtime_rate = np.zeros(r, np.int64)
        self.opening_cost = np.zeros(r, np.int64)
        self.wait_rate = np.zeros(r, np.int64)
        self.max_work = np.full(r, FOREVER, np.int64)
        self.max_travel = np.full(r, FOREVER, np.int64)
        self.breaks: list[Break] = []
        self.links: list[Link] = []
        self.counters: list[Counter] = []
        self.drops: list[Drop] = []
        self.orders: list[Order] = []
        self.capacities: list[tuple[Ints, Ints]] = []
        self._visit_at = {visit_id: i for i, visit_id in enumerate(self.visit_ids)}
        self._part_at = {key: i for i, key in enumerate(self.keys)}

    def rule(self, name: str) -> int:
        """The index of a rule's name, added on first use."""
        if name not in self.rules:
            self.rules.append(name)
        return self.rules.index(name)

    def seconds(self, moment: datetime) -> int:
        """Seconds from local midnight of the day to an aware datetime."""
        return seconds_of(moment, self.day.day)

    def each_part(self) -> Iterator[tuple[int, Visit, int]]:
        """(part index, visit, number of the part within the visit)."""
        for p, (visit_id, k) in enumerate(self.keys):
            yield p, self.day.visits[visit_id], k

    def each_route(self) -> Iterator[tuple[int, Shift]]:
        """(route index, shift)."""
        return enumerate(self.shifts)

    def part(self, visit_id: str, k: int = 0) -> int:
        """The index of a visit's k-th part."""
        return self._part_at[visit_id, k]

    def parts_of(self, visit_id: str) -> list[int]:
        """The indices of a visit's parts."""
        return [self._part_at[visit_id, k] for k in range(len(self.day.visits[visit_id].parts))]

    def routes_of(self, staff_id: str) -> list[int]:
        """The routes of one person."""
        return [r for r, shift in enumerate(self.shifts) if shift.staff_id == staff_id]

    def forbid(self, rule: str, part: int, route: int) -> None:
        """This part may not be on this route."""
        self.eligible[part, route] = False
        self.forbidden_by[part, route].append(rule)

    def serve_cost(self, rule: str, part: int, route: int, cost: int) -> None:
        """Serving this part on this route costs so much more."""
        if rule not in self.serve_costs:
            self.serve_costs[rule] = np.zeros(self.eligible.shape, np.int64)
        self.serve_costs[rule][part, route] += cost

    def window(self, part: int, intervals: list[tuple[int, int]]) -> None:
        """The part starts inside one of these (inclusive), and inside what others have said."""
        met = ((max(a, c), min(b, d)) for a, b in self.part_windows[part] for c, d in intervals)
        self.part_windows[part] = sorted((a, b) for a, b in met if a <= b)

    def start_term(self, rule: str, part: int, time: int, before_rate: int, after_rate: int) -> None:
        """Each second before / after `time` costs so much."""
        self.terms[part].append((self.rule(rule), time, before_rate, after_rate))

    def leave_out(self, visit_id: str, cost: int, rule: str = "") -> None:
        """What leaving the visit out costs, added to what others have said; a rule beside S1 is named."""
        self.leave_out_cost[self._visit_at[visit_id]] += cost
        if rule:
            share = self.leave_out_shares.setdefault(rule, np.zeros_like(self.leave_out_cost))
            share[self._visit_at[visit_id]] += cost

    def place_always(self, visit_id: str) -> None:
        """The visit must be placed (started, done, locked)."""
        self.must_place[self._visit_at[visit_id]] = True

    def problem(self) -> Problem:
        """The arrays. A part without a window left, or eligible nowhere, stays: it can only be left out."""
        sizes = [len(w) for w in self.part_windows]
        windows = [w for part in self.part_windows for w in part]
        terms = [t for part in self.terms for t in part]
        by_rule = tuple((self.rule(name), table) for name, table in self.serve_costs.items())
        total = sum((table for _, table in by_rule), np.zeros(self.eligible.shape, np.int64))
        base = [self.place_index[self.day.staff[s.staff_id].base.id] for s in self.shifts]
        names = {key: self.rule(name) for key, name in NAMED.items()}
        return Problem(
            rules=tuple(self.rules),
            travel=self.travel,
            access=self.access,
            route_staff=np.array([list(self.day.staff).index(s.staff_id) for s in self.shifts], np.int64),
            route_mode=np.array([self.modes.index(self.day.staff[s.staff_id].mode) for s in self.shifts], np.int64),
            route_from=np.array(base, np.int64),
            route_to=np.array(base, np.int64),
            route_earliest=self.route_earliest,
            route_end=self.route_end,
            route_latest=self.route_latest,
            route_overtime_rate=self.overtime_rate,
            route_opening_cost=self.opening_cost,
            route_max_work=self.max_work,
            route_max_travel=self.max_travel,
            route_wait_rate=self.wait_rate,
            route_travel_rate=np.ones(len(self.shifts), np.int64),
            route_leaves_early=np.zeros(len(self.shifts), np.bool_),
            breaks=tuple(self.breaks),
            part_visit=np.array([self._visit_at[v] for v, _ in self.keys], np.int64),
            part_place=np.array(
                [self.place_index[self.day.resident(self.day.visits[v]).place.id] for v, _ in self.keys], np.int64
            ),
            eligible=self.eligible,
            duration=self.duration,
            serve_cost=total,
            serve_cost_by_rule=by_rule,
            window_index=np.cumsum([0, *sizes], dtype=np.int64),
            window_earliest=_column(windows, 0),
            window_latest=_column(windows, 1),
            term_index=np.cumsum([0, *(len(t) for t in self.terms)], dtype=np.int64),
            term_window=np.full(len(terms), -1, np.int64),
            term_rule=_column(terms, 0),
            term_time=_column(terms, 1),
            term_before_rate=_column(terms, 2),
            term_after_rate=_column(terms, 3),
            leave_out_cost=self.leave_out_cost,
            must_place=self.must_place,
            links=tuple(self.links),
            counters=tuple(self.counters),
            drops=tuple(self.drops),
            orders=tuple(self.orders),
            peaks=(),
            balances=(),
            circles=(),
            capacity=np.array([c for c, _ in self.capacities], np.int64).reshape(
                len(self.capacities), len(self.shifts)
            ),
            load=np.array([load for _, load in self.capacities], np.int64).reshape(
                len(self.capacities), len(self.keys)
            ),
            leave_out_by_rule=tuple((self.rule(name), share) for name, share in self.leave_out_shares.items()),
            **names,
        )


def places_of(day: Day) -> list[Place]:
    """Laboratory, centre, the bases of those who go out and the homes to visit, each once."""
    found = {day.centre.laboratory.id: day.centre.laboratory, day.centre.place.id: day.centre.place}
    for shift in day.field_shifts():
        base = day.staff[shift.staff_id].base
        found[base.id] = base
    for visit in day.visits.values():
        home = day.resident(visit).place
        found[home.id] = home
    return list(found.values())


def modes_of(day: Day) -> list[str]:
    """How those who go out ride, in order of the alphabet."""
    return sorted({day.staff[shift.staff_id].mode for shift in day.field_shifts()})


def _column(rows: Sequence[tuple[int, ...]], k: int) -> Ints:
    return np.array([row[k] for row in rows], np.int64)
