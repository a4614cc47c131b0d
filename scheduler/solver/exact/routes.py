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
        if said.problem.route_leaves_early[r]:
            _state_latest_departure(said, r)
        said.costs[said.problem.opening_rule].append(int(said.problem.route_opening_cost[r]) * said.used[r])
    shut = [b.price for b in said.problem.breaks if b.route not in said.used]
    said.costs[said.problem.break_rule].append(cp_model.LinearExpr.sum(shut))


def _state_circuit(said: Statement, r: int) -> None:
    """One tour through the base and the present stops; an unused route stays at its base."""
    model, problem = said.model, said.problem
    stops = said.stops(r)
    index = {stop: n for n, stop in enumerate([BASE, *stops])}
    arcs: dict[tuple[int, int], cp_model.IntVar] = {}
    said.arcs[r] = arcs
    spans = {stop: span(said.start[stop, r]) for stop in stops}
    spans[BASE] = int(problem.route_earliest[r]), int(problem.route_latest[r])
    for i in (BASE, *stops):
        for j in (BASE, *stops):
            served = 0 if i == BASE else said.service(r, i)
            # the earliest start at i must leave time for a start at j
            if i != j and spans[i][0] + served + said.leg(r, i, j) <= spans[j][1]:
                arcs[i, j] = model.new_bool_var(f"arc {r} {i} {j}")
    tour: list[cp_model.ArcT] = [(0, 0, ~said.used[r]), *((index[s], index[s], ~said.present[s, r]) for s in stops)]
    for stop in stops:  # where nothing takes time, stops could make a circuit without the base
        model.add_implication(said.present[stop, r], said.used[r])
    model.add_circuit(tour + [(index[i], index[j], literal) for (i, j), literal in arcs.items()])
    access = {arc: said.access(r, *arc) for arc in arcs}
    rate = int(problem.route_travel_rate[r])
    ride = weighted((rate * (said.leg(r, *arc) - access[arc]), x) for arc, x in arcs.items())
    said.costs[problem.travel_rule].append(ride)
    said.costs[problem.access_rule].append(weighted((rate * access[arc], x) for arc, x in arcs.items()))


def _state_breaks(said: Statement, r: int) -> None:
    """A used route holds each break inside its window, behind a stop's service or before its start, or pays for it."""
    model, used = said.model, said.used[r]
    spans = []
    for k in said.breaks(r):
        b = said.problem.breaks[k]
        holds = used
        if b.price:
            holds = said.held[k] = model.new_bool_var(f"held {k}")
            model.add_implication(holds, used)
            said.costs[said.problem.break_rule].append(b.price * (1 - holds))
        if b.earliest > b.latest:
            model.add(holds == 0)
            continue
        begin = said.break_start[k] = model.new_int_var(b.earliest, b.latest, f"break {k}")
        spans.append(model.new_optional_fixed_size_interval_var(begin, b.length, holds, f"break {k}"))
        for stop in said.stops(r):
            present, start = said.present[stop, r], said.start[stop, r]
            after = said.after[k, stop] = model.new_bool_var(f"break {k} after {stop}")
            model.add(begin >= start + said.service(r, stop)).only_enforce_if(present, after)
            model.add(start >= begin + max(1, b.length)).only_enforce_if(present, holds, ~after)
            if b.price:
                model.add_implication(after, holds)
    if len(spans) > 1:
        model.add_no_overlap(spans)


def in_gap(said: Statement, r: int, i: int, j: int) -> cp_model.LinearExpr:
    """Ticks of the route's breaks between two neighbouring stops, BASE among them."""
    ahead = said.rest(r) if i == BASE else _after(said, r, i)
    return ahead if j == BASE else ahead - _after(said, r, j)


def _after(said: Statement, r: int, stop: int) -> cp_model.LinearExpr:
    """Ticks of the route's breaks that lie behind a stop."""
    if (r, stop) not in said.behind:
        known = [k for k in said.breaks(r) if (k, stop) in said.after]
        said.behind[r, stop] = weighted((said.problem.breaks[k].length, said.after[k, stop]) for k in known)
    return said.behind[r, stop]


