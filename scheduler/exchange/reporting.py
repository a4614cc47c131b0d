"""A report as files: CSV that a spreadsheet opens, one workbook, one page to print. They hold ids, never a name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from scheduler.domain.indicators import Indicator, Miss
from scheduler.exchange.report_words import BASES, CHOICES, GROUPS, LABELS, UNITS, scope_name, shown
from scheduler.exchange.sheets import PAGES
from scheduler.exchange.spreadsheet import guarded, write_table
from scheduler.exchange.wording import ROLES, WEEKDAYS
from scheduler.indicators.report import Report, Scope

COLUMNS_ON_PAPER = 5  # scopes side by side on an A4 page
MISSES_ON_PAPER = 12  # ids of one figure; the rest is in indicators.csv
WIDEST = 60  # letters of a workbook's column

Row = tuple[object, ...]


def write_report(folder: Path, report: Report, language: str, printed: date) -> tuple[Path, ...]:
    """Write all files and give their paths; the folder is made when it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    words = LABELS[language]
    tables = {
        "indicators": (_figure_header(words), list(figure_rows(report, language))),
        "staffing": (_staffing_header(words), list(staffing_rows(report, language))),
        "secondment": (_secondment_header(words), list(secondment_rows(report, language))),
    }
    written = [write_table(folder / f"{name}.csv", header, rows) for name, (header, rows) in tables.items()]
    names = (words["sheet_figures"], words["sheet_staffing"], words["sheet_secondment"])
    written.append(_workbook(folder / "report.xlsx", dict(zip(names, tables.values(), strict=True))))
    page = folder / "report.html"
    page.write_text(report_page(report, language, printed) + "\n", encoding="utf-8")
    return (*written, page)


def report_page(report: Report, language: str, printed: date) -> str:
    """The report to print, A4."""
    centre = report.scopes[0]
    side_by_side = [report.scopes[i : i + COLUMNS_ON_PAPER] for i in range(0, len(report.scopes), COLUMNS_ON_PAPER)]
    return PAGES.get_template("report.html").render(
        t=LABELS[language],
        language="en" if language == "en" else "zh-CN",
        report=report,
        centre=report.name_en if language == "en" else report.name_zh,
        printed=printed.isoformat(),
        figures=[_figures(scopes, language) for scopes in side_by_side],
        staffing=[_staffing(scope, language) for scope in report.scopes if scope.staffing],
        roles=[ROLES[language][need.role] for need in centre.staffing.roles] if centre.staffing else [],
        staffing_rule=report.staffing_rule[language == "en"],
        secondment_rule=report.secondment_rule[language == "en"],
        weeks=[_week(report, number, language) for number in range(len(report.weeks))],
        reading=CHOICES[report.weeks[0].reading][language == "en"],
        cycle=report.cycle.en if language == "en" else report.cycle.zh,
        misses=[(_name(one, language), _on_paper(one.missed, language)) for one in centre.indicators if one.missed],
        strange=_on_paper(report.strange, language),
    )


def figure_rows(report: Report, language: str) -> Iterator[Row]:
    """Every figure of every scope."""
    for scope in report.scopes:
        for one in scope.indicators:
            ids = " ".join(str(miss).replace(" ", "") for miss in one.missed)
            count = (one.numerator, "" if one.denominator is None else one.denominator)
            value = "" if one.value is None else one.value
            about = (scope_name(scope, language), one.id, _name(one, language))
            yield (*about, *count, value, UNITS[language][one.unit], len(one.missed), ids, _span(report))


def staffing_rows(report: Report, language: str) -> Iterator[Row]:
    """Every profession of the centre and of each team."""
    for scope in report.scopes:
        if scope.staffing is None:
            continue
        for need in scope.staffing.roles:
            about = (scope_name(scope, language), scope.staffing.residents, BASES[language][scope.staffing.basis])
            yield (*about, ROLES[language][need.role], need.required, need.have, need.missing)


def secondment_rows(report: Report, language: str) -> Iterator[Row]:
    """Every day with somebody seconded; a week without one has a row of its own. The week's verdict is on each."""
    words = LABELS[language]
    for week in report.weeks:
        verdict = tuple(words["met" if met else "not_met"] for met in (week.days_met, week.people_met))
        said = week.en if language == "en" else week.zh
        after = (*verdict, said, " ".join(str(miss).replace(" ", "") for miss in week.lost))
        days: list[Row] = [(one.day.isoformat(), " ".join(one.people), len(one.senior)) for one in week.days]
        for day in days or [("", "", 0)]:
            yield (week.monday.isoformat(), *day, *after)


