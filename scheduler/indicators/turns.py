"""Promises that come round: the next one is due at most so many days after the last one was done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from scheduler.domain.indicators import Indicator, Miss, share
from scheduler.intake.spans import Absence, absent, joined


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn that came to its end: done on a day, or (None) not done although its last day is over."""

    about: str
    limit: date  # the last day on which it is in time
    done: date | None

    @property
    def kept(self) -> bool:
        """Whether it was done in time."""
        return self.done is not None and self.done <= self.limit


@dataclass(frozen=True, slots=True)
class Round:
    """What comes round: for whom or what, since when, within how many days the first time and from then on.

    `until`: no turn is owed that falls due after this day. While somebody is absent nothing falls due: a limit
    that lies in an absence moves to the day after it.
    """

    about: str
    start: date
    within: int
    first_within: int
    until: date | None = None
    absences: tuple[Absence, ...] = ()
    known_from: date = date.min

    def limit(self, previous: date, days: int) -> date:
        """The last day in time, so many days after the previous one."""
        limit = previous + timedelta(days=days)
        away = absent(limit, joined(self.absences))
        if away is None:
            return limit
        return away.until + timedelta(days=1) if away.until else date.max


def turns(of: Round, done: Iterable[date], first: date, over: date) -> list[Turn]:
    """The turns done from `first` on, and the one that is overdue at the end of the day `over`."""
    found = []
    limit = of.limit(of.start, of.first_within)
    if limit < of.known_from:
        limit = of.limit(of.known_from, of.within)
    for day in sorted(set(done)):
        if day < of.start:
            continue
        if day >= first:
            found.append(Turn(of.about, limit, day))
        limit = of.limit(day, of.within)
    owed = of.until is None or (limit <= of.until and of.until >= first)
    if limit <= over and owed:
        found.append(Turn(of.about, limit, None))
    return found


def in_time(id_: str, names: tuple[str, str], ended: Sequence[Turn]) -> Indicator:
    """The share of turns done in time; the others with the last day on which they were in time."""
    late = tuple(Miss(turn.about, turn.limit) for turn in ended if not turn.kept)
    return share(id_, names, len(ended) - len(late), len(ended), late)
