"""What a Problem is called in the CP-SAT model: the variables that the other files state the primitives on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from scheduler.problem.problem import Problem
from scheduler.problem.solution import drop_stop

BASE = 10**9  # how a route's base stands among its stops (parts 0 .. P-1, drops below 0)


@dataclass(slots=True)
class Statement:
    """A CP-SAT model in the making.

    A stop is a part or a drop, as in RoutePlan. `start[stop, r]` is one variable for all routes of a
    part, and one per route of a drop. `after[k, stop]`: break k of Problem.breaks lies behind that stop
    (only where both can be on the break's route; false when the break is not held). `held` is there for
    priced breaks. Variables of a stop that is not placed mean nothing.
    """

    problem: Problem
    model: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    placed: dict[int, cp_model.IntVar] = field(default_factory=dict)  # visit
    used: dict[int, cp_model.IntVar] = field(default_factory=dict)  # route
    present: dict[tuple[int, int], cp_model.IntVar] = field(default_factory=dict)  # (stop, route)
    start: dict[tuple[int, int], cp_model.IntVar] = field(default_factory=dict)  # (stop, route)
    arcs: dict[int, dict[tuple[int, int], cp_model.IntVar]] = field(default_factory=dict)  # route -> (from, to)
    departure: dict[int, cp_model.IntVar] = field(default_factory=dict)
    back: dict[int, cp_model.IntVar] = field(default_factory=dict)
    work: dict[int, cp_model.IntVar] = field(default_factory=dict)
    break_start: dict[int, cp_model.IntVar] = field(default_factory=dict)  # index in Problem.breaks
    held: dict[int, cp_model.IntVar] = field(default_factory=dict)  # index in Problem.breaks
    after: dict[tuple[int, int], cp_model.IntVar] = field(default_factory=dict)  # (break, stop)
    behind: dict[tuple[int, int], cp_model.LinearExpr] = field(default_factory=dict)  # (route, stop), of its breaks
    wait: dict[int, cp_model.IntVar] = field(default_factory=dict)  # route
    inside: dict[int, cp_model.IntVar] = field(default_factory=dict)  # window row, when it has terms of its own
    costs: dict[int, list[cp_model.LinearExpr]] = field(default_factory=lambda: defaultdict(list))  # rule -> terms

    def stops(self, r: int) -> list[int]:
        """The parts, then the drops, that can be on route r."""
        return [stop for stop, route in self.present if route == r]

    def place(self, r: int, stop: int, towards: bool = True) -> int:
        """Where a stop is; for BASE where the route begins, or ends when one drives `towards` it."""
        problem = self.problem
        if stop == BASE:
            return int(problem.route_to[r] if towards else problem.route_from[r])
        return int(problem.part_place[stop]) if stop >= 0 else problem.drops[-1 - stop].place

    def leg(self, r: int, i: int, j: int) -> int:
        """Ticks of travel from stop i to stop j on route r."""
        mode = int(self.problem.route_mode[r])
        return int(self.problem.travel[mode, self.place(r, i, towards=False), self.place(r, j)])

    def access(self, r: int, i: int, j: int) -> int:
        """The share of the leg that is access."""
        return int(self.problem.access[self.place(r, i, towards=False), self.place(r, j)])

    def service(self, r: int, stop: int) -> int:
        """Ticks of service at a stop on route r."""
        return int(self.problem.duration[stop, r]) if stop >= 0 else self.problem.drops[-1 - stop].service

    def rest(self, r: int) -> cp_model.LinearExpr:
        """Ticks of the breaks that a used route holds."""
        own = self.breaks(r)
        fixed = sum(self.problem.breaks[k].length for k in own if k not in self.held)
        return fixed + weighted((self.problem.breaks[k].length, self.held[k]) for k in own if k in self.held)

    def breaks(self, r: int) -> list[int]:
        """Indices of the route's breaks."""
        return [k for k, b in enumerate(self.problem.breaks) if b.route == r]


def weighted(terms: Iterable[tuple[int, cp_model.LinearExpr]]) -> cp_model.LinearExpr:
    """The sum of factor x variable."""
    pairs = [(factor, variable) for factor, variable in terms if factor]
    return cp_model.LinearExpr.weighted_sum([x for _, x in pairs], [factor for factor, _ in pairs])


def span(variable: cp_model.IntVar) -> tuple[int, int]:
    """Lowest and highest value. (In OR-Tools 9.15 `proto.domain[-1]` is 0 whatever stands there, so copy first.)"""
    domain = list(variable.proto.domain)
    return domain[0], domain[-1]


def state_stops(problem: Problem) -> Statement:
    """The variables of visits, stops and their starts: windows, eligibility, all parts of a visit or none."""
    said = Statement(problem)
    model = said.model
    open_routes = [r for r in range(problem.routes) if problem.route_earliest[r] <= problem.route_latest[r]]
    for r in open_routes:
        said.used[r] = model.new_bool_var(f"used {r}")
    for p in range(problem.parts):
        rows = range(int(problem.window_index[p]), int(problem.window_index[p + 1]))
        windows = [(int(problem.window_earliest[w]), int(problem.window_latest[w])) for w in rows]
        windows = [(a, b) for a, b in windows if a <= b]
        if not windows:
            continue
        start = model.new_int_var_from_domain(cp_model.Domain.from_intervals(windows), f"start {p}")
        for r in open_routes:
            if problem.eligible[p, r]:
                said.present[p, r] = model.new_bool_var(f"part {p} on {r}")
                said.start[p, r] = start
    for d, drop in enumerate(problem.drops):
        for r in open_routes:
            earliest, latest = int(problem.route_earliest[r]), min(drop.latest, int(problem.route_latest[r]))
            if earliest <= latest and any((p, r) in said.present for p in drop.parts):
                said.present[drop_stop(d), r] = model.new_bool_var(f"drop {d} on {r}")
                said.start[drop_stop(d), r] = model.new_int_var(earliest, latest, f"drop start {d} {r}")
    for v in range(problem.visits):
        _state_visit(said, v)
    for rule, table in problem.serve_cost_by_rule:
        said.costs[rule] += [int(table[p, r]) * x for (p, r), x in said.present.items() if p >= 0 and table[p, r]]
    _state_terms(said)
    return said


def _state_visit(said: Statement, v: int) -> None:
    problem, model = said.problem, said.model
    placed = said.placed[v] = model.new_bool_var(f"placed {v}")
    parts = problem.parts_of(v)
    for p in parts:
        model.add(weighted((1, said.present[p, r]) for r in said.used if (p, r) in said.present) == placed)
    if not parts:
        model.add(placed == 0)
    if problem.must_place[v]:
        model.add(placed == 1)
    said.costs[problem.leave_out_rule].append(int(problem.leave_out_cost[v]) * (1 - placed))


def _state_terms(said: Statement) -> None:
    """What a start costs before and after the time of each term of a placed part, in the term's window."""
    problem, model = said.problem, said.model
    starts = {p: start for (p, _), start in said.start.items() if p >= 0}
    for p, start in starts.items():
        _state_windows(said, p, start)
        for t in range(int(problem.term_index[p]), int(problem.term_index[p + 1])):
            conditions = counting(said, p, t)
            if conditions is None:
                continue
            time, rule = int(problem.term_time[t]), int(problem.term_rule[t])
            farthest = max(abs(time - bound) for bound in span(start))
            for rate, amount in (
                (int(problem.term_before_rate[t]), time - start),
                (int(problem.term_after_rate[t]), start - time),
            ):
                if rate:
                    over = model.new_int_var(0, farthest, f"term {t}")
                    model.add(over >= amount).only_enforce_if(conditions)
                    said.costs[rule].append(rate * over)


def _state_windows(said: Statement, p: int, start: cp_model.IntVar) -> None:
    """Which window the start of a placed part lies in, where a term asks."""
    problem, model = said.problem, said.model
    terms = problem.term_window[int(problem.term_index[p]) : int(problem.term_index[p + 1])]
    if not (terms >= 0).any():
        return
    open_rows = [
        w
        for w in range(int(problem.window_index[p]), int(problem.window_index[p + 1]))
        if problem.window_earliest[w] <= problem.window_latest[w]
    ]
    for w in open_rows:
        inside = said.inside[w] = model.new_bool_var(f"inside {w}")
        model.add(start >= int(problem.window_earliest[w])).only_enforce_if(inside)
        model.add(start <= int(problem.window_latest[w])).only_enforce_if(inside)
    model.add_exactly_one([said.inside[w] for w in open_rows])  # a part that is not placed may take any


def counting(said: Statement, p: int, t: int) -> list[cp_model.IntVar] | None:
    """What must be true for term t of part p to hold; None when it never does."""
    placed = said.placed.get(int(said.problem.part_visit[p]))
    w = int(said.problem.term_window[t])
    if placed is None or not any((p, r) in said.present for r in said.used):
        return None
    if w < 0:
        return [placed]
    return [placed, said.inside[w]] if w in said.inside else None
