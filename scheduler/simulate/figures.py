"""What a simulated quarter came to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

LEFT_OUT = "left_out"
NOTICE_DAYS = 2  # a flag is of use when it comes so many days before the last day: 48 hours
ENOUGH_REACHED = 99  # percent
WHOLE = 90  # days from which on everybody is to be reached
FALSE_FLAGS = 20  # percent, at most


@dataclass(frozen=True, slots=True)
class Week:
    """One week, from its Monday. `again`: of those done, at a second try of the same day.

    `left_out`: by class, visits left out on their last day; `waiting`: left out with days left, each day counts;
    `overdue`: the longest list of a morning; `ill`: people's days of illness.
    """

    monday: date
    visits: int
    done: int
    again: int
    nobody_home: int
    cancelled: int
    left_out: Mapping[int, int]
    waiting: int
    overdue: int
    picc_over: int
    supplies_out: int
    outside_bed: int
    hard_findings: int
    ill: int
    beds_open: int


@dataclass(frozen=True, slots=True)
class Broken:
    """An interval that was not kept: after `day` the visit was overdue. `flagged`: when it was first foreseen,
    for that day or an earlier one."""

    visit_id: str
    service: str
    day: date
    why: str  # what became of it on its last day: "left_out", "nobody_home", "cancelled"
    flagged: date | None = None


@dataclass(frozen=True, slots=True)
class Flagged:
    """A visit foreseen to break its interval, first `told` on a day; `outcome`: broken, served or dropped."""

    visit_id: str
    day: date
    cause: str
    told: date
    outcome: str


@dataclass(frozen=True, slots=True)
class Quarter:
    """The days simulated (inclusive) and what was counted; ids and days stand for what went wrong."""

    first: date
    last: date
    seed: int
    iterations: int
    weeks: tuple[Week, ...]
    picc_over: tuple[tuple[str, date], ...]  # order, the last day that was allowed
    supplies_out: tuple[tuple[str, date], ...]  # medication plan, the last day for the refill
    outside_bed: tuple[tuple[str, date], ...]  # visit, day
    hard_findings: tuple[str, ...]
    broken: tuple[Broken, ...]
    flagged: tuple[Flagged, ...]
    to_reach: int
    not_reached: tuple[str, ...]

    @property
    def reached_percent(self) -> float:
        """Of the old and signed with many medicines, who was visited by a pharmacist."""
        return 100.0 * (self.to_reach - len(self.not_reached)) / self.to_reach if self.to_reach else 100.0

    @property
    def at_the_door(self) -> tuple[Broken, ...]:
        """What was planned on its last day and failed there: nobody can foresee it."""
        return tuple(one for one in self.broken if one.why != LEFT_OUT)

    @property
    def late_flags(self) -> tuple[Broken, ...]:
        """What was left out although nobody knew of it 48 hours before: somebody fell ill meanwhile, say."""
        left_out = (one for one in self.broken if one.why == LEFT_OUT)
        return tuple(one for one in left_out if one.flagged is None or (one.day - one.flagged).days < NOTICE_DAYS)

    @property
    def false_flags_percent(self) -> float:
        """Flags of visits that were served in time though nothing was changed."""
        false = sum(one.outcome == "served" for one in self.flagged)
        return 100.0 * false / len(self.flagged) if self.flagged else 0.0

    @property
    def sound(self) -> bool:
        """Every promise was kept; that everybody is reached is promised of a whole quarter."""
        kept = not (self.picc_over or self.supplies_out or self.outside_bed or self.hard_findings)
        whole = (self.last - self.first).days + 1 >= WHOLE
        return kept and (not whole or self.reached_percent >= ENOUGH_REACHED)
