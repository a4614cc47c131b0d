"""Small instances written out in the published formats, and a plain plan for them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from scheduler.problem.problem import Problem
from scheduler.problem.solution import RoutePlan, Solution

SOLOMON = """T1

VEHICLE
NUMBER     CAPACITY
  2         10

CUSTOMER
CUST NO.  XCOORD.   YCOORD.    DEMAND   READY TIME  DUE DATE   SERVICE   TIME

    0      0          0          0          0       100          0
    1      3          4          6          0        50         10
    2      1          1          5         20        50         10
"""

VRPLIB = """NAME: V1
TYPE: SDVRPTW
DIMENSION: 3
VEHICLES: 2
CAPACITY: 5
VEHICLES_MAX_DURATION: 40
NODE_COORD_SECTION
1\t0\t0
2\t3\t4
3\t0\t1.5
DEMAND_SECTION
1\t0
2\t2
3\t2
SERVICE_TIME_SECTION
1\t0
2\t10
3\t5
TIME_WINDOW_SECTION
1\t0\t100
2\t0\t50
3\t0\t50
VEHICLES_ALLOWED_CLIENTS_SECTION
1 2
2 2 3
DEPOT_SECTION
1
-1
EOF
"""

BR08 = """param kn:= 2;
param T:= 100;
set Shared_Visited:=(1,2);
param s_id: 1 :=
0 0
1 10
2 10
3 5
;
param t_ij: 0 1 2 3 :=
0 0 4 4 6
1 4 0 10000 3
2 4 10000 0 3
3 6 3 3 0
;
param e_id: 1 :=
0 0
1 10
2 10
3 0
;
param l_id: 1 :=
0 100
1 20
2 20
3 60
;
param prefer_id: 1 2 :=
0 0 0
1 -1.5 2
2 0.25 -1
3 1 3
;
"""


def generated(**changes: Any) -> dict[str, Any]:
    """Two visits, one person with two shifts, one of whom nobody else is preferred."""
    visit = {"service": 600, "priority": 1, "penalty": 3600, "cont_cost": 0, "pref": [], "need": [["N1"]]}
    day: dict[str, Any] = {
        "name": "G1",
        "points": [[0, 0]] * 3,
        "travel": [[0, 100, 200], [100, 0, 150], [200, 150, 0]],
        "staff": [
            {"id": 0, "skills": ["N1", "N2"], "shifts": [[0, 4000], [5000, 9000]], "breaks": [], "start": 0, "end": 0},
            {"id": 1, "skills": ["N1"], "shifts": [[0, 4000]], "breaks": [], "start": 0, "end": 0},
        ],
        "visits": [
            {**visit, "id": 0, "tw": [[500, 1000]]},
            {**visit, "id": 1, "tw": [[0, 300], [6000, 7000]], "need": [["N2"]], "pref": [1], "cont_cost": 300},
        ],
        "precedence": [],
    }
    return day | changes


def written_to(folder: Path, name: str, content: str | dict[str, Any]) -> Path:
    """The file with this content."""
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return path


def plain_plan(problem: Problem, stops: dict[int, list[int]]) -> Solution:
    """Each route's parts in the order given, each started as early as its windows, the way and no link allow."""
    plans = [RoutePlan()] * problem.routes
    for r, parts in stops.items():
        clock, here, starts = int(problem.route_earliest[r]), int(problem.route_from[r]), []
        for p in parts:
            arrival = clock + int(problem.travel[problem.route_mode[r], here, problem.part_place[p]])
            rows = range(int(problem.window_index[p]), int(problem.window_index[p + 1]))
            open_ = [w for w in rows if arrival <= problem.window_latest[w]]
            starts.append(max(arrival, int(problem.window_earliest[open_[0]])))
            clock, here = starts[-1] + int(problem.duration[p, r]), int(problem.part_place[p])
        plans[r] = RoutePlan(tuple(parts), tuple(starts))
    return Solution(tuple(plans))
