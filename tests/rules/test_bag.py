"""H17: what fits into the bag."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler.rules.bag import BAG
from tests import builders as a
from tests.rules.agreement import findings

BIG, SMALL = a.service("ECG", 10, kit=3), a.service("WOUND", 10)
DAY = a.day(
    [a.visit("V1", "R1", of=BIG), a.visit("V2", "R2", of=BIG), a.visit("V3", "R3", of=SMALL)], services=[BIG, SMALL]
)
STOPS = [("V1", "08:30"), ("V2", "09:30"), ("V3", "10:30")]


@pytest.mark.parametrize(("capacity", "over"), [(7, 0), (6, 1), (4, 3)])
def test_the_kit_of_a_route_fits_into_the_bag(capacity: int, over: int) -> None:
    day = replace(DAY, rulebook=a.rulebook([BIG, SMALL], H17_bag_capacity=capacity))
    assert sum(a.amounts(findings(day, a.plan(day, {"N1-08:00": STOPS}), BAG[0]))) == over  # 3 + 3 + 1 = 7 units


def test_the_sentence_tells_what_is_needed_and_by_how_much_it_is_too_much() -> None:
    day = replace(DAY, rulebook=a.rulebook([BIG, SMALL], H17_bag_capacity=5))
    (one,) = findings(day, a.plan(day, {"N1-08:00": STOPS}), BAG[0])
    assert "需 7 单位，容量 5，超出 2 单位" in one.zh
    assert "7 kit units in a bag of 5, 2 too many" in one.en


def test_the_bag_is_filled_anew_for_every_route() -> None:
    shifts = [a.shift("N1", "08:00"), a.shift("N1", "14:00", "17:00")]
    book = a.rulebook([BIG, SMALL], H17_bag_capacity=4)
    day = replace(DAY, shifts={shift.id: shift for shift in shifts}, rulebook=book)
    plan = a.plan(day, {"N1-08:00": [("V1", "08:30")], "N1-14:00": [("V2", "14:30"), ("V3", "15:30")]})
    assert findings(day, plan, BAG[0]) == []


def test_visits_that_the_day_does_not_know_weigh_nothing() -> None:
    assert BAG[0].find(replace(DAY, visits={}), a.plan(DAY, {"N1-08:00": STOPS})) == []
