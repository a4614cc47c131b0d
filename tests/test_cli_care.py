"""Care over time at the command line: exit codes, words in either language, JSON, no traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
from shell import Shell

from scheduler import cli
from scheduler.cli.care_words import CARE_WORDS
from scheduler.domain.beds import STATES as BED_STATES
from scheduler.domain.nursing import STATES as NURSING_STATES
from scheduler.domain.orders import OUTCOMES
from tests.usecases import care_centre
from tests.usecases.care_centre import MONDAY, dataset, opened, order, request

DAY = MONDAY.isoformat()
CONDITIONS = ",".join(care_centre.CONDITIONS)


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    """A shell at the centre that cares over time."""
    nursing = request("Q1", "R4", channel="internet_nursing")
    opened(tmp_path, dataset(care_orders=(order(),), requests=(nursing,))).close()
    return Shell(tmp_path / "care.sqlite", capsys)


def typed(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """A command that needs no database."""
    with pytest.raises(SystemExit) as ended:
        cli.main(list(words))
    told = capsys.readouterr()
    return int(ended.value.code or 0), told.out, told.err


def test_every_word_is_there_in_both_languages() -> None:
    assert CARE_WORDS["zh"].keys() == CARE_WORDS["en"].keys()
    named = [f"bed_{state}" for state in BED_STATES] + [f"nursing_{state}" for state in NURSING_STATES]
    assert {*named, *(f"outcome_{outcome}" for outcome in OUTCOMES)} <= CARE_WORDS["zh"].keys()


def test_a_bed_is_applied_for_moved_renewed_shown_and_listed(desk: Shell) -> None:
    code, told, _ = desk("bed", "apply", "--resident", "R1")
    assert (code, "治疗型，已提交" in told) == (0, True)
    (view,) = desk.json("bed", "list")
    bed = view["bed"]["id"]
    code, _, complaint = desk("bed", "apply", "--resident", "R1", "--lang", "en")
    assert (code, bed in complaint) == (4, True)
    assert desk("bed", "move", bed, "--to", "open")[0] == 4
    assert desk("bed", "move", bed, "--to", "upstairs")[0] == 2
    told = desk("bed", "move", bed, "--to", "assessed", "--conditions", "diagnosis,home", "--lang", "en")[1]
    assert "conditions that fail: indication, homebound, carer, consent, area" in told
    people = ("--doctor", "G1", "--nurse", "N1")
    assert desk("bed", "move", bed, "--to", "registered", *people)[0] == 4
    assert desk("bed", "show", bed)[0] == 0
    assert desk("bed", "show", "B-none")[0] == 2
    assert desk("bed", "move", bed, "--to", "cancelled", "--reason", "again later", "--version", "1")[0] == 4
    assert desk("bed", "move", bed, "--to", "cancelled", "--reason", "again later", "--version", "2")[0] == 0
    again = desk.json("bed", "apply", "--resident", "R1")["bed"]["id"]
    for step in (("assessed", "--conditions", CONDITIONS), ("registered", *people), ("open",)):
        assert desk("bed", "move", again, "--to", *step)[0] == 0
    end = desk.json("bed", "show", again)["bed"]["until_day"]
    assert desk("bed", "renew", again, "--until", end)[0] == 4
    assert "Traceback" not in desk("bed", "renew", again, "--until", "soon")[2]


def test_an_order_is_added_edited_stopped_and_listed(desk: Shell) -> None:
    wound = ("order", "add", "--resident", "R2", "--service", "伤口换药", "--channel", "签约服务", "--first-day", DAY)
    papers = ("--order-until", "2027-12-31")
    added = desk.json(*wound, "--rule", "FREQ=WEEKLY;BYDAY=MO,TH", *papers)
    id_ = added["order"]["id"]
    code, told, complaint = desk(*wound, "--every", "9,7,7")
    assert (code, told) == (2, "")
    assert "从小到大" in complaint
    for wrong in (("--every", "often"), (), ("--every", "1,2,3", "--rule", "FREQ=DAILY"), ("--times", "early")):
        assert desk(*wound, *wrong)[0] == 2
    code, told, _ = desk("order", "edit", id_, "--number", "2", "--day", "2026-03-13", "--version", "1")
    assert (code, "第 2 版" in told) == (0, True)
    assert desk("order", "edit", id_, "--number", "2", "--skip", "--version", "1")[0] == 4
    assert desk("order", "edit", id_, "--number", "2")[0] == 2
    assert desk("order", "edit", id_, "--number", "3", "--following")[0] == 2
    assert desk("order", "edit", id_, "--number", "3", "--following", "--skip", "--minutes", "30")[0] == 2
    assert (
        desk("order", "edit", id_, "--number", "3", "--day", "2026-03-20", "--minutes", "30")[0] == 2
    )  # not half of it
    following = desk.json("order", "edit", id_, "--number", "3", "--following", "--rule", "FREQ=DAILY")
    assert following["order"]["follows"] == id_
    assert desk("order", "stop", following["order"]["id"], "--last-day", "2026-03-20")[0] == 0
    ids = [view["order"]["id"] for view in desk.json("order", "list", "--resident", "R2", "--date", DAY)]
    assert ids == [id_, following["order"]["id"]]
    code, told, _ = desk("order", "list", "--overdue", "--date", "2026-03-12", "--lang", "en")
    assert (code, "latest 2026-03-10, 2 days over" in told) == (0, True)
    assert "没有超期" in desk("order", "list", "--overdue", "--date", DAY)[1]


def test_what_happened_is_recorded_once_and_says_what_comes_next(desk: Shell) -> None:
    words = ("happened", "V-O1#1", "--date", DAY)
    code, told, _ = desk(*words, "--outcome", "nobody_home", "--staff", "N1")
    assert code == 0
    assert "家中无人" in told
    assert "O1#1~2" in told
    assert desk(*words, "--outcome", "done")[0] == 4
    assert desk(*words, "--outcome", "done", "--instead-of", "nobody_home", "--lang", "en")[0] == 0
    assert desk("happened", "V-O9#1", "--date", DAY, "--outcome", "done")[0] == 2
    assert desk("request", "show", "O1#1")[0] == 2  # done, and no plan ever had it


def test_who_is_away_and_what_is_to_be_done_is_told(desk: Shell) -> None:
    assert desk("away", "--resident", "R1", "--from", DAY)[0] == 0
    assert desk("away", "--resident", "R1", "--from", DAY)[0] == 4
    assert desk("away", "--resident", "R1", "--back", "2026-03-11")[0] == 0
    assert desk("away", "--resident", "R1", "--from", DAY, "--reason", "moon")[0] == 2
    code, told, _ = desk("worklist", "--date", "2026-03-12", "--lang", "en")
    assert code == 0
    assert "Work list of 2026-03-12" in told
    assert "Open 08:00–12:00  14:00–17:30" in told  # winter lasts to 31 May
    assert "The centre is closed" in desk("worklist", "--date", "2026-04-05", "--lang", "en")[1]  # Qingming
    assert desk.json("worklist", "--date", "2026-03-12")["day"] == "2026-03-12"
    code, _, complaint = desk("worklist", "--date", "2051-03-12")
    assert (code, "2051.csv" in complaint) == (2, True)


def test_medicines_and_nursing_requests_are_typed_in(desk: Shell) -> None:
    plan = ("medication", "add", "--resident", "R3", "--medicines", "6", "--weeks", "4")
    added = desk.json(*plan, "--supply-end", "2026-03-20")
    assert desk(*plan, "--supply-end", "2026-03-20")[0] == 4
    assert desk("medication", "renew", added["plan"]["id"], "--weeks", "13")[0] == 2
    assert desk("medication", "renew", added["plan"]["id"], "--weeks", "4", "--handed", "2026-03-19")[0] == 0
    code, told, _ = desk("medication", "list", "--date", DAY)
    assert (code, "供药至 2026-04-17" in told) == (0, True)
    code, told, _ = desk("nursing", "move", "Q1", "--to", "consenting", "--lang", "en")
    assert (code, "waits for consent" in told) == (0, True)
    assert desk("nursing", "move", "Q1", "--to", "done")[0] == 4
    assert desk("nursing", "move", "Q1", "--to", "cancelled")[0] == 4  # without a reason
    assert desk("nursing", "show", "Q1")[0] == 0
    assert desk("nursing", "show", "Q99")[0] == 2


def test_a_calendar_that_cannot_be_read_is_refused_with_every_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = tmp_path / "2031.csv"
    wrong.write_text("date,kind,name\n2031-01-01,feast,元旦\n2031-13-01,holiday,x\n", encoding="utf-8")
    code, told, complaint = typed(capsys, "calendar", "import", str(wrong))
    assert (code, told) == (2, "")
    assert "2031-13-01" in complaint
    assert typed(capsys, "calendar", "import", str(tmp_path / "none.csv"))[0] == 2
