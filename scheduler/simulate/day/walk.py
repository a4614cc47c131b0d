"""Walk every route of a day, all simulated days at once: a numpy row is one stop on every day.

Who is early waits for the planned start, who is late goes on at once; two who begin together wait for one another; a
visit that follows another waits for its gap. Nobody moves, drops or adds a stop: this is the plan left to itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scheduler.problem.problem import Flags, Ints
from scheduler.simulate.day.course import Course
from scheduler.simulate.day.luck import Luck


@dataclass(frozen=True, slots=True, eq=False)
class Walked:
    """By step: the start (of a visit that cannot be done: the arrival), the end, and whether everybody it needs came;
    by way: the return. One column a simulated day; times of people who do not work mean nothing."""

    start: Ints
    end: Ints
    done: Flags
    back: Ints


def walk(course: Course, luck: Luck) -> Walked:
    """Seconds from midnight."""
    samples = luck.service.shape[1]
    start = np.zeros((len(course.steps), samples), np.int64)
    end, done = np.zeros_like(start), np.zeros(start.shape, np.bool_)
    back = np.zeros((len(course.ways), samples), np.int64)
    free: dict[int, Ints] = {}  # by way: when its last stop so far is over
    for group in course.groups:
        there = {k: _there(course, luck, k, _since(course, course.steps[k].way, free, back)) for k in group}
        begin = np.maximum.reduce([np.maximum(there[k], course.steps[k].floor) for k in group])
        all_came = np.logical_and.reduce([luck.works[course.steps[k].way] for k in group])
        for k in group:
            for first, least in course.steps[k].after:
                begin = np.maximum(begin, end[first] + least)
                all_came = all_came & done[first]
        for k in group:
            done[k] = all_came
            start[k] = np.where(all_came, begin, there[k])
            end[k] = start[k] + np.where(all_came, luck.service[k], 0)
            w = course.steps[k].way
            free[w] = end[k]
            if course.ways[w].last == k:
                back[w] = _back(course, luck, w, end[k])
    return Walked(start, end, done, back)


def _since(course: Course, w: int, free: dict[int, Ints], back: Ints) -> Ints:
    """From when the person is free for the next stop of a way."""
    if w in free:
        return free[w]
    way = course.ways[w]
    departure = np.full(back.shape[1], way.departure, np.int64)
    return departure if way.follows < 0 else np.maximum(departure, back[way.follows])


def _there(course: Course, luck: Luck, k: int, since: Ints) -> Ints:
    step = course.steps[k]
    return _after_breaks(since, luck.ride[k] + step.access, step.breaks)


def _back(course: Course, luck: Luck, w: int, since: Ints) -> Ints:
    way = course.ways[w]
    return _after_breaks(since, luck.back[w] + way.access_back, way.breaks)


def _after_breaks(since: Ints, leg: Ints, breaks: tuple[tuple[int, int], ...]) -> Ints:
    """Arrival: the whole leg and the breaks, which begin no earlier than planned; one may lie within the leg."""
    arrival, paused = since + leg, since
    for begin, length in breaks:
        paused = np.maximum(paused, begin) + length
        arrival = arrival + length
    there: Ints = np.maximum(arrival, paused)
    return there
