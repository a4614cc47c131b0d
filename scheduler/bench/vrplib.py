"""VRPLIB dialect of the sets sdvrptw and mdvrptw: distance; every datum is round(1000 x)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from scheduler.bench.arrays import FOREVER, Call, Van, problem_of
from scheduler.bench.files import routes_in, text_of
from scheduler.problem.problem import Problem
from scheduler.problem.solution import Solution

UNSERVED = 10**10


@dataclass(frozen=True, slots=True)
class VrplibDay:
    """The specification lines and the sections' rows, as words."""

    header: dict[str, str]
    sections: dict[str, list[list[str]]]


def detect(text: str) -> bool:
    """Whether the text is in this format."""
    return "NODE_COORD_SECTION" in text and "TIME_WINDOW_SECTION" in text


def read(path: Path) -> VrplibDay:
    """The instance; ValueError when a needed section is missing."""
    header: dict[str, str] = {}
    sections: dict[str, list[list[str]]] = {}
    rows: list[list[str]] | None = None
    for raw in text_of(path).splitlines():
        line = raw.strip()
        if not line or line == "EOF":
            continue
        if line.endswith("_SECTION"):
            rows = sections[line] = []
        elif rows is None:
            key, _, value = line.partition(":")
            header[key.strip()] = value.strip()
        else:
            rows.append(line.split())
    missing = {"NODE_COORD_SECTION", "TIME_WINDOW_SECTION"} - set(sections)
    if missing or "VEHICLES" not in header:
        raise ValueError(f"missing {', '.join(sorted(missing)) or 'VEHICLES'}")
    return VrplibDay(header, sections)


def _thousand(word: str) -> int:
    return round(float(word) * 1000)


def _windows(day: VrplibDay) -> dict[int, tuple[int, int]]:
    rows = day.sections["TIME_WINDOW_SECTION"]
    return {int(row[0]): (_thousand(row[1]), _thousand(row[2])) for row in rows}


def _depots(day: VrplibDay) -> list[int]:
    return [int(row[0]) for row in day.sections.get("DEPOT_SECTION", [["1"]]) if row[0] != "-1"]


def _clients(day: VrplibDay) -> list[int]:
    depots = set(_depots(day))
    return [int(row[0]) for row in day.sections["NODE_COORD_SECTION"] if int(row[0]) not in depots]


def problem(day: VrplibDay) -> Problem:
    """Place l is VRPLIB node l + 1; vehicle k is route k."""
    header, sections = day.header, day.sections
    points = [(float(row[1]), float(row[2])) for row in sections["NODE_COORD_SECTION"]]
    travel = np.array([[round(1000 * math.dist(a, b)) for b in points] for a in points], np.int64)
    windows = _windows(day)
    service = {int(row[0]): _thousand(row[1]) for row in sections.get("SERVICE_TIME_SECTION", [])}
    demand = {int(row[0]): round(float(row[1])) for row in sections.get("DEMAND_SECTION", [])}
    vans = _vans(day)
    allowed = sections.get("VEHICLES_ALLOWED_CLIENTS_SECTION")
    may = [set(map(int, row[1:])) for row in allowed] if allowed else None
    calls = [
        Call(
            place=client - 1,
            durations=(service.get(client, _thousand(header.get("SERVICE_TIME", "0"))),),
            eligible=(frozenset(k for k in range(len(vans)) if may is None or client in may[k]),),
            windows=(windows[client],),
            leave_out=UNSERVED,
            must=True,
            load=demand.get(client, 0),
        )
        for client in _clients(day)
    ]
    return problem_of(travel, vans, calls)


def _vans(day: VrplibDay) -> list[Van]:
    header, sections = day.header, day.sections
    windows = _windows(day)
    count = int(header["VEHICLES"])

    def each(section: str, otherwise: str) -> list[str]:
        return [row[-1] for row in sections[section]] if section in sections else [otherwise] * count

    depots = each("VEHICLES_DEPOT_SECTION", str(_depots(day)[0]))
    capacity = each("CAPACITY_SECTION", header.get("CAPACITY", str(FOREVER)))
    longest = each("VEHICLES_MAX_DURATION_SECTION", header.get("VEHICLES_MAX_DURATION", str(FOREVER)))
    return [
        Van(
            staff=k,
            start_place=int(depots[k]) - 1,
            end_place=int(depots[k]) - 1,
            earliest=windows[int(depots[k])][0],
            latest=windows[int(depots[k])][1],
            max_work=_thousand(longest[k]),
            capacity=round(float(capacity[k])),
        )
        for k in range(count)
    ]


def written(day: VrplibDay, model: Problem, solution: Solution) -> str:
    """One `Route #k` line per vehicle, empty ones too; numbers are 0-based locations."""
    clients = _clients(day)
    lines, total = [], 0
    for k, route in enumerate(solution.routes):
        stops = [clients[p] - 1 for p in route.stops]
        lines.append(f"Route #{k + 1}: {' '.join(map(str, stops))}")
        way = [int(model.route_from[k]), *stops, int(model.route_to[k])]
        total += sum(int(model.travel[0, i, j]) for i, j in pairwise(way)) if stops else 0
    return "\n".join([*lines, f"Cost {total}", ""])


def score(day: VrplibDay, text: str) -> float:
    """The distance of written routes in thousandths; ValueError when a client is not served once."""
    routes, fleet = routes_in(text), _vans(day)
    if sorted(i + 1 for route in routes for i in route) != sorted(_clients(day)):
        raise ValueError("a client is missing or served twice")
    points = [(float(row[1]), float(row[2])) for row in day.sections["NODE_COORD_SECTION"]]
    ways = [[van.start_place, *route, van.end_place] for van, route in zip(fleet, routes, strict=True) if route]
    return float(sum(round(1000 * math.dist(points[i], points[j])) for way in ways for i, j in pairwise(way)))
