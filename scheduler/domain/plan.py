"""A roster: who is where when, what was left out and why. Names and clock times; never overwritten, only replaced."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Stop:
    """One part of a visit on a route, or a drop of samples (`kind` "drop": `visit_id` is "", `part` is
    the number of the drop among those of the day: its index in Problem.drops).

    `travel_seconds` is the ride from the stop before (or the base) without access;
    `access_seconds` the way from the gate to the door, zero inside the same building.
    `band` is the arrival band promised to the resident, inclusive.
    """

    visit_id: str
    part: int
    place_id: str
    start: datetime
    end: datetime
    travel_seconds: int
    access_seconds: int
    band: tuple[datetime, datetime]
    kind: str = "visit"


@dataclass(frozen=True, slots=True)
class Route:
    """One person's time on the road between two bases, in one mode. Breaks are (start, end)."""

    staff_id: str
    shift_id: str
    mode: str
    departure: datetime
    back: datetime
    back_travel_seconds: int
    stops: tuple[Stop, ...]
    breaks: tuple[tuple[datetime, datetime], ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is so: the rule, about whom, and the sentence in both languages."""

    rule: str
    staff_id: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A visit of the horizon without a stop."""

    visit_id: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """What the validator saw. `amount` is in the rule's unit; `cost` is 0 for hard rules, cost units for soft ones."""

    rule: str
    hard: bool
    amount: int
    unit: str
    cost: int
    visit_ids: tuple[str, ...]
    staff_ids: tuple[str, ...]
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Plan:
    """One version of one day's roster of one centre.

    `cost_by_rule` is in cost units (1 = one second of one person's travel); `bound` is a proven
    lower bound of the cost or None when none is known. `state`: draft, published, replaced or recalled.
    """

    id: str
    centre_id: str
    day: date
    version: int
    state: str
    author: str
    made: datetime
    seed: int
    iterations: int
    routes: tuple[Route, ...]
    left_out: tuple[LeftOut, ...]
    cost_by_rule: Mapping[str, int]
    bound: int | None = None
    findings: tuple[Finding, ...] = ()
    weights: Mapping[str, int] | None = None

    @property
    def cost(self) -> int:
        """The sum over all rules."""
        return sum(self.cost_by_rule.values())

    def stops(self) -> Iterator[tuple[Route, Stop]]:
        """Every stop with its route, route by route."""
        for route in self.routes:
            for stop in route.stops:
                yield route, stop
