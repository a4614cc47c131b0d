"""Working days with the moved ones: from the file of the year, never guessed."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from scheduler.errors import InputError
from scheduler.intake.calendar import Calendar, load_calendar
from scheduler.settings import config_folder

YEAR = [date(2026, 1, 1) + timedelta(days=k) for k in range(365)]


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return load_calendar(config_folder() / "calendar")


def test_scenario_17_adjusted_days(calendar: Calendar) -> None:
    """28 February 2026 (Saturday) is worked, 23 February (Monday) is not, insulin runs on both; 2028 stops."""
    assert calendar.is_workday(date(2026, 2, 28))
    assert not calendar.is_workday(date(2026, 2, 23))
    assert calendar.is_service_day(date(2026, 2, 28), every_day=True)
    assert calendar.is_service_day(date(2026, 2, 23), every_day=True)
    assert not calendar.is_service_day(date(2026, 2, 23), every_day=False)
    with pytest.raises(InputError, match=r"2028\.csv"):
        calendar.is_workday(date(2028, 3, 1))


def test_2026_has_39_days_that_differ_and_the_week_holds_otherwise(calendar: Calendar) -> None:
    holidays = 3 + 9 + 3 + 5 + 3 + 3 + 7  # New Year, Spring Festival, Qingming, May, Dragon Boat, Mid-Autumn, October
    listed = calendar.years[2026]
    assert len(listed) == holidays + 6
    worked_weekends = [d for d in YEAR if d.weekday() >= 5 and calendar.is_workday(d)]
    assert worked_weekends == [date(2026, m, d) for m, d in ((1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10))]
    assert all(calendar.is_workday(d) == (d.weekday() < 5) for d in YEAR if d not in listed)


def test_assuming_weekdays_is_marked_as_not_verified() -> None:
    assumed = load_calendar(config_folder() / "calendar", assume_weekdays=True)
    assert assumed.is_workday(date(2028, 3, 1))  # a Wednesday
    assert not assumed.is_workday(date(2028, 3, 4))  # a Saturday
    assert not assumed.is_verified(date(2028, 3, 1))
    assert assumed.is_verified(date(2026, 3, 2))


def test_the_next_working_day_is_named_unless_its_year_is_not_known(calendar: Calendar) -> None:
    assert calendar.next_workday(date(2026, 4, 3)) == date(2026, 4, 7)  # Friday; Qingming ends on Monday
    assert calendar.next_workday(date(2026, 12, 31)) is None
    assumed = load_calendar(config_folder() / "calendar", assume_weekdays=True)
    assert assumed.next_workday(date(2026, 12, 31)) == date(2027, 1, 1)  # a Friday


def test_a_last_day_on_a_holiday_is_pulled_before_it(calendar: Calendar) -> None:
    # 4 to 6 April 2026 is Qingming: the working day before Monday the 6th is Friday the 3rd
    assert calendar.last_service_day(date(2026, 4, 1), date(2026, 4, 6), False) == date(2026, 4, 3)
    assert calendar.last_service_day(date(2026, 4, 1), date(2026, 4, 6), True) == date(2026, 4, 6)
    assert calendar.last_service_day(date(2026, 4, 4), date(2026, 4, 6), False) == date(2026, 4, 6)


def test_every_fault_of_a_year_is_named(tmp_path: Path) -> None:
    rows = "date,kind,name\n2027-02-30,holiday,x\n2026-01-01,holiday,x\n2027-01-01,feast,x\n2027-01-02,holiday,x\n"
    (tmp_path / "2027.csv").write_text(rows + "2027-01-02,workday,x\n")
    (tmp_path / "2028.csv").write_text("day,kind\n")
    with pytest.raises(InputError) as refused:
        load_calendar(tmp_path)
    assert [(f.where, f.field) for f in refused.value.faults] == [
        ("2027.csv row 2", "date"),
        ("2027.csv row 3", "date"),
        ("2027.csv row 4", "kind"),
        ("2027.csv row 6", "date"),
        ("2028.csv", ""),
    ]


def test_a_request_that_reaches_into_a_year_without_a_list_does_not_stop_this_one(calendar: Calendar) -> None:
    thursday = date(2026, 12, 31)
    assert calendar.last_service_day(date(2026, 12, 28), date(2027, 1, 8), every_day=False) == thursday
