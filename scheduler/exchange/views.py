"""What a reader of paper sees of a plan: people in team order, each with the lines of her day. Masked here, once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from scheduler.domain.day import Day
from scheduler.domain.people import Staff
from scheduler.domain.plan import Plan, Route, Stop
from scheduler.exchange import wording
from scheduler.exchange.masking import age_band, masked_phone, short_name
from scheduler.rules.timetable import seconds_between
from scheduler.units import MINUTE, clock


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a sheet: a visit, a drop of samples or a break. Minutes are rounded up; texts are masked."""

    kind: str  # visit, drop, break
    number: int  # 1.. for visits, else 0
    start: str
    end: str
    ride: int = 0
    access: int = 0
    wait: int = 0
    same_building: bool = False
    band: tuple[str, str] = ("", "")
    who: str = ""
    about: str = ""  # sex, age band
    phone: str = ""
    address: str = ""
    what: str = ""
    minutes: int = 0
    together: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    precautions: tuple[str, ...] = ()
    begin: datetime | None = None  # for the timeline
    until: datetime | None = None
    visit_id: str = ""


@dataclass(frozen=True, slots=True)
class Trip:
    """One route: from the base and back."""

    shift: tuple[str, str]
    departure: str
    back: str
    lines: tuple[Line, ...]
    travel: int  # minutes on the way and to the doors, the way back included
    shift_span: tuple[datetime, datetime]
    out_span: tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Person:
    """One person's day."""

    name: str
    role: str
    team: str
    mode: str
    employer: str
    trips: tuple[Trip, ...]
    carry: tuple[str, ...]
    visits: int
    staff_id: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request for the day that the gates hold back or refuse: why, and the visit planned first, if any."""

    number: str
    who: str
    what: str
    reasons: tuple[str, ...]
    instead: str


def people_out(day: Day, plan: Plan) -> tuple[Person, ...]:
    """Everybody with a stop, teams in their order, the whole centre's people last; in a team by departure."""
    routes: dict[str, list[Route]] = defaultdict(list)
    for route in plan.routes:
        if route.stops:
            routes[route.staff_id].append(route)
    teams = [*day.teams, ""]

    def place_in_list(staff_id: str) -> tuple[int, datetime, str]:
        team = day.staff[staff_id].team_id
        return (teams.index(team) if team in teams else len(teams), routes[staff_id][0].departure, staff_id)

    for trips in routes.values():
        trips.sort(key=lambda route: route.departure)
    return tuple(_person(day, plan, day.staff[s], routes[s]) for s in sorted(routes, key=place_in_list))


def team_name(day: Day, person: Staff) -> str:
    """The team's name, or that she belongs to the whole centre."""
    team = day.teams.get(person.team_id)
    return team.name if team else wording.LABELS[day.centre.language]["whole_centre"]


def _person(day: Day, plan: Plan, person: Staff, routes: list[Route]) -> Person:
    language = day.centre.language
    return Person(
        person.name,
        wording.ROLES[language].get(person.role, person.role),
        team_name(day, person),
        wording.MODES[language].get(person.mode, person.mode),
        wording.EMPLOYERS[language].get(person.employer, ""),
        tuple(_trips(day, plan, routes)),
        tuple(_carry(day, routes)),
        sum(stop.kind == "visit" for route in routes for stop in route.stops),
        person.id,
    )


def _trips(day: Day, plan: Plan, routes: list[Route]) -> Iterator[Trip]:
    number = 0
    for route in routes:
        shift = day.shifts[route.shift_id]
        lines = tuple(_lines(day, plan, route, number))
        number += sum(line.kind == "visit" for line in lines)
        seconds = sum(stop.travel_seconds + stop.access_seconds for stop in route.stops) + route.back_travel_seconds
        yield Trip(
            (clock(shift.start), clock(shift.end)),
            clock(route.departure),
            clock(route.back),
            lines,
            _minutes(seconds),
            (shift.start, shift.end),
            (route.departure, route.back),
        )


