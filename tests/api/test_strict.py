"""Whatever is sent, the service answers in its own words: never a 5xx, never an echo of what was typed."""

from __future__ import annotations

import random
import re
import time
from pathlib import Path

import pytest
from api.any_body import CARE, PLANTED, TEMPLATES, assert_a_problem, mutated
from flask import Flask

from scheduler.api import Settings, create_app, listening, serve
from scheduler.errors import InputError

BODIES = 2000
CARE_BODIES = 500


def test_two_thousand_generated_bodies_give_no_server_error_and_echo_nothing(app: Flask, database: Path) -> None:
    draw = random.Random(20260309)
    client = app.test_client()
    seen: dict[int, int] = {}
    for _ in range(BODIES):
        path = draw.choices(list(TEMPLATES)[:3], weights=(70, 15, 15))[0]
        kind = "application/json" if draw.random() < 0.95 else draw.choice(["text/plain", "", "multipart/form-data"])
        answer = client.post(path, data=mutated(draw, TEMPLATES[path]), content_type=kind)
        seen[answer.status_code] = seen.get(answer.status_code, 0) + 1
        assert answer.status_code < 500, answer.text
        assert PLANTED not in answer.text
        if answer.status_code >= 400:
            assert_a_problem(answer)
    assert seen[201] > 50, seen  # the drawing is near enough to be let in now and then
    assert seen[400] > 50
    assert seen[415] > 20
    assert seen[422] > 500
    assert not (database.parent / "errors.log").exists()


def test_bodies_about_care_over_time_give_no_server_error_and_echo_nothing(app: Flask, database: Path) -> None:
    draw = random.Random(20260310)
    client = app.test_client()
    for path in ("/v1/beds", "/v1/orders"):  # the bed and the order that the others are about
        added = client.post(path, json=TEMPLATES[path] | {"device": None} if path == "/v1/orders" else TEMPLATES[path])
        assert added.status_code == 201, added.text
    seen: dict[str, set[int]] = {path: set() for path in CARE}
    for k in range(CARE_BODIES):
        path = CARE[k % len(CARE)]
        answer = client.post(path, data=mutated(draw, TEMPLATES[path]), content_type="application/json")
        seen[path].add(answer.status_code)
        assert answer.status_code < 500, (path, answer.text)
        assert PLANTED not in answer.text
        if answer.status_code >= 400:
            assert_a_problem(answer)
    assert all({400, 422} <= codes for codes in seen.values()), seen
    assert all(codes & {200, 201, 404, 409} for codes in seen.values()), seen  # near enough to be read now and then
    assert not (database.parent / "errors.log").exists()


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"[" * 100_000, 400),
        (b'{"a":' * 50_000, 400),
        (b'{"seed": ' + b"9" * 5000 + b"}", 400),
        (b'{"seed": NaN}', 400),
        (b'{"seed": -Infinity}', 400),
        (b'{"day": "2026-03-09", "day": "2026-03-10"}', 400),
        (b'{"windows": [{"earliest": 1, "earliest": 2}]}', 400),
        (b"\xff\xfe{}", 400),
        (b'{"day": "2026-03-09"', 400),
        (b'"{}"', 422),
        (b"[]", 422),
        (b"null", 422),
        (b" " * 300_000, 413),
        (b'{"day": 0}', 422),
        (b'{"day": "0"}', 422),
        (b'{"day": "1234567890"}', 422),
        (b'{"day": "2026-03-09", "seed": "1"}', 422),
        (b'{"day": "2026-03-09", "seed": true}', 422),
        (b'{"day": "2026-03-09", "seed": 1.0}', 422),
        (b'{"day": "2026-03-09", "seed": 1e400}', 422),
        (b'{"day": "2026-03-09", "author": "S01"}', 422),
        (b'{"day": "2026-05-01", "seconds": 1, "iterations": 1}', 422),
    ],
    ids=repr,
)
def test_a_body_that_is_not_exactly_as_declared_is_refused_at_once(app: Flask, content: bytes, status: int) -> None:
    began = time.perf_counter()
    answer = app.test_client().post("/v1/plans", data=content, content_type="application/json")
    assert answer.status_code == status, answer.text
    assert time.perf_counter() - began < 1
    assert_a_problem(answer)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/requests/none", 404),
        ("GET", "/v1/requests/%00", 404),
        ("GET", "/v1/plans/none", 404),
        ("GET", "/v1/plans/none?after=x", 422),
        ("GET", "/v1/plans/none?after=1&after=2", 422),
        ("GET", "/v1/plans/none?later=1", 422),
        ("GET", "/v1/plans/none/routes", 404),
        ("DELETE", "/v1/plans/none/run", 404),
        ("GET", "/v1/staff/S01/route", 422),
        ("GET", "/v1/staff/S01/route?date=2026-02-30", 422),
        ("GET", "/v1/staff/S01/route?date=9999-12-31", 422),
        ("GET", "/v1/staff/S01/route?date=2026-03-12", 404),
        ("GET", "/v1/staff/%E7%8E%8B/route?date=2026-03-12", 404),
        ("PUT", "/v1/requests", 405),
        ("GET", "/v1/beds/none", 404),
        ("GET", "/v1/beds?state=upstairs", 422),
        ("GET", "/v1/beds?centre_id=none", 404),
        ("GET", "/v1/orders/none", 404),
        ("GET", "/v1/orders?date=2026-02-30", 422),
        ("GET", "/v1/orders/O%231", 404),
        ("GET", "/v1/nursing/none", 404),
        ("GET", "/v1/worklist?date=tomorrow", 422),
        ("GET", "/v1/worklist?date=2051-03-09", 422),
        ("GET", "/v1/worklist?later=1", 422),
        ("POST", "/v1/requests/none/offers", 404),
        ("POST", "/v1/offers/none/hold", 404),
        ("POST", "/v1/offers/%00/confirm", 404),
        ("GET", "/v1/offers/none", 404),
        ("PATCH", "/v1/orders/none", 405),
        ("GET", "/", 404),
        ("GET", "/v1/../v1/health/x", 404),
    ],
)
def test_what_is_not_there_or_not_meant_is_a_problem_too(app: Flask, method: str, path: str, status: int) -> None:
    answer = app.test_client().open(path, method=method)
    assert answer.status_code == status, answer.text
    assert_a_problem(answer)


