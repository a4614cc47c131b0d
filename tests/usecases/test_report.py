"""A period told from what is stored: published plans, what was recorded, beds; by use case and by command."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import small_centre
from small_centre import GOOD, MONDAY, NOW, dataset, drafted, opened

from scheduler import cli
from scheduler.domain.beds import BedMove, FamilyBed
from scheduler.domain.indicators import Indicator, Miss
from scheduler.domain.orders import Happened
from scheduler.errors import InputError
from scheduler.indicators.report import Report
from scheduler.store import care_records
from scheduler.usecases import Store, publish_plan
from scheduler.usecases.report import export_report, report_period
from tests import builders

TUESDAY = MONDAY + timedelta(days=1)


def told(store: Store, first: date = MONDAY, last: date = MONDAY, today: date = TUESDAY) -> Report:
    return report_period(store, "C1", first, last, today=today)


def figure(of: Report, id_: str) -> Indicator:
    return next(one for one in of.scopes[0].indicators if one.id == id_)


def word(visit: str, outcome: str = "done", request: str = "", day: date = MONDAY) -> Happened:
    moment = builders.clock("18:00", day)
    return Happened(visit, request or visit.removeprefix("V-"), day, outcome, moment, "N1")


def published(store: Store, *words: Happened) -> Store:
    """Monday's good plan is told to people; then this becomes of its visits."""
    draft = drafted(store, GOOD)
    assert publish_plan(store, draft.id, author="test", now=NOW).plan is not None
    with store.write() as session:
        for one in words:
            care_records.save_happened(session, "C1", one)
    return store


def test_published_visits_are_counted_by_what_was_recorded_of_them(tmp_path: Path) -> None:
    store = published(opened(tmp_path), word("V-Q1"), word("V-Q2", "nobody_home"))
    found = told(store)
    assert (figure(found, "visits_done").numerator, figure(found, "visits_done").denominator) == (1, 6)
    assert figure(found, "visits_nobody_home").missed == (Miss("V-Q2", MONDAY),)
    assert figure(found, "visits_not_recorded").numerator == 4
    assert figure(found, "travel_share").numerator > 0


def test_on_the_day_itself_what_is_not_recorded_is_still_to_come(tmp_path: Path) -> None:
    store = published(opened(tmp_path), word("V-Q1"))
    found = told(store, today=MONDAY)
    assert (figure(found, "visits_done").numerator, figure(found, "visits_done").denominator) == (1, 1)
    assert found.over == MONDAY - timedelta(days=1)


def test_a_draft_tells_nothing(tmp_path: Path) -> None:
    store = opened(tmp_path)
    drafted(store, GOOD)
    assert figure(told(store), "travel_share").value is None


def test_a_bed_and_its_rounds_are_counted_and_a_record_of_nothing_known_is_named(tmp_path: Path) -> None:
    opened_day = MONDAY - timedelta(days=3)
    moves = tuple(
        BedMove(state, builders.clock("09:00", opened_day), "N1")
        for state in ("submitted", "assessed", "registered", "open")
    )
    bed = FamilyBed("B1", "R1", "nursing", "centre", opened_day, moves)
    in_time = word("V-B1-FIRST#1", request="B1-FIRST#1")  # 72 hours for a nursing bed
    store = opened(tmp_path, dataset(beds=(bed,), happened=(in_time, word("V-NOWHERE"))))
    found = told(store)
    rounds = figure(found, "rounds_in_time")
    assert (rounds.numerator, rounds.denominator) == (1, 1)
    assert found.strange == (Miss("V-NOWHERE", MONDAY),)


def test_secondment_looks_at_the_whole_week_around_the_period(tmp_path: Path) -> None:
    """Scenario 25 through the database: three, three and two people on Monday, Tuesday and Thursday."""
    people = tuple(builders.staff(f"S{i}", "GP", employer="lead_hospital") for i in (1, 2, 3))
    shifts = []
    for weekday, came in ((0, 3), (1, 3), (3, 2)):
        day = MONDAY + timedelta(days=weekday)
        for person in people[:came]:
            start, end = builders.clock("08:00", day), builders.clock("12:00", day)
            shifts.append(
                replace(builders.shift(person.id, id=f"{person.id}-{weekday}"), start=start, end=end, latest_end=end)
            )
    data = dataset()
    store = opened(tmp_path, replace(data, staff=(*data.staff, *people), shifts=(*data.shifts, *shifts)))
    (week,) = told(store, TUESDAY, TUESDAY).weeks
    assert (week.monday, week.days_met, week.people_met) == (MONDAY, True, False)
    assert [(one.day, len(one.senior)) for one in week.short] == [(MONDAY + timedelta(days=3), 2)]


def test_staffing_counts_everybody_registered(tmp_path: Path) -> None:
    staffing = told(opened(tmp_path)).scopes[0].staffing
    assert staffing is not None
    assert (staffing.residents, staffing.basis) == (small_centre.HOMES, "registered")


def test_a_year_without_a_calendar_is_reported_as_assumed(tmp_path: Path) -> None:
    store = opened(tmp_path)
    assert told(store).calendar_verified
    assert not told(store, date(2028, 3, 6), date(2028, 3, 12)).calendar_verified


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (TUESDAY, MONDAY),
        (MONDAY, MONDAY + timedelta(days=400)),
        (date.min, date.min),
        (date.max, date.max),
    ],
)
def test_a_period_that_cannot_be_told_is_refused(tmp_path: Path, first: date, last: date) -> None:
    with pytest.raises(InputError) as refused:
        told(opened(tmp_path), first, last)
    assert all(fault.remedy and fault.remedy_zh for fault in refused.value.faults)


def test_a_folder_that_cannot_be_written_to_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    found = told(opened(tmp_path))
    with pytest.raises(InputError):
        export_report(found, tmp_path / "file", "zh", today=TUESDAY)


def typed(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        cli.main(["report", *words])
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out, said.err


def test_the_command_prints_writes_and_answers_in_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    published(opened(tmp_path), word("V-Q1")).close()
    asked = ("--from", str(MONDAY), "--to", str(MONDAY), "--database", str(tmp_path / "small.sqlite"))
    code, said, _ = typed(capsys, *asked, "--out", str(tmp_path / "out"))
    assert code == 0
    assert "完成的上门" in said
    assert "16.7% 1/6" in said
    assert "每个帮扶周期至少半年" in said
    assert (tmp_path / "out" / "report.html").is_file()
    code, said, _ = typed(capsys, *asked, "--lang", "en")
    assert "visits done" in said
    assert "Working days 0/3, not met" in said
    code, said, _ = typed(capsys, *asked, "--json")
    document = json.loads(said)
    assert (code, document["scopes"][0]["kind"], document["weeks"][0]["people_met"]) == (0, "centre", False)


def test_the_command_refuses_days_out_of_order_and_words_that_are_no_days(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    opened(tmp_path).close()
    database = ("--database", str(tmp_path / "small.sqlite"))
    code, _, complaint = typed(capsys, "--from", str(TUESDAY), "--to", str(MONDAY), *database)
    assert (code, "早于" in complaint) == (2, True)
    code, _, complaint = typed(capsys, "--from", "March", "--to", str(MONDAY), *database)
    assert (code, "--from" in complaint) == (2, True)
