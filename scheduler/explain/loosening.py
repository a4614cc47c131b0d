"""When one Problem allows all that another allows: what lets one answer speak for many questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from scheduler.problem.problem import Ints, Problem


def bare(problem: Problem) -> Problem:
    """The same Problem with nothing but its conditions: every plan that keeps them costs 0.

    Whose rule a condition is does not matter: the numbers of the rules are not the same on two days.
    """
    none: Ints = np.zeros(0, np.int64)
    zero: Ints = np.zeros(problem.routes, np.int64)
    return replace(
        problem,
        serve_cost=np.zeros_like(problem.serve_cost),
        serve_cost_by_rule=(),
        route_overtime_rate=zero,
        route_opening_cost=zero,
        route_wait_rate=zero,
        route_travel_rate=zero,
        term_index=np.zeros_like(problem.term_index),
        term_window=none,
        term_rule=none,
        term_time=none,
        term_before_rate=none,
        term_after_rate=none,
        leave_out_cost=np.zeros_like(problem.leave_out_cost),
        orders=tuple(replace(order, rule=0) for order in problem.orders if order.price == 0),
        counters=tuple(replace(one, rule=0, steps=()) for one in problem.counters if one.maximum is not None),
        links=tuple(replace(link, rule=0) for link in problem.links),
        drops=tuple(replace(drop, rule=0) for drop in problem.drops),
    )


def loosest(joint: Problem, others: Sequence[Problem]) -> Problem:
    """The first with the routes as long as any of the others has them, and without limits that one of them has not.

    Two shifts made longer may share a device, or stand in each other's way: that is no limit to either alone.
    """
    every = (joint, *others)
    common = set(joint.counters).intersection(*(one.counters for one in others))
    return replace(
        joint,
        counters=tuple(one for one in joint.counters if one in common),
        route_earliest=np.min([one.route_earliest for one in every], axis=0),
        route_latest=np.max([one.route_latest for one in every], axis=0),
    )


def loosens(tight: Problem, loose: Problem) -> bool:
    """Whether every plan that keeps the conditions of the first Problem keeps those of the second too.

    Both are `bare`, of the same visits and routes. Told from the arrays, never from what a change is called: a shift
    made longer may also close something, where two shifts then overlap that share a device.
    """
    same = ("route_from", "route_to", "route_mode", "duration", "travel", "load", "capacity", "must_place")
    return (
        all(np.array_equal(getattr(tight, name), getattr(loose, name)) for name in same)
        and (tight.links, tight.drops, tight.orders) == (loose.links, loose.drops, loose.orders)
        and set(loose.counters) <= set(tight.counters)
        and bool((tight.eligible <= loose.eligible).all())
        and bool((tight.route_earliest >= loose.route_earliest).all())
        and bool((tight.route_latest <= loose.route_latest).all())
        and bool((tight.route_max_work <= loose.route_max_work).all())
        and bool((tight.route_max_travel <= loose.route_max_travel).all())
        and _breaks_inside(tight, loose)
        and all(_inside(tight, loose, p) for p in range(tight.parts))
    )


def _breaks_inside(tight: Problem, loose: Problem) -> bool:
    return len(tight.breaks) == len(loose.breaks) and all(
        (a.route, a.length, a.price) == (b.route, b.length, b.price)
        and b.earliest <= a.earliest
        and a.latest <= b.latest
        for a, b in zip(tight.breaks, loose.breaks, strict=True)
    )


def _inside(tight: Problem, loose: Problem, p: int) -> bool:
    """Each window of the part in one of the other's."""
    wide = _windows(loose, p)
    return all(any(c <= a and b <= d for c, d in wide) for a, b in _windows(tight, p))


def _windows(problem: Problem, p: int) -> list[tuple[int, int]]:
    rows = range(int(problem.window_index[p]), int(problem.window_index[p + 1]))
    return [(int(problem.window_earliest[w]), int(problem.window_latest[w])) for w in rows]
