"""H20 and S9: newborns before infectious homes, clean before infected."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler.domain.day import Day
from scheduler.domain.plan import Finding
from scheduler.rules.infection import INFECTION
from tests import builders as a
from tests.rules.agreement import findings, named

NEWBORN = a.service("NEWBORN", protected=True)
TB = a.service("TB_FU", infection_class=3)
WOUND = a.service("WOUND", infection_class=1)
SERVICES = (NEWBORN, TB, WOUND)
TIMES = ("08:30", "09:30", "10:30", "11:30")


def day_with(*kinds: a.Service) -> Day:
    visits = [a.visit(f"V{n}", f"R{n}", of=kind) for n, kind in enumerate(kinds, 1)]
    return a.day(visits, services=SERVICES, people=[a.staff("N1"), a.staff("N2")])


def found(rule: str, day: Day, *order: str) -> list[Finding]:
    """What the rule finds when N1 serves the visits in this order."""
    stops = [(visit_id, TIMES[n]) for n, visit_id in enumerate(order)]
    return findings(day, a.plan(day, {"N1-08:00": stops}), named(INFECTION, rule))


def test_scenario_15_a_newborn_comes_before_tuberculosis_and_the_reverse_is_flagged() -> None:
    day = day_with(NEWBORN, TB)
    assert found("H20", day, "V1", "V2") == []
    (one,) = found("H20", day, "V2", "V1")
    assert (one.amount, one.visit_ids) == (1, ("V2", "V1"))


def test_another_nurse_may_go_to_the_newborn_at_any_time() -> None:
    day = day_with(NEWBORN, TB)
    plan = a.plan(day, {"N1-08:00": [("V2", "08:30")], "N2-08:00": [("V1", "10:00")]})
    assert findings(day, plan, named(INFECTION, "H20")) == []


def test_every_protected_home_after_an_infectious_one_counts_also_with_others_between() -> None:
    day = day_with(NEWBORN, NEWBORN, TB, WOUND)
    assert a.amounts(found("H20", day, "V3", "V4", "V1", "V2")) == [1, 1]


@pytest.mark.parametrize(("infection", "fires"), [(2, False), (3, True)])
def test_a_home_is_infectious_from_its_class_on(infection: int, fires: bool) -> None:
    day = day_with(NEWBORN, WOUND)
    day = replace(day, visits={**day.visits, "V2": replace(day.visits["V2"], infection_class=infection)})
    assert bool(found("H20", day, "V2", "V1")) == fires


def with_resident(day: Day, resident_id: str, **changes: object) -> Day:
    changed = a.resident(resident_id, **changes)
    return replace(day, residents={**day.residents, resident_id: changed})


def test_an_immunosuppressed_resident_is_protected_at_every_visit() -> None:
    day = with_resident(day_with(WOUND, TB), "R1", immunosuppressed=True)
    assert a.amounts(found("H20", day, "V2", "V1")) == [1]


def test_a_home_under_infection_precautions_is_infectious_for_every_service() -> None:
    day = with_resident(day_with(NEWBORN, WOUND), "R2", precautions=frozenset({"droplet"}))
    assert a.amounts(found("H20", day, "V2", "V1")) == [1]
    assert a.amounts(found("S9", day, "V2", "V1")) == [1]


def test_a_home_that_is_both_goes_last() -> None:
    day = with_resident(day_with(NEWBORN, TB), "R2", immunosuppressed=True)
    assert found("H20", day, "V1", "V2") == []
    assert len(found("H20", day, "V2", "V1")) == 1


def test_each_cleaner_visit_after_a_more_infected_one_costs_once() -> None:
    day = day_with(NEWBORN, WOUND, TB, WOUND)
    price = day.rulebook.weight("S9.clean_after_infected")
    assert found("S9", day, "V1", "V2", "V4", "V3") == []
    assert [f.cost for f in found("S9", day, "V3", "V2", "V1", "V4")] == [price] * 3
    assert [f.cost for f in found("S9", day, "V2", "V1", "V4", "V3")] == [price]


def test_without_a_price_the_order_is_free_and_not_hard() -> None:
    day = day_with(TB, WOUND)
    day = replace(day, rulebook=a.rulebook(SERVICES, S9_clean_after_infected=0))
    assert [f.cost for f in found("S9", day, "V1", "V2")] == [0]


def test_visits_that_the_day_does_not_know_are_passed_over() -> None:
    day = day_with(NEWBORN, TB)
    plan = a.plan(day, {"N1-08:00": [("V2", "08:30"), ("V1", "09:30")]})
    for rule in INFECTION:
        assert rule.find(replace(day, visits={}), plan) == []
