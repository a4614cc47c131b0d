"""Standing orders: begun once, changed by who saw the last version, stopped with what was told for later."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from scheduler.domain.orders import ByCalendar, Interval, OccurrenceChange
from scheduler.errors import ConflictError, InputError
from scheduler.usecases import (
    OrderView,
    Store,
    add_order,
    change_following,
    change_occurrence,
    orders_of,
    overdue_on,
    read_order,
    record_happened,
    stop_order,
)
from tests.usecases.care_centre import MONDAY, NOW, at, dataset, demand, opened, order, published, told

TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (MONDAY + timedelta(days=k) for k in (1, 2, 3, 4))
SCRIBE = {"author": "G1", "now": NOW}
EVERY_DAY = ByCalendar("FREQ=DAILY")


def begun(store: Store, key: str = "", **changes: object) -> OrderView:
    """A wound dressed every day from Monday on, unless the test says otherwise."""
    papers = {"service": "WOUND", "first_day": MONDAY, "last_done": None, "recurrence": EVERY_DAY}
    return add_order(store, "C1", order("", **{**papers, **changes}), key=key, **SCRIBE)


def test_an_order_gets_its_id_and_its_first_occurrences(tmp_path: Path) -> None:
    store = opened(tmp_path)
    view = begun(store, key="ward-7", count=3)
    assert (view.order.id, view.version) == ("O-C1-20260309-001", 1)
    assert [one.id for one in view.following] == [f"{view.order.id}#{n}" for n in (1, 2, 3)]
    again = begun(store, key="ward-7", count=3)
    assert (again.order, again.replayed) == (view.order, True)
    with pytest.raises(ConflictError, match="new key"):
        begun(store, key="ward-7", count=4)
    assert [one.order.id for one in orders_of(store, "C1", MONDAY)] == [view.order.id]
    assert orders_of(store, "C1", MONDAY, "R2") == ()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"recurrence": Interval(9, 7, 7)}, "recurrence"),
        ({"recurrence": ByCalendar("FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30")}, "rule"),
        ({"recurrence": ByCalendar("FREQ=SECONDLY")}, "rule"),
        ({"count": -1}, "count"),
        ({"last_day": MONDAY - timedelta(days=1)}, "last_day"),
        ({"service": "SINGING"}, "service"),
        ({"channel": "pigeon"}, "channel"),
        ({"resident_id": "R99"}, "resident_id"),
        ({"responsible_staff": frozenset({"N9"})}, "responsible_staff"),
    ],
)
def test_an_order_that_cannot_be_is_refused_with_field_and_remedy(
    tmp_path: Path, changes: dict[str, object], field: str
) -> None:
    store = opened(tmp_path)
    with pytest.raises(InputError) as refused:
        begun(store, **changes)
    fault = next(fault for fault in refused.value.faults if fault.field == field)
    assert fault.remedy
    assert fault.message_zh
    assert orders_of(store, "C1", MONDAY) == ()


def test_one_occurrence_is_moved_by_who_saw_the_last_version(tmp_path: Path) -> None:
    store = opened(tmp_path)
    id_ = begun(store, recurrence=ByCalendar("FREQ=WEEKLY;BYDAY=TU,TH")).order.id
    moved = change_occurrence(store, "C1", id_, OccurrenceChange(1, WEDNESDAY), seen=1, **SCRIBE)
    assert moved.version == 2
    assert [list(demand(store, day)) for day in (TUESDAY, WEDNESDAY, THURSDAY)] == [[], [f"V-{id_}#1"], [f"V-{id_}#2"]]
    with pytest.raises(ConflictError, match="version 2, not 1"):
        change_occurrence(store, "C1", id_, OccurrenceChange(2, skipped=True), seen=1, **SCRIBE)
    assert read_order(store, "C1", id_, MONDAY).order.changes == (OccurrenceChange(1, WEDNESDAY),)


def test_what_is_done_or_published_is_not_changed_behind_peoples_backs(tmp_path: Path) -> None:
    store = opened(tmp_path)
    id_ = begun(store).order.id
    published(store, MONDAY, {"N1": [(f"V-{id_}#1", "09:00")]})
    published(store, TUESDAY, {"N1": [(f"V-{id_}#2", "09:00")]})
    record_happened(store, "C1", told(f"V-{id_}#1", MONDAY), author="N1", now=at(MONDAY, "10:00"))
    with pytest.raises(ConflictError, match="was done"):
        change_occurrence(store, "C1", id_, OccurrenceChange(1, FRIDAY), seen=None, **SCRIBE)
    with pytest.raises(ConflictError, match="is published"):
        change_occurrence(store, "C1", id_, OccurrenceChange(2, FRIDAY), seen=None, **SCRIBE)
    with pytest.raises(ConflictError, match="was done"):
        change_following(store, "C1", id_, 1, {"minutes": 40}, seen=None, **SCRIBE)


def test_all_following_go_on_under_a_new_order_and_published_ones_are_called_off(tmp_path: Path) -> None:
    store = opened(tmp_path)
    id_ = begun(store).order.id
    published(store, TUESDAY, {"N1": [(f"V-{id_}#2", "09:00")]})
    every_second = {"recurrence": ByCalendar("FREQ=DAILY;INTERVAL=2")}
    view = change_following(store, "C1", id_, 2, every_second, seen=1, **SCRIBE)
    assert (view.order.follows, view.called_off) == (id_, ((TUESDAY, f"V-{id_}#2"),))
    assert [list(demand(store, day)) for day in (MONDAY, TUESDAY, WEDNESDAY, THURSDAY)] == [
        [f"V-{id_}#1"],
        [f"V-{view.order.id}#1"],
        [],
        [f"V-{view.order.id}#2"],
    ]
    whole = change_following(store, "C1", view.order.id, 1, {"minutes": 40}, seen=1, **SCRIBE)
    assert (whole.order.id, whole.order.minutes, whole.version) == (view.order.id, 40, 2)


def test_a_stopped_order_takes_what_was_told_for_later_with_it(tmp_path: Path) -> None:
    store = opened(tmp_path)
    id_ = begun(store).order.id
    published(store, THURSDAY, {"N1": [(f"V-{id_}#4", "09:00")]})
    view = stop_order(store, "C1", id_, TUESDAY, seen=1, **SCRIBE)
    assert (view.order.last_day, view.called_off) == (TUESDAY, ((THURSDAY, f"V-{id_}#4"),))
    assert demand(store, WEDNESDAY) == {}
    with pytest.raises(ConflictError, match="ends on"):
        stop_order(store, "C1", id_, WEDNESDAY, seen=None, **SCRIBE)
    assert orders_of(store, "C1", FRIDAY) == ()


def test_an_interval_that_has_passed_is_on_the_overdue_list(tmp_path: Path) -> None:
    picc = order("O1", "R2")  # last done Tuesday: Tuesday is the last day
    store = opened(tmp_path, dataset(care_orders=(picc, replace(picc, id="O2", resident_id="R3", last_done=MONDAY))))
    assert overdue_on(store, "C1", TUESDAY) == ()
    (late,) = overdue_on(store, "C1", THURSDAY)
    assert (late.number, late.latest, late.days, late.held) == ("O1#1", TUESDAY, 2, False)
    assert overdue_on(store, "C1", THURSDAY, "R3") == ()
