"""H7, S2: when service may start, and when it is wished to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler.domain.day import Day
from scheduler.rules.windows import WINDOWS, merged
from tests import builders as a

H7, S2 = WINDOWS


def started(day: Day, start: str) -> list[int]:
    return a.amounts(H7.find(day, a.plan(day, {"N1-08:00": [("V1", start)]})))


def wished(day: Day, start: str) -> list[int]:
    return [f.cost for f in S2.find(day, a.plan(day, {"N1-08:00": [("V1", start)]}))]


@pytest.mark.parametrize(("start", "off"), [("09:00", 0), ("08:59:59", 1), ("10:00", 0), ("10:00:01", 1)])
def test_a_visit_may_start_in_the_first_and_last_second_of_its_window(start: str, off: int) -> None:
    day = a.day([a.visit(windows=(a.window("09:00", "10:00"),))])
    assert started(day, start) == ([off] if off else [])


def test_between_two_windows_the_nearer_one_counts() -> None:
    day = a.day([a.visit(windows=(a.window("09:00", "09:30"), a.window("10:30", "11:00")))])
    assert started(day, "09:40") == [10 * 60]
    assert started(day, "10:20") == [10 * 60]
    assert started(day, "10:45") == []


def test_the_hours_of_the_service_bind_beside_the_agreed_ones() -> None:
    early = a.service(start_windows=(("07:00", "09:30"),))
    day = a.day([a.visit(of=early, windows=(a.window("09:00", "10:00"),))], services=[early])
    assert started(day, "09:30") == []
    assert started(day, "09:31") == [60]
    assert started(day, "08:59") == [60]


def test_an_invasive_service_is_over_before_the_carer_leaves() -> None:
    piercing = a.service(minutes=30, invasive=True)
    home = a.resident("R1", carer_hours=(a.hours("09:00", "11:00"),))
    day = a.day([a.visit(of=piercing)], services=[piercing], residents=[home])
    assert started(day, "10:30") == []  # ends at 11:00
    assert started(day, "10:30:01") == [1]
    assert started(day, "08:59") == [60]


def test_without_a_carer_there_is_no_moment_for_an_invasive_service() -> None:
    piercing = a.service(minutes=30, invasive=True)
    nobody = a.resident("R1", carer_hours=())
    short = a.resident("R1", carer_hours=(a.hours("09:00", "09:29"),))
    for home in (nobody, short):
        day = a.day([a.visit(of=piercing)], services=[piercing], residents=[home])
        assert len(started(day, "09:00")) == 1
    gentle = a.day([a.visit()], residents=[nobody])
    assert started(gentle, "09:00") == []


def test_a_second_beside_the_wished_window_costs_its_rate_on_either_side() -> None:
    day = a.day([a.visit(wished=a.window("09:00", "10:00"))], numbers={"S2_early": 3, "S2_late": 5})
    assert wished(day, "09:00") == wished(day, "10:00") == []
    assert wished(day, "08:59:58") == [2 * 3]
    assert wished(day, "10:00:04") == [4 * 5]


def test_a_fasting_draw_is_priced_from_its_soft_hour_on() -> None:
    fasting = a.service(soft_from="08:30")
    day = a.day([a.visit(of=fasting)], services=[fasting])
    assert wished(day, "08:30") == []
    assert wished(day, "08:31") == [60 * day.rulebook.weight("S2.fasting")]


def test_overlapping_hours_are_told_to_the_engine_as_one() -> None:
    assert merged([(50, 60), (0, 10), (5, 20), (21, 30)]) == [(0, 30), (50, 60)]


def test_the_window_of_every_person_of_a_visit_is_judged() -> None:
    pair = a.service(parts=(replace(a.service().parts[0]),) * 2)
    day = a.day([a.visit(of=pair, windows=(a.window("09:00", "10:00"),))], services=[pair],
                people=[a.staff("N1"), a.staff("N2")])  # fmt: skip
    plan = a.plan(day, {"N1-08:00": [a.stop(day, "V1", "10:01")], "N2-08:00": [a.stop(day, "V1", "08:59", 1)]})
    assert sorted(a.amounts(H7.find(day, plan))) == [60, 60]
