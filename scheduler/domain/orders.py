"""Care over time: standing orders, what has happened of them, and when a resident is away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from scheduler.domain.care import Window

OUTCOMES = ("done", "nobody_home", "cancelled", "refused")
AWAY_REASONS = ("hospital", "travelling")


@dataclass(frozen=True, slots=True)
class Interval:
    """The body decides: `shortest` to `longest` days after it was last done, best after `usual`; 0 < all, in order.

    With `hard` the longest may not be exceeded: past it the visit is overdue (H9), never dropped.
    """

    shortest: int
    usual: int
    longest: int
    hard: bool = True


@dataclass(frozen=True, slots=True)
class ByCalendar:
    """The calendar decides: an RFC 5545 RRULE without DTSTART (the order's first day is it).

    An occurrence may be done `days_before` days earlier to `days_after` days later.
    """

    rule: str
    days_before: int = 0
    days_after: int = 0


@dataclass(frozen=True, slots=True)
class PlacedDevice:
    """What was placed in the body: the interval belongs to its kind and material (config/care.toml)."""

    kind: str  # catheter, gastric_tube, picc, port ...
    material: str
    placed: date


@dataclass(frozen=True, slots=True)
class OccurrenceChange:
    """One occurrence of an order, changed alone: moved to `day`, or to `windows`, or dropped (`skipped`)."""

    number: int  # of the occurrence, from 1
    day: date | None = None
    windows: tuple[Window, ...] = ()
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class CareOrder:
    """A standing order: the same service again and again, until a day or for a course of `count`.

    `times` are the hours of a day in which it is done (clock times, inclusive); several: so often a day, at least
    `gap_minutes` apart. `follows` names the order that this one carries on after an edit of all following.
    """

    id: str
    resident_id: str
    service: str
    channel: str
    first_day: date
    recurrence: Interval | ByCalendar
    last_day: date | None = None
    count: int = 0  # a course of so many; 0: no end but `last_day`
    times: tuple[tuple[str, str], ...] = ()
    gap_minutes: int = 0
    minutes: int = 0  # 0: the service's default
    order_until: date | None = None
    consent_until: date | None = None
    assessment_until: date | None = None
    order_items: frozenset[str] = frozenset()
    responsible_staff: frozenset[str] = frozenset()
    community_notified: bool = False
    infected: bool = False
    device: PlacedDevice | None = None
    bed_id: str = ""
    last_done: date | None = None  # before this order began to be kept here
    changes: tuple[OccurrenceChange, ...] = ()
    follows: str = ""


@dataclass(frozen=True, slots=True)
class Happened:
    """What became of one visit on one day; a later record of the same visit replaces an earlier one."""

    visit_id: str
    request_id: str
    day: date
    outcome: str  # one of OUTCOMES
    recorded: datetime
    author: str
    staff_ids: frozenset[str] = frozenset()
    minutes: int = 0  # at the bed, as it was; 0: not told
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Away:
    """A resident is not at home from a day to a day, both inclusive; `until_day` None: until told."""

    resident_id: str
    from_day: date
    until_day: date | None
    reason: str  # one of AWAY_REASONS
