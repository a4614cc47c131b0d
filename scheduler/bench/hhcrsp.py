"""Home-care days of Mankowska, Meisel and Bierwirth (2014, doi:10.1007/s10729-013-9243-1), as JSON.

One depot, staff with skills, windows whose end is soft, double visits by two different people. Objective:
a third each of all travel, all lateness and the highest lateness, in minutes; the Problem's cost is three
times that, in ticks.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from scheduler.bench.arrays import LINKS, PEAKS, Call, Hours, Lateness, Van, problem_of
from scheduler.bench.entry import Entry, numbered, opened, square
from scheduler.problem.problem import DIFFERENT, LATENESS, Link, Peak, Problem
from scheduler.problem.solution import Solution

UNSERVED = 10**9  # ticks: above what any visit can cost, small enough to be added up
COARSE, FINE = 10**3, 10**6  # ticks a minute: where all data are whole in it, and where they are not
FAR = 2**33 - 1  # ticks
NOISE = 1e-6  # ticks of float error


@dataclass(frozen=True, slots=True)
class Patient:
    """One or two services (number, minutes) in the order listed; the second starts `least` to `most` after the first.

    Minutes; the window is cut to whole ones as the published solvers did.
    """

    name: str
    opens: int
    closes: int
    services: tuple[tuple[int, float], ...]
    least: float = 0.0
    most: float = 0.0


@dataclass(frozen=True, slots=True)
class HhcrspDay:
    """Place 0 is the depot, place 1 + i patient i; `tick` is how many ticks a minute has."""

    patients: tuple[Patient, ...]
    services: tuple[str, ...]
    staff: tuple[str, ...]
    skills: tuple[frozenset[int], ...]
    distances: list[list[float]]
    tick: int

    def parts(self) -> list[tuple[int, int]]:
        """(patient, number of the service) of each part of the Problem."""
        return [(i, k) for i, patient in enumerate(self.patients) for k in range(len(patient.services))]


def detect(text: str) -> bool:
    """Whether the text is in this format."""
    return text.lstrip()[:1] == "{" and all(
        f'"{key}"' in text for key in ("patients", "caregivers", "distances", "required_caregivers")
    )


def read(path: Path) -> HhcrspDay:
    """The instance; InputError names what is wrong with it."""
    file = opened(path)
    services = numbered(file.at("services").items())
    usual = [entry.maybe("default_duration") for entry in file.at("services").items()]
    numbered(file.at("patients").items())
    patients = tuple(_patient(entry, services, usual) for entry in file.at("patients").items())
    staff = numbered(file.at("caregivers").items())
    skills = [
        frozenset(skill.one_of(services) for skill in entry.at("abilities").items())
        for entry in file.at("caregivers").items()
    ]
    distances = square(file.at("distances"), len(patients) + 1)
    data = [x for row in distances for x in row]
    data += [x for patient in patients for _, x in patient.services]
    data += [x for patient in patients for x in (patient.least, patient.most)]
    tick = COARSE if all(round(x * COARSE) / COARSE == x for x in data) else FINE
    return HhcrspDay(patients, tuple(services), tuple(staff), tuple(skills), distances, tick)


def _patient(entry: Entry, services: dict[str, int], usual: list[Entry | None]) -> Patient:
    wanted = []
    for asked in entry.at("required_caregivers").items():
        service = asked.at("service").one_of(services)
        duration = asked.maybe("duration") or usual[service] or asked.at("duration")
        wanted.append((service, duration.amount()))
    if len(wanted) not in (1, 2) or len({service for service, _ in wanted}) < len(wanted):
        raise entry.at("required_caregivers").fault(
            "are not one or two different services", "name one or two", "应为一或两项不同的服务", "请写一或两项"
        )
    window = [int(end.number()) for end in entry.at("time_window").items()]
    if len(window) != 2 or window[0] > window[1]:
        raise entry.at("time_window").fault(
            "is no window", "give [opening, closing]", "不是时间窗", "请写 [开始, 结束]"
        )
    least, most = 0.0, 0.0
    linked = entry.maybe("synchronization")
    if linked is not None and linked.at("type").word() == "sequential":
        gap = [bound.number() for bound in linked.at("distance").items()]
        if len(gap) != 2 or gap[0] > gap[1]:
            raise linked.at("distance").fault("is no range", "give [least, most]", "不是范围", "请写 [最小, 最大]")
        least, most = gap
    return Patient(entry.at("id").word(), window[0], window[1], tuple(wanted), least, most)


def problem(day: HhcrspDay) -> Problem:
    """Route k is staff member k; every patient must be served, no shift ends."""
    travel = np.array([[_up(day, x) for x in row] for row in day.distances], np.int64)
    longest = int(travel.max())
    closing = max((patient.closes for patient in day.patients), default=0) * day.tick
    care = sum(_up(day, minutes) + longest for patient in day.patients for _, minutes in patient.services)
    gaps = sum(max(0, _up(day, patient.most)) for patient in day.patients)
    far = min(FAR, closing + care + gaps + longest)
    vans = [Van(k, 0, 0, 0, far) for k in range(len(day.staff))]
    links: list[Link] = []
    calls: list[Call] = []
    for place, patient in enumerate(day.patients, 1):
        if len(patient.services) == 2:
            p = sum(len(call.hours) for call in calls)
            least, most = math.ceil(patient.least * day.tick - NOISE), math.floor(patient.most * day.tick + NOISE)
            links.append(Link(LINKS, p, p + 1, False, min(least, most), most, DIFFERENT))
        calls.append(_call(day, patient, place, far))
    terms = tuple(range(len(day.parts())))
    return problem_of(travel, vans, calls, links=links, peaks=(Peak(PEAKS, LATENESS, 1, terms),))


def _call(day: HhcrspDay, patient: Patient, place: int, far: int) -> Call:
    late = Lateness(patient.closes * day.tick, rate=1, window=0)
    hours = Hours(((patient.opens * day.tick, far),), (late,))
    return Call(
        place=place,
        durations=tuple(_up(day, minutes) for _, minutes in patient.services),
        eligible=tuple(
            frozenset(k for k, skills in enumerate(day.skills) if service in skills) for service, _ in patient.services
        ),
        windows=(),
        leave_out=UNSERVED,
        must=True,
        hours=(hours,) * len(patient.services),
    )


def _up(day: HhcrspDay, minutes: float) -> int:
    return math.ceil(minutes * day.tick - NOISE)


def written(day: HhcrspDay, _model: Problem, solution: Solution) -> str:
    """A route per staff member who goes out: patient, service, minutes of start and end."""
    parts, routes = day.parts(), []
    for name, route in zip(day.staff, solution.routes, strict=True):
        stops = []
        for p, start in zip(route.stops, route.starts, strict=True):
            patient = day.patients[parts[p][0]]
            service, minutes = patient.services[parts[p][1]]
            stop = {"patient": patient.name, "service": day.services[service]}
            stops.append(stop | {"arrival_time": start / day.tick, "departure_time": start / day.tick + minutes})
        if stops:
            routes.append({"caregiver_id": name, "locations": stops})
    return json.dumps({"routes": routes})


def figure(day: HhcrspDay, cost: int) -> float:
    """Minutes, a third of the cost."""
    return cost / (3 * day.tick)


def score(day: HhcrspDay, text: str) -> float:
    """The objective of a written solution from its own times, in minutes; ValueError: a service is not held once."""
    place = {patient.name: 1 + i for i, patient in enumerate(day.patients)}
    travel, late, held = 0.0, [0.0], Counter[tuple[str, str]]()
    for route in json.loads(text)["routes"]:
        stops = [place[stop["patient"]] for stop in route["locations"]]
        travel += sum(day.distances[i][j] for i, j in pairwise([0, *stops, 0])) if stops else 0.0
        for stop in route["locations"]:
            held[stop["patient"], stop["service"]] += 1
            late.append(max(0.0, stop["arrival_time"] - day.patients[place[stop["patient"]] - 1].closes))
    wanted = [(patient.name, day.services[service]) for patient in day.patients for service, _ in patient.services]
    if held != Counter(wanted):
        raise ValueError("a service is missing or held twice")
    return (travel + sum(late) + max(late)) / 3
