"""The three coordinate systems of China: exact both ways, and nothing doubtful gets in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.people import Point
from scheduler.errors import InputError
from scheduler.travel import coordinates as c

METRES_PER_DEGREE = 111_195.0
LONGITUDES = st.floats(c.WEST, c.EAST)
LATITUDES = st.floats(c.SOUTH, c.NORTH)

# place: WGS-84, GCJ-02, BD-09, metres WGS -> GCJ, GCJ -> BD, WGS -> BD (public formula, rounded to 1e-6 degrees)
VECTORS = {
    "Erqi": ((113.659, 34.754), (113.665093, 34.752877), (113.671554, 34.758960), 570, 898, 1273),
    "Jinshui": ((113.660, 34.800), (113.666099, 34.798925), (113.672577, 34.804994), 570, 897, 1276),
    "Huiji": ((113.617, 34.867), (113.623054, 34.865935), (113.629482, 34.872148), 565, 906, 1275),
    "Gongyi": ((112.982, 34.752), (112.988179, 34.750927), (112.994764, 34.756616), 577, 873, 1274),
}


def metres(a: tuple[float, float], b: tuple[float, float]) -> float:
    return c.metres_between(Point(*a), Point(*b))


@pytest.mark.parametrize("place", VECTORS)
def test_the_published_vectors_of_zhengzhou_are_met_to_a_millionth_of_a_degree(place: str) -> None:
    wgs, gcj, bd, *_ = VECTORS[place]
    assert c.wgs84_to_gcj02(*wgs) == pytest.approx(gcj, abs=1e-6, rel=0)
    assert c.gcj02_to_bd09(*gcj) == pytest.approx(bd, abs=2e-6, rel=0)  # from a rounded point: twice the rounding
    assert c.gcj02_to_bd09(*c.wgs84_to_gcj02(*wgs)) == pytest.approx(bd, abs=1e-6, rel=0)


@pytest.mark.parametrize("place", VECTORS)
def test_the_systems_lie_as_far_apart_as_published(place: str) -> None:
    wgs, gcj, bd, to_gcj, to_bd, both = VECTORS[place]
    found = (metres(wgs, gcj), metres(gcj, bd), metres(wgs, bd))
    assert found == pytest.approx((to_gcj, to_bd, both), abs=1)


@given(LONGITUDES, LATITUDES)
def test_there_and_back_is_exact_to_a_thousandth_of_a_millimetre(longitude: float, latitude: float) -> None:
    home = (longitude, latitude)
    for back in (
        c.gcj02_to_wgs84(*c.wgs84_to_gcj02(*home)),
        c.bd09_to_gcj02(*c.gcj02_to_bd09(*home)),
        c.bd09_to_wgs84(*c.gcj02_to_bd09(*c.wgs84_to_gcj02(*home))),
    ):
        off = max(abs(back[0] - longitude), abs(back[1] - latitude)) * METRES_PER_DEGREE
        assert off < 1e-6


@given(LONGITUDES, LATITUDES)
def test_mixing_systems_shifts_every_home_of_china_by_tens_of_metres_at_least(x: float, y: float) -> None:
    assert metres((x, y), c.wgs84_to_gcj02(x, y)) > 10
    assert 100 < metres((x, y), c.gcj02_to_bd09(x, y)) < 2000


def test_scenario_19_coordinate_mix() -> None:
    """A home pinned in Baidu lies within 5 m of the true point; without a system the import asks."""
    true, _, pinned, *_ = VECTORS["Erqi"]
    point = c.to_wgs84(*pinned, "bd09")
    assert metres((point.longitude, point.latitude), true) < 5
    with pytest.raises(InputError) as asked:
        c.to_wgs84(*pinned, "", "residents.csv row 7")
    (fault,) = asked.value.faults
    assert (fault.where, fault.field) == ("residents.csv row 7", "crs")
    assert "1.27 km" in fault.message
    assert "bd09" in fault.remedy


@pytest.mark.parametrize(
    ("written", "meant"), [("WGS-84", "wgs84"), (" gcj02 ", "gcj02"), ("GCJ-02", "gcj02"), ("BD_09", "bd09")]
)
def test_a_system_may_be_written_as_people_write_it(written: str, meant: str) -> None:
    assert c.to_wgs84(113.7, 34.7, written) == c.to_wgs84(113.7, 34.7, meant)


@pytest.mark.parametrize(
    ("longitude", "latitude", "crs", "said"),
    [
        (34.70, 113.72, "wgs84", "swapped"),
        (2.35, 48.85, "wgs84", "outside China"),
        (113.72, 34.70, "utm", "unknown coordinate system"),
        (float("nan"), 34.70, "gcj02", "not a number"),
        (float("inf"), 34.70, "gcj02", "not a number"),
        (71.99, 34.70, "wgs84", "outside China"),
    ],
)
def test_a_doubtful_point_is_refused_with_the_remedy(longitude: float, latitude: float, crs: str, said: str) -> None:
    with pytest.raises(InputError) as refused:
        c.to_wgs84(longitude, latitude, crs)
    (fault,) = refused.value.faults
    assert said in fault.message
    assert fault.remedy


def test_a_point_outside_zhengzhou_is_taken_with_a_warning() -> None:
    assert c.locate(113.72, 34.70, "wgs84").warning == ""
    beijing = c.locate(116.40, 39.90, "wgs84")
    assert beijing.point == Point(116.40, 39.90)
    assert "Zhengzhou" in beijing.warning


def test_a_degree_of_latitude_is_as_long_as_the_mean_radius_says() -> None:
    # 6371008.8 m * pi / 180 = 111195.08 m
    assert c.metres_between(Point(113.0, 34.0), Point(113.0, 35.0)) == pytest.approx(111_195.08, abs=0.01)
