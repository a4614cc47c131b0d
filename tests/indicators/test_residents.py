"""What residents were promised: 80+ reached once each, follow-ups, intervals that may not be exceeded."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from periods import march, period, signed, visit

from scheduler.domain.care import Request
from scheduler.domain.indicators import Miss
from scheduler.domain.orders import Away, ByCalendar, CareOrder, Interval, OccurrenceChange
from scheduler.domain.people import Contract
from scheduler.indicators.residents import follow_ups, intervals_kept, old_signed_covered
from scheduler.units import at
from tests import builders as a

WEEKLY = Interval(5, 7, 7)
PICC = CareOrder("O1", "R1", "PICC", "clinic_phone", march(1), WEEKLY, last_done=date(2026, 2, 28))


def test_scenario_24_forty_signed_residents_of_80_and_more_are_counted_once_each() -> None:
    people = {f"R{i}": signed(f"R{i}") for i in range(1, 41)}
    pharmacist = a.staff("P1", "PHARM")
    seen = [visit(f"R{i}", "PHARM_HOME", march(2 + i % 20), staff_ids=frozenset({"P1"})) for i in range(1, 36)]
    again = [visit(f"R{i}", "WOUND", march(25)) for i in range(1, 11)]  # a nurse came to ten of them too
    of = period(residents=people, staff={"P1": pharmacist, "N1": a.staff()}, visits=(*seen, *again))
    covered = old_signed_covered(of)
    assert (covered.numerator, covered.denominator, covered.value) == (35, 40, round(100 * 35 / 40, 1))
    assert covered.missed == tuple(Miss(f"R{i}") for i in range(36, 41))


def test_only_signed_residents_who_are_eighty_on_the_last_day_are_to_be_covered() -> None:
    turns_eighty_on_the_last_day = signed("R1", born=date(1946, 3, 31))
    a_day_later = signed("R2", born=date(1946, 4, 1))
    contract_over = a.resident("R3", contract=Contract("T1", date(2025, 1, 1), march(30)))
    never_signed = a.resident("R4", contract=None)
    people = {one.id: one for one in (turns_eighty_on_the_last_day, a_day_later, contract_over, never_signed)}
    assert old_signed_covered(period(residents=people)).missed == (Miss("R1"),)


def test_a_doctor_alone_covers_nobody_and_a_visit_without_names_counts_by_its_service() -> None:
    doctor = a.staff("D1", "GP")
    alone = visit("R1", "HTN_FU", march(5), staff_ids=frozenset({"D1"}))
    unnamed = visit("R2", "BED_NURSE", march(5), staff_ids=frozenset())
    of = period(staff={"D1": doctor}, visits=(alone, unnamed))
    assert old_signed_covered(of).missed == (Miss("R1"),)


def test_a_visit_that_found_nobody_home_covers_nobody() -> None:
    tried = visit("R1", "PHARM_HOME", march(5), outcome="nobody_home")
    assert old_signed_covered(period(visits=(tried,))).numerator == 0


def test_a_picc_on_the_seventh_day_is_kept_and_on_the_eighth_missed() -> None:
    for days, kept in ((7, 1), (8, 0)):
        on = date(2026, 2, 28) + timedelta(days=days)
        found = intervals_kept(period(orders=(PICC,), visits=(visit("R1", "PICC", on, order_id="O1"),), last=on))
        assert (found.numerator, found.denominator) == (kept, 1)
        assert found.missed == (() if kept else (Miss("O1", march(7)),))


def test_an_interval_counts_from_the_last_one_done_and_goes_on_after_an_edit_of_all_following() -> None:
    ended = replace(PICC, last_day=march(10))
    carried_on = replace(PICC, id="O2", first_day=march(11), last_done=march(9), follows="O1")
    visits = (visit("R1", "PICC", march(5), order_id="O1"), visit("R1", "PICC", march(9), order_id="O1"))
    late = visit("R1", "PICC", march(17), order_id="O2")  # 8 days after the 9th
    found = intervals_kept(period(orders=(ended, carried_on), visits=(*visits, late), last=march(17)))
    assert (found.numerator, found.denominator) == (2, 3)
    assert found.missed == (Miss("O2", march(16)),)


def test_a_soft_interval_is_no_promise_that_can_be_broken() -> None:
    soft = replace(PICC, recurrence=replace(WEEKLY, hard=False))
    assert intervals_kept(period(orders=(soft,))).denominator == 0


def test_in_hospital_nothing_falls_due() -> None:
    stay = Away("R1", march(6), march(20), "hospital")
    back = visit("R1", "PICC", march(21), order_id="O1")
    found = intervals_kept(period(orders=(PICC,), away=(stay,), visits=(back,), last=march(27)))
    assert (found.numerator, found.denominator) == (1, 1)


def test_a_course_that_is_done_owes_nothing_more() -> None:
    course = replace(PICC, count=2)
    visits = tuple(visit("R1", "PICC", day, order_id="O1") for day in (march(5), march(12)))
    assert intervals_kept(period(orders=(course,), visits=visits)).value == 100


def test_follow_ups_of_the_calendar_and_those_asked_for_once_are_due_until_their_last_day() -> None:
    monthly = ByCalendar("FREQ=MONTHLY;BYMONTHDAY=10", 3, 3)
    order = CareOrder("O1", "R1", "HTN_FU", "signed_team", date(2026, 1, 1), monthly)
    asked = Request("Q1", "R2", "DM_FU", "signed_team", at(march(1), "00:00"), march(1), march(15))
    other = replace(asked, id="Q2", service="WOUND")
    of = {"orders": (order,), "requests": (asked, other)}
    assert follow_ups(period(**of, over=march(12))).denominator == 0
    assert follow_ups(period(**of)).missed == (Miss("O1", march(13)), Miss("Q1", march(15)))
    in_time = visit("R1", "HTN_FU", march(13), order_id="O1")
    late = visit("R2", "DM_FU", march(16), visit_id="V-Q1~2")
    found = follow_ups(period(**of, visits=(in_time, late)))
    assert (found.numerator, found.denominator, found.missed) == (1, 2, (Miss("Q1", march(15)),))


def test_a_second_request_of_the_same_service_does_not_answer_for_the_first() -> None:
    first = Request("Q1", "R2", "DM_FU", "signed_team", at(march(1), "00:00"), march(1), march(5))
    second = replace(first, id="Q2", first_day=march(20), last_day=march(25))
    done = visit("R2", "DM_FU", march(22), visit_id="V-Q2")
    found = follow_ups(period(requests=(first, second), visits=(done,)))
    assert (found.numerator, found.denominator, found.missed) == (1, 2, (Miss("Q1", march(5)),))


def test_a_follow_up_on_a_holiday_may_be_done_on_the_next_working_day() -> None:
    """1 to 3 January 2026 were holidays, the 4th a Sunday that was worked."""
    monthly = ByCalendar("FREQ=MONTHLY;BYMONTHDAY=1")
    order = CareOrder("O1", "R1", "HTN_FU", "signed_team", date(2026, 1, 1), monthly)
    next_day = period().calendar.next_workday(date(2026, 1, 1))
    assert next_day is not None
    january = {"first": date(2026, 1, 1), "last": date(2026, 1, 31), "orders": (order,)}
    assert follow_ups(period(**january)).missed == (Miss("O1", next_day),)
    assert follow_ups(period(**january, visits=(visit("R1", "HTN_FU", next_day, order_id="O1"),))).value == 100


def test_a_follow_up_on_a_day_in_hospital_is_not_due() -> None:
    monthly = ByCalendar("FREQ=MONTHLY;BYMONTHDAY=10", 1, 1)
    order = CareOrder("O1", "R1", "HTN_FU", "signed_team", date(2026, 3, 1), monthly)
    whole, part = Away("R1", march(9), march(11), "hospital"), Away("R1", march(9), march(10), "hospital")
    assert follow_ups(period(orders=(order,), away=(whole,))).denominator == 0
    assert follow_ups(period(orders=(order,), away=(part,))).denominator == 1


def test_a_skipped_occurrence_is_not_due() -> None:
    monthly = ByCalendar("FREQ=MONTHLY;BYMONTHDAY=10")
    order = CareOrder("O1", "R1", "HTN_FU", "signed_team", date(2026, 1, 1), monthly)
    skipped = replace(order, changes=(OccurrenceChange(3, skipped=True),))  # the third is that of March
    assert follow_ups(period(orders=(order,))).denominator == 1
    assert follow_ups(period(orders=(skipped,))).denominator == 0


def test_a_quarterly_follow_up_by_interval_falls_due_ninety_days_after_the_last() -> None:
    quarterly = Interval(60, 75, 90, hard=False)
    order = CareOrder("O1", "R1", "DM_FU", "signed_team", date(2025, 1, 1), quarterly, last_done=date(2025, 12, 10))
    limit = date(2025, 12, 10) + timedelta(days=90)
    found = follow_ups(period(orders=(order,)))
    assert found.missed == (Miss("O1", limit),)
