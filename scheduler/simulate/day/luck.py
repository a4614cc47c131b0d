"""What chance decides of many days: drawn by name, so that two plans of a day meet the same luck."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b

import numpy as np

from scheduler.domain.day import Day
from scheduler.problem.problem import Flags, Ints
from scheduler.rules.together import starts_together
from scheduler.simulate.chance import Chance
from scheduler.simulate.day.course import Course, Step
from scheduler.simulate.day.spreads import Spread, ride_spread, service_spread
from scheduler.units import MINUTE


@dataclass(frozen=True, slots=True, eq=False)
class Luck:
    """One column a simulated day: seconds of service and ride by step, of the ride back by way; whether somebody is at
    home (by step) and whether the person works at all (by way)."""

    service: Ints
    ride: Ints
    back: Ints
    home: Flags
    works: Flags


def luck_of(day: Day, course: Course, samples: int, seed: int) -> Luck:
    """As configured (day.*, simulate.nobody_home, simulate.staff_ill). Days 1 to n of more days are those of n days.

    Real service and rides are lognormal by their planned seconds; a visit that several people begin together lasts
    equally long for all of them; nobody home costs day.nobody_home_minutes instead.
    """
    book, draw = day.rulebook, _Draw(seed, samples)
    chance = Chance(seed, book)
    nobody, ill = chance.likely("nobody_home"), chance.likely("staff_ill")
    wait = book.rule("day.nobody_home_minutes") * MINUTE
    n = len(course.steps), samples
    service, ride = np.zeros(n, np.int64), np.zeros(n, np.int64)
    home = np.ones(n, np.bool_)
    for k, step in enumerate(course.steps):
        way = course.ways[step.way]
        spread = ride_spread(book, way.mode)
        ride[k] = draw.stretched(step.ride, spread, f"ride|{way.mode}|{_leg(step, way.shift_id)}")
        service[k] = step.length
        if step.visit_id:
            home[k] = draw.happens(1 - nobody, f"home|{step.visit_id}")
            real = draw.stretched(step.length, service_spread(book, step.service), f"service|{_shared(day, step)}")
            service[k] = np.where(home[k], real, wait)
    back = np.zeros((len(course.ways), samples), np.int64)
    works = np.ones((len(course.ways), samples), np.bool_)
    for w, way in enumerate(course.ways):
        back[w] = draw.stretched(way.ride_back, ride_spread(book, way.mode), f"back|{way.shift_id}")
        works[w] = draw.happens(1 - ill, f"works|{way.staff_id}")
    return Luck(service, ride, back, home, works)


def _leg(step: Step, shift_id: str) -> str:
    return f"{step.visit_id}|{step.part}" if step.visit_id else f"drop|{step.part}|{shift_id}"


def _shared(day: Day, step: Step) -> str:
    joint = starts_together(day.visits[step.visit_id])
    return step.visit_id if joint else f"{step.visit_id}|{step.part}"


@dataclass(frozen=True, slots=True)
class _Draw:
    seed: int
    samples: int

    def stretched(self, planned: int, spread: Spread, name: str) -> Ints:
        """Planned seconds as they turn out, whole seconds."""
        if not planned:
            return np.zeros(self.samples, np.int64)
        normal = self._generator(name).standard_normal(self.samples)
        real: Ints = np.rint(planned * np.exp(spread.middle + spread.sigma * normal)).astype(np.int64)
        return real

    def happens(self, share: float, name: str) -> Flags:
        return self._generator(name).random(self.samples) < share

    def _generator(self, name: str) -> np.random.Generator:
        key = int.from_bytes(blake2b(name.encode(), digest_size=8).digest())
        return np.random.Generator(np.random.PCG64([self.seed, key]))
