"""On random bad plans, with starts on the edges and one second beside them, each rule is lowered and found alike."""

from __future__ import annotations

import random
from collections import Counter
from datetime import datetime, timedelta

import pytest

from scheduler.domain.day import Day
from scheduler.domain.plan import Plan, Stop
from scheduler.rules.bag import BAG
from scheduler.rules.continuity import CONTINUITY
from scheduler.rules.cover import COVER
from scheduler.rules.devices import DEVICES
from scheduler.rules.fairness import FAIRNESS
from scheduler.rules.infection import INFECTION
from scheduler.rules.intervals import INTERVALS
from scheduler.rules.laboratory import LABORATORY, kinds_of_sample
from scheduler.rules.locks import LOCKS
from scheduler.rules.qualifications import QUALIFICATIONS
from scheduler.rules.secondment import SECONDMENT
from scheduler.rules.together import TOGETHER
from tests import builders as a
from tests.random_days import random_day
from tests.rules.agreement import findings

RULES = (
    *QUALIFICATIONS, *TOGETHER, *LABORATORY, *INTERVALS, *LOCKS, *DEVICES, *BAG, *COVER, *INFECTION, *CONTINUITY,
    *FAIRNESS, *SECONDMENT,
)  # fmt: skip
DAYS = 250


def promise(day: Day, seed: int) -> Plan:
    """Some plan that people could have been told, good or bad."""
    return random_plan(day, random.Random(f"promise {seed}"))


def random_plan(day: Day, draw: random.Random) -> Plan:
    """Parts on any route in any order at any time, drops here and there, some parts missing."""
    shifts = [shift.id for shift in day.field_shifts()]
    stops: dict[str, list[Stop]] = {shift: [] for shift in shifts}
    if not shifts:
        return a.plan(day)
    ends: list[datetime] = []
    for visit in day.visits.values():
        for k in range(len(visit.parts)):
            if draw.random() < 0.85:
                one = a.stop(day, visit.id, start(day, draw, ends), k)
                ends.append(one.start if k == 0 else one.end)
                stops[draw.choice(shifts)].append(one)
    for number in range(len(kinds_of_sample(day))):
        for shift in shifts:
            if draw.random() < 0.5:
                stops[shift].append(a.drop(day, start(day, draw, ends), number))
    for held in stops.values():
        if draw.random() < 0.7:
            held.sort(key=lambda stop: stop.start)
    return a.plan(day, stops)


def start(day: Day, draw: random.Random, others: list[datetime]) -> datetime:
    """A moment of the day: any, an edge of the rules, or one that belongs to another stop; 1 s beside it too."""
    edges = [a.clock(text) for text in ("08:00", "10:30", "17:00", "17:30")]
    edges += [lock.start for lock in day.locks if lock.start is not None]
    if day.published is not None:
        edges += [moment for _, stop in day.published.stops() for moment in stop.band]
    edges += [moment + timedelta(minutes=minutes) for moment in others for minutes in (0, 30, 60, 120)]
    anywhere = a.clock("06:30") + timedelta(seconds=draw.randrange(12 * 3600))
    return draw.choice([anywhere, *edges]) + timedelta(seconds=draw.choice([-1, 0, 0, 1]))


@pytest.fixture(scope="module")
def fired() -> Counter[str]:
    """How often each rule found something, over all the random plans; every comparison is made on the way."""
    count: Counter[str] = Counter()
    for seed in range(DAYS):
        day = random_day(seed, promise)
        plan = random_plan(day, random.Random(f"plan {seed}"))
        for rule in RULES:
            count[rule.name] += bool(findings(day, plan, rule))
    return count


@pytest.mark.parametrize("rule", [rule.name for rule in RULES])
def test_the_random_plans_break_the_rule_and_keep_it(rule: str, fired: Counter[str]) -> None:
    assert 0 < fired[rule] < DAYS