def test_a_fault_names_the_field_and_the_remedy(app: Flask) -> None:
    sent = TEMPLATES["/v1/requests"] | {"minutes": "30", "surname": PLANTED}
    sent["windows"] = [{"earliest": "2026-03-09T11:00:00+08:00", "latest": "2026-03-09T08:00:00+08:00"}]
    answer = app.test_client().post("/v1/requests", json=sent)
    assert {(e["pointer"], e["field"]) for e in answer.get_json()["errors"]} == {
        ("/minutes", "minutes"),
        ("/surname", "surname"),
        ("/windows/0", "0"),
    }


def test_a_route_comes_as_json_or_geojson_only(app: Flask) -> None:
    answer = app.test_client().get("/v1/plans/none/routes", headers={"Accept": "text/html"})
    assert answer.status_code == 406


def test_no_page_under_another_name_reaches_the_service(app: Flask) -> None:
    answer = app.test_client().get("/v1/health", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "evil" not in answer.text


def test_every_answer_says_that_it_is_not_to_be_kept(app: Flask) -> None:
    answer = app.test_client().get("/v1/health")
    assert answer.get_json() == {"status": "ok", "centres": 1}
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.org", ""])
def test_an_address_that_others_could_reach_is_refused_with_the_reason(tmp_path: Path, host: str) -> None:
    with pytest.raises(InputError, match="no people and roles yet"):
        serve(Settings(tmp_path / "new.sqlite"), host=host, port=0)
    assert not list(tmp_path.iterdir())


def test_a_taken_port_is_said_plainly(app: Flask) -> None:
    first = listening(app, port=0)
    with pytest.raises(InputError, match="the address is taken"):
        listening(app, "localhost", first.effective_port)


def test_what_nobody_expected_is_told_by_number_and_logged_without_words(tmp_path: Path) -> None:
    app = create_app(Settings(tmp_path / "centre.sqlite"))

    @app.get("/v1/broken")
    def broken() -> str:
        raise RuntimeError(PLANTED)

    answer = app.test_client().get("/v1/broken")
    assert answer.status_code == 500
    assert_a_problem(answer)
    entry = re.search(r"E-[0-9a-f]{8}", answer.text)
    log = (tmp_path / "errors.log").read_text("utf-8")
    assert entry
    assert entry[0] in log
    assert "RuntimeError" in log
    assert PLANTED not in answer.text + log
    app.extensions["store"].close()
