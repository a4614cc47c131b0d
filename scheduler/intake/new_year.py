"""A new year of working days: read from a file, checked as a whole, and put beside the others."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from scheduler.errors import ConflictError, Fault, InputError
from scheduler.intake.calendar import COLUMNS, SATURDAY, read_year

FEWEST_HOLIDAYS = 5  # New Year, Spring Festival, Qingming, May and National Day are holidays in every year


def import_year(source: Path, folder: Path, replace: bool = False) -> Path:
    """Put a year's list of holidays and worked rest days into the calendar's folder as <year>.csv.

    The year is that of the rows. Raises InputError with every fault of the file, and ConflictError when the year is
    there already with other days and `replace` is not set; then nothing is written.
    """
    year = _year_of(source)
    faults: list[Fault] = []
    days = read_year(source, year, faults)
    faults += [] if faults else _strange(source.name, year, days)
    if faults:
        raise InputError(faults)
    target = folder / f"{year}.csv"
    if target.exists() and not replace:
        kept: list[Fault] = []
        if read_year(target, year, kept) == days and not kept:
            return target
        raise ConflictError(
            f"{target.name} is there already with other days: compare them, and import with replacing.",
            f"{target.name} 已存在且内容不同：请核对后选择替换导入。",
        )
    folder.mkdir(parents=True, exist_ok=True)
    fresh = target.with_suffix(".csv.new")  # whole or not at all
    fresh.write_bytes(source.read_bytes())
    fresh.replace(target)
    return target


def _year_of(source: Path) -> int:
    """The year of the first row that has one."""
    try:
        with source.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                text = (row.get("date") or "")[:4]
                if text.isdigit() and date.min.year <= int(text) <= date.max.year:
                    return int(text)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        remedy, remedy_zh = "give a CSV file in UTF-8", "请提供 UTF-8 编码的 CSV 文件"
        told = (f"cannot be read: {type(error).__name__}", remedy, "无法读取", remedy_zh)
        raise InputError([Fault(source.name, "", "", *told)]) from error
    columns = ",".join(COLUMNS)
    told = (
        "has no day",
        f"give rows of {columns}, e.g. 2027-01-01,holiday,元旦",
        "没有任何日期",
        f"请按 {columns} 填写",
    )
    raise InputError([Fault(source.name, "date", "", *told)])


def _strange(where: str, year: int, days: dict[date, str]) -> list[Fault]:
    """What no list of a year would say: a weekday made a working day, or hardly a holiday."""
    found = []
    for day, kind in sorted(days.items()):
        if kind == "workday" and day.weekday() < SATURDAY:
            message, zh = "a worked day of rest is a Saturday or Sunday", "调休上班日应为周六或周日"
            remedy, remedy_zh = "drop the row, or correct the date", "请删除该行或更正日期"
            found.append(Fault(where, "date", day.isoformat(), message, remedy, zh, remedy_zh))
    holidays = sum(kind == "holiday" for kind in days.values())
    if holidays < FEWEST_HOLIDAYS:
        message, zh = f"only {holidays} holidays in {year}", f"{year} 年只有 {holidays} 天假日"
        remedy, remedy_zh = "give the whole list of the State Council", "请提供国务院公布的全年安排"
        found.append(Fault(where, "kind", "holiday", message, remedy, zh, remedy_zh))
    return found
