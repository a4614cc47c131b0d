"""Family beds through the use cases: only legal moves, by who saw the last version, with all that they take along."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from scheduler.domain.orders import Away
from scheduler.errors import ConflictError, InputError
from scheduler.usecases import (
    Store,
    adjust_bed,
    apply_for_bed,
    beds_of,
    move_bed,
    read_bed,
    record_happened,
    send_away,
    work_list,
)
from scheduler.usecases.beds import BedView
from tests.usecases import care_centre
from tests.usecases.care_centre import CONDITIONS, MONDAY, NOW, at, demand, opened, published

TUESDAY, WEDNESDAY, FRIDAY = (MONDAY + timedelta(days=k) for k in (1, 2, 4))


def moved(store: Store, bed_id: str, state: str, seen: int | None = None, **more: object) -> BedView:
    about = {"author": "G1", "now": at(MONDAY, "09:00"), **more}
    return move_bed(store, "C1", bed_id, state, seen=seen, **about)


def test_a_step_that_is_not_legal_says_what_is_and_changes_nothing(tmp_path: Path) -> None:
    store = opened(tmp_path)
    bed = apply_for_bed(store, "C1", "R1", "treatment", "centre", author="G1", now=NOW).bed
    with pytest.raises(ConflictError, match="possible: returned, assessed, refused, cancelled"):
        moved(store, bed.id, "open")
    assessed = moved(store, bed.id, "assessed", facts={"conditions": CONDITIONS[:3]})
    assert assessed.missing == CONDITIONS[3:]
    people = {"responsible_doctor": "G1", "responsible_nurse": "N1"}
    with pytest.raises(ConflictError, match="home is suitable"):
        moved(store, bed.id, "registered", facts=people)
    with pytest.raises(InputError, match="nobody of this centre"):
        moved(store, bed.id, "registered", facts={"responsible_doctor": "G9"})
    view = read_bed(store, "C1", bed.id, MONDAY)
    assert (view.bed.state, view.version) == ("assessed", 2)
    with store.read() as session:
        actions = list(session.execute(text("SELECT action FROM audit WHERE about = :bed"), {"bed": bed.id}).scalars())
    assert actions == ["bed.applied", "bed.moved"]


def test_of_two_who_move_the_same_bed_the_second_is_told(tmp_path: Path) -> None:
    store = opened(tmp_path)
    bed = apply_for_bed(store, "C1", "R1", "treatment", "centre", author="G1", now=NOW).bed
    moved(store, bed.id, "assessed", seen=1, facts={"conditions": CONDITIONS})
    with pytest.raises(ConflictError, match="read it again"):
        moved(store, bed.id, "refused", seen=1, reason="no carer")
    assert [view.bed.state for view in beds_of(store, "C1")] == ["assessed"]


def test_a_closing_bed_calls_its_own_published_visits_off_and_no_others(tmp_path: Path) -> None:
    other = care_centre.request("Q1", "R1", first_day=TUESDAY, last_day=TUESDAY)
    store = opened(tmp_path, care_centre.dataset(requests=(other,)))
    bed = care_centre.in_bed(store).bed
    visit = next(id_ for id_, service in demand(store, TUESDAY).items() if service == "BED_ROUND")
    published(store, TUESDAY, {"G1": [(visit, "09:00")], "N1": [("V-Q1", "10:00")]})
    with pytest.raises(ConflictError, match="reason code"):
        moved(store, bed.id, "pre_close", reason="had enough")
    view = moved(store, bed.id, "pre_close", reason="better")
    assert view.called_off == ((TUESDAY, visit),)
    assert [one.service for one in view.following] == ["BED_CLOSE"]
    closed = moved(store, bed.id, "closed", now=at(WEDNESDAY))
    assert (closed.bed.closing_reason, closed.following, closed.possible) == ("better", (), ())


def test_going_to_hospital_by_the_beds_own_step_is_an_absence_too(tmp_path: Path) -> None:
    store = opened(tmp_path)
    bed = care_centre.in_bed(store).bed
    moved(store, bed.id, "suspended", reason="hospital")
    assert demand(store, TUESDAY) == {}
    with pytest.raises(ConflictError, match="already"):
        send_away(store, "C1", Away("R1", TUESDAY, None, "hospital"), author="G1", now=NOW)
    waiting = {one.bed_id: one.state for one in work_list(store, "C1", TUESDAY).beds_waiting}
    assert waiting == {bed.id: "suspended"}
    moved(store, bed.id, "open", now=at(FRIDAY))
    assert "BED_ROUND" in demand(store, FRIDAY).values()


def test_an_unstable_resident_is_visited_more_often(tmp_path: Path) -> None:
    store = opened(tmp_path)
    bed = care_centre.in_bed(store).bed
    view = adjust_bed(store, "C1", bed.id, unstable=True, nurse_days=3, seen=None, author="G1", now=NOW)
    assert (view.bed.unstable, view.bed.nurse_days) == (True, 3)
    rounds = [one for one in view.following if one.order_id == f"{bed.id}-ROUND"]
    assert len(rounds) > len([one for one in view.following if one.order_id == f"{bed.id}-SENIOR"])
    assert rounds[1].last_day - rounds[0].last_day <= timedelta(days=4)


def test_the_log_tells_who_did_what_to_what_and_no_word_that_was_typed(tmp_path: Path) -> None:
    store = opened(tmp_path, care_centre.dataset(requests=(care_centre.request("Q1", "R2"),)))
    name = "王小英"
    bed = apply_for_bed(store, "C1", "R1", "nursing", "centre", author="G1", now=NOW, reason=name).bed
    moved(store, bed.id, "returned", reason=name)
    gone = care_centre.told("V-Q1", MONDAY, "nobody_home", reason=name)
    record_happened(store, "C1", gone, author="N1", now=at(MONDAY, "10:00"))
    with store.read() as session:
        rows = session.execute(text("SELECT author, action, about, detail FROM audit ORDER BY id")).all()
    assert [tuple(row[:3]) for row in rows] == [
        ("G1", "bed.applied", bed.id),
        ("G1", "bed.moved", bed.id),
        ("N1", "visit.happened", "V-Q1"),
    ]
    assert not any(name in json.dumps(json.loads(row.detail), ensure_ascii=False) for row in rows)


def test_of_eight_who_apply_for_one_resident_at_once_one_gets_a_bed(tmp_path: Path) -> None:
    store = opened(tmp_path)
    told: list[str] = []

    def ask() -> None:
        try:
            told.append(apply_for_bed(store, "C1", "R1", "nursing", "centre", author="G1", now=NOW).bed.id)
        except ConflictError as refused:
            told.append(str(refused))

    askers = [threading.Thread(target=ask) for _ in range(8)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    (bed,) = (view.bed.id for view in beds_of(store, "C1"))
    assert sorted(one == bed for one in told) == [False] * 7 + [True]
    assert all(bed in one for one in told)
