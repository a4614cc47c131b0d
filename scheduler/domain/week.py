"""Several days of one centre, planned at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from scheduler.domain.care import Visit
from scheduler.domain.day import Day
from scheduler.domain.people import Staff
from scheduler.domain.plan import Plan


@dataclass(frozen=True, slots=True)
class Told:
    """Where an earlier draft of the week has a part of a visit: the day and the person."""

    day: date
    staff_id: str


@dataclass(frozen=True, slots=True)
class Week:
    """The days to plan, ascending; each holds the visits that are possible on it, so a visit stands on several.

    Days that are published are not among them: their visits are in `settled` (visit id -> day on which it is
    placed or was done), their work is in the `month_minutes` of the staff and their faces in the `seen_staff` of
    the residents. `weekend_turns`: weekend days on the road in this month so far, by staff id. `earlier`: where
    the draft that this plan replaces has (visit id, part).
    Raises ValueError for days out of order or of two centres, and for a visit whose people differ from day to day.
    """

    days: tuple[Day, ...]
    settled: Mapping[str, date] = field(default_factory=dict)
    weekend_turns: Mapping[str, int] = field(default_factory=dict)
    earlier: Mapping[tuple[str, int], Told] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for before, after in pairwise(self.days):
            if before.day >= after.day or before.centre.id != after.centre.id:
                raise ValueError(f"{before.day} and {after.day} are no days of one centre in order")
        parts: dict[str, int] = {}
        for day in self.days:
            for visit in day.visits.values():
                if parts.setdefault(visit.id, len(visit.parts)) != len(visit.parts):
                    raise ValueError(f"{visit.id} needs {parts[visit.id]} people on one day, {len(visit.parts)} later")

    @property
    def first(self) -> date:
        """The first day to plan."""
        return self.days[0].day

    def offers(self) -> dict[str, list[int]]:
        """Visit id -> the numbers of the days on which it is possible, in the order of the days."""
        found: dict[str, list[int]] = {}
        for d, day in enumerate(self.days):
            for id_ in day.visits:
                found.setdefault(id_, []).append(d)
        return found

    def visit(self, visit_id: str) -> Visit:
        """The visit as the first of its days knows it."""
        return next(day.visits[visit_id] for day in self.days if visit_id in day.visits)

    def staff(self) -> dict[str, Staff]:
        """Everybody of any of the days, as the first of their days knows them."""
        found: dict[str, Staff] = {}
        for day in self.days:
            for id_, person in day.staff.items():
                found.setdefault(id_, person)
        return found


@dataclass(frozen=True, slots=True)
class PlannedWeek:
    """One draft a day, each with the day as it was planned, and what is left out of the week by visit id.

    `left_out`: the last day of the week on which it was possible. `cost_by_rule` is the week's: what the days cost,
    and once what only the week can tell (S1, S5, S7, S11).
    """

    days: tuple[tuple[Day, Plan], ...]
    left_out: Mapping[str, date]
    cost_by_rule: Mapping[str, int]
    by_days: int  # the cost of the plan made day after day, from which the week's search began
    iterations: int = 0
    seed: int = 0
    log: tuple[str, ...] = ()

    @property
    def cost(self) -> int:
        """The sum over all rules."""
        return sum(self.cost_by_rule.values())


def days_from(first: date, count: int) -> tuple[date, ...]:
    """So many calendar days from `first` on."""
    return tuple(first + timedelta(days=k) for k in range(count))
