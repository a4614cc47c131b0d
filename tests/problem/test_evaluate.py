"""What each primitive means, on two routes over places on a line, ten ticks apart; every number is derived here."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from line_of_places import ACCESS, EMPTY, LEG, OTHER, RULE, SERVICE, broken, judged, problem, row

from scheduler.problem.evaluate import evaluate
from scheduler.problem.problem import (
    BOTH,
    DIFFERENT,
    NEEDS,
    ROUTES,
    SAME,
    STOPS,
    TRAVEL,
    WORK,
    Break,
    Counter,
    Drop,
    Link,
    Order,
)  # fmt: skip
from scheduler.problem.solution import RoutePlan, Solution, drop_stop


def test_an_empty_plan_costs_what_is_left_out_and_breaks_nothing() -> None:
    evaluation = judged(problem(), EMPTY)
    assert evaluation.feasible
    assert evaluation.cost == 3 * 500


def test_travel_and_access_are_charged_apart_and_a_used_route_pays_its_opening() -> None:
    cost = judged(problem(), RoutePlan((0, 1), (10, 40))).cost_by_rule
    legs = LEG + LEG + 2 * LEG  # out, on, and home from place 2
    assert cost["travel"] == legs - 3 * ACCESS
    assert cost["access"] == 3 * ACCESS
    assert cost["opening"] == 7


def test_a_stop_may_start_in_the_tick_in_which_one_arrives_and_not_one_before() -> None:
    arrival = 10 + SERVICE + LEG
    assert judged(problem(), RoutePlan((0, 1), (10, arrival))).feasible
    assert broken(judged(problem(), RoutePlan((0, 1), (10, arrival - 1)))) == {"too soon": 1}


def test_waiting_between_stops_is_charged_and_before_the_first_it_is_not() -> None:
    evaluation = judged(problem(), RoutePlan((0, 1), (300, 300 + SERVICE + LEG + 5)))
    assert evaluation.cost_by_rule["wait"] == 2 * 5


@pytest.mark.parametrize(("start", "outside"), [(49, 1), (50, 0), (60, 0), (61, 1), (89, 1), (90, 0)])
def test_a_part_starts_inside_one_of_its_windows_both_ends_included(start: int, outside: int) -> None:
    windows = problem(1, window_index=row(0, 2), window_earliest=row(50, 90), window_latest=row(60, 120))
    assert broken(judged(windows, RoutePlan((0,), (start,)))) == ({"window": outside} if outside else {})


def test_a_part_without_a_window_cannot_be_placed() -> None:
    closed = problem(1, window_index=row(0, 0), window_earliest=row(), window_latest=row())
    assert broken(judged(closed, RoutePlan((0,), (50,)))) == {"window": 1}


@pytest.mark.parametrize(("start", "cost"), [(95, 5 * 2), (100, 0), (104, 4 * 3)])
def test_a_start_costs_by_the_tick_before_and_after_the_time_of_its_term(start: int, cost: int) -> None:
    wished = problem(
        1, term_index=row(0, 1), term_window=row(-1), term_rule=row(RULE["term"]), term_time=row(100),
        term_before_rate=row(2), term_after_rate=row(3),
    )  # fmt: skip
    assert judged(wished, RoutePlan((0,), (start,))).cost_by_rule["term"] == cost


def test_who_serves_must_be_eligible_and_her_serve_cost_goes_to_its_rule() -> None:
    table = np.array([[0, 30]])
    only_second = problem(1, eligible=np.array([[False, True]]), serve_cost_by_rule=((RULE["serve"], table),))
    assert broken(judged(only_second, RoutePlan((0,), (50,)))) == {"not eligible": 1}
    assert judged(only_second, EMPTY, RoutePlan((0,), (50,))).cost_by_rule["serve"] == 30


def test_a_shift_holds_from_the_first_departure_to_the_last_return_and_overtime_is_paid_by_the_tick() -> None:
    assert broken(judged(problem(), RoutePlan((0,), (LEG - 1,)))) == {"shift start": 1}
    last = 1100 - LEG - SERVICE
    over = judged(problem(window_latest=np.full(3, 2000)), RoutePlan((0,), (last,)))
    assert over.feasible
    assert over.cost_by_rule["overtime"] == 3 * (1100 - 1000)
    assert broken(judged(problem(window_latest=np.full(3, 2000)), RoutePlan((0,), (last + 1,)))) == {"shift end": 1}


def test_work_runs_from_departure_to_return_waiting_included_breaks_not() -> None:
    start, pause = 100, 40
    work = LEG + SERVICE + pause + LEG - pause
    hard = problem(1, breaks=(Break(0, 100, 200, pause),), route_max_work=row(work, work))
    plan = RoutePlan((0,), (start,), (start + SERVICE,))
    assert judged(hard, plan).feasible
    tighter = replace(hard, route_max_work=row(work - 1, work))
    assert broken(judged(tighter, plan)) == {"work": 1}
    travel = replace(hard, route_max_travel=row(2 * LEG - 1, 0))
    assert broken(judged(travel, plan)) == {"travel": 1}


def test_a_break_lies_in_a_gap_inside_its_window_and_only_a_used_route_needs_it() -> None:
    pause = problem(2, breaks=(Break(0, 30, 60, 15),))
    assert judged(pause, EMPTY).feasible
    assert broken(judged(pause, RoutePlan((0, 1), (10, 200)))) == {"break missing": 15}
    assert judged(pause, RoutePlan((0, 1), (10, 30 + 15 + LEG), (30,))).feasible
    assert broken(judged(pause, RoutePlan((0, 1), (10, 30 + 15 + LEG - 1), (30,)))) == {"too soon": 1}
    assert broken(judged(pause, RoutePlan((0, 1), (11, 200), (30,)))) == {"break in service": 1}
    assert broken(judged(pause, RoutePlan((0, 1), (10, 200), (61,)))) == {"break window": 1}
    two = replace(pause, breaks=(Break(0, 30, 60, 15), Break(0, 30, 60, 5)))
    assert broken(judged(two, RoutePlan((0, 1), (10, 200), (30, 44)))) == {"breaks overlap": 1}


def test_a_break_in_the_gap_is_no_waiting() -> None:
    pause = problem(2, breaks=(Break(0, 30, 60, 15),))
    plan = RoutePlan((0, 1), (10, 10 + SERVICE + 15 + LEG + 4), (30,))
    assert judged(pause, plan).cost_by_rule["wait"] == 2 * 4


def test_all_parts_of_a_visit_are_placed_or_none_and_none_twice() -> None:
    double = problem(2, part_visit=row(0, 0), leave_out_cost=row(500), must_place=np.array([False]))
    assert broken(judged(double, RoutePlan((0,), (50,)))) == {"parts missing": 1}
    assert judged(double, RoutePlan((0,), (50,)), RoutePlan((1,), (50,))).cost_by_rule["leave out"] == 0
    twice = judged(problem(1), RoutePlan((0,), (50,)), RoutePlan((0,), (50,)))
    assert broken(twice) == {"placed twice": 1}
    must = replace(double, must_place=np.array([True]))
    assert broken(judged(must, EMPTY)) == {"must be placed": 1}


@pytest.mark.parametrize(("second", "wrong"), [(79, {"gap short": 1}), (80, {}), (90, {}), (91, {"gap long": 1})])
def test_a_link_holds_the_gap_from_the_end_of_the_first_service(second: int, wrong: dict[str, int]) -> None:
    linked = problem(2, links=(Link(OTHER, 0, 1, True, 10, 20),))
    assert broken(judged(linked, RoutePlan((0,), (70 - SERVICE,)), RoutePlan((1,), (second,)))) == wrong
    from_start = problem(2, links=(Link(OTHER, 0, 1, False, 10, 20),))
    assert broken(judged(from_start, RoutePlan((0,), (70,)), RoutePlan((1,), (second,)))) == wrong


def test_a_link_says_who_and_whether_one_may_stand_without_the_other() -> None:
    alone, other = RoutePlan((0,), (50,)), RoutePlan((1,), (50,))
    link = Link(OTHER, 0, 1, False, -1000, 1000)
    same = problem(2, links=(replace(link, person=SAME),))
    assert broken(judged(same, alone, other)) == {"person": 1}
    different = problem(2, links=(replace(link, person=DIFFERENT),))
    assert broken(judged(different, RoutePlan((0, 1), (50, 80)))) == {"person": 1}
    assert judged(different, alone, other).feasible
    needs = problem(2, links=(replace(link, presence=NEEDS),))
    assert judged(needs, alone).feasible
    assert broken(judged(needs, other)) == {"link alone": 1}
    both = problem(2, links=(replace(link, presence=BOTH),))
    assert broken(judged(both, alone)) == {"link alone": 1}
    assert judged(problem(2, links=(link,)), other).feasible


@pytest.mark.parametrize(
    ("measure", "parts", "amount"),
    [
        (WORK, None, (LEG + SERVICE + LEG + SERVICE + 2 * LEG) + (3 * LEG + SERVICE + 3 * LEG)),
        (TRAVEL, None, 4 * LEG + 6 * LEG),
        (STOPS, None, 3),
        (STOPS, frozenset({1, 2}), 2),
        (ROUTES, None, 2),
        (ROUTES, frozenset({2}), 1),
    ],
)
def test_a_counter_sums_its_routes_and_what_was_brought_in(
    measure: int, parts: frozenset[int] | None, amount: int
) -> None:
    brought = 5
    counter = Counter(OTHER, (0, 1), measure, parts, brought, amount + brought, ((amount + brought - 3, 4),))
    plans = RoutePlan((0, 1), (10, 40)), RoutePlan((2,), (30,))
    counted = judged(problem(counters=(counter,)), *plans)
    assert counted.feasible
    assert counted.cost_by_rule["other"] == 4 * 3
    less = replace(counter, maximum=amount + brought - 1)
    assert broken(judged(problem(counters=(less,)), *plans)) == {"counter": 1}


def test_a_drop_stands_once_behind_what_it_brings_within_the_ride_and_in_time() -> None:
    drop = Drop(OTHER, 0, 5, 100, 30, frozenset({0}))
    blood = problem(2, drops=(drop,))
    end = 10 + SERVICE
    at = end + LEG
    assert judged(blood, RoutePlan((0, drop_stop(0)), (10, at))).feasible
    assert broken(judged(blood, RoutePlan((0,), (10,)))) == {"drop count": 1}
    assert broken(judged(blood, RoutePlan((1, drop_stop(0)), (20, 60)))) == {"drop without a part": 1}
    assert broken(judged(blood, RoutePlan((drop_stop(0), 0), (0, 15)))) == {"drop before part": 1}
    assert judged(blood, RoutePlan((0, drop_stop(0)), (10, end + 30))).feasible
    assert broken(judged(blood, RoutePlan((0, drop_stop(0)), (10, end + 31)))) == {"ride too long": 1}
    late = problem(2, drops=(replace(drop, latest=at - 1),))
    assert broken(judged(late, RoutePlan((0, drop_stop(0)), (10, at)))) == {"drop late": 1}


def test_classes_do_not_fall_along_a_route_even_with_others_between() -> None:
    plan = RoutePlan((0, 1, 2), (10, 40, 70))
    hard = problem(orders=(Order(OTHER, (2, -1, 0), 0),))
    assert broken(judged(hard, plan)) == {"order": 1}
    priced = problem(orders=(Order(OTHER, (2, 1, 0), 9),))
    assert judged(priced, plan).cost_by_rule["other"] == 2 * 9
    assert judged(problem(orders=(Order(OTHER, (0, -1, 0), 0),)), plan).feasible


def test_what_a_route_carries_fits_its_bag() -> None:
    bag = problem(2, capacity=np.array([[4, 4]]), load=np.array([[3, 2]]))
    assert broken(judged(bag, RoutePlan((0, 1), (10, 40)))) == {"capacity": 3 + 2 - 4}
    assert judged(bag, RoutePlan((0,), (10,)), RoutePlan((1,), (40,))).feasible


def test_a_plan_with_a_wrong_number_of_routes_is_refused() -> None:
    with pytest.raises(ValueError, match="1 routes given, the problem has 2"):
        evaluate(problem(), Solution((EMPTY,)))
