"""Published plans and the records of what happened, brought together: one line per visit and day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from scheduler.domain.care import Request, Visit
from scheduler.domain.indicators import Miss
from scheduler.domain.orders import CareOrder, Happened
from scheduler.domain.plan import Plan
from scheduler.domain.rulebook import Rulebook
from scheduler.indicators.period import NOT_RECORDED, PLANNED, LeftOutOnDay, RouteTime, VisitOnDay
from scheduler.intake.happenings import order_of

# What beds and medicines bring with them: the service by the end of the order's name, whatever became of the bed since.
BROUGHT = {
    "ASSESS": "ASSESS_FIRST",
    "OPEN": "BED_SETUP",
    "FIRST": "BED_ROUND",
    "ROUND": "BED_ROUND",
    "NURSE": "BED_NURSE",
    "SENIOR1": "BED_SUPER",
    "SENIOR": "BED_SUPER",
    "CLOSE": "BED_CLOSE",
    "PHARM": "PHARM_HOME",
    "RX": "RX_LONG",
}
NAMED = re.compile(rf"(?P<owner>.+)-(?P<name>{'|'.join(BROUGHT)})(?:-\d{{8}})?(?:#\d+[a-z]?)?(?:~\d+)?")
LEAST_URGENT = 7  # of a visit whose service the catalogue does not know any more


@dataclass(frozen=True, slots=True)
class Told:
    """A published plan with the visits it was made for."""

    plan: Plan
    visits: Mapping[str, Visit]


@dataclass(frozen=True, slots=True)
class Known:
    """Where a record's resident and service are looked up when no plan tells: requests and orders by id, and whose
    the beds and medication plans are."""

    requests: Mapping[str, Request]
    orders: Mapping[str, CareOrder]
    owners: Mapping[str, str]  # id of a bed or medication plan -> resident
    rulebook: Rulebook


@dataclass(frozen=True, slots=True)
class About:
    """Whom and what a record is about."""

    resident_id: str
    service: str


def visits_as_they_went(
    told: Sequence[Told], happened: Iterable[Happened], known: Known, over: date
) -> tuple[tuple[VisitOnDay, ...], tuple[Miss, ...]]:
    """Every visit on every day, ascending, and the records' visits about which nothing else is known.

    A later record of the same visit and day replaces an earlier one. A placed visit without a record is
    NOT_RECORDED on a day that is `over`, else PLANNED, unless it is recorded as done on another day.
    """
    records = {(r.visit_id, r.day): r for r in sorted(happened, key=lambda r: r.recorded)}
    done = {visit_id for (visit_id, _), record in records.items() if record.outcome == "done"}
    people = _people(told)
    planned = {id_: visit for one in told for id_, visit in one.visits.items()}
    found, strange = [], []
    for (visit_id, day), record in records.items():
        about = planned.get(visit_id) or _asked(record.request_id, known)
        if about is None:
            strange.append(Miss(visit_id, day))
            continue
        went = record.staff_ids or people.get((visit_id, day), frozenset())
        found.append(_line((visit_id, record.request_id, day, record.outcome), about, went, known))
    for (visit_id, day), went in people.items():
        if (visit_id, day) not in records and visit_id not in done:
            visit = planned[visit_id]
            outcome = NOT_RECORDED if day <= over else PLANNED
            found.append(_line((visit_id, visit.request_id, day, outcome), visit, went, known))
    return tuple(sorted(found, key=lambda one: (one.day, one.visit_id))), tuple(strange)


def left_out(told: Sequence[Told], visits: Sequence[VisitOnDay]) -> tuple[LeftOutOnDay, ...]:
    """What published plans leave out and no published plan places from then on: each visit once, on its last day."""
    came = [one for one in visits if one.outcome in ("done", NOT_RECORDED, PLANNED)]
    placed = {one.visit_id: one.day for one in came}  # they ascend: the last day stays
    found = {}
    for one in sorted(told, key=lambda one: one.plan.day):
        for left in one.plan.left_out:
            visit = one.visits[left.visit_id]
            if placed.get(visit.id, date.min) < one.plan.day:
                last_day = min(visit.last_day, visit.must_by or visit.last_day)
                about = (visit.resident_id, visit.service, visit.priority, last_day)
                found[visit.id] = LeftOutOnDay(visit.id, one.plan.day, *about)
    return tuple(sorted(found.values(), key=lambda one: (one.day, one.visit_id)))


def route_times(told: Iterable[Told]) -> Iterator[RouteTime]:
    """Rides and working time of every published route."""
    for one in told:
        for route in one.plan.routes:
            rides = sum(stop.travel_seconds for stop in route.stops) + route.back_travel_seconds
            rested = sum((end - start for start, end in route.breaks), timedelta())
            worked = round((route.back - route.departure - rested).total_seconds())
            yield RouteTime(route.staff_id, one.plan.day, rides, worked)


def _people(told: Iterable[Told]) -> dict[tuple[str, date], frozenset[str]]:
    """Who is sent to each placed visit, by visit and day."""
    found: dict[tuple[str, date], set[str]] = {}
    for one in told:
        for route, stop in one.plan.stops():
            if stop.kind == "visit":
                found.setdefault((stop.visit_id, one.plan.day), set()).add(route.staff_id)
    return {key: frozenset(ids) for key, ids in found.items()}


def _asked(request_id: str, known: Known) -> Request | CareOrder | About | None:
    """What a record is about: asked for once, an occurrence of a standing order, or brought by a bed or medicines."""
    named = order_of(request_id)
    asked = known.requests.get(request_id.partition("~")[0]) or (known.orders.get(named[0]) if named else None)
    if asked is not None:
        return asked
    brought = NAMED.fullmatch(request_id)
    if brought is None or brought["owner"] not in known.owners:
        return None
    return About(known.owners[brought["owner"]], BROUGHT[brought["name"]])


def _line(
    record: tuple[str, str, date, str],
    about: Visit | Request | CareOrder | About,
    staff_ids: frozenset[str],
    known: Known,
) -> VisitOnDay:
    """`record`: ids of visit and request, day and outcome."""
    visit_id, request_id, day, outcome = record
    named = order_of(request_id)
    service = known.rulebook.services.get(about.service)
    usual = service.priority if service else LEAST_URGENT
    priority = about.priority if isinstance(about, Visit) else usual
    order_id = named[0] if named else ""
    return VisitOnDay(visit_id, day, about.resident_id, about.service, priority, outcome, staff_ids, order_id)
