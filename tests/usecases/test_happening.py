"""What became of visits: it moves what is due, is told once, corrected openly, and leaves old plans readable."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from scheduler.domain.orders import Away
from scheduler.errors import ConflictError, InputError, NotFoundError
from scheduler.usecases import (
    Store,
    add_request,
    bring_home,
    check_plan,
    explain_visit,
    export_plan,
    lock_visit,
    locks_of,
    read_request,
    record_happened,
    roster_of,
    send_away,
    work_list,
)
from scheduler.usecases.happening import Recorded
from tests.usecases import care_centre
from tests.usecases.care_centre import MONDAY, NOW, at, dataset, demand, opened, order, published, request, told

TUESDAY, WEDNESDAY, FRIDAY = (MONDAY + timedelta(days=k) for k in (1, 2, 4))


def recorded(store: Store, visit_id: str, day: date, outcome: str = "done", **changes: object) -> Recorded:
    about = {"author": "N1", "now": at(day, "12:00")}
    return record_happened(store, "C1", told(visit_id, day, outcome, **changes), **about)


def test_what_was_done_never_comes_again_and_what_found_nobody_stays_open(tmp_path: Path) -> None:
    store = opened(tmp_path, dataset(requests=(request("Q1"), request("Q2", "R2"), request("Q3", "R3"))))
    published(store, MONDAY, {"N1": [("V-Q1", "09:00"), ("V-Q2", "10:00"), ("V-Q3", "11:00")]})
    assert recorded(store, "V-Q1", MONDAY).following is None
    again = recorded(store, "V-Q2", MONDAY, "nobody_home").following
    assert again is not None
    assert (again.id, again.first_day) == ("Q2", TUESDAY)
    assert recorded(store, "V-Q3", MONDAY, "refused").following is None
    assert demand(store, TUESDAY) == {"V-Q2": "WOUND"}
    assert demand(store, MONDAY) == {}  # something has become of each of them there
    assert [one.visit_id for one in work_list(store, "C1", TUESDAY).again] == ["V-Q2"]
    published(store, TUESDAY, {"N1": [("V-Q2", "09:00")]})
    assert work_list(store, "C1", TUESDAY).again == ()
    recorded(store, "V-Q2", TUESDAY)
    assert demand(store, WEDNESDAY) == {}
    assert [(one.day, one.outcome) for one in read_request(store, "Q2").became] == [
        (MONDAY, "nobody_home"),
        (TUESDAY, "done"),
    ]


def test_a_plan_is_judged_and_explained_after_its_visits_are_recorded(tmp_path: Path) -> None:
    store = opened(tmp_path, dataset(requests=(request("Q1"), request("Q2", "R2")), care_orders=(order("O1", "R3"),)))
    plan = published(store, MONDAY, {"N1": [("V-Q1", "09:00"), ("V-O1#1", "10:00")], "N2": [("V-Q2", "09:00")]})
    recorded(store, "V-Q1", MONDAY)
    recorded(store, "V-O1#1", MONDAY)
    recorded(store, "V-Q2", MONDAY, "cancelled")
    assert check_plan(store, plan.id).legal
    assert explain_visit(store, plan.id, "V-O1#1")
    assert roster_of(store, plan.id).visits == 3


def test_an_occurrence_is_read_explained_locked_and_shown_as_any_request(tmp_path: Path) -> None:
    store = opened(tmp_path, dataset(care_orders=(order(),)))
    receipt = read_request(store, "O1#1", MONDAY)
    assert (receipt.state, receipt.request.service, receipt.planned) == ("open", "PICC", ())
    lock_visit(store, "C1", MONDAY, care_centre.lock("V-O1#1", "N1", at(MONDAY, "09:00")), author="G1", now=NOW)
    assert [lock.visit_id for lock in locks_of(store, "C1", MONDAY)] == ["V-O1#1"]
    plan = published(store, MONDAY, {"N1": [("V-O1#1", "09:00")]})
    (stop,) = read_request(store, "O1#1").planned
    assert (stop.plan_id, stop.staff_id) == (plan.id, "N1")
    recorded(store, "V-O1#1", MONDAY)
    sheets = {path.name for path in export_plan(store, plan.id, tmp_path / "out")}
    assert "routes.csv" in sheets
    assert "V-O1#1" in (tmp_path / "out" / "routes.csv").read_text("utf-8-sig")
    later = read_request(store, "O1#1", FRIDAY)  # due no more, but some plan had it
    assert [(one.day, one.outcome) for one in later.became] == [(MONDAY, "done")]
    with pytest.raises(NotFoundError, match="O1#9"):
        read_request(store, "O1#9", MONDAY)


def test_a_request_for_what_a_standing_order_brings_is_refused_with_its_number(tmp_path: Path) -> None:
    store = opened(tmp_path, dataset(care_orders=(order(),)))
    papers = {"consent_until": care_centre.FAR, "assessment_until": care_centre.FAR}
    asked = request("", service="PICC", channel="signed_team", **papers)
    receipt = add_request(store, "C1", asked, author="G1", now=NOW)
    assert receipt.state == "refused"
    assert any("O1#1" in answer.en for answer in receipt.answers)


def test_what_is_told_twice_is_a_conflict_and_a_correction_names_what_it_corrects(tmp_path: Path) -> None:
    store = opened(tmp_path, dataset(care_orders=(order(),)))
    with pytest.raises(ConflictError, match="nothing is recorded"):
        recorded(store, "V-O1#1", MONDAY, instead_of="done")
    recorded(store, "V-O1#1", MONDAY)
    with pytest.raises(ConflictError, match="recorded as done by N1") as refused:
        recorded(store, "V-O1#1", MONDAY)
    assert "已完成" in refused.value.said_in("zh")
    assert demand(store, TUESDAY) == {}
    corrected = recorded(store, "V-O1#1", MONDAY, "nobody_home", instead_of="done")
    assert corrected.following is not None
    assert corrected.following.id == "O1#1~2"
    assert demand(store, TUESDAY) == {"V-O1#1~2": "PICC"}


def test_what_cannot_have_happened_is_refused_and_nothing_is_kept(tmp_path: Path) -> None:
    store = opened(tmp_path, dataset(care_orders=(order(),)))
    wrong = told("V-O1#1", TUESDAY, "gone", staff_ids=frozenset({"N9"}), minutes=-1)
    with pytest.raises(InputError) as refused:
        record_happened(store, "C1", wrong, author="N1", now=NOW)
    assert [fault.field for fault in refused.value.faults] == ["outcome", "day", "minutes", "staff_ids"]
    with pytest.raises(NotFoundError, match="V-O9#1"):
        recorded(store, "V-O9#1", MONDAY)
    with store.read() as session:
        assert session.execute(text("SELECT count(*) FROM happened")).scalar() == 0
        assert session.execute(text("SELECT count(*) FROM audit WHERE action = 'visit.happened'")).scalar() == 0


def test_a_journey_empties_the_home_and_the_return_fills_it_again(tmp_path: Path) -> None:
    asked = request("Q1", "R1", first_day=MONDAY, last_day=FRIDAY)
    store = opened(tmp_path, dataset(requests=(asked,), care_orders=(order("O1", "R2"),)))
    lock_visit(store, "C1", TUESDAY, care_centre.lock("V-Q1", "N1"), author="G1", now=NOW)
    plan = published(store, WEDNESDAY, {"N1": [("V-Q1", "09:00")]})
    away = Away("R1", TUESDAY, None, "travelling")
    absence = send_away(store, "C1", away, author="G1", now=NOW)
    assert absence.called_off == ((WEDNESDAY, "V-Q1"),)
    assert absence.unlocked == ((TUESDAY, "V-Q1"),)
    with pytest.raises(ConflictError, match="already"):
        send_away(store, "C1", away, author="G1", now=NOW)
    assert "V-Q1" not in demand(store, WEDNESDAY)
    assert any(held.number == "Q1" for held in roster_of(store, plan.id).waiting)
    assert bring_home(store, "C1", "R1", WEDNESDAY, author="G1", now=at(WEDNESDAY)).until_day == TUESDAY
    assert "V-Q1" in demand(store, FRIDAY)
    with pytest.raises(ConflictError, match="not away"):
        bring_home(store, "C1", "R1", FRIDAY, author="G1", now=at(FRIDAY))
    with pytest.raises(InputError, match="resident_id"):
        send_away(store, "C1", Away("R99", TUESDAY, None, "hospital"), author="G1", now=NOW)
