"""Refills before the supply ends, never after; the pharmacist at the oldest with the most medicines first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from scheduler.domain.orders import Away
from scheduler.intake.demand import visits_for
from scheduler.intake.medicines import judged_plan, needs_pharmacist, plan_faults, review_needed
from scheduler.intake.reminders import reminders
from scheduler.intake.standing import Care
from tests import builders as b
from tests.intake.asking import BOOK
from tests.intake.caring import MONDAY, calendar, days, due, happened, march, plan


def test_a_refill_comes_from_seven_days_to_one_day_before_the_supply_ends() -> None:
    asked = [day for day in map(march, range(9, 25)) if "M1-RX-20260320" in due(first=day, medication=(plan(),))]
    assert asked == [march(day) for day in range(13, 25)]  # open until it is done
    one = due(first=march(13), medication=(plan(),))["M1-RX-20260320"]
    assert (one.first_day, one.last_day, one.supply_end) == (march(13), march(19), march(20))
    found = visits_for(march(21), [one], {"R1": b.resident()}, BOOK, b.centre(), calendar())
    assert [warning.rule for warning in found.visits["V-M1-RX-20260320"].warnings] == ["H9.overdue"]


def test_a_renewed_supply_is_another_request_and_the_next_is_foreseen_by_the_same_name() -> None:
    weekly = plan(weeks=1)
    foreseen = due(first=march(13), last=march(26), medication=(weekly,))
    assert {name: one.last_day for name, one in foreseen.items() if "RX" in name} == {
        "M1-RX-20260320": march(19),
        "M1-RX-20260327": march(26),
    }
    renewed = replace(weekly, supply_end=march(27))
    later = due(first=march(20), medication=(renewed,), happened=(happened("M1-RX-20260320", march(18)),))
    assert [name for name in later if "RX" in name] == ["M1-RX-20260327"]


def test_nobody_at_home_brings_the_refill_back_and_a_promise_holds_it() -> None:
    told = (happened("M1-RX-20260320", march(16), "nobody_home"),)
    again = due(first=march(17), medication=(plan(),), happened=told)["M1-RX-20260320~2"]
    assert (again.first_day, again.last_day) == (march(16), march(19))
    promised = {"M1-RX-20260320": march(16)}
    assert not [name for name in due(first=march(17), medication=(plan(),), promised=promised) if "RX" in name]


def test_a_refill_during_an_absence_is_brought_before_leaving() -> None:
    away = (Away("R1", march(17), march(25), "travelling"),)
    one = due(first=march(16), medication=(plan(),), away=away)["M1-RX-20260320"]
    assert one.last_day == march(16)


@pytest.mark.parametrize("excluded", ["narcotic", "psychotropic_1", "antimicrobial"])
def test_an_excluded_class_is_refused_and_asks_for_nothing(excluded: str) -> None:
    refused = plan(drug_classes=frozenset({excluded}))
    (answer,) = judged_plan(refused, BOOK)
    assert (answer.answer, answer.rule) == ("refuse", "gate.drug_class")
    assert not [name for name in due(first=march(16), medication=(refused,)) if "RX" in name]
    told = reminders(march(16), Care(medication=(refused,)), {"R1": b.resident()}, {}, BOOK, calendar=calendar())
    assert ("prescription_refused", "M1") in [(one.kind, one.about) for one in told]
    assert judged_plan(plan(drug_classes=frozenset({"insulin", "antimicrobial_chronic"})), BOOK) == ()


@pytest.mark.parametrize(("weeks", "faults"), [(1, 0), (12, 0), (13, 1), (-1, 1)])
def test_a_long_prescription_is_for_one_to_twelve_weeks(weeks: int, faults: int) -> None:
    assert len(plan_faults(plan(weeks=weeks), BOOK)) == faults
    assert len(plan_faults(replace(plan(weeks=weeks), supply_end=None), BOOK)) == faults + 1


def test_over_four_weeks_a_doctor_reviews_each_supply() -> None:
    long = plan(weeks=8, supply_end=date(2026, 5, 1))  # supplied on 6 March
    assert review_needed(long, BOOK) is not None
    assert review_needed(replace(long, reviewed=march(10)), BOOK) is None
    assert review_needed(replace(long, reviewed=march(6)), BOOK) is not None
    assert review_needed(plan(weeks=4), BOOK) is None


def test_the_oldest_with_many_medicines_come_first_then_the_others() -> None:
    old, young = b.resident("R1"), b.resident("R2", born=date(1960, 1, 1))
    unsigned = b.resident("R3", contract=None)
    assert needs_pharmacist(plan(), old, MONDAY, BOOK) == 1
    assert needs_pharmacist(plan(medicines=4), old, MONDAY, BOOK) == 0
    assert needs_pharmacist(plan(), young, MONDAY, BOOK) == 2
    assert needs_pharmacist(plan(medicines=2, drug_classes=frozenset({"warfarin"})), young, MONDAY, BOOK) == 2
    assert needs_pharmacist(plan(medicines=2, changed=march(1)), young, MONDAY, BOOK) == 2
    assert needs_pharmacist(plan(), unsigned, MONDAY, BOOK) == 0
    people = [old, young, unsigned]
    plans = tuple(plan(f"M{k}", resident_id=f"R{k}", weeks=0, supply_end=None) for k in (1, 2, 3))
    quarter = due(first=date(2026, 1, 5), last=march(31), residents=people, medication=plans)
    begins = {name: one.first_day for name, one in quarter.items() if name.endswith("#1")}
    assert set(begins) == {"M1-PHARM#1", "M2-PHARM#1"}
    # in the first 60 days of the quarter, the first group in their first half; two days more for a weekend
    assert date(2026, 1, 1) <= begins["M1-PHARM#1"] <= date(2026, 1, 31) + days(1)
    assert date(2026, 1, 31) <= begins["M2-PHARM#1"] <= date(2026, 3, 1) + days(1)
    alone = due(first=date(2026, 1, 5), last=march(31), residents=people, medication=plans[:1])
    assert alone["M1-PHARM#1"] == quarter["M1-PHARM#1"]  # nobody's turn depends on the others


def test_the_pharmacist_comes_every_quarter_and_within_a_month_of_a_change() -> None:
    seen = plan(weeks=0, supply_end=None, pharmacist_seen=date(2026, 1, 5))
    assert due(first=date(2026, 3, 5), medication=(seen,)) == {}
    one = due(first=date(2026, 3, 6), medication=(seen,))["M1-PHARM#1"]
    assert (one.first_day, one.due, one.last_day) == tuple(date(2026, 1, 5) + days(n) for n in (60, 88, 97))  # Friday
    changed = replace(seen, changed=march(1))
    soon = due(first=MONDAY, medication=(changed,))["M1-PHARM-20260301#1"]
    assert soon.last_day == march(1) + timedelta(days=30)
    after = due(first=date(2026, 5, 14), medication=(changed,), happened=(happened(soon.id, march(12)),))
    assert after["M1-PHARM#1"].last_day == march(12) + timedelta(days=97)


def test_scenario_24_every_supply_that_ends_in_the_month_gives_one_review_before_its_end() -> None:
    """Forty signed residents over 80 with six medicines, supplies ending within 14 days: one review each, in time."""
    people = [b.resident(f"R{k}") for k in range(40)]
    plans = tuple(plan(f"M{k}", resident_id=f"R{k}", supply_end=MONDAY + days(1 + k % 14)) for k in range(40))
    month = due(first=MONDAY, last=MONDAY + days(13), residents=people, medication=plans)
    refills = [one for one in month.values() if one.service == "RX_LONG"]
    assert sorted(one.resident_id for one in refills) == sorted(person.id for person in people)
    assert all(one.supply_end and one.last_day == one.supply_end - days(1) for one in refills)
    homes = {one.resident_id for one in month.values() if one.service == "PHARM_HOME"}
    assert homes == {person.id for person in people if f"M{person.id[1:]}-PHARM#1" in month}
