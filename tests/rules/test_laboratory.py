"""H8: samples reach the laboratory in time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from scheduler.domain.day import Day
from scheduler.domain.plan import Finding, Stop
from scheduler.rules.laboratory import LABORATORY
from tests import builders as a
from tests.rules.agreement import draft_of, findings

FASTING = a.service("BLOOD_FAST", 15, lab_minutes=120, soft_from="08:30")
ANY = a.service("BLOOD_ANY", 15, lab_minutes=120)
URGENT = a.service("BLOOD_GAS", 15, lab_minutes=30)
WOUND = a.service("WOUND", 30)
SERVICES = (FASTING, ANY, URGENT, WOUND)


def draws(*kinds: a.Service) -> Day:
    """Visits V1, V2 ... of these services, and a nurse all day."""
    visits = [a.visit(f"V{n}", f"R{n}", of=kind) for n, kind in enumerate(kinds, 1)]
    return a.day(visits, services=SERVICES, shifts=[a.shift("N1", "06:00", "20:00")])


def found(day: Day, *stops: Stop | tuple[str, str]) -> list[Finding]:
    return findings(day, a.plan(day, {"N1-06:00": stops}), LABORATORY[0])


@pytest.mark.parametrize(("handed", "late"), [("09:45:00", 0), ("09:45:01", 1), ("09:00", 0), ("10:15", 30 * 60)])
def test_the_sample_is_at_the_laboratory_120_minutes_after_the_end_of_the_draw(handed: str, late: int) -> None:
    day = draws(ANY)
    assert sum(a.amounts(found(day, ("V1", "07:30"), a.drop(day, handed)))) == late  # drawn by 07:45


@pytest.mark.parametrize(("handed", "late"), [("10:30:00", 0), ("10:30:01", 1), ("10:40", 10 * 60)])
def test_fasting_samples_are_there_by_the_cut_off_too(handed: str, late: int) -> None:
    day = draws(FASTING)
    assert sum(a.amounts(found(day, ("V1", "09:30"), a.drop(day, handed)))) == late


def test_the_cut_off_does_not_bind_other_samples() -> None:
    day = draws(ANY)
    assert found(day, ("V1", "15:00"), a.drop(day, "16:00")) == []


def test_scenario_2_each_of_three_fasting_draws_counts_from_its_own_end() -> None:
    day = draws(FASTING, FASTING, FASTING)
    early = [("V1", "07:00"), ("V2", "08:00"), ("V3", "09:00")]
    assert found(day, *early, a.drop(day, "09:15")) == []  # V1 drawn by 07:15, due by 09:15
    (one,) = found(day, *early, a.drop(day, "09:20"))
    assert (one.amount, one.visit_ids) == (5 * 60, ("V1",))
    assert "120" in one.zh
    assert a.amounts(found(day, *early, a.drop(day, "10:31"))) == [60, 76 * 60, 16 * 60]


def test_a_route_that_draws_hands_over_once() -> None:
    day = draws(ANY, WOUND)
    assert a.amounts(found(day, ("V1", "08:00"))) == [1]
    twice = (a.drop(day, "09:00"), a.drop(day, "09:10"))
    assert a.amounts(found(day, ("V1", "08:00"), *twice)) == [1]


def test_the_sentence_tells_how_many_draws_and_drops_there_are() -> None:
    day = draws(ANY, ANY)
    (one,) = found(day, ("V1", "08:00"), ("V2", "08:30"))
    assert "2 次采样，应送检 1 次，现为 0 次" in one.zh
    assert "draws 2 samples and hands them over 1 times, not 0 times" in one.en


def test_a_route_without_samples_does_not_stop_at_the_laboratory() -> None:
    day = draws(ANY, WOUND)
    assert found(day, ("V2", "08:00")) == []
    assert a.amounts(found(day, ("V2", "08:00"), a.drop(day, "09:00"))) == [1]


def test_the_drop_comes_after_the_last_draw() -> None:
    day = draws(ANY, WOUND)
    (one,) = found(day, a.drop(day, "08:00"), ("V2", "08:30"), ("V1", "09:30"))
    assert (one.amount, one.unit) == (2, "stop")
    assert a.amounts(found(day, ("V2", "07:30"), a.drop(day, "08:30"), ("V1", "09:30"))) == [1]


def test_visits_without_samples_may_stand_between_draw_and_drop() -> None:
    day = draws(ANY, WOUND)
    assert found(day, ("V1", "08:00"), ("V2", "08:40"), a.drop(day, "09:30")) == []


def test_samples_with_limits_of_their_own_have_drops_of_their_own() -> None:
    day = draws(FASTING, ANY, URGENT)
    draft = draft_of(day, *LABORATORY)
    minutes = [(drop.longest_ride, drop.latest < 86400, sorted(drop.parts)) for drop in draft.drops]
    assert minutes == [(30 * 60, False, [2]), (120 * 60, True, [0]), (120 * 60, False, [1])]
    stops: Sequence[Stop | tuple[str, str]] = [("V1", "08:00"), ("V2", "08:30"), ("V3", "09:00")]
    drops = [a.drop(day, f"09:3{n}", n) for n in range(3)]
    assert found(day, *stops, *drops) == []
    assert a.amounts(found(day, *stops, *drops[:2])) == [1]
    assert a.amounts(found(day, *stops, drops[0], drops[1], drops[1])) == [1, 1]


def test_the_sample_travels_with_the_nurse() -> None:
    doctor, nurse = a.PartNeed(frozenset({"GP"})), a.PartNeed(frozenset({"RN"}))
    check = a.service("ELDER_CHECK", parts=[doctor, nurse], lab_minutes=120)
    people = [a.staff("G1", "GP"), a.staff("N1")]
    day = a.day([a.visit(of=check)], services=[check], people=people)
    stops = {"G1-08:00": [a.stop(day, "V1", "09:00", 0)], "N1-08:00": [a.stop(day, "V1", "09:00", 1)]}
    (one,) = findings(day, a.plan(day, stops), LABORATORY[0])
    assert one.staff_ids == ("N1",)


def test_without_a_nurse_the_sample_travels_with_the_first() -> None:
    doctor = a.PartNeed(frozenset({"GP"}))
    swab = a.service("SWAB", parts=[doctor, doctor], lab_minutes=120)
    day = a.day([a.visit(of=swab)], services=[swab], people=[a.staff("G1", "GP"), a.staff("G2", "GP")])
    stops = {f"G{k + 1}-08:00": [a.stop(day, "V1", "09:00", k)] for k in (0, 1)}
    (one,) = findings(day, a.plan(day, stops), LABORATORY[0])
    assert one.staff_ids == ("G1",)


def test_a_drop_somewhere_else_is_no_drop() -> None:
    day = draws(ANY)
    plan = a.plan(day, {"N1-06:00": [("V1", "08:00"), a.drop(day, "09:00")]})
    away = replace(plan.routes[0].stops[1], place_id="HOME-R1")
    route = replace(plan.routes[0], stops=(plan.routes[0].stops[0], away))
    (one,) = LABORATORY[0].find(day, replace(plan, routes=(route,)))
    assert one.unit == "drop"


def test_visits_that_the_day_does_not_know_are_passed_over() -> None:
    day = draws(ANY)
    plan = a.plan(day, {"N1-06:00": [("V1", "08:00"), a.drop(day, "09:00")]})
    assert LABORATORY[0].find(replace(day, visits={}), plan) == []
