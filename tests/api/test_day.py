"""The running day over HTTP: events told and read, the day at a moment; whatever is sent, an answer and no error."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from api.any_body import PLANTED, assert_a_problem, mutated
from flask import Flask

from scheduler.api import Settings, create_app
from scheduler.usecases import publish_plan
from tests.builders import clock
from tests.usecases.small_centre import GOOD, MONDAY, NOW, drafted, opened

AT = f"{MONDAY}T08:10:00+08:00"
PLAN = f"C1-{MONDAY}-1"
BODIES = 300
ROAD: dict[str, Any] = {
    "kind": "road_closed",
    "at": AT,
    "closure": {
        "id": "BRIDGE",
        "first": {"longitude": 113.721, "latitude": 34.699},
        "second": {"longitude": 113.721, "latitude": 34.701},
        "start": AT,
        "until": f"{MONDAY}T10:00:00+08:00",
        "minutes": 6,
    },
}


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """The small centre with its good plan published, at 08:15."""
    store = opened(tmp_path)
    assert publish_plan(store, drafted(store, GOOD).id, author="test", now=NOW).plan
    found = create_app(Settings(store.path, store.rulebook, lambda: clock("08:15")))
    yield found
    found.extensions["store"].close()
    store.close()


def test_an_event_is_told_read_again_and_seen_in_the_day(app: Flask) -> None:
    client = app.test_client()
    answer = client.post("/v1/events", json={"kind": "visit_started", "at": AT, "visit_id": "V-Q1"})
    assert answer.status_code == 201, answer.text
    assert (answer.get_json()["number"], answer.get_json()["replan"]) == (1, False)
    again = client.get(answer.headers["Location"]).get_json()
    assert again["events"] == [{"number": 1, "kind": "visit_started", "event": answer.get_json()["event"]}]
    ill = {"kind": "staff_absent", "at": AT, "staff_id": "N2", "start": AT}
    told = client.post("/v1/events", json=ill).get_json()
    assert (told["touched"], told["replan"]) == (["N2"], True)
    now = client.get(f"/v1/plans/{PLAN}/now").get_json()
    assert [(one["staff_id"], one["state"]) for one in now["people"]] == [("N1", "with"), ("N2", "absent")]
    assert now["red"] == ["V-Q4", "V-Q5", "V-Q6"]
    later = client.get(f"/v1/plans/{PLAN}/now", query_string={"at": f"{MONDAY}T09:00:00+08:00"}).get_json()
    assert [one["stage"] for one in later["reminders"] if one["visit_id"] == "V-Q1"] == ["call"]


def test_a_closed_road_and_an_opened_one(app: Flask) -> None:
    client = app.test_client()
    told = client.post("/v1/events", json=ROAD)
    assert told.status_code == 201, told.text
    assert "绕行" in told.get_json()["zh"]
    around = {**ROAD["closure"], "id": "MARKET", "radius_metres": 200}
    del around["second"]
    assert client.post("/v1/events", json={**ROAD, "closure": around}).status_code == 201
    opened_again = {"kind": "road_opened", "at": AT, "closure_id": "BRIDGE"}
    assert client.post("/v1/events", json=opened_again).status_code == 201
    assert client.post("/v1/events", json=opened_again).status_code == 409
    assert len(client.get("/v1/events", query_string={"date": str(MONDAY)}).get_json()["events"]) == 3


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"kind": "visit_started", "at": AT, "visit_id": "V-Q99"}, 404),
        ({"kind": "visit_started", "at": AT}, 422),
        ({"kind": "visit_started", "at": "08:10", "visit_id": "V-Q1"}, 422),
        ({"kind": "visit_started", "at": f"{MONDAY}T08:10:00+08:00", "visit_id": "V-Q1", "staff_id": "N1"}, 422),
        ({"kind": "party", "at": AT}, 422),
        ({"kind": "staff_back", "at": AT, "staff_id": "N1"}, 409),
        ({"kind": "weather_slows", "at": AT, "weather": "fair"}, 409),
        ({"kind": "visit_started", "at": "2026-03-12T08:10:00+08:00", "visit_id": "V-Q1"}, 404),
        ({**ROAD, "closure": {**ROAD["closure"], "first": {"longitude": 34.7, "latitude": 13.7}}}, 422),
        ({**ROAD, "closure": {**ROAD["closure"], "until": AT}}, 422),
    ],
    ids=lambda value: value if isinstance(value, int) else value["kind"],
)
def test_what_cannot_have_happened_is_refused_and_nothing_is_kept(app: Flask, sent: Any, status: int) -> None:
    client = app.test_client()
    answer = client.post("/v1/events", json=sent)
    assert answer.status_code == status, answer.text
    assert_a_problem(answer)
    assert client.get("/v1/events", query_string={"date": str(MONDAY)}).get_json()["events"] == []


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"/v1/plans/{PLAN}/now?at=2026-03-12T08:00:00%2B08:00", 422),
        (f"/v1/plans/{PLAN}/now?at=soon", 422),
        (f"/v1/plans/{PLAN}/now?when=1", 422),
        ("/v1/plans/none/now", 404),
        ("/v1/events", 422),
        (f"/v1/events?date={MONDAY}&centre_id=none", 404),
    ],
)
def test_a_wrong_address_is_answered(app: Flask, path: str, status: int) -> None:
    answer = app.test_client().get(path)
    assert answer.status_code == status, answer.text
    assert_a_problem(answer)


def test_bodies_of_events_give_no_server_error_and_echo_nothing(app: Flask, tmp_path: Path) -> None:
    draw = random.Random(20260311)
    client = app.test_client()
    absent = {"kind": "staff_absent", "at": AT, "staff_id": "N1", "start": AT, "until": AT, "reason": "ill"}
    seen: set[int] = set()
    for k in range(BODIES):
        template = json.loads(
            json.dumps([ROAD, absent, {"kind": "visit_cancelled", "at": AT, "visit_id": "V-Q3"}][k % 3])
        )
        if k % 3 == 0:
            inner = mutated(draw, template["closure"]).decode("utf-8", "replace")
            sent = json.dumps({**template, "closure": "@"}).replace('"@"', inner).encode()
        else:
            sent = mutated(draw, template)
        answer = client.post("/v1/events", data=sent, content_type="application/json")
        seen.add(answer.status_code)
        assert answer.status_code < 500, answer.text
        assert PLANTED not in answer.text
        if answer.status_code >= 400:
            assert_a_problem(answer)
    assert {201, 400, 409, 422} <= seen
    assert not (tmp_path / "errors.log").exists()
