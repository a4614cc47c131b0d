"""Disturbed days: drawn the same from the same seed, possible as days go, and compared by a command."""

from __future__ import annotations

import csv
import json
from itertools import pairwise
from pathlib import Path

import pytest

from scheduler import cli
from scheduler.bench.disturbed import compare, total_of
from scheduler.bench.disturbed_days import Disturbed, disturbed_day, with_prices
from scheduler.domain.events import StaffAbsent, UrgentRequest, VisitCancelled, VisitFinished, VisitStarted

SEEDS = (1, 2, 3)


def drawn(seed: int, kind: str = "all") -> Disturbed:
    return disturbed_day(seed, 16, 100, kind)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_same_seed_gives_the_same_disturbed_day(seed: int) -> None:
    assert drawn(seed).events == drawn(seed).events
    assert drawn(seed).told == drawn(seed).told


@pytest.mark.parametrize("seed", SEEDS)
def test_nobody_begins_a_visit_before_the_last_one_is_over_and_nothing_happens_after_now(seed: int) -> None:
    one = drawn(seed)
    assert all(event.at <= one.now for event in one.events)
    ended = {event.visit_id: event.at for event in one.events if isinstance(event, VisitFinished)}
    begun = {event.visit_id: event.at for event in one.events if isinstance(event, VisitStarted)}
    for route in one.told.routes:
        own = [stop.visit_id for stop in route.stops if stop.visit_id in begun]
        for before, after in pairwise(own):
            assert before not in ended or ended[before] <= begun[after]


@pytest.mark.parametrize("seed", SEEDS)
def test_what_has_begun_is_neither_cancelled_nor_is_anybody_ill_more_than_once(seed: int) -> None:
    one = drawn(seed)
    begun = {event.visit_id for event in one.events if isinstance(event, VisitStarted)}
    off = {event.visit_id for event in one.events if isinstance(event, VisitCancelled)}
    assert not begun & off
    assert one.count(StaffAbsent) <= 1
    asked = {f"V-{event.request_id}" for event in one.events if isinstance(event, UrgentRequest)}
    assert asked <= one.day.visits.keys()


def test_a_day_of_one_absence_has_no_other_news() -> None:
    kinds = {type(event) for event in drawn(1, "absence").events}
    assert StaffAbsent in kinds
    assert kinds <= {StaffAbsent, VisitStarted, VisitFinished}


def test_days_add_up_to_people_and_costs() -> None:
    rows = [compare(drawn(seed), 50) for seed in SEEDS]
    total = total_of(rows)
    people, anew = sum(row.people for row in rows), sum(row.anew_people for row in rows)
    assert total.fewer_percent == pytest.approx(100 * (1 - people / anew))
    assert total.legal == total.days == len(SEEDS)
    assert total.lost == sum(row.lost for row in rows)


def test_prices_are_those_that_were_given() -> None:
    book = with_prices(drawn(1), 77, 88).day.rulebook
    assert (book.weight("S11.other_person"), book.rule("replan.told_gain")) == (77, 88)


def test_the_command_writes_a_row_for_each_day(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--days", "2", "--visits", "8,10", "--iterations", "40", "--out", str(tmp_path), "--json")
    with pytest.raises(SystemExit) as ended:
        cli.main(["bench-replan", *words])
    assert not ended.value.code
    (tried,) = json.loads(capsys.readouterr().out)
    assert tried["total"]["days"] == 2
    (file,) = tmp_path.glob("*.csv")
    with file.open(encoding="utf-8") as table:
        assert [int(row["seed"]) for row in csv.DictReader(table)] == [1, 2]


@pytest.mark.parametrize(
    "words", [("--prices", "900"), ("--visits", "many"), ("--visits", "0"), ("--events", "war")], ids=" ".join
)
def test_what_cannot_be_read_is_bad_input(words: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["bench-replan", *words])
    assert ended.value.code == 2
    assert words[1] in capsys.readouterr().err
