"""H11, H16, S11: the coordinator's locks, what has begun, what people were told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler.domain.care import Lock
from scheduler.domain.day import Day
from scheduler.domain.plan import Finding, Plan
from scheduler.rules.locks import LOCKS
from scheduler.units import moment_of, seconds_of
from tests import builders as a
from tests.rules.agreement import draft_of, findings, named

PEOPLE = (a.staff("N1"), a.staff("N2"))
BOTH = pytest.mark.parametrize(("rule", "started"), [("H11", False), ("H16", True)])


def day_with(*locks: Lock) -> Day:
    return a.day([a.visit("V1"), a.visit("V2", "R2")], people=PEOPLE, locks=locks)


def found(rule: str, day: Day, shift: str = "N1-08:00", start: str = "09:00") -> list[Finding]:
    """What the rule finds when V1 stands there."""
    return findings(day, a.plan(day, {shift: [("V1", start)]}), named(LOCKS, rule))


@BOTH
def test_a_locked_visit_is_placed(rule: str, started: bool) -> None:
    day = day_with(Lock("V1", 0, started=started))
    assert found(rule, day) == []
    (one,) = findings(day, a.plan(day, {"N1-08:00": [("V2", "09:00")]}), named(LOCKS, rule))
    assert (one.amount, one.unit, one.visit_ids) == (1, "visit", ("V1",))


@BOTH
def test_a_visit_locked_to_a_person_goes_to_nobody_else(rule: str, started: bool) -> None:
    day = day_with(Lock("V1", 0, "N1", started=started))
    assert found(rule, day) == []
    (one,) = found(rule, day, "N2-08:00")
    assert (one.amount, one.unit, one.staff_ids) == (1, "person", ("N1", "N2"))
    assert draft_of(day, named(LOCKS, rule)).forbidden_by == {(0, 1): [rule]}


@BOTH
@pytest.mark.parametrize(("start", "off"), [("09:00", 0), ("09:00:01", 1), ("08:59:59", 1), ("10:00", 3600)])
def test_a_locked_start_holds_to_the_second(rule: str, started: bool, start: str, off: int) -> None:
    day = day_with(Lock("V1", 0, start=a.clock("09:00"), started=started))
    assert sum(a.amounts(found(rule, day, start=start))) == off


@BOTH
def test_a_lock_on_a_person_who_is_not_on_the_road_lets_the_visit_go_nowhere(rule: str, started: bool) -> None:
    day = day_with(Lock("V1", 0, "N9", started=started))
    assert not draft_of(day, named(LOCKS, rule)).eligible[0].any()
    assert len(found(rule, day)) == 1


def test_what_has_begun_is_told_by_h16_and_what_is_locked_by_h11() -> None:
    begun, locked = Lock("V1", 0, "N1", a.clock("09:00"), True), Lock("V1", 0, "N1")
    plan = a.plan(day := day_with(begun, locked), {"N2-08:00": [("V2", "09:00")]})
    assert a.amounts(named(LOCKS, "H16").find(day, plan)) == [1]
    assert named(LOCKS, "H11").find(day, plan) == []


def test_a_lock_binds_its_own_part_only() -> None:
    nurse = a.PartNeed(frozenset({"RN"}))
    pair = a.service(parts=[nurse, nurse])
    day = a.day([a.visit(of=pair)], services=[pair], people=PEOPLE, locks=[Lock("V1", 1, "N2", a.clock("09:00"))])
    stops = {"N1-08:00": [a.stop(day, "V1", "10:00", 0)], "N2-08:00": [a.stop(day, "V1", "09:00", 1)]}
    assert findings(day, a.plan(day, stops), named(LOCKS, "H11")) == []


def test_locks_on_what_the_day_does_not_know_are_passed_over() -> None:
    day = day_with(Lock("V9", 0, "N2"), Lock("V1", 4, "N2"))
    assert found("H11", day) == []


def told(day: Day, shift: str = "N1-08:00", start: str = "09:00") -> Day:
    """The day after a plan was published: V1 there at that time, promised from 08:45 to 09:45."""
    plan = a.plan(day, {shift: [("V1", start)]})
    stop = replace(plan.routes[0].stops[0], band=(a.clock("08:45"), a.clock("09:45")))
    return replace(day, published=replace(plan, routes=(replace(plan.routes[0], stops=(stop,)),)))


@pytest.mark.parametrize(
    ("start", "outside"),
    [("09:00", 0), ("08:45", 0), ("09:45", 0), ("08:44:59", 1), ("09:45:01", 1), ("10:45", 3600), ("08:15", 1800)],
)
def test_each_second_outside_the_promised_band_is_priced(start: str, outside: int) -> None:
    day = told(day_with())
    rate = day.rulebook.weight("S11.outside_band")
    assert [(f.amount, f.cost) for f in found("S11", day, start=start)] == [(outside, outside * rate)] * bool(outside)


def test_another_person_than_was_told_is_priced() -> None:
    day = told(day_with())
    (one,) = found("S11", day, "N2-08:00")
    assert (one.cost, one.staff_ids) == (day.rulebook.weight("S11.other_person"), ("N1", "N2"))


def test_another_person_outside_the_band_costs_both() -> None:
    day = told(day_with())
    book = day.rulebook
    expected = [book.weight("S11.other_person"), 600 * book.weight("S11.outside_band")]
    assert [f.cost for f in found("S11", day, "N2-08:00", "09:55")] == expected


def test_without_a_published_plan_or_for_a_visit_not_in_it_nothing_changes() -> None:
    assert found("S11", day_with()) == []
    day = told(day_with())
    both = a.plan(day, {"N1-08:00": [("V1", "09:00")], "N2-08:00": [("V2", "11:00")]})
    assert findings(day, both, named(LOCKS, "S11")) == []


def test_a_visit_that_was_told_and_is_left_out_now_costs_as_much_as_another_person() -> None:
    day = told(day_with())
    (one,) = findings(day, a.plan(day, {"N2-08:00": [("V2", "11:00")]}), named(LOCKS, "S11"))
    assert (one.amount, one.unit) == (1, "person")
    assert (one.cost, one.staff_ids) == (day.rulebook.weight("S11.other_person"), ("N1",))
    gone = replace(day, visits={"V2": day.visits["V2"]})
    assert findings(gone, a.plan(gone, {}), named(LOCKS, "S11")) == []  # nobody asks for it any more


def test_each_person_who_was_told_for_a_visit_that_is_left_out_counts() -> None:
    nurse = a.PartNeed(frozenset({"RN"}))
    pair = a.service(parts=[nurse, nurse])
    day = a.day([a.visit(of=pair)], services=[pair], people=PEOPLE)
    stops = {"N1-08:00": [a.stop(day, "V1", "09:00", 0)], "N2-08:00": [a.stop(day, "V1", "09:00", 1)]}
    day = replace(day, published=a.plan(day, stops))
    left = findings(day, a.plan(day, {}), named(LOCKS, "S11"))
    assert [one.staff_ids for one in left] == [("N1",), ("N2",)]


def test_a_start_drawn_around_every_edge_is_priced_alike_by_both_statements() -> None:
    day = told(day_with(Lock("V1", 0, "N1", a.clock("09:45"))))
    for edge in ("08:45", "09:45"):
        for shift in (-1, 0, 1):
            start = moment_of(seconds_of(a.clock(edge), day.day) + shift, day.day)
            plan: Plan = a.plan(day, {"N1-08:00": [a.stop(day, "V1", start)]})
            for rule in LOCKS:
                findings(day, plan, rule)
