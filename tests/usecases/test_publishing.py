"""Publishing: the validator stands at the door, one plan is told at a time, nothing is overwritten."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from scheduler.errors import ConflictError, InputError, NotFoundError
from scheduler.publish import overdue_visits
from scheduler.store import plans
from scheduler.usecases import (
    Store,
    add_request,
    check_plan,
    latest_plan,
    plans_of,
    publish_plan,
    read_plan,
    recall_plan,
    save_draft,
)
from scheduler.usecases.day import day_of_plan
from tests import builders
from tests.usecases import small_centre
from tests.usecases.small_centre import GOOD, MONDAY, NOW, drafted, opened

TOO_SOON = {**GOOD, "N1-08:00": [("V-Q1", "08:10"), ("V-Q2", "08:41"), ("V-Q3", "09:30")]}
"""Q2 is 400 m and a door of 5 minutes away from Q1, which ends at 08:40: one minute is not enough."""


def published(store: Store, plan_id: str) -> None:
    answer = publish_plan(store, plan_id, author="test", now=NOW)
    assert answer.plan is not None, answer


def audit(store: Store) -> list[str]:
    with store.read() as session:
        return [row[0] for row in session.execute(text("SELECT action FROM audit ORDER BY id"))]


def test_a_plan_with_a_hard_finding_cannot_be_published(tmp_path: Path) -> None:
    store = opened(tmp_path)
    spoiled = drafted(store, TOO_SOON)
    answer = publish_plan(store, spoiled.id, author="test", now=NOW)
    assert answer.plan is None
    assert {finding.rule for finding in answer.broken} == {"H4"}
    assert read_plan(store, spoiled.id).state == "draft"
    assert audit(store) == ["plan.refused"]


def test_a_plan_spoiled_by_hand_after_it_was_made_is_judged_anew(tmp_path: Path) -> None:
    store = opened(tmp_path)
    good = drafted(store, GOOD)
    first = good.routes[0]
    twice = replace(first, stops=(*first.stops, first.stops[-1]))
    spoiled = save_draft(store, replace(good, routes=(twice, *good.routes[1:])), author="hand", now=NOW)
    assert (spoiled.version, spoiled.author) == (2, "hand")
    assert publish_plan(store, spoiled.id, author="test", now=NOW).broken
    published(store, good.id)


def test_a_published_plan_replaces_the_one_before(tmp_path: Path) -> None:
    store = opened(tmp_path)
    published(store, drafted(store, GOOD).id)
    better = drafted(store, GOOD)
    published(store, better.id)
    assert [(one.version, one.state) for one in plans_of(store, "C1", MONDAY)] == [(1, "replaced"), (2, "published")]
    assert latest_plan(store, "C1", MONDAY, published=True).id == better.id
    assert audit(store) == ["plan.published", "plan.published"]


def test_a_draft_made_before_another_plan_was_told_is_stale(tmp_path: Path) -> None:
    store = opened(tmp_path)
    first, second = drafted(store, GOOD), drafted(store, GOOD)
    published(store, first.id)
    with pytest.raises(ConflictError, match=first.id):
        publish_plan(store, second.id, author="test", now=NOW)


def test_only_a_draft_can_be_published_and_only_what_is_published_recalled(tmp_path: Path) -> None:
    store = opened(tmp_path)
    plan = drafted(store, GOOD)
    with pytest.raises(ConflictError, match="draft"):
        recall_plan(store, plan.id, author="test", now=NOW)
    published(store, plan.id)
    with pytest.raises(ConflictError, match="published"):
        publish_plan(store, plan.id, author="test", now=NOW)
    assert recall_plan(store, plan.id, author="test", now=NOW).state == "recalled"
    with pytest.raises(NotFoundError):
        latest_plan(store, "C1", MONDAY, published=True)
    with pytest.raises(ConflictError, match="recalled"):
        publish_plan(store, plan.id, author="test", now=NOW)


def test_a_plan_is_judged_on_what_is_known_now(tmp_path: Path) -> None:
    data = small_centre.dataset()
    store = opened(tmp_path, data)
    plan = drafted(store, GOOD)
    assert check_plan(store, plan.id).legal
    with store.write() as session:
        small_centre.records.save_dataset(session, replace(data, shifts=data.shifts[1:]))
    assert not check_plan(store, plan.id).legal
    assert publish_plan(store, plan.id, author="test", now=NOW).plan is None


def test_what_is_asked_for_later_does_not_spoil_a_plan_but_is_named(tmp_path: Path) -> None:
    store = opened(tmp_path)
    plan = drafted(store, GOOD)
    late = small_centre.request(resident_id="R1", service="EDU")
    number = add_request(store, "C1", late, author="test", now=NOW).number
    answer = publish_plan(store, plan.id, author="test", now=NOW)
    assert answer.plan is not None
    assert answer.new_visits == (f"V-{number}",)


def test_a_visit_told_for_monday_is_not_planned_for_tuesday_too(tmp_path: Path) -> None:
    tuesday = MONDAY + timedelta(days=1)
    two_days = tuple(replace(one, last_day=tuesday) for one in small_centre.dataset().requests)
    store = opened(tmp_path, small_centre.dataset(requests=two_days))
    monday = drafted(store, {"N1-08:00": [("V-Q1", "08:10")]})
    with store.read() as session:
        assert "V-Q1" in small_centre.day_to_plan(session, store.rulebook, "C1", tuesday)[0].visits
    published(store, monday.id)
    with store.read() as session:
        left = small_centre.day_to_plan(session, store.rulebook, "C1", tuesday)[0].visits
    assert list(left) == [f"V-Q{i}" for i in range(2, 7)]


def test_a_draft_whose_visit_was_told_for_another_day_since_is_refused_by_name(tmp_path: Path) -> None:
    data, one_day = small_centre.dataset(), timedelta(days=1)
    requests = tuple(replace(one, last_day=MONDAY + one_day) for one in data.requests)
    first = data.shifts[0]
    later = replace(
        first, id="T", start=first.start + one_day, end=first.end + one_day, latest_end=first.latest_end + one_day
    )
    store = opened(tmp_path, replace(data, requests=requests, shifts=(*data.shifts, later)))
    monday = drafted(store, {"N1-08:00": [("V-Q1", "08:10")]})
    tuesday = drafted(store, {"T": [("V-Q1", "08:10")]}, on=MONDAY + one_day)
    published(store, monday.id)
    with pytest.raises(ConflictError, match=r"another day was published with its visits \(V-Q1\): plan the day anew"):
        publish_plan(store, tuesday.id, author="test", now=NOW)


def overdue_centre(folder: Path) -> Store:
    """Q1 had to be done by Saturday: a hard interval of seven days since Sunday a week ago."""
    weekly = builders.service(interval_max_days=7)
    last_done = MONDAY - timedelta(days=9)
    overdue = small_centre.request("Q1", last_done=last_done, first_day=MONDAY - timedelta(days=5))
    data = small_centre.dataset(requests=(overdue,))
    store = small_centre.open_store(folder / "small.sqlite", builders.rulebook((weekly,)))
    with store.write() as session:
        small_centre.records.save_dataset(session, data)
    return store


def test_an_overdue_visit_is_published_only_when_somebody_answers_for_it(tmp_path: Path) -> None:
    store = overdue_centre(tmp_path)
    plan = drafted(store, {"N1-08:00": [("V-Q1", "08:10")]})
    with store.read() as session:
        _, day, _ = day_of_plan(session, store.rulebook, plans.plan_row(session, plan.id))
    assert overdue_visits(day, plan) == ("V-Q1",)
    refused = publish_plan(store, plan.id, author="test", now=NOW)
    assert (refused.plan, refused.broken, refused.to_acknowledge) == (None, (), ("V-Q1",))
    assert publish_plan(store, plan.id, author="test", now=NOW, acknowledged_by="N2").plan is not None
    with store.read() as session:
        detail = session.execute(text("SELECT detail FROM audit WHERE action = 'plan.published'")).scalar()
    assert '"acknowledged_by": "N2"' in detail


def test_nobody_outside_the_centre_can_answer_for_an_overdue_visit(tmp_path: Path) -> None:
    store = overdue_centre(tmp_path)
    plan = drafted(store, {"N1-08:00": [("V-Q1", "08:10")]})
    with pytest.raises(InputError) as refused:
        publish_plan(store, plan.id, author="test", now=NOW, acknowledged_by="N99")
    assert [(fault.field, fault.value) for fault in refused.value.faults] == [("acknowledged_by", "N99")]
    assert read_plan(store, plan.id).state == "draft"
