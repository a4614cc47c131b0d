"""Offers: over several days, beside what others hold, confirmed exactly as offered, refused when the day changed."""

from __future__ import annotations

import random
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from scheduler.domain.events import StaffAbsent
from scheduler.domain.plan import Plan
from scheduler.errors import ConflictError, InputError, NotFoundError, StaleError
from scheduler.replan.diff import Difference
from scheduler.replan.offer import KeptOffer
from scheduler.store import holds
from scheduler.usecases import (
    Offers,
    Store,
    ask_for_offers,
    check_plan,
    confirm_offer,
    find_offers,
    hold_offer,
    move_visit,
    plans_of,
    publish_plan,
    read_plan,
    report_event,
)
from tests import builders
from tests.builders import clock
from tests.usecases.offering import called, told, where
from tests.usecases.small_centre import GOOD, MONDAY, NOW, dataset, opened, request

TUESDAY = MONDAY + timedelta(days=1)


def found(store: Store, number: str, who: str = "first", now: datetime = NOW, **options: int) -> Offers:
    return find_offers(store, number, author=who, now=now, **options)  # type: ignore[arg-type]


def spans(offer: KeptOffer) -> list[tuple[str, datetime, datetime]]:
    """(person, from, until) of the visit itself; teaching takes 20 minutes."""
    return [(part.staff_id, part.start, part.start + timedelta(minutes=20)) for part in offer.offer.parts]


def test_offers_cost_and_delay_more_each_time_and_touch_nobody_where_they_need_not(tmp_path: Path) -> None:
    store = opened(tmp_path)
    plan_id = told(store, GOOD)
    offers = found(store, called(store)).offers
    assert len(offers) == 3
    weighed = [one.offer.cost + sum(late.seconds for late in one.offer.delayed) for one in offers]  # offers.delay is 1
    assert weighed == sorted(weighed)
    assert all(one.offer.touched == () and one.offer.plan_id == plan_id for one in offers)
    assert [one.id.rpartition("~")[2] for one in offers] == ["1", "2", "3"]
    store.close()


def test_days_without_a_plan_are_named_and_every_other_day_is_asked(tmp_path: Path) -> None:
    shifts = (
        *dataset().shifts,
        replace(builders.shift("N1"), id="N1-T", start=clock("08:00", TUESDAY), end=clock("12:00", TUESDAY),
                latest_end=clock("12:30", TUESDAY)),
    )  # fmt: skip
    asked = (*dataset().requests, request("Q7", "R1", first_day=TUESDAY, last_day=TUESDAY))
    store = opened(tmp_path, dataset(shifts=shifts, requests=asked))
    told(store, GOOD)
    told(store, {"N1-T": [("V-Q7", "09:00")]}, TUESDAY, publish=False)
    number = called(store, last_day=MONDAY + timedelta(days=3))
    offers = found(store, number, most=20)
    assert {one.offer.day for one in offers.offers} == {MONDAY, TUESDAY}
    assert [one.day for one in offers.without] == [MONDAY + timedelta(days=2), MONDAY + timedelta(days=3)]
    assert all("plan the day first" in one.en and one.zh for one in offers.without)
    later = find_offers(store, number, author="first", now=NOW, day=TUESDAY)
    assert {one.offer.day for one in later.offers} == {TUESDAY}
    store.close()


def test_a_request_given_with_the_call_is_added_and_one_that_is_refused_gets_no_offers(tmp_path: Path) -> None:
    store = opened(tmp_path)
    told(store, GOOD)
    receipt, offers = ask_for_offers(store, "C1", request("", "R2", service="EDU"), author="first", now=NOW)
    assert offers is not None
    assert offers.number == receipt.number
    assert len(offers.offers) == 3
    refused = request("", "R2", order_items=frozenset({"infusion"}))
    receipt, offers = ask_for_offers(store, "C1", refused, author="first", now=NOW)
    assert (receipt.state, offers) == ("refused", None)
    with pytest.raises(ConflictError, match="was refused"):
        found(store, receipt.number)
    store.close()


