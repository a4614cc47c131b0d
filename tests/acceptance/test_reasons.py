"""People believe a plan whose reasons are true when tried: a forbidden move, a visit left out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from scheduler.api import Settings, create_app
from scheduler.explain.changes import with_change
from scheduler.usecases import Store, plans_of, smallest_change_for, why_visit
from scheduler.usecases.day import day_to_plan
from scheduler.validator import judge
from tests import builders
from tests.builders import clock
from tests.shell import Shell
from tests.usecases import small_centre
from tests.usecases.small_centre import GOOD, MONDAY, NOW, dataset, drafted, opened, request

FULL = {"N1-08:00": GOOD["N1-08:00"]}


def full_morning(folder: Path) -> tuple[Store, str]:
    """N1 alone on the road until 10:20 with three visits; a fourth is asked for and finds no room."""
    data = dataset()
    short = replace(data.shifts[0], end=clock("10:20"), latest_end=clock("10:20"))
    asked = tuple(request(f"Q{k}", f"R{k}") for k in (1, 2, 3, 4))
    store = opened(folder, dataset(shifts=(short,), requests=asked))
    return store, drafted(store, FULL).id


def test_scenario_26_why_lists_each_staff_member_and_the_smallest_change_is_true_when_tried(tmp_path: Path) -> None:
    store, plan_id = full_morning(tmp_path)
    why = why_visit(store, plan_id, "V-Q4")
    assert not why.placed
    told = {one.staff_id: one.rule for one in why.reasons if one.staff_id}
    assert told == {"N1": "H5", "N2": "H5", "N3": "H5"}  # no room; the others have no field shift
    change = why.change
    assert change is not None
    assert change.plan is not None
    # 1,600 m out, three times 400 m on the way, the doors and four times 30 minutes: the shift ends too early
    assert (change.kind, change.staff_id, change.proven) == ("shift", "N1", True)
    assert change.minutes % 5 == 0
    assert change.price == 3 * change.minutes
    with store.read() as session:
        day, _ = day_to_plan(session, store.rulebook, "C1", MONDAY)
    tried = with_change(day, change.change)
    assert judge(tried, change.plan).legal
    assert {stop.visit_id for _, stop in change.plan.stops()} == {"V-Q1", "V-Q2", "V-Q3", "V-Q4"}
    smaller = with_change(day, replace(change.change, minutes=change.minutes - 5))
    assert not judge(smaller, change.plan).legal
    assert change.zh.startswith("最小改动")
    store.close()


def test_scenario_26_through_the_command_line_and_the_api(shell: Shell) -> None:
    store, plan_id = full_morning(shell.database.parent)
    expected = smallest_change_for(store, plan_id, "V-Q4")
    code, said, _ = shell("why", "V-Q4", "--plan", plan_id, "--lang", "en")
    assert code == 0
    assert "smallest change: N1" in said
    assert "N2 is not on the road" in said
    assert shell.json("why", "V-Q4", "--plan", plan_id)["change"]["price"] == expected.price
    assert "scheduler move V-Q1" in shell("why", "V-Q1", "--plan", plan_id, "--lang", "en")[1]
    client = create_app(Settings(store.path, store.rulebook, lambda: NOW)).test_client()
    answer = client.get(f"/v1/plans/{plan_id}/visits/V-Q4/smallest-change")
    assert (answer.status_code, answer.get_json()["price"]) == (200, expected.price)
    assert client.get(f"/v1/plans/{plan_id}/visits/V-Q1/smallest-change").status_code == 422
    assert client.get(f"/v1/plans/{plan_id}/visits/V-Q9/smallest-change").status_code == 404
    assert client.get(f"/v1/plans/{plan_id}/visits/V-Q4/reasons").get_json()["reasons"]
    assert len(plans_of(store, "C1", MONDAY)) == 1  # asking changes nothing
    store.close()


def test_scenario_4_a_forbidden_drag_names_the_rule_and_offers_three_places(tmp_path: Path) -> None:
    asked = tuple(
        replace(one, channel="internet_nursing", assessment_until=builders.FAR, consent_until=builders.FAR)
        if one.id == "Q1"
        else one
        for one in small_centre.dataset().requests
    )
    store = opened(tmp_path, dataset(requests=asked))
    plan_id = drafted(store, GOOD).id
    client = create_app(Settings(store.path, store.rulebook, lambda: NOW)).test_client()
    drag = {"visit_id": "V-Q1", "staff_id": "N3", "start": "2026-03-09T09:00:00+08:00", "dry_run": True}
    refused = client.post(f"/v1/plans/{plan_id}/moves", json=drag)
    assert refused.status_code == 409
    found = refused.get_json()
    assert {one["rule"] for one in found["findings"]} == {"H1"}
    assert "3 years" in found["findings"][0]["en"]
    assert "3 年" in found["findings"][0]["zh"]
    assert 0 < len(found["alternatives"]) <= 3
    assert found["terms"]
    best = found["alternatives"][0]
    taken = {**drag, "staff_id": best["staff_id"], "start": best["start"]}
    preview = client.post(f"/v1/plans/{plan_id}/moves", json=taken)
    assert (preview.status_code, preview.get_json()["saved"]) == (200, False)
    assert len(plans_of(store, "C1", MONDAY)) == 1
    saved = client.post(f"/v1/plans/{plan_id}/moves", json={**taken, "dry_run": False})
    assert saved.status_code == 201
    assert saved.get_json()["terms"] == preview.get_json()["terms"]
    assert sum(one["new"] - one["old"] for one in saved.get_json()["terms"]) == best["cost_change"]
    store.close()
