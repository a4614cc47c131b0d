"""Homes without coordinates, found by their address: the centre's own list of estates first."""

from __future__ import annotations

from pathlib import Path

from scheduler.domain.people import Point
from scheduler.errors import Fault, InputError
from scheduler.exchange.faults import Words, fault
from scheduler.exchange.row import Row
from scheduler.travel.geocode import Geocoder, geocoder_of

GAZETTEER = "gazetteer.csv"  # beside the centre's files
SURE = 80  # confidence out of 100, from which a found point is used without a look at the map
_NOWHERE = Point(0.0, 0.0)
_FILL = Words(
    f"填写经度和纬度，或在 {GAZETTEER} 中加上这个小区",
    f"fill in longitude and latitude, or add the estate to {GAZETTEER}",
)
_PIN = Words("在地图上确认位置并填写经度和纬度", "confirm the place on the map and fill in longitude and latitude")


class AddressBook:
    """Looks addresses up; the list of estates is opened when the first home needs it."""

    def __init__(self, folder: Path, faults: list[Fault]) -> None:
        self._path = folder / GAZETTEER
        self._faults = faults
        self._opened = False
        self._geocoder: Geocoder | None = None
        self._failed: Fault | None = None

    def home(self, row: Row) -> Point:
        """The point of a row's address; what is not surely found is a fault of the row."""
        self._open()
        found = None
        if self._geocoder is not None and self._failed is None:
            try:
                found = self._geocoder.find(row.raw("address"))
            except InputError as error:  # the map service: it is not asked again for every other home
                self._failed = error.faults[0]
        if self._failed is not None:
            told = self._failed
            message = Words(f"没有经纬度，且{told.message_zh}", f"no coordinates, and {told.message}")
            row.wrong("longitude", message, _FILL)
        elif self._geocoder is None:
            message = Words(f"没有经纬度，也没有 {GAZETTEER}", f"no coordinates, and there is no {GAZETTEER}")
            row.wrong("longitude", message, _FILL)
        elif found is None:
            message = Words("没有经纬度，也查不到该地址", "no coordinates, and the address is not found")
            row.wrong("longitude", message, _FILL)
        elif found.confidence < SURE:
            message = Words(
                f"地图只有 {found.confidence}% 的把握找到该地址（至少 {SURE}%）",
                f"the map is only {found.confidence} % sure of the address, of {SURE} % needed",
            )
            row.wrong("longitude", message, _PIN)
        return found.point if found is not None and not row.bad else _NOWHERE

    def _open(self) -> None:
        if self._opened:
            return
        self._opened = True
        try:
            self._geocoder = geocoder_of(self._path)
        except InputError as error:
            self._faults += error.faults
            self._failed = fault(GAZETTEER, Words(f"{GAZETTEER} 不能使用", f"{GAZETTEER} cannot be used"), _FILL)
