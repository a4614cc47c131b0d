"""The unified home-care days: the evaluator, the format's own score and the outside judge say the same."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest
from bench.days import written_to
from bench.plans import random_plan, with_lunches
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.bench import uhhc_plan
from scheduler.bench.formats import Instance, read_instance
from scheduler.bench.judges import benchmarks, judge_of
from scheduler.bench.uhhc import COMPONENTS
from scheduler.errors import InputError
from scheduler.problem.evaluate import evaluate
from scheduler.problem.solution import NOT_HELD, RoutePlan, Solution

WEIGHTS = {
    "travel_time": 1,
    "total_tardiness": 10,
    "highest_tardiness": 100,
    "total_waiting_time": 3,
    "total_extra_time": 7,
    "max_idle_time": 2,
    "caregiver_preferences": 30,
    "optional_patients": 500,
    "missed_lunch_break": 40,
}


def patient(name: str, place: int, windows: list[tuple[int, int]], *services: tuple[str, int], **more: Any) -> Any:
    asked = [{"service": service, "duration": minutes} for service, minutes in services]
    rows = [{"start": start, "end": end} for start, end in windows]
    return {
        "id": name, "distance_matrix_index": place, "time_windows": rows, "required_services": asked, "optional": False,
    } | more  # fmt: skip


def member(name: str, shift: tuple[int, int] | None, *abilities: str, lunch: bool = False) -> dict[str, Any]:
    hours = None if shift is None else {"start": shift[0], "end": shift[1]}
    return {
        "id": name, "abilities": list(abilities), "departing_point": "d", "working_shift": hours, "lunch_break": lunch,
    }  # fmt: skip


def document(
    weights: dict[str, Any], patients: list[Any], staff: list[Any], ways: list[list[int]], **about: Any
) -> Any:
    return {
        "metadata": {"origin": "generated", "time_window_met": "at_service_start", "cost_components": {**weights}}
        | about,
        "distances": ways,
        "terminal_points": [{"id": "d", "distance_matrix_index": 0}],
        "caregivers": staff,
        "patients": patients,
        "services": [{"id": "a", "default_duration": 10}, {"id": "b", "default_duration": 20}],
        "lunch_breaks": {"start": 100, "end": 200, "min_duration": 30},
    }


def small(weights: dict[str, Any] = WEIGHTS, **about: Any) -> Any:
    patients = [
        patient("p", 1, [(20, 30), (60, 90)], ("a", 10), preferred_caregivers=["y"]),
        patient("q", 2, [(40, 50)], ("b", 20), optional=True),
    ]
    staff = [member("x", (0, 100), "a", "b", lunch=True), member("y", (10, 80), "a")]
    return document(weights, patients, staff, [[0, 5, 10], [5, 0, 8], [10, 8, 0]], **about)


def test_every_component_of_the_cost_is_counted(tmp_path: Path) -> None:
    instance = read_instance(written_to(tmp_path, "u.json", small()))
    plan = Solution((RoutePlan((1, 0), (45, 95), (NOT_HELD,)), RoutePlan()))
    amounts = {
        "travel_time": 10 + 8 + 5,
        "total_tardiness": 95 - 90,
        "highest_tardiness": 95 - 90,
        "total_waiting_time": 95 - 45 - 20 - 8,
        "total_extra_time": 95 + 10 + 5 - 100,
        "max_idle_time": 80 - 10,  # of the second, who stays at home; the first 45 - 10 before and 22 waiting
        "caregiver_preferences": 1,
        "optional_patients": 0,
        "missed_lunch_break": 1,
    }
    judged = evaluate(instance.problem, plan)
    assert judged.feasible
    assert judged.cost == sum(WEIGHTS[name] * amount for name, amount in amounts.items())
    said = json.loads(instance.written(plan))["cost_components"]
    assert {name: said[name] for name in amounts} == amounts
    without = Solution((RoutePlan((0,), (20,), (NOT_HELD,)), RoutePlan()))
    assert instance.score(instance.written(without)) == evaluate(instance.problem, without).cost


def test_a_start_in_the_gap_between_two_windows_is_late_for_the_first(tmp_path: Path) -> None:
    instance = read_instance(written_to(tmp_path, "u.json", small({"total_tardiness": 1})))
    late = dict.fromkeys((20, 30, 60, 90), 0) | {31: 1, 59: 29, 91: 1}
    for start, minutes in late.items():
        plan = Solution((RoutePlan((0,), (start,)), RoutePlan()))
        assert evaluate(instance.problem, plan).cost == minutes
    ending = read_instance(
        written_to(tmp_path, "e.json", small({"total_tardiness": 1}, time_window_met="at_service_end"))
    )
    assert evaluate(ending.problem, Solution((RoutePlan((0,), (59,)), RoutePlan()))).cost == 59 + 10 - 30


@pytest.mark.parametrize(("component", "broken"), [("total_tardiness", "window"), ("total_extra_time", "shift end")])
def test_what_is_hard_may_not_be(tmp_path: Path, component: str, broken: str) -> None:
    instance = read_instance(written_to(tmp_path, "u.json", small({"travel_time": 1, component: "HARD"})))
    plan = Solution((RoutePlan((0,), (91 if component == "total_tardiness" else 86,)), RoutePlan()))
    assert [v.primitive for v in evaluate(instance.problem, plan).violations] == [broken]
    with pytest.raises(ValueError, match=component):
        instance.score(instance.written(plan))


def test_nobody_is_sent_who_is_not_able_or_not_welcome(tmp_path: Path) -> None:
    day = small()
    day["patients"][0]["incompatible_caregivers"] = ["x"]
    eligible = read_instance(written_to(tmp_path, "u.json", day)).problem.eligible
    assert eligible.tolist() == [[False, True], [True, False]]
    priced = small(WEIGHTS | {"qualification": 9})
    problem = read_instance(written_to(tmp_path, "p.json", priced)).problem
    assert problem.eligible.all()
    assert problem.serve_cost[1].tolist() == [0, 9]


def test_an_early_leaver_waits_at_the_first_door(tmp_path: Path) -> None:
    weights = {"total_waiting_time": 1}
    costs = []
    for origin in ("generated", "bazirha-caie"):
        instance = read_instance(written_to(tmp_path, "u.json", small(weights, origin=origin)))
        plan = Solution((RoutePlan((0,), (25,)), RoutePlan()))
        costs.append(evaluate(instance.problem, plan).cost)
        assert instance.score(instance.written(plan)) == costs[-1]
    assert costs == [0, 25 - 5]


def test_decimal_weights_are_made_whole_and_told_as_they_are(tmp_path: Path) -> None:
    instance = read_instance(written_to(tmp_path, "u.json", small({"travel_time": 0.25, "total_waiting_time": 2})))
    plan = Solution((RoutePlan((1, 0), (45, 95)), RoutePlan()))
    cost = evaluate(instance.problem, plan).cost
    assert (cost, instance.figure(cost)) == (25 * 23 + 200 * 22, 0.25 * 23 + 2 * 22)


def lunch_in(instance: Instance, plan: Solution) -> list[tuple[int, str, int]]:
    """(number among the stops, patient, start) of each written lunch."""
    return [
        (n, stop["patient"], stop["start_service_time"])
        for route in json.loads(instance.written(plan))["routes"]
        for n, stop in enumerate(route["locations"])
        if stop["service"] == uhhc_plan.LUNCH
    ]


@pytest.mark.parametrize(
    ("starts", "lunch", "place"),
    [
        ((100, 160), 121, (1, "p", 128)),  # on the way from q to p: held on arrival
        ((100, 190), 160, (1, "p", 128)),
        ((145, 200), 100, (0, "q", 115)),  # before the first stop: as late as may be
        ((100, 128), 150, (2, "p", 128 + 10)),  # after the last stop: at its patient, as soon as care ends
        ((100, 160), 170, (2, "p", 160 + 10)),  # the same, in the last minute in which lunch may begin
        ((100, 190), 200, (1, "p", 128)),  # after the last stop, too late for lunch, but there is room sooner
        ((40, 68), 100, None),  # after the last stop, but care ends before lunch may begin: it would begin with a wait
        ((149, 207), 169, (1, "q", 169)),  # too late once one has arrived: at the one before
    ],
)
def test_lunch_is_written_at_a_patient_the_last_one_too(
    tmp_path: Path, starts: tuple[int, int], lunch: int, place: tuple[int, str, int] | None
) -> None:
    day = small()
    day["caregivers"][0]["working_shift"]["end"] = 400
    instance = read_instance(written_to(tmp_path, "u.json", day))
    plan = Solution((RoutePlan((1, 0), starts, (lunch,)), RoutePlan()))
    assert lunch_in(instance, plan) == ([] if place is None else [place])


@settings(max_examples=120, deadline=None)
@given(st.integers(0, 10**6))
def test_any_plan_costs_what_its_written_form_scores(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    chance = Random(seed)
    path = tmp_path_factory.mktemp("days") / "u.json"
    path.write_text(json.dumps(random_day(chance)), "utf-8")
    instance = read_instance(path)
    plan = with_lunches(instance.problem, random_plan(instance.problem, chance, left_out=0.3, idle=30), chance)
    agree(instance, path, plan)


def random_day(chance: Random) -> Any:
    """Up to seven patients, with every component by chance absent, weighted or hard."""
    count = chance.randint(1, 7)
    staff = [
        member(f"c{k}", (opens := chance.randint(0, 60), opens + chance.randint(100, 400)), *able, lunch=k % 2 == 0)
        for k, able in enumerate([("a", "b"), ("a", "b"), ("a",), ("b",)])
    ]
    patients = []
    for i in range(1, count + 1):
        opens = sorted(chance.sample(range(300), chance.randint(1, 3)))
        windows = [(start, start + chance.randint(30, 80)) for start in opens]
        services = [("a", chance.randint(1, 30)), ("b", chance.randint(1, 30))]
        kind = chance.choice(["single", "independent", "simultaneous", "sequential"])
        more: dict[str, Any] = {"optional": chance.random() < 0.5}
        if kind != "single":
            least = chance.randint(-10, 20)
            more["synchronization"] = {"type": kind, "distance": {"min": least, "max": least + chance.randint(0, 20)}}
        for field in ("preferred_caregivers", "incompatible_caregivers"):
            if chance.random() < 0.3:
                more[field] = [chance.choice(staff)["id"]]
        chance.shuffle(services)
        patients.append(patient(f"p{i}", i, windows, *services[: 1 if kind == "single" else 2], **more))
    ways = [[chance.randint(1, 40) * (i != j) for j in range(count + 1)] for i in range(count + 1)]
    weights: dict[str, Any] = {name: chance.randint(1, 90) for name in COMPONENTS if chance.random() < 0.7}
    weights |= {name: "HARD" for name in ("total_tardiness", "total_extra_time") if chance.random() < 0.3}
    about = {"origin": chance.choice(["generated", "bazirha"]), "time_window_met": chance.choice(MET)}
    if about["origin"] == "bazirha" or "max_waiting_time" in weights:
        # no set has lunch beside these; lunch in the middle of a wait makes two of it for the judge alone
        weights.pop("missed_lunch_break", None)
    return document(weights, patients, staff, ways, **about)


MET = ("at_service_start", "at_service_end")


def agree(instance: Instance, path: Path, plan: Solution) -> None:
    """The evaluator's cost, the format's own score and, where it is at hand, the judge's are the same."""
    judged, text = evaluate(instance.problem, plan), instance.written(plan)
    amounts = json.loads(text)["cost_components"]
    weights = instance.day.weights
    if weights.forbids("total_tardiness"):  # where lateness is forbidden, the highest has no price besides
        amounts["highest_tardiness"] = 0
    assert judged.cost == sum(weights.of(name) * amount for name, amount in amounts.items()), path.name
    broken = {name for name, amount in amounts.items() if amount and weights.forbids(name)}
    assert judged.feasible == (not broken), path.name
    judge = judge_of("uhhc")
    if judge is not None and judged.feasible:
        assert judge(path, text, "travel").figure == instance.score(text) == instance.figure(judged.cost), path.name
    elif judge is not None:
        assert judge(path, text, "travel").figure is None


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("part", ["validation", "bazirha", "bazirha-caie", "small"])
def test_the_outside_judge_agrees_on_every_published_day(part: str, seed: int) -> None:
    folder = benchmarks()
    if folder is None or not (folder / "uhhc" / part).is_dir():
        pytest.skip("the public sets are not at hand (SCHEDULER_BENCHMARKS)")
    for path in sorted((folder / "uhhc" / part).glob("*.json.gz")):
        instance, chance = read_instance(path), Random(seed)
        assert int(instance.problem.route_latest.max()) < 2**33
        plan = random_plan(instance.problem, chance, left_out=0.3, idle=30)
        agree(instance, path, with_lunches(instance.problem, plan, chance))


