"""Small days with too little time: two or three nurses, four to seven homes, windows, skills, lunches and locks.

The same seed gives the same day. The plan leaves out what does not fit when visits are taken in one by one.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import timedelta

from scheduler.domain.care import Lock, PartNeed, Service, Visit, Window
from scheduler.domain.day import Day
from scheduler.domain.people import Certificate, Shift
from scheduler.domain.plan import Plan, Stop
from tests import builders
from tests.explain.exhaustive import Roster, roster_for

NURSE = frozenset({"RN"})
SERVICES = (
    builders.service("WOUND", 30),
    builders.service("STOMA", 40, (PartNeed(NURSE, frozenset({"stoma"})),)),
    builders.service("PICC", 25, (PartNeed(NURSE, frozenset({"picc"})),)),
)

PRICES = {
    "window_minute": [1, 1, 4],
    "lunch_minute": [1, 2],
    "shift_minute": [1, 3, 10],
    "lock": [20, 120],
    "certificate": [100, 1000],
}


@dataclass(frozen=True, slots=True)
class Crowded:
    """A day, its plan, and the visits left out."""

    day: Day
    plan: Plan
    left: tuple[str, ...]


def crowded_day(seed: int) -> Crowded:
    """A day and a legal plan of it; now and then the plan has been published, or a visit is locked.

    What changes are worth is drawn too, so that each kind is the smallest somewhere.
    """
    draw = random.Random(f"crowded {seed}")
    day = _day(draw, {f"change_{name}": draw.choice(prices) for name, prices in PRICES.items()})
    served: list[str] = []
    for id_ in day.visits:
        if roster_for(day, (*served, id_)) is not None:
            served.append(id_)
    roster = roster_for(day, served)
    assert roster is not None
    if served and draw.random() < 0.4:
        day = replace(day, locks=_locks(draw, roster))
    state = "published" if draw.random() < 0.3 else "draft"
    return Crowded(day, _plan(day, roster, state), tuple(id_ for id_ in day.visits if id_ not in served))


def _day(draw: random.Random, numbers: dict[str, int]) -> Day:
    count = draw.choice([2, 2, 3])
    people = []
    for k in range(count):
        skills = [skill for skill in ("stoma", "picc") if draw.random() < 0.5]
        proven = tuple(Certificate(skill, builders.FAR) for skill in skills)
        people.append(builders.staff(f"N{k}", certificates=proven, mode=draw.choice(["ebike", "foot", "ebike"])))
    homes = draw.randint(4, 7)
    places = [builders.place(f"H{k}", draw.randint(-1800, 1800), draw.randint(-1800, 1800)) for k in range(homes)]
    return builders.day(
        [_visit(draw, k) for k in range(homes)],
        people=people,
        shifts=[_shift(draw, person.id) for person in people],
        residents=[builders.resident(f"R{k}", place) for k, place in enumerate(places)],
        services=SERVICES,
        numbers=numbers,
    )


def _shift(draw: random.Random, staff_id: str) -> Shift:
    """A short morning, or one with a lunch in it."""
    if draw.random() < 0.35:
        return builders.shift(staff_id, "10:00", draw.choice(["12:45", "13:15"]), lunch=("11:15", "12:00", 45))
    end = draw.choice(["09:10", "09:40", "10:05", "10:30"])
    return builders.shift(staff_id, "08:00", end, latest_end=end)


def _visit(draw: random.Random, k: int) -> Visit:
    service: Service = draw.choice([SERVICES[0], *SERVICES])
    windows = []
    for start in sorted(draw.sample(["08:10", "08:40", "09:20", "10:30", "11:30"], draw.choice([0, 1, 1, 2]))):
        wide = timedelta(minutes=draw.choice([15, 40, 75]))
        windows.append(Window(builders.clock(start), builders.clock(start) + wide))
    return builders.visit(f"V{k}", f"R{k}", of=service, windows=tuple(windows))


def _locks(draw: random.Random, roster: Roster) -> tuple[Lock, ...]:
    """A lock of somebody's place or of a start."""
    stops = [(shift.staff_id, id_, start) for shift, stops, _ in roster for id_, start in stops]
    who, id_, start = draw.choice(stops)
    return (Lock(id_, 0, who) if draw.random() < 0.5 else Lock(id_, 0, "", start),)


def _plan(day: Day, roster: Roster, state: str) -> Plan:
    before, after = timedelta(minutes=15), timedelta(minutes=45)
    routes = []
    for shift, stops, lunch in roster:
        told: list[Stop] = []
        for id_, start in stops:
            band = (start - before, start + after)
            told.append(replace(builders.stop(day, id_, start), band=band))
        pauses = [(lunch, lunch + timedelta(minutes=shift.lunch_minutes))] if lunch else []
        routes.append(builders.route(day, shift.id, told, pauses))
    return builders.plan_of_routes(day, routes, state=state)
