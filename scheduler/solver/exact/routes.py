"""A route in CP-SAT: one circuit with optional stops, its clock, breaks, waiting, work and overtime."""

from __future__ import annotations

from ortools.sat.python import cp_model

from scheduler.solver.exact.statement import BASE, Statement, span, weighted


def state_routes(said: Statement) -> None:
    """All that one route must hold and pays by itself, for each route."""
    for r in said.used:
        _state_circuit(said, r)
        _state_breaks(said, r)
        _state_clock(said, r)
        _state_limits(said, r)
        _state_waiting(said, r)
        _state_overtime(said, r)
        said.costs[said.problem.opening_rule].append(int(said.problem.route_opening_cost[r]) * said.used[r])


def _state_circuit(said: Statement, r: int) -> None:
    """One tour through the base and the present stops; an unused route stays at its base."""
    model, problem = said.model, said.problem
    stops = said.stops(r)
    index = {stop: n for n, stop in enumerate([BASE, *stops])}
    arcs: dict[tuple[int, int], cp_model.IntVar] = {}
    said.arcs[r] = arcs
    for i in (BASE, *stops):
        for j in (BASE, *stops):
            if i != j and _can_follow(said, r, i, j):
                arcs[i, j] = model.new_bool_var(f"arc {r} {i} {j}")
    tour: list[cp_model.ArcT] = [(0, 0, ~said.used[r]), *((index[s], index[s], ~said.present[s, r]) for s in stops)]
    model.add_circuit(tour + [(index[i], index[j], literal) for (i, j), literal in arcs.items()])
    access = {arc: said.access(r, *arc) for arc in arcs}
    said.costs[problem.travel_rule].append(weighted((said.leg(r, *arc) - access[arc], x) for arc, x in arcs.items()))
    said.costs[problem.access_rule].append(weighted((access[arc], x) for arc, x in arcs.items()))


def _can_follow(said: Statement, r: int, i: int, j: int) -> bool:
    """Whether the earliest start at i leaves time for a start at j."""
    earliest = int(said.problem.route_earliest[r]) if i == BASE else span(said.start[i, r])[0]
    latest = int(said.problem.route_latest[r]) if j == BASE else span(said.start[j, r])[1]
    service = 0 if i == BASE else said.service(r, i)
    return bool(earliest + service + said.leg(r, i, j) <= latest)


def _state_breaks(said: Statement, r: int) -> None:
    """A used route holds each break inside its window, behind a stop's service or before its start."""
    model, used = said.model, said.used[r]
    spans = []
    for k in said.breaks(r):
        b = said.problem.breaks[k]
        if b.earliest > b.latest:
            model.add(used == 0)
            continue
        begin = said.break_start[k] = model.new_int_var(b.earliest, b.latest, f"break {k}")
        spans.append(model.new_optional_fixed_size_interval_var(begin, b.length, used, f"break {k}"))
        for stop in said.stops(r):
            present, start = said.present[stop, r], said.start[stop, r]
            after = said.after[k, stop] = model.new_bool_var(f"break {k} after {stop}")
            model.add(begin >= start + said.service(r, stop)).only_enforce_if(present, after)
            model.add(start >= begin + max(1, b.length)).only_enforce_if(present, ~after)
    if len(spans) > 1:
        model.add_no_overlap(spans)


def _after(said: Statement, r: int, stop: int) -> cp_model.LinearExpr:
    """Ticks of the route's breaks that lie behind a stop."""
    known = [k for k in said.breaks(r) if (k, stop) in said.after]
    return weighted((said.problem.breaks[k].length, said.after[k, stop]) for k in known)


