"""`scheduler what-if`, typed as a coordinator types it."""

from __future__ import annotations

import pytest
from shell import DAY, Shell, with_plan

ASK = ("what-if", "--date", DAY, "--iterations", "300")


def test_a_scenario_is_asked_kept_listed_shown_and_dropped(shell: Shell) -> None:
    plan_id = with_plan(shell)
    code, told, _ = shell(*ASK, "--absent", "N1", "--longer", "N2:60", "--lang", "en")
    assert code == 0
    assert "What if" in told
    assert "N1 is absent all day; N2 stays 60 minutes longer" in told
    assert "6 of 6 visits served" in told
    assert "Not kept." in told
    code, told, _ = shell(*ASK, "--absent", "N1", "--keep", "N1 病了")
    assert code == 0
    kept = f"W-C1-{DAY}-1"
    assert f"scheduler what-if show {kept}" in told
    (line,) = shell.json("what-if", "list")
    assert (line["id"], line["name"], line["plan_id"]) == (kept, "N1 病了", plan_id)
    assert "N1 全天不能来" in shell("what-if", "show", kept)[1]
    assert shell(*ASK, "--absent", "N2", "--keep", "N1 病了")[0] == 4
    assert shell("what-if", "drop", kept)[0] == 0
    assert shell.json("what-if", "list") == []
    assert shell("what-if", "show", kept)[0] == 2


def test_every_kind_of_assumption_can_be_typed(shell: Shell) -> None:
    with_plan(shell)
    words = (
        "--extra",
        "RN:08:00-10:00",
        "--without",
        "V-Q6",
        "--also",
        "R5:EDU:clinic_phone",
        "--hold",
        "V-Q1=N3@09:30",
    )
    answer = shell.json(*ASK, *words, "--hold", "V-Q2=N3")
    assert answer["scenario"]["changes"] == [
        {"like": "RN", "start": "08:00:00", "end": "10:00:00"},
        {"visit_id": "V-Q6"},
        {"resident_id": "R5", "service": "EDU", "channel": "clinic_phone"},
        {"visit_id": "V-Q1", "staff_id": "N3", "start": "09:30:00"},
        {"visit_id": "V-Q2", "staff_id": "N3", "start": None},
    ]
    assert len(answer["then"]["served"]) == 6


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--absent", "N99"),
        ("--extra", "RN"),
        ("--extra", "RN:10:00-08:00"),
        ("--extra", "RN:25:00-26:00"),
        ("--longer", "N1"),
        ("--longer", "N1:soon"),
        ("--longer", "N1:٣"),
        ("--certificate", "N1:"),
        ("--also", "R5:EDU"),
        ("--hold", "V-Q1"),
        ("--hold", "V-Q1="),
        ("--hold", "V-Q1=N1@noon"),
        ("--absent", "N1", "--plan", "P-none"),
        ("--absent", "N1", "--keep", "x" * 100),
    ],
)
def test_what_cannot_be_assumed_is_one_message_and_exit_code_2(shell: Shell, words: tuple[str, ...]) -> None:
    with_plan(shell)
    code, told, complaint = shell(*ASK, *words)
    assert (code, told) == (2, "")
    assert complaint.strip()
    assert "Traceback" not in complaint
    assert shell.json("what-if", "list") == []


def test_hours_that_are_lacking_are_told_with_the_command_that_tries_them(shell: Shell) -> None:
    with_plan(shell)
    code, told, _ = shell(*ASK, "--hours", "RN", "--lang", "en")
    assert code == 0
    assert "No hours of RN are lacking." in told
    answer = shell.json(*ASK, "--hours", "RN", "--absent", "N1")
    assert (answer["role"], answer["left_out"]) == ("RN", [])
    assert shell(*ASK, "--hours", "RN", "--keep", "x")[0] == 2
    assert shell(*ASK, "--hours", "COOK")[0] == 2
