"""How many more hours: what is claimed is true when it is tried, and less is tried too."""

from __future__ import annotations

import os
import random
from dataclasses import replace
from datetime import time
from pathlib import Path

import pytest

from scheduler.domain.what_if import Absent, Extra, Longer, Scenario
from scheduler.errors import InputError
from scheduler.store import records
from scheduler.usecases import Question, Store, open_store, what_if_day
from scheduler.usecases.what_if_hours import Hours, Lacking, Way, hours_lacking
from tests import builders
from tests.usecases.small_centre import EDUCATION, GOOD, NOW, dataset, drafted, opened, request

STEPS = 300
RIDE = 400 / (15_000 / 3600) / 60  # minutes for the straight 400 m at the least


def short(folder: Path, homes: int = 3) -> tuple[Store, str]:
    """One nurse for one hour of the morning, which holds one of the wounds of 30 minutes with its rides, not two."""
    hour = (builders.shift("N1", end="09:00"),)
    asked = tuple(request(f"Q{k}", f"R{k}") for k in range(1, homes + 1))
    store = opened(folder, dataset(shifts=hour, requests=asked))
    return store, drafted(store, {"N1-08:00": [("V-Q1", "08:10")]}).id


def asked(store: Store, plan_id: str, role: str = "RN", **more: object) -> Hours:
    return hours_lacking(store, plan_id, Lacking(role, iterations=STEPS, **more))  # type: ignore[arg-type]


def left_out(store: Store, plan_id: str, *changes: Longer | Extra | Absent) -> set[str]:
    """What is left out when it is tried."""
    answer = what_if_day(store, plan_id, Question(Scenario("", changes), STEPS), author="test", now=NOW)
    return {one.visit_id for one in answer.then.left_out}


def way_of(answer: Hours, kind: str) -> Way:
    (found,) = [way for way in answer.ways if way.kind == kind]
    return found


def test_what_is_claimed_for_staying_longer_is_true_and_a_step_less_is_not_enough(tmp_path: Path) -> None:
    store, plan_id = short(tmp_path)
    answer = asked(store, plan_id)
    assert len(answer.left_out) == 2
    assert answer.never == ()
    way = way_of(answer, "longer")
    assert [one.staff_id for one in way.people] == ["N1"]
    assert left_out(store, plan_id, Longer("N1", way.minutes)) == set()
    assert left_out(store, plan_id, Longer("N1", way.minutes - 30)) != set()
    assert way.proven  # three parts: CP-SAT says the same
    store.close()


def test_what_is_claimed_for_one_more_person_is_true_and_bounded_from_below(tmp_path: Path) -> None:
    store, plan_id = short(tmp_path)
    way = way_of(asked(store, plan_id), "extra")
    assert way.left_out == ()
    extra = [Extra("N1", one.start.time(), one.end.time()) for one in way.people]
    assert left_out(store, plan_id, *extra) == set()
    assert 2 * 30 + RIDE < way.at_least <= way.minutes  # two wounds and the way there and back
    assert sum(one.minutes for one in way.people) == way.minutes
    store.close()


def test_what_no_hours_serve_is_named_with_the_rule_in_the_way(tmp_path: Path) -> None:
    skilled = replace(EDUCATION, parts=(builders.PartNeed(frozenset({"RN"}), frozenset({"picc"})),))
    store = open_store(tmp_path / "skilled.sqlite", builders.rulebook((builders.service(), skilled)))
    with store.write() as session:
        requests = (request("Q1", "R1"), replace(request("Q2", "R2"), service="EDU"))
        records.save_dataset(session, dataset(requests=requests))
    answer = asked(store, drafted(store, {"N1-08:00": [("V-Q1", "08:10")]}).id)
    assert (answer.left_out, answer.ways) == (("V-Q2",), ())
    (never,) = answer.never
    assert never.visit_id == "V-Q2"
    assert never.reasons[0].rule == "H1"
    assert "No hours of RN are lacking. 1 more visits" in answer.en
    store.close()


