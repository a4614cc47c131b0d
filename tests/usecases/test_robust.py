"""How sure a plan is, plans with buffers, and learning from check-ins: by use case, over HTTP and at the shell."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from scheduler import cli
from scheduler.api import Settings, create_app
from scheduler.domain.events import VisitFinished, VisitStarted
from scheduler.errors import InputError, NotFoundError
from scheduler.settings import config_folder, load_rulebook
from scheduler.usecases import (
    Store,
    bought,
    calibrate,
    check_plan,
    plan_chances,
    planning,
    publish_plan,
    read_plan,
    report_event,
)
from tests.shell import Shell
from tests.usecases.small_centre import GOOD, MONDAY, NOW, drafted, opened, planned

STEPS = 600


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return opened(tmp_path_factory.mktemp("robust"), robust_iterations=STEPS)


@pytest.fixture(scope="module")
def plan_id(store: Store) -> str:
    return drafted(store, GOOD).id


@pytest.fixture(scope="module")
def robust_id(store: Store) -> str:
    return planned(store, iterations=STEPS, robust=True)


def test_every_visit_has_a_chance_and_delays_add_up_along_a_route(store: Store, plan_id: str) -> None:
    found = plan_chances(store, plan_id, 500)
    assert {stop.visit_id for stop in found.stops} == {f"V-Q{k}" for k in range(1, 7)}
    for staff_id in ("N1", "N2"):  # a draft by hand promises the minute itself
        first, _, last = [stop for stop in found.stops if stop.staff_id == staff_id]
        assert 0 < last.chance < 1
        assert first.delay_minutes < last.delay_minutes
    assert found.laboratory is None
    assert found == plan_chances(store, plan_id, 500)


def test_a_plan_with_buffers_is_legal_runs_less_late_and_costs_little_more(store: Store, robust_id: str) -> None:
    assert planning(store, robust_id).robust
    assert check_plan(store, robust_id).legal
    told = bought(store, robust_id)
    assert told is not None
    assert told["share"] <= told["plain_share"]
    assert told["late"] <= told["plain_late"]
    most = 1 + store.rulebook.rule("robust.cost_percent") / 100
    assert told["cost"] <= told["plain_cost"] * most
    assert read_plan(store, robust_id).cost == told["cost"]


def test_a_plan_without_buffers_says_nothing_of_any(store: Store, plan_id: str) -> None:
    assert bought(store, plan_id) is None


@pytest.mark.parametrize(("samples", "seed", "field"), [(0, 1, "samples"), (10**6, 1, "samples"), (10, -1, "seed")])
def test_options_of_the_simulation_out_of_range_are_named(
    store: Store, plan_id: str, samples: int, seed: int, field: str
) -> None:
    with pytest.raises(InputError) as refused:
        plan_chances(store, plan_id, samples, seed)
    assert [fault.field for fault in refused.value.faults] == [field]
    assert all(fault.message_zh and fault.remedy_zh for fault in refused.value.faults)


def test_a_plan_that_is_not_there_has_no_chances(store: Store) -> None:
    with pytest.raises(NotFoundError):
        plan_chances(store, "C1-2026-03-09-99", 10)


def test_the_service_tells_chances_and_takes_the_wish_for_buffers(store: Store, plan_id: str, robust_id: str) -> None:
    app = create_app(Settings(store.path, store.rulebook, now=lambda: NOW)).test_client()
    told: Any = app.get(f"/v1/plans/{plan_id}/chances?samples=200&seed=3").get_json()
    assert len(told["stops"]) == 6
    assert told["samples"] == 200
    assert app.get(f"/v1/plans/{plan_id}/chances?samples=0").status_code == 422
    assert app.get("/v1/plans/none/chances").status_code == 404
    bare, told = (app.get(f"/v1/plans/{plan_id}/routes{asked}").get_json() for asked in ("", "?chances=true"))
    assert {stop["chance"] for route in bare["routes"] for stop in route["stops"]} == {None}
    assert all(0 < stop["chance"] < 1 for route in told["routes"] for stop in route["stops"])
    assert app.get(f"/v1/plans/{plan_id}/routes?chances=perhaps").status_code == 422
    with_buffers: Any = app.get(f"/v1/plans/{robust_id}").get_json()
    assert with_buffers["buffers"]["plain_cost"] >= 0
    wrong = {"day": MONDAY.isoformat(), "robust": "yes"}
    assert app.post("/v1/plans", json=wrong).status_code == 422


def lived(store: Store, minutes: int, days: int = 4) -> None:
    """Days published and checked in: every visit takes `minutes` where 30 were planned."""
    plan = drafted(store, GOOD)
    assert publish_plan(store, plan.id, author="test", now=NOW).plan
    for route in plan.routes:
        late = timedelta()
        for k, stop in enumerate(route.stops):
            start = stop.start + late
            over = start + timedelta(minutes=minutes, seconds=20 * k)
            for event in (VisitStarted(start, stop.visit_id), VisitFinished(over, stop.visit_id)):
                report_event(store, "C1", event, author="test", now=NOW)
            late = max(late, over - stop.end)


def test_check_ins_teach_how_long_services_really_take_and_the_file_is_read_back(tmp_path: Path) -> None:
    store = opened(tmp_path, calibrate_fewest=4, calibrate_prior=0)
    lived(store, 45)
    out = tmp_path / "own" / "calibrated.toml"
    found = calibrate(store, "C1", MONDAY, MONDAY, out, planning=True)
    wound = next(row for row in found.rows if row.which == "WOUND")
    assert wound.count == 6
    assert abs(wound.after.factor - 45.3 / 30) < 0.01
    assert (found.days, found.written) == (1, str(out))
    assert sum(row.count for row in found.after) == 6
    book = load_rulebook(config_folder(), out)
    usual = book.services["WOUND"].minutes
    assert usual == round(30 * wound.after.factor)
    assert abs(usual * float(book.rules["day.service.WOUND.factor"].value) - 45.3) < 0.3
    assert "check-ins 2026-03-09" in book.rules["day.service.WOUND.spread"].source


def test_without_planning_the_usual_minutes_stay(tmp_path: Path) -> None:
    store = opened(tmp_path, calibrate_fewest=4)
    lived(store, 40)
    out = tmp_path / "calibrated.toml"
    calibrate(store, "C1", MONDAY, MONDAY, out)
    book = load_rulebook(config_folder(), out)
    assert book.services["WOUND"].minutes == 30
    assert float(book.rules["day.service.WOUND.factor"].value) > 1.1


def test_without_check_ins_there_is_nothing_to_learn_and_nothing_is_written(tmp_path: Path) -> None:
    store = opened(tmp_path)
    out = tmp_path / "calibrated.toml"
    with pytest.raises(InputError, match="nobody checked in"):
        calibrate(store, "C1", MONDAY, MONDAY, out)
    with pytest.raises(InputError, match="ends before it begins"):
        calibrate(store, "C1", MONDAY, MONDAY - timedelta(days=1), out)
    assert not out.exists()


def test_a_file_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    store = opened(tmp_path, calibrate_fewest=4)
    lived(store, 30)
    with pytest.raises(InputError, match="cannot be written"):
        calibrate(store, "C1", MONDAY, MONDAY, tmp_path)


def test_a_spread_of_a_service_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('[simulate."day.service.NOBODY.spread"]\nvalue = 0.4\n', "utf-8")
    with pytest.raises(InputError, match="nothing has that key"):
        load_rulebook(config_folder(), own)


def test_at_the_shell_chances_are_shown_with_the_next_step_in_both_languages(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shell = Shell(tmp_path / "small.sqlite", capsys)
    store = opened(tmp_path, calibrate_fewest=4)
    lived(store, 36)
    store.close()
    day = MONDAY.isoformat()
    code, told, _ = shell("simulate", "day", "--date", day, "--samples", "200")
    assert code == 0
    assert "V-Q6" in told
    assert "迟到" in told
    assert f"scheduler plan --date {day} --robust" in told
    assert "Chance" in shell("simulate", "day", "--date", day, "--samples", "200", "--lang", "en")[1]
    assert shell.json("simulate", "day", "--date", day, "--samples", "50")["samples"] == 50
    assert shell("simulate", "day", "--date", "2026-13-01")[0] == 2
    assert shell("simulate", "day", "--date", day, "--samples", "99999999")[0] == 2
    out = tmp_path / "calibrated.toml"
    code, told, _ = shell("calibrate", "--from", day, "--until", day, "--out", str(out))
    assert code == 0
    assert "6 次可用" in told or "次可用" in told
    assert out.exists()
    assert shell("calibrate", "--from", "2026-01-01", "--until", "2026-01-02", "--out", str(out))[0] == 2


def test_a_rulebook_without_spreads_plays_the_plan_as_it_stands(tmp_path: Path) -> None:
    store = opened(tmp_path)
    still = dict(store.rulebook.rules)
    for key in ("day.service.spread", "day.ride.ebike.spread", "simulate.nobody_home", "simulate.staff_ill"):
        still[key] = replace(still[key], value=0)
    calm = replace(store, rulebook=replace(store.rulebook, rules=still))
    found = plan_chances(calm, drafted(store, GOOD).id, 20)
    assert {stop.chance for stop in found.stops} == {1.0}
    assert found.tardy_minutes == found.late_share == 0.0


@pytest.mark.parametrize("words", [("nowhere",), ("--from", "2026-13-01")])
def test_the_measure_of_buffers_says_what_it_cannot_read(words: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["bench-robust", *words])
    assert ended.value.code == 2
