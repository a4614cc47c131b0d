"""Rates, wishes, peaks and balances of the published home-care sets; every number is derived here."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from line_of_places import ACCESS, EMPTY, LEG, NAMES, OTHER, RULE, SERVICE, broken, judged, problem, row

from scheduler.problem.problem import IDLE, LATENESS, WAITING, Balance, Break, Circle, Peak, Problem
from scheduler.problem.solution import NOT_HELD, RoutePlan

OUT_AND_BACK = 2 * LEG  # to place 1 and home
BUSY = OUT_AND_BACK + SERVICE  # at part 0 alone


def flags(*values: bool) -> Any:
    return np.array(values, np.bool_)


def only_peak(measure: int, rate: int = 1, **of: Any) -> tuple[Peak, ...]:
    return (Peak(OTHER, measure, rate, **of),)


def peak_of(asked: Problem, first: RoutePlan, second: RoutePlan = EMPTY) -> int:
    return judged(asked, first, second).cost_by_rule["other"]


@pytest.mark.parametrize("rate", [0, 1, 3])
def test_travel_and_access_cost_the_rate_of_their_route(rate: int) -> None:
    cost = judged(problem(1, route_travel_rate=row(rate, 5)), RoutePlan((0,), (50,))).cost_by_rule
    assert cost["travel"] == rate * (OUT_AND_BACK - 2 * ACCESS)
    assert cost["access"] == rate * 2 * ACCESS


def test_a_rate_of_travel_changes_no_limit() -> None:
    limited = problem(1, route_travel_rate=row(0, 0), route_max_travel=row(OUT_AND_BACK - 1, 0))
    assert broken(judged(limited, RoutePlan((0,), (50,)))) == {"travel": 1}


def test_one_who_leaves_at_the_begin_of_the_shift_waits_before_the_first_stop() -> None:
    start, begin = 100, 30
    early = problem(1, route_earliest=row(begin, 0), route_leaves_early=flags(True, False))
    assert judged(early, RoutePlan((0,), (start,))).cost_by_rule["wait"] == 2 * (start - LEG - begin)
    assert judged(early, RoutePlan((0,), (begin + LEG,))).cost_by_rule["wait"] == 0
    assert broken(judged(early, RoutePlan((0,), (begin + LEG - 1,)))) == {"shift start": 1}
    assert judged(early, EMPTY).cost_by_rule["wait"] == 0


def test_work_of_one_who_leaves_at_the_begin_counts_from_there() -> None:
    start, begin = 100, 30
    work = start + SERVICE + LEG - begin
    early = problem(1, route_earliest=row(begin, 0), route_leaves_early=flags(True, True), route_max_work=row(work, 0))
    assert judged(early, RoutePlan((0,), (start,))).feasible
    assert broken(judged(early, RoutePlan((0,), (start + 1,)))) == {"work": 1}


def test_a_break_before_the_first_stop_of_one_who_leaves_at_the_begin_is_no_waiting() -> None:
    pause = 15
    early = problem(1, route_leaves_early=flags(True, True), breaks=(Break(0, 40, 60, pause),))
    on_the_way = judged(early, RoutePlan((0,), (100,), (60,)))  # departs for pause and leg
    assert on_the_way.cost_by_rule["wait"] == 2 * min(60, 100 - LEG - pause)
    assert judged(early, RoutePlan((0,), (100,), (40,))).cost_by_rule["wait"] == 2 * 40  # departs into the break


def test_a_wanted_break_is_held_or_paid_by_its_route_used_or_not() -> None:
    wanted = problem(1, breaks=(Break(0, 30, 60, 15, price=40),))
    visit = RoutePlan((0,), (100,))
    assert judged(wanted, EMPTY).cost_by_rule["break"] == 40
    assert judged(wanted, visit).cost_by_rule["break"] == 40
    assert judged(wanted, replace(visit, breaks=(NOT_HELD,))).cost_by_rule["break"] == 40
    held = judged(wanted, replace(visit, breaks=(60,)))
    assert (held.feasible, held.cost_by_rule["break"]) == (True, 0)
    assert judged(wanted, replace(EMPTY, breaks=(60,))).cost_by_rule["break"] == 40
    for start, outside in ((29, 1), (30, 0), (60, 0), (61, 1)):
        assert broken(judged(wanted, replace(visit, breaks=(start,)))) == ({"break window": 1} if outside else {})


def test_a_wanted_break_that_is_not_held_takes_no_time_and_one_that_must_be_held_is_missing() -> None:
    two = problem(2, breaks=(Break(0, 30, 60, 15, price=40), Break(0, 30, 60, 15)))
    soonest = 10 + SERVICE + 15 + LEG
    assert judged(two, RoutePlan((0, 1), (10, soonest), (NOT_HELD, 30))).feasible
    assert broken(judged(two, RoutePlan((0, 1), (10, soonest - 1), (NOT_HELD, 30)))) == {"too soon": 1}
    assert broken(judged(two, RoutePlan((0, 1), (10, soonest), (30, NOT_HELD)))) == {"break missing": 15}


def two_windows(**changes: Any) -> Problem:
    """One part, windows 50..60 and 90..120; a term in each of them and one in both."""
    terms = {
        "term_index": row(0, 3), "term_window": row(0, 1, -1), "term_rule": row(*[RULE["term"]] * 3),
        "term_time": row(55, 100, 0), "term_before_rate": row(1, 2, 0), "term_after_rate": row(3, 5, 0),
    }  # fmt: skip
    windows = {"window_index": row(0, 2), "window_earliest": row(50, 90), "window_latest": row(60, 120)}
    return problem(1, **windows, **terms, **changes)


@pytest.mark.parametrize(
    ("start", "cost"),
    [(50, 5 * 1), (54, 1), (55, 0), (56, 3), (60, 5 * 3), (90, 10 * 2), (99, 2), (100, 0), (101, 5), (120, 20 * 5)],
)
def test_a_term_with_a_window_counts_where_the_start_lies_in_it(start: int, cost: int) -> None:
    assert judged(two_windows(), RoutePlan((0,), (start,))).cost_by_rule["term"] == cost


def test_outside_all_windows_only_terms_without_one_count() -> None:
    outside = replace(two_windows(), term_after_rate=row(3, 5, 1))
    evaluation = judged(outside, RoutePlan((0,), (70,)))
    assert broken(evaluation) == {"window": 10}
    assert evaluation.cost_by_rule["term"] == 70


@pytest.mark.parametrize(("second", "latest"), [(99, 5), (104, 5), (105, 5), (106, 6)])
def test_the_latest_of_all_pays_for_everyone(second: int, latest: int) -> None:
    terms = {
        "term_index": row(0, 1, 2), "term_window": row(-1, -1), "term_rule": row(0, 0), "term_time": row(50, 100),
        "term_before_rate": row(0, 0), "term_after_rate": row(0, 0),
    }  # fmt: skip
    asked = problem(2, **terms, peaks=only_peak(LATENESS, 7, terms=(0, 1)))
    assert peak_of(asked, RoutePlan((0,), (55,)), RoutePlan((1,), (second,))) == 7 * latest
    only_second = replace(asked, peaks=only_peak(LATENESS, 7, terms=(1,)))
    assert peak_of(only_second, RoutePlan((0,), (55,)), RoutePlan((1,), (second,))) == 7 * max(0, second - 100)
    assert peak_of(asked, EMPTY) == 0


@pytest.mark.parametrize(("start", "late"), [(56, 1), (60, 5), (90, 0), (100, 0), (101, 1)])
def test_a_peak_of_lateness_looks_at_the_window_of_the_start(start: int, late: int) -> None:
    asked = two_windows(peaks=only_peak(LATENESS, terms=(0, 1)))
    assert peak_of(asked, RoutePlan((0,), (start,))) == late


@pytest.mark.parametrize(("start", "end"), [(10, 1000), (300, 1000), (300, 330), (300, 329), (300, 331)])
def test_idle_is_what_is_neither_work_nor_travel_between_begin_and_planned_end(start: int, end: int) -> None:
    asked = problem(1, route_end=row(end, end), peaks=only_peak(IDLE, 2, routes=(0,)))
    before, back = start - LEG, start + SERVICE + LEG
    assert peak_of(asked, RoutePlan((0,), (start,))) == 2 * (before + max(0, end - back))
    early = replace(asked, route_leaves_early=flags(True, True))
    assert peak_of(early, RoutePlan((0,), (start,))) == 2 * (before + max(0, end - back))


def test_an_unused_route_is_idle_all_the_time_and_inner_waiting_is_idle() -> None:
    asked = problem(2, route_end=row(200, 500), peaks=only_peak(IDLE, routes=(0,)))
    assert peak_of(asked, EMPTY) == 200
    waited = 4
    plan = RoutePlan((0, 1), (10, 10 + SERVICE + LEG + waited))
    back = plan.starts[1] + SERVICE + 2 * LEG
    assert peak_of(asked, plan) == waited + 200 - back
    both = replace(asked, peaks=only_peak(IDLE, routes=(0, 1)))
    assert peak_of(both, plan) == 500


def test_a_break_is_not_idle_and_what_lies_around_it_is() -> None:
    end, pause = 300, 15
    asked = problem(1, route_end=row(end, end), breaks=(Break(0, 30, 60, pause),), peaks=only_peak(IDLE, routes=(0,)))
    for begin in (30, 60):
        assert peak_of(asked, RoutePlan((0,), (100,), (begin,))) == end - BUSY - pause
    late = end + 5  # the shift's end is then the return
    assert peak_of(asked, RoutePlan((0,), (late,), (30,))) == late + SERVICE + LEG - BUSY - pause


def test_the_longest_single_wait_is_not_the_sum_and_not_that_before_the_first_stop() -> None:
    asked = problem(3, peaks=only_peak(WAITING, 3, routes=(0,)))
    second = 100 + SERVICE + LEG + 6
    plan = RoutePlan((0, 1, 2), (100, second, second + SERVICE + LEG + 5))
    assert peak_of(asked, plan) == 3 * 6
    assert peak_of(asked, EMPTY, plan) == 0
    early = replace(asked, route_leaves_early=flags(True, True))
    assert peak_of(early, plan) == 3 * (100 - LEG)


def test_a_balance_sums_the_distances_from_the_mean_each_rounded_up() -> None:
    fair = problem(3, balances=(Balance(OTHER, 4, ((0,), (1,))),))
    plans = RoutePlan((0,), (50,)), RoutePlan((1,), (50,))
    second = 4 * LEG + SERVICE
    assert judged(fair, *plans).cost_by_rule["other"] == 4 * 2 * (second - BUSY) // 2
    assert judged(fair, EMPTY).cost_by_rule["other"] == 0
    uneven = replace(fair, duration=np.array([[SERVICE] * 2, [SERVICE, SERVICE + 1], [SERVICE] * 2]))
    assert judged(uneven, *plans).cost_by_rule["other"] == 4 * 2 * -(-(second + 1 - BUSY) // 2)


def test_a_group_of_a_balance_is_busy_with_all_its_routes_and_one_alone_is_even() -> None:
    alone = problem(3, balances=(Balance(OTHER, 4, ((0, 1),)),))
    assert judged(alone, RoutePlan((0,), (50,)), RoutePlan((1,), (50,))).cost_by_rule["other"] == 0
    assert judged(replace(alone, balances=(Balance(OTHER, 4, ()),)), EMPTY).cost_by_rule["other"] == 0


def test_each_new_face_in_a_circle_costs_its_price_and_one_that_was_seen_nothing() -> None:
    circle = Circle(OTHER, frozenset({0, 1}), frozenset({0}), 40)
    asked = problem(3, circles=(circle,))
    seen, new = RoutePlan((0, 1), (10, 10 + SERVICE + LEG)), RoutePlan((1,), (50,))
    outside = RoutePlan((2,), (50,))
    assert judged(asked, EMPTY, EMPTY).cost_by_rule["other"] == 0
    assert judged(asked, seen, outside).cost_by_rule["other"] == 0  # part 2 is in no circle
    assert judged(asked, RoutePlan((0,), (50,)), new).cost_by_rule["other"] == 40
    assert judged(asked, EMPTY, seen).cost_by_rule["other"] == 40  # one person, however many of the parts
    nobody = replace(asked, circles=(replace(circle, seen=frozenset()),))
    assert judged(nobody, RoutePlan((0,), (50,)), new).cost_by_rule["other"] == 2 * 40
    same_person = replace(nobody, route_staff=row(0, 0))
    assert judged(same_person, RoutePlan((0,), (50,)), new).cost_by_rule["other"] == 40


@pytest.mark.parametrize(
    ("seen", "maximum", "over"),
    [
        (frozenset(), 2, 0),
        (frozenset(), 1, 1),  # two came, one may
        (frozenset({0}), 1, 1),  # one came who was not seen, and the one seen is all that may
        (frozenset({7, 8}), 2, 2),  # two seen elsewhere are all that may: each of the two is one too many
        (frozenset({7, 8, 9}), 2, 2),  # more were seen than may: only the new ones count
        (frozenset({0, 1, 9}), 2, 0),  # nobody is new
    ],
)
def test_a_circle_with_a_maximum_forbids_new_faces_beyond_it_and_never_those_seen(
    seen: frozenset[int], maximum: int, over: int
) -> None:
    asked = problem(2, circles=(Circle(OTHER, frozenset({0, 1}), seen, 0, maximum),))
    both = judged(asked, RoutePlan((0,), (50,)), RoutePlan((1,), (50,)))
    assert broken(both) == ({"circle": over} if over else {})


def test_the_names_of_the_rules_are_those_of_the_plain_problem() -> None:
    assert set(judged(problem(1), RoutePlan((0,), (50,))).cost_by_rule) <= set(NAMES)
