"""The lead hospital's help: three working days, three people of mid-level title, half a year."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from periods import bed, duty, march, period, visit

from scheduler.domain.indicators import Miss
from scheduler.domain.people import Shift, Staff
from scheduler.errors import InputError
from scheduler.indicators.period import CarePeriod, LeftOutOnDay
from scheduler.indicators.secondment import SecondmentWeek, cycle, mondays, secondment_week
from tests import builders as a

MONDAY, TUESDAY, THURSDAY, SATURDAY = march(9), march(10), march(12), march(14)
PEOPLE: dict[str, Staff] = {f"S{i}": a.staff(f"S{i}", "GP", employer="lead_hospital") for i in range(1, 6)}


def here(**days: int) -> tuple[Shift, ...]:
    """So many of S1, S2 ... on a day, named like d9=3 for the 9th."""
    return tuple(duty(f"S{i}", march(int(name[1:]))) for name, n in days.items() for i in range(1, n + 1))


def week(shifts: tuple[Shift, ...], **changes: object) -> SecondmentWeek:
    return secondment_week(period(**{"staff": PEOPLE, "shifts": shifts, **changes}), MONDAY)


def test_scenario_25_three_three_and_two_people_meet_the_days_and_not_the_people() -> None:
    left = LeftOutOnDay("V-BED-R1-SENIOR#2", THURSDAY, "R1", "BED_SUPER", 4, march(31))
    found = week(here(d9=3, d10=3, d12=2), left_out=(left,))
    assert [one.day for one in found.days] == [MONDAY, TUESDAY, THURSDAY]
    assert (len(found.days), found.days_needed, found.days_met) == (3, 3, True)
    assert not found.people_met
    assert [(one.day, len(one.senior), found.people_needed) for one in found.short] == [(THURSDAY, 2, 3)]
    assert found.lost == (Miss("V-BED-R1-SENIOR#2", THURSDAY),)
    assert found.zh == "工作日 3/3，达标；星期四（2026-03-12）中级以上 2 人，应为 3 人，未达标。"
    assert found.en == "Working days 3/3, met; 2 of 3 people of mid-level title on Thursday (2026-03-12), not met."


def test_read_over_the_week_three_different_people_are_enough() -> None:
    other = {"numbers": {"secondment_reading": "B"}}
    assert week(here(d9=3, d10=3, d12=2), **other).people_met
    assert not week(here(d9=2, d10=2, d12=2), **other).people_met


def test_a_fourth_day_with_one_person_breaks_no_promise_already_kept() -> None:
    found = week(here(d9=3, d10=3, d11=1, d12=3))
    assert (len(found.days), found.days_met, found.people_met, found.short) == (4, True, True, ())


def test_two_days_are_too_few_whoever_comes() -> None:
    found = week(here(d9=5, d10=5))
    assert (found.days_met, found.people_met) == (False, True)


def test_without_anybody_nothing_is_met() -> None:
    found = week(())
    assert (found.days_met, found.people_met, found.days) == (False, False, ())


def test_leave_a_saturday_and_a_low_title_do_not_count() -> None:
    young = {**PEOPLE, "S3": a.staff("S3", "GP", employer="lead_hospital", title_level=2)}
    on_leave = duty("S4", MONDAY, "leave")
    found = week((*here(d9=3, d14=3), on_leave), staff=young)
    assert [(one.day, one.people, one.senior) for one in found.days] == [(MONDAY, ("S1", "S2", "S3"), ("S1", "S2"))]
    assert SATURDAY not in [one.day for one in found.days]


def test_a_saturday_that_is_worked_counts_and_a_holiday_monday_does_not() -> None:
    """28 February 2026 was a working Saturday, 23 February a holiday."""
    first, worked, holiday = date(2026, 2, 23), date(2026, 2, 28), date(2026, 2, 23)
    shifts = tuple(duty("S1", day) for day in (worked, holiday))
    found = secondment_week(period(staff=PEOPLE, shifts=shifts), first)
    assert [one.day for one in found.days] == [worked]


def test_the_centres_own_doctors_are_not_seconded() -> None:
    own = {**PEOPLE, "S1": a.staff("S1", "GP")}
    assert week(here(d9=1), staff=own).days == ()


def test_a_senior_round_made_up_for_in_the_same_week_is_not_lost() -> None:
    left = LeftOutOnDay("V1", TUESDAY, "R1", "BED_SUPER", 4, march(31))
    made = visit("R1", "BED_SUPER", THURSDAY)
    assert week(here(d9=3), left_out=(left,), visits=(made,)).lost == ()


def test_a_bed_whose_senior_round_fell_due_and_nobody_planned_is_among_the_lost() -> None:
    opened = bed("R1", ("submitted", march(1)), ("open", march(4)))  # its first senior round within 7 days
    assert week(here(d9=3), beds=(opened,)).lost == (Miss("BED-R1", march(11)),)
    assert week(here(d9=3), beds=(opened,), over=march(10)).lost == ()


def test_every_week_that_touches_the_period_is_looked_at() -> None:
    assert mondays(march(15), march(16)) == (march(9), march(16))


def cycle_of(today: date = date(2026, 3, 31), **numbers: str) -> tuple[str, int]:
    found = cycle(period(numbers=numbers).rulebook, today)
    return found.state, found.days


def test_half_a_year_is_182_days_both_ends_counted() -> None:
    start = date(2026, 1, 1)
    whole, short = start + timedelta(days=181), start + timedelta(days=180)
    begun = {"secondment_from": start.isoformat()}
    assert cycle_of(**begun, secondment_until=whole.isoformat()) == ("met", 182)
    assert cycle_of(**begun, secondment_until=short.isoformat()) == ("short", 181)
    assert cycle_of(**begun) == ("running", 31 + 28 + 31)
    assert cycle_of(today=whole, **begun) == ("met", 182)


def test_an_unknown_start_is_told_as_unknown() -> None:
    assert cycle_of() == ("unknown", 0)


@pytest.mark.parametrize(
    "numbers",
    [
        {"secondment_from": "last autumn"},
        {"secondment_from": "2026-03-02", "secondment_until": "2026-03-01"},
    ],
)
def test_a_day_that_is_none_is_refused_with_its_key(numbers: dict[str, str]) -> None:
    with pytest.raises(InputError) as refused:
        cycle_of(**numbers)
    assert refused.value.faults[0].where.startswith("rules.toml [secondment.")


def test_a_reading_that_is_neither_is_refused() -> None:
    of: CarePeriod = period(numbers={"secondment_reading": "C"})
    with pytest.raises(InputError):
        secondment_week(of, MONDAY)
