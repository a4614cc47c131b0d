"""The clock of a plan from coordinates alone."""

from __future__ import annotations

import math

import numpy as np
import pytest

from scheduler.rules.timetable import access_seconds, metres_between, ride_seconds, timetable
from scheduler.travel.estimate import matrices
from tests import builders as a

EAST = a.resident("R1", a.place("HOME-R1", 1000, 0, access=5))


def test_a_degree_of_latitude_is_a_360th_of_the_meridian() -> None:
    north = a.Point(a.CENTRE_POINT.longitude, a.CENTRE_POINT.latitude + 1)
    assert metres_between(a.CENTRE_POINT, north) == pytest.approx(2 * math.pi * 6_371_008.8 / 360)


def test_an_ebike_rides_300_m_and_13_tenths_of_the_straight_line_at_15_kmh() -> None:
    day = a.day([a.visit()], residents=[EAST])
    metres = 300 + 1.3 * metres_between(a.CENTRE_POINT, EAST.place.point)
    assert ride_seconds(day, "ebike", a.CENTRE_PLACE, EAST.place) == math.ceil(metres / (15 / 3.6))


def test_a_car_is_parked_and_rain_slows_the_ebike_only() -> None:
    dry, wet = a.day([a.visit()]), a.day([a.visit()], weather="rain")
    home = EAST.place
    drive = (550 + 1.33 * metres_between(a.CENTRE_POINT, home.point)) / (28 / 3.6)
    assert ride_seconds(dry, "car", a.CENTRE_PLACE, home) == math.ceil(drive + 6 * 60)
    assert ride_seconds(wet, "car", a.CENTRE_PLACE, home) == math.ceil(drive + 6 * 60)
    ride = (300 + 1.3 * metres_between(a.CENTRE_POINT, home.point)) / (15 / 3.6 * 0.7)
    assert ride_seconds(wet, "ebike", a.CENTRE_PLACE, home) == math.ceil(ride)


def test_nothing_is_ridden_and_no_stairs_are_climbed_twice_inside_one_building() -> None:
    day = a.day([a.visit()])
    one, other = a.place("A", building="B1"), a.place("B", 1010, building="B1", access=6)
    assert ride_seconds(day, "foot", one, other) == access_seconds(one, other) == 0
    assert access_seconds(a.CENTRE_PLACE, other) == 6 * 60


@pytest.mark.parametrize("weather", ["fair", "rain", "snow"])
def test_both_witnesses_ride_equally_long_to_the_second(weather: str) -> None:
    doors = [a.place(f"H{k}", 137 * k % 900 - 400, 211 * k % 700 - 300, building=f"B{k // 2}") for k in range(24)]
    doors += [a.CENTRE_PLACE, a.place("SAME-SPOT", 0, 0)]
    day = a.day([a.visit()], weather=weather)
    modes = ["foot", "ebike", "car"]
    travel, access = matrices(doors, modes, day.rulebook, weather)
    for m, mode in enumerate(modes):
        own = [[ride_seconds(day, mode, x, y) + access_seconds(x, y) for y in doors] for x in doors]
        assert np.array_equal(travel[m], np.array(own))
    assert np.array_equal(access, np.array([[access_seconds(x, y) for y in doors] for x in doors]))


def test_departure_is_as_late_as_the_first_stop_allows_and_work_ends_with_the_return() -> None:
    day = a.day([a.visit(minutes=30)], residents=[EAST])
    clock = timetable(day, a.plan(day, {"N1-08:00": [("V1", "09:00")]}).routes[0])
    ride = ride_seconds(day, "ebike", a.CENTRE_PLACE, EAST.place)
    back = ride_seconds(day, "ebike", EAST.place, a.CENTRE_PLACE)
    assert clock.departure == a.clock("09:00") - a.timedelta(seconds=ride + 5 * 60)
    assert clock.back == a.clock("09:30") + a.timedelta(seconds=back)  # the centre has no access time
    assert clock.work == ride + 5 * 60 + 30 * 60 + back


def test_a_break_is_not_work_and_not_waiting() -> None:
    lunch = a.shift("N1", "08:00", "17:00", lunch=("11:30", "13:00", 45))
    day = a.day([a.visit("V1"), a.visit("V2")], shifts=[lunch])  # both at one home
    stops = [("V1", "11:00"), ("V2", "12:30")]  # 11:30 to 12:30 in between
    clock = timetable(day, a.plan(day, {"N1-08:00": stops}, {"N1-08:00": [("11:30", "12:15")]}).routes[0])
    assert clock.slack == (60 * 60 - 45 * 60,)
    whole = (clock.back - clock.departure).total_seconds()
    assert clock.work == whole - 45 * 60
