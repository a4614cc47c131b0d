"""A Problem from the few arrays that public instances have; everything else is switched off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scheduler.problem.problem import Balance, Break, Circle, Ints, Link, Peak, Problem

FOREVER = 10**12
RULES = ("travel", "left out", "serving", "limits", "links", "lateness", "peaks", "balance")
LINKS, LATENESS, PEAKS, BALANCE = 4, 5, 6, 7  # places in RULES


@dataclass(frozen=True, slots=True)
class Van:
    """One route: whose, between which places, when, and how long it may last."""

    staff: int
    start_place: int
    end_place: int
    earliest: int
    latest: int
    max_work: int = FOREVER
    capacity: int = FOREVER
    end: int | None = None  # planned: a later return costs `overtime_rate` a tick; None: `latest`
    overtime_rate: int = 0
    wait_rate: int = 0
    travel_rate: int = 1
    leaves_early: bool = False


@dataclass(frozen=True, slots=True)
class Lateness:
    """`rate` per tick that the start lies after `time`, when it lies in the part's window of that number."""

    time: int
    rate: int
    window: int


@dataclass(frozen=True, slots=True)
class Hours:
    """When one part may start, and what a late start costs."""

    windows: tuple[tuple[int, int], ...]
    terms: tuple[Lateness, ...] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """One visit: a place, one duration and eligible set per part, windows of the start, the price of leaving it out.

    `windows` hold for every part; `hours`, when given, stand there instead, one per part.
    """

    place: int
    durations: tuple[int, ...]
    eligible: tuple[frozenset[int], ...]  # routes, per part
    windows: tuple[tuple[int, int], ...]
    leave_out: int
    must: bool = False
    load: int = 0
    hours: tuple[Hours, ...] = ()

    def hours_of(self, part: int) -> Hours:
        """Those of one part."""
        return self.hours[part] if self.hours else Hours(self.windows)


def problem_of(
    travel: Ints,
    vans: Sequence[Van],
    calls: Sequence[Call],
    *,
    links: Sequence[Link] = (),
    breaks: Sequence[Break] = (),
    serve_cost: Ints | None = None,
    peaks: Sequence[Peak] = (),
    balances: Sequence[Balance] = (),
    circles: Sequence[Circle] = (),
) -> Problem:
    """Arrays in the order given: parts call by call, terms part by part. `travel` is [l, l]; `serve_cost` [p, r]."""
    parts = [(v, k) for v, call in enumerate(calls) for k in range(len(call.durations))]
    count, routes = len(parts), len(vans)
    eligible = np.zeros((count, routes), np.bool_)
    for p, (v, k) in enumerate(parts):
        eligible[p, sorted(calls[v].eligible[k])] = True
    durations = np.array([[calls[v].durations[k]] * routes for v, k in parts], np.int64).reshape(count, routes)
    hours = [calls[v].hours_of(k) for v, k in parts]
    flat = [w for own in hours for w in own.windows]
    window_index = np.cumsum([0, *(len(own.windows) for own in hours)], dtype=np.int64)
    terms = [(term, int(window_index[p]) + term.window) for p, own in enumerate(hours) for term in own.terms]
    limited = any(van.capacity < FOREVER for van in vans)
    zeros = np.zeros(routes, np.int64)

    def column(values: Sequence[int]) -> Ints:
        return np.array(values, np.int64)

    return Problem(
        rules=RULES,
        travel=np.ascontiguousarray(travel, np.int64)[None, :, :],
        access=np.zeros_like(travel, np.int64),
        travel_rule=0,
        access_rule=0,
        route_staff=column([van.staff for van in vans]),
        route_mode=zeros,
        route_from=column([van.start_place for van in vans]),
        route_to=column([van.end_place for van in vans]),
        route_earliest=column([van.earliest for van in vans]),
        route_end=column([van.latest if van.end is None else van.end for van in vans]),
        route_latest=column([van.latest for van in vans]),
        route_overtime_rate=column([van.overtime_rate for van in vans]),
        route_opening_cost=zeros,
        route_max_work=column([van.max_work for van in vans]),
        route_max_travel=np.full(routes, FOREVER, np.int64),
        route_wait_rate=column([van.wait_rate for van in vans]),
        route_travel_rate=column([van.travel_rate for van in vans]),
        route_leaves_early=np.array([van.leaves_early for van in vans], np.bool_),
        overtime_rule=3,
        opening_rule=3,
        wait_rule=3,
        work_rule=3,
        breaks=tuple(breaks),
        break_rule=3,
        part_visit=column([v for v, _ in parts]),
        part_place=column([calls[v].place for v, _ in parts]),
        eligible=eligible,
        duration=durations,
        serve_cost=serve_cost if serve_cost is not None else np.zeros((count, routes), np.int64),
        serve_cost_by_rule=() if serve_cost is None else ((2, serve_cost),),
        window_index=window_index,
        window_earliest=column([a for a, _ in flat]),
        window_latest=column([b for _, b in flat]),
        window_rule=3,
        term_index=np.cumsum([0, *(len(own.terms) for own in hours)], dtype=np.int64),
        term_window=column([row for _, row in terms]),
        term_rule=column([LATENESS for _ in terms]),
        term_time=column([term.time for term, _ in terms]),
        term_before_rate=column([0 for _ in terms]),
        term_after_rate=column([term.rate for term, _ in terms]),
        leave_out_cost=column([call.leave_out for call in calls]),
        must_place=np.array([call.must for call in calls], np.bool_),
        leave_out_rule=1,
        must_rule=1,
        links=tuple(links),
        counters=(),
        drops=(),
        orders=(),
        peaks=tuple(peaks),
        balances=tuple(balances),
        circles=tuple(circles),
        capacity=column([van.capacity for van in vans])[None, :] if limited else np.zeros((0, routes), np.int64),
        load=column([calls[v].load if k == 0 else 0 for v, k in parts])[None, :]
        if limited
        else np.zeros((0, count), np.int64),
        capacity_rule=3,
        eligible_rule=3,
    )
