"""People, requests and locks: saved whole, renewed by a second load, read in the order of their ids."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from scheduler.domain.care import Lock
from scheduler.errors import NotFoundError
from scheduler.store import records
from tests import builders
from tests.usecases import small_centre

MONDAY = builders.MONDAY


def test_what_was_saved_is_read_in_the_order_of_the_ids(tmp_path: Path) -> None:
    data = small_centre.dataset()
    backwards = replace(data, staff=data.staff[::-1], residents=data.residents[::-1], requests=data.requests[::-1])
    store = small_centre.opened(tmp_path, backwards)
    with store.read() as session:
        assert tuple(records.staff_of(session, "C1").values()) == data.staff
        assert tuple(records.shifts_on(session, "C1", MONDAY).values()) == data.shifts
        assert tuple(records.planned_requests(session, "C1", MONDAY).values()) == data.requests
        assert records.centre_of(session, "C1") == data.centre


def test_loading_again_replaces_the_shifts_of_its_days_and_renews_the_rest(tmp_path: Path) -> None:
    store = small_centre.opened(tmp_path)
    data = small_centre.dataset()
    trained = replace(data.staff[0], years=9)
    again = replace(data, staff=(trained, *data.staff[1:]), shifts=data.shifts[:1])
    with store.write() as session:
        records.save_dataset(session, again)
    with store.read() as session:
        assert list(records.shifts_on(session, "C1", MONDAY)) == [data.shifts[0].id]
        assert records.staff_of(session, "C1")["N1"].years == 9
        assert records.shifts_on(session, "C1", MONDAY + timedelta(days=1)) == {}
        assert records.days_with_shifts(session, "C1") == [MONDAY]


def test_a_request_for_later_does_not_matter_today(tmp_path: Path) -> None:
    later = small_centre.request("Q9", first_day=MONDAY + timedelta(days=1), last_day=MONDAY + timedelta(days=2))
    store = small_centre.opened(tmp_path, small_centre.dataset(requests=(later,)))
    with store.read() as session:
        assert records.planned_requests(session, "C1", MONDAY) == {}
        assert list(records.planned_requests(session, "C1", later.first_day)) == ["Q9"]
        assert list(records.requests_of_resident(session, "C1", "R1")) == ["Q9"]


def test_numbers_of_requests_rise_within_a_day_and_begin_anew_the_next(tmp_path: Path) -> None:
    store = small_centre.opened(tmp_path)
    with store.write() as session:
        first = records.next_request_number(session, "C1", MONDAY)
        records.save_request(session, "C1", small_centre.request(first), "open", (), "")
        assert (first, records.next_request_number(session, "C1", MONDAY)) == (
            "R-C1-20260309-001",
            "R-C1-20260309-002",
        )
        assert records.next_request_number(session, "C1", MONDAY + timedelta(days=1)) == "R-C1-20260310-001"


def test_a_lock_is_replaced_and_taken_away(tmp_path: Path) -> None:
    store = small_centre.opened(tmp_path)
    with store.write() as session:
        records.save_lock(session, "C1", MONDAY, Lock("V-Q1", 0, "N1"))
        records.save_lock(session, "C1", MONDAY, Lock("V-Q1", 0, "N2", builders.clock("09:00")))
        assert records.locks_on(session, "C1", MONDAY) == (Lock("V-Q1", 0, "N2", builders.clock("09:00")),)
        assert records.drop_lock(session, "C1", MONDAY, "V-Q1", 0)
        assert not records.drop_lock(session, "C1", MONDAY, "V-Q1", 0)


def test_unknown_ids_are_named(tmp_path: Path) -> None:
    store = small_centre.opened(tmp_path)
    with store.read() as session:
        for ask, name in (
            (records.centre_of, "C9"),
            (records.centre_of_staff, "N9"),
        ):
            with pytest.raises(NotFoundError, match=name):
                ask(session, name)
        with pytest.raises(NotFoundError, match="Q9"):
            records.request_of(session, "C1", "Q9")
        assert records.find_request(session, "Q9") is None
