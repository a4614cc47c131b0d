"""Each claimed smallest change is true when tried, and nothing cheaper on the grid serves: seen by a second witness.

SMALLEST_CHANGE_DAYS says on how many days; SMALLEST_CHANGE_FIRST with which seed they begin.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from scheduler.domain.care import Window
from scheduler.domain.day import Day
from scheduler.domain.people import Certificate
from scheduler.explain.changes import with_change
from scheduler.explain.smallest import SmallestChange, smallest_change
from scheduler.validator import judge
from tests.explain.crowded_days import Crowded, crowded_day
from tests.explain.exhaustive import roster_for

DAYS, FIRST = int(os.environ.get("SMALLEST_CHANGE_DAYS", "15")), int(os.environ.get("SMALLEST_CHANGE_FIRST", "0"))


def single_changes(day: Day, visit_id: str) -> Iterator[tuple[int, Day]]:
    """(price, the day with it) of every single change on the grid, written out from what the config says."""
    book, visit = day.rulebook, day.visits[visit_id]
    step = book.rule("change.grid_minutes")
    for k, window in enumerate(visit.windows):
        for m in range(step, book.rule("change.window_most") + 1, step):
            by = timedelta(minutes=m)
            for wider in (Window(window.earliest - by, window.latest), Window(window.earliest, window.latest + by)):
                windows = (*visit.windows[:k], wider, *visit.windows[k + 1 :])
                visits = {**day.visits, visit_id: replace(visit, windows=windows)}
                yield m * book.rule("change.window_minute"), replace(day, visits=visits)
    for shift in day.shifts.values():
        for m in range(step, book.rule("change.shift_most") + 1, step):
            by = timedelta(minutes=m)
            early = replace(shift, start=shift.start - by)
            late = replace(shift, end=shift.end + by, latest_end=shift.latest_end + by)
            for longer in (early, late):
                yield m * book.rule("change.shift_minute"), replace(day, shifts={**day.shifts, shift.id: longer})
        for m in range(step, book.rule("change.lunch_most") + 1, step) if shift.lunch_from else ():
            assert shift.lunch_from is not None
            assert shift.lunch_until is not None
            by = timedelta(minutes=m)
            for freer in (
                replace(shift, lunch_from=shift.lunch_from - by),
                replace(shift, lunch_until=shift.lunch_until + by),
            ):
                yield m * book.rule("change.lunch_minute"), replace(day, shifts={**day.shifts, shift.id: freer})
    for lock in day.locks:
        yield book.rule("change.lock"), replace(day, locks=tuple(one for one in day.locks if one != lock))
    for person in day.staff.values():
        for skill in ("stoma", "picc"):
            proven = replace(person, certificates=(*person.certificates, Certificate(skill, day.day)))
            yield book.rule("change.certificate"), replace(day, staff={**day.staff, person.id: proven})


def check(crowded: Crowded, visit_id: str) -> SmallestChange:
    """What is claimed of one visit, tried; and everything cheaper, tried by the other witness."""
    day, plan = crowded.day, crowded.plan
    served = {stop.visit_id for _, stop in plan.stops()}
    bands = {s.visit_id: s.band for _, s in plan.stops()} if plan.state == "published" else {}
    claimed = smallest_change(day, plan, visit_id)
    assert claimed.proven
    if claimed.plan is not None:
        changed = with_change(day, claimed.change)
        assert judge(changed, claimed.plan).legal
        starts = {stop.visit_id: stop.start for _, stop in claimed.plan.stops()}
        assert starts.keys() == served | {visit_id}
        assert all(early <= starts[id_] <= late for id_, (early, late) in bands.items())
        assert roster_for(changed, starts, bands) is not None
    as_it_is = roster_for(day, served | {visit_id}, bands)
    assert (as_it_is is not None) == (claimed.kind == "none" and claimed.plan is not None)
    for price, changed in single_changes(day, visit_id):
        if claimed.plan is None or price < claimed.price:
            assert roster_for(changed, served | {visit_id}, bands) is None, (claimed.en, price)
    return claimed


def test_every_claim_is_true_when_tried_and_nothing_cheaper_serves() -> None:
    kinds: Counter[str] = Counter()
    crowded_days = 0
    for seed in range(FIRST, FIRST + DAYS):
        crowded = crowded_day(seed)
        crowded_days += bool(crowded.left)
        for visit_id in crowded.left[:1]:
            claimed = check(crowded, visit_id)
            kinds[claimed.kind if claimed.plan else "no single change"] += 1
    print(f"{DAYS} days, {crowded_days} with a visit left out: {dict(kinds)}")
    assert crowded_days > DAYS // 2
    assert len(kinds) > 2


@pytest.mark.parametrize("seed", range(3))
def test_a_crowded_day_has_a_legal_plan(seed: int) -> None:
    crowded = crowded_day(seed)
    assert judge(crowded.day, crowded.plan).legal
