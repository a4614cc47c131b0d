"""On random days with random events: what has begun stays, nothing hard breaks, doing nothing is never better."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from scheduler.domain.day import Day
from scheduler.domain.events import Event, StaffAbsent, VisitCancelled, VisitFinished, VisitOverran, VisitStarted
from scheduler.domain.plan import Plan
from scheduler.problem.evaluate import evaluate
from scheduler.replan.better import Name, Wish, replan
from scheduler.replan.board import board_of
from scheduler.solver.search import Stop, solve
from scheduler.translate import draft_of, plan_of
from scheduler.validator import judge
from tests.builders import clock
from tests.random_days import random_day

MADE = clock("06:00")


def planned(day: Day) -> Plan:
    draft = draft_of(day)
    problem = draft.problem()
    result = solve(problem, Stop(iterations=200), 1)
    assert evaluate(problem, result.solution).feasible
    return plan_of(
        day,
        draft,
        result.solution,
        plan_id="P1",
        version=1,
        author="test",
        made=MADE,
        seed=1,
        iterations=200,
        cost_by_rule=dict(evaluate(problem, result.solution).cost_by_rule),
    )


def events_of(plan: Plan, draw: random.Random) -> Iterator[Event]:
    """Until some moment visits begin a little late and end about in time; then something happens."""
    stops = sorted(
        ((stop, route) for route, stop in plan.stops() if stop.kind == "visit"), key=lambda one: one[0].start
    )
    until = stops[draw.randrange(len(stops))][0].start
    begun: set[str] = set()
    for stop, _ in stops:
        if stop.start <= until and stop.visit_id not in begun:
            begun.add(stop.visit_id)
            came = stop.start + timedelta(minutes=draw.randint(-5, 5))
            yield VisitStarted(came, stop.visit_id)
            if stop.end <= until:
                yield VisitFinished(max(came, stop.end + timedelta(minutes=draw.randint(-5, 5))), stop.visit_id)
            elif draw.random() < 0.3:
                yield VisitOverran(max(came, until), stop.visit_id, max(came, until) + timedelta(minutes=30))
    later = [stop for stop, _ in stops if stop.visit_id not in begun]
    if later and draw.random() < 0.5:
        yield VisitCancelled(until, draw.choice(later).visit_id)
    if draw.random() < 0.7:
        yield StaffAbsent(until, draw.choice(plan.routes).staff_id, until)


LATE = (32, 57, 92, 201, 258, 347)  # days on which somebody has to be left out for what has begun


@pytest.mark.parametrize("seed", [*range(24), *LATE])
def test_a_replan_keeps_facts_breaks_nothing_and_is_never_worse_than_doing_nothing(seed: int) -> None:
    day = replace(random_day(seed, calm=True), locks=(), published=None)
    told = planned(day)
    if not told.routes:
        return
    told = replace(told, state="published")
    events = tuple(events_of(told, random.Random(seed)))
    now = max(event.at for event in events)
    board = board_of(day, told, events, now + timedelta(minutes=10), planned=day.visits)
    made = replan(board, Wish(300, 1), Name("P2", 2, "test", now))
    assert board.possible
    assert made.legal
    assert made.plan.cost <= made.nothing.cost
    for plan in (made.nothing, made.plan):
        verdict = judge(board.day, plan)
        assert verdict.legal, [finding.en for finding in verdict.hard]
        assert sum(verdict.cost_by_rule.values()) == plan.cost
        begun = {(lock.visit_id, lock.part): (lock.staff_id, lock.start) for lock in board.day.locks if lock.started}
        placed = {(s.visit_id, s.part): (r.staff_id, s.start) for r, s in plan.stops() if s.kind == "visit"}
        assert begun.items() <= placed.items()
