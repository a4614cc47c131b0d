"""The starts of a finished plan, chosen jointly over routes and links so that they cost least (OR-Tools).

The sequences stay, and so do the gaps in which breaks lie; everything else about time is free again.
"""

from __future__ import annotations

from itertools import pairwise

from scheduler.problem.evaluate import evaluate
from scheduler.problem.problem import WORK, Problem
from scheduler.problem.solution import RoutePlan, Solution
from scheduler.solver.partition.child import CHILD, Program
from scheduler.solver.partition.mip import INFINITY, Mip


def has_time_costs(problem: Problem) -> bool:
    """Whether starts can cost anything at all."""
    costs = (
        problem.term_before_rate,
        problem.term_after_rate,
        problem.route_wait_rate,
        problem.route_overtime_rate,
    )
    return any(cost.any() for cost in costs) or any(counter.measure == WORK for counter in problem.counters)


def retimed(problem: Problem, solution: Solution, seconds: float) -> Solution:
    """The plan with the cheapest starts for its sequences; as it was when that is no better or not found in time."""
    if seconds <= 0 or not has_time_costs(problem):
        return solution
    clock = _Clock(problem, solution)
    answer = CHILD.solve(Program(clock.mip, (), seconds, None))
    if answer is None:
        return solution
    timed = clock.read(answer.values)
    before, after = evaluate(problem, solution), evaluate(problem, timed)
    better = after.feasible and (after.cost < before.cost or not before.feasible)
    return timed if better else solution


