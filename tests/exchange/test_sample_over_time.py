"""The sample's care over time: every kind of it, sound, and not a visit due before Saturday 14 March."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from scheduler.domain.beds import STATES
from scheduler.domain.orders import ByCalendar, Interval
from scheduler.exchange.reading import read_folder
from scheduler.exchange.sample.shifts import LATER_MONDAYS, WEEK
from scheduler.intake.bed_states import bed_faults
from scheduler.intake.calendar import load_calendar
from scheduler.intake.demand import visits_for
from scheduler.intake.medicines import plan_faults
from scheduler.intake.order_checks import check_order
from scheduler.intake.standing import Care, requests_due
from scheduler.settings import config_folder, default_rulebook

SAMPLE, _ = read_folder(Path(__file__).parents[2] / "sample_data")
RULEBOOK = default_rulebook()
CALENDAR = load_calendar(config_folder() / "calendar")
RESIDENTS = {resident.id: resident for resident in SAMPLE.residents}
CARE = Care(SAMPLE.care_orders, SAMPLE.beds, SAMPLE.medication, SAMPLE.happened, SAMPLE.away)
FIRST, LAST = date(2026, 3, 14), date(2026, 4, 3)
DUE = requests_due(CARE, RESIDENTS, FIRST, LAST, RULEBOOK, CALENDAR)


@pytest.mark.parametrize("day", WEEK, ids=str)
def test_the_first_week_is_made_of_requests_alone(day: date) -> None:
    assert requests_due(CARE, RESIDENTS, day, day, RULEBOOK, CALENDAR) == ()


def test_80_orders_of_every_kind_stand_the_check_of_those_entered_by_hand() -> None:
    assert len(SAMPLE.care_orders) == 80
    assert [check_order(order, RULEBOOK) for order in SAMPLE.care_orders] == [[]] * 80
    kinds = {type(order.recurrence) for order in SAMPLE.care_orders}
    assert kinds == {Interval, ByCalendar}
    assert any(order.count for order in SAMPLE.care_orders)
    assert any(len(order.times) == 2 for order in SAMPLE.care_orders)
    assert any(order.bed_id for order in SAMPLE.care_orders)
    materials = {order.device.material for order in SAMPLE.care_orders if order.device is not None}
    assert {"latex", "silicone", "plain"} <= materials


def test_24_beds_stand_in_every_state_and_none_overlaps() -> None:
    assert len(SAMPLE.beds) == 24
    assert {bed.state for bed in SAMPLE.beds} == set(STATES)
    assert bed_faults(SAMPLE.beds) == []


def test_150_medication_plans_are_sound_and_40_of_the_old_run_out_within_14_days() -> None:
    """Scenario 24: 80 and older, five medicines and more, the supply ends within 14 days of Monday the 16th."""
    assert len(SAMPLE.medication) == 150
    assert [plan_faults(plan, RULEBOOK) for plan in SAMPLE.medication] == [[]] * 150
    monday = LATER_MONDAYS[0]
    old = [
        plan for plan in SAMPLE.medication if RESIDENTS[plan.resident_id].age_on(monday) >= 80 and plan.medicines > 4
    ]
    assert len(old) >= 80
    ending = [plan for plan in old if plan.supply_end and plan.supply_end <= monday + timedelta(days=14)]
    assert len(ending) == 40
    assert all(RESIDENTS[plan.resident_id].contract is not None for plan in ending)


def test_40_to_50_visits_are_due_on_a_working_day_of_the_later_weeks() -> None:
    """Over the fifteen days: what is best done, or was last possible, on one of them or the weekend before."""
    days = [monday + timedelta(days=k) for monday in LATER_MONDAYS for k in range(5)]
    due = Counter((request.due or request.last_day) for request in DUE)
    inside = sum(count for day, count in due.items() if days[0] <= day <= days[-1])
    assert 40 <= inside / len(days) <= 50


@pytest.mark.parametrize("monday", LATER_MONDAYS, ids=str)
def test_no_gate_holds_what_the_later_weeks_ask_for(monday: date) -> None:
    demand = visits_for(monday, DUE, RESIDENTS, RULEBOOK, SAMPLE.centre, CALENDAR)
    held = {rule.rule for said in demand.answers.values() for rule in said if rule.answer != "warn"}
    assert held <= {"H10.episode", "H2.consent"}  # of a bed whose period has ended


def test_some_have_happened_and_some_are_away() -> None:
    assert Counter(event.outcome for event in SAMPLE.happened).keys() == {"done", "nobody_home"}
    assert max(event.day for event in SAMPLE.happened) < LATER_MONDAYS[0]
    assert {away.reason for away in SAMPLE.away} == {"hospital", "travelling"}
    (again,) = [request for request in DUE if request.id.endswith("~2")]
    assert again.must_by == LATER_MONDAYS[0]  # seven days after 9 March
