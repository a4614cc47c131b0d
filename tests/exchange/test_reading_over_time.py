"""Care over time in: tables that a centre may leave out; what can never be is refused with row, column and remedy."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from scheduler.domain.orders import ByCalendar, CareOrder, Interval
from scheduler.exchange.column import Table
from scheduler.exchange.columns import TABLES
from scheduler.exchange.reading import read_folder
from tests.exchange.editing import SAMPLE, change, faults_of, only_fault, put, sound_row

OPTIONAL = [table for table in TABLES if table.optional]
EMPTY = replace(SAMPLE, care_orders=(), beds=(), medication=(), happened=(), away=())


def row_of(folder: Path, table: str, **wanted: str) -> int:
    """The number of the first row with these values."""
    return sound_row(table, lambda row: all(row[name] == value for name, value in wanted.items()), folder)


def test_a_centre_without_care_over_time_hands_over_seven_tables_less(folder: Path) -> None:
    for table in OPTIONAL:
        (folder / f"{table.en}.csv").unlink()
    assert read_folder(folder)[0] == EMPTY


def test_a_table_of_care_over_time_with_its_header_alone_says_that_there_is_none(folder: Path) -> None:
    for table in OPTIONAL:
        header = ",".join(column.en for column in table.columns)
        (folder / f"{table.en}.csv").write_text(f"{header}\n", encoding="utf-8")
    assert read_folder(folder)[0] == EMPTY


@pytest.mark.parametrize("table", OPTIONAL, ids=lambda table: table.en)
def test_an_optional_table_without_a_needed_column_is_still_refused(folder: Path, table: Table) -> None:
    (folder / f"{table.en}.csv").write_text("colour\nred\n", encoding="utf-8")
    told = {fault.field for fault in faults_of(folder) if fault.where == f"{table.en}.csv row 1"}
    assert told == {"colour", *(column.en for column in table.columns if column.required)}


INTERVAL = {"shortest_days": "5", "usual_days": "7", "longest_days": "7", "rule": "", "hard": ""}
BY_RULE = {"shortest_days": "", "usual_days": "", "longest_days": "", "hard": "", "rule": "FREQ=DAILY", "times": ""}
CELLS = [
    ("care_orders", {**INTERVAL, "shortest_days": "8"}, "longest_days", "less than the shortest"),
    ("care_orders", {**INTERVAL, "usual_days": "4"}, "usual_days", "not between the shortest and the longest"),
    ("care_orders", {**INTERVAL, "shortest_days": "0"}, "shortest_days", "not between 1 and"),
    ("care_orders", {**INTERVAL, "usual_days": ""}, "usual_days", "how often is not said"),
    ("care_orders", {**INTERVAL, "rule": "FREQ=DAILY"}, "rule", "exclude each other"),
    ("care_orders", {"order_id": "W#1"}, "order_id", "holds # or ~"),
    ("care_orders", {"count": "0"}, "count", "a course of 0"),
    ("care_orders", {"count": "-3"}, "count", "between 1 and"),
    ("care_orders", {"first_day": "2026-03-20", "last_day": "2026-03-16"}, "last_day", "before the start"),
    ("care_orders", {"service": "MASSAGE"}, "service", "no such service"),
    ("care_orders", {"channel": "fax"}, "channel", "no such value"),
    ("care_orders", {"resident_id": "R9999"}, "resident_id", "no such resident"),
    ("care_orders", {"bed_id": "B999"}, "bed_id", "no such family bed"),
    ("care_orders", {"follows": "W999"}, "follows", "no such standing order"),
    ("care_orders", {"times": "08:00-09:00;08:30-10:00"}, "times", "overlap"),
    ("care_orders", {"times": "08:00-09:00;12:00-13:00", "gap_minutes": "301"}, "gap_minutes", "does not fit"),
    ("care_orders", {"device_kind": "picc", "device_placed": ""}, "device_placed", "nothing stands there"),
    ("care_orders", {"device_kind": "anchor", "device_placed": "2026-02-01"}, "device_kind", "no such value"),
    (
        "care_orders",
        {"device_kind": "catheter", "device_material": "wood", "device_placed": "2026-02-01"},
        "device_material",
        "unknown kind or material",
    ),
    ("care_orders", {**BY_RULE, "rule": "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30"}, "rule", "can never be met"),
    ("care_orders", {**BY_RULE, "rule": "FREQ=HOURLY"}, "rule", "finer than a day"),
    ("care_orders", {**BY_RULE, "rule": "DTSTART:20260309;FREQ=DAILY"}, "rule", "DTSTART"),
    ("care_orders", {**BY_RULE, "rule": "FREQ=LUNAR"}, "rule", "cannot be read"),
    ("care_orders", {**INTERVAL, "longest_days": "8"}, "longest_days", "the device placed allows 7"),
    ("care_orders", {"channel": "public_health"}, "channel", "not given by it"),
    ("order_changes", {"number": "0"}, "number", "between 1 and"),
    ("order_changes", {"order_id": "W999"}, "order_id", "no such standing order"),
    ("order_changes", {"skipped": "yes", "day": "2026-03-20"}, "skipped", "either skipped"),
    ("order_changes", {"skipped": "", "day": "", "windows": ""}, "skipped", "either skipped"),
    (
        "order_changes",
        {"day": "2026-03-20", "skipped": "", "windows": "2026-03-21 08:00-09:00"},
        "windows",
        "not between",
    ),
    ("beds", {"from_day": "2026-03-20", "until_day": "2026-03-16"}, "until_day", "before the start"),
    ("beds", {"kind": "bunk"}, "kind", "no such value"),
    ("beds", {"conditions": "rich"}, "conditions", "no such condition"),
    ("beds", {"responsible_nurse": "S77"}, "responsible_nurse", "no such staff"),
    ("beds", {"closing_reason": "cured"}, "closing_reason", "a closed bed has a closing reason"),
    ("bed_moves", {"state": "asleep"}, "state", "no such value"),
    ("bed_moves", {"at": "yesterday"}, "at", "not a date"),
    ("beds", {"bed_id": "B999"}, "bed_id", "no step of it"),
    ("bed_moves", {"author": ""}, "author", "nothing stands there"),
    ("medication", {"weeks": "4", "supply_end": ""}, "supply_end", "go together"),
    ("medication", {"weeks": "", "supply_end": "2026-03-30"}, "weeks", "go together"),
    ("medication", {"medicines": "0"}, "medicines", "between 1 and"),
    ("medication", {"medicines": ""}, "medicines", "nothing stands there"),
    ("happened", {"request_id": "W999#1"}, "request_id", "no such request or standing order"),
    ("happened", {"outcome": "forgotten"}, "outcome", "no such value"),
    ("happened", {"recorded": "2026-01-01 08:00"}, "recorded", "before the day"),
    ("away", {"from_day": "2026-03-20", "until_day": "2026-03-16"}, "until_day", "before the start"),
    ("away", {"reason": "bored"}, "reason", "no such value"),
]


@pytest.mark.parametrize(("table", "values", "field", "said"), CELLS, ids=lambda value: str(value)[:40])
def test_what_cannot_be_is_named_by_row_column_value_and_remedy(
    folder: Path, table: str, values: dict[str, str], field: str, said: str
) -> None:
    put(folder, table, 2, **values)
    faults = [fault for fault in faults_of(folder) if fault.where == f"{table}.csv row 2"]
    assert [fault.field for fault in faults] == [field]
    assert said in faults[0].message
    assert faults[0].remedy
    assert faults[0].message_zh
    assert faults[0].remedy_zh


def test_an_order_recurs_by_the_days_since_it_was_done_or_by_the_calendar(folder: Path) -> None:
    dressing = row_of(folder, "care_orders", service="WOUND")
    put(folder, "care_orders", dressing, **{**INTERVAL, "hard": "no"})
    put(folder, "care_orders", 3, **{**BY_RULE, "days_before": "1", "days_after": "2", "count": "10"})
    read, _ = read_folder(folder)
    assert read.care_orders[dressing - 2].recurrence == Interval(5, 7, 7, hard=False)
    assert read.care_orders[1].recurrence == ByCalendar("FREQ=DAILY", 1, 2)
    assert read.care_orders[1].count == 10


def test_a_changed_occurrence_is_read_with_its_order(folder: Path) -> None:
    changed = [order for order in SAMPLE.care_orders if order.changes]
    assert {bool(c.day) for order in changed for c in order.changes} == {True, False}
    assert {bool(c.windows) for order in changed for c in order.changes} == {True, False}
    assert any(c.skipped for order in changed for c in order.changes)
    assert read_folder(folder)[0].care_orders == SAMPLE.care_orders


def test_a_registered_bed_says_its_period_and_who_is_responsible(folder: Path) -> None:
    row = row_of(folder, "beds", bed_id=next(bed.id for bed in SAMPLE.beds if bed.state == "registered"))
    put(folder, "beds", row, until_day="", responsible_doctor="")
    assert [fault.field for fault in faults_of(folder)] == ["until_day", "responsible_doctor"]


def test_a_bed_of_which_no_step_is_told_is_refused(folder: Path) -> None:
    bed = SAMPLE.beds[0].id
    change(folder, "bed_moves", lambda rows: rows.__setitem__(slice(None), [r for r in rows if r["bed_id"] != bed]))
    assert "no step of it" in only_fault(folder).message


def test_a_step_that_leads_nowhere_is_told_at_its_bed(folder: Path) -> None:
    bed = next(bed for bed in SAMPLE.beds if bed.state == "submitted")
    put(folder, "bed_moves", row_of(folder, "bed_moves", bed_id=bed.id), state="registered")
    _, second = next(bed for bed in SAMPLE.beds if bed.state == "assessed").moves
    put(
        folder,
        "bed_moves",
        row_of(folder, "bed_moves", at=f"{second.at:%Y-%m-%d %H:%M}", state="assessed"),
        state="open",
    )
    assert any("submitted does not lead to open" in fault.message for fault in faults_of(folder))


def test_beds_of_one_resident_do_not_overlap(folder: Path) -> None:
    first, second = [bed for bed in SAMPLE.beds if bed.state == "open"][:2]
    row = row_of(folder, "beds", bed_id=second.id)
    put(folder, "beds", row, resident_id=first.resident_id)
    earlier, later = sorted((first, second), key=lambda bed: bed.from_day or bed.applied)
    faults = [fault for fault in faults_of(folder) if "overlaps" in fault.message]
    assert [fault.value for fault in faults] == [later.id]
    assert earlier.id in faults[0].message


def test_a_new_bed_may_follow_a_closed_one(folder: Path) -> None:
    closed = next(bed for bed in SAMPLE.beds if bed.state == "closed")
    submitted = next(bed for bed in SAMPLE.beds if bed.state == "submitted")
    assert closed.moves[-1].at.date() < submitted.applied
    put(folder, "beds", row_of(folder, "beds", bed_id=submitted.id), resident_id=closed.resident_id)
    assert len(read_folder(folder)[0].beds) == len(SAMPLE.beds)


def test_times_away_of_one_resident_do_not_overlap(folder: Path) -> None:
    """The first one has no end yet: nothing can begin after it."""
    assert SAMPLE.away[0].until_day is None
    put(folder, "away", 3, resident_id=SAMPLE.away[0].resident_id)
    assert "overlaps" in only_fault(folder).message


def test_a_refused_step_takes_its_bed_along_and_nothing_else_when_the_rest_is_wanted(folder: Path) -> None:
    put(folder, "bed_moves", 2, state="asleep")
    read, faults = read_folder(folder, partial=True)
    assert [fault.where for fault in faults] == ["bed_moves.csv row 2", "beds.csv row 2"]
    assert read.beds == SAMPLE.beds[1:]
    assert (read.care_orders, read.requests) == (SAMPLE.care_orders, SAMPLE.requests)


def test_a_refused_resident_takes_along_what_is_ordered_for_her(folder: Path) -> None:
    order: CareOrder = SAMPLE.care_orders[0]
    put(folder, "residents", row_of(folder, "residents", resident_id=order.resident_id), phone="1")
    read, faults = read_folder(folder, partial=True)
    assert ("care_orders.csv row 2", "resident_id") in {(fault.where, fault.field) for fault in faults}
    assert read.care_orders[0].id != order.id


def test_an_occurrence_of_a_known_order_may_have_happened(folder: Path) -> None:
    header = "request_id,day,outcome,recorded,author,staff_ids,minutes\n"
    line = "W001#1~2,2026-03-17,done,2026-03-17 12:00,S07,S07,40\n"
    (folder / "happened.csv").write_text(header + line, encoding="utf-8")
    (event,) = read_folder(folder)[0].happened
    assert (event.visit_id, event.request_id, event.minutes) == ("V-W001#1~2", "W001#1~2", 40)
    assert event.staff_ids == {"S07"}