def _state_clock(said: Statement, r: int) -> None:
    """Each leg and the breaks on it fit between its two stops; departure and return enclose all."""
    problem, model = said.problem, said.model
    earliest, latest = int(problem.route_earliest[r]), int(problem.route_latest[r])
    departure = said.departure[r] = model.new_int_var(earliest, latest, f"departure {r}")
    back = said.back[r] = model.new_int_var(earliest, latest, f"back {r}")
    rest = sum(problem.breaks[k].length for k in said.breaks(r))
    for (i, j), literal in said.arcs[r].items():
        leg = said.leg(r, i, j)
        if i == BASE:
            in_gap = rest - _after(said, r, j)
            model.add(departure + leg + in_gap <= said.start[j, r]).only_enforce_if(literal)
            continue
        end = said.start[i, r] + said.service(r, i)
        if j == BASE:
            model.add(end + leg + _after(said, r, i) <= back).only_enforce_if(literal)
        else:
            in_gap = _after(said, r, i) - _after(said, r, j)
            model.add(end + leg + in_gap <= said.start[j, r]).only_enforce_if(literal)
    for k in said.breaks(r):
        if k in said.break_start:
            model.add(departure <= said.break_start[k]).only_enforce_if(said.used[r])
            model.add(said.break_start[k] + problem.breaks[k].length <= back).only_enforce_if(said.used[r])


def _state_limits(said: Statement, r: int) -> None:
    """Longest work and longest travel of a used route; `work` is 0 on an unused one."""
    problem, model, used = said.problem, said.model, said.used[r]
    longest = int(problem.route_latest[r] - problem.route_earliest[r])
    most = int(problem.route_max_work[r])
    work = said.work[r] = model.new_int_var(0, longest, f"work {r}")
    rest = sum(problem.breaks[k].length for k in said.breaks(r))
    model.add(work >= said.back[r] - said.departure[r] - rest).only_enforce_if(used)
    served = weighted((said.service(r, s), said.present[s, r]) for s in said.stops(r))
    travelled = weighted((said.leg(r, i, j), literal) for (i, j), literal in said.arcs[r].items())
    model.add(work >= served + travelled)  # implied; it tightens the linear relaxation
    if most < longest:
        model.add(work <= most).only_enforce_if(used)
    model.add(travelled <= int(problem.route_max_travel[r])).only_enforce_if(used)


def _state_waiting(said: Statement, r: int) -> None:
    """Waiting between the first and the last stop: what services, legs and inner breaks leave over."""
    problem, model = said.problem, said.model
    rate = int(problem.route_wait_rate[r])
    if rate == 0 or not said.stops(r):
        return
    lowest, highest = int(problem.route_earliest[r]), int(problem.route_latest[r])
    first = model.new_int_var(lowest, highest, f"first {r}")
    last = model.new_int_var(lowest, highest, f"last {r}")
    wait = model.new_int_var(0, highest - lowest, f"wait {r}")
    inner = {k: model.new_bool_var(f"break {k} inside") for k in said.breaks(r) if k in said.break_start}
    for (i, j), literal in said.arcs[r].items():
        if i == BASE:
            model.add(first <= said.start[j, r]).only_enforce_if(literal)
            for k, inside in inner.items():
                model.add_implication(inside, said.after[k, j]).only_enforce_if(literal)
        elif j == BASE:
            model.add(last >= said.start[i, r] + said.service(r, i)).only_enforce_if(literal)
            for k, inside in inner.items():
                model.add_implication(inside, ~said.after[k, i]).only_enforce_if(literal)
    served = weighted((said.service(r, s), said.present[s, r]) for s in said.stops(r))
    travelled = weighted((said.leg(r, i, j), x) for (i, j), x in said.arcs[r].items() if BASE not in (i, j))
    paused = weighted((problem.breaks[k].length, inside) for k, inside in inner.items())
    model.add(wait >= last - first - served - travelled - paused).only_enforce_if(said.used[r])
    said.costs[problem.wait_rule].append(rate * wait)


def _state_overtime(said: Statement, r: int) -> None:
    """Each tick of return after the planned end."""
    problem, model = said.problem, said.model
    rate, end, latest = (int(x[r]) for x in (problem.route_overtime_rate, problem.route_end, problem.route_latest))
    if rate == 0 or latest <= end:
        return
    over = model.new_int_var(0, latest - end, f"overtime {r}")
    model.add(over >= said.back[r] - end).only_enforce_if(said.used[r])
    said.costs[problem.overtime_rule].append(rate * over)
