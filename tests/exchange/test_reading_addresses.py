"""Homes without coordinates are found by the address, or asked for."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from geopy.adapters import URLLibAdapter

from scheduler.domain.people import Point
from scheduler.exchange.reading import read_folder
from scheduler.travel.coordinates import gcj02_to_bd09, metres_between, wgs84_to_gcj02
from scheduler.travel.geocode import KEY
from tests.exchange.editing import SAMPLE, faults_of, only_fault, put


def without_coordinates(folder: Path, row: int, **values: str) -> None:
    """Take the coordinates out of a resident's row."""
    put(folder, "residents", row, longitude="", latitude="", crs="", **values)


def list_estates(folder: Path, *lines: str) -> None:
    """Write the centre's own list of estates."""
    (folder / "gazetteer.csv").write_text("\n".join(["name,longitude,latitude,crs", *lines]), encoding="utf-8")


def test_a_home_without_coordinates_is_found_by_the_estate_in_its_address(folder: Path) -> None:
    without_coordinates(folder, 5, address="经开区明湖街道示范花园3号楼1单元101室")
    pinned = gcj02_to_bd09(*wgs84_to_gcj02(113.73, 34.71))
    list_estates(folder, f"示范花园,{pinned[0]},{pinned[1]},bd09", "别的家园,113.70,34.70,wgs84")
    read, faults = read_folder(folder)
    assert faults == ()
    assert metres_between(read.residents[3].place.point, Point(113.73, 34.71)) < 1
    assert read.residents[4] == SAMPLE.residents[4], "who has coordinates keeps them"


def test_a_home_without_coordinates_and_without_a_list_is_told_with_both_remedies(folder: Path) -> None:
    without_coordinates(folder, 5)
    fault = only_fault(folder)
    assert (fault.where, fault.field) == ("residents.csv row 5", "longitude")
    assert "no gazetteer.csv" in fault.message
    assert "fill in longitude and latitude" in fault.remedy
    assert "add the estate to gazetteer.csv" in fault.remedy


def test_an_address_on_no_list_is_told_without_showing_it(folder: Path) -> None:
    without_coordinates(folder, 5, address="无人知晓的地方")
    list_estates(folder, "示范花园,113.73,34.71,wgs84")
    fault = only_fault(folder)
    assert "not found" in fault.message
    assert "无人知晓" not in f"{fault.said_in('zh')} {fault.said_in('en')}"


def test_one_coordinate_alone_is_a_missing_cell_and_not_looked_up(folder: Path) -> None:
    put(folder, "residents", 5, latitude="")
    list_estates(folder, "示范花园,113.73,34.71,wgs84")
    fault = only_fault(folder)
    assert (fault.field, fault.message) == ("latitude", "nothing stands there")


def test_a_list_of_estates_with_a_fault_is_told_with_the_homes_that_wait_for_it(folder: Path) -> None:
    without_coordinates(folder, 5)
    list_estates(folder, "示范花园,34.71,113.73,wgs84")
    assert [f.where for f in faults_of(folder)] == ["gazetteer.csv row 2", "residents.csv row 5"]


class UnsureMap(BaseHTTPRequestHandler):
    """Answers as Baidu does for a street without a number."""

    def do_GET(self) -> None:
        place = {"location": {"lng": 113.73, "lat": 34.71}, "precise": 0, "confidence": 75, "level": "道路"}
        self.send_response(200)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.end_headers()
        self.wfile.write(json.dumps({"status": 0, "result": place}).encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_a_place_the_map_is_not_sure_of_waits_for_a_look_at_the_map(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """75 of 100 is below the 80 from which a point is used unseen."""
    without_coordinates(folder, 5)
    server = ThreadingHTTPServer(("127.0.0.1", 0), UnsureMap)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    monkeypatch.setenv(KEY, "key")
    monkeypatch.setattr(URLLibAdapter, "get_json", _from_loopback(server.server_address[1]))
    try:
        fault = only_fault(folder)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert (fault.where, fault.field) == ("residents.csv row 5", "longitude")
    assert "75 %" in fault.message
    assert "confirm the place on the map" in fault.remedy


def _from_loopback(port: int) -> Callable[..., object]:
    """geopy's own fetching, of pages that stand on this machine."""
    fetch = URLLibAdapter.get_json

    def moved(self: URLLibAdapter, url: str, **options: object) -> object:
        return fetch(self, url.replace("https://api.map.baidu.com", f"http://127.0.0.1:{port}"), **options)

    return moved
