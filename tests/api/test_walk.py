"""One day through the service, over HTTP, as another program would use it."""

from __future__ import annotations

import socket
import time
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from api.caller import NOW, Answer, Caller

from scheduler import usecases
from scheduler.domain.plan import Plan

MONDAY = "2026-03-09"
SECONDS = 120  # asked for, never waited for: the run is stopped by hand


def poll(call: Caller, plan_id: str, enough: Any, seconds: float = 240) -> dict[str, Any]:
    """Ask for the plan until what is told is enough."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        told: dict[str, Any] = call("GET", f"/v1/plans/{plan_id}").json
        if enough(told):
            return told
        assert told["status"] != "failed", told["reason"]
        time.sleep(0.1)
    raise AssertionError(f"{plan_id} did not get there in {seconds} s: {told['status']}, {told['progress'][-1:]}")


def costs(told: dict[str, Any]) -> list[int]:
    """The cost of each progress event, in order."""
    return [event["cost"] for event in told["progress"]]


def spoiled(plan: Plan) -> Plan:
    """The plan with its first visit begun three hours before anybody's shift."""
    route = plan.routes[0]
    first = route.stops[0]
    early = replace(first, start=first.start - timedelta(hours=3), end=first.end - timedelta(hours=3))
    changed = replace(route, departure=route.departure - timedelta(hours=3), stops=(early, *route.stops[1:]))
    return replace(plan, routes=(changed, *plan.routes[1:]))


def publish(call: Caller, plan_id: str) -> Answer:
    """Publish; overdue visits, where there are any, are acknowledged by a named person."""
    answer = call("POST", f"/v1/plans/{plan_id}/publish", {})
    if answer.status == 409 and not answer.json["findings"] and answer.json["to_acknowledge"]:
        return call("POST", f"/v1/plans/{plan_id}/publish", {"acknowledged_by": "S01"})
    return answer


def test_slow_senders_do_not_keep_others_out(call: Caller) -> None:
    senders = [socket.create_connection(("127.0.0.1", call.port), timeout=10) for _ in range(150)]
    for sender in senders:
        sender.sendall(b"POST /v1/requests HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Len")
    began = time.monotonic()
    assert call("GET", "/v1/health").status == 200
    assert time.monotonic() - began < 5
    for sender in senders:
        sender.close()


@pytest.mark.timeout(420)  # the first run after a change compiles the engine
def test_a_day_goes_from_a_request_to_a_nurses_own_route_over_http(call: Caller, database: Path) -> None:
    wanted = {
        "resident_id": "R0300",
        "service": "EDU",
        "channel": "clinic_phone",
        "first_day": MONDAY,
        "last_day": "2026-03-11",
    }
    received = call("POST", "/v1/requests", wanted, Idempotency_Key="phone-1")
    assert received.status == 201, received.text
    number = received.json["number"]
    assert received.json["state"] in ("open", "held")
    assert received.json["next_step"]["zh"]
    assert received.headers["Location"] == f"/v1/requests/{number}"
    again = call("POST", "/v1/requests", wanted, Idempotency_Key="phone-1")
    assert (again.status, again.json["number"]) == (201, number)
    assert again.headers["Idempotent-Replayed"] == "true"
    infusion = wanted | {"service": "INFUSION", "resident_id": "R0301"}
    refused = call("POST", "/v1/requests", infusion)
    assert (refused.status, refused.json["state"]) == (201, "refused")
    assert "refuse" in {answer["answer"] for answer in refused.json["answers"]}
    assert call("GET", f"/v1/requests/{number}").json["request"]["service"] == "EDU"

    started = call("POST", "/v1/plans", {"day": MONDAY, "seconds": SECONDS, "seed": 7})
    assert started.status == 202, started.text
    plan_id = started.json["id"]
    assert call("POST", "/v1/plans", {"day": MONDAY}).status == 409  # one run a day
    seen = poll(call, plan_id, lambda told: len(set(costs(told))) >= 2)
    assert costs(seen)[-1] < costs(seen)[0]
    assert call("DELETE", f"/v1/plans/{plan_id}/run").status == 202
    stopped_at = time.monotonic()
    made = poll(call, plan_id, lambda told: told["status"] == "stopped")
    assert time.monotonic() - stopped_at < 15
    assert made["cost"] == sum(made["cost_by_rule"].values())
    assert all(left["reasons"] for left in made["left_out"])
    assert call("DELETE", f"/v1/plans/{plan_id}/run").status == 409

    routes = call("GET", f"/v1/plans/{plan_id}/routes").json["routes"]
    on_map = call("GET", f"/v1/plans/{plan_id}/routes", Accept="application/geo+json")
    assert on_map.headers["Content-Type"] == "application/geo+json"
    stops = sum(len(route["stops"]) for route in routes)
    kinds = [feature["geometry"]["type"] for feature in on_map.json["features"]]
    assert (kinds.count("Point"), kinds.count("LineString")) == (stops, sum(bool(r["stops"]) for r in routes))

    store = usecases.open_store(database)
    good = usecases.read_plan(store, plan_id)
    bad = usecases.save_draft(store, spoiled(good), author="test", now=NOW)
    refusal = publish(call, bad.id)
    assert refusal.status == 409
    assert refusal.headers["Content-Type"] == "application/problem+json"
    assert any(finding["hard"] for finding in refusal.json["findings"])
    repaired = usecases.save_draft(store, good, author="test", now=NOW)
    store.close()
    published = publish(call, repaired.id)
    assert published.status == 200, published.text

    route = max(routes, key=lambda one: len(one["stops"]))
    own = call("GET", f"/v1/staff/{route['staff_id']}/route?date={MONDAY}")
    assert own.status == 200
    told = [(s["visit_id"], s["start"]) for one in own.json["routes"] for s in one["stops"]]
    assert {(s["visit_id"], s["start"]) for s in route["stops"]} <= set(told)
    assert call("GET", f"/v1/staff/{route['staff_id']}/route?date={date(2026, 3, 20)}").status == 404
    assert call("POST", f"/v1/plans/{plan_id}/publish", {}).status == 412  # made before people were told another plan