def test_a_hold_keeps_the_request_from_others_for_fifteen_minutes(tmp_path: Path) -> None:
    store = opened(tmp_path)
    told(store, GOOD)
    number = called(store)
    first, second, _ = found(store, number).offers
    held = hold_offer(store, first.id, author="first", now=NOW)
    assert held.until == NOW + timedelta(minutes=15)
    with pytest.raises(ConflictError, match=r"held by first until 17:15") as refused:
        hold_offer(store, second.id, author="second", now=NOW + timedelta(minutes=14, seconds=59))
    assert "保留到 17:15" in refused.value.zh
    with pytest.raises(ConflictError, match="held by first"):
        confirm_offer(store, first.id, author="second", now=NOW)
    after = hold_offer(store, second.id, author="second", now=NOW + timedelta(minutes=15))
    assert after.holder == "second"
    again = hold_offer(store, first.id, author="second", now=NOW + timedelta(minutes=16))  # she may change her mind
    with store.read() as session:
        assert holds.held_offers(session, "C1", NOW + timedelta(minutes=16)) == (again,)
    store.close()


def test_what_is_held_is_part_of_the_day_for_the_next_request(tmp_path: Path) -> None:
    store = opened(tmp_path, dataset(shifts=dataset().shifts[:1], requests=dataset().requests[:3]))
    told(store, {"N1-08:00": GOOD["N1-08:00"]})
    one, other = called(store, "R5"), called(store, "R6")
    both = found(store, one).offers[0], found(store, other).offers[0]
    hold_offer(store, both[0].id, author="first", now=NOW)
    with pytest.raises(ConflictError, match=rf"held by first until 17:15 \({both[0].id}\)"):
        hold_offer(store, both[1].id, author="second", now=NOW)
    now = found(store, other).offers
    assert now
    for offer in now:
        assert hold_offer(store, offer.id, author="second", now=NOW)
    assert found(store, other, now=NOW + timedelta(minutes=16)).offers[0].offer == both[1].offer
    store.close()


def test_confirming_changes_nobody_else_and_two_offers_of_one_version_are_both_good(tmp_path: Path) -> None:
    store = opened(tmp_path)
    plan_id = told(store, GOOD)
    one, other = called(store, "R2"), called(store, "R6")
    first = hold_offer(store, found(store, one).offers[0].id, author="first", now=NOW)
    second = hold_offer(store, found(store, other, "second").offers[0].id, author="second", now=NOW)
    before = where(read_plan(store, plan_id))
    done = confirm_offer(store, first.id, author="first", now=NOW, publish=True)
    assert done.published is not None
    assert done.published.plan is not None
    assert {k: v for k, v in where(done.plan).items() if k in before and v[0] != before[k][0]} == {}
    assert done.change.disturbed_residents == ()
    assert [change.visit_id for change in done.change.residents if change.kinds == ("added",)] == [f"V-{one}"]
    after = confirm_offer(store, second.id, author="second", now=NOW, publish=True)  # rests on the version before
    assert {f"V-{one}", f"V-{other}"} <= where(after.plan).keys()
    assert check_plan(store, after.plan.id).legal
    with pytest.raises(ConflictError, match="confirmed already"):
        confirm_offer(store, first.id, author="first", now=NOW)
    with pytest.raises(ConflictError, match="is planned on 2026-03-09 already"):
        found(store, one)
    store.close()


def test_without_publishing_the_next_confirmation_goes_on_from_the_draft(tmp_path: Path) -> None:
    store = opened(tmp_path)
    told(store, GOOD)
    numbers = called(store, "R2"), called(store, "R6")
    for number in numbers:
        done = confirm_offer(store, found(store, number).offers[0].id, author="first", now=NOW)
        assert done.published is None
    assert {f"V-{number}" for number in numbers} <= where(done.plan).keys()
    assert [version.state for version in plans_of(store, "C1", MONDAY)] == ["published", "draft", "draft"]
    assert publish_plan(store, done.plan.id, author="first", now=NOW).plan
    store.close()


def test_a_draft_takes_the_visit_too_and_is_named_when_it_has_it(tmp_path: Path) -> None:
    store = opened(tmp_path)
    told(store, GOOD, publish=False)
    number = called(store)
    done = confirm_offer(store, found(store, number).offers[0].id, author="first", now=NOW)
    assert done.plan.state == "draft"
    assert f"V-{number}" in where(done.plan)
    offers = found(store, number)
    assert offers.offers == ()
    assert "has it already" in offers.without[0].en
    store.close()


def test_an_offer_on_a_version_that_was_replaced_is_refused_with_the_differences(tmp_path: Path) -> None:
    store = opened(tmp_path)
    plan_id = told(store, GOOD)
    offer = found(store, called(store)).offers[0]
    moved = move_visit(store, plan_id, "V-Q3", "N3", clock("10:00"), author="other", now=NOW)
    assert moved.plan is not None
    assert publish_plan(store, moved.plan.id, author="other", now=NOW).plan
    for act in (hold_offer, confirm_offer):
        with pytest.raises(StaleError) as stale:
            act(store, offer.id, author="first", now=NOW)
        assert isinstance(stale.value.differences, Difference)
        assert [one.visit_id for one in stale.value.differences.residents] == ["V-Q3"]
    assert len(plans_of(store, "C1", MONDAY)) == 2
    store.close()


