"""One possible route with its times, and what it costs and uses by itself, in whole numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from scheduler.problem.problem import LATENESS, WAITING, Break, Problem
from scheduler.problem.solution import NOT_HELD, RoutePlan, drop_stop


@dataclass(frozen=True, slots=True)
class Column:
    """A used route: which, and its stops, starts and breaks."""

    route: int
    plan: RoutePlan

    @property
    def parts(self) -> tuple[int, ...]:
        """The parts it carries, in order."""
        return tuple(stop for stop in self.plan.stops if stop >= 0)


@dataclass(frozen=True, slots=True)
class Figures:
    """What a legal column costs by itself, breaks that it does without included, and its ticks of work and travel.

    `busy`: travel and service of parts; `peaks`: of each peak of the Problem, the largest on this route (or 0).
    """

    cost: int
    work: int
    travel: int
    busy: int
    peaks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Clocked:
    """Departure, return, the waiting before each stop, travel, work and idle time of a column."""

    departure: int
    back: int
    waits: tuple[int, ...]
    travel: int
    work: int
    idle: int


class RouteReader:
    """Reads columns of one problem; keeps what would be looked up for each column again."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self._breaks: dict[int, list[Break]] = defaultdict(list)
        for b in problem.breaks:
            self._breaks[b.route].append(b)
        self._looked_at = [(frozenset(peak.terms), frozenset(peak.routes)) for peak in problem.peaks]

    @cached_property
    def _windows(self) -> list[list[tuple[int, int]]]:
        problem = self.problem
        rows = [range(int(a), int(b)) for a, b in pairwise(problem.window_index)]
        return [[(int(problem.window_earliest[w]), int(problem.window_latest[w])) for w in row] for row in rows]

    def figures(self, column: Column) -> Figures | None:
        """None: the route by itself breaks something hard."""
        problem, r, plan = self.problem, column.route, column.plan
        if not self._parts_fit(column) or not self._drops_fit(column):
            return None
        order_cost = self._order_cost(plan.stops)
        timed = self._timed(column)
        if timed is None or order_cost is None:
            return None
        if timed.departure < problem.route_earliest[r] or timed.back > problem.route_latest[r]:
            return None
        if timed.work > problem.route_max_work[r] or timed.travel > problem.route_max_travel[r]:
            return None
        cost = order_cost + int(problem.route_travel_rate[r]) * timed.travel + int(problem.route_opening_cost[r])
        cost += self._start_cost(column) + self._missed(column)
        cost += sum(int(problem.serve_cost[p, r]) for p in column.parts)
        cost += int(problem.route_overtime_rate[r]) * max(0, timed.back - int(problem.route_end[r]))
        cost += int(problem.route_wait_rate[r]) * sum(timed.waits)
        busy = timed.travel + sum(int(problem.duration[p, r]) for p in column.parts)
        peaks = tuple(self._highest(k, column, timed) for k in range(len(problem.peaks)))
        return Figures(cost, timed.work, timed.travel, busy, peaks)

    def _parts_fit(self, column: Column) -> bool:
        """Eligible, once, inside a window, within capacity."""
        problem, r, parts = self.problem, column.route, column.parts
        if not parts or len(set(parts)) < len(parts) or not all(problem.eligible[p, r] for p in parts):
            return False
        if any(
            sum(int(load[p]) for p in parts) > most[r]
            for load, most in zip(problem.load, problem.capacity, strict=True)
        ):
            return False
        starts = zip(column.plan.stops, column.plan.starts, strict=True)
        return all(any(a <= start <= b for a, b in self._windows[stop]) for stop, start in starts if stop >= 0)

    def _drops_fit(self, column: Column) -> bool:
        """Each drop exactly when and once a part needs it, behind those parts, in time."""
        problem, r, plan = self.problem, column.route, column.plan
        for d, drop in enumerate(problem.drops):
            carried = [k for k, stop in enumerate(plan.stops) if stop in drop.parts]
            held = [k for k, stop in enumerate(plan.stops) if stop == drop_stop(d)]
            if len(held) != bool(carried):
                return False
            if not held:
                continue
            at = held[0]
            ends = [plan.starts[k] + int(problem.duration[plan.stops[k], r]) for k in carried]
            if carried[-1] > at or plan.starts[at] > drop.latest or plan.starts[at] - min(ends) > drop.longest_ride:
                return False
        return True

    def _order_cost(self, stops: tuple[int, ...]) -> int | None:
        cost = 0
        for order in self.problem.orders:
            highest = -1
            for stop in stops:
                own = order.part_class[stop] if stop >= 0 else -1
                if 0 <= own < highest:
                    if order.price == 0:
                        return None
                    cost += order.price
                highest = max(highest, own)
        return cost

    def _start_cost(self, column: Column) -> int:
        problem, cost = self.problem, 0
        for t, start in self._counting(column):
            time = int(problem.term_time[t])
            cost += int(problem.term_before_rate[t]) * max(0, time - start)
            cost += int(problem.term_after_rate[t]) * max(0, start - time)
        return cost

    def _counting(self, column: Column) -> Iterator[tuple[int, int]]:
        """(term, start) of each term that holds: of any window, or of the one in which the start lies."""
        problem = self.problem
        for stop, start in zip(column.plan.stops, column.plan.starts, strict=True):
            if stop < 0:
                continue
            for t in range(int(problem.term_index[stop]), int(problem.term_index[stop + 1])):
                w = int(problem.term_window[t])
                if w < 0 or problem.window_earliest[w] <= start <= problem.window_latest[w]:
                    yield t, start

    def _missed(self, column: Column) -> int:
        """The price of the wanted breaks that the column does without."""
        begins = column.plan.breaks
        own = self._breaks.get(column.route, [])
        return sum(b.price for k, b in enumerate(own) if k >= len(begins) or begins[k] == NOT_HELD)

    def _highest(self, k: int, column: Column, timed: _Clocked) -> int:
        """What this route makes of a peak."""
        problem, r, (terms, routes) = self.problem, column.route, self._looked_at[k]
        measure = problem.peaks[k].measure
        if measure == LATENESS:
            late = (start - int(problem.term_time[t]) for t, start in self._counting(column) if t in terms)
            return max(0, *late, 0)
        if r not in routes:
            return 0
        if measure == WAITING:
            return max(timed.waits)
        return timed.idle

    def _timed(self, column: Column) -> _Clocked | None:
        """The clock of a column; None when stops, legs and breaks do not fit."""
        problem, r, plan = self.problem, column.route, column.plan
        spans = self._break_spans(column)
        if spans is None:
            return None
        places = [int(problem.part_place[s]) if s >= 0 else problem.drops[-1 - s].place for s in plan.stops]
        stations = [int(problem.route_from[r]), *places, int(problem.route_to[r])]
        legs = [int(problem.travel[problem.route_mode[r], i, j]) for i, j in pairwise(stations)]
        ends = [
            start + (int(problem.duration[s, r]) if s >= 0 else problem.drops[-1 - s].service)
            for s, start in zip(plan.stops, plan.starts, strict=True)
        ]
        in_gap = [0] * len(legs)
        for begin, length in spans:
            k = sum(start <= begin for start in plan.starts)
            if (k and ends[k - 1] > begin) or (k < len(ends) and begin + length > plan.starts[k]):
                return None
            in_gap[k] += length
        slacks = [
            start - end - leg - pause
            for start, end, leg, pause in zip(plan.starts[1:], ends, legs[1:], in_gap[1:], strict=False)
        ]
        if any(slack < 0 for slack in slacks):
            return None
        departure = min([plan.starts[0] - legs[0] - in_gap[0], *(begin for begin, _ in spans)])
        back = max([ends[-1] + legs[-1] + in_gap[-1], *(begin + length for begin, length in spans)])
        paused = sum(length for _, length in spans)
        early = 0
        if problem.route_leaves_early[r]:
            begin = int(problem.route_earliest[r])
            early, departure = max(0, departure - begin), min(departure, begin)
        spent = sum(legs) + sum(ends) - sum(plan.starts) + paused
        idle = max(back, int(problem.route_end[r])) - int(problem.route_earliest[r]) - spent
        return _Clocked(departure, back, (early, *slacks), sum(legs), back - departure - paused, idle)

    def _break_spans(self, column: Column) -> list[tuple[int, int]] | None:
        """(start, length) of the breaks held, in time; None when one that must be is missing, outside or overlaps."""
        begins = column.plan.breaks
        taken = []
        for k, b in enumerate(self._breaks.get(column.route, [])):
            begin = begins[k] if k < len(begins) else NOT_HELD
            if begin == NOT_HELD:
                if not b.price:
                    return None
                continue
            if not b.earliest <= begin <= b.latest:
                return None
            taken.append((begin, b.length))
        taken.sort()
        if any(begin + length > following for (begin, length), (following, _) in pairwise(taken)):
            return None
        return taken
