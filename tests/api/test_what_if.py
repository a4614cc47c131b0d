"""What if, over HTTP: asked, kept, listed, read, dropped; refused in the service's own words."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from api.any_body import PLANTED, assert_a_problem, mutated
from flask.testing import FlaskClient
from usecases.small_centre import GOOD, NOW, drafted, opened

from scheduler.api import Settings, create_app

STEPS = {"iterations": 300}


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    """The small centre with a plan."""
    store = opened(tmp_path)
    drafted(store, GOOD)
    store.close()
    return create_app(Settings(tmp_path / "small.sqlite", now=lambda: NOW)).test_client()


PLAN = "/v1/plans/C1-2026-03-09-1/what-if"


def test_a_scenario_without_a_name_is_answered_and_forgotten(client: FlaskClient) -> None:
    answer = client.post(PLAN, json={"absent": ["N1"], **STEPS})
    assert answer.status_code == 200
    assert answer.json is not None
    assert (answer.json["id"], len(answer.json["then"]["served"])) == ("", 6)
    assert client.get("/v1/what-if").json == {"kept": []}


def test_a_scenario_with_a_name_is_kept_until_it_is_dropped(client: FlaskClient) -> None:
    sent: dict[str, Any] = {
        "name": "N1 ill",
        "absent": ["N1"],
        "extra": [{"like": "RN", "start": "08:00", "end": "09:00"}],
        "longer": [{"staff_id": "N2", "minutes": 30}],
        "added": [{"resident_id": "R6", "service": "EDU", "channel": "clinic_phone"}],
        "held": [{"visit_id": "V-Q4", "staff_id": "N2", "at": "08:15"}],
        "without": ["V-Q6"],
        **STEPS,
    }
    answer = client.post(PLAN, json=sent)
    assert answer.status_code == 201, answer.json
    address = answer.headers["Location"]
    assert client.get(address).json == answer.json
    (line,) = client.get("/v1/what-if?date=2026-03-09").json["kept"]
    assert address.endswith(line["id"])
    assert client.get("/v1/what-if?date=2026-03-10").json == {"kept": []}
    assert client.post(PLAN, json=sent).status_code == 409
    assert client.delete(address).status_code == 200
    assert client.get(address).status_code == 404
    assert client.delete(address).status_code == 404


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"absent": ["N99"]},
        {"absent": "N1"},
        {"extra": [{"like": "RN", "start": "10:00", "end": "09:00"}]},
        {"longer": [{"staff_id": "N1", "minutes": 0}]},
        {"held": [{"visit_id": "V-Q1", "staff_id": "N1", "at": "9"}]},
        {"absent": ["N1"], "iterations": 0},
        {"absent": ["N1"], "unknown": 1},
        {"absent": ["N1"], "name": "line\nbreak"},
    ],
)
def test_what_cannot_be_assumed_is_422_with_its_place(client: FlaskClient, sent: dict[str, Any]) -> None:
    answer = client.post(PLAN, json=sent)
    assert answer.status_code == 422
    assert answer.json is not None
    assert all(error["pointer"].startswith("/") for error in answer.json["errors"])
    assert client.get("/v1/what-if").json == {"kept": []}


def test_a_plan_nobody_knows_is_404(client: FlaskClient) -> None:
    assert client.post("/v1/plans/P-none/what-if", json={"absent": ["N1"]}).status_code == 404


def test_hours_are_asked_for_by_role(client: FlaskClient) -> None:
    answer = client.post("/v1/plans/C1-2026-03-09-1/hours", json={"role": "RN", **STEPS})
    assert answer.status_code == 200
    assert answer.json is not None
    assert (answer.json["role"], answer.json["ways"]) == ("RN", [])
    for wrong in ({}, {"role": "COOK"}, {"role": "RN", "name": "kept"}, {"role": "GP"}):
        assert client.post("/v1/plans/C1-2026-03-09-1/hours", json=wrong).status_code == 422


WHOLE: dict[str, Any] = {
    "absent": ["N1"],
    "extra": [{"like": "N2", "start": "08:00", "end": "09:00"}],
    "longer": [{"staff_id": "N2", "minutes": 30}],
    "certificates": [],
    "without": ["V-Q6"],
    "iterations": 20,
    "seed": 2,
}


@pytest.mark.parametrize(("path", "more"), [(PLAN, {"name": ""}), ("/v1/plans/C1-2026-03-09-1/hours", {"role": "RN"})])
def test_generated_bodies_give_no_server_error_and_echo_nothing(
    client: FlaskClient, tmp_path: Path, path: str, more: dict[str, str]
) -> None:
    draw = random.Random(20260311)
    seen: set[int] = set()
    for _ in range(100):
        answer = client.post(path, data=mutated(draw, WHOLE | more), content_type="application/json")
        seen.add(answer.status_code)
        assert answer.status_code < 500, answer.text
        assert PLANTED not in answer.text
        if answer.status_code >= 400:
            assert_a_problem(answer)
    assert {200, 400, 422} <= seen
    assert not (tmp_path / "errors.log").exists()
