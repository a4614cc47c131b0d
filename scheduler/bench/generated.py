"""Reads a generated home-care day (JSON) as a Problem and writes a plan in the form its judge reads.

One route per person and shift; priorities are prices of leaving out, a face that is not preferred costs.
Times are seconds from midnight.
"""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from scheduler.bench.arrays import LINKS, Call, Van
from scheduler.bench.arrays import problem_of as arrays_problem
from scheduler.bench.files import text_of
from scheduler.problem.problem import DIFFERENT, FREE, NEEDS, Break, Ints, Link, Problem
from scheduler.problem.solution import Solution


def detect(text: str) -> bool:
    """Whether the text is in this format."""
    return text.lstrip()[:1] == "{" and all(f'"{key}"' in text for key in ("precedence", "staff", "visits", "travel"))


def read_day(path: Path) -> dict[str, Any]:
    """The day as it stands in the file, gzipped or not; ValueError when a table is missing."""
    day: dict[str, Any] = json.loads(text_of(path))
    missing = {"travel", "staff", "visits", "precedence"} - set(day)
    if missing:
        raise ValueError(f"{', '.join(sorted(missing))} missing")
    return day


def routes_of(day: dict[str, Any]) -> list[tuple[int, int]]:
    """(staff, shift) of each route of the Problem, in order."""
    return [(k, s) for k, staff in enumerate(day["staff"]) for s in range(len(staff["shifts"]))]


def _parts(day: dict[str, Any]) -> list[tuple[int, int]]:
    return [(v, k) for v, visit in enumerate(day["visits"]) for k in range(len(visit["need"]))]


def problem_of(day: dict[str, Any]) -> Problem:
    """The day as arrays."""
    staff, routes = day["staff"], routes_of(day)
    vans = [Van(k, staff[k]["start"], staff[k]["end"], *staff[k]["shifts"][s]) for k, s in routes]
    calls = [
        Call(
            place=v + 1,
            durations=(visit["service"],) * len(visit["need"]),
            eligible=tuple(
                frozenset(r for r, (k, _) in enumerate(routes) if set(need) <= set(staff[k]["skills"]))
                for need in visit["need"]
            ),
            windows=tuple((earliest, latest) for earliest, latest in visit["tw"]),
            leave_out=visit["penalty"],
        )
        for v, visit in enumerate(day["visits"])
    ]
    breaks = [
        Break(r, pause["window"][0], pause["window"][1], pause["dur"])
        for r, (k, _) in enumerate(routes)
        for pause in staff[k]["breaks"]
    ]
    travel = np.array(day["travel"], np.int64)
    return arrays_problem(travel, vans, calls, links=_links(day), breaks=breaks, serve_cost=_faces(day))


def _links(day: dict[str, Any]) -> list[Link]:
    part_of = {key: p for p, key in enumerate(_parts(day))}
    together = [
        Link(LINKS, part_of[v, 0], part_of[v, 1], False, 0, 0, DIFFERENT)
        for v, visit in enumerate(day["visits"])
        if len(visit["need"]) == 2
    ]
    gaps = [
        Link(
            LINKS,
            part_of[gap["before"], 0],
            part_of[gap["after"], 0],
            True,
            gap["min_gap"],
            gap["max_gap"],
            FREE,
            NEEDS,
        )
        for gap in day["precedence"]
    ]
    return together + gaps


def _faces(day: dict[str, Any]) -> Ints:
    """[p, r] what a face costs that is not among the preferred ones; only the first part of a visit counts."""
    routes, parts = routes_of(day), _parts(day)
    cost = np.zeros((len(parts), len(routes)), np.int64)
    for p, (v, k) in enumerate(parts):
        visit = day["visits"][v]
        if k == 0 and visit["pref"]:
            cost[p] = [0 if who in visit["pref"] else visit["cont_cost"] for who, _ in routes]
    return cost


def written(day: dict[str, Any], solution: Solution) -> str:
    """The plan as JSON for the judge: routes with staff, shift, stops (visit, part, start), breaks (start, length)."""
    parts = _parts(day)
    routes = []
    for (who, shift), plan in zip(routes_of(day), solution.routes, strict=True):
        if plan.stops:
            stops = [
                {"visit": day["visits"][parts[p][0]]["id"], "part": parts[p][1], "start": start}
                for p, start in zip(plan.stops, plan.starts, strict=True)
            ]
            pauses = [
                [start, pause["dur"]] for start, pause in zip(plan.breaks, day["staff"][who]["breaks"], strict=False)
            ]
            routes.append({"staff": who, "shift": shift, "stops": stops, "breaks": pauses})
    return json.dumps({"routes": routes})


def score(day: dict[str, Any], text: str) -> float:
    """Prices of what is left out, travel seconds and faces not wished, of a written plan."""
    visits = {visit["id"]: visit for visit in day["visits"]}
    served, cost = set(), 0
    for route in json.loads(text)["routes"]:
        member = day["staff"][route["staff"]]
        way = [member["start"], *(1 + stop["visit"] for stop in route["stops"]), member["end"]]
        cost += sum(day["travel"][i][j] for i, j in pairwise(way))
        for stop in route["stops"]:
            visit = visits[stop["visit"]]
            served.add(stop["visit"])
            if stop["part"] == 0 and visit["pref"] and route["staff"] not in visit["pref"]:
                cost += visit["cont_cost"]
    return float(cost + sum(visit["penalty"] for number, visit in visits.items() if number not in served))