def test_where_all_is_served_nothing_is_lacking_until_somebody_is_absent(tmp_path: Path) -> None:
    short_shifts = tuple(builders.shift(id, end="09:00") for id in ("N1", "N2"))
    two = (request("Q1", "R1"), request("Q2", "R2"))
    store = opened(tmp_path, dataset(shifts=short_shifts, requests=two))
    plan_id = drafted(store, {"N1-08:00": [("V-Q1", "08:10")], "N2-08:00": [("V-Q2", "08:15")]}).id
    answer = asked(store, plan_id)
    assert (answer.left_out, answer.never, answer.ways, answer.solves) == ((), (), (), 1)
    without = asked(store, plan_id, changes=(Absent("N2"),))
    assert len(without.left_out) == 1
    way = way_of(without, "longer")
    assert [one.staff_id for one in way.people] == ["N1"]
    assert left_out(store, plan_id, Absent("N2"), Longer("N1", way.minutes)) == set()
    store.close()


def test_the_same_question_has_the_same_answer(tmp_path: Path) -> None:
    store, plan_id = short(tmp_path, 2)
    assert asked(store, plan_id) == asked(store, plan_id)
    store.close()


@pytest.mark.parametrize(
    ("role", "told"), [("NURSE", "is no role"), ("", "is no role"), ("GP", "nobody of this centre is one")]
)
def test_a_role_that_nobody_has_is_refused(tmp_path: Path, role: str, told: str) -> None:
    store = opened(tmp_path)
    with pytest.raises(InputError, match=told) as refused:
        asked(store, drafted(store, GOOD).id, role)
    assert refused.value.faults[0].message_zh
    store.close()


def test_what_cannot_be_assumed_is_refused_here_too(tmp_path: Path) -> None:
    store = opened(tmp_path)
    with pytest.raises(InputError, match="is nobody of this centre"):
        asked(store, drafted(store, GOOD).id, changes=(Absent("N99"), Extra("N1", time(8), time(9))))
    store.close()


CASES = int(os.environ.get("HOURS_CASES", "3"))


@pytest.mark.parametrize("seed", range(1, CASES + 1))
def test_on_random_crowded_mornings_every_claim_is_true_when_it_is_tried(tmp_path: Path, seed: int) -> None:
    """One or two nurses with half an hour to two hours for three to six homes; more cases with HOURS_CASES=50."""
    draw = random.Random(seed)
    people = [f"N{k}" for k in range(1, draw.randint(1, 2) + 1)]
    ends = {who: f"{draw.choice([8, 9])}:{draw.choice([30, 45])}".zfill(5) for who in people}
    far = [draw.randint(100, 3000) for _ in range(draw.randint(3, 6))]
    homes = {f"R{k}": builders.place(f"HOME-R{k}", east=metres) for k, metres in enumerate(far, start=1)}
    data = dataset(
        shifts=tuple(builders.shift(who, end=ends[who]) for who in people),
        residents=tuple(builders.resident(id_, home) for id_, home in homes.items()),
        requests=tuple(request(f"Q{id_[1:]}", id_) for id_ in homes),
    )
    store = opened(tmp_path, data)
    plan_id = drafted(store, {}).id
    answer = asked(store, plan_id)
    assert answer.never == ()
    for way in answer.ways:
        assert way.at_least <= way.minutes == sum(one.minutes for one in way.people)
        assert not way.left_out or way.kind == "longer"
        tried = [
            Longer(one.staff_id, one.minutes) if way.kind == "longer" else Extra("N1", one.start.time(), one.end.time())
            for one in way.people
        ]
        assert len(left_out(store, plan_id, *tried)) == len(way.left_out)
    if answer.ways:
        whole = next(way for way in answer.ways if way.kind == "longer" and not way.left_out)
        if len(people) == 1 and whole.minutes > 30:
            assert left_out(store, plan_id, Longer("N1", whole.minutes - 30))
    store.close()
