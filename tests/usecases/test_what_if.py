"""What if: the assumed day is solved and compared with the real one, which knows nothing of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from pathlib import Path

import pytest
from sqlalchemy import text

from scheduler.domain.care import Lock
from scheduler.domain.what_if import Absent, Added, Certified, Change, Extra, Held, Longer, Scenario, Without
from scheduler.errors import ConflictError, InputError, NotFoundError
from scheduler.store import records
from scheduler.usecases import Store, check_plan, lock_visit, open_store, plans_of, publish_plan, read_plan
from scheduler.usecases.what_if import Question, WhatIf, drop_what_if, read_what_if, what_if_day, what_ifs
from tests import builders
from tests.usecases.small_centre import EDUCATION, GOOD, MONDAY, NOW, dataset, drafted, opened, request

STEPS = 400


def asked(store: Store, plan_id: str, *changes: Change, name: str = "", steps: int = STEPS) -> WhatIf:
    question = Question(Scenario(name, changes), steps)
    return what_if_day(store, plan_id, question, author="test", now=NOW)


def everything(store: Store) -> dict[str, list[object]]:
    """All rows of all tables but those of kept scenarios and of the audit."""
    with store.read() as session:
        names = session.connection().exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").all()
        wanted = [name for (name,) in names if name not in ("what_if", "audit", "rulebook")]
        return {name: list(session.connection().execute(text(f"SELECT * FROM {name}")).all()) for name in wanted}


def test_an_absent_person_serves_nobody_and_the_others_take_over(tmp_path: Path) -> None:
    store = opened(tmp_path)
    answer = asked(store, drafted(store, GOOD).id, Absent("N1"))
    assert "N1" not in answer.then.minutes
    assert (len(answer.then.served), answer.then.left_out, answer.left_out_more) == (6, (), ())
    assert {"R1", "R2", "R3"} <= set(answer.residents)
    assert answer.assumed_en == ("N1 is absent all day",)
    store.close()


def test_with_nobody_else_the_visits_are_left_out_each_with_its_reasons(tmp_path: Path) -> None:
    short = tuple(builders.shift(id, end="09:00") for id in ("N1", "N2"))
    store = opened(tmp_path, dataset(shifts=short))
    routes = {"N1-08:00": [("V-Q1", "08:10")], "N2-08:00": [("V-Q2", "08:10")]}
    answer = asked(store, drafted(store, routes).id, Absent("N2"))
    assert len(answer.then.served) == 1
    assert len(answer.then.left_out) == 5
    assert all(one.reasons for one in answer.then.left_out)
    assert len(answer.left_out_more) == 1
    store.close()


def test_what_differs_comes_of_the_assumption_and_not_of_the_longer_search(tmp_path: Path) -> None:
    """A clumsy plan: searching it again is better by itself, and that is not put down to the certificate."""
    store = opened(tmp_path)
    clumsy = {"N1-08:00": [("V-Q1", "08:10"), ("V-Q6", "09:10")], "N2-08:00": [("V-Q5", "10:30")]}
    plan = drafted(store, clumsy)
    answer = asked(store, plan.id, Longer("N1", 30))
    assert answer.now.cost == read_plan(store, plan.id).cost
    assert len(answer.again.served) == len(answer.then.served) == 6 > len(answer.now.served)
    assert answer.served_more == ()
    store.close()


def test_one_more_person_like_another_serves_what_was_left_out(tmp_path: Path) -> None:
    """One hour holds one wound of 30 minutes with the ride to it and back, not two."""
    store = opened(tmp_path, dataset(shifts=(builders.shift("N1", end="09:00"),)))
    plan = drafted(store, {"N1-08:00": [("V-Q1", "08:10")]})
    answer = asked(store, plan.id, Extra("N2", time(9), time(10)), Extra("RN", time(10), time(11)))
    assert len(answer.then.served) == 3
    assert answer.then.minutes.keys() == {"N1", "EXTRA-1", "EXTRA-2"}
    assert set(answer.residents) <= {"R1"}  # those who are newly served were told nothing before
    store.close()


def test_a_certificate_opens_a_visit_that_nobody_could_do(tmp_path: Path) -> None:
    skilled = replace(EDUCATION, parts=(builders.PartNeed(frozenset({"RN"}), frozenset({"picc"})),))
    requests = (request("Q1", "R1"), replace(request("Q2", "R2"), service="EDU"))
    store = open_store(tmp_path / "skilled.sqlite", builders.rulebook((builders.service(), skilled)))
    with store.write() as session:
        records.save_dataset(session, dataset(requests=requests))
    plan = drafted(store, {"N1-08:00": [("V-Q1", "08:10")]})
    answer = asked(store, plan.id, Certified("N2", "picc"))
    assert answer.served_more == ("V-Q2",)
    assert asked(store, plan.id, Longer("N2", 30)).served_more == ()
    with pytest.raises(InputError, match="a skill that no service asks for"):
        asked(store, plan.id, Certified("N2", "juggling"))
    store.close()


def test_a_visit_less_and_a_visit_more(tmp_path: Path) -> None:
    store = opened(tmp_path)
    plan = drafted(store, GOOD)
    fewer = asked(store, plan.id, Without("V-Q6"))
    assert set(fewer.then.served) == {f"V-Q{k}" for k in range(1, 6)}
    assert fewer.left_out_more == ()
    more = asked(store, plan.id, Added("R6", "EDU", "clinic_phone"))
    assert more.served_more == ("V-WHAT-IF-1",)
    store.close()


def test_nothing_of_the_real_day_is_touched(tmp_path: Path) -> None:
    store = opened(tmp_path)
    plan = drafted(store, GOOD)
    publish_plan(store, plan.id, author="test", now=NOW)
    before = everything(store)
    kept = asked(store, plan.id, Absent("N1"), Added("R6", "EDU", "clinic_phone"), name="N1 ill")
    assert everything(store) == before
    drop_what_if(store, kept.id, author="test", now=NOW)
    assert everything(store) == before
    store.close()


def test_what_is_kept_can_be_listed_read_again_and_dropped(tmp_path: Path) -> None:
    store = opened(tmp_path)
    plan = drafted(store, GOOD)
    assert asked(store, plan.id, Absent("N1")).id == ""
    kept = asked(store, plan.id, Absent("N1"), name="N1 ill")
    assert kept.id == "W-C1-2026-03-09-1"
    assert read_what_if(store, kept.id) == kept
    (line,) = what_ifs(store, "C1", MONDAY)
    assert (line.id, line.name, line.plan_id, line.made, line.en) == (kept.id, "N1 ill", plan.id, NOW, kept.en)
    with pytest.raises(ConflictError, match="in use"):
        asked(store, plan.id, Absent("N2"), name="N1 ill")
    drop_what_if(store, kept.id, author="test", now=NOW)
    assert what_ifs(store, "C1") == ()
    for gone in (lambda: read_what_if(store, kept.id), lambda: drop_what_if(store, kept.id, author="t", now=NOW)):
        with pytest.raises(NotFoundError):
            gone()
    store.close()


def test_the_same_question_has_the_same_answer(tmp_path: Path) -> None:
    store = opened(tmp_path)
    plan = drafted(store, GOOD)
    assert asked(store, plan.id, Absent("N1")) == asked(store, plan.id, Absent("N1"))
    store.close()


def test_where_only_the_coordinators_word_is_assumed_keeping_makes_a_draft_of_the_day(tmp_path: Path) -> None:
    store = opened(tmp_path)
    plan = drafted(store, GOOD)
    publish_plan(store, plan.id, author="test", now=NOW)
    kept = asked(store, plan.id, Held("V-Q1", "N3", time(10)), name="Q1 at ten")
    draft = read_plan(store, kept.draft_id)
    where = {stop.visit_id: (route.staff_id, stop.start) for route, stop in draft.stops()}
    assert where["V-Q1"] == ("N3", builders.clock("10:00"))
    assert draft.cost_by_rule["S11"] > 0  # against what people were told, as publishing judges it
    assert check_plan(store, draft.id).cost_by_rule == draft.cost_by_rule
    assert [one.state for one in plans_of(store, "C1", MONDAY)] == ["published", "draft"]
    assert publish_plan(store, draft.id, author="test", now=NOW).plan
    mixed = asked(store, plan.id, Held("V-Q1", "N3"), Longer("N1", 30), name="both")
    assert mixed.draft_id == ""
    store.close()


def test_a_lock_that_cannot_hold_is_a_conflict_and_nothing_is_kept(tmp_path: Path) -> None:
    store = opened(tmp_path)
    plan = drafted(store, GOOD)
    lock_visit(store, "C1", MONDAY, Lock("V-Q1", 0, "N1", builders.clock("08:10")), author="test", now=NOW)
    with pytest.raises(ConflictError, match="H11"):
        asked(store, plan.id, Held("V-Q2", "N1", time(8, 15)), name="both at once")
    assert what_ifs(store, "C1") == ()
    store.close()


WRONG: dict[str, tuple[Change, str]] = {
    "nobody": (Absent("N99"), "is nobody of this centre"),
    "nobody's hours": (Extra("N99", time(8), time(9)), "no role of this centre"),
    "not on the road": (Absent("N4"), "does not go out that day"),
    "into the next duty": (Longer("N1", 481), "minutes left then"),
    "no minutes": (Longer("N1", 0), "minutes left then"),
    "a visit nobody asked for": (Without("V-Q99"), "is not asked for on 2026-03-09"),
    "no resident": (Added("R99", "EDU", "clinic_phone"), "is nobody known here"),
    "no service": (Added("R1", "DANCE", "clinic_phone"), "not in the catalogue"),
    "no channel": (Added("R1", "EDU", "pigeon"), "is no channel"),
    "held by nobody": (Held("V-Q1", "N99"), "is nobody of this centre"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_assumed_is_refused_by_its_place(tmp_path: Path, name: str) -> None:
    idle = builders.staff("N4")
    store = opened(
        tmp_path,
        dataset(
            staff=(*dataset().staff, idle),
            shifts=(*dataset().shifts, builders.shift("N1", "20:00", "21:00", id="N1-clinic", kind="clinic")),
        ),
    )
    change, told = WRONG[name]
    with pytest.raises(InputError, match=told) as refused:
        asked(store, drafted(store, GOOD).id, Absent("N2"), change, name="never kept")
    (fault,) = refused.value.faults
    assert fault.where == "/changes/1"
    assert fault.message_zh
    assert fault.remedy_zh
    assert what_ifs(store, "C1") == ()
    store.close()


def test_every_fault_of_a_question_is_told_at_once(tmp_path: Path) -> None:
    store = opened(tmp_path)
    plan = drafted(store, GOOD)
    with pytest.raises(InputError) as refused:
        asked(store, plan.id, Absent("N98"), Absent("N99"))
    assert [fault.value for fault in refused.value.faults] == ["N98", "N99"]
    with pytest.raises(InputError) as refused:
        asked(store, plan.id, name="x" * 61, steps=0)
    assert [fault.field or fault.where for fault in refused.value.faults] == ["/changes", "iterations", "name"]
    with pytest.raises(InputError, match="nobody goes out"):
        asked(store, plan.id, Absent("N1"), Absent("N2"), Absent("N3"))
    with pytest.raises(NotFoundError):
        asked(store, "P-none", Absent("N1"))
    store.close()
