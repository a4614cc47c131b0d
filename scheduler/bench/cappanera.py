"""Weeks of Cappanera and Scutellà (2015, doi:10.1287/trsc.2014.0548): patterns of days, two skills, few faces.

Tab separated: the header `patients + 1, operators, clusters, patterns`, then patients (id, most operators, visits of
skill 1 and of skill 2, cluster), operators (id, skill, hours a day), travel minutes between clusters (the depot is
cluster 0) and patterns (per day the skill of its visit, 0 none). Objective: minutes of service and travel.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import pairwise, permutations
from pathlib import Path

import numpy as np

from scheduler.bench.arrays import LINKS, Call, Van, problem_of
from scheduler.bench.files import text_of
from scheduler.problem.problem import FREE, Circle, Link, Problem
from scheduler.problem.solution import Solution

SERVICE = 30  # minutes of every visit, as in the model's code
HOUR = 60
DAYS = 5
APART = 3 * 24 * HOUR  # ticks from one day's place on the time axis to the next: no two days are mistaken
UNSERVED = 10**9  # every visit is to be held; leaving one out never pays

Turn = tuple[int, int]  # (day from 0, skill)


@dataclass(frozen=True, slots=True)
class Patient:
    """Whose visits in the week are `demand` (of skill 1, of skill 2), by at most `faces` operators."""

    id: int
    faces: int
    demand: tuple[int, int]
    cluster: int


@dataclass(frozen=True, slots=True)
class Operator:
    """Skill 2 covers skill 1; `minutes` a day, travel included."""

    id: int
    skill: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit of the week; it is held in one of `turns`. Tied ones choose the turn of the same number."""

    patient: int
    turns: tuple[Turn, ...]
    tied_to: int = -1  # the visit whose turn decides; -1: free


@dataclass(frozen=True, slots=True)
class CappaneraWeek:
    """The instance, with its visits and the order of the days on the time axis; `text` is the file's own."""

    text: str
    patients: tuple[Patient, ...]
    operators: tuple[Operator, ...]
    travel: tuple[tuple[int, ...], ...]
    visits: tuple[Visit, ...]
    places: tuple[int, ...]  # [day] its place on the axis


def detect(text: str) -> bool:
    """Whether the text is in this format: a header of four numbers, then patients of five."""
    rows = [line.split() for line in text.splitlines()[:3]]
    return [len(row) for row in rows] == [4, 5, 5] and all(word.lstrip("-").isdigit() for row in rows for word in row)


def read(path: Path) -> CappaneraWeek:
    """The instance; ValueError when a table is not whole or a patient fits no pattern."""
    text = text_of(path)
    rows = [[int(word) for word in line.split()] for line in text.splitlines() if line.strip()]
    jobs, people, clusters, count = rows[0]
    ends = np.cumsum([1, jobs - 1, people, clusters, count])
    tables = [rows[a:b] for a, b in pairwise(ends)]
    widths = (5, 3, clusters, DAYS)
    if ends[-1] != len(rows) or any(len(row) != w for t, w in zip(tables, widths, strict=True) for row in t):
        raise ValueError("the tables are not as long or wide as the header says")
    patients = tuple(Patient(a, k, (one, two), c) for a, k, one, two, c in tables[0])
    patterns = [tuple((d, skill) for d, skill in enumerate(row) if skill) for row in tables[3]]
    visits: list[Visit] = []
    for i, patient in enumerate(patients):
        visits += _visits(i, patient, patterns, len(visits))
    return CappaneraWeek(
        text,
        patients,
        tuple(Operator(a, skill, hours * HOUR) for a, skill, hours in tables[1]),
        tuple(tuple(row) for row in tables[2]),
        tuple(visits),
        _places(visits),
    )


