"""H4, S3, S13: one place at one time; the ride and the way to the door."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from scheduler.domain.day import Day
from scheduler.domain.plan import Plan, Route
from scheduler.rules.timetable import ride_seconds
from scheduler.rules.travelling import TRAVELLING
from tests import builders as a

H4, S3, S13 = TRAVELLING
SHIFT = "N1-08:00"


def two_homes() -> Day:
    """Two wounds of 30 minutes, 1 km east and 1 km west of the centre."""
    homes = [a.resident("R1", a.place("E", 1000)), a.resident("R2", a.place("W", -1000))]
    return a.day([a.visit("V1", "R1"), a.visit("V2", "R2")], residents=homes)


def way(day: Day) -> int:
    """Seconds from the first home to the second door."""
    homes = [day.residents[r].place for r in ("R1", "R2")]
    return ride_seconds(day, "ebike", homes[0], homes[1]) + homes[1].access_minutes * 60


def second_at(day: Day, seconds_after_first: int) -> Plan:
    begin = a.clock("09:30") + timedelta(seconds=seconds_after_first)
    return a.plan(day, {SHIFT: [a.stop(day, "V1", "09:00"), a.stop(day, "V2", begin)]})


def test_the_next_service_may_start_in_the_second_the_way_ends() -> None:
    day = two_homes()
    assert H4.find(day, second_at(day, way(day))) == []


def test_a_second_less_than_the_way_is_one_second_too_soon() -> None:
    day = two_homes()
    found = H4.find(day, second_at(day, way(day) - 1))
    assert a.amounts(found) == [1]
    assert found[0].visit_ids == ("V1", "V2")


def spoiled(day: Day, **changes: object) -> Plan:
    plan = second_at(day, way(day))
    route: Route = replace(plan.routes[0], **changes)
    return replace(plan, routes=(route,))


def test_what_the_plan_claims_of_its_clock_is_recomputed() -> None:
    day = two_homes()
    route = second_at(day, way(day)).routes[0]
    late, first = timedelta(seconds=7), route.stops[0]
    assert a.amounts(H4.find(day, spoiled(day, departure=route.departure + late))) == [7]
    assert a.amounts(H4.find(day, spoiled(day, back=route.back - late))) == [7]
    assert a.amounts(H4.find(day, spoiled(day, back_travel_seconds=route.back_travel_seconds + 7))) == [7]
    ridden = replace(first, travel_seconds=first.travel_seconds - 7)
    assert a.amounts(H4.find(day, spoiled(day, stops=(ridden, *route.stops[1:])))) == [7]
    climbed = replace(first, access_seconds=0)
    assert a.amounts(H4.find(day, spoiled(day, stops=(climbed, *route.stops[1:])))) == [first.access_seconds]


def test_a_second_of_riding_costs_one() -> None:
    day = two_homes()
    homes = [day.residents[r].place for r in ("R1", "R2")]
    places = [a.CENTRE_PLACE, *homes, a.CENTRE_PLACE]
    rides = sum(ride_seconds(day, "ebike", x, y) for x, y in pairwise(places))
    assert [f.cost for f in S3.find(day, second_at(day, way(day)))] == [rides]


def test_the_stairs_of_one_building_are_paid_once() -> None:
    together = [a.resident("R1", a.place("E", building="B")), a.resident("R2", a.place("E2", building="B"))]
    apart = [a.resident("R1", a.place("E")), a.resident("R2", a.place("E2"))]
    visits = [a.visit("V1", "R1"), a.visit("V2", "R2")]
    costs = []
    for residents in (together, apart):
        day = a.day(visits, residents=residents)
        costs.append(sum(f.cost for f in S13.find(day, a.plan(day, {SHIFT: [("V1", "09:00"), ("V2", "10:00")]}))))
    assert costs == [5 * 60, 2 * 5 * 60]
