"""The three coordinate systems of China. Inside everything is WGS-84; others are converted here, exactly.

GCJ-02 (Amap, Tencent) shifts WGS-84 by 300 to 700 m, BD-09 (Baidu) shifts GCJ-02 again: a home taken
in the wrong system lies up to 1.3 km off. The forward formulas are the public ones
(github.com/scateu/PyWGS84ToGCJ02; gist 中国地图偏移算法); the inverse iterates them.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, atan2, cos, hypot, isfinite, pi, radians, sin, sqrt

from scheduler.domain.people import Point
from scheduler.errors import Fault, InputError

Pair = tuple[float, float]  # longitude, latitude in degrees

SYSTEMS = ("wgs84", "gcj02", "bd09")
EARTH_RADIUS_METRES = 6_371_008.8  # mean radius, IUGG
WEST, EAST, SOUTH, NORTH = 72.004, 137.8347, 0.8293, 55.8271  # where GCJ-02 is defined
ZHENGZHOU = (112.7, 114.3, 34.25, 35.0)  # west, east, south, north; a look, not a border

SEMI_MAJOR = 6378245.0  # Krasovsky 1940 ellipsoid: metres ...
ECCENTRICITY_SQUARED = 0.00669342162296594323  # ... and squared eccentricity
BAIDU = pi * 3000 / 180
EXACT = 1e-12  # degrees, about a ten-thousandth of a millimetre
ROUNDS = 20  # the error falls by more than 50 times a round: six are usual


@dataclass(frozen=True, slots=True)
class Located:
    """A point in WGS-84 and what a person should look at again ("" when nothing)."""

    point: Point
    warning: str


def to_wgs84(longitude: float, latitude: float, crs: str, where: str = "") -> Point:
    """The point in WGS-84. `where` names the row for the message; raises InputError as `locate` does."""
    return locate(longitude, latitude, crs, where).point


def locate(longitude: float, latitude: float, crs: str, where: str = "") -> Located:
    """The point in WGS-84 with a warning when it lies outside Zhengzhou.

    Raises InputError for a missing or unknown system, a swapped pair, and a point outside China.
    """
    system = crs.strip().lower().replace("-", "").replace("_", "")
    if fault := _fault(longitude, latitude, system, crs, where):
        raise InputError([fault])
    if system == "gcj02":
        longitude, latitude = gcj02_to_wgs84(longitude, latitude)
    elif system == "bd09":
        longitude, latitude = bd09_to_wgs84(longitude, latitude)
    west, east, south, north = ZHENGZHOU
    inside = west <= longitude <= east and south <= latitude <= north
    warning = "" if inside else "lies outside Zhengzhou: look at it on the map"
    return Located(Point(longitude, latitude), warning)


def _fault(longitude: float, latitude: float, system: str, crs: str, where: str) -> Fault | None:
    if not system:
        remedy = f"say which one the points come from: {', '.join(SYSTEMS)} (Baidu: bd09; Amap, Tencent: gcj02)"
        return Fault(where, "crs", "", "the coordinate system is missing; homes may lie 1.27 km off", remedy)
    if system not in SYSTEMS:
        return Fault(where, "crs", crs, "unknown coordinate system", f"use one of {', '.join(SYSTEMS)}")
    value = f"{longitude}, {latitude}"
    if not (isfinite(longitude) and isfinite(latitude)):
        return Fault(where, "longitude, latitude", value, "not a number", "give both in degrees, e.g. 113.72 and 34.70")
    if _in_china(longitude, latitude):
        return None
    if _in_china(latitude, longitude):
        return Fault(where, "longitude, latitude", value, "longitude and latitude are swapped", "swap the two columns")
    remedy = f"longitude {WEST} to {EAST}, latitude {SOUTH} to {NORTH}; pin the home on the map again"
    return Fault(where, "longitude, latitude", value, "the point is outside China", remedy)


def _in_china(longitude: float, latitude: float) -> bool:
    return WEST <= longitude <= EAST and SOUTH <= latitude <= NORTH


def wgs84_to_gcj02(longitude: float, latitude: float) -> Pair:
    """GPS degrees to Amap degrees, inside China."""
    x, y = longitude - 105, latitude - 35
    waves = (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)) * 2 / 3
    root = sqrt(abs(x))
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + waves
    north += (20 * sin(y * pi) + 40 * sin(y / 3 * pi)) * 2 / 3
    north += (160 * sin(y / 12 * pi) + 320 * sin(y * pi / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + waves
    east += (20 * sin(x * pi) + 40 * sin(x / 3 * pi)) * 2 / 3
    east += (150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)) * 2 / 3
    flattening = 1 - ECCENTRICITY_SQUARED * sin(radians(latitude)) ** 2
    meridian = SEMI_MAJOR * (1 - ECCENTRICITY_SQUARED) / (flattening * sqrt(flattening))
    parallel = SEMI_MAJOR / sqrt(flattening) * cos(radians(latitude))
    return longitude + east / parallel * 180 / pi, latitude + north / meridian * 180 / pi


def gcj02_to_wgs84(longitude: float, latitude: float) -> Pair:
    """The inverse of `wgs84_to_gcj02`, by fixed-point iteration; error far below a millimetre."""
    x, y = longitude, latitude
    for _ in range(ROUNDS):
        shifted_x, shifted_y = wgs84_to_gcj02(x, y)
        step_x, step_y = longitude - shifted_x, latitude - shifted_y
        x, y = x + step_x, y + step_y
        if max(abs(step_x), abs(step_y)) < EXACT:
            break
    return x, y


def gcj02_to_bd09(longitude: float, latitude: float) -> Pair:
    """Amap degrees to Baidu degrees."""
    radius = hypot(longitude, latitude) + 0.00002 * sin(latitude * BAIDU)
    angle = atan2(latitude, longitude) + 0.000003 * cos(longitude * BAIDU)
    return radius * cos(angle) + 0.0065, radius * sin(angle) + 0.006


def bd09_to_gcj02(longitude: float, latitude: float) -> Pair:
    """The inverse of `gcj02_to_bd09`, by fixed-point iteration."""
    x, y = longitude - 0.0065, latitude - 0.006
    for _ in range(ROUNDS):
        shifted_x, shifted_y = gcj02_to_bd09(x, y)
        step_x, step_y = longitude - shifted_x, latitude - shifted_y
        x, y = x + step_x, y + step_y
        if max(abs(step_x), abs(step_y)) < EXACT:
            break
    return x, y


def bd09_to_wgs84(longitude: float, latitude: float) -> Pair:
    """Baidu degrees to GPS degrees."""
    return gcj02_to_wgs84(*bd09_to_gcj02(longitude, latitude))


def metres_between(a: Point, b: Point) -> float:
    """Great-circle distance of two points (haversine)."""
    up, across = radians(b.latitude - a.latitude) / 2, radians(b.longitude - a.longitude) / 2
    chord = sin(up) ** 2 + cos(radians(a.latitude)) * cos(radians(b.latitude)) * sin(across) ** 2
    return 2 * EARTH_RADIUS_METRES * asin(sqrt(chord))