class _Clock:
    """The program over the starts of a plan; times count from `base` so that none is negative."""

    def __init__(self, problem: Problem, solution: Solution) -> None:
        self.problem, self.solution, self.mip = problem, solution, Mip()
        firsts = [plan.starts[0] for plan in solution.routes if plan.stops]
        self.base = min([int(problem.route_earliest.min(initial=0)), *firsts])
        several = bool((problem.window_index[1:] - problem.window_index[:-1] > 1).any())
        # with one window each and no sums of work the corners of the program are whole numbers by themselves
        self.whole = several or any(counter.measure == WORK for counter in problem.counters)
        self.starts: dict[tuple[int, int], int] = {}  # (route, stop) -> variable
        self.pauses: dict[tuple[int, int], int] = {}  # (route, number of the break) -> variable
        self.span: dict[int, tuple[int, int, int]] = {}  # route -> departure, back, length of its breaks
        for r, plan in enumerate(solution.routes):
            if plan.stops:
                self._route(r, plan)
        self._links()
        self._counters()

    def _time(self, earliest: int, latest: int) -> int:
        variable = self.mip.variable(0.0, float(latest - self.base), integral=self.whole)
        self.mip.row(float(earliest - self.base), {variable: 1.0}, INFINITY)
        return variable

    def _after(self, later: int, earlier: int, distance: int) -> None:
        self.mip.row(float(distance), {later: 1.0, earlier: -1.0}, INFINITY)

    def _service(self, r: int, stop: int) -> int:
        return int(self.problem.duration[stop, r]) if stop >= 0 else self.problem.drops[-1 - stop].service

    def _route(self, r: int, plan: RoutePlan) -> None:
        problem = self.problem
        latest = int(problem.route_latest[r])
        departure = self._time(int(problem.route_earliest[r]), latest)
        back = self._time(int(problem.route_earliest[r]), latest)
        own = [b for b in problem.breaks if b.route == r]
        for k, b in enumerate(own):
            self.pauses[r, k] = self._time(b.earliest, b.latest)
        for stop in plan.stops:
            self.starts[r, stop] = self._start(stop, latest)
        places = [problem.part_place[s] if s >= 0 else problem.drops[-1 - s].place for s in plan.stops]
        places = [problem.route_from[r], *places, problem.route_to[r]]
        legs = [int(problem.travel[problem.route_mode[r], i, j]) for i, j in pairwise(places)]
        anchors = [departure, *(self.starts[r, stop] for stop in plan.stops), back]
        served = [0, *(self._service(r, stop) for stop in plan.stops)]
        for k, leg in enumerate(legs):
            # the breaks of this gap, in order: each behind what went before, all of them within the gap
            low = plan.starts[k - 1] if k else -(1 << 60)
            high = plan.starts[k] if k < len(plan.stops) else 1 << 60
            inside = sorted((q, n) for n, q in enumerate(plan.breaks) if low <= q < high)
            before, length = anchors[k], served[k]
            for _, n in inside:
                self._after(self.pauses[r, n], before, length)
                before, length = self.pauses[r, n], own[n].length
            if inside:
                self._after(anchors[k + 1], before, length)
            self._after(anchors[k + 1], anchors[k], served[k] + leg + sum(own[n].length for _, n in inside))
        self._rides(r, plan)
        self._costs(r, plan, departure, back, sum(b.length for b in own))

    def _start(self, stop: int, latest: int) -> int:
        """The start of one stop with its windows and the cost terms of a part."""
        problem, mip = self.problem, self.mip
        if stop < 0:
            return self._time(self.base, min(latest, problem.drops[-1 - stop].latest))
        rows = range(int(problem.window_index[stop]), int(problem.window_index[stop + 1]))
        windows = [(int(problem.window_earliest[w]), int(problem.window_latest[w])) for w in rows]
        start = self._time(max(self.base, windows[0][0]), windows[-1][1])
        if len(windows) > 1:
            inside = [mip.variable(0.0, 1.0, integral=True) for _ in windows]
            mip.row(1.0, dict.fromkeys(inside, 1.0), 1.0)
            lows = {y: float(self.base - a) for y, (a, _) in zip(inside, windows, strict=True)}
            highs = {y: float(b - self.base) for y, (_, b) in zip(inside, windows, strict=True)}
            mip.row(0.0, {start: 1.0, **lows}, INFINITY)
            mip.row(0.0, {start: -1.0, **highs}, INFINITY)
        for t in range(int(problem.term_index[stop]), int(problem.term_index[stop + 1])):
            turn = float(problem.term_time[t] - self.base)
            for rate, sign in ((problem.term_before_rate[t], 1.0), (problem.term_after_rate[t], -1.0)):
                if rate:
                    amount = mip.variable(float(rate))
                    mip.row(sign * turn, {amount: 1.0, start: sign}, INFINITY)
        return start

    def _rides(self, r: int, plan: RoutePlan) -> None:
        for stop in plan.stops:
            if stop < 0:
                drop = self.problem.drops[-1 - stop]
                for part in drop.parts & set(plan.stops):
                    length = drop.longest_ride + self._service(r, part)
                    self._after(self.starts[r, part], self.starts[r, stop], -length)

    def _costs(self, r: int, plan: RoutePlan, departure: int, back: int, pauses: int) -> None:
        """Overtime, waiting between the first and the last stop, longest work."""
        problem, mip = self.problem, self.mip
        self.span[r] = departure, back, pauses
        if problem.route_overtime_rate[r]:
            over = mip.variable(float(problem.route_overtime_rate[r]))
            mip.row(float(self.base - problem.route_end[r]), {over: 1.0, back: -1.0}, INFINITY)
        mip.costs[self.starts[r, plan.stops[-1]]] += float(problem.route_wait_rate[r])
        mip.costs[self.starts[r, plan.stops[0]]] -= float(problem.route_wait_rate[r])
        mip.row(-INFINITY, {back: 1.0, departure: -1.0}, float(problem.route_max_work[r] + pauses))

    def _links(self) -> None:
        placed = self.solution.placed()
        for link in self.problem.links:
            if link.first in placed and link.second in placed:
                first, second = placed[link.first][0], placed[link.second][0]
                served = self._service(first, link.first) if link.from_end else 0
                terms = {self.starts[second, link.second]: 1.0, self.starts[first, link.first]: -1.0}
                self.mip.row(float(link.minimum + served), terms, float(link.maximum + served))

    def _counters(self) -> None:
        for counter in self.problem.counters:
            if counter.measure != WORK:
                continue
            terms: dict[int, float] = {}
            fixed = counter.brought_in
            for r in counter.routes:
                if r in self.span:
                    departure, back, pauses = self.span[r]
                    terms[back], terms[departure] = 1.0, -1.0
                    fixed -= pauses
            if counter.maximum is not None and terms:
                self.mip.row(-INFINITY, terms, float(counter.maximum - fixed))
            for threshold, rate in counter.steps:
                over = self.mip.variable(float(rate))
                less = {variable: -value for variable, value in terms.items()}
                self.mip.row(float(fixed - threshold), {over: 1.0, **less}, INFINITY)

    def read(self, values: list[float]) -> Solution:
        """The plan with the starts of an answer."""
        routes = []
        for r, plan in enumerate(self.solution.routes):
            starts = tuple(self.base + round(values[self.starts[r, stop]]) for stop in plan.stops)
            breaks = tuple(self.base + round(values[self.pauses[r, k]]) for k in range(len(plan.breaks)))
            routes.append(RoutePlan(plan.stops, starts, breaks) if plan.stops else plan)
        return Solution(tuple(routes))
