"""Travel times without road data: straight line, affine per mode, and access once per building."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scheduler.domain.people import Place, Point
from scheduler.domain.roads import Closure, Conditions, Ridden
from scheduler.domain.rulebook import Rulebook
from scheduler.errors import Fault, InputError
from scheduler.travel.coordinates import EARTH_RADIUS_METRES
from scheduler.units import HOUR, MINUTE

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

WEATHERS = ("fair", "rain", "snow")


class StraightLine:
    """Ride = (constant + factor x straight metres + metres round closures) / speed in the weather, plus parking and
    minutes round closures, rounded up to a second.

    Nothing is ridden and no access is paid inside one building. A mode or weather that config/travel.toml
    does not know raises InputError. `ridden`: legs that keep the conditions in which they were ridden.
    """

    def __init__(
        self,
        rulebook: Rulebook,
        weather: str = "fair",
        closures: Sequence[Closure] = (),
        ridden: Ridden | None = None,
    ) -> None:
        if weather not in WEATHERS:
            raise InputError([Fault("", "weather", weather, "unknown weather", f"use {', '.join(WEATHERS)}")])
        self.rulebook = rulebook
        self.conditions = Conditions(weather, tuple(closures))
        self.ridden: Ridden = ridden or {}

    def matrices(self, places: Sequence[Place], modes: Sequence[str]) -> tuple[Ints, Ints]:
        """(travel[M, L, L] seconds with access included, access[L, L] seconds), row = from, diagonals 0."""
        apart = _apart(places)
        metres = metres_between_all(places)
        entering = np.array([place.access_minutes for place in places], np.int64) * MINUTE
        access = np.where(apart, entering[np.newaxis, :], 0)
        travel = np.zeros((len(modes), len(places), len(places)), np.int64)
        for m, mode in enumerate(modes):
            travel[m] = np.where(apart, self._ride_seconds(mode, metres, places, self.conditions) + access, 0)
        index = {place.id: k for k, place in enumerate(places)}
        for (mode, origin, destination), conditions in self.ridden.items():
            if mode in modes and origin in index and destination in index:
                i, j = index[origin], index[destination]
                alone = [places[i], places[j]]
                ride = self._ride_seconds(mode, metres[np.ix_([i, j], [i, j])], alone, conditions)[0, 1]
                travel[modes.index(mode), i, j] = ride + access[i, j] if apart[i, j] else 0
        return travel, access

    def _ride_seconds(self, mode: str, metres: Floats, places: Sequence[Place], conditions: Conditions) -> Ints:
        book = self.rulebook
        if f"{mode}.speed_kmh" not in book.travel:
            modes = ", ".join(key.split(".")[0] for key in book.travel if key.endswith(".speed_kmh"))
            raise InputError([Fault("", "mode", mode, "no travel constants", f"use {modes}, or add it to travel.toml")])
        speed = book.constant(f"{mode}.speed_kmh") * 1000 / HOUR
        if f"{conditions.weather}.{mode}" in book.travel:
            speed *= book.constant(f"{conditions.weather}.{mode}")
        parking = book.constant(f"{mode}.parking_minutes") if f"{mode}.parking_minutes" in book.travel else 0
        network = book.constant(f"{mode}.constant_metres") + book.constant(f"{mode}.factor") * metres
        seconds = np.full(metres.shape, parking * MINUTE, np.float64)
        for closure in conditions.closures:
            radius = closure.radius_metres or book.constant("closure.radius_metres")
            met = metres_from(closure, places) <= radius
            if closure.minutes:
                seconds = seconds + met * (closure.minutes * MINUTE)
            else:
                network = network + met * book.constant("closure.added_metres")
        return np.ceil(network / speed + seconds).astype(np.int64)


def matrices(
    places: Sequence[Place],
    modes: Sequence[str],
    rulebook: Rulebook,
    weather: str = "fair",
    closures: Sequence[Closure] = (),
    ridden: Ridden | None = None,
) -> tuple[Ints, Ints]:
    """(travel[M, L, L] seconds with access included, access[L, L] seconds) by straight line."""
    return StraightLine(rulebook, weather, closures, ridden).matrices(places, modes)


def metres_from(closure: Closure, places: Sequence[Place]) -> Floats:
    """How near the straight line from each place to each other comes to a closed stretch [L, L]; metres.

    On a plane that touches the earth at the closure's first point.
    """
    per_degree = np.radians(1.0) * EARTH_RADIUS_METRES
    across = per_degree * np.cos(np.radians(closure.first.latitude))

    def flat(points: Sequence[Point]) -> Floats:
        degrees = np.array([(p.longitude, p.latitude) for p in points], np.float64).reshape(-1, 2)
        return np.asarray((degrees - (closure.first.longitude, closure.first.latitude)) * (across, per_degree))

    homes, (first, second) = flat([place.point for place in places]), flat([closure.first, closure.second])
    a, b = homes[:, np.newaxis, :], homes[np.newaxis, :, :]
    ends = np.minimum(_from_point(first, a, b), _from_point(second, a, b))
    starts = _from_stretch(homes, first, second)
    near = np.minimum(ends, np.minimum(starts[:, np.newaxis], starts[np.newaxis, :]))
    over = (_side(a, b, first) * _side(a, b, second) < 0) & (_side(first, second, a) * _side(first, second, b) < 0)
    return np.asarray(np.where(over, 0.0, near))


def _side(a: Floats, b: Floats, c: Floats) -> Floats:
    """On which side of the line from a to b a point c lies: the sign of the cross product."""
    way, off = b - a, c - a
    return np.asarray(way[..., 0] * off[..., 1] - way[..., 1] * off[..., 0])


def _from_point(point: Floats, a: Floats, b: Floats) -> Floats:
    """Metres from one point to the segments from a to b."""
    way = b - a
    length = np.maximum((way * way).sum(-1), 1e-12)
    share = np.clip(((point - a) * way).sum(-1) / length, 0.0, 1.0)
    return np.asarray(np.hypot(*np.moveaxis(a + share[..., np.newaxis] * way - point, -1, 0)))


def _from_stretch(points: Floats, first: Floats, second: Floats) -> Floats:
    """Metres from each point to one segment."""
    way = second - first
    share = np.clip((points - first) @ way / max(float(way @ way), 1e-12), 0.0, 1.0)
    return np.asarray(np.hypot(*(first + share[:, np.newaxis] * way - points).T))


def metres_between_all(places: Sequence[Place]) -> Floats:
    """Great-circle metres between all places [L, L] (haversine), symmetric, diagonal 0."""
    longitude = np.radians(np.array([place.point.longitude for place in places], np.float64))
    latitude = np.radians(np.array([place.point.latitude for place in places], np.float64))
    up = np.subtract.outer(latitude, latitude) / 2
    across = np.subtract.outer(longitude, longitude) / 2
    chord = np.sin(up) ** 2 + np.multiply.outer(np.cos(latitude), np.cos(latitude)) * np.sin(across) ** 2
    metres: Floats = 2 * EARTH_RADIUS_METRES * np.arcsin(np.sqrt(chord))
    return metres


def _apart(places: Sequence[Place]) -> NDArray[np.bool_]:
    """Whether two places are in different buildings."""
    numbers: dict[str, int] = {}
    building = np.array([numbers.setdefault(place.building, len(numbers)) for place in places], np.int64)
    return np.not_equal.outer(building, building)
