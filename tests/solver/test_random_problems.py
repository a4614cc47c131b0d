"""The generator of random problems keeps its promises, so that the tests on top of it mean something."""

from __future__ import annotations

import numpy as np
from random_problems import EVERY, random_problem
from random_solutions import random_solution

from scheduler.problem.evaluate import evaluate


def test_the_same_seed_draws_the_same_problem_and_the_same_solution() -> None:
    first, second = random_problem(7), random_problem(7)
    assert np.array_equal(first.travel, second.travel)
    assert (first.links, first.counters, first.drops) == (second.links, second.counters, second.drops)
    assert random_solution(first, 3) == random_solution(second, 3)


def test_every_primitive_can_be_switched_on_alone() -> None:
    for name in sorted(EVERY):
        assert random_problem(1, visits=5, with_=frozenset({name})).visits == 5


def test_good_and_bad_solutions_are_both_common_and_every_primitive_is_broken_somewhere() -> None:
    judged = []
    for seed in range(120):
        problem = random_problem(seed)
        judged += [evaluate(problem, random_solution(problem, 10 * seed + k)) for k in range(4)]
    feasible = sum(evaluation.feasible for evaluation in judged)
    assert 0.3 * len(judged) < feasible < 0.7 * len(judged)
    broken = {violation.primitive for evaluation in judged for violation in evaluation.violations}
    assert broken >= {
        "window", "too soon", "not eligible", "shift start", "shift end", "work", "travel", "capacity", "order",
        "break missing", "break window", "break in service", "drop late", "drop count", "drop before part",
        "drop without a part", "ride too long", "placed twice", "parts missing", "must be placed", "link alone",
        "gap short", "gap long", "person", "counter",
    }  # fmt: skip
