"""S1, S10: what leaving out costs, and a day off the due day."""

from __future__ import annotations

from datetime import timedelta

import pytest

from scheduler.rules.priority import PRIORITY
from tests import builders as a

S1, S10 = PRIORITY


@pytest.mark.parametrize(("days_left", "percent"), [(-2, 100), (0, 100), (1, 80), (2, 65), (3, 50), (30, 50)])
def test_leaving_out_costs_more_as_the_last_possible_day_nears(days_left: int, percent: int) -> None:
    last = a.MONDAY + timedelta(days=days_left)
    day = a.day([a.visit(priority=4, last_day=last)])
    price = day.rulebook.weight("S1.P4")
    assert [f.cost for f in S1.find(day, a.plan(day))] == [price * percent // 100]


def test_no_travel_of_a_whole_day_buys_a_visit_of_the_first_three_classes() -> None:
    day = a.day([a.visit()])
    longest = day.rulebook.rule("H15.max_travel_minutes") * 60
    assert all(day.rulebook.weight(f"S1.P{k}") * 50 // 100 > longest for k in (1, 2, 3))


def test_a_visit_with_a_stop_is_not_left_out() -> None:
    day = a.day([a.visit("V1"), a.visit("V2")])
    found = S1.find(day, a.plan(day, {"N1-08:00": [("V1", "09:00")]}))
    assert [f.visit_ids for f in found] == [("V2",)]


@pytest.mark.parametrize("days", [-3, -1, 1, 5])
def test_each_day_before_or_after_the_due_day_is_priced_once(days: int) -> None:
    pair = a.service(parts=a.service().parts * 2)
    day = a.day(
        [a.visit(of=pair, due=a.MONDAY + timedelta(days=days))], services=[pair], people=[a.staff("N1"), a.staff("N2")]
    )
    both = {"N1-08:00": [a.stop(day, "V1", "09:00")], "N2-08:00": [a.stop(day, "V1", "09:00", 1)]}
    assert [f.cost for f in S10.find(day, a.plan(day, both))] == [abs(days) * day.rulebook.weight("S10.per_day")]


def test_a_visit_on_its_due_day_or_without_one_costs_nothing_more() -> None:
    for due in (a.MONDAY, None):
        day = a.day([a.visit(due=due)])
        assert S10.find(day, a.plan(day, {"N1-08:00": [("V1", "09:00")]})) == []
