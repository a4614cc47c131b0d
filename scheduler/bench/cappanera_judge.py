"""Judge of the Cappanera weeks, from the published header alone: it shares no code with the reader or the engine.

None was published, so this one reads the file and the written answer anew, in minutes and ids.
"""

from __future__ import annotations

import json
from collections import defaultdict
from itertools import pairwise
from typing import Any

MINUTES_OF_A_VISIT = 30


def judge(instance: str, answer: str) -> int:
    """Total minutes of service and travel of an answer; ValueError names the first thing that is broken."""
    lines = [list(map(int, line.split("\t"))) for line in (raw.strip() for raw in instance.splitlines()) if line]
    jobs, people, clusters, _ = lines[0]
    patients = {line[0]: line[1:] for line in lines[1:jobs]}
    operators = {line[0]: line[1:] for line in lines[jobs : jobs + people]}
    minutes = lines[jobs + people : jobs + people + clusters]
    patterns = {tuple(line) for line in lines[jobs + people + clusters :]}
    weeks: dict[int, dict[int, int]] = defaultdict(dict)
    faces: dict[int, set[int]] = defaultdict(set)
    rounds: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for visit in json.loads(answer)["visits"]:
        patient, day, operator, skill = (visit[key] for key in ("patient", "day", "operator", "skill"))
        if day in weeks[patient]:
            raise ValueError(f"patient {patient} is visited twice on day {day}")
        if operators[operator][0] < skill:
            raise ValueError(f"operator {operator} has not the skill for patient {patient}")
        weeks[patient][day] = skill
        faces[patient].add(operator)
        rounds[operator, day].append((visit["start"], patients[patient][3]))
    for patient, (most, *demand, _) in patients.items():
        _whole_week(patient, most, demand, weeks[patient], faces[patient], patterns)
    return sum(_round(operators[who][1] * 60, visits, minutes, (who, day)) for (who, day), visits in rounds.items())


def _whole_week(
    patient: int, most: int, demand: list[int], week: dict[int, int], faces: set[int], patterns: set[tuple[int, ...]]
) -> None:
    pattern = tuple(week.get(day, 0) for day in range(1, 6))
    if [pattern.count(1), pattern.count(2)] != demand:
        raise ValueError(f"patient {patient} asks for {demand} visits and gets {pattern}")
    if pattern not in patterns:
        raise ValueError(f"patient {patient} is visited in no known pattern: {pattern}")
    if len(faces) > most:
        raise ValueError(f"patient {patient} sees {len(faces)} operators, at most {most}")


def _round(allowed: int, visits: list[tuple[int, int]], minutes: list[list[int]], who: Any) -> int:
    """Minutes of one operator's day; starts count from the beginning of the day at the depot (cluster 0)."""
    visits = sorted(visits)
    stops = [(-MINUTES_OF_A_VISIT, 0), *visits]
    total = 0
    for (before, there), (start, here) in pairwise(stops):
        ride = minutes[there][here]
        if start < before + MINUTES_OF_A_VISIT + ride:
            raise ValueError(f"operator and day {who}: a visit starts at {start}, before anybody can be there")
        total += ride + MINUTES_OF_A_VISIT
    start, last = visits[-1]
    home = minutes[last][0]
    if start + MINUTES_OF_A_VISIT + home > allowed:
        raise ValueError(f"operator and day {who}: back after the {allowed} minutes of the day")
    return total + home
