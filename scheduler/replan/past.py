"""What of a person's day is over and can break no rule any more: the lunch that was taken, the hours worked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from scheduler.domain.day import Day
from scheduler.domain.people import Shift
from scheduler.domain.plan import Plan, Route, Stop
from scheduler.replan.fact import Fact
from scheduler.replan.reached import Reached
from scheduler.replan.samples import kinds_in_the_bag
from scheduler.rules.shifts import owed_minutes
from scheduler.rules.timetable import access_seconds, place_of, ride_seconds, timetable
from scheduler.units import MINUTE


def lunches_over(day: Day, steps: Iterable[Reached]) -> dict[str, tuple[datetime, int]]:
    """Shift -> when lunch began and its minutes, where a visit has begun that was told for after it.

    It was as long as what came before and after left room for; where that is less than H5.short_lunch_minutes there
    was none, and lunch is due when its person has time.
    """
    found: dict[str, tuple[datetime, int]] = {}
    for one in steps:
        piece = day.shifts.get(one.route.shift_id)
        if piece is None or one.fact is None or not one.route.breaks or piece.id in found:
            continue
        shift = day.rostered.get(piece, piece)
        told, until = one.route.breaks[0]
        if one.stop.start <= told or shift.lunch_from is None:
            continue
        if one.ready is None:
            found[shift.id] = told, round((until - told).total_seconds()) // MINUTE
            continue
        room = round((one.fact.start - one.ready).total_seconds()) // MINUTE
        minutes = min(owed_minutes(day, shift), room)
        if minutes >= day.rulebook.rule("H5.short_lunch_minutes"):
            found[shift.id] = min(max(told, one.left), one.fact.start - timedelta(minutes=minutes)), minutes
    return found


def still_on_their_shift(
    lunches: Mapping[str, tuple[datetime, int]], shifts: Mapping[str, Shift]
) -> dict[str, tuple[datetime, int]]:
    """Those that lie inside what events have left of the shift."""
    return {
        id_: (start, minutes)
        for id_, (start, minutes) in lunches.items()
        if id_ in shifts and shifts[id_].start <= start and start + timedelta(minutes=minutes) <= shifts[id_].latest_end
    }


def overworked(
    day: Day, told: Plan | None, steps: Sequence[Reached], facts: Sequence[Fact]
) -> dict[str, tuple[int, int]]:
    """Person -> seconds of work and of travel that what has begun comes to with the way home, where that is more
    than a day may have (H15)."""
    most = tuple(day.rulebook.rule(f"H15.max_{what}_minutes") * MINUTE for what in ("work", "travel"))
    found: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for route in told.routes if told else ():
        own = sorted((fact for fact in facts if fact.shift_id == route.shift_id), key=lambda fact: fact.start)
        if own and route.shift_id in day.shifts:
            clock = timetable(day, _gone_through(day, route, [one for one in steps if one.route is route], own))
            work, travel = found[route.staff_id]
            found[route.staff_id] = work + clock.work, travel + sum(clock.rides) + sum(clock.access)
    return {who: spent for who, spent in found.items() if spent[0] > most[0] or spent[1] > most[1]}


def _gone_through(day: Day, route: Route, steps: Sequence[Reached], own: Sequence[Fact]) -> Route:
    """What has begun of a route, the samples in the bag, and lunch if it was taken or is still due."""
    stops = [replace(one.stop, start=one.fact.start if one.fact else one.ready or one.stop.start) for one in steps]
    last, shift = own[-1], day.shifts[route.shift_id]
    here, laboratory = place_of(day, last.stop), day.centre.laboratory
    way = ride_seconds(day, route.mode, here, laboratory) + access_seconds(here, laboratory)
    there = last.left + timedelta(seconds=way)
    breaks: list[tuple[datetime, datetime]] = []
    if shift.id in day.lunches:
        start, minutes = day.lunches[shift.id]
        breaks.append((start, start + timedelta(minutes=minutes)))
    elif shift.lunch_from is not None:
        start = max(shift.lunch_from, last.left)
        length = timedelta(minutes=owed_minutes(day, shift))
        breaks.append((start, start + length))
        there += length if start <= there else timedelta()
    for n in range(kinds_in_the_bag(day, own, route.stops)):
        start = there + n * timedelta(minutes=day.rulebook.rule("H8.handover_minutes"))
        stops.append(Stop("", 0, laboratory.id, start, start, 0, 0, (start, start), "drop"))
    return replace(route, stops=tuple(stops), breaks=tuple(breaks))
