"""The measuring commands, as typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bench.days import SOLOMON, generated, written_to

from scheduler.cli import main
from scheduler.rules import RULES

BEST = 200 + 150 + 100 + 300.0  # person 0 at the second visit at 200, for 600, at the first at 950; a face not wished


def run(*words: str) -> int:
    with pytest.raises(SystemExit) as end:
        main(words)
    assert isinstance(end.value.code, int)
    return end.value.code


def test_a_generated_day_is_solved_and_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    day, plan = written_to(tmp_path, "day.json", generated()), tmp_path / "plan.json"
    assert run("solve", str(day), "--iterations", "200", "--out", str(plan), "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["figure"], said["left_out"], said["feasible"], said["iterations"]) == (BEST, 0, True, 200)
    assert {stop["visit"] for route in json.loads(plan.read_text("utf-8"))["routes"] for stop in route["stops"]} == {
        0,
        1,
    }


def test_the_same_iterations_and_seed_write_the_same_plan(tmp_path: Path) -> None:
    day = written_to(tmp_path, "T1.txt", SOLOMON)
    for name in ("a", "b"):
        assert run("solve", str(day), "--iterations", "100", "--seed", "3", "--out", str(tmp_path / name)) == 0
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_the_bound_is_told_once_it_is_known(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scheduler.cli.live_line.QUIET_SECONDS", 0.0)
    day = written_to(tmp_path, "T1.txt", SOLOMON)
    words = ("solve", str(day), "--iterations", "50", "--bound", "--lang", "en", "--out", str(tmp_path / "plan"))
    assert run(*words) == 0
    first, *_, last = [line for line in capsys.readouterr().err.splitlines() if line.startswith("Solving")]
    assert "bound" not in first
    assert " · bound " in last


def test_a_day_that_cannot_be_served_whole_is_a_conflict(tmp_path: Path) -> None:
    torn = SOLOMON.replace("         20        50", "          0         1")  # nobody is at (1, 1) within a tenth
    day = written_to(tmp_path, "T1.txt", torn)
    assert run("solve", str(day), "--iterations", "100", "--out", str(tmp_path / "plan")) == 4


@pytest.mark.parametrize(
    "words",
    [
        ("solve", "missing.json", "--out", "x"),
        ("solve", "missing.json", "--out", "x", "--seconds", "1", "--iterations", "5"),
        ("solve", "missing.json"),
        ("bench", "missing", "--peers", "gurobi"),
        ("bench", "missing"),
        ("bench", "missing", "--cpu-seconds", "0"),
        ("bench", "missing", "--without", "luck"),
        ("bench", "missing", "--with", "hot=0"),
    ],
)
def test_bad_input_is_refused(words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(*words) == 2


def test_a_folder_is_compared_and_the_files_are_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written_to(tmp_path, "day.json", generated())
    written_to(tmp_path, "bks.csv", f"instance,bks\nday,{BEST}\n")
    out = tmp_path / "out"
    words = ("bench", str(tmp_path), "--cpu-seconds", "0.5", "--peers", "ortools", "--out", str(out), "--json")
    assert run(*words) == 0
    said = json.loads(capsys.readouterr().out)
    lines = said["lines"]
    assert [(line["solver"], line["figure"], line["gap"]) for line in lines] == [
        ("engine", BEST, 0.0),
        ("ortools", BEST, 0.0),
    ]
    assert [(mean["solver"], mean["gap"], mean["count"]) for mean in said["means"]] == [
        ("engine", 0.0, 1),
        ("ortools", 0.0, 1),
    ]
    assert {path.name for path in out.iterdir()} == {"bench.csv", "bench.svg"}


def test_the_engine_is_compared_with_itself_without_a_choice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    day = written_to(tmp_path, "day.json", generated())
    words = ("bench", str(day), "--cpu-seconds", "0.4", "--without", "strings", "--with", "hot=3", "--lang", "en")
    assert run(*words, "--out", str(tmp_path / "out")) == 0
    said = capsys.readouterr().out
    assert [line.split() for line in said.splitlines() if "without strings" in line][-1] == [
        "without", "strings", "+0.00", "0.00", "1",
    ]  # fmt: skip


def test_a_day_nobody_can_serve_whole_is_a_conflict_of_the_comparison(tmp_path: Path) -> None:
    torn = SOLOMON.replace("         20        50", "          0         1")
    day = written_to(tmp_path, "T1.txt", torn)
    assert run("bench", str(day), "--cpu-seconds", "0.4", "--out", str(tmp_path / "out")) == 4


def test_the_rules_are_printed_with_their_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("rules", "--markdown") == 0
    table = capsys.readouterr().out
    assert all(f"| {rule.name} |" in table for rule in RULES)
    assert run("rules", "--lang", "en") == 0
    assert "H1" in capsys.readouterr().out
