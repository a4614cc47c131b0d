"""Routes as people read them: ids, masked names, addresses, clock times."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from scheduler.domain.day import Day
from scheduler.domain.plan import Plan, Route, Stop
from scheduler.errors import NotFoundError
from scheduler.exchange.geojson import routes_geojson
from scheduler.exchange.masking import short_name
from scheduler.rules.timetable import place_of
from scheduler.store import plans, records
from scheduler.store.engine import Store
from scheduler.usecases.day import day_as_planned


@dataclass(frozen=True, slots=True)
class StopView:
    """One stop; of the drop of samples the visit's fields are empty. Coordinates are WGS-84 degrees.

    `chance`: to begin inside the promised band, where that was asked for.
    """

    kind: str
    visit_id: str
    part: int
    resident_id: str
    short_name: str
    service: str
    service_zh: str
    service_en: str
    precautions: tuple[str, ...]
    place_id: str
    address: str
    longitude: float
    latitude: float
    start: datetime
    end: datetime
    band: tuple[datetime, datetime]
    travel_seconds: int
    access_seconds: int
    chance: float | None = None


@dataclass(frozen=True, slots=True)
class StaffRoute:
    """One person's time on the road between two bases, from one version of the plan."""

    plan_id: str
    version: int
    state: str
    day: date
    staff_id: str
    staff_name: str
    role: str
    team_id: str
    route: Route
    stops: tuple[StopView, ...]


def routes_of(store: Store, plan_id: str, chances: bool = False) -> tuple[StaffRoute, ...]:
    """Every used route of a plan, in the plan's order; with the chance of every promised band, if asked for."""
    with store.read() as session:
        plan, day = day_as_planned(session, store.rulebook, plans.plan_row(session, plan_id))
    views = _views(day, plan)
    return _with_chances(day, plan, views) if chances else views


def _with_chances(day: Day, plan: Plan, views: tuple[StaffRoute, ...]) -> tuple[StaffRoute, ...]:
    from scheduler.simulate.day.chances import chances_of  # loads the simulation, which only this needs

    found = chances_of(day, plan, day.rulebook.rule("day.samples"), 1).stops
    chance = {(stop.visit_id, stop.part): stop.chance for stop in found}
    return tuple(
        replace(view, stops=tuple(replace(stop, chance=chance.get((stop.visit_id, stop.part))) for stop in view.stops))
        for view in views
    )


def staff_route(store: Store, staff_id: str, day: date) -> tuple[StaffRoute, ...]:
    """A team member's own day: her routes of the published plan, by departure (a split shift has two).

    NotFoundError when the person is not known or nothing is published for her on that day.
    """
    with store.read() as session:
        row = plans.told_row(session, records.centre_of_staff(session, staff_id), day)
        plan, known = day_as_planned(session, store.rulebook, row)
    own = [view for view in _views(known, plan) if view.staff_id == staff_id]
    if not own:
        raise NotFoundError(f"{staff_id} has no route on {day}", f"{staff_id} 在 {day} 没有路线")
    return tuple(sorted(own, key=lambda view: view.route.departure))


def route_geojson(store: Store, plan_id: str) -> dict[str, Any]:
    """The plan on the map."""
    with store.read() as session:
        plan, day = day_as_planned(session, store.rulebook, plans.plan_row(session, plan_id))
    return routes_geojson(day, plan)


def _views(day: Day, plan: Plan) -> tuple[StaffRoute, ...]:
    views = []
    for route in plan.routes:
        person = day.staff[route.staff_id]
        stops = tuple(_view(day, stop) for stop in route.stops)
        views.append(
            StaffRoute(
                plan.id, plan.version, plan.state, plan.day, person.id, person.name, person.role, person.team_id,
                route, stops,
            )
        )  # fmt: skip
    return tuple(views)


def _view(day: Day, stop: Stop) -> StopView:
    place = place_of(day, stop)
    visit = day.visits.get(stop.visit_id)
    resident = day.resident(visit) if visit else None
    service = day.service(visit) if visit else None
    return StopView(
        kind=stop.kind,
        visit_id=stop.visit_id,
        part=stop.part,
        resident_id=resident.id if resident else "",
        short_name=short_name(resident.name) if resident else "",
        service=service.code if service else "",
        service_zh=service.on_paper("zh") if service else "",
        service_en=service.on_paper("en") if service else "",
        precautions=tuple(sorted(resident.precautions)) if resident else (),
        place_id=place.id,
        address=place.address,
        longitude=place.point.longitude,
        latitude=place.point.latitude,
        start=stop.start,
        end=stop.end,
        band=stop.band,
        travel_seconds=stop.travel_seconds,
        access_seconds=stop.access_seconds,
    )
