"""What is needed at least: CP-SAT on a day in which nothing costs anything but the hours that are lacking."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from importlib import import_module

import numpy as np

from scheduler.problem.problem import Counter, Ints, Problem
from scheduler.problem.solution import Solution

SLOWEST = 40  # wall seconds to one of its deterministic ones, so that it is never the wall that ends it


def least_seconds(
    problem: Problem, needed: Collection[int], lacking: Counter | Collection[int], seconds: float, hint: Solution
) -> tuple[int, Solution | None]:
    """Seconds that no plan serving all `needed` visits is below, and the best such plan CP-SAT found.

    `lacking`: the counter, at 1 a second, or the routes whose time past their end is counted. Repeatable: CP-SAT's
    own deterministic time ends it.
    """
    counter = lacking if isinstance(lacking, Counter) else None
    late = _none(problem.route_overtime_rate)
    if not isinstance(lacking, Counter):
        late[list(lacking)] = 1
    must = problem.must_place.copy()
    must[list(needed)] = True
    hard = tuple(replace(one, steps=()) for one in problem.counters if one.maximum is not None)
    bare = replace(
        problem,
        must_place=must,
        leave_out_cost=_none(problem.leave_out_cost),
        serve_cost=_none(problem.serve_cost),
        serve_cost_by_rule=(),
        route_travel_rate=_none(problem.route_travel_rate),
        route_wait_rate=_none(problem.route_wait_rate),
        route_opening_cost=_none(problem.route_opening_cost),
        route_overtime_rate=late,
        term_before_rate=_none(problem.term_before_rate),
        term_after_rate=_none(problem.term_after_rate),
        counters=(*hard, *([counter] if counter else [])),
        orders=tuple(order for order in problem.orders if order.price == 0),
    )
    model = import_module("scheduler.solver.exact.model")
    found = model.solve_exactly(bare, seconds * SLOWEST, hint, deterministic_time=seconds)
    return max(0, int(found.bound)), found.solution


def _none(rates: Ints) -> Ints:
    return np.zeros_like(rates)
