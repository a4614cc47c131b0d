"""`plan-week` on the command line: words, JSON, exit codes."""

from __future__ import annotations

import pytest
from shell import DAY, Shell

from scheduler import cli
from tests.usecases.small_centre import HOMES, opened

SHORT = ("--days", "2", "--iterations", "400")


def test_a_week_is_planned_and_its_drafts_named_in_either_language(shell: Shell) -> None:
    opened(shell.database.parent).close()
    code, told, _ = shell("plan-week", "--from", DAY, *SHORT, "--lang", "en")
    assert code == 0
    assert f"{HOMES} visits, 0 left out" in told
    assert f"C1-{DAY}-1" in told
    assert "Passed" in told
    assert "全部已安排" in shell("plan-week", "--from", DAY, *SHORT)[1]
    assert shell("publish", "--plan", f"C1-{DAY}-2", "--lang", "en")[0] == 0


def test_a_planned_week_is_json_too(shell: Shell) -> None:
    opened(shell.database.parent).close()
    answer = shell.json("plan-week", "--from", DAY, *SHORT)
    assert [day["visits"] for day in answer["days"]] == [HOMES]
    assert answer["cost"] == sum(answer["cost_by_rule"].values())


def test_a_week_without_a_first_day_or_with_too_many_days_is_refused(shell: Shell) -> None:
    opened(shell.database.parent).close()
    assert shell("plan-week", "--lang", "en")[0] == 2
    code, _, complained = shell("plan-week", "--from", DAY, "--days", "40", "--lang", "en")
    assert code == 2
    assert "give 1 to 14 days" in complained


def test_generated_weeks_are_compared_three_ways(capsys: pytest.CaptureFixture[str]) -> None:
    size = ["--weeks", "1", "--visits", "20", "--staff", "4", "--days", "2", "--seconds", "1", "--cpu"]
    with pytest.raises(SystemExit) as ended:
        cli.main(["bench-week", *size, "--lang", "en"])
    assert not ended.value.code
    told = capsys.readouterr().out.splitlines()
    assert (told[1].split()[0], told[1].split()[-1]) == ("1", "yes")  # the seed, and that the plan is legal
    assert "median below each visit from its first day" in told[2]
