"""Set partitioning over columns: every primitive that binds several routes, as a linear row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from scheduler.problem.problem import BOTH, DIFFERENT, NEEDS, SAME, Balance, Circle, Link, Problem
from scheduler.solver.partition.mip import INFINITY, Mip
from scheduler.solver.partition.together import Priced, idle_unused, measured

Terms = dict[int, float]


class Master:
    """Variable k < len(columns) takes column k; `left_out[v]` leaves visit v out."""

    def __init__(self, problem: Problem, columns: Sequence[Priced]) -> None:
        self.problem, self.columns, self.mip = problem, columns, Mip()
        unused = [sum(b.price for b in problem.breaks if b.route == r) for r in range(problem.routes)]
        for column, figures in columns:  # what an unused route pays is left out everywhere
            self.mip.variable(figures.cost - unused[column.route], 1, integral=True)
        self.left_out = [
            self.mip.variable(int(problem.leave_out_cost[v]), 0 if problem.must_place[v] else 1, integral=True)
            for v in range(problem.visits)
        ]
        self.holding: dict[int, list[tuple[int, int]]] = defaultdict(list)  # part -> (column, start)
        for k, (column, _) in enumerate(columns):
            for stop, start in zip(column.plan.stops, column.plan.starts, strict=True):
                if stop >= 0:
                    self.holding[stop].append((k, start))
        self._presence_rows()
        for link in problem.links:
            self._link_rows(link)
        self._counter_rows()
        self._peak_rows()
        for balance in problem.balances:
            self._balance_rows(balance)
        for circle in problem.circles:
            self._circle_rows(circle)

    def _presence_rows(self) -> None:
        """A part is held by one column, or its visit is left out; a route has one column."""
        for p in range(self.problem.parts):
            held: Terms = {k: 1 for k, _ in self.holding[p]}
            self.mip.row(1, held | {self.left_out[int(self.problem.part_visit[p])]: 1}, 1)
        for v in set(range(self.problem.visits)) - {int(v) for v in self.problem.part_visit}:
            self.mip.row(1, {self.left_out[v]: 1}, 1)  # a visit without parts is never served
        of_route: dict[int, Terms] = defaultdict(dict)
        for k, (column, _) in enumerate(self.columns):
            of_route[column.route][k] = 1
        for held in of_route.values():
            self.mip.row(0, held, 1)

    def _link_rows(self, link: Link) -> None:
        first, second = (self.left_out[int(self.problem.part_visit[p])] for p in (link.first, link.second))
        if link.presence == BOTH and first != second:
            self.mip.row(0, {first: 1, second: -1}, 0)
        if link.presence == NEEDS and first != second:
            self.mip.row(0, {second: 1, first: -1}, INFINITY)
        if not self.holding[link.first] or not self.holding[link.second]:
            return
        self._gap_rows(link, first, second)
        if link.person == DIFFERENT:
            for held in self._persons(link, 1):
                self.mip.row(-INFINITY, held, 1)
        if link.person == SAME:
            for held in self._persons(link, -1):
                self.mip.row(-INFINITY, held | {second: -1}, 0)  # the first's person, when the second is placed
                self.mip.row(0, held | {first: 1}, INFINITY)

    def _gap_rows(self, link: Link, first: int, second: int) -> None:
        """minimum <= start of the second - base of the first <= maximum when both are placed.

        When presence follows from one of the two, `minimum x placed` states it without a large factor;
        else the row is widened by the latest base or start that stands in a column.
        """
        gap: Terms = defaultdict(float)
        latest_base = latest_start = 0
        for k, start in self.holding[link.first]:
            route = self.columns[k][0].route
            base = start + (int(self.problem.duration[link.first, route]) if link.from_end else 0)
            gap[k] -= base
            latest_base = max(latest_base, base)
        for k, start in self.holding[link.second]:
            gap[k] += start
            latest_start = max(latest_start, start)
        terms = dict(gap)
        low, high = float(link.minimum), float(link.maximum)
        if first == second or link.presence == BOTH:
            self.mip.row(low, terms | {second: low}, INFINITY)
            self.mip.row(-INFINITY, terms | {second: high}, high)
            return
        widened_low: Terms = {second: latest_base + low, first: max(0.0, low)}
        widened_high: Terms = {second: -max(0.0, -high), first: -max(0.0, latest_start - high)}
        self.mip.row(low, terms | widened_low, INFINITY)
        self.mip.row(-INFINITY, terms | widened_high, high)

    def _persons(self, link: Link, sign: int) -> list[Terms]:
        """Per person: columns with the first part, and `sign` x those with the second."""
        found: dict[int, Terms] = defaultdict(lambda: defaultdict(float))
        for part, factor in ((link.first, 1), (link.second, sign)):
            for k, _ in self.holding[part]:
                found[int(self.problem.route_staff[self.columns[k][0].route])][k] += factor
        return [dict(terms) for terms in found.values()]

    def _counter_rows(self) -> None:
        for counter in self.problem.counters:
            amounts = {k: measured(counter, *pair) for k, pair in enumerate(self.columns)}
            terms: Terms = {k: amount for k, amount in amounts.items() if amount}
            if counter.maximum is not None:
                self.mip.row(-INFINITY, terms, counter.maximum - counter.brought_in)
            for threshold, rate in counter.steps:
                over = self.mip.variable(rate)
                self.mip.row(-INFINITY, terms | {over: -1}, threshold - counter.brought_in)

    def _peak_rows(self) -> None:
        """A peak is not below what the column of any route, or the lack of one, makes of it."""
        of_route: dict[int, list[int]] = defaultdict(list)
        for k, (column, _) in enumerate(self.columns):
            of_route[column.route].append(k)
        for n, peak in enumerate(self.problem.peaks):
            highest = self.mip.variable(peak.rate)
            for r in range(self.problem.routes):
                unused = idle_unused(self.problem, peak, r)
                more = {k: float(unused - self.columns[k][1].peaks[n]) for k in of_route[r]}
                self.mip.row(unused, {k: x for k, x in more.items() if x} | {highest: 1}, INFINITY)

    def _circle_rows(self, circle: Circle) -> None:
        """A new face when one of her columns holds a part of the set; not more of them than allowed."""
        of_route: dict[int, Terms] = defaultdict(dict)
        for k, (column, _) in enumerate(self.columns):
            if circle.parts & set(column.parts) and int(self.problem.route_staff[column.route]) not in circle.seen:
                of_route[column.route][k] = 1
        faces: dict[int, int] = {}
        for r, held in of_route.items():
            staff = int(self.problem.route_staff[r])
            if staff not in faces:
                faces[staff] = self.mip.variable(circle.price, 1)
            self.mip.row(-INFINITY, held | {faces[staff]: -1}, 0)
        if circle.maximum is not None:
            most = max(0, circle.maximum - len(circle.seen))
            self.mip.row(-INFINITY, dict.fromkeys(faces.values(), 1.0), most)

    def _balance_rows(self, balance: Balance) -> None:
        """How far each group is from the mean (not rounded up, which only the count in whole numbers does)."""
        mean, groups = self.mip.variable(0.0), []
        for group in balance.groups:
            busy = self.mip.variable(0.0)
            own: Terms = {k: figures.busy for k, (column, figures) in enumerate(self.columns) if column.route in group}
            self.mip.row(0, own | {busy: -1}, 0)
            apart = self.mip.variable(balance.rate)
            self.mip.row(0, {apart: 1, busy: -1, mean: 1}, INFINITY)
            self.mip.row(0, {apart: 1, busy: 1, mean: -1}, INFINITY)
            groups.append(busy)
        self.mip.row(0, dict.fromkeys(groups, 1.0) | {mean: -float(len(groups))}, 0)
