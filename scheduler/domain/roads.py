"""Roads of the running day: what is closed, and the rides that are over and keep what they were ridden in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from scheduler.domain.people import Point


@dataclass(frozen=True, slots=True)
class Closure:
    """A closed stretch from one point to another (or around one), `radius_metres` wide to each side; 0: as configured.

    A ride whose straight line comes that near takes a detour: `minutes`, or with 0 the configured metres more.
    `until` None: to the end of the day.
    """

    id: str
    first: Point
    second: Point
    start: datetime
    until: datetime | None = None
    radius_metres: int = 0
    minutes: int = 0

    def __post_init__(self) -> None:
        if self.until is not None and self.until <= self.start:
            raise ValueError(f"the road is open again {self.until} before it closes {self.start}")
        if self.radius_metres < 0 or self.minutes < 0:
            raise ValueError(f"a closure is {self.radius_metres} m wide and costs {self.minutes} min: both at least 0")


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a ride takes place in."""

    weather: str
    closures: tuple[Closure, ...] = ()


Leg = tuple[str, str, str]  # mode, id of the place ridden from, id of the place ridden to
Ridden = Mapping[Leg, Conditions]  # of the rides that are over and were reckoned otherwise than the rest of the day's
