"""The engine's few primitives. Every rule of care is lowered into these, and the engines know nothing else.

Indices: `p` part, `v` visit, `r` route, `l` place, `m` mode. Times and durations are whole ticks from
the start of the horizon (a tick is a second in a plan); windows are inclusive and say when service
starts. Costs are whole numbers, 1 = one second of one person's travel. `evaluate.py` is the meaning.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

FREE, SAME, DIFFERENT = 0, 1, 2  # link: persons of its two parts
ANY, BOTH, NEEDS = 0, 1, 2  # link: presence; NEEDS: the second part only with the first

WORK, TRAVEL, STOPS, ROUTES = 0, 1, 2, 3  # counter measures

LATENESS, IDLE, WAITING = 0, 1, 2  # peak measures


@dataclass(frozen=True, slots=True)
class Break:
    """A pause of `length` ticks that a used route must hold; it starts within [earliest, latest], never in service.

    With a `price` it is wanted only: a route that does not hold it, used or not, costs the price.
    """

    route: int
    earliest: int
    latest: int
    length: int
    price: int = 0


@dataclass(frozen=True, slots=True)
class Link:
    """`minimum <= start[second] - (end or start)[first] <= maximum`, when both are placed.

    `from_end` measures from the end of the first part's service. `person` is FREE, SAME or DIFFERENT;
    `presence` is ANY, BOTH (both placed or neither) or NEEDS (the second only with the first).
    Two together: both parts of one visit, minimum = maximum = 0, DIFFERENT (a visit's parts are BOTH anyway).
    """

    rule: int
    first: int
    second: int
    from_end: bool
    minimum: int
    maximum: int
    person: int = FREE
    presence: int = ANY


@dataclass(frozen=True, slots=True)
class Counter:
    """A sum over a set of routes: WORK ticks, TRAVEL ticks, STOPS (visits' parts) or ROUTES used.

    `parts` limits STOPS to those parts, and ROUTES to routes that carry one of them (None: all).
    `brought_in` is added. `maximum` is hard (None: none). Each step (threshold, rate) costs
    rate x max(0, amount - threshold); rates are positive, so the cost is convex.
    """

    rule: int
    routes: tuple[int, ...]
    measure: int
    parts: frozenset[int] | None = None
    brought_in: int = 0
    maximum: int | None = None
    steps: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Drop:
    """A stop at `place` that a route holds exactly once when it carries a part of `parts`, after the last of them.

    Its service (handing over) starts at most `longest_ride` ticks after the end of service of each of
    those parts on the route, and not after `latest`. On a route without such a part it may not stand.
    """

    rule: int
    place: int
    service: int
    latest: int
    longest_ride: int
    parts: frozenset[int]


@dataclass(frozen=True, slots=True)
class Order:
    """Per route, parts with a class (>= 0) stand in non-decreasing class; -1 takes no part.

    `price` 0: hard. Else each part that comes after a part of a higher class costs `price` once.
    """

    rule: int
    part_class: tuple[int, ...]
    price: int


@dataclass(frozen=True, slots=True)
class Peak:
    """`rate` x the largest of a set: LATENESS, max(0, start - time) of the `terms` (rows of the term table);
    IDLE, the ticks of each of `routes` from its `earliest` to its `end`, or to its return when that is later, that
    are neither travel nor service nor a break (an unused route is idle all the time, from `earliest` to `end`); or
    WAITING, the longest single wait on those routes. 0 when the set is empty.
    """

    rule: int
    measure: int
    rate: int
    terms: tuple[int, ...] = ()
    routes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Balance:
    """`rate` x the sum over `groups` of routes of |busy - mean| rounded up; busy: travel and service of parts."""

    rule: int
    rate: int
    groups: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Circle:
    """Few faces for a set of parts: each person beyond those `seen` already who serves one of them costs `price`.

    `maximum` (hard; None: none) is of people in all, the seen ones among them; more seen already forbid only new ones.
    """

    rule: int
    parts: frozenset[int]
    seen: frozenset[int]  # staff, as in route_staff
    price: int
    maximum: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """Everything the engines need. Arrays are int64 or bool, C-contiguous and never written to."""

    rules: tuple[str, ...]  # names that costs and violations refer to by index

    # travel: [m, i, j] ticks from place i to place j, access included; access [i, j] is the share of it that is access
    travel: Ints
    access: Ints
    travel_rule: int
    access_rule: int

    # routes
    route_staff: Ints  # [r] whose: routes of one person never overlap (the lowering guarantees it)
    route_mode: Ints
    route_from: Ints  # place
    route_to: Ints
    route_earliest: Ints  # first departure
    route_end: Ints  # planned end: a later return is overtime
    route_latest: Ints  # last return, hard
    route_overtime_rate: Ints  # cost per tick after route_end
    route_opening_cost: Ints
    route_max_work: Ints  # ticks, hard
    route_max_travel: Ints
    route_wait_rate: Ints  # cost per tick of waiting between the first and the last stop, breaks apart
    route_travel_rate: Ints  # cost per tick of travel and access
    route_leaves_early: Flags  # departs at `earliest` whatever comes first: then waiting before the first stop counts
    overtime_rule: int
    opening_rule: int
    wait_rule: int
    work_rule: int
    breaks: tuple[Break, ...]
    break_rule: int

    # parts
    part_visit: Ints
    part_place: Ints
    eligible: Flags  # [p, r]
    duration: Ints  # [p, r] > = 0
    serve_cost: Ints  # [p, r] the sum of serve_cost_by_rule
    serve_cost_by_rule: tuple[tuple[int, Ints], ...]  # (rule, [p, r])

    # windows: those of part p are rows window_index[p] .. window_index[p + 1] - 1, ascending and disjoint
    window_index: Ints
    window_earliest: Ints
    window_latest: Ints
    window_rule: int

    # cost of the start: terms of part p likewise; each costs
    # before_rate * max(0, time - start) + after_rate * max(0, start - time)
    # when the start lies in window row term_window (-1: whatever the window)
    term_index: Ints
    term_window: Ints
    term_rule: Ints
    term_time: Ints
    term_before_rate: Ints
    term_after_rate: Ints

    # visits
    leave_out_cost: Ints  # [v]
    must_place: Flags  # [v] started, done or locked
    leave_out_rule: int
    must_rule: int

    links: tuple[Link, ...]
    counters: tuple[Counter, ...]
    drops: tuple[Drop, ...]
    orders: tuple[Order, ...]
    peaks: tuple[Peak, ...]
    balances: tuple[Balance, ...]
    circles: tuple[Circle, ...]

    # capacity: [d, r] and loads [d, p], one row per dimension
    capacity: Ints
    load: Ints
    capacity_rule: int

    eligible_rule: int

    leave_out_by_rule: tuple[tuple[int, Ints], ...] = ()  # (rule, [v]) shares of leave_out_cost beside leave_out_rule's

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, np.ndarray):
                value.setflags(write=False)

    @property
    def parts(self) -> int:
        """How many parts."""
        return len(self.part_visit)

    @property
    def routes(self) -> int:
        """How many routes."""
        return len(self.route_staff)

    @property
    def visits(self) -> int:
        """How many visits."""
        return len(self.leave_out_cost)

    def parts_of(self, visit: int) -> list[int]:
        """The parts of a visit, in order."""
        return [int(p) for p in np.flatnonzero(self.part_visit == visit)]
