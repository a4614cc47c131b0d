"""A solution of a unified home-care day in its published form, and what the written form scores."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from scheduler.bench.uhhc import COMPONENTS, Lunch, UhhcDay
from scheduler.problem.problem import Problem
from scheduler.problem.solution import NOT_HELD, RoutePlan, Solution

LUNCH = "lunch_break"


def written(day: UhhcDay, model: Problem, solution: Solution) -> str:
    """A route per staff member who goes out, lunch among its stops, and the amount of every component."""
    parts, routes = day.parts(), []
    for k, route in enumerate(solution.routes):
        stops = []
        for p, start in zip(route.stops, route.starts, strict=True):
            patient = day.patients[parts[p][0]]
            service, minutes = patient.services[parts[p][1]]
            stops.append(_stop(patient.name, service, start, start + minutes))
        held = _lunch_stop(day, model, k, route)
        if held is not None:
            number, at, start = held
            length = day.lunch.length if day.lunch is not None else 0
            stops.insert(number, _stop(day.patients[parts[route.stops[at]][0]].name, LUNCH, start, start + length))
        if stops:
            routes.append({"caregiver_id": day.staff[k].name, "locations": stops})
    return json.dumps({"routes": routes, "cost_components": components(day, routes)})


def _stop(patient: str, service: str, start: int, end: int) -> dict[str, Any]:
    return {"patient": patient, "service": service, "start_service_time": start, "end_service_time": end}


def _lunch_stop(day: UhhcDay, model: Problem, k: int, route: RoutePlan) -> tuple[int, int, int] | None:
    """Before which stop lunch stands, at the patient of which stop it is held, and when; None: it is missed.

    The published form knows lunch only at a patient served. One held after the last stop stands last, at its patient,
    as soon as care ends, so that it begins without a wait. Where that is not within the hours of lunch, or a gap has no
    room, lunch moves to the nearest gap with room, but never behind the last stop, which would make the day longer.
    """
    start = next((q for q in route.breaks if q != NOT_HELD), None)
    if day.lunch is None or start is None or not route.stops:
        return None
    own = sum(begin <= start for begin in route.starts)
    gaps = range(len(route.stops) + int(own == len(route.stops)))
    for number in sorted(gaps, key=lambda gap: abs(gap - own)):
        for at, first, last in _rooms(model, k, route, number, day.lunch):
            begin = _begin(first, last, day.lunch, number)
            if begin is not None:
                return number, at, begin
    return None


def _rooms(model: Problem, k: int, route: RoutePlan, number: int, lunch: Lunch) -> list[tuple[int, int, int]]:
    """(at the patient of which stop, soonest, latest start) of a lunch before stop `number`: after the way, or before.

    Before the first stop it is held at the first patient, whom one may reach as early as the shift allows; behind the
    last one as soon as care ends.
    """
    here = [int(model.part_place[p]) for p in route.stops]
    if number == 0:
        due = route.starts[0] - lunch.length
        return [(0, int(model.route_earliest[k] + model.travel[0, model.route_from[k], here[0]]), due)]
    free = route.starts[number - 1] + int(model.duration[route.stops[number - 1], k])
    if number == len(here):
        return [(number - 1, free, free)]
    due, way = route.starts[number] - lunch.length, int(model.travel[0, here[number - 1], here[number]])
    return [(number, free + way, due), (number - 1, free, due - way)]


def _begin(first: int, last: int, lunch: Lunch, number: int) -> int | None:
    """A start within [first, last] and the hours of lunch, if any: at one end of the gap, so that one wait stays whole.

    Before the first stop as late as may be, because nobody sets out sooner than needed.
    """
    soonest, latest = max(first, lunch.earliest), min(last, lunch.latest)
    if soonest > latest:
        return None
    return latest if number == 0 or (soonest > first and latest == last) else soonest


@dataclass(frozen=True, slots=True)
class _Stop:
    patient: int
    service: str
    start: int
    end: int
    place: int


@dataclass(frozen=True, slots=True)
class _Way:
    """One staff member's clock: minutes of travel and care, of each wait that counts, idle, and after the shift."""

    travel: int = 0
    care: int = 0
    waits: tuple[int, ...] = ()
    idle: int = 0
    extra: int = 0


