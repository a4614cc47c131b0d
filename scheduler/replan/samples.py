"""Samples that were drawn and cannot reach the laboratory in time any more: what they still may take."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from scheduler.domain.day import Day
from scheduler.domain.plan import Plan, Stop
from scheduler.replan.fact import Fact
from scheduler.rules.laboratory import cutoff, drawing_part, kind_of, kinds_of_sample
from scheduler.rules.shifts import owed_minutes
from scheduler.rules.timetable import access_seconds, place_of, ride_seconds
from scheduler.units import MINUTE


def with_samples(day: Day, told: Plan | None, facts: Sequence[Fact]) -> Day:
    """The day that knows which samples were drawn and not handed over, and which of them can be in time no more.

    Whoever carries them was at the laboratory between two visits that have begun if the plan said so, else goes there
    after the last of them. The past breaks no rule; it is told.
    """
    orders = {route.shift_id: route.stops for route in told.routes} if told else {}
    routes: dict[str, list[Fact]] = defaultdict(list)
    for fact in sorted(facts, key=lambda fact: fact.start):
        routes[fact.shift_id].append(fact)
    late: dict[str, tuple[int, bool]] = {}
    carried: dict[str, tuple[int, bool]] = {}
    for shift_id, own in routes.items():
        for kind in kinds_of_sample(day):
            over, minutes, still = _of_kind(day, own, orders[shift_id], kind)
            kind = _of_its_own(day, max(minutes, kind[0])) if over else kind
            late |= dict.fromkeys(over, kind)
            last = own[-1]
            if still and last.stop.visit_id not in carried and _may_carry(day, last):
                carried[last.stop.visit_id] = kind
    return replace(day, late_samples=frozenset(late), carried=dict(sorted((carried | late).items())))


def kinds_in_the_bag(day: Day, facts: Sequence[Fact], told: Sequence[Stop]) -> int:
    """How many kinds of sample of one route, whose facts come in order, are still to be handed over."""
    drawn = ([k for k, fact in enumerate(facts) if _draws(day, fact) == kind] for kind in kinds_of_sample(day))
    return sum(_at_the_laboratory(day, facts[own[-1] :], told)[1] for own in drawn if own)


def _of_its_own(day: Day, minutes: int) -> tuple[int, bool]:
    """A kind with at least so many minutes that no sample still to be drawn has, so that it need not wait for one."""
    others = kinds_of_sample(day)
    while (minutes, False) in others:
        minutes += 1
    return minutes, False


def _of_kind(
    day: Day, facts: Sequence[Fact], told: Sequence[Stop], kind: tuple[int, bool]
) -> tuple[list[str], int, bool]:
    """Of one route and kind of sample: the visits whose samples come late, the minutes the slowest needs, and whether
    any is still in the bag."""
    drawn = [k for k, fact in enumerate(facts) if _draws(day, fact) == kind]
    if not drawn:
        return [], 0, False
    there, still = _at_the_laboratory(day, facts[drawn[-1] :], told)
    late, needed = [], 0
    for fact in (facts[k] for k in drawn):
        if there - fact.left > timedelta(minutes=kind[0]) or (kind[1] and there > cutoff(day)):
            late.append(fact.stop.visit_id)
            minutes = -(-round((there - fact.left).total_seconds()) // MINUTE)
            needed = max(needed, minutes + _held_up(day, fact, there))
    return late, needed, still


def _may_carry(day: Day, fact: Fact) -> bool:
    """Whether a visit that has begun draws nothing by itself, and its person is the one whose bag would count."""
    visit = day.visits[fact.stop.visit_id]
    return kind_of(day, visit) is None and fact.stop.part == drawing_part(visit)


def _draws(day: Day, fact: Fact) -> tuple[int, bool] | None:
    visit = day.visits[fact.stop.visit_id]
    return kind_of(day, visit) if fact.stop.part == drawing_part(visit) else None


def _at_the_laboratory(day: Day, facts: Sequence[Fact], told: Sequence[Stop]) -> tuple[datetime, bool]:
    """When whoever has just drawn the last sample was, or can be, there; whether it is still to come."""
    for fact, following in pairwise(facts):
        between = told[told.index(fact.stop) : told.index(following.stop)]
        if any(stop.kind == "drop" for stop in between):
            return _there(day, fact), False
    return _there(day, facts[-1]), True


def _there(day: Day, fact: Fact) -> datetime:
    mode, here, there = day.staff[fact.staff_id].mode, place_of(day, fact.stop), day.centre.laboratory
    return fact.left + timedelta(seconds=ride_seconds(day, mode, here, there) + access_seconds(here, there))


def _handovers(day: Day) -> int:
    """Minutes at the laboratory with a sample of every kind."""
    return len(kinds_of_sample(day)) * day.rulebook.rule("H8.handover_minutes")


def _held_up(day: Day, fact: Fact, there: datetime) -> int:
    """Minutes by which other samples, and a lunch that must be over by then, may come first."""
    shift = day.shifts.get(fact.shift_id)
    lunch = shift is not None and shift.lunch_until is not None and shift.lunch_until <= there
    owed = owed_minutes(day, shift) if shift and lunch else 0
    return _handovers(day) + owed
