"""Working days of China: weekdays, moved by the State Council's yearly list of holidays and adjusted days (调休)."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from scheduler.errors import Fault, InputError

KINDS = ("holiday", "workday")
COLUMNS = ["date", "kind", "name"]
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days that differ from the week, by year. `assume_weekdays`: a year without a list goes by the week."""

    folder: Path
    years: Mapping[int, Mapping[date, str]]  # year -> day -> holiday or workday
    assume_weekdays: bool = False

    def is_workday(self, day: date) -> bool:
        """Whether people work as usual; InputError names the missing file of an unknown year."""
        year = self.years.get(day.year)
        if year is None and not self.assume_weekdays:
            missing = self.folder / f"{day.year}.csv"
            message = f"the working days of {day.year} are not known"
            told = (message, _remedy(day.year), f"不知道 {day.year} 年的工作日安排", _remedy_zh(day.year))
            raise InputError([Fault(str(missing), "date", day.isoformat(), *told)])
        kind = (year or {}).get(day)
        return kind == "workday" if kind else day.weekday() < SATURDAY

    def is_service_day(self, day: date, every_day: bool) -> bool:
        """Whether a service is given: those of every day (insulin, hospice, PICC) go on over holidays."""
        return every_day or self.is_workday(day)

    def is_verified(self, day: date) -> bool:
        """False when the day was only assumed by the week: a plan for it says so."""
        return day.year in self.years

    def next_workday(self, day: date) -> date | None:
        """The first working day after a day; None when it lies in a year that is not known."""
        day += timedelta(days=1)
        while self.assume_weekdays or self.is_verified(day):
            if self.is_workday(day):
                return day
            day += timedelta(days=1)
        return None

    def last_service_day(self, first: date, last: date, every_day: bool) -> date:
        """The latest day of [first, last] on which the service is given; `last` when there is none.

        An interval that may not be exceeded is pulled before a holiday, never pushed behind it. Days of a later
        year whose list is not out yet are not counted on.
        """
        day = last
        while day >= first:
            foreseen = every_day or self.assume_weekdays or self.is_verified(day) or day.year == first.year
            if foreseen and self.is_service_day(day, every_day):
                return day
            day -= timedelta(days=1)
        return last


def _remedy(year: int) -> str:
    return (
        f"put {year}.csv with {','.join(COLUMNS)} there, or plan with --assume-weekdays (marked: calendar not verified)"
    )


def _remedy_zh(year: int) -> str:
    return f"请放入 {year}.csv（列：{','.join(COLUMNS)}），或用 --assume-weekdays 按周一至周五排班（会注明日历未核实）"


def load_calendar(folder: Path, assume_weekdays: bool = False) -> Calendar:
    """Every <year>.csv of a folder. Raises InputError with every fault of every file."""
    faults: list[Fault] = []
    years = {
        int(path.stem): read_year(path, int(path.stem), faults)
        for path in sorted(folder.glob("[0-9][0-9][0-9][0-9].csv"))
    }
    if faults:
        raise InputError(faults)
    return Calendar(folder, years, assume_weekdays)


def read_year(path: Path, year: int, faults: list[Fault]) -> dict[date, str]:
    """The days of one year's file that differ from the week; what cannot be used is added to `faults`."""
    days: dict[date, str] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if reader.fieldnames != COLUMNS:
            faults.append(Fault(path.name, "", "", "the columns are not as expected", f"use {','.join(COLUMNS)}"))
            return {}
        for number, row in enumerate(reader, start=2):
            where = f"{path.name} row {number}"
            day, kind = _day(row["date"]), row["kind"]
            if day is None or day.year != year:
                faults.append(Fault(where, "date", row["date"], "not a day of that year", f"write {year}-MM-DD"))
            elif day in days:
                faults.append(Fault(where, "date", row["date"], "stands twice", "keep one of the rows"))
            elif kind not in KINDS:
                faults.append(Fault(where, "kind", str(kind), "unknown kind", f"use {' or '.join(KINDS)}"))
            else:
                days[day] = kind
    return days


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
