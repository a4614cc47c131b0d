"""Requests typed in at the command line: what is understood, asked for, kept and refused."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from shell import ASK, DAY, Shell

PROJECT = Path(__file__).resolve().parents[1]


def test_a_request_is_typed_in_and_a_second_one_refused_with_the_number_of_the_first(shell: Shell) -> None:
    first = shell.json(*ASK, "--resident", "R1")
    assert first["state"] == "open"
    code, told, _ = shell(*ASK, "--resident", "R1")
    assert code == 4
    assert first["number"] in told
    assert shell.json("request", "show", first["number"])["request"]["resident_id"] == "R1"


def test_clock_times_of_a_request_become_its_window(shell: Shell) -> None:
    receipt = shell.json(*ASK, "--resident", "R1", "--after", "09:00", "--before", "10:30")
    assert receipt["request"]["windows"] == [{"earliest": f"{DAY}T09:00:00+08:00", "latest": f"{DAY}T10:30:00+08:00"}]
    assert shell(*ASK, "--resident", "R2", "--after", "10:30", "--before", "09:00")[0] == 2


def test_what_is_not_given_is_asked_for_with_the_last_answers_as_defaults(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell.json(*ASK, "--resident", "R1")
    command = [sys.executable, "-c", "from scheduler.cli import main; main()"]
    words = ["request", "add", "--database", str(shell.database), "--json"]
    typed = "R2\n\n\n\n\n"  # another resident, the rest as before
    answer = subprocess.run([*command, *words], input=typed, capture_output=True, text=True, check=False, cwd=PROJECT)
    assert answer.returncode == 0, answer.stderr
    request = json.loads(answer.stdout)["request"]
    assert (request["resident_id"], request["service"], request["first_day"]) == ("R2", "EDU", DAY)
    silent = subprocess.run([*command, *words], input="", capture_output=True, text=True, check=False, cwd=PROJECT)
    assert silent.returncode == 2


def test_wished_times_a_gap_and_responsible_staff_are_typed_in_and_kept(shell: Shell) -> None:
    first = shell.json(*ASK, "--resident", "R1")["number"]
    more = ("--wished-after", "09:00", "--wished-before", "10:00", "--responsible", "N1，N2", "--minutes", "25")
    follows = ("--after-request", first, "--gap-min", "30", "--gap-max", "60", "--last-done", DAY)
    request = shell.json(*ASK, "--resident", "R2", *more, *follows)["request"]
    assert request["wished"] == {"earliest": f"{DAY}T09:00:00+08:00", "latest": f"{DAY}T10:00:00+08:00"}
    assert request["windows"] == []
    assert sorted(request["responsible_staff"]) == ["N1", "N2"]
    assert (request["after_request"], request["gap_min_minutes"], request["gap_max_minutes"]) == (first, 30, 60)
    assert (request["minutes"], request["last_done"]) == (25, DAY)
    code, _, complaint = shell(*ASK, "--resident", "R3", "--wished-after", "10:00", "--wished-before", "09:00")
    assert code == 2
    assert "--wished-before" in complaint


def test_a_service_and_a_channel_are_understood_by_their_chinese_names(shell: Shell) -> None:
    words = ("--service", "健康教育/照护指导", "--channel", "电话预约", "--first-day", DAY, "--last-day", DAY)
    request = shell.json("request", "add", "--resident", "R1", *words)["request"]
    assert (request["service"], request["channel"]) == ("EDU", "clinic_phone")
