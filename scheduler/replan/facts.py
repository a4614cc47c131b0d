"""The day as its events have left it: what has begun is a fact, who is absent has no shift, what is off is gone.

Everything here is a pure function of the day, the plan that people were told, and the events in the order told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from scheduler.domain.care import Lock
from scheduler.domain.day import Day
from scheduler.domain.events import (
    Event,
    NobodyHome,
    ResidentInHospital,
    VisitCancelled,
    VisitFinished,
    VisitOverran,
    VisitStarted,
)
from scheduler.domain.people import Shift
from scheduler.domain.plan import Plan, Route, Stop
from scheduler.replan.absences import Absences, absences_of
from scheduler.replan.fact import Fact as Fact
from scheduler.replan.past import lunches_over, overworked, still_on_their_shift
from scheduler.replan.reached import reached
from scheduler.replan.rides import conditions_at, with_conditions, with_rides
from scheduler.replan.samples import with_samples
from scheduler.rules.laboratory import kinds_of_sample
from scheduler.rules.shifts import owed_minutes
from scheduler.rules.timetable import access_seconds, place_of, ride_seconds

ROUNDS = 40  # of pushing visits that wait for one another; each pushes one of them further down its route
LATER_PIECE = "~2"  # of the id of a shift that an absence cuts in two


def with_facts(day: Day, told: Plan | None, events: Sequence[Event]) -> Day:
    """The day with what has happened in it; unchanged without events, and the same when applied twice."""
    if not events:
        return day
    day = replace(day, late_samples=frozenset(), carried={}, lunches={}, overworked={})
    facts = facts_of(day, told, events)
    steps = tuple(reached(day, told, events, facts))
    rides = [(one.ride, conditions_at(day, events, one.ride.begun)) for one in steps]
    day = with_rides(with_conditions(day, events), rides)
    gone = set(_gone(day, events)) - {fact.stop.visit_id for fact in facts}
    visits = {id_: visit for id_, visit in day.visits.items() if id_ not in gone}
    for fact in facts:
        visit = visits[fact.stop.visit_id]
        visits[visit.id] = replace(visit, minutes=fact.minutes)
    day = replace(day, visits=visits, lunches=lunches_over(day, steps))
    left = _kept_waiting(day, facts, list(_shifts_left(day, told, facts, absences_of(events))))
    held = {(fact.stop.visit_id, fact.stop.part) for fact in facts}
    locks = [lock for lock in day.locks if (lock.visit_id, lock.part) not in held and lock.visit_id in visits]
    locks += [Lock(f.stop.visit_id, f.stop.part, f.staff_id, f.start, started=True) for f in facts]
    shifts = {piece.id: piece for piece, _ in left}
    rostered = {piece: shift for piece, shift in left if piece != shift}
    day = replace(day, visits=visits, shifts=shifts, rostered=rostered, locks=tuple(locks))
    day = with_samples(replace(day, lunches=still_on_their_shift(day.lunches, shifts)), told, facts)
    return replace(day, overworked=overworked(day, told, steps, facts))


def facts_of(day: Day, told: Plan | None, events: Sequence[Event]) -> tuple[Fact, ...]:
    """What has begun, route by route. The parts of a visit keep their distance from one another.

    Rides are estimates, and a fact must never contradict them: a visit that began before its planned time, or before
    its person could be there, stands as early as the estimates allow; it ends when it did, if that is later.
    """
    begun: dict[str, datetime | None] = {}
    ended: dict[str, datetime] = {}
    for event in events:
        if isinstance(event, VisitStarted):
            begun[event.visit_id] = event.at
        elif isinstance(event, VisitFinished | NobodyHome):
            begun.setdefault(event.visit_id, None)
            ended[event.visit_id] = event.at
        elif isinstance(event, VisitOverran):
            begun.setdefault(event.visit_id, None)
            ended[event.visit_id] = event.until
    parts = [
        (route, stop)
        for route, stop in (told.stops() if told else ())
        if stop.visit_id in begun and stop.visit_id in day.visits
    ]
    firsts: dict[str, datetime] = {}
    for _, stop in parts:
        firsts[stop.visit_id] = min(stop.start, firsts.get(stop.visit_id, stop.start))
    late = {id_: _late(begun[id_], first) for id_, first in firsts.items()}
    for _ in range(ROUNDS):
        facts = _with_delays(day, parts, late, ended)
        pushed = _not_reached(day, told, events, facts)
        if not pushed:
            break
        late = {id_: by + pushed.get(id_, timedelta()) for id_, by in late.items()}
    return facts


def _with_delays(
    day: Day,
    parts: Sequence[tuple[Route, Stop]],
    late: Mapping[str, timedelta],
    ended: Mapping[str, datetime],
) -> tuple[Fact, ...]:
    lasts: dict[str, datetime] = {}
    for _, stop in parts:
        lasts[stop.visit_id] = max(stop.start, lasts.get(stop.visit_id, stop.start))
    found = []
    for route, stop in parts:
        start = stop.start + late[stop.visit_id]
        end = start + timedelta(minutes=day.visits[stop.visit_id].minutes)
        if stop.visit_id in ended:  # each of its people as long as the one who began last
            end = ended[stop.visit_id] - (lasts[stop.visit_id] - stop.start)
        found.append(Fact(route.staff_id, route.shift_id, stop, start, end))
    return tuple(found)


def _not_reached(day: Day, told: Plan | None, events: Sequence[Event], facts: Sequence[Fact]) -> dict[str, timedelta]:
    """By how much each visit begins before its person can be there from the fact before."""
    pushed: dict[str, timedelta] = {}
    for one in reached(day, told, events, facts):
        if one.fact is not None and one.ready is not None and one.ready > one.fact.start:
            id_ = one.fact.stop.visit_id
            pushed[id_] = max(one.ready - one.fact.start, pushed.get(id_, timedelta()))
    return pushed


def _late(came: datetime | None, planned: datetime) -> timedelta:
    return max(timedelta(), came - planned) if came else timedelta()


def _gone(day: Day, events: Iterable[Event]) -> Iterable[str]:
    for event in events:
        if isinstance(event, VisitCancelled):
            yield event.visit_id
        elif isinstance(event, ResidentInHospital):
            yield from (visit.id for visit in day.visits.values() if visit.resident_id == event.resident_id)


def _shifts_left(
    day: Day, told: Plan | None, facts: Sequence[Fact], absences: Absences
) -> Iterator[tuple[Shift, Shift]]:
    """(what is left of a shift, the shift as it was rostered), however often this was asked before."""
    begun: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        begun[fact.shift_id].append(fact)
    for shift in dict.fromkeys(day.rostered.get(piece, piece) for piece in day.shifts.values()):
        pieces = [shift]
        for start, until in absences.get(shift.staff_id, ()):
            pieces = [left for piece in pieces for left in _without(day, told, piece, start, until, begun[piece.id])]
        for piece in pieces:
            yield _long_enough(day, piece, begun[piece.id]), shift


def _kept_waiting(day: Day, facts: Sequence[Fact], left: Sequence[tuple[Shift, Shift]]) -> list[tuple[Shift, Shift]]:
    """Clinic duty, leave and a second round begin when their person is back from what has begun; what is over by then
    is gone."""
    begun = {piece: [fact for fact in facts if fact.shift_id == piece.id] for piece, _ in left}
    backs = [(piece, _back(day, piece, own)) for piece, own in begun.items() if own]
    found = []
    for piece, shift in left:
        own = [back for other, back in backs if other.staff_id == piece.staff_id and other.start < piece.start]
        start = max([piece.start, *own])
        lunch = max(piece.lunch_until, start) if piece.lunch_until else None
        if start < piece.end:
            found.append((replace(piece, start=start, lunch_until=lunch), shift))
    return found


def _without(
    day: Day, told: Plan | None, shift: Shift, start: datetime, until: datetime | None, begun: Sequence[Fact]
) -> list[Shift]:
    """What is left of a shift beside an absence; whoever is at a door then finishes there and goes home."""
    if start >= shift.latest_end or (until is not None and until <= shift.start):
        return [shift]
    pieces = []
    back = max([start, *_returns(day, told, shift, start, begun)])
    if back > shift.start:
        end = min(shift.end, back)
        lunch = shift.lunch_until is not None and shift.lunch_until + timedelta(minutes=shift.lunch_minutes) <= back
        pieces.append(_piece(shift, shift.id, shift.start, end, min(shift.latest_end, back), lunch))
    if until is not None and until < shift.end:
        id_ = shift.id + LATER_PIECE if pieces else shift.id
        lunch = shift.lunch_from is not None and shift.lunch_from >= until and shift.id not in day.lunches
        pieces.append(_piece(shift, id_, until, shift.end, shift.latest_end, lunch))
    return pieces


def _piece(shift: Shift, id_: str, start: datetime, end: datetime, latest: datetime, lunch: bool) -> Shift:
    piece = replace(shift, id=id_, start=start, end=end, latest_end=latest)
    return piece if lunch else replace(piece, lunch_from=None, lunch_until=None, lunch_minutes=0)


def _returns(day: Day, told: Plan | None, shift: Shift, start: datetime, begun: Sequence[Fact]) -> Iterable[datetime]:
    """When the person is home from what had begun by then: told, or only planned before the absence."""
    known = {(fact.stop.visit_id, fact.stop.part) for fact in begun}
    yield from (_home(day, shift, fact.stop, fact.end) for fact in begun)
    for route in told.routes if told else ():
        if route.shift_id == shift.id:
            for stop in route.stops:
                if stop.start < start and (stop.visit_id, stop.part) not in known and stop.visit_id in day.visits:
                    yield _home(day, shift, stop, stop.end)


def _home(day: Day, shift: Shift, stop: Stop, end: datetime) -> datetime:
    """When the person can be back from there; by way of the laboratory on a day with samples, since some may be
    on the route."""
    person, here = day.staff[shift.staff_id], place_of(day, stop)
    kinds = len(kinds_of_sample(day))
    handovers = kinds + 1 if kinds else 0  # those that are late are handed over by themselves
    ways = [here, *([day.centre.laboratory] if kinds else []), person.base]
    seconds = sum(ride_seconds(day, person.mode, a, b) + access_seconds(a, b) for a, b in pairwise(ways))
    return end + timedelta(seconds=seconds, minutes=handovers * day.rulebook.rule("H8.handover_minutes"))


def _long_enough(day: Day, shift: Shift, begun: Sequence[Fact]) -> Shift:
    """A shift does not end before its facts do, nor does a lunch that is still due have to begin while they last."""
    if not begun:
        return shift
    end, back = max(begun, key=lambda fact: fact.start).left, _back(day, shift, begun)
    if shift.lunch_from is None or shift.lunch_until is None or not _owes_lunch(day, shift, end):
        return replace(shift, latest_end=max(shift.latest_end, back))
    return replace(shift, latest_end=max(shift.latest_end, back), lunch_until=max(shift.lunch_until, end))


def _back(day: Day, shift: Shift, begun: Sequence[Fact]) -> datetime:
    """When somebody can be back from what has begun, after the lunch that may still be due."""
    back = max(_home(day, shift, fact.stop, fact.left) for fact in begun)
    if not _owes_lunch(day, shift, max(begun, key=lambda fact: fact.start).left):
        return back
    return back + timedelta(minutes=owed_minutes(day, shift))


def _owes_lunch(day: Day, shift: Shift, end: datetime) -> bool:
    """Whether what has begun lasts into the hours of a lunch that is not over."""
    return shift.lunch_from is not None and end > shift.lunch_from and shift.id not in day.lunches
