"""A plain problem on two routes over places on a line, ten ticks apart, and what the evaluator says of a plan."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from scheduler.problem.evaluate import Evaluation, evaluate
from scheduler.problem.problem import Problem
from scheduler.problem.solution import RoutePlan, Solution

LEG, SERVICE, ACCESS = 10, 20, 2
NAMES = (
    "travel", "access", "overtime", "opening", "wait", "work", "break", "window", "leave out", "must", "capacity",
    "eligible", "term", "serve", "other",
)  # fmt: skip
RULE = {name: i for i, name in enumerate(NAMES)}
OTHER = RULE["other"]
EMPTY = RoutePlan()


def row(*values: int) -> Any:
    return np.array(values, np.int64)


def problem(parts: int = 3, **changes: Any) -> Problem:
    """`parts` visits of one part each at places 1, 2, 3 ..; base at 0; windows 0..1000; two routes of two people."""
    places = np.arange(parts + 1)
    distance = LEG * abs(places[:, None] - places[None, :])
    access = np.where(distance > 0, ACCESS, 0)
    plain = Problem(
        rules=NAMES, travel=distance[None].astype(np.int64), access=access.astype(np.int64), travel_rule=RULE["travel"],
        access_rule=RULE["access"], route_staff=row(0, 1), route_mode=row(0, 0), route_from=row(0, 0),
        route_to=row(0, 0), route_earliest=row(0, 0), route_end=row(1000, 1000), route_latest=row(1100, 1100),
        route_overtime_rate=row(3, 3), route_opening_cost=row(7, 7), route_max_work=row(9999, 9999),
        route_max_travel=row(9999, 9999), route_wait_rate=row(2, 2), route_travel_rate=row(1, 1),
        route_leaves_early=np.zeros(2, np.bool_), overtime_rule=RULE["overtime"],
        opening_rule=RULE["opening"], wait_rule=RULE["wait"], work_rule=RULE["work"], breaks=(),
        break_rule=RULE["break"], part_visit=np.arange(parts), part_place=np.arange(1, parts + 1),
        eligible=np.ones((parts, 2), np.bool_), duration=np.full((parts, 2), SERVICE), serve_cost=np.zeros((parts, 2)),
        serve_cost_by_rule=(), window_index=np.arange(parts + 1), window_earliest=np.zeros(parts, np.int64),
        window_latest=np.full(parts, 1000), window_rule=RULE["window"], term_index=np.zeros(parts + 1, np.int64),
        term_window=row(), term_rule=row(), term_time=row(), term_before_rate=row(), term_after_rate=row(),
        leave_out_cost=np.full(parts, 500), must_place=np.zeros(parts, np.bool_), leave_out_rule=RULE["leave out"],
        must_rule=RULE["must"], links=(), counters=(), drops=(), orders=(), peaks=(), balances=(), circles=(),
        capacity=np.zeros((0, 2), np.int64), load=np.zeros((0, parts), np.int64),
        capacity_rule=RULE["capacity"], eligible_rule=RULE["eligible"],
    )  # fmt: skip
    return replace(plain, **changes)


def judged(problem: Problem, first: RoutePlan, second: RoutePlan = EMPTY) -> Evaluation:
    return evaluate(problem, Solution((first, second)))


def broken(evaluation: Evaluation) -> dict[str, int]:
    return {violation.primitive: violation.amount for violation in evaluation.violations}
