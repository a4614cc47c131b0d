"""Asking why and moving by hand over HTTP: whatever is sent, the answer is in the service's own words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from scheduler.api import Settings, create_app
from tests.shell import Shell
from tests.usecases.small_centre import GOOD, NOW, drafted, opened

PLAN = "C1-2026-03-09-1"
MOVE = {"visit_id": "V-Q3", "staff_id": "N3", "start": "2026-03-09T10:00:00+08:00"}


@pytest.fixture
def client(tmp_path: Path) -> Iterator[FlaskClient]:
    """The service over the small centre with a good draft."""
    store = opened(tmp_path)
    assert drafted(store, GOOD).id == PLAN
    app = create_app(Settings(store.path, store.rulebook, lambda: NOW))
    yield app.test_client()
    app.extensions["store"].close()
    store.close()


@pytest.mark.parametrize(
    ("wrong", "status", "field"),
    [
        ({"visit_id": "V-Q99"}, 422, "visit"),
        ({"staff_id": "N99"}, 422, "staff"),
        ({"part": 2}, 422, "part"),
        ({"part": 0}, 422, "part"),
        ({"start": "2026-03-10T10:00:00+08:00"}, 422, "at"),
        ({"start": "2026-03-09T10:00:00"}, 422, "start"),
        ({"dry_run": "yes"}, 422, "dry_run"),
        ({"visit_id": None}, 422, "visit_id"),
        ({"why": "so"}, 422, "why"),
    ],
)
def test_a_move_that_cannot_be_read_is_refused_with_its_field(
    client: FlaskClient, wrong: dict[str, Any], status: int, field: str
) -> None:
    answer = client.post(f"/v1/plans/{PLAN}/moves", json={**MOVE, **wrong})
    assert answer.status_code == status
    assert field in {error["field"] for error in answer.get_json()["errors"]}


@pytest.mark.parametrize("ask", ["reasons", "smallest-change"])
@pytest.mark.parametrize("visit", ["V-Q99", "%00", "..", "V-Q1'--", "王小英", "V%20Q1"])
def test_an_unknown_visit_is_not_found(client: FlaskClient, ask: str, visit: str) -> None:
    assert client.get(f"/v1/plans/{PLAN}/visits/{visit}/{ask}").status_code == 404
    assert client.get(f"/v1/plans/C1-none/visits/V-Q1/{ask}").status_code == 404
    assert client.get(f"/v1/plans/{PLAN}/visits/V-Q1/{ask}?why=1").status_code == 422


def test_a_move_is_saved_as_a_version_of_its_own_with_its_terms(client: FlaskClient) -> None:
    answer = client.post(f"/v1/plans/{PLAN}/moves", json=MOVE)
    assert answer.status_code == 201
    made = answer.get_json()
    assert answer.headers["Location"] == f"/v1/plans/{made['plan']['id']}"
    assert {"rule", "old", "new", "zh", "en"} == made["terms"][0].keys()
    assert client.get(f"/v1/plans/{made['plan']['id']}").status_code == 200


def test_commands_of_one_visit_end_with_what_to_do_next(shell: Shell) -> None:
    store = opened(shell.database.parent)
    drafted(store, GOOD)
    store.close()
    code, said, _ = shell("explain", "V-Q1", "--plan", PLAN, "--lang", "en")
    assert (code, "scheduler why V-Q1" in said) == (0, True)
    code, said, _ = shell("move", "V-Q3", "--to", "N3", "--at", "10:00", "--plan", PLAN, "--dry-run", "--lang", "en")
    assert code == 0
    assert "a trial, not saved" in said
    assert "What changes, rule by rule:" in said
    code, _, complaint = shell("why", "V-Q99", "--plan", PLAN, "--lang", "zh")
    assert code == 2
    assert "没有" in complaint
