"""The starts of a finished plan, chosen jointly over routes and links so that they cost least (OR-Tools).

The sequences stay, and so do the breaks that are held, their order and the gaps in which they lie; everything else
about time is free again.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from scheduler.problem.evaluate import evaluate
from scheduler.problem.problem import IDLE, LATENESS, WAITING, WORK, Peak, Problem
from scheduler.problem.solution import NOT_HELD, RoutePlan, Solution
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
    shared = any(counter.measure == WORK for counter in problem.counters) or any(peak.rate for peak in problem.peaks)
    return shared or any(cost.any() for cost in costs)


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


@dataclass(slots=True)
class _Driven:
    """A used route in the program: its variables in order, and the ticks that are neither waiting nor choice."""

    departure: int
    back: int
    begin: int  # from where its work counts
    starts: list[int]
    rest: int  # ticks of the breaks held
    gaps: list[int]  # ticks of service, leg and breaks from the departure or a stop to the next stop


class _Clock:
    """The program over the starts of a plan; times count from `base` so that none is negative."""

    def __init__(self, problem: Problem, solution: Solution) -> None:
        self.problem, self.solution, self.mip = problem, solution, Mip()
        firsts = [plan.starts[0] for plan in solution.routes if plan.stops]
        self.base = min([int(problem.route_earliest.min(initial=0)), *firsts])
        several = bool((problem.window_index[1:] - problem.window_index[:-1] > 1).any())
        # with one window each and no sums of times the corners of the program are whole numbers by themselves
        summed = any(counter.measure == WORK for counter in problem.counters)
        self.whole = several or summed or any(peak.measure in (IDLE, WAITING) for peak in problem.peaks)
        self.starts: dict[tuple[int, int], int] = {}  # (route, stop) -> variable
        self.inside: dict[int, int] = {}  # window row -> whether the start is in it, where there are several
        self.pauses: dict[tuple[int, int], int] = {}  # (route, number of the break) -> variable
        self.driven: dict[int, _Driven] = {}
        for r, plan in enumerate(solution.routes):
            if plan.stops:
                self._route(r, plan)
        self._links()
        self._counters()
        for peak in problem.peaks:
            self._peak(peak)

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
        earliest, latest = int(problem.route_earliest[r]), int(problem.route_latest[r])
        departure, back = self._time(earliest, latest), self._time(earliest, latest)
        own = [b for b in problem.breaks if b.route == r]
        held = [(q, n) for n, q in enumerate(plan.breaks[: len(own)]) if q != NOT_HELD]
        for _, n in held:
            self.pauses[r, n] = self._time(own[n].earliest, own[n].latest)
        for stop in plan.stops:
            self.starts[r, stop] = self._start(stop, latest)
        places = [problem.part_place[s] if s >= 0 else problem.drops[-1 - s].place for s in plan.stops]
        places = [problem.route_from[r], *places, problem.route_to[r]]
        legs = [int(problem.travel[problem.route_mode[r], i, j]) for i, j in pairwise(places)]
        anchors = [departure, *(self.starts[r, stop] for stop in plan.stops), back]
        served = [0, *(self._service(r, stop) for stop in plan.stops)]
        gaps = list[int]()
        for k, leg in enumerate(legs):
            # the breaks of this gap, in order: each behind what went before, all of them within the gap
            low = plan.starts[k - 1] if k else -(1 << 60)
            high = plan.starts[k] if k < len(plan.stops) else 1 << 60
            inside = [n for q, n in sorted(held) if low <= q < high]
            before, length = anchors[k], served[k]
            for n in inside:
                self._after(self.pauses[r, n], before, length)
                before, length = self.pauses[r, n], own[n].length
            if inside:
                self._after(anchors[k + 1], before, length)
            gaps.append(served[k] + leg + sum(own[n].length for n in inside))
            self._after(anchors[k + 1], anchors[k], gaps[k])
            if k == 0 and problem.route_leaves_early[r]:
                self._no_later(departure, (anchors[1], -gaps[0]), [(self.pauses[r, n], 0) for n in inside[:1]], -1.0)
        self._rides(r, plan)
        begin = self._time(earliest, earliest) if problem.route_leaves_early[r] else departure
        stops = [self.starts[r, stop] for stop in plan.stops]
        rest = sum(own[n].length for _, n in held)
        self.driven[r] = _Driven(departure, back, begin, stops, rest, gaps)
        self._costs(r)

    def _no_later(self, variable: int, stop: tuple[int, int], pause: list[tuple[int, int]], sign: float) -> None:
        """The departure is not before, the return (sign 1) not after what the stop or, if there is one, the break asks.

        Without this row waiting before or after could look shorter than it is.
        """
        if not pause:
            self.mip.row(-INFINITY, {variable: sign, stop[0]: -sign}, sign * stop[1])
            return
        by_stop = self.mip.variable(0.0, 1.0, integral=True)
        far = float(self.problem.route_latest.max() - self.base)
        self.mip.row(-INFINITY, {variable: sign, stop[0]: -sign, by_stop: far}, sign * stop[1] + far)
        self.mip.row(-INFINITY, {variable: sign, pause[0][0]: -sign, by_stop: -far}, sign * pause[0][1])

    def _start(self, stop: int, latest: int) -> int:
        """The start of one stop with its windows and the cost terms of a part."""
        problem, mip = self.problem, self.mip
        if stop < 0:
            return self._time(self.base, min(latest, problem.drops[-1 - stop].latest))
        rows = range(int(problem.window_index[stop]), int(problem.window_index[stop + 1]))
        windows = {w: (int(problem.window_earliest[w]), int(problem.window_latest[w])) for w in rows}
        windows = {w: (a, b) for w, (a, b) in windows.items() if a <= b}
        earliest = max(self.base, min((a for a, _ in windows.values()), default=latest + 1))  # none: no program
        start = self._time(earliest, max((b for _, b in windows.values()), default=latest))
        if len(windows) > 1:
            inside = {w: mip.variable(0.0, 1.0, integral=True) for w in windows}
            mip.row(1.0, dict.fromkeys(inside.values(), 1.0), 1.0)
            lows = {inside[w]: float(self.base - a) for w, (a, _) in windows.items()}
            highs = {inside[w]: float(b - self.base) for w, (_, b) in windows.items()}
            mip.row(0.0, {start: 1.0, **lows}, INFINITY)
            mip.row(0.0, {start: -1.0, **highs}, INFINITY)
            self.inside |= inside
        for t in range(int(problem.term_index[stop]), int(problem.term_index[stop + 1])):
            for rate, sign in ((problem.term_before_rate[t], -1.0), (problem.term_after_rate[t], 1.0)):
                if rate:
                    self._beyond(mip.variable(float(rate)), t, stop, start, sign)
        return start

    def _beyond(self, amount: int, t: int, part: int, start: int, sign: float) -> None:
        """amount >= sign x (start - time of term t), where the term holds."""
        problem, w = self.problem, int(self.problem.term_window[t])
        rows = range(int(problem.window_index[part]), int(problem.window_index[part + 1]))
        turn = float(problem.term_time[t] - self.base)
        if w >= 0 and (w not in rows or problem.window_earliest[w] > problem.window_latest[w]):
            return
        if w < 0 or w not in self.inside:
            self.mip.row(-sign * turn, {amount: 1.0, start: -sign}, INFINITY)
            return
        open_rows = [row for row in rows if row in self.inside]
        ends = problem.window_earliest[open_rows[0]] - self.base, problem.window_latest[open_rows[-1]] - self.base
        far = max(0.0, *(sign * (float(end) - turn) for end in ends))
        self.mip.row(-sign * turn - far, {amount: 1.0, start: -sign, self.inside[w]: -far}, INFINITY)

    def _rides(self, r: int, plan: RoutePlan) -> None:
        for stop in plan.stops:
            if stop < 0:
                drop = self.problem.drops[-1 - stop]
                for part in drop.parts & set(plan.stops):
                    length = drop.longest_ride + self._service(r, part)
                    self._after(self.starts[r, part], self.starts[r, stop], -length)

    def _costs(self, r: int) -> None:
        """Overtime, waiting, longest work."""
        problem, mip, route = self.problem, self.mip, self.driven[r]
        if problem.route_overtime_rate[r]:
            over = mip.variable(float(problem.route_overtime_rate[r]))
            mip.row(float(self.base - problem.route_end[r]), {over: 1.0, route.back: -1.0}, INFINITY)
        mip.costs[route.starts[-1]] += float(problem.route_wait_rate[r])
        mip.costs[route.starts[0]] -= float(problem.route_wait_rate[r])
        if problem.route_leaves_early[r]:
            mip.costs[route.departure] += float(problem.route_wait_rate[r])
        mip.row(-INFINITY, {route.back: 1.0, route.begin: -1.0}, float(problem.route_max_work[r] + route.rest))

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
                if r in self.driven:
                    terms[self.driven[r].back], terms[self.driven[r].begin] = 1.0, -1.0
                    fixed -= self.driven[r].rest
            if counter.maximum is not None and terms:
                self.mip.row(-INFINITY, terms, float(counter.maximum - fixed))
            for threshold, rate in counter.steps:
                over = self.mip.variable(float(rate))
                less = {variable: -value for variable, value in terms.items()}
                self.mip.row(float(fixed - threshold), {over: 1.0, **less}, INFINITY)

    def _peak(self, peak: Peak) -> None:
        """The highest is not below any of its set."""
        problem, highest = self.problem, self.mip.variable(float(peak.rate))
        if peak.measure == LATENESS:
            wanted = set(peak.terms)
            for (_, part), start in self.starts.items():
                own = range(*problem.term_index[part : part + 2].tolist()) if part >= 0 else ()
                for t in wanted & set(own):
                    self._beyond(highest, t, part, start, 1.0)
        for r in peak.routes if peak.measure in (IDLE, WAITING) else ():
            if r in self.driven and peak.measure == IDLE:
                self._idle(r, highest)
            elif r in self.driven:
                self._longest_wait(r, highest)
            elif peak.measure == IDLE:
                self.mip.row(float(problem.route_end[r] - problem.route_earliest[r]), {highest: 1.0}, INFINITY)

    def _idle(self, r: int, highest: int) -> None:
        """From the begin to the planned end or the return, less travel, service and breaks."""
        problem, route = self.problem, self.driven[r]
        spent = sum(route.gaps) + int(problem.route_earliest[r])
        self.mip.row(float(problem.route_end[r] - spent), {highest: 1.0}, INFINITY)
        self.mip.row(float(self.base - spent), {highest: 1.0, route.back: -1.0}, INFINITY)

    def _longest_wait(self, r: int, highest: int) -> None:
        for (earlier, later), gap in zip(pairwise(self.driven[r].starts), self.driven[r].gaps[1:-1], strict=True):
            self.mip.row(-float(gap), {highest: 1.0, later: -1.0, earlier: 1.0}, INFINITY)
        if self.problem.route_leaves_early[r]:
            begin = float(self.base - self.problem.route_earliest[r])
            self.mip.row(begin, {highest: 1.0, self.driven[r].departure: -1.0}, INFINITY)

    def read(self, values: list[float]) -> Solution:
        """The plan with the starts of an answer."""
        routes = []
        for r, plan in enumerate(self.solution.routes):
            starts = tuple(self.base + round(values[self.starts[r, stop]]) for stop in plan.stops)
            breaks = tuple(
                self.base + round(values[self.pauses[r, k]]) if (r, k) in self.pauses else NOT_HELD
                for k in range(len(plan.breaks))
            )
            routes.append(RoutePlan(plan.stops, starts, breaks) if plan.stops else plan)
        return Solution(tuple(routes))