def _visits(index: int, patient: Patient, patterns: list[tuple[Turn, ...]], first: int) -> list[Visit]:
    """What all fitting patterns share stands alone; the rest chooses between them, together."""

    def count(pattern: tuple[Turn, ...], skill: int) -> int:
        return sum(s == skill for _, s in pattern)

    fitting = [set(p) for p in patterns if (count(p, 1), count(p, 2)) == patient.demand]
    if not fitting:
        raise ValueError(f"patient {patient.id} fits no pattern")
    shared = set.intersection(*fitting)
    found = [Visit(index, (turn,)) for turn in sorted(shared)]
    rests = [sorted(pattern - shared, key=lambda turn: (turn[1], turn[0])) for pattern in fitting]
    for k in range(len(rests[0])):
        turns = tuple(rest[k] for rest in rests)
        found.append(Visit(index, turns, first + len(shared) if k else -1))
    return found


def _places(visits: list[Visit]) -> tuple[int, ...]:
    """Places of the days on the axis on which every choice of a pattern is one difference between two starts.

    Days meet in nothing but patterns, so their order is free. ValueError when no order tells all choices apart.
    """
    ties = [(visits[visit.tied_to].turns, visit.turns) for visit in visits if visit.tied_to >= 0]
    for order in permutations(range(DAYS)):
        if all(_tied(order, first, second) for first, second in ties):
            return order
    raise ValueError("no order of the days tells these patterns apart")


def _tied(order: tuple[int, ...], first: tuple[Turn, ...], second: tuple[Turn, ...]) -> bool:
    """Whether the two visits stand equally far apart in every common choice, and in no other."""
    away = [[order[b] - order[a] for b, _ in second] for a, _ in first]
    wanted = away[0][0]
    return all((away[i][j] == wanted) == (i == j) for i in range(len(first)) for j in range(len(second)))


def problem(week: CappaneraWeek) -> Problem:
    """Ticks are minutes; a route is an operator's day, a place a patient's home."""
    homes = [0, *(patient.cluster for patient in week.patients)]
    travel = np.array([[week.travel[a][b] for b in homes] for a in homes], np.int64)
    np.fill_diagonal(travel, 0)
    vans = [
        Van(k, 0, 0, place * APART, place * APART + operator.minutes)
        for k, operator in enumerate(week.operators)
        for place in week.places
    ]
    longest = max(operator.minutes for operator in week.operators)
    calls = [_call(week, visit, longest) for visit in week.visits]
    links = []
    for v, visit in enumerate(week.visits):
        if visit.tied_to >= 0:
            first = week.visits[visit.tied_to].turns[0][0]
            gap = (week.places[visit.turns[0][0]] - week.places[first]) * APART
            links.append(
                Link(LINKS, visit.tied_to, v, from_end=False, minimum=gap - longest, maximum=gap + longest, person=FREE)
            )
    circles = [
        Circle(LINKS, parts, frozenset(), 0, patient.faces)
        for i, patient in enumerate(week.patients)
        if len(parts := frozenset(v for v, visit in enumerate(week.visits) if visit.patient == i)) > patient.faces
    ]
    return problem_of(travel, vans, calls, links=links, circles=circles)


def _call(week: CappaneraWeek, visit: Visit, longest: int) -> Call:
    starts = sorted(week.places[day] * APART for day, _ in visit.turns)
    able = frozenset(
        k * DAYS + day
        for k, operator in enumerate(week.operators)
        for day, skill in visit.turns
        if operator.skill >= skill
    )
    windows = tuple((start, start + longest) for start in starts)
    return Call(visit.patient + 1, (SERVICE,), (able,), windows, UNSERVED, must=True)


def written(week: CappaneraWeek, _model: Problem, solution: Solution) -> str:
    """`{"visits": [{"patient", "day", "operator", "skill", "start"}]}`: ids as in the file, days from 1, minutes."""
    found = []
    for r, route in enumerate(solution.routes):
        operator, day = week.operators[r // DAYS], r % DAYS
        for p, start in zip(route.stops, route.starts, strict=True):
            visit = week.visits[p]
            skill = next(skill for d, skill in visit.turns if d == day)
            minute = int(start) - week.places[day] * APART
            patient = week.patients[visit.patient].id
            found.append({"patient": patient, "day": day + 1, "operator": operator.id, "skill": skill, "start": minute})
    return json.dumps({"visits": found})


def figure(week: CappaneraWeek, cost: int) -> float:
    """The week's minutes of service and travel."""
    return float(cost + SERVICE * len(week.visits))
