"""Orders and drops in CP-SAT: what depends on which stop comes first on a route."""

from __future__ import annotations

from scheduler.problem.solution import drop_stop
from scheduler.solver.exact.statement import BASE, Statement


def state_orders(said: Statement) -> None:
    """Classes never fall along a route, or each part behind a higher class costs the price."""
    for order in said.problem.orders:
        classes = dict(enumerate(order.part_class))
        for r in said.used:
            _state_classes(said, r, classes, order.rule, order.price)


def state_drops(said: Statement) -> None:
    """A route with a part of a drop's set holds the drop once, behind those parts and within the ride."""
    problem, model = said.problem, said.model
    for d, drop in enumerate(problem.drops):
        stop = drop_stop(d)
        for r in said.used:
            carried = [p for p in sorted(drop.parts) if (p, r) in said.present]
            if (stop, r) not in said.present:
                for p in carried:
                    model.add(said.present[p, r] == 0)
                continue
            model.add_max_equality(said.present[stop, r], [said.present[p, r] for p in carried])
            for p in carried:
                end = said.start[p, r] + said.service(r, p)
                model.add(said.start[stop, r] - end <= drop.longest_ride).only_enforce_if(said.present[p, r])
            _state_classes(said, r, {stop: 1} | dict.fromkeys(carried, 0), drop.rule, 0)


def _state_classes(said: Statement, r: int, classes: dict[int, int], rule: int, price: int) -> None:
    """`highest` runs along the circuit: the highest class up to and including a stop."""
    own = {stop: max(-1, classes.get(stop, -1)) for stop in said.stops(r)}
    top = max(own.values(), default=-1)
    if len({c for c in own.values() if c >= 0}) < 2:
        return
    model = said.model
    highest = {stop: model.new_int_var(c, top, f"highest {r} {stop}") for stop, c in own.items()}
    late = {stop: model.new_bool_var(f"late {r} {stop}") for stop, c in own.items() if price and c >= 0}
    for (i, j), literal in said.arcs[r].items():
        if BASE in (i, j):
            continue
        model.add(highest[j] >= highest[i]).only_enforce_if(literal)
        if own[j] >= 0:
            conditions = [literal, ~late[j]] if price else [literal]
            model.add(highest[i] <= own[j]).only_enforce_if(conditions)
    said.costs[rule] += [price * x for x in late.values()]