def _figure_header(words: Any) -> tuple[str, ...]:
    names = ("scope", "id", "figure", "numerator", "denominator", "value", "unit", "missed_count", "missed", "from_to")
    return tuple(words[name] for name in names)


def _staffing_header(words: Any) -> tuple[str, ...]:
    return tuple(words[name] for name in ("scope", "residents", "basis", "role", "required", "have", "missing"))


def _secondment_header(words: Any) -> tuple[str, ...]:
    names = ("week", "day", "people", "senior", "days_met", "people_met", "verdict", "lost")
    return tuple(words[name] for name in names)


def _workbook(path: Path, sheets: dict[str, tuple[tuple[str, ...], list[Row]]]) -> Path:
    """One sheet a table: heading bold and held in sight, columns as wide as their cells; numbers stay numbers."""
    book = Workbook()
    book.remove(book.active)
    for name, (header, rows) in sheets.items():
        sheet = book.create_sheet(name)
        sheet.append(header)
        for row in rows:
            sheet.append([cell if isinstance(cell, int | float) else guarded(cell) for cell in row])
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        sheet.freeze_panes = "A2"
        for number, cells in enumerate(zip(header, *rows, strict=True), 1):
            width = min(WIDEST, 2 + max(_width(cell) for cell in cells))
            sheet.column_dimensions[get_column_letter(number)].width = width
            for line in range(2, len(rows) + 2):
                sheet.cell(line, number).alignment = Alignment(vertical="top", wrap_text=width == WIDEST)
    book.save(path)
    return path


def _width(cell: object) -> int:
    """Letters as a spreadsheet spaces them: a Chinese one is two wide."""
    return sum(1 if letter.isascii() else 2 for letter in str(cell))


def _name(figure: Indicator, language: str) -> str:
    return figure.en if language == "en" else figure.zh


def _span(report: Report) -> str:
    return f"{report.first}/{report.last}"


def _figures(scopes: Sequence[Scope], language: str) -> dict[str, Any]:
    """A table of figures with one column for each of the scopes."""
    lines = []
    for number, figure in enumerate(scopes[0].indicators):
        heading = GROUPS.get(figure.id)
        cells = [_cell(scope.indicators[number], language) for scope in scopes]
        lines.append(
            {"heading": heading and heading[language == "en"], "name": _name(figure, language), "cells": cells}
        )
    return {"scopes": [scope_name(scope, language) for scope in scopes], "lines": lines}


def _cell(figure: Indicator, language: str) -> tuple[str, str]:
    """The value, and what it was counted from."""
    parts = f"{figure.numerator}/{figure.denominator}" if figure.denominator else ""
    return shown(figure, language), parts


def _staffing(scope: Scope, language: str) -> dict[str, Any]:
    assert scope.staffing is not None
    needs = [(need.required, need.have, need.missing) for need in scope.staffing.roles]
    total = (scope.staffing.required, scope.staffing.have, scope.staffing.missing)
    basis = BASES[language][scope.staffing.basis]
    residents = f"{scope.staffing.residents:,}"
    return {"name": scope_name(scope, language), "residents": residents, "basis": basis, "needs": [*needs, total]}


def _week(report: Report, number: int, language: str) -> dict[str, Any]:
    week = report.weeks[number]
    names = WEEKDAYS[language]
    return {
        "monday": week.monday.isoformat(),
        "days": [(names[one.day.weekday()], f"{one.day:%m-%d}", len(one.senior)) for one in week.days],
        "met": week.days_met and week.people_met,
        "said": week.en if language == "en" else week.zh,
        "lost": _on_paper(week.lost, language),
    }


def _on_paper(misses: Sequence[Miss], language: str) -> tuple[list[str], str]:
    """The first of them, and in words how many more there are."""
    left = len(misses) - MISSES_ON_PAPER
    return [str(miss) for miss in misses[:MISSES_ON_PAPER]], LABELS[language]["more"].format(left) if left > 0 else ""
