"""Offers over HTTP: asked for, held against somebody else, confirmed and published, refused when stale."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from api.caller import Caller

from scheduler.api import Settings, create_app, listening
from scheduler.usecases import move_visit
from tests.builders import clock
from tests.usecases.offering import called, told
from tests.usecases.small_centre import GOOD, opened

NOW = clock("07:15")


@pytest.fixture
def calls(tmp_path: Path) -> Iterator[tuple[Caller, str, str]]:
    """The service over the small centre with a published plan, and two open requests."""
    store = opened(tmp_path)
    told(store, GOOD)
    numbers = called(store, "R2", now=NOW), called(store, "R6", now=NOW)
    store.close()
    app = create_app(Settings(store.path, store.rulebook, lambda: NOW))
    server = listening(app, port=0)
    threading.Thread(target=server.run, daemon=True).start()
    yield Caller(server.effective_port), *numbers
    app.extensions["store"].close()


def test_an_offer_is_found_held_and_confirmed_over_http(calls: tuple[Caller, str, str]) -> None:
    call, number, other = calls
    found = call("POST", f"/v1/requests/{number}/offers", {"coordinator": "S1"})
    assert found.status == 201, found.text
    first, second, _ = found.json["offers"]
    assert first["cost"] == sum(first["cost_by_rule"].values()) <= second["cost"]
    assert first["start"] == first["parts"][0]["start"]
    assert (first["touched"], first["state"]) == ([], "offered")
    assert call("POST", f"/v1/requests/{other}/offers", {"count": 1}).status == 201

    held = call("POST", f"/v1/offers/{first['id']}/hold", {"coordinator": "S1"})
    assert (held.status, held.json["holder"], held.json["until"]) == (200, "S1", "2026-03-09T07:30:00+08:00")
    refused = call("POST", f"/v1/offers/{second['id']}/hold", {"coordinator": "S2"})
    assert refused.status == 409
    assert "held by S1 until 07:30" in refused.json["detail"]

    done = call("POST", f"/v1/offers/{first['id']}/confirm", {"coordinator": "S1", "publish": True})
    assert done.status == 201, done.text
    assert done.headers["Location"] == f"/v1/plans/{done.json['plan']['id']}"
    assert done.json["published"]["plan"]["state"] == "published"
    changed = {one["visit_id"]: one["kinds"] for one in done.json["change"]["residents"]}
    assert changed == {f"V-{number}": ["added"]} | {late["visit_id"]: ["time"] for late in first["delayed"]}
    assert call("POST", f"/v1/offers/{first['id']}/confirm", {"coordinator": "S1"}).status == 409
    assert call("POST", f"/v1/requests/{number}/offers", {}).status == 409
    assert call("POST", f"/v1/offers/{other}~1/confirm", {}).status == 201  # rests on the version before
    assert call("POST", f"/v1/requests/{other}/offers", {"day": "2026-03-08"}).status == 422


def test_an_offer_on_a_replaced_version_is_answered_with_412_and_the_differences(tmp_path: Path) -> None:
    store = opened(tmp_path)
    plan_id = told(store, GOOD)
    number = called(store, "R2", now=NOW)
    client = create_app(Settings(store.path, store.rulebook, lambda: NOW)).test_client()
    offer = client.post(f"/v1/requests/{number}/offers", json={}).get_json()["offers"][0]
    moved = move_visit(store, plan_id, "V-Q3", "N3", clock("10:00"), author="other", now=NOW)
    assert moved.plan is not None
    assert client.post(f"/v1/plans/{moved.plan.id}/publish", json={}).status_code == 200
    stale = client.post(f"/v1/offers/{offer['id']}/hold", json={})
    assert stale.status_code == 412
    assert [one["visit_id"] for one in stale.get_json()["differences"]["residents"]] == ["V-Q3"]
    store.close()
