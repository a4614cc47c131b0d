"""Rides of a day in which the weather turns or a road is closed: what is over keeps what it was ridden in."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.day import Day
from scheduler.domain.events import Event, RoadClosed, RoadOpened, VisitFinished, VisitStarted, WeatherSlows
from scheduler.domain.plan import Plan
from scheduler.domain.roads import Closure, Conditions
from scheduler.replan.facts import with_facts
from scheduler.rules.timetable import access_seconds, ride_seconds
from scheduler.travel.estimate import matrices
from scheduler.validator import judge
from tests import builders
from tests.builders import clock, place, point

METRES = st.floats(-3000, 3000)
BRIDGE = Closure("BRIDGE", point(500, -80), point(500, 80), clock("08:00"), clock("11:00"))


def morning() -> tuple[Day, Plan]:
    """N1 is told V1 at 08:30, V2 at 09:30 and V3 at 10:30, on a line east, a kilometre apart."""
    homes = [builders.resident(f"R{i}", place(f"HOME-R{i}", 1000 * i)) for i in (1, 2, 3)]
    day = builders.day([builders.visit(f"V{i}", f"R{i}") for i in (1, 2, 3)], residents=homes)
    return day, builders.plan(day, {"N1-08:00": [("V1", "08:30"), ("V2", "09:30"), ("V3", "10:30")]})


def ride(day: Day, origin: str, destination: str) -> int:
    doors = {"CENTRE": day.centre.place} | {r.place.id: r.place for r in day.residents.values()}
    return ride_seconds(day, "ebike", doors[origin], doors[destination])


def began(*events: Event) -> tuple[Event, ...]:
    """V1 began in time and is over, then these."""
    return (VisitStarted(clock("08:30"), "V1"), VisitFinished(clock("09:00"), "V1"), *events)


def test_rain_slows_the_rides_to_come_and_leaves_those_that_are_over() -> None:
    day, told = morning()
    after = with_facts(day, told, began(WeatherSlows(clock("09:05"), "rain", "fair")))
    assert after.weather == "rain"
    assert ride(after, "CENTRE", "HOME-R1") == ride(day, "CENTRE", "HOME-R1")
    assert ride(after, "HOME-R1", "HOME-R2") > ride(day, "HOME-R1", "HOME-R2")


def test_a_ride_keeps_the_weather_in_which_it_began() -> None:
    day, told = morning()
    rain, snow = WeatherSlows(clock("08:45"), "rain", "fair"), WeatherSlows(clock("09:40"), "snow", "rain")
    second = VisitStarted(clock("09:30"), "V2")
    after = with_facts(day, told, (VisitStarted(clock("08:30"), "V1"), rain, second, snow))
    assert after.ridden == {
        ("ebike", "CENTRE", "HOME-R1"): Conditions("fair"),
        ("ebike", "HOME-R1", "HOME-R2"): Conditions("rain"),
    }
    assert with_facts(after, told, (VisitStarted(clock("08:30"), "V1"), rain, second, snow)) == after


def test_what_has_begun_stays_legal_when_snow_would_not_have_allowed_it() -> None:
    day, _ = morning()
    # 300 m + 1.3 x 1 km at 15 km/h and five minutes to the door: a second less would be too soon
    tight = math.ceil((300 + 1.3 * 1000) / (15 / 3.6)) + 300
    told = builders.plan(day, {"N1-08:00": [("V1", "08:30"), ("V2", f"09:{tight // 60:02}:{tight % 60 + 2:02}")]})
    begun = [VisitStarted(stop.start, stop.visit_id) for _, stop in told.stops()]
    events = (*begun, WeatherSlows(clock("09:20"), "snow", "fair"))
    after = with_facts(day, told, events)
    assert {lock.visit_id: lock.start for lock in after.locks} == {s.visit_id: s.start for _, s in told.stops()}
    starts = {stop.visit_id: stop.start.strftime("%H:%M:%S") for _, stop in told.stops()}
    again = builders.plan(after, {"N1-08:00": list(starts.items())})
    assert judge(after, again).legal


def test_a_closed_bridge_is_gone_round_by_700_metres_or_by_the_minutes_told() -> None:
    day, told = morning()
    after = with_facts(day, told, (RoadClosed(clock("07:30"), BRIDGE),))
    open_way = ride(day, "CENTRE", "HOME-R1")
    assert open_way + 700 / (15 / 3.6) - 1 <= ride(after, "CENTRE", "HOME-R1") <= open_way + 700 / (15 / 3.6) + 1
    assert ride(after, "HOME-R1", "HOME-R2") == ride(day, "HOME-R1", "HOME-R2")
    slow = with_facts(day, told, (RoadClosed(clock("07:30"), replace(BRIDGE, minutes=9)),))
    assert ride(slow, "CENTRE", "HOME-R1") == open_way + 9 * 60


def test_a_closure_is_over_when_it_is_opened_or_something_is_told_after_its_end() -> None:
    day, told = morning()
    closed = RoadClosed(clock("07:30"), BRIDGE)
    assert with_facts(day, told, (closed, RoadOpened(clock("08:00"), "BRIDGE"))).closures == ()
    assert with_facts(day, told, (closed, VisitStarted(clock("10:59"), "V3"))).closures == (BRIDGE,)
    assert with_facts(day, told, (closed, VisitStarted(clock("11:00"), "V3"))).closures == ()


def test_a_ride_before_the_closure_began_went_straight() -> None:
    day, told = morning()
    after = with_facts(day, told, began(RoadClosed(clock("09:10"), replace(BRIDGE, start=clock("09:10")))))
    assert ride(after, "CENTRE", "HOME-R1") == ride(day, "CENTRE", "HOME-R1")
    assert ride(after, "HOME-R1", "CENTRE") > ride(day, "HOME-R1", "CENTRE")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(METRES, METRES), min_size=2, max_size=5),
    st.lists(
        st.tuples(METRES, METRES, METRES, METRES, st.sampled_from([0, 3, 400]), st.sampled_from([0, 8])), max_size=3
    ),
    st.booleans(),
)
def test_the_matrix_and_the_validator_find_the_same_detours(
    homes: list[tuple[float, float]], stretches: list[tuple[float, float, float, float, int, int]], along: bool
) -> None:
    places = [place(f"H{k}", *home) for k, home in enumerate(homes)]
    closed = [
        Closure(f"C{k}", point(a, b), point(c, d), clock("08:00"), None, wide, minutes)
        for k, (a, b, c, d, wide, minutes) in enumerate(stretches)
    ]
    if along:  # a stretch from door to door, and one around a door
        closed += [Closure("A", places[0].point, places[1].point, clock("08:00"))]
        closed += [Closure("B", places[1].point, places[1].point, clock("08:00"))]
    ridden = {("car", "H0", "H1"): Conditions("snow", tuple(closed[:1]))}
    day = builders.day(weather="rain", closures=tuple(closed), ridden=ridden)
    modes = ["foot", "ebike", "car"]
    travel, access = matrices(places, modes, day.rulebook, day.weather, day.closures, day.ridden)
    own = [[[ride_seconds(day, m, a, b) + access_seconds(a, b) for b in places] for a in places] for m in modes]
    assert np.array_equal(travel, own)
    assert access.shape == (len(places), len(places))
