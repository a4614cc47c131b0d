"""Travel times without road data: straight line, affine per mode, and access once per building."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scheduler.domain.people import Place
from scheduler.domain.rulebook import Rulebook
from scheduler.errors import Fault, InputError
from scheduler.travel.coordinates import EARTH_RADIUS_METRES
from scheduler.units import HOUR, MINUTE

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

WEATHERS = ("fair", "rain", "snow")


class StraightLine:
    """Ride = (constant + factor x straight metres) / speed in the weather, plus parking, rounded up to a second.

    Nothing is ridden and no access is paid inside one building. A mode or weather that config/travel.toml
    does not know raises InputError.
    """

    def __init__(self, rulebook: Rulebook, weather: str = "fair") -> None:
        if weather not in WEATHERS:
            raise InputError([Fault("", "weather", weather, "unknown weather", f"use {', '.join(WEATHERS)}")])
        self.rulebook = rulebook
        self.weather = weather

    def matrices(self, places: Sequence[Place], modes: Sequence[str]) -> tuple[Ints, Ints]:
        """(travel[M, L, L] seconds with access included, access[L, L] seconds), row = from, diagonals 0."""
        apart = _apart(places)
        metres = metres_between_all(places)
        entering = np.array([place.access_minutes for place in places], np.int64) * MINUTE
        access = np.where(apart, entering[np.newaxis, :], 0)
        travel = np.zeros((len(modes), len(places), len(places)), np.int64)
        for m, mode in enumerate(modes):
            travel[m] = np.where(apart, self._ride_seconds(mode, metres) + access, 0)
        return travel, access

    def _ride_seconds(self, mode: str, metres: Floats) -> Ints:
        book = self.rulebook
        if f"{mode}.speed_kmh" not in book.travel:
            modes = ", ".join(key.split(".")[0] for key in book.travel if key.endswith(".speed_kmh"))
            raise InputError([Fault("", "mode", mode, "no travel constants", f"use {modes}, or add it to travel.toml")])
        speed = book.constant(f"{mode}.speed_kmh") * 1000 / HOUR
        if f"{self.weather}.{mode}" in book.travel:
            speed *= book.constant(f"{self.weather}.{mode}")
        parking = book.constant(f"{mode}.parking_minutes") if f"{mode}.parking_minutes" in book.travel else 0
        network = book.constant(f"{mode}.constant_metres") + book.constant(f"{mode}.factor") * metres
        return np.ceil(network / speed + parking * MINUTE).astype(np.int64)


def matrices(
    places: Sequence[Place], modes: Sequence[str], rulebook: Rulebook, weather: str = "fair"
) -> tuple[Ints, Ints]:
    """(travel[M, L, L] seconds with access included, access[L, L] seconds) by straight line."""
    return StraightLine(rulebook, weather).matrices(places, modes)


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
