"""Plans with buffers: legal, within their price, never later than without, the same for the same seed."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.problem.evaluate import evaluate
from scheduler.problem.problem import Problem
from scheduler.problem.solution import Solution
from scheduler.rules.draft import Draft
from scheduler.simulate.day.buffers import Table, with_buffers
from scheduler.simulate.day.margins import careful
from scheduler.simulate.day.robust import with_margins
from scheduler.simulate.day.shifting import shifted
from scheduler.translate import draft_of, plan_of, solution_of
from scheduler.units import at
from scheduler.validator import judge
from tests.simulate.test_walk import planned_day, with_numbers

SEEDS = (1, 4, 7, 12)


@cache
def laid(seed: int) -> tuple[Draft, Problem, Solution]:
    """A random day's plan, on a day that strays much; few simulated days and a short search suffice here."""
    day, plan = planned_day(seed)
    rough = {"day_service_spread": 0.7, "day_ride_ebike_spread": 0.5}
    day = with_numbers(day, robust_iterations=60, robust_samples=60, day_samples=200, **rough)
    draft = draft_of(day)
    return draft, draft.problem(), solution_of(day, draft, plan)


@pytest.mark.parametrize("seed", SEEDS)
def test_buffers_keep_the_plan_legal_and_within_its_price_and_make_it_no_later(seed: int) -> None:
    draft, problem, plain = laid(seed)
    solution, bought = with_margins(draft.day, draft, problem, plain, seed=3)
    state = evaluate(problem, solution)
    assert state.feasible
    assert state.cost == bought.cost
    assert bought.plain_cost == evaluate(problem, plain).cost
    assert bought.cost <= bought.plain_cost * 1.03
    assert bought.share <= bought.plain_share
    names = {"plan_id": "P", "version": 1, "author": "t", "seed": 1, "iterations": 1}
    made = at(draft.day.day, "00:00")
    plan = plan_of(draft.day, draft, solution, made=made, cost_by_rule=dict(state.cost_by_rule), **names)  # type: ignore[arg-type]
    assert judge(draft.day, plan).legal
    assert with_margins(draft.day, draft, problem, plain, seed=3) == (solution, bought)


def test_somebody_who_asks_to_stop_gets_the_plan_there_is() -> None:
    draft, problem, plain = laid(4)
    solution, bought = with_margins(draft.day, draft, problem, plain, seed=3, cancelled=lambda: True)
    assert solution == plain
    assert bought.share == bought.plain_share


@settings(max_examples=60, deadline=None)
@given(seed=st.sampled_from(SEEDS), which=st.integers(0, 1000), by=st.sampled_from([-3600, -300, -1, 1, 300, 3600]))
def test_a_stop_that_is_moved_pushes_others_only_as_far_as_they_must(seed: int, which: int, by: int) -> None:
    _, problem, plain = laid(seed)
    stops = [(r, k) for r, route in enumerate(plain.routes) for k in range(len(route.stops))]
    r, k = stops[which % len(stops)]
    moved = shifted(problem, plain, r, k, by)
    assert [route.stops for route in moved.routes] == [route.stops for route in plain.routes]
    assert moved.routes[r].starts[k] - plain.routes[r].starts[k] == by
    for new, old in zip(moved.routes, plain.routes, strict=True):
        changes = [b - a for a, b in zip(old.starts, new.starts, strict=True)]
        assert all(0 <= change <= by if by > 0 else by <= change <= 0 for change in changes)
    broken = {violation.primitive for violation in evaluate(problem, moved).violations}
    assert not broken & {"too soon", "break in service", "breaks overlap"}


def test_careful_problems_price_the_end_of_hours_and_hasten_samples_and_change_nothing_else() -> None:
    for seed in SEEDS:
        _, problem, plain = laid(seed)
        margin = careful(problem, 600)
        assert evaluate(margin, plain).cost >= evaluate(problem, plain).cost
        assert [drop.latest for drop in margin.drops] == [drop.latest - 600 for drop in problem.drops]
        assert (margin.duration == problem.duration).all()
        assert (margin.eligible == problem.eligible).all()


def test_no_buffer_is_bought_above_the_price_and_free_ones_are_taken() -> None:
    for seed in SEEDS:
        draft, problem, plain = laid(seed)
        table = Table(draft.day, draft, problem, 60, 1)
        begin = table.tried(plain)
        assert begin is not None
        free = with_buffers(table, begin, begin.cost, 0.0)
        assert free.cost <= begin.cost
        assert free.late <= begin.late
        dear = with_buffers(table, begin, 2 * begin.cost, 0.0)
        assert dear.late <= free.late
