"""The command line: exit codes, words in either language, JSON, no traceback whatever is typed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from rich.cells import cell_len
from shell import ASK, DAY, Shell, with_plan

from scheduler import cli
from scheduler.cli.folding import folded
from scheduler.cli.words import WORDS
from scheduler.usecases import read_plan, save_draft
from tests.usecases import small_centre
from tests.usecases.small_centre import GOOD, MONDAY, NOW, drafted, opened

PROJECT = Path(__file__).resolve().parents[1]


def test_a_good_plan_is_checked_published_shown_and_recalled(shell: Shell) -> None:
    plan_id = with_plan(shell)
    assert shell("check", "--date", DAY)[:2] == (0, "校验通过：没有违反硬性规则。\n")
    assert shell("publish", "--date", DAY)[:2] == (0, f"已发布 {plan_id}\n")
    code, told, _ = shell("route", "--staff", "N1", "--date", DAY)
    assert code == 0
    assert "08:10–08:40" in told
    assert "测**1" in told
    assert shell("recall", "--date", DAY, "--lang", "en")[:2] == (0, f"Recalled {plan_id}\n")
    assert shell("route", "--staff", "N1", "--date", DAY)[0] == 2


def test_a_spoiled_plan_is_refused_with_exit_code_4_and_the_rule(shell: Shell) -> None:
    plan_id = with_plan(shell)
    store = opened(shell.database.parent)
    plan = read_plan(store, plan_id)
    late = replace(plan.routes[0], stops=plan.routes[0].stops[::-1])
    save_draft(store, replace(plan, routes=(late, plan.routes[1])), author="hand", now=NOW)
    store.close()
    code, told, _ = shell("publish", "--date", DAY, "--lang", "en")
    assert code == 4
    assert "H4" in told
    assert shell("check", "--date", DAY)[0] == 4
    assert shell("publish", "--plan", plan_id)[0] == 0


def test_a_refused_move_names_the_rule_and_offers_places(shell: Shell) -> None:
    with_plan(shell)
    code, told, _ = shell("move", "V-Q1", "--to", "N2", "--at", "08:20", "--date", DAY, "--lang", "en")
    assert code == 4
    assert "H4" in told
    assert "Instead:" in told
    answer = shell.json("move", "V-Q1", "--to", "N2", "--at", "08:20", "--date", DAY)
    assert answer["plan"] is None
    assert len(answer["alternatives"]) == 3
    code, told, _ = shell("move", "V-Q3", "--to", "N3", "--at", "10:00", "--date", DAY)
    assert code == 0
    assert f"C1-{DAY}-2" in told


def test_a_lock_is_set_listed_and_released(shell: Shell) -> None:
    (lock,) = shell.json("lock", "V-Q1", "--to", "N2", "--at", "09:00", "--date", DAY)
    assert (lock["visit_id"], lock["staff_id"], lock["start"]) == ("V-Q1", "N2", f"{DAY}T09:00:00+08:00")
    assert shell.json("lock", "V-Q1", "--release", "--date", DAY) == []
    assert shell("lock", "V-Q1", "--release", "--date", DAY)[0] == 2


@pytest.mark.parametrize(
    "words",
    [
        ("plan", "--date", "2026-13-01"),
        ("plan",),
        ("plan", "--date", DAY, "--lang", "fr"),
        ("plan", "--date", DAY, "--weather", "hail"),
        ("plan", "--date", "2026-03-15"),
        ("check", "--plan", "nothing"),
        ("move", "V-Q1", "--to", "N2", "--at", "25:00", "--date", DAY),
        ("lock", "V-Q1", "--date", DAY),
        ("explain", "V-Q99", "--date", DAY),
        ("load", "no-such-folder"),
        ("serve", "--host", "0.0.0.0"),
        ("plan", "--bogus"),
        ("plan", "--seed", "many"),
        ("fly",),
    ],
)
def test_bad_input_is_one_message_and_exit_code_2(shell: Shell, words: tuple[str, ...]) -> None:
    with_plan(shell)
    code, told, complaint = shell(*words)
    assert code == 2
    assert told == ""
    assert complaint.strip()
    assert "Traceback" not in complaint


def test_bad_input_is_json_when_json_was_asked_for(shell: Shell) -> None:
    answer = shell.json(*ASK, "--resident", "R99")
    assert [fault["field"] for fault in answer["faults"]] == ["resident_id"]


def test_what_nobody_expected_is_one_line_with_an_id(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(*_: object) -> None:
        raise RuntimeError("王小英")

    monkeypatch.setattr("scheduler.usecases.latest_plan", stumble)
    code, told, complaint = shell("check", "--date", DAY)
    assert (code, told) == (3, "")
    id_ = complaint.split("E-")[1][:8]
    log = (shell.database.parent / "errors.log").read_text("utf-8")
    assert f"E-{id_}" in log
    assert "王小英" not in log + complaint


def test_a_day_is_planned_with_progress_and_planned_anew_as_another_version(shell: Shell) -> None:
    code, told, progress = shell("plan", "--date", DAY, "--iterations", "2000", "--lang", "en", "--strict")
    assert code == 0, progress
    assert "Planning · best" in progress
    assert "Passed: no hard rule is broken." in told
    assert "Everything is planned." in told
    shell.json("lock", "V-Q1", "--to", "N3", "--at", "09:10", "--date", DAY)
    again = shell.json("plan", "--date", DAY, "--iterations", "2000", "--seed", "2")
    assert (again["version"], again["seed"]) == (2, 2)
    locked = [
        (route["staff_id"], stop["start"])
        for route in again["routes"]
        for stop in route["stops"]
        if stop["visit_id"] == "V-Q1"
    ]
    assert locked == [("N3", f"{DAY}T09:10:00+08:00")]


def test_a_year_without_a_calendar_ends_with_2_unless_weekdays_are_assumed_and_the_plan_says_so(shell: Shell) -> None:
    day = date(2028, 3, 1)  # a Wednesday
    later = (day - small_centre.MONDAY).days
    data = small_centre.dataset(requests=(small_centre.request("Q1", first_day=day, last_day=day, order_until=day),))
    shifts = [
        replace(one, **{name: getattr(one, name) + timedelta(days=later) for name in ("start", "end", "latest_end")})
        for one in data.shifts
    ]
    people = [
        replace(
            one,
            certificates=tuple(replace(held, until=day) for held in one.certificates),
            permit_until=day,
            insurance_until=day,
        )
        for one in data.staff
    ]
    store = opened(shell.database.parent, replace(data, shifts=tuple(shifts), staff=tuple(people)))
    store.close()
    words = ("plan", "--date", "2028-03-01", "--iterations", "100")
    code, _, complaint = shell(*words)
    assert code == 2
    assert "2028.csv" in complaint
    code, told, _ = shell(*words, "--assume-weekdays")
    assert code == 0
    assert "日历未核实" in told
    assert "日历未核实" in shell("show", "--date", "2028-03-01")[1]


def test_strict_ends_with_1_when_a_visit_is_left_out(shell: Shell) -> None:
    store = opened(shell.database.parent)
    data = small_centre.dataset()
    short = tuple(
        replace(one, end=one.start.replace(hour=8, minute=45), latest_end=one.start.replace(hour=8, minute=45))
        for one in data.shifts
    )
    with store.write() as session:
        small_centre.records.save_dataset(session, replace(data, shifts=short))
    store.close()
    code, told, _ = shell("plan", "--date", DAY, "--iterations", "500", "--strict")
    assert code == 1
    assert "未安排的上门服务及原因" in told
    assert shell("plan", "--date", DAY, "--iterations", "500")[0] == 0


def test_an_interrupt_stops_the_run_and_keeps_the_best(shell: Shell) -> None:
    command = [sys.executable, "-c", "from scheduler.cli import main; main()"]
    words = ["plan", "--date", DAY, "--seconds", "60", "--database", str(shell.database)]
    planner = subprocess.Popen(
        [*command, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=PROJECT
    )
    assert planner.stderr is not None
    planner.stderr.readline()  # the first line of progress
    time.sleep(0.3)
    os.kill(planner.pid, signal.SIGINT)
    told, complaint = planner.communicate(timeout=240)
    assert planner.returncode == 0, complaint
    assert "已停止，保留当前最优方案" in told
    assert "校验通过" in told


def test_both_languages_have_the_same_words() -> None:
    assert set(WORDS["zh"]) == set(WORDS["en"])


def test_files_are_not_written_where_a_file_stands_in_the_way(shell: Shell) -> None:
    with_plan(shell)
    code, told, complaint = shell("export", "--date", DAY, "--out", str(shell.database))
    assert (code, told) == (2, "")
    assert "请换一个文件夹" in complaint


def test_the_roster_on_paper_shows_what_waits_and_why(shell: Shell, tmp_path: Path) -> None:
    run_out = small_centre.request("Q6", "R6", order_until=MONDAY - timedelta(days=1))
    others = small_centre.dataset().requests[:5]
    store = opened(shell.database.parent, small_centre.dataset(requests=(*others, run_out)))
    drafted(store, {"N1-08:00": GOOD["N1-08:00"]})
    store.close()
    assert shell("export", "--date", DAY, "--out", str(tmp_path / "paper"))[0] == 0
    page = (tmp_path / "paper" / "roster.html").read_text("utf-8")
    assert "尚不能安排的申请" in page
    assert ">Q6<" in page
    assert "N1 · " in page  # the ids by which reasons name people
    assert "续开" in page  # what the doctor has to do first


def test_what_the_command_line_cannot_read_is_json_too_and_in_the_language_asked_for(shell: Shell) -> None:
    assert "fly" in shell.json("fly")["error"]
    assert "bogus" in shell.json("plan", "--bogus")["error"]
    assert shell("fly")[2].startswith("命令有误")
    assert "命令有误" not in shell("fly", "--lang", "en")[2]
    assert "住址" in shell("serve", "--host", "0.0.0.0")[2]
    assert "address" in shell.json("serve", "--host", "0.0.0.0", "--lang", "en")["error"]


def test_the_rules_are_json_with_every_number(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["rules", "--json"])
    rows = {row["rule"]: row for row in json.loads(capsys.readouterr().out)}
    assert {"H1", "H17", "S1", "S14"} <= set(rows)
    assert {"of", "value", "unit", "source", "verified"} == set(rows["H17"]["numbers"][0])


def test_a_roster_names_the_ids_that_explain_lock_and_move_ask_for(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scheduler.cli.edge.out.width", 80)
    with_plan(shell)
    told = shell("show", "--date", DAY)[1]
    assert all(id in told for id in ("N1", "N2", "V-Q1", "V-Q6"))
    assert "…" not in told


def test_a_sentence_is_folded_between_chinese_characters_and_within_no_word() -> None:
    lines = list(folded("护士的证书到 2026-03-10，已过期。请先续证 S07", 16))
    assert "".join(lines).replace(" ", "") == "护士的证书到2026-03-10，已过期。请先续证S07"
    assert all(cell_len(line) <= 16 for line in lines)
    assert any("2026-03-10，" in line for line in lines)
    assert not any(line[0] in "，。" for line in lines)


def test_a_plan_that_the_present_data_outran_says_so_in_the_readers_language(shell: Shell) -> None:
    with_plan(shell)
    store = opened(shell.database.parent, small_centre.dataset(shifts=small_centre.dataset().shifts[1:]))
    store.close()
    words = ("explain", "V-Q4", "--date", DAY)
    code, told, complaint = shell(*words)
    assert (code, told) == (2, "")
    assert "请重新排班" in complaint
    assert "plan anew" in shell(*words, "--lang", "en")[2]