def _lines(day: Day, plan: Plan, route: Route, number: int) -> Iterator[Line]:
    """Stops and breaks as the clock has them; whoever rests sets off afterwards."""
    here = route.departure
    breaks = sorted(route.breaks)
    for stop in route.stops:
        while breaks and breaks[0][0] < stop.start:
            begin, until = breaks.pop(0)
            yield Line("break", 0, clock(begin), clock(until), begin=begin, until=until)
            here = max(here, until)
        number += stop.kind == "visit"
        yield _stop_line(day, plan, route, stop, here, number)
        here = stop.end
    for begin, until in breaks:
        yield Line("break", 0, clock(begin), clock(until), begin=begin, until=until)


def _stop_line(day: Day, plan: Plan, route: Route, stop: Stop, here: datetime, number: int) -> Line:
    language = day.centre.language
    words = wording.LABELS[language]
    wait = max(0, seconds_between(here, stop.start) - stop.travel_seconds - stop.access_seconds)
    line = Line(
        stop.kind,
        number if stop.kind == "visit" else 0,
        clock(stop.start),
        clock(stop.end),
        _minutes(stop.travel_seconds),
        _minutes(stop.access_seconds),
        wait // MINUTE,
        same_building=stop.travel_seconds + stop.access_seconds == 0,
        begin=stop.start,
        until=stop.end,
    )
    if stop.kind == "drop":
        return replace(line, who=words["laboratory"], address=day.centre.laboratory.address, what=words["drop"])
    visit = day.visits[stop.visit_id]
    resident = day.resident(visit)
    codes = sorted(resident.precautions) + (["two_person"] if len(visit.parts) > 1 else [])
    return replace(
        line,
        band=(clock(stop.band[0]), clock(stop.band[1])),
        visit_id=visit.id,
        who=short_name(resident.name),
        about=f"{wording.SEXES[language][resident.sex]} {age_band(resident.born, day.day, language)}",
        phone=masked_phone(resident.phone),
        address=resident.place.address,
        what=day.service(visit).on_paper(language),
        minutes=visit.minutes,
        together=tuple(_together(day, plan, stop)),
        hints=tuple(_hints(day, route, stop)),
        precautions=tuple(wording.PRECAUTIONS[language].get(code, code) for code in codes),
    )


def _together(day: Day, plan: Plan, stop: Stop) -> Iterator[str]:
    """Who else has a part of the visit, and when, if not at the same time."""
    words = wording.LABELS[day.centre.language]
    for route, other in plan.stops():
        if other.kind == "visit" and other.visit_id == stop.visit_id and other.part != stop.part:
            name = day.staff[route.staff_id].name
            same = other.start == stop.start
            yield words["with"].format(name) if same else words["with_other_time"].format(name, clock(other.start))


def _hints(day: Day, route: Route, stop: Stop) -> Iterator[str]:
    words = wording.LABELS[day.centre.language]
    service = day.service(day.visits[stop.visit_id])
    if service.invasive:
        yield words["carer"]
    if service.lab_minutes:
        yield words["samples"].format(
            min(_oldest_sample_until(day, route, stop), day.rulebook.rule_text("H8.lab_cutoff"))
        )


def _oldest_sample_until(day: Day, route: Route, stop: Stop) -> str:
    """When what is in the bag with this sample, the oldest tube first, must be at the laboratory."""
    limits: list[datetime] = []
    for other in route.stops[: route.stops.index(stop) + 1]:
        if other.kind == "drop":
            limits = []
        elif minutes := day.service(day.visits[other.visit_id]).lab_minutes:
            limits.append(other.end + timedelta(minutes=minutes))
    return clock(min(limits))


def _carry(day: Day, routes: list[Route]) -> Iterator[str]:
    """The bag: units of the kit, samples to draw, shared devices."""
    words = wording.LABELS[day.centre.language]
    services = [day.service(day.visits[s.visit_id]) for r in routes for s in r.stops if s.kind == "visit"]
    yield words["kit"].format(sum(service.kit for service in services))
    if draws := sum(service.lab_minutes > 0 for service in services):
        yield words["draws"].format(draws)
    names = wording.DEVICES[day.centre.language]
    yield from sorted({names.get(service.device, service.device) for service in services if service.device})


def _minutes(seconds: int) -> int:
    """Whole minutes, rounded up: nobody is late by rounding."""
    return -(-seconds // MINUTE)
