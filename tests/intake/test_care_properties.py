"""Properties of care over time, on random orders and random histories."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.beds import BedMove
from scheduler.domain.orders import Away, CareOrder, Happened, Interval
from scheduler.intake.demand import visits_for
from tests import builders as b
from tests.intake.asking import BOOK
from tests.intake.caring import bed, by_rule, calendar, days, due, happened, march, moment, order

SERVICES = ("PICC", "WOUND", "REHAB", "BED_NURSE", "INSULIN")
RULES = ("FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,WE,FR", "FREQ=WEEKLY;INTERVAL=2", "FREQ=MONTHLY;BYMONTHDAY=1,15")


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    shortest = draw(st.integers(1, 10))
    usual = shortest + draw(st.integers(0, 6))
    return Interval(shortest, usual, usual + draw(st.integers(0, 6)), draw(st.booleans()))


@st.composite
def orders(draw: st.DrawFn) -> CareOrder:
    last_done = draw(st.one_of(st.none(), st.integers(0, 20).map(lambda n: date(2026, 2, 10) + days(n))))
    return order(service=draw(st.sampled_from(SERVICES)), recurrence=draw(intervals()), last_done=last_done)


FIRSTS = st.integers(0, 40).map(lambda n: date(2026, 2, 10) + days(n))


@given(orders(), FIRSTS, st.integers(0, 25))
def test_every_occurrence_lies_in_its_span_and_no_id_stands_twice(one: CareOrder, first: date, length: int) -> None:
    assert isinstance(one.recurrence, Interval)
    last = first + days(length)
    earliest = None
    for request in due(one, first=first, last=last).values():  # `due` itself refuses an id that stands twice
        assert request.first_day <= request.last_day
        assert request.first_day <= last
        assert request.due is not None
        if request.last_day >= first:
            assert max(request.first_day, first) <= request.due <= request.last_day
        if request.last_done is not None and request.after_days is None:
            assert request.first_day >= min(request.last_done + days(one.recurrence.shortest), request.last_day)
            if request.must_by is not None:
                assert request.must_by == max(request.last_done + days(one.recurrence.longest), one.first_day)
        if earliest is not None:
            assert request.first_day > earliest
        earliest = request.first_day


@given(orders(), st.integers(0, 15), st.integers(1, 15), st.integers(0, 20))
def test_a_later_completion_never_makes_the_next_due_date_earlier(
    one: CareOrder, done: int, later: int, ahead: int
) -> None:
    one = replace(one, last_done=date(2026, 2, 1), first_day=date(2026, 2, 1))
    first, second = march(1) + days(done), march(1) + days(done + later)
    horizon = {"first": second + days(1), "last": second + days(40 + ahead)}

    def next_of(day: date) -> tuple[date, date]:
        requests = due(one, happened=(happened("O1#1", day),), **horizon)  # type: ignore[arg-type] # the horizon
        found = requests["O1#2"]
        assert found.due is not None
        return found.first_day, found.due

    assert all(early <= late for early, late in zip(next_of(first), next_of(second), strict=True))


@given(st.sampled_from(RULES), FIRSTS, st.integers(0, 25), st.integers(0, 3), st.integers(0, 3), st.integers(0, 9))
def test_neighbours_by_the_calendar_never_share_a_day(
    rule: str, first: date, length: int, before: int, after: int, count: int
) -> None:
    one = by_rule(rule, days_before=before, days_after=after, first_day=date(2026, 2, 10), count=count)
    requests = list(due(one, first=first, last=first + days(length)).values())
    assert all(a.last_day < z.first_day for a, z in pairwise(requests))
    assert not count or len(requests) <= count
    assert all(request.last_day >= first and request.first_day <= first + days(length) for request in requests)


@given(st.integers(0, 2**32), st.integers(7, 25), st.integers(1, 9))
def test_suspending_and_resuming_changes_nothing_that_was_done(seed: int, start: int, length: int) -> None:
    random = Random(seed)
    plain = bed()
    told = (happened("B1-FIRST#1", march(6)), happened("B1-NURSE#1", march(6 + random.randint(1, 9))))
    steps = (
        BedMove("suspended", moment(march(start)), "G1", "hospital"),
        BedMove("open", moment(march(start) + days(length)), "G1"),
    )
    resumed = replace(plain, moves=(*plain.moves, *steps))
    first = march(start) + days(length)
    before, after = (due(first=first, beds=(one,), happened=told) for one in (plain, resumed))
    assert {one.order_id: one.last_done for one in before.values()}.items() <= {
        one.order_id: one.last_done for one in after.values()
    }.items() | {one.order_id: one.last_done for one in before.values() if one.id not in after}.items()
    assert set(before) & {"B1-FIRST#1", "B1-NURSE#1"} == set(after) & {"B1-FIRST#1", "B1-NURSE#1"} == set()
    for name in before.keys() & after.keys():
        assert after[name].last_day >= before[name].last_day


@given(st.integers(0, 2**32), intervals(), st.sampled_from(("PICC", "WOUND", "INSULIN")))
def test_day_after_day_nothing_is_lost(seed: int, interval: Interval, service: str) -> None:
    """Sixty days: a visit is done at random and at the latest on its last day; sometimes nobody is home before.

    Then no two visits lie further apart than the longest interval, days away aside, and none nearer than the shortest.
    """
    random = Random(seed)
    one = order(service=service, recurrence=replace(interval, hard=True), last_done=march(1) - days(1))
    gone = Away("R1", march(20), march(20) + days(random.randint(0, 9)), "hospital")
    told: list[Happened] = []
    dones = [march(1) - days(1)]

    def limit_of(early: date) -> date:
        limit = early + timedelta(days=interval.longest)
        return gone.until_day + days(1) if gone.until_day and gone.from_day <= limit <= gone.until_day else limit

    for day in (march(1) + days(k) for k in range(60)):
        requests = due(one, first=day, happened=tuple(told), away=(gone,))
        found = visits_for(day, requests.values(), {"R1": b.resident()}, BOOK, b.centre(), calendar())
        for request in (one for one in requests.values() if f"V-{one.id}" in found.visits):
            assert not gone.from_day <= day <= (gone.until_day or day)
            visit = found.visits[f"V-{request.id}"]
            if day >= visit.last_day or random.random() < 0.3:
                told.append(happened(request.id, day))
                dones.append(day)
            elif random.random() < 0.2:
                told.append(happened(request.id, day, "nobody_home"))
    for early, late in pairwise(dones):
        assert late >= min(early + timedelta(days=interval.shortest), limit_of(early))
        assert late <= limit_of(early), (early, late)
    assert limit_of(dones[-1]) >= march(1) + days(59)  # it never stops


@given(orders(), st.integers(0, 2**32), FIRSTS)
def test_what_a_week_foresees_is_asked_for_on_its_day(one: CareOrder, seed: int, first: date) -> None:
    """Any days chosen inside the spans and gaps of the horizon are days on which the same visit is due in turn."""
    random, last = Random(seed), first + days(13)
    told: list[Happened] = []
    before: dict[str, date] = {}
    for request in due(one, first=first, last=last).values():
        earliest, latest = max(request.first_day, first), min(request.last_day, last)
        if request.after_days is not None:
            if request.after_days.after not in before:
                break
            day = before[request.after_days.after]
            earliest = max(earliest, day + days(request.after_days.minimum))
            latest = min(latest, day + days(request.after_days.maximum))
        if request.windows:
            latest = min(latest, request.windows[-1].latest.date())
        if earliest > latest:
            break
        chosen = earliest + days(random.randint(0, (latest - earliest).days))
        alone = due(one, first=chosen, happened=tuple(told))
        asked = alone.get(request.id)
        served = one.service not in ("PICC", "INSULIN") and not calendar().is_workday(chosen)
        assert asked is not None or served, (request.id, chosen)
        if asked is None:
            break
        assert asked.first_day <= chosen
        told.append(happened(request.id, chosen))
        before[f"V-{request.id}"] = chosen


@given(orders(), st.integers(0, 2**32), FIRSTS, st.sampled_from((0, 4, 30)), st.sampled_from(("", *RULES)))
def test_nothing_is_asked_for_on_a_day_away_or_outside_the_order_whatever_happened(
    one: CareOrder, seed: int, first: date, length: int, rule: str
) -> None:
    random = Random(seed)
    begin = date(2026, 2, 10)
    some_day = [begin + days(k) for k in range(60)]
    if rule:
        one = by_rule(rule, days_before=random.randint(0, 3), days_after=random.randint(0, 3), first_day=begin)
    one = replace(one, last_day=random.choice((None, first + days(3))), count=random.choice((0, 2, 7)))
    names = [f"O1#{number}{again}" for number in range(1, 7) for again in ("", "~2")]
    told = tuple(
        happened(name, random.choice(some_day), random.choice(("done", "nobody_home", "cancelled", "refused")))
        for name in random.sample(names, 4)
    )
    promised = {name: random.choice(some_day) for name in random.sample(names, 3)}
    start = random.choice(some_day)
    away = (Away("R1", start, random.choice((None, start + days(random.randint(0, 12)))), "hospital"),)
    last = first + days(length)
    requests = due(one, first=first, last=last, happened=told, promised=promised, away=away).values()
    for day in (first, last):
        visits = visits_for(day, requests, {"R1": b.resident()}, BOOK, b.centre(), calendar()).visits
        if visits:
            assert not away[0].from_day <= day <= (away[0].until_day or day)
            assert one.first_day <= day <= (one.last_day or day)
    assert all(request.first_day <= request.last_day for request in requests)
