"""Address to point. Offline by default: a centre's own list of estates; Baidu through geopy when it has a key."""

from __future__ import annotations

import csv
import io
import logging
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from geopy.exc import GeocoderAuthenticationFailure, GeocoderQuotaExceeded, GeopyError
from geopy.geocoders import BaiduV3

from scheduler.domain.people import Point
from scheduler.errors import Fault, InputError
from scheduler.travel.coordinates import to_wgs84

COLUMNS = ["name", "longitude", "latitude", "crs"]
KEY, SECURITY_KEY = "BAIDU_MAP_KEY", "BAIDU_MAP_SECURITY_KEY"
WHOLE_ADDRESS, ESTATE_ONLY = 100, 80  # confidence of the centre's own list


@dataclass(frozen=True, slots=True)
class Found:
    """A point in WGS-84; `confidence` 0 to 100: a low one is looked at on the map before it is used."""

    point: Point
    confidence: int
    source: str  # "gazetteer" or "baidu"


class Geocoder(Protocol):
    """Finds addresses; None when it does not know one."""

    def find(self, address: str) -> Found | None:
        """The point of an address."""
        ...


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """A centre's own points by name of estate, street and number: `points` name -> point."""

    points: dict[str, Point]

    def find(self, address: str) -> Found | None:
        """The longest name that the address contains; spaces do not count."""
        asked = _plain(address)
        name = max((name for name in self.points if name in asked), key=len, default=None)
        if name is None:
            return None
        return Found(self.points[name], WHOLE_ADDRESS if name == asked else ESTATE_ONLY, "gazetteer")


def read_gazetteer(path: Path) -> Gazetteer:
    """A CSV with name, longitude, latitude, crs. Raises InputError with every fault of the file."""
    faults: list[Fault] = []
    points: dict[str, Point] = {}
    reader = csv.DictReader(io.StringIO(_text(path), newline=""))
    if reader.fieldnames != COLUMNS:
        fault = Fault(path.name, "", "", "the columns are not as expected", f"use {','.join(COLUMNS)}")
        raise InputError([fault])
    for number, row in enumerate(reader, start=2):
        where = f"{path.name} row {number}"
        try:
            points[_name(row, where)] = to_wgs84(*_degrees(row, where), row["crs"] or "", where)
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError(faults)
    return Gazetteer(points)


def _text(path: Path) -> str:
    """The file's text, UTF-8 or GBK as spreadsheets save it; InputError."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return path.read_bytes().decode(encoding)
        except UnicodeDecodeError:
            continue
    message, zh = "is neither UTF-8 nor GBK", "编码既不是 UTF-8 也不是 GBK"
    raise InputError([Fault(path.name, "", "", message, "save it as CSV UTF-8", zh, "另存为“CSV UTF-8”")])


def _name(row: dict[str, str], where: str) -> str:
    if name := _plain(row["name"] or ""):
        return name
    raise InputError([Fault(where, "name", "", "is empty", "write the estate, or street and number")])


def _degrees(row: dict[str, str], where: str) -> tuple[float, float]:
    try:
        return float(row["longitude"]), float(row["latitude"])
    except (TypeError, ValueError):
        value = f"{row['longitude']}, {row['latitude']}"
        remedy = "give both in degrees, e.g. 113.72 and 34.70"
        raise InputError([Fault(where, "longitude, latitude", value, "not a number", remedy)]) from None


def _plain(text: str) -> str:
    return "".join(text.split())


class Baidu:
    """Baidu's geocoding (v3) through geopy. It answers in BD-09, always converted here.

    The address leaves the centre: nothing uses this without a key. `adapter_factory` is geopy's own way
    to say how pages are fetched.
    """

    def __init__(self, key: str, security_key: str | None = None, adapter_factory: Callable[..., Any] | None = None):
        logging.getLogger("geopy").setLevel(logging.WARNING)  # at DEBUG it writes addresses and the key
        self._baidu = BaiduV3(key, security_key=security_key, adapter_factory=adapter_factory, timeout=5)

    def find(self, address: str) -> Found | None:
        """The point of an address; InputError with the remedy when Baidu refuses or does not answer."""
        try:
            location = self._baidu.geocode(address)
        except (GeocoderAuthenticationFailure, GeocoderQuotaExceeded):
            remedy = f"check {KEY}, or pin the home on the map"
            raise InputError([_no_answer("refused the key", "拒绝了密钥", remedy)]) from None
        except GeopyError:
            remedy = "pin the home on the map, or try again later"
            raise InputError([_no_answer("did not answer", "没有应答", remedy)]) from None
        if location is None:
            return None
        point = to_wgs84(location.longitude, location.latitude, "bd09", "baidu")
        return Found(point, int(location.raw.get("confidence", 0)), "baidu")


def _no_answer(what: str, zh: str, remedy: str) -> Fault:
    return Fault("baidu", "address", "", f"the map service {what}", remedy, f"地图服务{zh}")


@dataclass(frozen=True, slots=True)
class FirstFound:
    """Several geocoders, the most trusted first."""

    geocoders: Sequence[Geocoder]

    def find(self, address: str) -> Found | None:
        """The first answer."""
        for geocoder in self.geocoders:
            if found := geocoder.find(address):
                return found
        return None


def geocoder_of(gazetteer: Path) -> Geocoder | None:
    """The centre's list if that file is there, and behind it Baidu if the environment holds a key (BAIDU_MAP_KEY).

    None when there is neither.
    """
    own = read_gazetteer(gazetteer) if gazetteer.is_file() else None
    key = os.environ.get(KEY)
    if not key:
        return own
    return FirstFound((own or Gazetteer({}), Baidu(key, os.environ.get(SECURITY_KEY))))
