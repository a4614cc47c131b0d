"""Generated days on which something happens: a plan that people were told, and the events up to some moment.

Synthetic; the same seed gives the same day. Shares of what happens are those of a home-care year.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from scheduler.bench.week_demand import FAR, week_of_demand
from scheduler.domain.care import Visit
from scheduler.domain.day import Day
from scheduler.domain.events import (
    Event,
    NobodyHome,
    StaffAbsent,
    UrgentRequest,
    VisitCancelled,
    VisitFinished,
    VisitOverran,
    VisitStarted,
)
from scheduler.domain.plan import Plan, Route, Stop
from scheduler.problem.evaluate import evaluate
from scheduler.solver.search import Stop as Until
from scheduler.solver.search import solve
from scheduler.translate import draft_of, plan_of
from scheduler.units import at

PEOPLE_OF_120 = 25  # on the road, for so many visits: their hours are filled to about five sixths
CANCELLED, NOBODY_HOME, URGENT, OVERRAN = 4, 3, 2, 6  # of 100 visits
LONGER = 21, 60  # minutes that a visit which overruns takes longer
LATEST_ABSENCE = 15 * 60 + 30  # minutes from midnight
NOBODY_WAITS = timedelta(minutes=10)
URGENT_SERVICE = "CATH_CHANGE"


@dataclass(frozen=True, slots=True)
class Disturbed:
    """A day, the plan that people were told of it, and what has happened by `now`. `day` knows urgent visits too."""

    seed: int
    day: Day
    told: Plan
    events: tuple[Event, ...]
    now: datetime

    def count(self, kind: type[Event]) -> int:
        """How many events of a kind."""
        return sum(isinstance(event, kind) for event in self.events)


def disturbed_day(seed: int, visits: int, iterations: int, kind: str = "all") -> Disturbed:
    """So many visits planned with so many iterations; then something happens at a random time of the day.

    "all": somebody falls ill, visits are cancelled, overrun and are asked for; "absence": somebody falls ill;
    "nothing": a visit that is left out is cancelled, which touches nobody's route.
    """
    draw = Random(f"disturbed day {seed} {visits}")
    people = max(6, round(visits * PEOPLE_OF_120 / 120))
    drawn = week_of_demand(seed, 2 * visits, people, days=1).days[0]
    alone = [visit for visit in drawn.visits.values() if visit.after_days is None]
    day = replace(drawn, visits={visit.id: visit for visit in alone[:visits]})
    told = _told(day, seed, iterations)
    now = at(day.day, "00:00") + timedelta(minutes=7 * 60 + draw.randrange(LATEST_ABSENCE - 7 * 60))
    if kind == "nothing":
        left_out = [left.visit_id for left in told.left_out]
        return Disturbed(seed, day, told, tuple(VisitCancelled(now, id_) for id_ in left_out[:1]), now)
    events = _events(told, now, draw, kind == "absence")
    if kind == "all":
        asked = list(_urgent(day, alone[visits:], draw))
        day = replace(day, visits={**day.visits, **{visit.id: visit for visit in asked}})
        events += [UrgentRequest(now, visit.request_id) for visit in asked]
    return Disturbed(seed, day, told, tuple(events), now)


def with_prices(one: Disturbed, other_person: int, told_gain: int) -> Disturbed:
    """The same day where these are what another person costs (S11) and what telling somebody must save."""
    book = one.day.rulebook
    weights, rules = dict(book.weights), dict(book.rules)
    weights["S11.other_person"] = replace(weights["S11.other_person"], value=other_person)
    rules["replan.told_gain"] = replace(rules["replan.told_gain"], value=told_gain)
    return replace(one, day=replace(one.day, rulebook=replace(book, weights=weights, rules=rules)))


def _told(day: Day, seed: int, iterations: int) -> Plan:
    draft = draft_of(day)
    problem = draft.problem()
    made = solve(problem, Until(iterations=iterations), seed)
    plan = plan_of(
        day, draft, made.solution, plan_id="told", version=1, author="bench", made=at(day.day, "06:00"), seed=seed,
        iterations=made.iterations, cost_by_rule=dict(evaluate(problem, made.solution).cost_by_rule),
    )  # fmt: skip
    return replace(plan, state="published")


def _events(told: Plan, now: datetime, draw: Random, absence_only: bool) -> list[Event]:
    """What has begun, as told but for what overruns and where nobody opens; what is off; who is ill from now on."""
    events: list[Event] = []
    begun: set[str] = set()
    for stop, start in _happening(told, now, draw, absence_only, events):
        if start <= now:
            begun.add(stop.visit_id)
    events.sort(key=lambda event: event.at)
    ahead = [(route, stop) for route, stop in told.stops() if stop.kind == "visit" and stop.visit_id not in begun]
    for id_ in sorted({stop.visit_id for _, stop in ahead}):
        if not absence_only and draw.randrange(100) < CANCELLED:
            events.append(VisitCancelled(now, id_))
    people = sorted({route.staff_id for route, _ in ahead})
    return [*events, StaffAbsent(now, draw.choice(people), now)] if people else events


def _happening(
    told: Plan, now: datetime, draw: Random, absence_only: bool, events: list[Event]
) -> Iterator[tuple[Stop, datetime]]:
    """Each visit with the start that it has when everybody who is late comes later everywhere after."""
    stops = sorted(((stop.start, route.shift_id, k, route, stop) for route in told.routes
                    for k, stop in enumerate(route.stops)), key=lambda one: one[:3])  # fmt: skip
    free: dict[str, datetime] = {}  # by shift: when the person is done, and rested
    whole: dict[str, list[tuple[Route, Stop]]] = {}
    for _, _, _, route, stop in stops:
        whole.setdefault(stop.visit_id or f"{route.shift_id} {stop.start}", []).append((route, stop))
    for parts in whole.values():
        start = max(max(stop.start, _there(route, stop, free)) for route, stop in parts)
        first = parts[0][1]
        end = start + (first.end - first.start)
        if start <= now and first.kind == "visit":
            in_time = absence_only or any(_carries(route, stop) for route, stop in parts)
            end = _begun(first, start, now, draw, in_time, events)
        for route, _ in parts:
            free[route.shift_id] = end
        if first.kind == "visit":
            yield first, start


def _carries(route: Route, stop: Stop) -> bool:
    """Whether there are, or will be, samples on the way to the laboratory: then nobody stays longer at a door."""
    return any(one.kind == "drop" and one.start > stop.start for one in route.stops)


def _there(route: Route, stop: Stop, free: dict[str, datetime]) -> datetime:
    """When the person can be at the stop; breaks since the stop before are taken."""
    if route.shift_id not in free:
        return stop.start
    before = max(one.start for one in route.stops if one.start < stop.start)
    rest = sum((b - a for a, b in route.breaks if before <= a < stop.start), timedelta())
    return free[route.shift_id] + rest + timedelta(seconds=stop.travel_seconds + stop.access_seconds)


def _begun(stop: Stop, start: datetime, now: datetime, draw: Random, in_time: bool, events: list[Event]) -> datetime:
    """Note what is known of a visit that has begun; when it ends."""
    what = 100 if in_time else draw.randrange(100)
    events.append(VisitStarted(start, stop.visit_id))
    end = start + (stop.end - stop.start)
    if what < NOBODY_HOME:
        end = start + NOBODY_WAITS
        events.append(NobodyHome(end, stop.visit_id) if end <= now else VisitOverran(now, stop.visit_id, end))
        return end
    longer = timedelta(minutes=draw.randint(*LONGER)) if what < NOBODY_HOME + OVERRAN else timedelta()
    end += longer
    if end <= now:
        events.append(VisitFinished(end, stop.visit_id))
    elif longer:
        events.append(VisitOverran(now, stop.visit_id, end))
    return end


def _urgent(day: Day, others: list[Visit], draw: Random) -> Iterator[Visit]:
    """Somebody else's blocked catheter, to be seen to today."""
    service = day.rulebook.services[URGENT_SERVICE]
    count = sum(draw.randrange(100) < URGENT for _ in day.visits)
    homes = [visit.resident_id for visit in others]
    for number, resident_id in enumerate(draw.sample(homes, min(count, len(homes))), 1):
        yield Visit(
            f"V-URGENT-{number}", f"URGENT-{number}", resident_id, service.code, "family_bed", service.minutes,
            service.parts, (), 1, day.day, day.day, sync=service.sync, order_until=FAR, consent_until=FAR,
            assessment_until=FAR, episode_from=day.day, episode_until=FAR,
        )  # fmt: skip