def test_offers_on_a_running_day_leave_the_absent_and_the_near_future_alone(tmp_path: Path) -> None:
    store = opened(tmp_path)
    told(store, GOOD)
    ill = StaffAbsent(clock("08:00"), "N3", clock("08:00"))
    report_event(store, "C1", ill, author="test", now=clock("08:00"))
    number = called(store, now=clock("08:05"))
    offers = found(store, number, now=clock("08:05")).offers
    assert offers
    assert {part.staff_id for one in offers for part in one.offer.parts} <= {"N1", "N2"}
    assert all(one.offer.start >= clock("08:35") for one in offers)
    assert all(late.before >= clock("08:35") for one in offers for late in one.offer.delayed)
    done = confirm_offer(store, offers[0].id, author="first", now=clock("08:06"), publish=True)
    assert done.published is not None
    assert done.published.plan, done.published.broken
    store.close()


def test_an_offer_for_which_somebody_had_to_leave_already_is_refused(tmp_path: Path) -> None:
    store = opened(tmp_path)
    told(store, GOOD)
    now = clock("08:05")
    offer = min(found(store, called(store, now=now), now=now).offers, key=lambda one: one.offer.start)
    with pytest.raises(ConflictError, match="it is late or the day has changed"):
        confirm_offer(store, offer.id, author="first", now=offer.offer.start)
    assert confirm_offer(store, offer.id, author="first", now=now).plan
    store.close()


def test_two_visitors_come_together_and_are_different_people(tmp_path: Path) -> None:
    pair = builders.service("SETUP", minutes=20, parts=builders.service().parts * 2, sync="start")
    book = builders.rulebook((builders.service(), builders.service("EDU", minutes=20), pair), plan_iterations=2000)
    store = replace(opened(tmp_path), rulebook=book)
    told(store, GOOD)
    offers = found(store, called(store, "R3", service="SETUP")).offers
    assert offers
    for one in offers:
        assert len({part.staff_id for part in one.offer.parts}) == 2
        assert len({part.start for part in one.offer.parts}) == 1
    done = confirm_offer(store, offers[0].id, author="first", now=NOW, publish=True)
    assert done.published is not None
    assert done.published.plan
    store.close()


def test_bad_input_is_refused_by_name(tmp_path: Path) -> None:
    store = opened(tmp_path)
    told(store, GOOD)
    number = called(store)
    with pytest.raises(NotFoundError):
        found(store, "R-none")
    with pytest.raises(InputError, match="lies before today"):
        find_offers(store, number, author="first", now=NOW, day=MONDAY - timedelta(days=5))
    for most in (0, 21):
        with pytest.raises(InputError, match="out of range"):
            find_offers(store, number, author="first", now=NOW, most=most or -1)
    for act in (hold_offer, confirm_offer):
        with pytest.raises(NotFoundError):
            act(store, f"{number}~99", author="first", now=NOW)
    store.close()


@pytest.mark.parametrize("seed", range(3))
def test_two_coordinators_never_hold_the_same_seconds_of_one_person(seed: int, tmp_path: Path) -> None:
    draw = random.Random(seed)
    store = opened(tmp_path)
    told(store, GOOD)
    numbers = [called(store, f"R{k}") for k in (1, 2, 3, 4)]
    now, seen = NOW, list[KeptOffer]()
    held_at_once = 0
    for _ in range(14):
        now += timedelta(minutes=draw.choice([0, 1, 4]))
        number, who = draw.choice(numbers), draw.choice(["first", "second"])
        if draw.random() < 0.5 or not seen:
            seen += found(store, number, who, now).offers
        with suppress(ConflictError):
            hold_offer(store, draw.choice(seen).id, author=who, now=now)
        with store.read() as session:
            held = holds.held_offers(session, "C1", now)
        times = sorted(span for one in held for span in spans(one))
        assert all(a[0] != b[0] or a[2] <= b[1] for a, b in pairwise(times))
        assert len({one.number for one in held}) == len(held)
        held_at_once = max(held_at_once, len(held))
    assert held_at_once > 1
    for one in held:
        done = confirm_offer(store, one.id, author=one.holder, now=now, publish=True)
        assert done.published is not None
        assert done.published.plan
        assert isinstance(done.plan, Plan)
    store.close()
