"""On random days that run late, in changing weather and past closed roads: facts hold, and the day can be watched."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from scheduler.domain.events import Event, RoadClosed, StaffAbsent, VisitCancelled, VisitOverran, WeatherSlows
from scheduler.domain.plan import Plan
from scheduler.domain.roads import Closure
from scheduler.replan.board import board_of
from scheduler.replan.facts import with_facts
from scheduler.replan.watch import touched, watch
from scheduler.translate import plan_of
from scheduler.validator import judge
from tests.builders import clock, point
from tests.random_days import random_day
from tests.replan.test_random_events import events_of, planned


def hardships(plan: Plan, weather: str, draw: random.Random) -> Iterator[Event]:
    """What `events_of` tells, later stops late by up to 25 minutes, then weather, a closed road and the like."""
    told = sorted(events_of(plan, draw), key=lambda event: event.at)
    late = timedelta(minutes=draw.randint(0, 25))
    for event in told:
        if not isinstance(event, StaffAbsent | VisitCancelled):
            moved = replace(event, at=event.at + late)
            yield replace(moved, until=event.until + late) if isinstance(event, VisitOverran) else moved
    now = max(event.at for event in told) + late
    if draw.random() < 0.6:
        yield WeatherSlows(now, draw.choice([one for one in ("fair", "rain", "snow") if one != weather]), weather)
    if draw.random() < 0.6:
        ends = [point(draw.uniform(-1500, 1500), draw.uniform(-1500, 1500)) for _ in range(2)]
        yield RoadClosed(now, Closure("X", ends[0], ends[1], now, None, 0, draw.choice([0, 7])))
    yield from (replace(event, at=now) for event in told if isinstance(event, StaffAbsent | VisitCancelled))


@pytest.mark.parametrize("seed", [*range(16), 63, 120, 125, 247, 529])  # the last ones leave hardly any room
def test_facts_are_laid_once_nothing_forbids_them_and_the_day_can_be_watched(seed: int) -> None:
    day = replace(random_day(seed, calm=True), locks=(), published=None)
    told = replace(planned(day), state="published")
    if not told.routes:
        return
    events = tuple(hardships(told, day.weather, random.Random(seed)))
    after = with_facts(day, told, events)
    assert with_facts(after, told, events) == after
    now = max(event.at for event in events)
    board = board_of(day, told, events, now + timedelta(minutes=10), planned=day.visits)
    begun = {(lock.visit_id, lock.part): lock.start for lock in board.day.locks if lock.started}
    assert board.possible
    about = {"plan_id": "P2", "version": 2, "author": "test", "made": clock("06:00"), "seed": 1, "iterations": 0}
    plan = plan_of(board.day, board.draft, board.nothing, cost_by_rule={}, **about)
    verdict = judge(board.day, plan)
    assert verdict.legal, [finding.en for finding in verdict.hard]
    starts = {(stop.visit_id, stop.part): stop.start for _, stop in plan.stops()}
    assert begun.items() <= starts.items()
    seen = watch(day, told, events, now)
    assert seen == watch(day, told, events, now)
    for person in seen.people:
        for stop in person.stops:
            assert stop.colour in ("grey", "green", "amber", "red")
            assert stop.state != "coming" or stop.start >= max(now, stop.planned)
    assert set(touched(day, told, events[:-1], events[-1])) <= {route.staff_id for route in told.routes}
