"""Requests: a number, all the gates' answers, the next step; the same one twice is one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from scheduler.errors import ConflictError, InputError, NotFoundError
from scheduler.store import records
from scheduler.usecases import Receipt, Store, add_request, open_store, publish_plan, read_request
from tests import builders
from tests.usecases import small_centre
from tests.usecases.small_centre import MONDAY, NOW, request


def asked(store: Store, resident_id: str = "R1", key: str = "", **changes: object) -> Receipt:
    return add_request(store, "C1", request(resident_id=resident_id, **changes), author="test", now=NOW, key=key)


def test_a_request_gets_a_number_and_the_days_it_is_planned_for(tmp_path: Path) -> None:
    store = small_centre.opened(tmp_path, small_centre.dataset(requests=()))
    receipt = asked(store, last_day=MONDAY + timedelta(days=2))
    assert (receipt.number, receipt.state, receipt.answers) == ("R-C1-20260308-001", "open", ())
    assert receipt.next_en == "a visit will be planned within 2026-03-09–2026-03-11"
    assert read_request(store, receipt.number) == receipt


def test_scenario_8_a_second_open_request_is_refused_with_the_number_of_the_first(tmp_path: Path) -> None:
    store = small_centre.opened(tmp_path, small_centre.dataset(requests=()))
    first = asked(store)
    second = asked(store)
    assert second.state == "refused"
    duplicate = next(answer for answer in second.answers if answer.rule == "gate.duplicate")
    assert first.number in duplicate.zh
    assert first.number in duplicate.en


def test_a_refused_request_does_not_stand_in_the_way_of_the_next(tmp_path: Path) -> None:
    store = small_centre.opened(tmp_path, small_centre.dataset(requests=()))
    asked(store)
    refused = asked(store)
    third = asked(store)
    assert all(refused.number not in answer.en for answer in third.answers)


def test_sending_the_same_request_twice_creates_one_record(tmp_path: Path) -> None:
    store = small_centre.opened(tmp_path, small_centre.dataset(requests=()))
    first = asked(store, key="app-7")
    again = asked(store, key="app-7", received=NOW + timedelta(seconds=9))
    assert again == replace(first, replayed=True)
    with store.read() as session:
        assert list(records.requests_of_resident(session, "C1", "R1")) == [first.number]


def test_another_request_under_the_same_key_is_a_conflict(tmp_path: Path) -> None:
    store = small_centre.opened(tmp_path, small_centre.dataset(requests=()))
    first = asked(store, key="app-7")
    with pytest.raises(ConflictError, match=first.number):
        asked(store, resident_id="R2", key="app-7")


def test_every_field_that_cannot_be_used_is_named_at_once(tmp_path: Path) -> None:
    store = small_centre.opened(tmp_path)
    yesterday = MONDAY - timedelta(days=1)
    with pytest.raises(InputError) as refused:
        asked(store, "R99", service="MAGIC", channel="dove", last_day=yesterday, minutes=481, gap_max_minutes=-1)
    named = {fault.field for fault in refused.value.faults}
    assert named == {"resident_id", "service", "channel", "last_day", "minutes", "gap_max_minutes"}
    assert all(fault.message_zh and fault.remedy_zh for fault in refused.value.faults)


def test_a_window_outside_the_days_asked_for_is_named(tmp_path: Path) -> None:
    store = small_centre.opened(tmp_path)
    tuesday = builders.window("09:00", "10:00", MONDAY + timedelta(days=1))
    with pytest.raises(InputError, match="/windows/0"):
        asked(store, windows=(tuesday,))


def test_a_published_visit_is_shown_with_its_request(tmp_path: Path) -> None:
    store = small_centre.opened(tmp_path)
    plan = small_centre.drafted(store, small_centre.GOOD)
    assert read_request(store, "Q1").planned == ()
    publish_plan(store, plan.id, author="test", now=NOW)
    (stop,) = read_request(store, "Q1").planned
    assert (stop.staff_id, stop.start, stop.day) == ("N1", builders.clock("08:10"), MONDAY)


def test_an_unknown_number_is_not_found(tmp_path: Path) -> None:
    store = small_centre.opened(tmp_path)
    with pytest.raises(NotFoundError, match="Q99"):
        read_request(store, "Q99")


def test_the_gates_say_all_their_reasons_with_the_centres_own_numbers(tmp_path: Path) -> None:
    small_centre.opened(tmp_path).close()
    store = open_store(tmp_path / "small.sqlite")
    answer = asked(store, service="INFUSION")
    assert answer.state == "refused"
    assert {"NEG-1", "H2.consent", "H2.assessment"} <= {one.rule for one in answer.answers}


def test_people_and_requests_that_do_not_exist_are_named_not_ignored(tmp_path: Path) -> None:
    store = small_centre.opened(tmp_path)
    with pytest.raises(InputError) as refused:
        asked(store, service="EDU", responsible_staff=frozenset({"N1", "N77"}), after_request="Q77")
    assert [(fault.field, fault.value) for fault in refused.value.faults] == [
        ("responsible_staff", "N77"),
        ("after_request", "Q77"),
    ]
    known = asked(store, service="EDU", responsible_staff=frozenset({"N1"}), after_request="Q1")
    assert known.request.after_request == "Q1"
