"""A day as bars: one row per person, hours across. Geometry only; the template draws it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from scheduler.exchange.views import Person
from scheduler.rules.timetable import seconds_between
from scheduler.units import HOUR, clock

NAME_WIDTH, CHART_WIDTH, ROW_HEIGHT, TOP = 150, 890, 19, 20  # pixels


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of time in pixels; `text` stands inside."""

    kind: str  # shift, out, visit, drop, break
    x: float
    width: float
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """One person's bars."""

    y: int
    name: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """Rows under a scale of hours (x, text)."""

    width: int
    height: int
    row_height: int
    hours: tuple[tuple[float, str], ...]
    rows: tuple[Row, ...]


def timeline(people: Sequence[Person]) -> Timeline:
    """The bars of everybody's trips; the scale covers all shifts in whole hours."""
    spans = [span for person in people for trip in person.trips for span in (trip.shift_span, trip.out_span)]
    if not spans:
        return Timeline(NAME_WIDTH + CHART_WIDTH, TOP, ROW_HEIGHT, (), ())
    first = min(begin for begin, _ in spans).replace(minute=0, second=0)
    last = max(end for _, end in spans)
    count = -(-seconds_between(first, last) // HOUR)

    def across(moment: datetime) -> float:
        return round(NAME_WIDTH + CHART_WIDTH * seconds_between(first, moment) / (count * HOUR), 1)

    def bar(kind: str, begin: datetime, end: datetime, text: str = "") -> Bar:
        return Bar(kind, across(begin), round(across(end) - across(begin), 1), text)

    rows = []
    for number, person in enumerate(people):
        bars = [bar("shift", *trip.shift_span) for trip in person.trips]
        bars += [bar("out", *trip.out_span) for trip in person.trips]
        for trip in person.trips:
            bars += [
                bar(line.kind, line.begin, line.until, str(line.number) if line.number else "")
                for line in trip.lines
                if line.begin and line.until
            ]
        rows.append(Row(TOP + number * ROW_HEIGHT, f"{person.name} {person.role}", tuple(bars)))
    marks = [first + timedelta(hours=hour) for hour in range(count + 1)]
    return Timeline(
        NAME_WIDTH + CHART_WIDTH + 20,
        TOP + len(people) * ROW_HEIGHT + 6,
        ROW_HEIGHT,
        tuple((across(mark), clock(mark)) for mark in marks),
        tuple(rows),
    )
