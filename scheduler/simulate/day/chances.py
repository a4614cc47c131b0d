"""What simulated days say of a plan: the chance of every promised band, and what is late, missed or overtime."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from scheduler.domain.day import Day
from scheduler.domain.plan import Plan
from scheduler.problem.problem import Flags, Ints
from scheduler.simulate.day.course import Course, course_of
from scheduler.simulate.day.luck import luck_of
from scheduler.simulate.day.walk import Walked, walk
from scheduler.units import MINUTE, moment_of


@dataclass(frozen=True, slots=True)
class StopChance:
    """One part of a visit. `chance`: it begins inside its promised band; `late`: after it, of the days on which it
    takes place; the rest is a person who does not come. `tardy_minutes` after the band and `delay_minutes` after the
    planned start are means over the days on which it takes place."""

    visit_id: str
    part: int
    staff_id: str
    start: datetime
    band: tuple[datetime, datetime]
    chance: float
    late: float
    tardy_minutes: float
    delay_minutes: float


@dataclass(frozen=True, slots=True)
class DayChances:
    """Of a plan. `late_share`: stops begun after their band, of those that take place; `missed_share`: stops to which
    somebody does not come; minutes are expected sums of a day; `laboratory`: the chance that every sample of the day
    is in time, None where none is drawn."""

    plan_id: str
    samples: int
    seed: int
    stops: tuple[StopChance, ...]
    late_share: float
    missed_share: float
    tardy_minutes: float
    overtime_minutes: float
    laboratory: float | None


def chances_of(day: Day, plan: Plan, samples: int, seed: int) -> DayChances:
    """The plan left to itself on so many simulated days; the same seed gives the same figures."""
    course = course_of(day, plan)
    luck = luck_of(day, course, samples, seed)
    walked = walk(course, luck)
    visits = [k for k, step in enumerate(course.steps) if step.visit_id]
    stops = tuple(_of_stop(day, course, walked, k) for k in visits)
    done = int(walked.done[visits].sum())
    over = np.array([way.end for way in course.ways])[:, None]
    overtime = np.where(luck.works, np.maximum(0, walked.back - over), 0)
    return DayChances(
        plan.id,
        samples,
        seed,
        stops,
        int(late_of(course, walked).sum()) / max(1, done),
        1 - done / max(1, len(visits) * samples),
        float(_tardy(course, walked)[visits].sum() / samples / MINUTE),
        float(overtime.sum() / samples / MINUTE),
        _laboratory(course, walked),
    )


def late_of(course: Course, walked: Walked) -> Flags:
    """By step and simulated day: a visit that takes place, begun after its promised band."""
    visits = np.array([bool(step.visit_id) for step in course.steps])
    late: Flags = walked.done & (walked.start > _latest(course)[:, None]) & visits[:, None]
    return late


def _latest(course: Course) -> Ints:
    return np.array([step.band[1] for step in course.steps], np.int64)


def _tardy(course: Course, walked: Walked) -> Ints:
    return np.where(walked.done, np.maximum(0, walked.start - _latest(course)[:, None]), 0)


def _of_stop(day: Day, course: Course, walked: Walked, k: int) -> StopChance:
    step, done = course.steps[k], walked.done[k]
    start = walked.start[k][done]
    early, late = step.band
    inside = int(((start >= early) & (start <= late)).sum())
    took_place = max(1, len(start))
    return StopChance(
        step.visit_id,
        step.part,
        course.ways[step.way].staff_id,
        moment_of(step.start, day.day),
        (moment_of(early, day.day), moment_of(late, day.day)),
        inside / len(done),
        int((start > late).sum()) / took_place,
        float(np.maximum(0, start - late).sum() / took_place / MINUTE),
        float((start - step.start).sum() / took_place / MINUTE),
    )


def unsaved_drops(course: Course, walked: Walked) -> Flags:
    """By step and simulated day: samples handed over after the cut-off, or too long after one was drawn."""
    unsaved = np.zeros(walked.start.shape, np.bool_)
    for k, step in enumerate(course.steps):
        if not step.visit_id:
            unsaved[k] = walked.start[k] > step.latest
            for first, longest in step.samples:
                unsaved[k] |= walked.done[first] & (walked.start[k] - walked.end[first] > longest)
            unsaved[k] &= walked.done[k]
    return unsaved


def _laboratory(course: Course, walked: Walked) -> float | None:
    if all(step.visit_id for step in course.steps):
        return None
    return float(1 - unsaved_drops(course, walked).any(axis=0).mean())
