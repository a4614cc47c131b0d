"""The files of a report: numbers stay numbers, nothing runs as a formula, no name of a resident is in them."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest
from periods import bed, duty, march, period, signed, visit

from scheduler.domain.indicators import Miss
from scheduler.exchange.report_words import GROUPS, LABELS, UNITS, shown
from scheduler.exchange.reporting import MISSES_ON_PAPER, report_page, write_report
from scheduler.indicators.period import LeftOutOnDay
from scheduler.indicators.report import Report, programme, report
from tests import builders as a

PRINTED = date(2026, 4, 1)


class Text(HTMLParser):
    """What a reader sees of a page, without its style."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.style = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.style = tag == "style"

    def handle_data(self, data: str) -> None:
        if not self.style and data.strip():
            self.words.append(data.strip())


@pytest.fixture(scope="module")
def march_report() -> Report:
    """Scenario 25's week with two beds, one of them late, and a name that a spreadsheet would run."""
    seconded = {f"S{i}": a.staff(f"S{i}", "GP", employer="lead_hospital") for i in (1, 2, 3)}
    shifts = [duty(f"S{i}", march(day)) for day, n in ((9, 3), (10, 3), (12, 2)) for i in range(1, n + 1)]
    of = period(
        march(9),
        march(15),
        staff={"N1": a.staff("N1"), **seconded},
        residents={f"R{i}": signed(f"R{i}", name="=王小英") for i in range(1, 20)},
        shifts=tuple(shifts),
        beds=(bed(), bed("R2", ("submitted", march(5)))),
        visits=(visit("R1", "BED_ROUND", march(9)),),
        left_out=(LeftOutOnDay("V-SENIOR", march(12), "R1", "BED_SUPER", 4, march(12)),),
    )
    teams = {"T1": replace(of.teams["T1"], name="=1+1"), "T2": of.teams["T2"]}
    return report(a.centre(), replace(of, teams=teams), (Miss("V-X1", march(10)),))


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_the_tables_begin_with_the_mark_of_utf_8_and_hold_every_figure_of_every_scope(
    march_report: Report, tmp_path: Path
) -> None:
    written = write_report(tmp_path / "new", march_report, "zh", PRINTED)
    assert [path.name for path in written] == [
        "indicators.csv", "staffing.csv", "secondment.csv", "report.xlsx", "report.html",
    ]  # fmt: skip
    assert (tmp_path / "new" / "indicators.csv").read_bytes().startswith("\ufeff范围".encode())
    told = rows(tmp_path / "new" / "indicators.csv")
    assert len(told) == 1 + sum(len(scope.indicators) for scope in march_report.scopes)
    late = next(row for row in told if row[:2] == ["全中心", "assessed_in_time"])
    assert late[3:9] == ["0", "1", "0.0", "%", "1", "BED-R2(2026-03-08)"]  # applied on the 5th, three days


def test_no_cell_can_run_as_a_formula_and_numbers_stay_numbers(march_report: Report, tmp_path: Path) -> None:
    write_report(tmp_path, march_report, "zh", PRINTED)
    assert "'=1+1" in {row[0] for row in rows(tmp_path / "indicators.csv")}
    book = openpyxl.load_workbook(tmp_path / "report.xlsx")
    assert book.sheetnames == ["指标", "人员配备", "派驻帮扶"]
    sheet = book["指标"]
    assert "'=1+1" in {cell.value for cell in sheet["A"]}
    assert all(cell.data_type != "f" for line in sheet for cell in line)
    assert all(isinstance(cell.value, int) for cell in sheet["D"][1:])


def test_the_page_quotes_the_rules_and_says_scenario_25_in_words(march_report: Report) -> None:
    page = " ".join(Text(report_page(march_report, "zh", PRINTED)).words)
    assert "每周至少3个工作日向社区卫生服务中心派驻不少于3名中级以上职称人员帮扶" in page
    assert "以每万名居民有7名" in page
    assert "工作日 3/3，达标；星期四（2026-03-12）中级以上 2 人，应为 3 人，未达标。" in page
    assert "V-SENIOR (2026-03-12)" in page
    assert "V-X1 (2026-03-10)" in page


def test_no_residents_name_is_in_any_file(march_report: Report, tmp_path: Path) -> None:
    for path in write_report(tmp_path, march_report, "zh", PRINTED):
        assert "王小英".encode() not in path.read_bytes()
    book = openpyxl.load_workbook(tmp_path / "report.xlsx")
    assert not any("王小英" in str(cell.value) for sheet in book for line in sheet for cell in line)


def test_long_lists_are_cut_on_paper_and_whole_in_the_table(march_report: Report, tmp_path: Path) -> None:
    write_report(tmp_path, march_report, "zh", PRINTED)
    everybody = 19  # all of them 80 and signed, one of them seen, by a nurse's hand
    row = next(row for row in rows(tmp_path / "indicators.csv") if row[1] == "old_signed_covered")
    assert len(row[8].split()) == everybody - 1
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert LABELS["zh"]["more"].format(everybody - 1 - MISSES_ON_PAPER) in page


def test_the_english_page_has_no_chinese_but_the_names_of_teams(march_report: Report) -> None:
    english = replace(march_report, scopes=tuple(replace(one, name=one.id or "none") for one in march_report.scopes))
    page = " ".join(Text(report_page(english, "en", PRINTED)).words)
    assert not [letter for letter in page if "\u4e00" <= letter <= "\u9fff"]


def test_both_languages_have_the_same_words_and_every_heading_stands_before_a_figure() -> None:
    assert LABELS["zh"].keys() == LABELS["en"].keys()
    assert UNITS["zh"].keys() == UNITS["en"].keys()
    assert GROUPS.keys() <= {figure.id for figure in programme(period())}


def test_what_was_not_to_be_counted_is_a_dash(march_report: Report) -> None:
    empty = next(one for one in march_report.scopes[0].indicators if one.id == "travel_share")
    assert shown(empty, "zh") == "—"
