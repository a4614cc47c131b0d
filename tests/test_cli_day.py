"""Commands of the day itself: an event told by its option or a file, refused with nothing changed; the page of now."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scheduler.domain.events import RoadClosed, StaffAbsent, VisitStarted
from scheduler.usecases import day_events, open_store, publish_plan
from tests.builders import clock
from tests.shell import DAY, Shell
from tests.usecases.small_centre import GOOD, MONDAY, NOW, drafted, opened


@pytest.fixture
def day(shell: Shell) -> Shell:
    """The small centre with its good plan published."""
    store = opened(shell.database.parent)
    assert publish_plan(store, drafted(store, GOOD).id, author="test", now=NOW).plan
    store.close()
    return shell


def told(shell: Shell) -> list[object]:
    store = open_store(shell.database)
    found = list(day_events(store, "C1", MONDAY))
    store.close()
    return found


def test_an_event_is_told_by_its_option_and_the_next_step_is_said(day: Shell) -> None:
    code, said, _ = day("event", "--date", DAY, "--started", "V-Q1", "--at", "08:10", "--lang", "en")
    assert code == 0
    assert "V-Q1 began at 08:10" in said
    assert "The plan stands" in said
    code, said, _ = day("event", "--date", DAY, "--absent", "N2", "--at", "08:20", "--lang", "en")
    assert code == 0
    assert "it touches N2" in said
    assert f"Next: scheduler replan --date {DAY}" in said
    assert told(day) == [VisitStarted(clock("08:10"), "V-Q1"), StaffAbsent(clock("08:20"), "N2", clock("08:20"))]


@pytest.mark.parametrize(
    "words",
    [
        ("--finished", "V-Q1", "--at", "08:40"),
        ("--overran", "V-Q1", "--at", "08:35", "--until", "09:10"),
        ("--nobody-home", "V-Q1", "--at", "08:15", "--reason", "door closed"),
        ("--cancelled", "V-Q1", "--at", "07:00"),
        ("--absent", "N1", "--at", "07:00", "--from", "08:00", "--until", "09:00"),
        ("--hospital", "R1", "--at", "07:00"),
        ("--weather", "snow", "--at", "09:00"),
        ("--road-closed", "113.721,34.699;113.721,34.701", "--at", "08:00", "--until", "10:00", "--minutes", "6"),
        ("--road-closed", "113.721,34.700", "--at", "08:00", "--radius", "100", "--road", "MARKET", "--crs", "gcj02"),
    ],
    ids=lambda words: words[0],
)
def test_every_kind_of_event_can_be_typed_and_planned_with(day: Shell, words: tuple[str, ...]) -> None:
    code, said, _ = day("event", "--date", DAY, *words)
    assert code == 0
    assert "第 1 件已记录" in said
    (kept,) = told(day)
    if isinstance(kept, RoadClosed):
        assert kept.closure.start == clock("08:00")
    assert day("now", "--date", DAY, "--at", "09:00")[0] == 0


def test_events_of_a_file_are_kept_together_or_not_at_all(day: Shell, tmp_path: Path) -> None:
    at = f"{DAY}T08:10:00+08:00"
    started = {"kind": "visit_started", "at": at, "visit_id": "V-Q1"}
    file = tmp_path / "events.json"
    file.write_text(json.dumps([started, {**started, "visit_id": "V-Q99"}]), encoding="utf-8")
    code, _, complaint = day("event", str(file), "--date", DAY, "--lang", "en")
    assert code == 2
    assert "V-Q99" in complaint
    assert told(day) == []
    file.write_text(json.dumps([started, {**started, "kind": "visit_finished", "at": f"{DAY}T08:40:00+08:00"}]))
    kept = day.json("event", str(file), "--date", DAY)
    assert [one["number"] for one in kept] == [1, 2]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((), 2, "events are given, not one"),
        (("events.json", "--started", "V-Q1", "--at", "09:00"), 2, "not one"),
        (("events.json", "--at", "09:00"), 2, "not one"),
        (("--started", "V-Q1", "--finished", "V-Q1", "--at", "09:00"), 2, "not one"),
        (("--started", "V-Q1"), 2, "--at"),
        (("--started", "V-Q1", "--at", "25:00"), 2, "is not a clock time"),
        (("--overran", "V-Q1", "--at", "09:00"), 2, "--until"),
        (("--overran", "V-Q1", "--at", "09:00", "--until", "08:00"), 2, "look at --at"),
        (("--started", "V-Q99", "--at", "09:00"), 2, "places no visit"),
        (("--absent", "N99", "--at", "09:00"), 2, "is nobody of this centre"),
        (("--back", "N1", "--at", "09:00"), 4, "is not absent"),
        (("--weather", "hail", "--at", "09:00"), 2, "is not known"),
        (("--weather", "fair", "--at", "09:00"), 4, "already"),
        (("--road-closed", "here", "--at", "09:00"), 2, "not one point or two"),
        (("--road-closed", "34.70,113.72", "--at", "09:00"), 2, "swapped"),
        (("--road-closed", "113.72,34.7", "--at", "09:00", "--until", "08:00"), 2, "look at --at"),
        (("--road-opened", "ROAD", "--at", "09:00"), 4, "no road"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_what_cannot_be_told_is_refused_and_nothing_is_kept(
    day: Shell, words: tuple[str, ...], code: int, said: str
) -> None:
    ended, _, complaint = day("event", "--date", DAY, *words, "--lang", "en")
    assert (ended, said in complaint) == (code, True), complaint
    assert told(day) == []


def test_the_page_of_now_names_whom_to_call_and_what_to_do_next(day: Shell) -> None:
    day("event", "--date", DAY, "--started", "V-Q1", "--at", "08:10")
    code, said, _ = day("now", "--date", DAY, "--at", "09:40", "--lang", "en")
    assert code == 0
    assert "alarm 09:30 N1 has not checked out of V-Q1, due at 08:40" in " ".join(said.split())
    assert "misses the band promised" in said
    assert f"Next: scheduler replan --date {DAY}" in said
    assert "所需" not in said
    seen = day.json("now", "--date", DAY, "--at", "09:40")
    assert seen["reminders"][0]["steps"] == [
        ["call", f"{DAY}T09:00:00+08:00"],
        ["coordinator", f"{DAY}T09:15:00+08:00"],
        ["alarm", f"{DAY}T09:30:00+08:00"],
    ]
    assert day("now", "--date", DAY)[0] == 2  # of another day than today the hour must be said
    assert day("now", "--date", "2026-03-10", "--at", "09:00")[0] == 2
