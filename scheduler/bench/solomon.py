"""Solomon's instances: total distance, each distance truncated to one decimal, fleet free. A tick is a tenth."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from scheduler.bench.arrays import Call, Van, problem_of
from scheduler.bench.files import routes_in, text_of
from scheduler.problem.problem import Problem
from scheduler.problem.solution import Solution

UNSERVED = 10**9  # every customer is to be served; leaving one out never pays


@dataclass(frozen=True, slots=True)
class SolomonDay:
    """Rows: number, x, y, demand, ready, due, service; row 0 is the depot."""

    vehicles: int
    capacity: float
    rows: tuple[tuple[float, ...], ...]


def detect(text: str) -> bool:
    """Whether the text is in this format."""
    return "CUST NO." in text and "NUMBER" in text


def read(path: Path) -> SolomonDay:
    """The instance; ValueError when no vehicle line or no customer stands in it."""
    fleet: tuple[int, float] | None = None
    rows: list[tuple[float, ...]] = []
    for line in text_of(path).splitlines():
        try:
            values = [float(word) for word in line.split()]
        except ValueError:
            continue
        if len(values) == 2 and fleet is None:
            fleet = int(values[0]), values[1]
        elif len(values) >= 7:
            rows.append(tuple(values[:7]))
    if fleet is None or len(rows) < 2:
        raise ValueError("no vehicle line or no customers")
    return SolomonDay(*fleet, tuple(rows))


def problem(day: SolomonDay) -> Problem:
    """All data times ten, so that truncated distances are whole."""
    rows = day.rows
    travel = np.array([[int(math.hypot(a[1] - b[1], a[2] - b[2]) * 10 + 1e-9) for b in rows] for a in rows], np.int64)
    horizon = round(rows[0][5] * 10)
    everyone = frozenset(range(day.vehicles))
    vans = [Van(r, 0, 0, 0, horizon, capacity=round(day.capacity)) for r in range(day.vehicles)]
    calls = [
        Call(
            place=i,
            durations=(round(row[6] * 10),),
            eligible=(everyone,),
            windows=((round(row[4] * 10), round(row[5] * 10)),),
            leave_out=UNSERVED,
            must=True,
            load=round(row[3]),
        )
        for i, row in enumerate(rows)
        if i
    ]
    return problem_of(travel, vans, calls)


def written(_day: SolomonDay, model: Problem, solution: Solution) -> str:
    """`Route #k: ...` lines and the cost, customers numbered from 1."""
    used = [route.stops for route in solution.routes if route.stops]
    lines = [f"Route #{k}: {' '.join(str(p + 1) for p in stops)}" for k, stops in enumerate(used, 1)]
    ways = ([0, *(p + 1 for p in stops), 0] for stops in used)
    tenths = sum(int(model.travel[0, i, j]) for way in ways for i, j in pairwise(way))
    return "\n".join([*lines, f"Cost {tenths / 10:.1f}", ""])


def score(day: SolomonDay, text: str) -> float:
    """The distance of written routes; ValueError when a customer is not served once."""
    routes = routes_in(text)
    if sorted(i for route in routes for i in route) != list(range(1, len(day.rows))):
        raise ValueError("a customer is missing or served twice")
    ways = [(day.rows[i], day.rows[j]) for route in routes for i, j in pairwise([0, *route, 0])]
    return sum(math.floor(math.dist(a[1:3], b[1:3]) * 10 + 1e-9) for a, b in ways) / 10
