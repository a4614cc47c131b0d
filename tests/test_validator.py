"""The validator by itself: what every plan obeys, and that nothing makes it stumble."""

from __future__ import annotations

import random
import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from scheduler.domain.day import Day
from scheduler.domain.plan import LeftOut, Plan, Route, Stop
from scheduler.validator import PLAN, judge
from tests import builders as a
from tests.random_days import random_day
from tests.witness import promise

SHIFT = "N1-08:00"


def good() -> tuple[Day, Plan]:
    """One visit served, one left out."""
    day = a.day([a.visit("V1"), a.visit("V2", "R2")])
    return day, a.plan(day, {SHIFT: [("V1", "09:00")]})


def with_route(plan: Plan, **changes: Any) -> Plan:
    return replace(plan, routes=(replace(plan.routes[0], **changes),))


def with_stop(plan: Plan, **changes: Any) -> Plan:
    return with_route(plan, stops=(replace(plan.routes[0].stops[0], **changes),))


def structural(day: Day, plan: Plan) -> list[str]:
    return [finding.en for finding in judge(day, plan).hard if finding.rule == PLAN]


def test_a_good_plan_is_legal_and_its_cost_is_the_sum_over_the_rules() -> None:
    day, plan = good()
    verdict = judge(day, plan)
    assert verdict.legal
    assert verdict.cost == sum(verdict.cost_by_rule.values()) == sum(f.cost for f in verdict.findings)
    assert verdict.cost_by_rule["S1"] == day.rulebook.weight("S1.P5")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"visit_id": "V9"}, "no part 1 of V9"),
        ({"part": 1}, "no part 2 of V1"),
        ({"part": -1}, "no part 0 of V1"),
        ({"kind": "drop", "visit_id": ""}, "no part"),
        ({"place_id": "HOME-R2"}, "is at HOME-R1"),
        ({"end": a.clock("09:29:59")}, "lasts 1 s more or less"),
        ({"start": datetime(2026, 3, 9, 9, 0)}, "without a zone"),  # noqa: DTZ001  a time without a zone is what is refused here
        ({"start": a.clock("09:00") + timedelta(days=1)}, "does not start on"),
    ],
)
def test_a_stop_that_the_day_does_not_know_is_a_finding(changes: dict[str, Any], said: str) -> None:
    day, plan = good()
    assert any(said in one for one in structural(day, with_stop(plan, **changes)))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"staff_id": "N9"}, "nobody is N9"),
        ({"shift_id": "NIGHT"}, "no shift NIGHT"),
        ({"mode": "car"}, "does not go by car"),
        ({"departure": datetime(2026, 3, 9, 8, 0)}, "without a zone"),  # noqa: DTZ001  a time without a zone is what is refused here
    ],
)
def test_a_route_that_the_day_does_not_know_is_a_finding(changes: dict[str, Any], said: str) -> None:
    day, plan = good()
    assert any(said in one for one in structural(day, with_route(plan, **changes)))


def test_each_visit_is_placed_or_left_out_and_not_both() -> None:
    day, plan = good()
    assert structural(day, replace(plan, left_out=())) == ["V2 is neither placed nor left out"]
    both = (*plan.left_out, LeftOut("V1", ()))
    assert structural(day, replace(plan, left_out=both)) == ["V1 is placed and left out"]
    unknown = (*plan.left_out, LeftOut("V9", ()))
    assert structural(day, replace(plan, left_out=unknown)) == ["there is no visit V9"]
    assert structural(day, replace(plan, left_out=plan.left_out * 2)) == ["V2 is left out more than once"]


def test_a_part_stands_once_and_a_shift_has_one_route() -> None:
    day, plan = good()
    twice = a.plan(day, {SHIFT: [("V1", "09:00"), ("V1", "10:00")]})
    assert structural(day, twice) == ["part 1 of V1 stands 2 times"]
    assert f"shift {SHIFT} has 2 routes" in structural(day, replace(plan, routes=plan.routes * 2))


def test_a_visit_without_all_its_people_breaks_h6() -> None:
    pair = a.service(parts=a.service().parts * 2)
    day = a.day([a.visit(of=pair)], services=[pair], people=[a.staff("N1"), a.staff("N2")])
    found = [f for f in judge(day, a.plan(day, {SHIFT: [("V1", "09:00")]})).hard if f.rule == "H6"]
    assert a.amounts(found) == [1]


def test_a_plan_of_another_day_or_centre_is_not_legal() -> None:
    day, plan = good()
    assert structural(day, replace(plan, centre_id="C9"))
    assert structural(day, replace(plan, day=plan.day + timedelta(days=1)))


def test_no_plan_however_bad_makes_the_validator_stumble() -> None:
    """Random plans with anything exchanged for something else: most are illegal."""
    illegal = 0
    for seed in range(150):
        draw = random.Random(f"bad {seed}")
        day = random_day(seed)
        plan = promise(day, seed)
        routes = tuple(_spoiled_route(draw, day, route) for route in plan.routes for _ in range(draw.choice([1, 1, 2])))
        left = tuple(one for one in plan.left_out if draw.random() < 0.8)
        illegal += not judge(day, replace(plan, routes=routes, left_out=left)).legal
    assert illegal > 75


def _spoiled_route(draw: random.Random, day: Day, route: Route) -> Route:
    stops = [_spoiled_stop(draw, day, stop) for stop in route.stops if draw.random() < 0.9]
    draw.shuffle(stops)
    changes: dict[str, Any] = draw.choice(
        [
            {},
            {"staff_id": "nobody"},
            {"staff_id": draw.choice(list(day.staff))},
            {"shift_id": draw.choice([*day.shifts, "none"])},
            {"mode": "boat"},
            {"departure": datetime(2026, 3, 9)},  # noqa: DTZ001  a time without a zone is what is refused here
            {"breaks": ((route.back, route.departure),)},
            {"breaks": ()},
            {"stops": ()},
        ]
    )
    return replace(route, **{"stops": tuple(stops), **changes})


def _spoiled_stop(draw: random.Random, day: Day, stop: Stop) -> Stop:
    changes: dict[str, Any] = draw.choice(
        [
            {},
            {},
            {"visit_id": "nothing"},
            {"visit_id": draw.choice(list(day.visits))},
            {"part": draw.choice([-1, 1, 7])},
            {"kind": draw.choice(["drop", "tea"])},
            {"place_id": "nowhere"},
            {"start": datetime(2026, 3, 9, 9)},  # noqa: DTZ001  a time without a zone is what is refused here
            {"start": stop.start + timedelta(days=draw.choice([-400, 1, 9]))},
            {"end": stop.start - timedelta(hours=1)},
        ]
    )
    return replace(stop, **changes)


def test_the_validator_loads_no_solver_and_no_kernel() -> None:
    look = (
        "import sys, scheduler.validator;"
        "bad = {'ortools', 'numba', 'pandas', 'flask', 'sqlmodel', 'geopy'} & set(sys.modules);"
        "bad |= {m for m in sys.modules if m.startswith('scheduler.solver')};"
        "sys.exit(', '.join(bad) or None)"
    )
    answer = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
