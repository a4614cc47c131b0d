"""Moves by hand: judged before they are saved, refused with every broken rule, better places offered."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from scheduler.domain.care import Lock, PartNeed
from scheduler.errors import ConflictError, InputError
from scheduler.usecases import (
    Moved,
    Store,
    check_plan,
    lock_visit,
    move_visit,
    open_store,
    plans_of,
    publish_plan,
    read_plan,
)
from tests import builders
from tests.usecases import small_centre
from tests.usecases.small_centre import GOOD, MONDAY, NOW, drafted, opened


def moved(store: Store, plan_id: str, visit_id: str, staff_id: str, start: str, part: int = 0) -> Moved:
    at = builders.clock(start)
    return move_visit(store, plan_id, visit_id, staff_id, at, author="hand", now=NOW, part=part)


def where(store: Store, plan_id: str) -> dict[str, tuple[str, str]]:
    """visit -> (person, HH:MM) of one-person visits."""
    plan = read_plan(store, plan_id)
    return {stop.visit_id: (route.staff_id, f"{stop.start:%H:%M}") for route, stop in plan.stops()}


def test_a_legal_move_is_a_new_version_and_the_old_one_stays(tmp_path: Path) -> None:
    store = opened(tmp_path)
    plan = drafted(store, GOOD)
    answer = moved(store, plan.id, "V-Q3", "N3", "10:00")
    assert answer.plan is not None
    assert (answer.plan.version, answer.plan.author, answer.broken) == (2, "hand", ())
    assert where(store, answer.plan.id) == where(store, plan.id) | {"V-Q3": ("N3", "10:00")}
    assert [one.version for one in plans_of(store, "C1", MONDAY)] == [1, 2]
    verdict = check_plan(store, answer.plan.id)
    assert verdict.legal
    assert verdict.cost_by_rule == answer.plan.cost_by_rule


def test_later_stops_move_back_as_far_as_they_must_and_earlier_ones_stay(tmp_path: Path) -> None:
    store = opened(tmp_path)
    plan = drafted(store, {"N1-08:00": [("V-Q1", "08:10"), ("V-Q3", "09:00")], "N2-08:00": [("V-Q2", "10:00")]})
    answer = moved(store, plan.id, "V-Q2", "N1", "08:55")
    assert answer.plan is not None
    told = where(store, answer.plan.id)
    assert (told["V-Q1"], told["V-Q2"]) == (("N1", "08:10"), ("N1", "08:55"))
    (following,) = [stop for _, stop in answer.plan.stops() if stop.visit_id == "V-Q3"]
    way = timedelta(seconds=following.travel_seconds + following.access_seconds)
    assert following.start == builders.clock("08:55") + timedelta(minutes=30) + way


def test_scenario_4_a_nurse_of_three_years_is_refused_internet_nursing_by_name_of_the_rule(tmp_path: Path) -> None:
    requests = tuple(
        replace(one, channel="internet_nursing", assessment_until=builders.FAR, consent_until=builders.FAR)
        if one.id == "Q1"
        else one
        for one in small_centre.dataset().requests
    )
    store = opened(tmp_path, small_centre.dataset(requests=requests))
    plan = drafted(store, GOOD)
    answer = moved(store, plan.id, "V-Q1", "N3", "09:00")
    assert answer.plan is None
    assert {finding.rule for finding in answer.broken} == {"H1"}
    assert "N3" in answer.broken[0].zh
    assert 0 < len(answer.alternatives) <= 3
    assert "N3" not in {other.staff_id for other in answer.alternatives}
    assert [one.version for one in plans_of(store, "C1", MONDAY)] == [1]


def test_every_alternative_that_is_offered_can_be_taken(tmp_path: Path) -> None:
    store = opened(tmp_path)
    plan = drafted(store, GOOD)
    refused = moved(store, plan.id, "V-Q1", "N2", "08:20")
    assert refused.plan is None
    assert len(refused.alternatives) == 3
    assert list(refused.alternatives) == sorted(refused.alternatives, key=lambda other: other.cost_change)
    for other in refused.alternatives:
        at = f"{other.start:%H:%M:%S}"
        taken = moved(store, plan.id, "V-Q1", other.staff_id, at).plan
        assert taken is not None
        assert taken.cost - read_plan(store, plan.id).cost == other.cost_change


def test_every_broken_rule_is_named(tmp_path: Path) -> None:
    store = opened(tmp_path)
    plan = drafted(store, GOOD)
    with_lock = Lock("V-Q1", 0, "N1", builders.clock("08:10"))
    lock_visit(store, "C1", MONDAY, with_lock, author="test", now=NOW)
    broken = {finding.rule for finding in moved(store, plan.id, "V-Q1", "N2", "12:30").broken}
    assert {"H5", "H11"} <= broken


def test_somebody_without_a_field_shift_is_refused(tmp_path: Path) -> None:
    data = small_centre.dataset()
    store = opened(tmp_path, replace(data, shifts=data.shifts[:2]))
    plan = drafted(store, GOOD)
    answer = moved(store, plan.id, "V-Q1", "N3", "09:00")
    assert [finding.rule for finding in answer.broken] == ["H5"]
    assert answer.alternatives


def test_a_visit_that_was_left_out_can_be_placed_by_hand(tmp_path: Path) -> None:
    store = opened(tmp_path)
    plan = drafted(store, {"N1-08:00": [("V-Q1", "08:10")]})
    answer = moved(store, plan.id, "V-Q6", "N3", "09:00")
    assert answer.plan is not None
    assert "V-Q6" not in {left.visit_id for left in answer.plan.left_out}
    assert all(left.reasons for left in answer.plan.left_out)


def pair_centre(folder: Path) -> Store:
    """Q1 needs two nurses at the same time."""
    nurse = PartNeed(frozenset({"RN"}))
    pair = builders.service(parts=(nurse, nurse), sync="start")
    store = open_store(folder / "small.sqlite", builders.rulebook((pair,)))
    with store.write() as session:
        data = small_centre.dataset(requests=small_centre.dataset().requests[:1])
        small_centre.records.save_dataset(session, data)
    return store


def test_two_who_come_together_move_together(tmp_path: Path) -> None:
    store = pair_centre(tmp_path)
    with store.write() as session:
        day, _ = small_centre.day_to_plan(session, store.rulebook, "C1", MONDAY)
    both = {"N1-08:00": [builders.stop(day, "V-Q1", "08:10")], "N2-08:00": [builders.stop(day, "V-Q1", "08:10", 1)]}
    plan = drafted(store, both)
    answer = moved(store, plan.id, "V-Q1", "N3", "09:00")
    assert answer.plan is not None, answer
    told = {(route.staff_id, stop.part, f"{stop.start:%H:%M}") for route, stop in answer.plan.stops()}
    assert told == {("N3", 0, "09:00"), ("N2", 1, "09:00")}


def test_a_visit_of_two_that_was_left_out_gets_its_second_person(tmp_path: Path) -> None:
    store = pair_centre(tmp_path)
    answer = moved(store, drafted(store, {}).id, "V-Q1", "N1", "08:10")
    assert answer.plan is not None, answer
    assert len({route.staff_id for route, _ in answer.plan.stops()}) == 2
    assert {stop.start for _, stop in answer.plan.stops()} == {builders.clock("08:10")}


def test_a_move_after_publishing_is_a_draft_that_can_be_published(tmp_path: Path) -> None:
    store = opened(tmp_path)
    plan = drafted(store, GOOD)
    publish_plan(store, plan.id, author="test", now=NOW)
    answer = moved(store, plan.id, "V-Q3", "N3", "10:00")
    assert answer.plan is not None
    assert answer.plan.cost_by_rule["S11"] > 0
    assert publish_plan(store, answer.plan.id, author="test", now=NOW).plan is not None
    with pytest.raises(ConflictError, match="replaced"):
        moved(store, plan.id, "V-Q3", "N3", "10:00")


def test_unknown_things_are_named_at_once(tmp_path: Path) -> None:
    store = opened(tmp_path)
    plan = drafted(store, GOOD)
    tuesday = builders.clock("09:00", MONDAY + timedelta(days=1))
    with pytest.raises(InputError) as refused:
        move_visit(store, plan.id, "V-Q99", "N99", tuesday, author="hand", now=NOW)
    assert [fault.field for fault in refused.value.faults] == ["visit", "staff", "at"]
    with pytest.raises(InputError, match="has 1 parts"):
        moved(store, plan.id, "V-Q1", "N1", "09:00", part=1)


def test_a_trial_shows_every_term_that_changes_and_keeps_nothing(tmp_path: Path) -> None:
    store = opened(tmp_path)
    plan = drafted(store, GOOD)
    at = builders.clock("10:00")
    trial = move_visit(store, plan.id, "V-Q3", "N3", at, author="hand", now=NOW, dry_run=True)
    assert trial.plan is not None
    assert not trial.saved
    assert [one.version for one in plans_of(store, "C1", MONDAY)] == [1]
    saved = moved(store, plan.id, "V-Q3", "N3", "10:00")
    assert saved.saved
    assert saved.terms == trial.terms
    for term in trial.terms:
        assert term.old == plan.cost_by_rule.get(term.rule, 0)
        assert term.new == trial.plan.cost_by_rule.get(term.rule, 0)
        assert term.zh
        assert term.en
    assert sum(term.change for term in trial.terms) == trial.plan.cost - plan.cost


def test_a_refused_move_shows_its_terms_too(tmp_path: Path) -> None:
    store = opened(tmp_path)
    plan = drafted(store, GOOD)
    refused = moved(store, plan.id, "V-Q1", "N2", "08:20")
    assert refused.plan is None
    assert refused.terms
    assert not refused.saved
