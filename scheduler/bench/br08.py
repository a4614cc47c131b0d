"""Bredström and Rönnqvist's home-care days (2008, doi:10.1016/j.ejor.2007.07.033): hard windows, synchronised pairs.

AMPL data, of which the first day's columns are the published instances. Objective: travel, or the
sum of preferences (decimals, shifted per visit to non-negative whole millionths).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from scheduler.bench.arrays import Call, Van, problem_of
from scheduler.bench.files import text_of
from scheduler.problem.problem import DIFFERENT, Link, Problem
from scheduler.problem.solution import Solution

UNSERVED = 10**14
MILLIONTH = 10**4  # cost of a millionth of preference: more than all travel of a day, so travel only breaks ties


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
    """`objective` is travel or preference; with preference, travel only breaks ties."""
    visits = day.visits()
    numbers = [i for visit in visits for i in visit]
    travel = np.array([[round(x) for x in day.travel[i]] for i in day.travel], np.int64)
    everyone = frozenset(range(day.staff))
    vans = [Van(k, 0, 0, 0, day.horizon) for k in range(day.staff)]
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
            links.append(Link(4, p, p + 1, from_end=False, minimum=0, maximum=0, person=DIFFERENT))
        p += len(visit)
    if objective == "travel":
        return problem_of(travel, vans, calls, links=links)
    wishes = np.array([[round(day.preference[i][k] * 10**6) for k in range(day.staff)] for i in numbers], np.int64)
    above_best = (wishes - wishes.min(axis=1, keepdims=True)) * MILLIONTH
    return problem_of(travel, vans, calls, links=links, serve_cost=above_best)


def written(day: Br08Day, _model: Problem, solution: Solution) -> str:
    """`{"routes": [[visit, ...] per staff member]}`, in order."""
    numbers = [i for visit in day.visits() for i in visit]
    return json.dumps({"routes": [[numbers[p] for p in route.stops] for route in solution.routes]})


def figure(day: Br08Day, cost: int, objective: str) -> float:
    """The published unit: travel, or the sum of preferences."""
    if objective == "travel":
        return float(cost)
    best = sum(min(round(wish * 10**6) for wish in day.preference[i]) for visit in day.visits() for i in visit)
    return (best + cost // MILLIONTH) / 10**6
