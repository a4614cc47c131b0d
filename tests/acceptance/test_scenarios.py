"""Whole mornings, from requests to a judged plan. Other scenarios stand beside their parts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from scheduler.domain.day import Day
from scheduler.settings import default_rulebook
from scheduler.validator import judge
from tests import builders
from tests.acceptance.sample import TUESDAY, planned, sample_day


def chinese(text: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)


def test_scenario_1_daily_roster_every_visit_is_planned_or_left_out_with_a_chinese_reason() -> None:
    whole = sample_day(TUESDAY)
    on_the_road = sorted({shift.staff_id for shift in whole.field_shifts()})[:9]
    shifts = {
        id_: shift for id_, shift in whole.shifts.items() if shift.kind != "field" or shift.staff_id in on_the_road
    }
    visits = dict(list(whole.visits.items())[:46])
    day = replace(whole, shifts=shifts, visits=visits)
    assert (len(on_the_road), len(day.visits)) == (9, 46)
    plan = planned(day)
    placed = {stop.visit_id for _, stop in plan.stops() if stop.kind == "visit"}
    left = {out.visit_id for out in plan.left_out}
    assert placed | left == set(visits)
    assert not placed & left
    assert all(out.reasons and chinese(out.reasons[0].zh) for out in plan.left_out)
    verdict = judge(day, plan)
    assert verdict.legal, [finding.en for finding in verdict.hard]
    assert sum(verdict.cost_by_rule.values()) == plan.cost


def fasting_day(homes: list[float]) -> Day:
    """One nurse from 07:00, a fasting draw at each of the homes so many metres east of the centre."""
    papers = {"invasive": False, "needs_order": False, "needs_consent": False, "needs_assessment": False}
    fasting = replace(default_rulebook().services["BLOOD_FAST"], **papers)
    visits = [builders.visit(f"V{i}", f"R{i}", of=fasting) for i in range(1, len(homes) + 1)]
    people = [builders.resident(f"R{i}", builders.place(f"HOME-{i}", east=metres)) for i, metres in enumerate(homes, 1)]
    return builders.day(
        visits,
        services=[fasting],
        residents=people,
        shifts=[builders.shift("N1", "07:00", "12:00")],
    )


def test_scenario_2_fasting_blood_starts_in_its_window_and_reaches_the_laboratory_in_time() -> None:
    day = fasting_day([500, 900, 1300])
    plan = planned(day, 500)
    assert plan.left_out == ()
    (route,) = plan.routes
    draws = [stop for stop in route.stops if stop.kind == "visit"]
    (drop,) = (stop for stop in route.stops if stop.kind == "drop")
    limit = timedelta(minutes=day.rulebook.services["BLOOD_FAST"].lab_minutes)
    assert all(builders.clock("07:00") <= stop.start <= builders.clock("09:30") for stop in draws)
    assert drop.start - min(stop.end for stop in draws) <= limit
    assert drop.start <= builders.clock("10:30")


def test_scenario_2_a_draw_too_far_for_the_laboratory_is_left_out_for_that_reason_and_never_late() -> None:
    # 15 km/h door to door with 300 m + 1.3 x 24 km: about 126 minutes back to the laboratory
    day = fasting_day([500, 900, 24_000])
    plan = planned(day, 500)
    (left,) = plan.left_out
    assert left.visit_id == "V3"
    assert any(reason.rule in ("H8", "H7", "H5") for reason in left.reasons)
    assert judge(day, plan).legal


def test_the_sample_needs_no_network_and_no_clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    first, second = (planned(sample_day(TUESDAY), 300) for _ in range(2))
    assert replace(first, bound=None) == replace(second, bound=None)  # the proof ends by the clock, the plan does not
