"""What is offered for a request: who comes when, what it costs more, and who is delayed for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class OfferedPart:
    """Who does one part of the visit, on which shift, from when."""

    staff_id: str
    shift_id: str
    start: datetime


@dataclass(frozen=True, slots=True)
class Delay:
    """A visit that starts later for it. `touched`: the start leaves the band that was told."""

    visit_id: str
    resident_id: str
    staff_id: str
    before: datetime
    after: datetime
    touched: bool

    @property
    def seconds(self) -> int:
        """By how much."""
        return round((self.after - self.before).total_seconds())


@dataclass(frozen=True, slots=True)
class Offer:
    """A place for a visit in a version of a day, judged legal by the validator.

    `travel_seconds`: more (or less) travel of everybody, access included. `cost_by_rule`: what changes, in cost units,
    without the price of leaving the visit out. Everybody who is not named in `delayed` keeps person and start.
    """

    visit_id: str
    day: date
    plan_id: str
    parts: tuple[OfferedPart, ...]
    band: tuple[datetime, datetime]
    travel_seconds: int
    cost_by_rule: Mapping[str, int]
    delayed: tuple[Delay, ...]

    @property
    def start(self) -> datetime:
        """When the first of its people begins."""
        return min(part.start for part in self.parts)

    @property
    def cost(self) -> int:
        """The sum over all rules."""
        return sum(self.cost_by_rule.values())

    @property
    def touched(self) -> tuple[str, ...]:
        """The residents whose visit leaves the band that was told, each once."""
        return tuple(dict.fromkeys(one.resident_id for one in self.delayed if one.touched))

    def asks_no_more_than(self, other: Offer) -> bool:
        """The same people at the same times, and nobody told anew who was not to be told then."""
        return self.parts == other.parts and set(self.touched) <= set(other.touched)


@dataclass(frozen=True, slots=True)
class KeptOffer:
    """An offer with its number, made at `asked`.

    `state`: offered, held (by `holder` until `until`) or confirmed (as plan `made`, the next version after `upon`).
    """

    id: str
    number: str
    offer: Offer
    asked: datetime
    state: str = "offered"
    holder: str = ""
    until: datetime | None = None
    made: str = ""
    upon: str = ""

    def held_at(self, now: datetime) -> bool:
        """Whether somebody holds it at that moment."""
        return self.state == "held" and self.until is not None and now < self.until
