"""The Drafts of a week's days side by side: which part, route and day is which.

Day d begins at tick d x STRIDE. A day is less than half a stride, so a difference of two starts tells how many days
lie between them. A part is eligible on the routes of the days on which its visit is possible.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from scheduler.domain.week import Week
from scheduler.rules import RULES
from scheduler.rules.draft import Draft, Frame, modes_of, places_of
from scheduler.rules.week import counted_faces
from scheduler.units import DAY

STRIDE = 2 * DAY
Kind = tuple[int, bool, int]  # a drop: longest minutes, whether the cut-off binds, and then the day, else -1


@dataclass
class WeekDraft:
    """The week in the making. Shapes: P parts, R routes; route r is route `r - base[d]` of its day's Draft.

    `draws`: visit id -> the one day on which a fasting draw is done (see `draw_days`).
    """

    week: Week
    drafts: list[Draft]
    draws: Mapping[str, int]
    keys: list[tuple[str, int]] = field(default_factory=list)
    visit_ids: list[str] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)
    kinds: list[Kind] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.visit_ids = list(self.week.offers())
        self.keys = [(id_, k) for id_ in self.visit_ids for k in range(len(self.week.visit(id_).parts))]
        self.part_at = {key: p for p, key in enumerate(self.keys)}
        self.visit_at = {id_: v for v, id_ in enumerate(self.visit_ids)}
        self.staff_ids = list(self.week.staff())
        counts = [len(draft.shifts) for draft in self.drafts]
        self.base = [sum(counts[:d]) for d in range(len(counts))]
        self.routes = sum(counts)
        self.day_of = [d for d, count in enumerate(counts) for _ in range(count)]
        self.modes = list(dict.fromkeys((d.day.weather, mode) for d in self.drafts for mode in d.modes))

    def rule(self, name: str) -> int:
        """The index of a rule's name, added on first use."""
        if name not in self.rules:
            self.rules.append(name)
        return self.rules.index(name)

    def parts_of(self, visit_id: str) -> list[int]:
        """The parts of a visit."""
        return [self.part_at[visit_id, k] for k in range(len(self.week.visit(visit_id).parts))]

    def routes_on(self, d: int) -> range:
        """The routes of a day."""
        return range(self.base[d], self.base[d] + len(self.drafts[d].shifts))

    def routes_of(self, staff_id: str) -> tuple[int, ...]:
        """The routes of one person, day by day."""
        return tuple(self.base[d] + r for d, draft in enumerate(self.drafts) for r in draft.routes_of(staff_id))


def locked_days(wd: WeekDraft) -> dict[str, set[int]]:
    """Visit id -> the days on which it must be placed, where there are any."""
    found: dict[str, set[int]] = {}
    for d, draft in enumerate(wd.drafts):
        for v in np.flatnonzero(draft.must_place):
            found.setdefault(draft.visit_ids[v], set()).add(d)
    return found


def week_draft_of(week: Week, draws: Mapping[str, int] | None = None) -> WeekDraft:
    """The week as primitives: what every rule says of each day, under one frame."""
    places = {place.id: place for day in week.days for place in places_of(day)}
    modes = tuple(sorted({mode for day in week.days for mode in modes_of(day)}))
    frame = Frame(tuple(places.values()), modes, frozenset(counted_faces(week)))
    drafts = [Draft(day, frame) for day in week.days]
    for draft in drafts:
        for rule in RULES:
            rule.lower(draft.day, draft)
    return WeekDraft(week, drafts, draw_days(week) | dict(draws or {}))


def draw_days(week: Week) -> dict[str, int]:
    """Visit id -> the one day of a draw for which the laboratory's cut-off binds: its due day, where it is possible
    then, else the first. A drop has one latest hour, so a route of another day must not carry such a draw; this
    binds the search, not the rule."""
    found = {}
    for id_, offered in week.offers().items():
        visit = week.visit(id_)
        service = week.days[0].service(visit)
        if service.lab_minutes and service.soft_from:
            due = [d for d in offered if week.days[d].day == week.days[d].visits[id_].due]
            found[id_] = (due or offered)[0]
    return found
