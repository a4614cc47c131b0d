"""A month ahead: what is to be done, what nobody has the hours for, and what will break its interval."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from scheduler.domain.care import PartNeed


@dataclass(frozen=True, slots=True)
class Profile:
    """Who is asked for: one of the roles with every skill and the title; `internet`: by the rules of that channel."""

    need: PartNeed
    internet: bool = False

    def covers(self, other: Profile) -> bool:
        """Whether somebody of this profile, whichever of its roles, may do what the other asks for."""
        mine, asked = self.need, other.need
        able = mine.roles <= asked.roles and asked.skills <= mine.skills and asked.title_level <= mine.title_level
        return able and (self.internet or not other.internet)

    @property
    def demands(self) -> int:
        """How much it asks of a person beyond a role: skills, title, what internet nursing asks."""
        return len(self.need.skills) + self.need.title_level + self.internet


@dataclass(frozen=True, slots=True)
class MonthVisit:
    """One visit of the month: the days on which it may be done, both inclusive, and who does it."""

    visit_id: str
    request_id: str
    order_id: str  # "": asked for once
    resident_id: str
    service: str
    first_day: date
    last_day: date
    due: date | None
    hard_last: date | None  # past it an interval breaks
    people: tuple[PartNeed, ...]
    minutes: int
    priority: int
    waits: bool  # its last day lies behind the month: it may follow later
    undone: float = 0.0  # how much of it stays undone at best


@dataclass(frozen=True, slots=True)
class Shortage:
    """Hours of a kind of person that are missing in a week (from its Monday), in minutes, by day as well.

    With the other shortages made good, at least `visits` visits stay undone for want of these.
    """

    profile: Profile
    monday: date
    minutes: float
    by_day: tuple[tuple[date, float], ...]
    visits: int


@dataclass(frozen=True, slots=True)
class Month:
    """The days looked at (inclusive), the visits by last day, and what of them nobody has the hours for.

    At least `undone` visits whose last day lies inside cannot be done for want of hours. `impossible`: no hours would
    help, since the days and windows asked for leave no moment.
    """

    first: date
    last: date
    visits: tuple[MonthVisit, ...]
    undone: int
    shortages: tuple[Shortage, ...]
    field_minutes: int
    needed_minutes: int
    impossible: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Breach:
    """A visit that will break its interval: after `day` it is overdue; `cause` is nobody or hours."""

    visit_id: str
    resident_id: str
    service: str
    day: date
    cause: str  # "nobody": nobody who may do it is on shift; "hours": those who are have no time left
    profile: Profile
    zh: str
    en: str