def components(day: UhhcDay, routes: list[dict[str, Any]]) -> dict[str, int]:
    """The amount of every component of written routes, weighted or not."""
    index = {patient.name: i for i, patient in enumerate(day.patients)}
    members = {member.name: k for k, member in enumerate(day.staff)}
    stops: dict[int, list[_Stop]] = defaultdict(list)
    for route in routes:
        for row in route["locations"]:
            i = index[row["patient"]]
            times = int(row["start_service_time"]), int(row["end_service_time"])
            stops[members[route["caregiver_id"]]].append(_Stop(i, row["service"], *times, day.patients[i].place))
    ways = [_way(day, k, stops[k]) for k in range(len(day.staff))]
    served = [(k, stop) for k, own in stops.items() for stop in own if stop.service != LUNCH]
    late = [_late(day, stop) for _, stop in served]
    waits = [wait for way in ways for wait in way.waits]
    busy = [way.travel + way.care for way in ways]
    resting = {k for k, own in stops.items() if any(stop.service == LUNCH for stop in own)}
    amounts = {
        "travel_time": sum(way.travel for way in ways),
        "total_tardiness": sum(late),
        "highest_tardiness": max(late, default=0),
        "total_waiting_time": sum(waits),
        "total_extra_time": sum(way.extra for way in ways),
        "max_idle_time": max((way.idle for way in ways), default=0),
        "caregiver_preferences": sum(_not_preferred(day, k, stop) for k, stop in served),
        "optional_patients": len(day.patients) - len({stop.patient for _, stop in served}),
        "missed_lunch_break": sum(member.lunch and k not in resting for k, member in enumerate(day.staff)),
        "qualification": sum(stop.service not in day.staff[k].abilities for k, stop in served),
        "working_time": sum(busy),
        "incompabilities": sum(k in day.patients[stop.patient].incompatible for k, stop in served),
        "workload_balance": sum(-(-abs(len(busy) * own - sum(busy)) // len(busy)) for own in busy),
        "max_waiting_time": max(waits, default=0),
    }
    return {name: int(amounts[name]) for name in COMPONENTS}


def _not_preferred(day: UhhcDay, k: int, stop: _Stop) -> bool:
    wished = day.patients[stop.patient].preferred
    return bool(wished) and k not in wished


def _late(day: UhhcDay, stop: _Stop) -> int:
    """Minutes after the end of the last window that has opened by the start."""
    windows = day.patients[stop.patient].windows
    due = next((closes for opens, closes in reversed(windows) if opens <= stop.start), windows[0][1])
    return max(0, (stop.end if day.met_at_end else stop.start) - due)


def _way(day: UhhcDay, k: int, stops: list[_Stop]) -> _Way:
    member = day.staff[k]
    opens, ends = member.shift or (0, 0)
    if not stops:
        return _Way(idle=ends - opens)
    stops = sorted(stops, key=lambda stop: stop.start)
    places = [member.start_place, *(stop.place for stop in stops), member.end_place]
    legs = [day.travel[i][j] for i, j in pairwise(places)]
    leaves_early = day.leaves_early and member.shift is not None
    departure = opens if leaves_early else stops[0].start - legs[0]
    free = [departure, *(stop.end for stop in stops)]
    waits = [stop.start - before - leg for stop, before, leg in zip(stops, free, legs, strict=False)]
    # what passes between a lunch before the first patient and that patient is idle, but no wait
    counted = [wait for n, wait in enumerate(waits) if wait > 0 and not (n == 1 and stops[0].service == LUNCH)]
    back = stops[-1].end + legs[-1]
    idle = max(0, departure - opens) + sum(wait for wait in waits if wait > 0) + max(0, ends - back)
    return _Way(
        travel=sum(legs),
        care=sum(stop.end - stop.start for stop in stops if stop.service != LUNCH),
        waits=tuple(counted),
        idle=idle if member.shift is not None else 0,
        extra=max(0, back - ends) if member.shift is not None else 0,
    )


def score(day: UhhcDay, text: str) -> float:
    """The weighted sum of a written solution; ValueError when it does not serve whom it must or breaks what is hard."""
    routes = json.loads(text)["routes"]
    stops = [(stop["patient"], stop["service"]) for route in routes for stop in route["locations"]]
    for patient in day.patients:
        wanted = {(patient.name, service) for service, _ in patient.services}
        held = [stop for stop in stops if stop in wanted]
        if (set(held) != wanted and (held or not patient.optional)) or len(held) > len(wanted):
            raise ValueError(f"{patient.name} is not served whole, or served twice")
    amounts = components(day, routes)
    broken = [name for name, amount in amounts.items() if amount and day.weights.forbids(name)]
    if broken:
        raise ValueError(f"{', '.join(broken)} must be 0")
    return sum(day.weights.of(name) * amount for name, amount in amounts.items()) / day.weights.scale
