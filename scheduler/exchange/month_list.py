"""The month's visits as a table: CSV and one workbook, headers in Chinese or English."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import openpyxl

from scheduler.domain.care import PartNeed, Service
from scheduler.domain.month import MonthVisit
from scheduler.exchange.spreadsheet import guarded, write_table
from scheduler.exchange.wording import ROLES

COLUMNS = {
    "zh": (
        "上门编号", "最早日期", "最晚日期", "最宜日期", "硬性期限", "服务", "服务名称", "居民编号", "岗位", "技能",
        "分钟", "医嘱编号", "本月内", "无法完成",
    ),
    "en": (
        "visit_id", "first_day", "last_day", "due", "hard_last_day", "service", "service_name", "resident_id", "roles",
        "skills", "minutes", "order_id", "this_month", "cannot_be_done",
    ),
}  # fmt: skip
_HALF = 0.5  # of a visit: less of it undone is a matter of how the days are filled


def write_month(
    folder: Path, name: str, visits: Sequence[MonthVisit], services: Mapping[str, Service], language: str
) -> list[Path]:
    """Write <name>.csv and <name>.xlsx into the folder; return their paths. Whatever stood there is replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = list(_rows(visits, services, language))
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (COLUMNS[language], *rows):
        sheet.append([guarded(cell) for cell in row])
    sheet.freeze_panes = "B2"
    workbook = folder / f"{name}.xlsx"
    book.save(workbook)
    return [write_table(folder / f"{name}.csv", COLUMNS[language], rows), workbook]


def _rows(visits: Sequence[MonthVisit], services: Mapping[str, Service], language: str) -> Iterator[tuple[object, ...]]:
    yes, no = ("是", "") if language == "zh" else ("yes", "")
    for visit in visits:
        yield (
            visit.visit_id,
            visit.first_day.isoformat(),
            visit.last_day.isoformat(),
            visit.due.isoformat() if visit.due else "",
            visit.hard_last.isoformat() if visit.hard_last else "",
            visit.service,
            services[visit.service].on_paper(language),
            visit.resident_id,
            " + ".join(_roles(need, language) for need in visit.people),
            ";".join(sorted({skill for need in visit.people for skill in need.skills})),
            visit.minutes,
            visit.order_id,
            no if visit.waits else yes,
            yes if visit.undone > _HALF and not visit.waits else no,
        )


def _roles(need: PartNeed, language: str) -> str:
    return "/".join(ROLES[language].get(role, role) for role in sorted(need.roles))
