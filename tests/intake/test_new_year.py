"""A new year of working days is taken whole or not at all; the hours of a day follow season and calendar."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest

from scheduler.errors import ConflictError, InputError
from scheduler.intake.calendar import load_calendar
from scheduler.intake.new_year import import_year
from scheduler.intake.opening_hours import opening_hours, season
from tests import builders as b
from tests.intake.asking import BOOK
from tests.intake.caring import calendar

HOLIDAYS = "".join(f"2027-10-0{k},holiday,国庆节\n" for k in range(1, 8))
YEAR = f"date,kind,name\n{HOLIDAYS}2027-10-09,workday,国庆节调休\n"


def told(tmp_path: Path, text: str) -> list[tuple[str, str]]:
    source = tmp_path / "list.csv"
    source.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        import_year(source, tmp_path / "calendar")
    assert not (tmp_path / "calendar").exists()
    assert all(fault.message and fault.remedy for fault in refused.value.faults)
    return [(fault.where, fault.field) for fault in refused.value.faults]


def test_a_year_is_imported_and_known_from_then_on(tmp_path: Path) -> None:
    source, folder = tmp_path / "from-the-council.csv", tmp_path / "calendar"
    source.write_text(YEAR, encoding="utf-8-sig")
    assert import_year(source, folder).name == "2027.csv"
    known = load_calendar(folder)
    assert known.is_workday(date(2027, 10, 9))  # a Saturday
    assert not known.is_workday(date(2027, 10, 4))  # a Monday
    assert import_year(source, folder) == folder / "2027.csv"  # the same once more changes nothing
    source.write_text(YEAR.replace("10-09", "10-10"), encoding="utf-8")
    with pytest.raises(ConflictError, match="already"):
        import_year(source, folder)
    import_year(source, folder, replace=True)
    assert not load_calendar(folder).is_workday(date(2027, 10, 9))


def test_faults_of_a_year_are_named_and_nothing_is_written(tmp_path: Path) -> None:
    assert told(tmp_path, YEAR + "2026-01-01,holiday,x\n2027-12-32,holiday,x\n2027-12-31,feast,x\n") == [
        ("list.csv row 10", "date"),
        ("list.csv row 11", "date"),
        ("list.csv row 12", "kind"),
    ]
    assert told(tmp_path, YEAR + "2027-10-13,workday,x\n") == [("list.csv", "date")]  # a Wednesday anyway
    assert told(tmp_path, "date,kind,name\n2027-01-01,holiday,元旦\n") == [("list.csv", "kind")]
    assert told(tmp_path, "date,kind,name\n") == [("list.csv", "date")]
    assert told(tmp_path, "day,kind\n2027-01-01,holiday\n") == [("list.csv", "date")]


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.csv"):
        import_year(tmp_path / "none.csv", tmp_path)
    (tmp_path / "gbk.csv").write_bytes("date,kind,name\n2027-01-01,holiday,元旦\n".encode("gbk"))
    with pytest.raises(InputError, match="UTF-8"):
        import_year(tmp_path / "gbk.csv", tmp_path)


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        (date(2026, 5, 29), "08:00-12:00 14:00-17:30"),
        (date(2026, 6, 1), "08:00-12:00 15:00-18:00"),
        (date(2026, 9, 30), "08:00-12:00 15:00-18:00"),
        (date(2026, 10, 8), "08:00-12:00 14:00-17:30"),
        (date(2026, 2, 28), "08:00-12:00 14:00-17:30"),  # a Saturday that is worked
        (date(2026, 3, 14), "08:00-12:00"),  # one that is not
        (date(2026, 3, 15), ""),
        (date(2026, 10, 3), ""),  # a Saturday in the holidays
        (date(2026, 10, 5), ""),
    ],
)
def test_the_centre_is_open_by_season_and_calendar(day: date, hours: str) -> None:
    told_hours = [f"{one.start:%H:%M}-{one.end:%H:%M}" for one in opening_hours(day, BOOK, calendar())]
    assert " ".join(told_hours) == hours


def test_the_hours_of_an_unknown_year_are_not_guessed_and_a_season_may_span_the_new_year() -> None:
    with pytest.raises(InputError, match=r"2028\.csv"):
        opening_hours(date(2028, 3, 1), BOOK, calendar())
    turned = b.rulebook(opening_summer_from="11-01", opening_summer_until="02-28")
    assert [season(date(2026, month, 1), turned) for month in (1, 6, 12)] == ["summer", "winter", "summer"]
    assert opening_hours(date(2026, 3, 9), BOOK, calendar())[0].start == time(8)
