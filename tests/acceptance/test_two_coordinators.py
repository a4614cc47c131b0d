"""Two people change one day: a stale version, a wrong option; the second is told what differs, nothing is lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scheduler.api import Settings, create_app
from scheduler.errors import StaleError
from scheduler.replan.diff import Difference
from scheduler.usecases import Choice, move_visit, plans_of, publish_plan, replan_day
from tests.acceptance.running_day import STEPS, opened_again, told
from tests.builders import clock
from tests.shell import Shell
from tests.usecases.small_centre import MONDAY, NOW, opened


def test_scenario_27_two_coordinators_the_second_is_refused_with_the_differences(tmp_path: Path) -> None:
    store = opened(tmp_path)
    plan_id = told(store)
    moved = move_visit(store, plan_id, "V-Q6", "N1", clock("10:30"), author="first", now=NOW)
    assert moved.plan is not None
    other = move_visit(store, plan_id, "V-Q3", "N2", clock("10:30"), author="second", now=NOW)
    assert other.plan is not None
    assert publish_plan(store, moved.plan.id, author="first", now=NOW).plan
    with pytest.raises(StaleError) as stale:
        publish_plan(store, other.plan.id, author="second", now=NOW)
    assert isinstance(stale.value.differences, Difference)
    assert [one.visit_id for one in stale.value.differences.residents] == ["V-Q6"]
    with pytest.raises(StaleError):
        replan_day(store, plan_id, Choice(iterations=STEPS), author="second", now=NOW)
    assert [version.state for version in plans_of(store, "C1", MONDAY)] == ["replaced", "published", "draft"]
    store.close()


def test_scenario_27_a_stale_version_is_answered_with_412_and_a_replan_through_the_api_with_201(tmp_path: Path) -> None:
    store = opened(tmp_path)
    plan_id = told(store)
    app = create_app(Settings(store.path, store.rulebook, lambda: clock("07:20")))
    client = app.test_client()
    ill = {"kind": "staff_absent", "at": "2026-03-09T07:20:00+08:00", "staff_id": "N1"}
    ill["start"] = ill["at"]
    sent = {"events": [ill], "iterations": STEPS}
    dry = client.post(f"/v1/plans/{plan_id}/replan", json={**sent, "dry_run": True})
    assert (dry.status_code, dry.get_json()["saved"]) == (200, False)
    answer = client.post(f"/v1/plans/{plan_id}/replan", json=sent)
    assert answer.status_code == 201, answer.get_json()
    made = answer.get_json()
    assert answer.headers["Location"] == f"/v1/plans/{made['plan']['id']}"
    diff = client.get(f"/v1/plans/{plan_id}/diff/{made['plan']['id']}").get_json()
    assert {one["visit_id"] for one in diff["residents"]} >= {"V-Q1", "V-Q2", "V-Q3"}
    assert client.post(f"/v1/plans/{made['plan']['id']}/publish", json={}).status_code == 200
    stale = client.post(f"/v1/plans/{plan_id}/replan", json={"iterations": STEPS})
    assert stale.status_code == 412
    assert stale.get_json()["differences"]["residents"] == diff["residents"]
    wrong = client.post(f"/v1/plans/{made['plan']['id']}/replan", json={"events": [{"kind": "party", "at": ill["at"]}]})
    assert wrong.status_code == 422
    app.extensions["store"].close()
    store.close()


def test_a_wrong_option_is_refused_and_nothing_is_kept(shell: Shell) -> None:
    store = opened(shell.database.parent)
    told(store)
    store.close()
    day = MONDAY.isoformat()
    broken = shell.database.parent / "broken.json"
    broken.write_text("{", encoding="utf-8")
    elsewhere = shell.database.parent / "event.json"
    elsewhere.write_text(json.dumps({"kind": "staff_back", "at": "2026-03-10T08:00:00+08:00", "staff_id": "N1"}))
    for words in (
        ("--event", str(broken)),
        ("--event", str(elsewhere)),
        ("--absent", "N99"),
        ("--iterations", "200", "--freeze-until", "25:00"),
    ):
        assert shell("replan", "--date", day, *words)[0] == 2, words
    store = opened_again(shell)
    assert len(plans_of(store, "C1", MONDAY)) == 1
    store.close()
