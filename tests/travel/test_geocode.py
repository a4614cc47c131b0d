"""Addresses to points: the centre's own list without a network, Baidu through geopy always turned to WGS-84."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from geopy.adapters import URLLibAdapter

from scheduler.domain.people import Point
from scheduler.errors import InputError
from scheduler.travel.coordinates import metres_between
from scheduler.travel.geocode import KEY, Baidu, FirstFound, Found, Gazetteer, geocoder_of, read_gazetteer

ERQI, ERQI_IN_BAIDU = Point(113.659, 34.754), (113.671554, 34.758960)


class Page(BaseHTTPRequestHandler):
    """Answers as Baidu does; addresses decide what."""

    def do_GET(self) -> None:
        asked = parse_qs(urlsplit(self.path).query)
        self.server.asked.append((urlsplit(self.path).path, asked))
        longitude, latitude = ERQI_IN_BAIDU
        place = {"location": {"lng": longitude, "lat": latitude}, "precise": 1, "confidence": 75, "level": "道路"}
        address = asked["address"][0]
        body = {"status": 0, "result": place} if "示范路" in address else {"status": 0, "result": None}
        if asked["ak"] == ["wrong"]:
            body = {"status": 240, "message": "refused"}
        self.send_response(503 if "停机" in address else 200)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    """A map service on the loopback that notes what it was asked."""
    it = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    it.asked = []
    thread = threading.Thread(target=it.serve_forever)
    thread.start()
    yield it
    it.shutdown()
    thread.join()
    it.server_close()


def baidu(server: ThreadingHTTPServer, key: str = "key") -> Baidu:
    """geopy as it is, only its pages are fetched from the loopback."""
    port = server.server_address[1]

    class Loopback(URLLibAdapter):
        def get_json(self, url: str, *, timeout: float, headers: Any) -> Any:
            moved = url.replace("https://api.map.baidu.com", f"http://127.0.0.1:{port}")
            return super().get_json(moved, timeout=timeout, headers=headers)

    return Baidu(key, adapter_factory=Loopback)


def test_baidu_answers_in_its_own_system_and_is_turned_to_wgs84(server: ThreadingHTTPServer) -> None:
    found = baidu(server).find("郑州市二七区示范路 12 号")
    assert found is not None
    assert metres_between(found.point, ERQI) < 1
    assert (found.confidence, found.source) == (75, "baidu")
    ((path, asked),) = server.asked
    assert path == "/geocoding/v3/"
    assert asked["ak"] == ["key"]


def test_baidu_without_an_answer_finds_nothing(server: ThreadingHTTPServer) -> None:
    assert baidu(server).find("没有这条路") is None


@pytest.mark.parametrize(("key", "address", "said"), [("wrong", "示范路", KEY), ("key", "停机", "pin the home")])
def test_a_refusal_of_baidu_names_the_remedy_and_not_the_address(
    server: ThreadingHTTPServer, key: str, address: str, said: str
) -> None:
    with pytest.raises(InputError, match=said) as refused:
        baidu(server, key).find(address)
    assert address not in str(refused.value)


def write(folder: Path, text: str) -> Path:
    path = folder / "gazetteer.csv"
    path.write_text(text, encoding="utf-8-sig")
    return path


def test_the_own_list_knows_estates_by_their_longest_name(tmp_path: Path) -> None:
    lines = "name,longitude,latitude,crs\n示范小区,113.70,34.70,wgs84\n示范小区北院,113.71,34.71,wgs84\n"
    own = read_gazetteer(write(tmp_path, lines))
    assert own.find("金水区示范小区北院 3号楼") == Found(Point(113.71, 34.71), 80, "gazetteer")
    assert own.find("示范 小区") == Found(Point(113.70, 34.70), 100, "gazetteer")
    assert own.find("别处") is None


def test_the_own_list_is_turned_to_wgs84_row_by_row(tmp_path: Path) -> None:
    longitude, latitude = ERQI_IN_BAIDU
    own = read_gazetteer(write(tmp_path, f"name,longitude,latitude,crs\n二七,{longitude},{latitude},bd09\n"))
    found = own.find("二七")
    assert found is not None
    assert metres_between(found.point, ERQI) < 1


def test_every_fault_of_the_own_list_is_named_at_once(tmp_path: Path) -> None:
    lines = "name,longitude,latitude,crs\n甲,34.7,113.7,wgs84\n,113.7,34.7,wgs84\n乙,x,34.7,wgs84\n丙,113.7,34.7,\n"
    with pytest.raises(InputError) as refused:
        read_gazetteer(write(tmp_path, lines))
    rows = [(fault.where, fault.field) for fault in refused.value.faults]
    assert rows == [
        ("gazetteer.csv row 2", "longitude, latitude"),
        ("gazetteer.csv row 3", "name"),
        ("gazetteer.csv row 4", "longitude, latitude"),
        ("gazetteer.csv row 5", "crs"),
    ]
    with pytest.raises(InputError, match="columns"):
        read_gazetteer(write(tmp_path, "name,lng,lat\n"))


def test_without_a_key_nothing_but_the_own_list_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, "name,longitude,latitude,crs\n甲,113.7,34.7,wgs84\n")
    monkeypatch.delenv(KEY, raising=False)
    assert isinstance(geocoder_of(path), Gazetteer)
    monkeypatch.setenv(KEY, "key")
    behind = geocoder_of(path)
    assert isinstance(behind, FirstFound)
    assert behind.find("甲") == Found(Point(113.7, 34.7), 100, "gazetteer")  # the own list is asked first


def test_the_first_that_knows_an_address_answers(server: ThreadingHTTPServer) -> None:
    both = FirstFound((Gazetteer({"甲院": Point(113.7, 34.7)}), baidu(server)))
    found = both.find("示范路 12 号")
    assert found is not None
    assert found.source == "baidu"
    assert both.find("无人知晓") is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_a_list_of_estates_is_read_as_spreadsheets_save_it(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "gazetteer.csv"
    path.write_text("name,longitude,latitude,crs\n示范花园,113.72,34.7,wgs84\n", encoding=encoding)
    assert list(read_gazetteer(path).points) == ["示范花园"]


def test_a_list_of_estates_in_no_known_encoding_is_one_message(tmp_path: Path) -> None:
    path = tmp_path / "gazetteer.csv"
    path.write_bytes(b"\xff\xfe\xff")
    with pytest.raises(InputError) as refused:
        read_gazetteer(path)
    assert [fault.where for fault in refused.value.faults] == ["gazetteer.csv"]
