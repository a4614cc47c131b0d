"""H6 and H13: several people at one home, and homes where nobody goes alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scheduler.domain.care import Gap, PartNeed, Service
from scheduler.domain.day import Day
from scheduler.domain.plan import Finding, Plan
from scheduler.rules.together import TOGETHER
from tests import builders as a
from tests.rules.agreement import broken_and_cost, draft_of, findings, named

NURSE = PartNeed(frozenset({"RN"}))
PEOPLE = (a.staff("N1"), a.staff("N2"))


def found(rule: str, day: Day, plan: Plan) -> list[Finding]:
    return findings(day, plan, named(TOGETHER, rule))


def pair(sync: str = "", **changes: Any) -> Day:
    """One visit for two nurses."""
    service = a.service(parts=[NURSE, NURSE], sync=sync)
    return a.day([a.visit(of=service, **changes)], services=[service], people=PEOPLE)


def both(day: Day, first: str = "09:00", second: str = "09:00") -> Plan:
    """N1 serves part 0, N2 part 1."""
    return a.plan(day, {"N1-08:00": [a.stop(day, "V1", first, 0)], "N2-08:00": [a.stop(day, "V1", second, 1)]})


def test_two_nurses_who_start_in_the_same_second_are_together() -> None:
    day = pair("start")
    assert found("H6", day, both(day)) == []


def test_one_second_apart_is_not_together() -> None:
    day = pair("start")
    assert a.amounts(found("H6", day, both(day, "09:00:00", "09:00:01"))) == [1]
    (one,) = found("H6", day, both(day, "09:30", "09:00"))
    assert (one.amount, one.unit, one.staff_ids) == (30 * 60, "s", ("N1", "N2"))


def test_without_synchronisation_the_parts_start_when_they_like() -> None:
    day = pair()
    assert found("H6", day, both(day, "08:30", "11:00")) == []


def test_together_the_first_time_binds_a_visit_never_done_before_only() -> None:
    day = pair("first")
    assert a.amounts(found("H6", day, both(day, "09:00", "09:01"))) == [60]
    again = pair("first", last_done=a.MONDAY.replace(day=2))
    assert found("H6", again, both(again, "09:00", "09:01")) == []


def test_one_person_is_not_two() -> None:
    day = pair()
    plan = a.plan(day, {"N1-08:00": [a.stop(day, "V1", "09:00", 0), a.stop(day, "V1", "09:30", 1)]})
    (one,) = found("H6", day, plan)
    assert (one.amount, one.staff_ids) == (1, ("N1",))
    assert "第 1 和第 2 人" in one.zh
    assert "parts 1 and 2" in one.en


def test_of_three_people_every_pair_differs() -> None:
    service = a.service(parts=[NURSE] * 3)
    day = a.day([a.visit(of=service)], services=[service], people=PEOPLE)
    stops = [a.stop(day, "V1", "08:30", 0), a.stop(day, "V1", "09:30", 1), a.stop(day, "V1", "10:30", 2)]
    assert a.amounts(found("H6", day, a.plan(day, {"N1-08:00": stops}))) == [1, 1, 1]


def following(minimum: int = 30, maximum: int = 60) -> Day:
    """V2 starts 30 to 60 minutes after the end of V1, which lasts 30 minutes."""
    day = a.day([a.visit("V1"), a.visit("V2", gap=Gap("V1", minimum, maximum))], people=PEOPLE)
    assert day.visits["V1"].minutes == 30
    return day


def one_then(day: Day, second: str) -> Plan:
    """V1 from 09:00 to 09:30 by N1, V2 by N2."""
    return a.plan(day, {"N1-08:00": [("V1", "09:00")], "N2-08:00": [("V2", second)]})


@pytest.mark.parametrize(
    ("second", "outside"),
    [("10:00:00", 0), ("09:59:59", 1), ("10:30:00", 0), ("10:30:01", 1), ("09:00", 3600), ("08:10", 3600 + 50 * 60)],
)
def test_a_gap_is_kept_from_the_end_of_the_first_visit_inclusive_at_both_ends(second: str, outside: int) -> None:
    day = following()
    assert sum(a.amounts(found("H6", day, one_then(day, second)))) == outside


def test_a_visit_that_follows_another_needs_it_and_not_the_other_way_round() -> None:
    day = following()
    (alone,) = found("H6", day, a.plan(day, {"N2-08:00": [("V2", "10:00")]}))
    assert (alone.amount, alone.visit_ids) == (1, ("V2", "V1"))
    assert found("H6", day, a.plan(day, {"N1-08:00": [("V1", "09:00")]})) == []


def test_following_a_visit_of_another_day_binds_nothing() -> None:
    day = a.day([a.visit("V2", gap=Gap("V0", 0, 10))])
    assert found("H6", day, a.plan(day, {"N1-08:00": [("V2", "09:00")]})) == []


def home(people: int = 1, sync: str = "", notified: bool = True, service: Service | None = None, **about: Any) -> Day:
    """A visit for so many nurses at a home with a risk."""
    kind = replace(service or a.service(), parts=(NURSE,) * people, sync=sync)
    return a.day(
        [a.visit(of=kind, community_notified=notified)],
        services=[kind],
        people=PEOPLE,
        residents=[a.resident(**about)],
    )


def alone(day: Day, start: str = "09:00") -> Plan:
    return a.plan(day, {"N1-08:00": [("V1", start)]})


def singly(day: Day) -> list[Finding]:
    """What H13 finds when N1 goes at 09:00."""
    return found("H13", day, alone(day))


def jointly(day: Day) -> list[Finding]:
    """What H13 finds when N1 and N2 go at 09:00."""
    return found("H13", day, both(day))


def test_scenario_16_a_home_of_risk_level_4_needs_two_staff_and_the_community_told() -> None:
    assert jointly(home(2, "start", risk_level=4)) == []
    (one,) = singly(home(1, risk_level=4))
    assert "两人" in one.zh
    assert "risk level 4" in one.en
    untold = home(2, "start", notified=False, risk_level=4)
    assert {f.zh for f in jointly(untold)} == {"V1 不能安排：居民 R1 风险等级 4，未通知民警或社区。"}
    draft = draft_of(untold, *TOGETHER)
    assert not draft.eligible.any()
    assert set(draft.forbidden_by[0, 0]) == {"H13"}


def test_one_person_and_nobody_told_are_two_findings() -> None:
    assert len(singly(home(1, notified=False, risk_level=3))) == 2


def test_below_the_level_one_person_goes() -> None:
    assert singly(home(1, notified=False, risk_level=2)) == []


def test_the_first_assessment_has_a_level_of_its_own() -> None:
    first = a.service("ASSESS_FIRST")
    day = home(service=first, risk_level=2)
    assert singly(day) == []
    stricter = {"gate_risk_assessment_two_staff": 2}
    assert len(singly(replace(day, rulebook=a.rulebook([first], **stricter)))) == 1
    wound = home(risk_level=2)
    assert singly(replace(wound, rulebook=a.rulebook(**stricter))) == []


@pytest.mark.parametrize("code", ["aggression", "dog"])
def test_a_dangerous_home_is_not_for_one_person(code: str) -> None:
    precautions = frozenset({code})
    assert len(singly(home(1, precautions=precautions))) == 1
    assert jointly(home(2, "start", precautions=precautions)) == []


def test_a_heavy_transfer_needs_two_for_the_services_that_say_so() -> None:
    lifting = a.service("PRESSURE", second_if=frozenset({"heavy_transfer"}))
    precautions = frozenset({"heavy_transfer"})
    assert len(singly(home(1, service=lifting, precautions=precautions))) == 1
    assert singly(home(1, precautions=precautions)) == []


def test_where_two_people_are_needed_they_start_together() -> None:
    day = home(2, risk_level=3)
    assert found("H13", day, both(day)) == []
    assert a.amounts(found("H13", day, both(day, "09:00", "09:00:01"))) == [1]
    harmless = home(2, risk_level=2)
    assert found("H13", harmless, both(harmless, "09:00", "10:00")) == []


@pytest.mark.parametrize(
    ("start", "outside"), [("08:00", 0), ("07:59:59", 1), ("17:00", 0), ("17:00:01", 1), ("17:45", 45 * 60)]
)
def test_a_daylight_service_starts_by_daylight(start: str, outside: int) -> None:
    day = home(service=a.service(daylight=True))
    assert sum(a.amounts(found("H13", day, alone(day, start)))) == outside
    assert sum(v.amount for v in broken_and_cost(day, alone(day, start), named(TOGETHER, "H13"))[0]) == outside


@pytest.mark.parametrize(("start", "outside"), [("17:30", 0), ("17:30:01", 1), ("19:00", 90 * 60)])
def test_nobody_alone_starts_late_at_a_home_of_unknown_risk(start: str, outside: int) -> None:
    unknown = frozenset({"unknown_risk"})
    day = home(precautions=unknown)
    assert sum(a.amounts(found("H13", day, alone(day, start)))) == outside
    together = home(2, "start", precautions=unknown)
    assert found("H13", together, both(together, start, start)) == []
    apart = home(2, precautions=unknown)
    assert sum(a.amounts(found("H13", apart, both(apart, start, start)))) == 2 * outside


def test_at_a_home_with_a_risk_all_three_start_together() -> None:
    service = a.service(parts=[NURSE] * 3)
    people = [*PEOPLE, a.staff("N3")]
    visits = [a.visit(of=service, community_notified=True)]
    day = a.day(visits, services=[service], people=people, residents=[a.resident(risk_level=3)])
    starts = ("09:00", "09:00", "09:01")
    stops = {f"N{k + 1}-08:00": [a.stop(day, "V1", starts[k], k)] for k in range(3)}
    assert a.amounts(found("H13", day, a.plan(day, stops))) == [60, 60]


def test_visits_that_the_day_does_not_know_are_passed_over() -> None:
    day = pair("start")
    for rule in TOGETHER:
        assert rule.find(replace(day, visits={}), both(day)) == []
