"""H9: not too late and not too soon after the last time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from scheduler.domain.care import GateAnswer
from scheduler.domain.day import Day
from scheduler.domain.plan import Finding
from scheduler.rules.intervals import INTERVALS
from tests import builders as a
from tests.rules.agreement import findings

WARNED = (GateAnswer("H9.overdue", "warn", "已逾期", "overdue"),)
WEEKLY = a.service("PICC", interval_max_days=7)
MONTHLY = a.service("CATH_CHANGE", interval_min_days=14, interval_max_days=30)


def days(number: int) -> timedelta:
    return timedelta(days=number)


def day_of(of: a.Service, numbers: dict[str, Any] | None = None, **changes: Any) -> Day:
    given = {"first_day": a.MONDAY - days(60), "last_day": a.MONDAY + days(60), **changes}
    return a.day([a.visit(of=of, **given)], services=[of], numbers=numbers)


def found(day: Day) -> list[Finding]:
    return findings(day, a.plan(day, {"N1-08:00": [("V1", "09:00")]}), INTERVALS[0])


@pytest.mark.parametrize(("since", "late"), [(6, 0), (7, 0), (8, 1), (10, 3)])
def test_a_weekly_interval_ends_after_seven_days(since: int, late: int) -> None:
    assert sum(a.amounts(found(day_of(WEEKLY, last_done=a.MONDAY - days(since))))) == late


def test_scenario_3_a_picc_last_maintained_on_3_march_is_due_by_10_march() -> None:
    day = day_of(WEEKLY, last_done=a.MONDAY.replace(day=3))
    plan = a.plan(day, {"N1-08:00": [("V1", "09:00")]})
    assert INTERVALS[0].find(replace(day, day=a.MONDAY.replace(day=10)), plan) == []
    (late,) = INTERVALS[0].find(replace(day, day=a.MONDAY.replace(day=11)), plan)
    assert (late.amount, late.unit) == (1, "day")
    assert "2026-03-10" in late.zh


def test_grace_days_are_a_switch_of_the_centre() -> None:
    assert found(day_of(WEEKLY, {"H9_grace_days": 1}, last_done=a.MONDAY - days(8))) == []


@pytest.mark.parametrize(("since", "early"), [(14, 0), (13, 1), (2, 12)])
def test_a_least_interval_is_kept(since: int, early: int) -> None:
    assert sum(a.amounts(found(day_of(MONTHLY, last_done=a.MONDAY - days(since))))) == early


def test_never_done_before_has_no_interval() -> None:
    assert found(day_of(MONTHLY)) == []


def test_the_last_and_the_first_day_are_allowed() -> None:
    assert found(day_of(a.service(), first_day=a.MONDAY, last_day=a.MONDAY)) == []
    assert a.amounts(found(day_of(a.service(), last_day=a.MONDAY - days(2)))) == [2]
    assert a.amounts(found(day_of(a.service(), first_day=a.MONDAY + days(3)))) == [3]


@pytest.mark.parametrize(("supply", "off"), [(1, 0), (0, 1), (-2, 3), (7, 0), (8, 1), (10, 3)])
def test_a_refill_comes_from_seven_days_to_one_day_before_the_supply_ends(supply: int, off: int) -> None:
    assert sum(a.amounts(found(day_of(a.service(), supply_end=a.MONDAY + days(supply))))) == off


def test_an_overdue_visit_with_the_warning_may_be_placed() -> None:
    overdue = day_of(WEEKLY, last_done=a.MONDAY - days(9), last_day=a.MONDAY - days(2))
    assert a.amounts(found(overdue)) == [2]
    assert found(day_of(WEEKLY, last_done=a.MONDAY - days(9), warnings=WARNED)) == []


def test_another_warning_does_not_excuse_and_this_one_does_not_excuse_haste() -> None:
    other = (GateAnswer("gate.contract", "warn", "未签约", "no contract"),)
    assert a.amounts(found(day_of(WEEKLY, last_done=a.MONDAY - days(9), warnings=other))) == [2]
    assert a.amounts(found(day_of(MONTHLY, last_done=a.MONDAY - days(13), warnings=WARNED))) == [1]


def test_every_part_placed_is_found() -> None:
    nurse = a.PartNeed(frozenset({"RN"}))
    pair = a.service("TRACH", parts=[nurse, nurse])
    day = a.day(
        [a.visit(of=pair, last_day=a.MONDAY - days(1), first_day=a.MONDAY - days(9))],
        services=[pair],
        people=[a.staff("N1"), a.staff("N2")],
    )
    stops = {f"N{k + 1}-08:00": [a.stop(day, "V1", "09:00", k)] for k in (0, 1)}
    assert a.amounts(findings(day, a.plan(day, stops), INTERVALS[0])) == [1, 1]


@pytest.mark.parametrize(("days_past", "late"), [(0, 0), (1, 1), (4, 4)])
def test_the_hard_limit_of_a_standing_order_binds(days_past: int, late: int) -> None:
    limit = a.MONDAY - days(days_past)
    assert sum(a.amounts(found(day_of(a.service(), must_by=limit, order_id="O1")))) == late
    warned = day_of(a.service(), must_by=limit, order_id="O1", warnings=WARNED)
    assert found(warned) == []


def test_a_standing_orders_own_interval_stands_for_that_of_the_catalogue() -> None:
    # a silicone catheter may lie for 84 days: the catalogue's 30 days do not bind, nor do its 14 for a short one
    own = {"order_id": "O1", "must_by": a.MONDAY + days(44), "last_done": a.MONDAY - days(40)}
    assert found(day_of(MONTHLY, **own)) == []
    assert found(day_of(MONTHLY, **{**own, "last_done": a.MONDAY - days(3)})) == []
