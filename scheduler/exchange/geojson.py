"""A plan on the map: GeoJSON (RFC 7946) in WGS-84, a line per route and a point per stop, ids and masked names only."""

from __future__ import annotations

from typing import Any

from scheduler.domain.day import Day
from scheduler.domain.people import Point
from scheduler.domain.plan import Plan, Route, Stop
from scheduler.exchange.masking import short_name
from scheduler.rules.timetable import place_of


def routes_geojson(day: Day, plan: Plan) -> dict[str, Any]:
    """The feature collection; coordinates are longitude, latitude with six decimals (about 0.1 m)."""
    features = []
    for route in plan.routes:
        if route.stops:
            features.append(_line(day, route))
            features.extend(_point(day, route, number, stop) for number, stop in enumerate(route.stops, 1))
    return {"type": "FeatureCollection", "plan_id": plan.id, "day": plan.day.isoformat(), "features": features}


def _position(point: Point) -> list[float]:
    return [round(point.longitude, 6), round(point.latitude, 6)]


def _line(day: Day, route: Route) -> dict[str, Any]:
    base = _position(day.staff[route.staff_id].base.point)
    return {
        "type": "Feature",
        "geometry": {
            "type": "LineString",
            "coordinates": [base, *(_position(place_of(day, stop).point) for stop in route.stops), base],
        },
        "properties": {
            "kind": "route",
            "staff_id": route.staff_id,
            "shift_id": route.shift_id,
            "mode": route.mode,
            "departure": route.departure.isoformat(),
            "back": route.back.isoformat(),
        },
    }


def _point(day: Day, route: Route, number: int, stop: Stop) -> dict[str, Any]:
    properties: dict[str, Any] = {
        "kind": stop.kind,
        "staff_id": route.staff_id,
        "shift_id": route.shift_id,
        "number": number,
        "place_id": stop.place_id,
        "start": stop.start.isoformat(),
        "end": stop.end.isoformat(),
    }
    if stop.kind == "visit":
        visit = day.visits[stop.visit_id]
        properties |= {
            "visit_id": stop.visit_id,
            "part": stop.part,
            "resident_id": visit.resident_id,
            "resident": short_name(day.resident(visit).name),
            "band": [moment.isoformat() for moment in stop.band],
        }
    position = _position(place_of(day, stop).point)
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": position}, "properties": properties}
