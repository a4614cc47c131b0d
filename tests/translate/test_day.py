"""Names to indices and back; what residents are told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler.domain.day import Day
from scheduler.domain.plan import Plan
from scheduler.errors import InputError
from scheduler.problem.evaluate import evaluate
from scheduler.problem.solution import RoutePlan, Solution, drop_stop
from scheduler.rules import RULES
from scheduler.rules.draft import Draft
from scheduler.translate import arrival_band, draft_of, solution_of
from scheduler.units import seconds_of
from tests import builders as a
from tests.witness import told

SHIFT = "N1-08:00"
BLOOD = a.service("BLOOD", 15, lab_minutes=120)


def planned(day: Day, *routes: RoutePlan) -> Plan:
    return told(day, draft_of(day), Solution(routes))


def seconds(text: str) -> int:
    return seconds_of(a.clock(text), a.MONDAY)


def test_the_list_of_rules_names_each_rule_of_care_once() -> None:
    names = [rule.name for rule in RULES]
    assert sorted(names) == sorted([f"H{k}" for k in range(1, 21)] + [f"S{k}" for k in range(1, 15)])


def test_the_order_of_the_list_never_matters() -> None:
    day = a.day([a.visit("V1", windows=(a.window("09:00", "10:00"),)), a.visit("V2", of=BLOOD)],
                services=[a.service(), BLOOD])  # fmt: skip
    plan = a.plan(day, {SHIFT: [("V1", "09:30"), a.stop(day, "V2", "10:30"), a.drop(day, "11:30")]})
    costs = []
    for rules in (RULES, RULES[::-1]):
        draft = Draft(day)
        for rule in rules:
            rule.lower(day, draft)
        evaluation = evaluate(draft.problem(), solution_of(day, draft, plan))
        assert evaluation.feasible
        costs.append({rule: cost for rule, cost in evaluation.cost_by_rule.items() if cost})
    assert costs[0] == costs[1]


def test_a_plan_holds_names_clock_times_and_what_is_left_out() -> None:
    day = a.day([a.visit("V1"), a.visit("V2", "R2")])
    plan = planned(day, RoutePlan((0,), (seconds("09:00"),)))
    (route,), (stop,) = plan.routes, plan.routes[0].stops
    assert (route.staff_id, route.shift_id, route.mode) == ("N1", SHIFT, "ebike")
    assert (stop.visit_id, stop.part, stop.place_id) == ("V1", 0, "HOME-R1")
    assert (stop.start, stop.end) == (a.clock("09:00"), a.clock("09:30"))
    assert [left.visit_id for left in plan.left_out] == ["V2"]
    assert plan.state == "draft"
    assert plan.weights is not None
    assert plan.weights["S1.P1"] == day.rulebook.weight("S1.P1")


def test_the_clock_of_a_plan_is_that_of_the_coordinates() -> None:
    day = a.day([a.visit("V1"), a.visit("V2", "R2")], residents=[a.resident("R2", a.place("W", -700, 300, access=3))])
    plan = planned(day, RoutePlan((0, 1), (seconds("09:00"), seconds("10:00"))))
    true = a.plan(day, {SHIFT: [("V1", "09:00"), ("V2", "10:00")]}).routes[0]
    (route,) = plan.routes
    assert (route.departure, route.back, route.back_travel_seconds) == (
        true.departure, true.back, true.back_travel_seconds,
    )  # fmt: skip
    assert [(s.travel_seconds, s.access_seconds) for s in route.stops] == [
        (s.travel_seconds, s.access_seconds) for s in true.stops
    ]


def test_samples_are_handed_over_at_a_stop_of_their_own() -> None:
    day = a.day([a.visit("V1", of=BLOOD)], services=[BLOOD])
    solution = Solution((RoutePlan((0, drop_stop(0)), (seconds("09:00"), seconds("09:45"))),))
    plan = told(day, draft_of(day), solution)
    drop = plan.routes[0].stops[1]
    minutes = day.rulebook.rule("H8.handover_minutes")
    assert (drop.kind, drop.visit_id, drop.part, drop.place_id) == ("drop", "", 0, "CENTRE")
    assert (drop.end - drop.start).total_seconds() == minutes * 60
    assert solution_of(day, draft_of(day), plan) == solution


def test_a_break_is_a_pair_of_clock_times_and_comes_back() -> None:
    day = a.day([a.visit("V1")], shifts=[a.shift("N1", "08:00", "17:00", lunch=("11:30", "13:00", 45))])
    solution = Solution((RoutePlan((0,), (seconds("09:00"),), (seconds("11:40"),)),))
    plan = told(day, draft_of(day), solution)
    assert plan.routes[0].breaks == ((a.clock("11:40"), a.clock("12:25")),)
    assert plan.routes[0].back == a.clock("12:25")  # she is back before, and the break ends her route
    assert solution_of(day, draft_of(day), plan) == solution


def test_the_band_is_15_before_and_45_after_rounded_outward() -> None:
    day = a.day([a.visit()])
    assert arrival_band(day, a.clock("09:02"), []) == (a.clock("08:45"), a.clock("09:50"))  # 08:47 and 09:47
    assert arrival_band(day, a.clock("09:00"), []) == (a.clock("08:45"), a.clock("09:45"))


def test_the_band_is_cut_to_the_window_before_it_is_rounded() -> None:
    day = a.day([a.visit()])
    window = (seconds("08:55"), seconds("09:12"))
    assert arrival_band(day, a.clock("09:00"), [window]) == (a.clock("08:55"), a.clock("09:15"))


@pytest.mark.parametrize("spoiled", ["V9", "V1"])
def test_a_plan_of_another_day_is_not_turned_into_indices(spoiled: str) -> None:
    day = a.day([a.visit("V1")])
    plan = a.plan(day, {SHIFT: [("V1", "09:00")]})
    stop = replace(plan.routes[0].stops[0], visit_id=spoiled, part=0 if spoiled == "V9" else 1)
    plan = replace(plan, routes=(replace(plan.routes[0], stops=(stop,)),))
    with pytest.raises(InputError, match="plan anew"):
        solution_of(day, draft_of(day), plan)
