"""The compiled search against the evaluator, and the knots that links can tie."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_problems import EVERY, random_problem, some_primitives

from scheduler.problem.evaluate import evaluate
from scheduler.problem.problem import BOTH, DIFFERENT, FREE, Link, Problem
from scheduler.problem.solution import Solution
from scheduler.solver.kernel import layout as at
from scheduler.solver.kernel.driver import Driver

MUST = "must be placed"


def searched(problem: Problem, seed: int, iterations: int) -> tuple[Solution, int]:
    """The best plan after so many iterations, and what the kernel thinks it costs (unmet musts apart)."""
    driver = Driver(problem, seed)
    driver.construct()
    driver.anneal(iterations, 0.0, float(iterations), 30.0, 1.0)
    return driver.solution(), int(driver.world.lists[at.SCALARS, at.BEST_COST])


def assert_agreement(problem: Problem, seed: int, iterations: int) -> None:
    """Nothing hard is broken, and the kernel's cost is the evaluator's."""
    solution, cost = searched(problem, seed, iterations)
    judged = evaluate(problem, solution)
    unmet = sum(violation.primitive == MUST for violation in judged.violations)
    assert [v for v in judged.violations if v.primitive != MUST] == []
    assert cost - unmet * at.PENALTY == judged.cost


@pytest.mark.parametrize("primitive", sorted(EVERY))
def test_with_each_primitive_alone_the_search_and_the_evaluator_agree(primitive: str) -> None:
    for seed in range(8):
        assert_agreement(random_problem(seed, with_=frozenset({primitive})), seed, 100)


@settings(max_examples=150)
@given(st.integers(0, 10**9))
def test_with_any_mix_of_primitives_the_search_and_the_evaluator_agree(seed: int) -> None:
    assert_agreement(random_problem(seed, with_=some_primitives(seed)), seed, 40)


def test_every_copy_of_the_plan_counts_what_its_routes_add_up_to() -> None:
    problem = random_problem(21, visits=12, with_=EVERY)
    driver = Driver(problem, 1)
    driver.construct()
    driver.anneal(200, 0.0, 200.0, 30.0, 1.0)
    brought_in = np.array([counter.brought_in for counter in problem.counters])
    for copy in (at.WORK, at.CURRENT, at.BEST):
        counters = driver.world.counter[copy, : len(brought_in)]
        assert (counters[:, 0] - counters[:, 1:].sum(axis=1) == brought_in).all()


def plain(places: list[list[int]], windows: list[tuple[int, int]], visits: list[int], links: list[Link]) -> Problem:
    """Parts with windows and visits; places[p] = routes that part p may stand on; every leg takes 10 ticks."""
    parts, routes = len(places), 1 + max(r for allowed in places for r in allowed)
    eligible = np.zeros((parts, routes), np.bool_)
    for p, allowed in enumerate(places):
        eligible[p, allowed] = True
    apart = 10 * (1 - np.eye(parts + 1, dtype=np.int64))
    zero, none = np.zeros(routes, np.int64), np.zeros(0, np.int64)
    return Problem(
        rules=("all",), travel=apart[None], access=np.zeros_like(apart), travel_rule=0, access_rule=0,
        route_staff=np.arange(routes), route_mode=zero, route_from=zero, route_to=zero, route_earliest=zero,
        route_end=zero + 1000, route_latest=zero + 1000, route_overtime_rate=zero, route_opening_cost=zero,
        route_max_work=zero + 1000, route_max_travel=zero + 1000, route_wait_rate=zero, route_travel_rate=zero + 1,
        route_leaves_early=zero > 0, overtime_rule=0,
        opening_rule=0, wait_rule=0, work_rule=0, breaks=(), break_rule=0, part_visit=np.array(visits),
        part_place=np.arange(1, parts + 1), eligible=eligible, duration=np.full((parts, routes), 20),
        serve_cost=np.zeros((parts, routes), np.int64), serve_cost_by_rule=(), window_index=np.arange(parts + 1),
        window_earliest=np.array([a for a, _ in windows]), window_latest=np.array([b for _, b in windows]),
        window_rule=0, term_index=np.zeros(parts + 1, np.int64), term_window=none, term_rule=none, term_time=none,
        term_before_rate=none, term_after_rate=none, leave_out_cost=np.full(max(visits) + 1, 10_000),
        must_place=np.zeros(max(visits) + 1, np.bool_), leave_out_rule=0, must_rule=0, links=tuple(links),
        counters=(), drops=(), orders=(), peaks=(), balances=(), circles=(), capacity=np.zeros((0, routes), np.int64),
        load=np.zeros((0, parts), np.int64), capacity_rule=0, eligible_rule=0,
    )  # fmt: skip


def together(first: int, second: int) -> Link:
    return Link(0, first, second, False, 0, 0, DIFFERENT, BOTH)


def test_two_crossed_pairs_are_never_planned_into_a_deadlock() -> None:
    # both people visit both pairs: whoever orders them crosswise waits for ever
    problem = plain([[0], [1], [0], [1]], [(0, 1000)] * 4, [0, 0, 1, 1], [together(0, 1), together(2, 3)])
    solution, cost = searched(problem, 1, 300)
    assert evaluate(problem, solution).feasible
    # both pairs served: each person travels out, between and home
    assert cost == 2 * 3 * 10
    assert [tuple(stop // 2 for stop in plan.stops) for plan in solution.routes] in ([(0, 1)] * 2, [(1, 0)] * 2)


def test_a_chain_over_three_routes_moves_as_one_when_a_stop_comes_before_it() -> None:
    # pairs (0, 1) and (2, 3) chain routes 0 - 1 - 2; part 4 fits on route 0 only before the first pair
    links = [together(0, 1), together(2, 3)]
    windows = [(10, 200), (10, 200), (10, 200), (10, 230), (10, 12)]
    problem = plain([[0], [1], [1], [2], [0]], windows, [0, 0, 1, 1, 2], links)
    driver = Driver(problem, 1)
    driver.construct()
    driver.anneal(500, 0.0, 500.0, 30.0, 1.0)
    solution = driver.solution()
    judged = evaluate(problem, solution)
    assert judged.feasible
    assert len(solution.placed()) == 5  # leaving any out would cost 10,000
    # part 4 starts at 10 at the earliest, ends at 30, so the first pair starts at 40 or later
    starts = {part: start for part, (_, start) in solution.placed().items()}
    assert starts[0] == starts[1] >= 10 + 20 + 10
    assert starts[2] == starts[3]


def test_what_must_be_placed_stays_although_leaving_it_out_is_cheaper() -> None:
    free = plain([[0], [0]], [(10, 10), (10, 10)], [0, 1], [])
    cheap = np.array([0, 10_000])
    problem = Problem(**{**_fields(free), "leave_out_cost": cheap, "must_place": np.array([True, False])})
    solution, _ = searched(problem, 1, 100)
    assert set(solution.placed()) == {0}


def test_a_needed_first_visit_comes_in_before_the_second_and_goes_with_it() -> None:
    needs = Link(0, 0, 1, True, 30, 60, FREE, 2)
    problem = plain([[0], [0, 1]], [(0, 500), (0, 1000)], [0, 1], [needs])
    solution, _ = searched(problem, 1, 100)
    starts = solution.placed()
    assert 30 <= starts[1][1] - (starts[0][1] + 20) <= 60


def _fields(problem: Problem) -> dict[str, object]:
    return {name: getattr(problem, name) for name in Problem.__dataclass_fields__}
