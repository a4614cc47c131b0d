"""Least disturbance held against CP-SAT: how few people must be told, and the cheapest plan that tells so many."""

from __future__ import annotations

from datetime import timedelta
from functools import cache

import pytest

from scheduler.bench.disturbed_days import Disturbed, disturbed_day
from scheduler.domain.plan import Plan
from scheduler.problem.evaluate import evaluate
from scheduler.problem.solution import Solution
from scheduler.replan.better import Name, Wish, replan
from scheduler.replan.board import Board, board_of
from scheduler.replan.calming import left_out_for
from scheduler.replan.counted import announced, beside_nothing
from scheduler.replan.diff import difference
from scheduler.replan.free import planned_anew, unpromised
from scheduler.solver.exact.fewest import cheapest_with, fewest_people
from scheduler.solver.search import Stop, solve
from scheduler.translate import plan_of
from scheduler.validator import judge
from tests.builders import clock
from tests.replan.test_better import ILL, told_day

SEEDS = range(1, 5)
NAME = Name("P2", 2, "test", clock("07:30"))


@cache
def small_day(seed: int) -> tuple[Disturbed, Board]:
    one = disturbed_day(seed, 14, 300)
    freeze = one.now + timedelta(minutes=10)
    return one, board_of(one.day, one.told, one.events, freeze, planned=one.day.visits)


def named(board: Board, solution: Solution) -> Plan:
    costs = dict(evaluate(board.loose, solution).cost_by_rule)
    return plan_of(
        board.day, board.draft, solution, plan_id="P", version=2, author="test", made=clock("07:30"), seed=1,
        iterations=1, cost_by_rule=costs,
    )  # fmt: skip


@pytest.mark.parametrize("seed", SEEDS)
def test_people_are_counted_in_the_engine_as_they_are_in_names_but_for_those_told_otherwise_anyway(seed: int) -> None:
    _, board = small_day(seed)
    told = announced(board)
    begun = [(lock.visit_id, lock.part) for lock in board.day.locks if lock.started]
    changes = []
    for solution in (board.nothing, solve(unpromised(board), Stop(iterations=200), 1).solution):
        change = difference(board.told, named(board, solution), board.homes, begun)
        homes, staff = told.disturbed(board.loose, solution)
        assert len(homes) == len(change.disturbed_residents)
        changes.append(len(change.disturbed_staff) - len(staff))
    assert len(set(changes)) == 1  # the absent, and whoever was told a visit that is off


def test_the_fewest_people_told_of_an_absence_are_its_residents_and_one_nurse_who_has_room_for_both() -> None:
    day, told = told_day()
    board = board_of(day, told, [ILL], clock("08:00"), planned=day.visits)
    made = replan(board, Wish(300, 1), NAME)
    found = fewest_people(board.loose, announced(board), 0, 20.0, made.solution, 5.0)
    assert found.optimal
    assert found.bound == 2 + 1
    assert len(made.change.disturbed_residents) + len(made.further) <= 2 + 1 + 1


@pytest.mark.parametrize("seed", SEEDS)
def test_a_small_re_plan_disturbs_one_person_at_most_above_the_proved_minimum(seed: int) -> None:
    _, board = small_day(seed)
    made = replan(board, Wish(300, 1), NAME)
    told = announced(board)
    leaving_out = left_out_for(board.loose, made.solution)
    proof = fewest_people(board.loose, told, leaving_out, 20.0, made.solution, 5.0)
    assert proof.optimal
    assert sum(map(len, told.disturbed(board.loose, made.solution))) <= proof.bound + 1


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("most", [0, 1])
def test_a_cap_keeps_the_people_with_whom_the_plan_is_cheapest(seed: int, most: int) -> None:
    _, board = small_day(seed)
    made = replan(board, Wish(300, 1, most), NAME)
    told = beside_nothing(announced(board), board)
    proof = cheapest_with(board.problem, told, most, None, 20.0, board.nothing, 5.0)
    assert len(made.further) <= most
    assert proof.optimal
    assert made.plan.cost <= proof.bound


@pytest.mark.parametrize("seed", SEEDS)
def test_no_visit_is_lost_that_planning_anew_keeps_and_the_plan_is_legal(seed: int) -> None:
    one, board = small_day(seed)
    made, anew = replan(board, Wish(300, 1), NAME), planned_anew(board, 300, 1, NAME)
    before = {left.visit_id for left in one.told.left_out}
    kept, kept_anew = ({stop.visit_id for _, stop in plan.stops()} for plan in (made.plan, anew))
    assert kept_anew - kept <= before
    assert judge(board.day, made.plan).legal
    if board.possible:
        assert made.plan.cost <= made.nothing.cost


@pytest.mark.parametrize("seed", SEEDS)
def test_an_event_that_changes_no_route_changes_no_person(seed: int) -> None:
    one = disturbed_day(seed, 14, 2000, "nothing")
    board = board_of(one.day, one.told, one.events, clock("07:00"), planned=one.day.visits)
    made = replan(board, Wish(600, 1), NAME)
    assert made.change.disturbed_residents == made.change.disturbed_staff == ()


def test_the_same_disturbed_day_is_re_planned_the_same_bit_for_bit() -> None:
    one, board = small_day(1)
    again = board_of(one.day, one.told, one.events, one.now + timedelta(minutes=10), planned=one.day.visits)
    for most in (None, 1):
        assert replan(board, Wish(200, 3, most), NAME).plan == replan(again, Wish(200, 3, most), NAME).plan