@pytest.mark.parametrize(
    ("place", "change", "field", "value"),
    [
        (("metadata", "cost_components"), None, "/metadata", ""),
        (("metadata", "cost_components", "travel_time"), "dear", "/metadata/cost_components/travel_time", "dear"),
        (("metadata", "cost_components", "travel_time"), -1, "/metadata/cost_components/travel_time", "-1"),
        (("metadata", "time_window_met"), "never", "/metadata/time_window_met", "never"),
        (("caregivers", 0, "abilities"), ["z"], "/caregivers/0/abilities/0", "z"),
        (("caregivers", 0, "departing_point"), "z", "/caregivers/0/departing_point", "z"),
        (("caregivers", 0, "working_shift"), {"start": 5, "end": 1}, "/caregivers/0/working_shift", ""),
        (("patients", 0, "distance_matrix_index"), 9, "/patients/0/distance_matrix_index", "9"),
        (("patients", 0, "required_services"), [{"service": "a"}, {"service": "a"}], "/required_services", ""),
        (("patients", 0, "time_windows"), [], "/patients/0/time_windows", ""),
        (("patients", 0, "preferred_caregivers"), ["z"], "/patients/0/preferred_caregivers/0", "z"),
        (("distances",), [[0]], "/distances", ""),
        (("distances", 1, 0), 1.5, "/distances/1/0", "1.5"),
        (("lunch_breaks", "min_duration"), 500, "/lunch_breaks", ""),
    ],
)
def test_a_fault_names_file_field_value_and_remedy(
    tmp_path: Path, place: tuple[str | int, ...], change: Any, field: str, value: str
) -> None:
    day = small()
    inner = day
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = change
    with pytest.raises(InputError) as refusal:
        read_instance(written_to(tmp_path, "u.json", day))
    fault = refusal.value.faults[0]
    assert (fault.where, fault.value) == ("u.json", value)
    assert fault.field.endswith(field)
    assert fault.remedy
