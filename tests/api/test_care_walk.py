"""Care over time through the service, as another program would use it: an app, a ward, a nurse's phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from scheduler.api import Settings, create_app
from tests.usecases import care_centre
from tests.usecases.care_centre import MONDAY, NOW, dataset, opened, order, request

DAY = MONDAY.isoformat()
CONDITIONS = list(care_centre.CONDITIONS)


@pytest.fixture
def client(tmp_path: Path) -> Iterator[FlaskClient]:
    """The service at the centre that cares over time, on Monday morning."""
    nursing = request("Q1", "R4", channel="internet_nursing")
    store = opened(tmp_path, dataset(care_orders=(order(),), requests=(nursing,)))
    app: Flask = create_app(Settings(tmp_path / "care.sqlite", store.rulebook, now=lambda: NOW))
    store.close()
    yield app.test_client()
    app.extensions["store"].close()


def post(client: FlaskClient, path: str, sent: dict[str, Any], status: int, **headers: str) -> Any:
    answer = client.post(path, json=sent, headers={name.replace("_", "-"): told for name, told in headers.items()})
    assert answer.status_code == status, answer.text
    return answer.get_json(force=True)


def test_a_bed_goes_from_the_app_to_its_rounds_over_http(client: FlaskClient) -> None:
    asked = {"resident_id": "R1", "kind": "treatment", "source": "outpatient"}
    first = post(client, "/v1/beds", asked, 201, Idempotency_Key="app-1")
    bed = first["bed"]["id"]
    assert post(client, "/v1/beds", asked, 201, Idempotency_Key="app-1")["bed"]["id"] == bed
    refused = post(client, "/v1/beds", asked, 409, Idempotency_Key="app-2")
    assert bed in refused["detail"]
    moves = f"/v1/beds/{bed}/moves"
    illegal = post(client, moves, {"version": 1, "state": "open"}, 409)
    assert "possible: returned, assessed, refused, cancelled" in illegal["detail"]
    assessed = post(client, moves, {"version": 1, "state": "assessed", "conditions": CONDITIONS}, 200)
    stale = post(client, moves, {"version": 1, "state": "refused", "reason": "late"}, 409)
    assert "version 2, not 1" in stale["detail"]
    people = {"responsible_doctor": "G1", "responsible_nurse": "N1"}
    step = {"version": assessed["version"], "state": "registered", **people}
    registered = post(client, moves, step, 200)
    assert [one["service"] for one in registered["following"]] == ["BED_SETUP"]
    opened_ = post(client, moves, {"version": registered["version"], "state": "open"}, 200)
    assert {"BED_ROUND", "BED_NURSE", "BED_SUPER"} <= {one["service"] for one in opened_["following"]}
    care = post(client, f"/v1/beds/{bed}/care", {"version": opened_["version"], "unstable": True}, 200)
    assert care["bed"]["unstable"]
    renewal = {"version": care["version"], "until_day": "2026-06-01"}
    assert "assessment" in post(client, f"/v1/beds/{bed}/renewals", renewal, 409)["detail"]
    (listed,) = client.get("/v1/beds?state=open").get_json()["beds"]
    assert listed == client.get(f"/v1/beds/{bed}").get_json() | {"following": []}


def test_an_order_is_begun_changed_and_stopped_over_http(client: FlaskClient) -> None:
    asked = {"resident_id": "R2", "service": "WOUND", "channel": "signed_team", "first_day": DAY}
    rule = {"calendar": {"rule": "FREQ=DAILY"}, "order_until": "2027-01-01"}
    neither = post(client, "/v1/orders", asked, 422)
    assert "interval or calendar" in neither["errors"][0]["detail"]
    never = {"calendar": {"rule": "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30"}}
    assert post(client, "/v1/orders", asked | never, 422)["errors"][0]["field"] == "rule"
    id_ = post(client, "/v1/orders", asked | rule, 201)["order"]["id"]
    moved = post(client, f"/v1/orders/{id_}/changes", {"version": 1, "number": 2, "day": "2026-03-12"}, 200)
    assert moved["version"] == 2
    assert (
        "version 2"
        in post(client, f"/v1/orders/{id_}/changes", {"version": 1, "number": 2, "skipped": True}, 409)["detail"]
    )
    both = {"version": 2, "number": 2, "skipped": True, "day": DAY}
    assert post(client, f"/v1/orders/{id_}/changes", both, 422)["errors"]
    sent = {"version": 2, "number": 4, "minutes": 40}
    following = post(client, f"/v1/orders/{id_}/following", sent, 201)
    assert (following["order"]["follows"], following["order"]["minutes"]) == (id_, 40)
    stop = f"/v1/orders/{following['order']['id']}/stop"
    assert post(client, stop, {"version": 1, "last_day": "2026-03-20"}, 200)["order"]["last_day"] == "2026-03-20"
    assert post(client, stop, {"version": 2, "last_day": "2026-03-25"}, 409)
    listed = client.get(f"/v1/orders?date={DAY}&resident_id=R2").get_json()["orders"]
    assert [one["order"]["id"] for one in listed] == [id_, following["order"]["id"]]
    assert client.get(f"/v1/orders/{id_}").get_json()["version"] == 3


def test_what_happened_moves_what_is_due_over_http(client: FlaskClient) -> None:
    told = {"visit_id": "V-O1#1", "day": DAY, "outcome": "nobody_home", "staff_ids": ["N1"]}
    assert post(client, "/v1/happened", told, 201)["following"]["id"] == "O1#1~2"
    assert "recorded as nobody_home" in post(client, "/v1/happened", told, 409)["detail"]
    assert post(client, "/v1/happened", told | {"day": "2026-03-10"}, 422)["errors"][0]["field"] == "day"
    assert post(client, "/v1/happened", told | {"visit_id": "V-O8#1"}, 404)
    read = client.get("/v1/requests/O1%231~2").get_json()
    assert (read["number"], read["request"]["service"]) == ("O1#1~2", "PICC")
    away = {"resident_id": "R1", "from_day": DAY, "reason": "hospital"}
    assert post(client, "/v1/absences", away, 201)["called_off"] == []
    assert post(client, "/v1/absences", away, 409)
    assert post(client, "/v1/absences/return", {"resident_id": "R1", "day": "2026-03-12"}, 200)["until_day"] == (
        "2026-03-11"
    )


def test_a_nursing_request_and_the_work_list_over_http(client: FlaskClient) -> None:
    assert client.get("/v1/nursing/Q1").get_json()["possible"] == ["assessing", "consenting", "cancelled", "refused"]
    moves = "/v1/nursing/Q1/moves"
    assert post(client, moves, {"version": 0, "state": "consenting"}, 200)["version"] == 1
    assert "first assessment" in post(client, moves, {"version": 1, "state": "accepted"}, 409)["detail"]
    assert "version 1, not 9" in post(client, moves, {"version": 9, "state": "cancelled", "reason": "x"}, 409)["detail"]
    list_ = client.get("/v1/worklist?date=2026-03-12").get_json()
    assert [(one["number"], one["days"]) for one in list_["overdue"]] == [("O1#1", 2)]
    assert client.get("/v1/worklist").get_json()["day"] == DAY
