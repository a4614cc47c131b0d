"""Door to door by straight line: constants from config/, seconds rounded up, access once per building."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.errors import InputError
from scheduler.rules.timetable import access_seconds, ride_seconds
from scheduler.travel.coordinates import metres_between
from scheduler.travel.estimate import StraightLine, matrices
from tests import builders as b

BOOK = b.rulebook()
NEAR = st.floats(-4000, 4000)


def test_a_thousand_metres_by_ebike_take_300_plus_1300_metres_at_15_kmh() -> None:
    home, other = b.place("A", 0, 0, access=4), b.place("B", 1000, 0, access=6)
    straight = metres_between(home.point, other.point)
    travel, access = matrices([home, other], ["ebike"], BOOK)
    ride = math.ceil((300 + 1.30 * straight) / (15 / 3.6))
    assert travel[0, 0, 1] == ride + 6 * 60
    assert travel[0, 1, 0] == ride + 4 * 60
    assert access.tolist() == [[0, 6 * 60], [4 * 60, 0]]


def test_a_car_is_parked_and_a_walker_is_not() -> None:
    places = [b.place("A", 0, 0, access=0), b.place("B", 2000, 0, access=0)]
    straight = metres_between(places[0].point, places[1].point)
    travel, _ = matrices(places, ["foot", "car"], BOOK)
    assert travel[0, 0, 1] == math.ceil((200 + 1.22 * straight) / (4.5 / 3.6))
    assert travel[1, 0, 1] == math.ceil((550 + 1.33 * straight) / (28 / 3.6) + 6 * 60)


def test_inside_one_building_nothing_is_ridden_and_no_access_is_paid() -> None:
    places = [b.place("A", 500, 0, building="B7"), b.place("B", 500, 3, building="B7"), b.place("C", 900, 0)]
    travel, access = matrices(places, ["foot"], BOOK)
    assert travel[0, 0, 1] == access[0, 1] == 0
    assert travel[0, 0, 2] > access[0, 2] == 5 * 60


def test_rain_and_snow_slow_the_ebike_and_nobody_else() -> None:
    places = [b.place("A", 0, 0, access=0), b.place("B", 1500, 0, access=0)]
    fair, rain, snow = (matrices(places, ["ebike", "foot", "car"], BOOK, w)[0] for w in ("fair", "rain", "snow"))
    assert rain[0, 0, 1] == pytest.approx(fair[0, 0, 1] / 0.7, abs=2)
    assert snow[0, 0, 1] == pytest.approx(fair[0, 0, 1] / 0.5, abs=2)
    assert (rain[1:] == fair[1:]).all()
    assert (snow[1:] == fair[1:]).all()


@given(st.lists(st.tuples(NEAR, NEAR, st.integers(0, 3)), min_size=1, max_size=7), st.sampled_from(["fair", "rain"]))
def test_the_matrix_agrees_with_the_clock_that_the_validator_keeps(
    spots: list[tuple[float, float, int]], weather: str
) -> None:
    places = [b.place(f"H{i}", x, y, building=f"B{n}", access=n) for i, (x, y, n) in enumerate(spots)]
    day = b.day(weather=weather)
    modes = ["foot", "ebike", "car"]
    travel, access = matrices(places, modes, day.rulebook, weather)
    for i, origin in enumerate(places):
        for j, destination in enumerate(places):
            assert access[i, j] == access_seconds(origin, destination)
            for m, mode in enumerate(modes):
                assert travel[m, i, j] == ride_seconds(day, mode, origin, destination) + access[i, j]


def test_shapes_and_types_hold_for_no_place_and_no_mode() -> None:
    travel, access = StraightLine(BOOK).matrices([], [])
    assert travel.shape == (0, 0, 0)
    assert access.shape == (0, 0)
    assert travel.dtype == access.dtype == np.int64


def test_an_unknown_weather_or_mode_is_named_with_the_known_ones() -> None:
    with pytest.raises(InputError, match=r"hail.*fair, rain, snow"):
        StraightLine(BOOK, "hail")
    with pytest.raises(InputError, match=r"horse.*foot, ebike, car"):
        matrices([b.place()], ["horse"], BOOK)
