"""Bredström and Rönnqvist's home-care days (2008, doi:10.1016/j.ejor.2007.07.033): hard windows, synchronised pairs.

AMPL data, of which the first day's columns are the published instances. Objective: travel, or the
sum of preferences (decimals, shifted per visit so that the best face costs nothing, and made whole).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from scheduler.bench.arrays import LINKS, Call, Van, problem_of
from scheduler.bench.files import text_of
from scheduler.problem.problem import DIFFERENT, Link, Problem
from scheduler.problem.solution import Solution

UNSERVED = 10**9  # every visit is to be held; leaving one out never pays
FINEST = 10**6  # parts of a unit of preference that are told apart


@dataclass(frozen=True, slots=True)
class Br08Day:
    """Tables by visit number (0 is the depot); pairs start together with different staff."""

    staff: int
    horizon: int
    travel: dict[int, list[float]]
    service: dict[int, int]
    windows: dict[int, tuple[int, int]]
    preference: dict[int, list[float]]
    pairs: tuple[tuple[int, int], ...]

    def visits(self) -> list[tuple[int, ...]]:
        """The visits, a synchronised pair as one."""
        paired = {j for _, j in self.pairs}
        other = dict(self.pairs)
        numbers = [i for i in self.travel if i and i not in paired]
        return [(i, other[i]) if i in other else (i,) for i in numbers]

    def scale(self) -> int:
        """The least power of ten that makes every preference whole, millions at most."""
        wishes = [wish for row in self.preference.values() for wish in row]
        scale = 1
        while scale < FINEST and any(round(wish * scale) / scale != wish for wish in wishes):
            scale *= 10
        return scale


def detect(text: str) -> bool:
    """Whether the text is in this format."""
    return "Shared_Visited" in text and "prefer_id" in text


def read(path: Path) -> Br08Day:
    """The instance; ValueError when a table is missing."""
    text = text_of(path)

    def number(key: str) -> int:
        found = re.search(rf"param {key}:=\s*(\d+)", text)
        if found is None:
            raise ValueError(f"param {key} is missing")
        return int(found.group(1))

    def table(key: str) -> dict[int, list[float]]:
        found = re.search(rf"param {key}:\s*[^\n]*:=\n(.*?);", text, re.DOTALL)
        if found is None:
            raise ValueError(f"param {key} is missing")
        rows = (line.split() for line in found.group(1).strip().splitlines())
        return {int(row[0]): [float(word) for word in row[1:]] for row in rows}

    shared = re.search(r"Shared_Visited:=(.*?);", text)
    pairs = re.findall(r"\((\d+),(\d+)\)", shared.group(1)) if shared else []
    opens, closes = table("e_id"), table("l_id")
    return Br08Day(
        staff=number("kn"),
        horizon=number("T"),
        travel=table("t_ij"),
        service={i: round(row[0]) for i, row in table("s_id").items()},
        windows={i: (round(opens[i][0]), round(closes[i][0])) for i in opens},
        preference=table("prefer_id"),
        pairs=tuple((int(i), int(j)) for i, j in pairs),
    )


def problem(day: Br08Day, objective: str = "travel") -> Problem:
    """`objective` is travel or preference; with preference travel is free."""
    visits = day.visits()
    travel = np.array([[round(x) for x in day.travel[i]] for i in day.travel], np.int64)
    everyone = frozenset(range(day.staff))
    rate = int(objective == "travel")
    vans = [Van(k, 0, 0, 0, day.horizon, travel_rate=rate) for k in range(day.staff)]
    calls, links, p = [], [], 0
    for visit in visits:
        windows = [day.windows[i] for i in visit]
        common = (max(a for a, _ in windows), min(b for _, b in windows))
        calls.append(
            Call(
                place=visit[0],
                durations=tuple(day.service[i] for i in visit),
                eligible=(everyone,) * len(visit),
                windows=(common,) if common[0] <= common[1] else (),
                leave_out=UNSERVED,
                must=True,
            )
        )
        if len(visit) == 2:
            links.append(Link(LINKS, p, p + 1, from_end=False, minimum=0, maximum=0, person=DIFFERENT))
        p += len(visit)
    if objective == "travel":
        return problem_of(travel, vans, calls, links=links)
    wishes = np.array(_wishes(day), np.int64)
    above_best = wishes - wishes.min(axis=1, keepdims=True)
    return problem_of(travel, vans, calls, links=links, serve_cost=above_best)


def _wishes(day: Br08Day) -> list[list[int]]:
    """[p][k] preferences as whole numbers."""
    numbers, scale = [i for visit in day.visits() for i in visit], day.scale()
    return [[round(day.preference[i][k] * scale) for k in range(day.staff)] for i in numbers]


def written(day: Br08Day, _model: Problem, solution: Solution) -> str:
    """`{"routes": [[visit, ...] per staff member]}`, in order."""
    numbers = [i for visit in day.visits() for i in visit]
    return json.dumps({"routes": [[numbers[p] for p in route.stops] for route in solution.routes]})


def figure(day: Br08Day, cost: int, objective: str) -> float:
    """The published unit: travel, or the sum of preferences."""
    if objective == "travel":
        return float(cost)
    return (sum(min(row) for row in _wishes(day)) + cost) / day.scale()


def score(day: Br08Day, text: str, objective: str) -> float:
    """Travel, or the sum of preferences, of a written solution; ValueError when a visit is not held once."""
    routes: list[list[int]] = json.loads(text)["routes"]
    if sorted(i for route in routes for i in route) != sorted(i for i in day.travel if i):
        raise ValueError("a visit is missing or held twice")
    if objective == "travel":
        return sum(day.travel[i][j] for route in routes if route for i, j in pairwise([0, *route, 0]))
    return round(sum(day.preference[i][k] for k, route in enumerate(routes) for i in route), 6)