def _state_clock(said: Statement, r: int) -> None:
    """Each leg and the breaks on it fit between its two stops; departure and return enclose all."""
    problem, model = said.problem, said.model
    earliest, latest = int(problem.route_earliest[r]), int(problem.route_latest[r])
    departure = said.departure[r] = model.new_int_var(earliest, latest, f"departure {r}")
    back = said.back[r] = model.new_int_var(earliest, latest, f"back {r}")
    for (i, j), literal in said.arcs[r].items():
        leg = said.leg(r, i, j)
        if i == BASE:
            model.add(departure + leg + in_gap(said, r, i, j) <= said.start[j, r]).only_enforce_if(literal)
            continue
        end = said.start[i, r] + said.service(r, i)
        if j == BASE:
            model.add(end + leg + in_gap(said, r, i, j) <= back).only_enforce_if(literal)
        else:
            model.add(end + leg + in_gap(said, r, i, j) <= said.start[j, r]).only_enforce_if(literal)
            if said.service(r, i) + leg + said.service(r, j) == 0:  # else time itself forbids behind j, not behind i
                for k in said.breaks(r):
                    if (k, i) in said.after:
                        model.add_bool_or(~literal, ~said.after[k, j], said.after[k, i])
    for k in said.breaks(r):
        if k in said.break_start:
            holds = said.held.get(k, said.used[r])
            model.add(departure <= said.break_start[k]).only_enforce_if(holds)
            model.add(said.break_start[k] + problem.breaks[k].length <= back).only_enforce_if(holds)


def _state_limits(said: Statement, r: int) -> None:
    """Longest work and longest travel of a used route; `work` is 0 on an unused one."""
    problem, model, used = said.problem, said.model, said.used[r]
    longest = int(problem.route_latest[r] - problem.route_earliest[r])
    most = int(problem.route_max_work[r])
    work = said.work[r] = model.new_int_var(0, longest, f"work {r}")
    departure = int(problem.route_earliest[r]) if problem.route_leaves_early[r] else said.departure[r]
    model.add(work >= said.back[r] - departure - said.rest(r)).only_enforce_if(used)
    served = weighted((said.service(r, s), said.present[s, r]) for s in said.stops(r))
    travelled = weighted((said.leg(r, i, j), literal) for (i, j), literal in said.arcs[r].items())
    model.add(work >= served + travelled)  # implied; it tightens the linear relaxation
    if most < longest:
        model.add(work <= most).only_enforce_if(used)
    model.add(travelled <= int(problem.route_max_travel[r])).only_enforce_if(used)


def _state_waiting(said: Statement, r: int) -> None:
    """Waiting between the first and the last stop: what services, legs and inner breaks leave over.

    One who leaves early waits before the first stop too.
    """
    problem, model = said.problem, said.model
    rate = int(problem.route_wait_rate[r])
    if rate == 0 or not said.stops(r):
        return
    lowest, highest = int(problem.route_earliest[r]), int(problem.route_latest[r])
    first = model.new_int_var(lowest, highest, f"first {r}")
    last = model.new_int_var(lowest, highest, f"last {r}")
    wait = said.wait[r] = model.new_int_var(0, highest - lowest, f"wait {r}")
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
    if problem.route_leaves_early[r]:
        said.costs[problem.wait_rule].append(rate * early_wait(said, r))


def _state_overtime(said: Statement, r: int) -> None:
    """Each tick of return after the planned end."""
    problem, model = said.problem, said.model
    rate, end, latest = (int(x[r]) for x in (problem.route_overtime_rate, problem.route_end, problem.route_latest))
    if rate == 0 or latest <= end:
        return
    over = model.new_int_var(0, latest - end, f"overtime {r}")
    model.add(over >= said.back[r] - end).only_enforce_if(said.used[r])
    said.costs[problem.overtime_rule].append(rate * over)


def early_wait(said: Statement, r: int) -> cp_model.LinearExpr:
    """The departure less the shift's begin, 0 on an unused route: waiting of one who leaves at the begin."""
    begin, latest = int(said.problem.route_earliest[r]), int(said.problem.route_latest[r])
    early = said.model.new_int_var(0, latest - begin, f"early {r}")
    said.model.add(early >= said.departure[r] - begin).only_enforce_if(said.used[r])
    return early


def _state_latest_departure(said: Statement, r: int) -> None:
    """The departure is as late as the first stop or a break before it allows (elsewhere early gains nothing)."""
    model, departure = said.model, said.departure[r]
    by_stop = model.new_bool_var(f"departure {r} by the first stop")
    choices = [by_stop]
    for (i, j), literal in said.arcs[r].items():
        if i == BASE:
            driven = said.start[j, r] - said.leg(r, i, j) - in_gap(said, r, i, j)
            model.add(departure >= driven).only_enforce_if(literal, by_stop)
    for k in said.breaks(r):
        if k in said.break_start:
            by_break = model.new_bool_var(f"departure {r} by break {k}")
            model.add_implication(by_break, said.held.get(k, said.used[r]))
            model.add(departure >= said.break_start[k]).only_enforce_if(by_break)
            choices.append(by_break)
    model.add_at_least_one([~said.used[r], *choices])
