"""An order that cannot be is refused with the reason and the remedy, in both languages."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from scheduler.domain.orders import CareOrder, Interval, OccurrenceChange, PlacedDevice
from scheduler.errors import ConflictError, InputError
from scheduler.intake.editing import change_one, split, stop
from scheduler.intake.order_checks import check_order
from scheduler.intake.recurrence import days_of, rule_faults
from tests import builders as b
from tests.intake.asking import BOOK
from tests.intake.caring import MONDAY, by_rule, days, due, march, order

CATHETER: dict[str, Any] = {"service": "CATH_CHANGE", "last_done": None}
WRONG: dict[str, tuple[CareOrder, str]] = {
    "a minimum over its maximum": (order(recurrence=Interval(7, 6, 5)), "recurrence"),
    "no days at all": (order(recurrence=Interval(0, 1, 2), service="WOUND"), "recurrence"),
    "longer than the service allows": (order(recurrence=Interval(5, 7, 10)), "recurrence"),
    "a hard limit made soft": (order(recurrence=Interval(5, 7, 7, hard=False)), "recurrence"),
    "a course of less than nothing": (order(count=-1), "count"),
    "an end before the beginning": (order(last_day=march(1) - days(1)), "last_day"),
    "an unknown service": (order(service="NOTHING"), "service"),
    "a service by a channel that has it not": (order(service="REHAB", channel="internet_nursing"), "channel"),
    "an id with a mark of occurrences": (order("O#1"), "id"),
    "an unknown material": (order(device=PlacedDevice("catheter", "glass", march(1)), **CATHETER), "device"),
    "longer than the device allows": (
        order(recurrence=Interval(14, 28, 31), device=PlacedDevice("catheter", "latex", march(1)), **CATHETER),
        "recurrence",
    ),
    "a rule that can never be met": (by_rule("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"), "rule"),
    "a rule by the hour": (by_rule("FREQ=HOURLY"), "rule"),
    "a rule with a start of its own": (by_rule("DTSTART:20260101;FREQ=DAILY"), "rule"),
    "a rule without days until its end": (by_rule("FREQ=DAILY;UNTIL=20250101"), "rule"),
    "a rule with two ends": (by_rule("FREQ=DAILY;UNTIL=20270101;COUNT=4"), "rule"),
    "a rule of count 0": (by_rule("FREQ=DAILY;COUNT=0"), "rule"),
    "a rule that breaks the hard interval": (by_rule("FREQ=WEEKLY;INTERVAL=2", "PICC"), "rule"),
    "days before below zero": (by_rule("FREQ=DAILY", days_before=-1), "recurrence"),
    "times out of order": (order(times=(("17:00", "18:00"), ("07:00", "09:00"))), "times"),
    "times that are none": (order(times=(("seven", "nine"),)), "times"),
    "a gap that never fits": (order(times=(("07:00", "08:00"), ("09:00", "10:00")), gap_minutes=300), "gap_minutes"),
    "times the service has not": (by_rule("FREQ=DAILY", "BLOOD_FAST", times=(("09:00", "11:00"),)), "times"),
    "minutes out of range": (order(minutes=300), "minutes"),
    "a hard occurrence skipped": (order(changes=(OccurrenceChange(2, skipped=True),)), "changes"),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_an_order_that_cannot_be_is_refused_with_reason_and_remedy(what: str) -> None:
    wrong, field = WRONG[what]
    faults = check_order(wrong, BOOK)
    assert field in [fault.field for fault in faults], [str(fault) for fault in faults]
    assert all(fault.message and fault.remedy and fault.message_zh and fault.remedy_zh for fault in faults)


def test_sound_orders_have_no_fault() -> None:
    twice = (("07:00", "07:40"), ("17:00", "18:00"))
    silicone = PlacedDevice("catheter", "silicone", march(1))
    for sound in (
        order(),
        by_rule("FREQ=WEEKLY;BYDAY=TU,FR", count=10),
        by_rule("FREQ=WEEKLY", "PICC"),
        order(service="INSULIN", recurrence=Interval(1, 1, 1), times=twice, gap_minutes=480),
        order(recurrence=Interval(28, 56, 84), device=silicone, **CATHETER),
    ):
        assert check_order(sound, BOOK) == []
    assert [fault.field for fault in check_order(order(), BOOK, [order(service="WOUND")])] == ["id"]


def test_a_second_order_for_the_same_service_at_the_same_hours_is_refused_with_the_first_ones_number() -> None:
    morning, evening = (("07:00", "07:40"),), (("17:00", "18:00"),)
    first = order(service="INSULIN", recurrence=Interval(1, 1, 1), times=morning)
    (fault,) = check_order(replace(first, id="O2"), BOOK, [first])
    assert (fault.field, "O1" in fault.message, "O1" in fault.message_zh) == ("service", True, True)
    for sound in (
        replace(first, id="O2", times=evening),
        replace(first, id="O2", resident_id="R2"),
        replace(first, id="O2", follows="O1"),
    ):
        assert check_order(sound, BOOK, [first]) == []
    assert check_order(replace(first, id="O2"), BOOK, [replace(first, last_day=first.first_day - days(1))]) == []


@pytest.mark.parametrize(
    "rule", ["FREQ=DAILY;INTERVAL=7;BYDAY=TU", "FREQ=MONTHLY;BYDAY=6MO", "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=7"]
)
def test_looking_for_a_day_that_never_comes_ends_soon(rule: str) -> None:
    assert "never be met" in str(rule_faults(rule, MONDAY, BOOK)[0])


def test_a_rule_gives_bounded_days_in_order_from_the_first() -> None:
    found = days_of("FREQ=WEEKLY;BYDAY=MO,TH", MONDAY, march(22), BOOK)
    assert found == (march(9), march(12), march(16), march(19))
    assert days_of("FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=2", MONDAY, b.FAR, BOOK)[0] == march(31)
    endless = b.rulebook(BOOK.services.values())
    with pytest.raises(InputError, match="more than 5000 days"):
        days_of("FREQ=DAILY", MONDAY, MONDAY + days(365 * 20), endless)


def test_this_and_all_following_by_the_calendar() -> None:
    whole = by_rule("FREQ=WEEKLY;BYDAY=MO,TH;COUNT=6")
    ended, following = split(whole, 3, {"times": (("14:00", "15:00"),)}, BOOK)
    requests = due(ended, following, last=march(27))
    assert {name: one.first_day for name, one in requests.items()} == {
        "O1#1": march(9),
        "O1#2": march(12),
        **{f"O1-3#{k}": march(day) for k, day in ((1, 16), (2, 19), (3, 23), (4, 26))},
    }
    assert [bool(one.windows) for one in requests.values()] == [False] * 2 + [True] * 4
    assert check_order(following, BOOK, [ended]) == []


def test_this_and_all_following_by_interval_counts_on_from_the_last_time() -> None:
    ended, following = split(order(), 2, {"recurrence": Interval(3, 3, 4)}, BOOK)
    requests = due(ended, following, last=march(20))
    spans = [(one.id, one.first_day, one.last_day) for one in requests.values()]
    assert spans[:2] == [("O1#1", march(8), march(10)), ("O1-2#1", march(9 + 3), march(10 + 4))]
    assert all(a[0] != z[0] for a, z in pairwise(spans))


def test_edits_that_cannot_be_say_what_to_do_instead() -> None:
    with pytest.raises(ConflictError, match="the order itself"):
        split(order(), 1, {}, BOOK)
    with pytest.raises(ConflictError, match="no occurrence 4"):
        split(by_rule("FREQ=DAILY;COUNT=3"), 4, {}, BOOK)
    assert stop(order(), march(20)).last_day == march(20)
    with pytest.raises(ConflictError, match="already ended"):
        stop(order(last_day=march(10)), march(20))
    moved = change_one(change_one(order(), OccurrenceChange(2, march(12))), OccurrenceChange(2, march(13)))
    assert moved.changes == (OccurrenceChange(2, march(13)),)
    assert replace(moved, changes=()) == order()
