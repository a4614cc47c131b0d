"""What binds several routes in CP-SAT: links, counters and, per route, capacity."""

from __future__ import annotations

from ortools.sat.python import cp_model

from scheduler.problem.problem import BOTH, DIFFERENT, FREE, NEEDS, ROUTES, SAME, STOPS, TRAVEL, WORK, Counter, Link
from scheduler.solver.exact.statement import Statement, weighted


def state_links(said: Statement) -> None:
    """Gap, persons and presence of each link."""
    problem, model = said.problem, said.model
    for link in problem.links:
        first, second = (said.placed[int(problem.part_visit[p])] for p in (link.first, link.second))
        if link.presence == BOTH:
            model.add(first == second)
        elif link.presence == NEEDS:
            model.add_implication(second, first)
        routes_of = {p: [r for r in said.used if (p, r) in said.present] for p in (link.first, link.second)}
        if routes_of[link.first] and routes_of[link.second]:
            _state_gap(said, link, [first, second], routes_of[link.first], routes_of[link.second])
            _state_persons(said, link, [first, second])


def _state_gap(said: Statement, link: Link, both: list[cp_model.IntVar], firsts: list[int], seconds: list[int]) -> None:
    base: cp_model.LinearExpr = said.start[link.first, firsts[0]]
    if link.from_end:
        base += weighted((said.service(r, link.first), said.present[link.first, r]) for r in firsts)
    gap = said.start[link.second, seconds[0]] - base
    said.model.add(gap >= link.minimum).only_enforce_if(both)
    said.model.add(gap <= link.maximum).only_enforce_if(both)


def _state_persons(said: Statement, link: Link, both: list[cp_model.IntVar]) -> None:
    if link.person == FREE:
        return
    problem, model = said.problem, said.model
    for staff in sorted({int(s) for s in problem.route_staff}):
        own = [r for r in said.used if problem.route_staff[r] == staff]
        first, second = (
            weighted((1, said.present[p, r]) for r in own if (p, r) in said.present) for p in (link.first, link.second)
        )
        if link.person == DIFFERENT:
            model.add(first + second <= 1)
        elif link.person == SAME:
            model.add(first == second).only_enforce_if(both)


def state_counters(said: Statement) -> None:
    """Hard maximum and convex cost of each sum over routes."""
    for counter in said.problem.counters:
        amount = _amount(said, counter)
        if counter.maximum is not None:
            said.model.add(amount <= counter.maximum)
        for threshold, rate in counter.steps:
            over = said.model.new_int_var(0, 10**12, "counter over")
            said.model.add(over >= amount - threshold)
            said.costs[counter.rule].append(rate * over)


def _amount(said: Statement, counter: Counter) -> cp_model.LinearExpr:
    amount: cp_model.LinearExpr = said.model.new_constant(counter.brought_in)
    for r in (r for r in counter.routes if r in said.used):
        counted = [p for p in said.stops(r) if p >= 0 and (counter.parts is None or p in counter.parts)]
        carried = [said.present[p, r] for p in counted]
        if counter.measure == WORK:
            amount += said.work[r]
        elif counter.measure == TRAVEL:
            amount += weighted((said.leg(r, *arc), literal) for arc, literal in said.arcs[r].items())
        elif counter.measure == STOPS:
            amount += weighted((1, x) for x in carried)
        elif counter.measure == ROUTES and counter.parts is None:
            amount += said.used[r]
        elif carried:
            carries = said.model.new_bool_var(f"carries {r}")
            said.model.add_max_equality(carries, carried)
            amount += carries
    return amount


def state_capacity(said: Statement) -> None:
    """What a route's parts load, in each dimension."""
    problem = said.problem
    for d in range(len(problem.capacity)):
        for r, used in said.used.items():
            load = weighted((int(problem.load[d, p]), said.present[p, r]) for p in said.stops(r) if p >= 0)
            said.model.add(load <= int(problem.capacity[d, r])).only_enforce_if(used)
