"""A part of a visit that has begun."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from scheduler.domain.plan import Stop
from scheduler.units import MINUTE


@dataclass(frozen=True, slots=True)
class Fact:
    """Who, from when to when as far as anybody knows; nobody can change it any more."""

    staff_id: str
    shift_id: str
    stop: Stop
    start: datetime
    end: datetime

    @property
    def minutes(self) -> int:
        """Whole minutes, rounded up; a visit takes one at least."""
        return max(1, -(-round((self.end - self.start).total_seconds()) // MINUTE))

    @property
    def left(self) -> datetime:
        """When its person goes on, in whole minutes from its start."""
        return self.start + timedelta(minutes=self.minutes)
