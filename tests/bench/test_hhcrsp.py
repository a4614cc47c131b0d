"""Mankowska's home-care days: the evaluator, the format's own score and the outside judge say the same."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest
from bench.days import written_to
from bench.plans import random_plan
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.bench import hhcrsp
from scheduler.bench.formats import read_instance
from scheduler.bench.judges import benchmarks, judge_of
from scheduler.errors import InputError
from scheduler.problem.evaluate import evaluate
from scheduler.problem.solution import RoutePlan, Solution


def day(**changes: Any) -> dict[str, Any]:
    """A single patient and two double ones, for two people of whom one can do everything."""
    care = [{"service": "s1"}, {"service": "s2", "duration": 5.0}]
    late = {"type": "sequential", "distance": [10.0, 20.0]}
    document: dict[str, Any] = {
        "patients": [
            {"id": "p1", "time_window": [10.0, 20.0], "required_caregivers": care[:1]},
            {
                "id": "p2",
                "time_window": [0, 5],
                "required_caregivers": care,
                "synchronization": {"type": "simultaneous"},
            },
            {"id": "p3", "time_window": [30, 39.99999999], "required_caregivers": care, "synchronization": late},
        ],
        "services": [{"id": "s1", "default_duration": 10}, {"id": "s2", "default_duration": 10}],
        "caregivers": [{"id": "c1", "abilities": ["s1"]}, {"id": "c2", "abilities": ["s1", "s2"]}],
        "central_offices": [{"id": "d"}],
        "distances": [[0, 1.5, 2.5, 4], [1.5, 0, 2, 3], [2.5, 2, 0, 1.125], [4, 3, 1.125, 0]],
    }
    return document | changes


def test_the_cost_is_three_times_the_objective_in_thousandths_of_a_minute(tmp_path: Path) -> None:
    instance = read_instance(written_to(tmp_path, "h.json", day()))
    first = RoutePlan((1, 0, 3), (2500, 14500, 30000))  # parts: p1; p2 s1, s2; p3 s1, s2
    second = RoutePlan((2, 4), (2500, 45000))
    judged = evaluate(instance.problem, Solution((first, second)))
    assert judged.feasible
    travel = (2.5 + 2 + 3 + 4) + (2.5 + 1.125 + 4)
    late = 45 - 39  # the window's end is cut to whole minutes
    assert judged.cost == round(1000 * (travel + late + late))
    assert instance.figure(judged.cost) == pytest.approx((travel + late + late) / 3)


def test_the_second_listed_service_keeps_its_distance_and_has_another_face(tmp_path: Path) -> None:
    instance = read_instance(written_to(tmp_path, "h.json", day()))
    problem = instance.problem
    alone = Solution((RoutePlan(), RoutePlan((3, 4), (30000, 45000))))
    early = Solution((RoutePlan((3,), (30000,)), RoutePlan((4,), (39000,))))
    late = Solution((RoutePlan((3,), (30000,)), RoutePlan((4,), (51000,))))
    broken = [{v.primitive for v in evaluate(problem, plan).violations} for plan in (alone, early, late)]
    assert [{"person", "gap short", "gap long"} & own for own in broken] == [{"person"}, {"gap short"}, {"gap long"}]
    assert "must be placed" in broken[0]


def test_data_finer_than_thousandths_are_read_in_millionths_and_ways_rounded_up(tmp_path: Path) -> None:
    fine = [[0, 1 / 3, 2.5, 4], [1 / 3, 0, 2, 3], [2.5, 2, 0, 1.125], [4, 3, 1.125, 0]]
    instance = read_instance(written_to(tmp_path, "h.json", day(distances=fine)))
    assert instance.day.tick == 10**6
    assert instance.problem.travel[0, 0, 1] == 333_334


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_any_plan_costs_what_its_written_form_scores(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    chance = Random(seed)
    count = chance.randint(1, 6)
    kinds = [None, {"type": "simultaneous"}, {"type": "sequential", "distance": [chance.randint(-5, 9), 15]}]
    patients = []
    for i in range(count):
        kind, opens = chance.choice(kinds), chance.randint(0, 60)
        care = [{"service": "s1", "duration": chance.randint(1, 20)}, {"service": "s2"}][: 2 if kind else 1]
        patient = {"id": f"p{i}", "time_window": [opens, opens + chance.randint(0, 30)], "required_caregivers": care}
        patients.append(patient | {"synchronization": kind})
    staff = [{"id": f"c{k}", "abilities": chance.choice((["s1", "s2"], ["s1"], ["s2"]))} for k in range(3)]
    staff += [{"id": f"c{k}", "abilities": ["s1", "s2"]} for k in (3, 4)]
    ways = [[chance.randint(0, 30000) / 1000 for _ in range(count + 1)] for _ in range(count + 1)]
    for i in range(count + 1):
        ways[i][i] = 0.0
    path = tmp_path_factory.mktemp("days") / "h.json"
    path.write_text(json.dumps(day(patients=patients, caregivers=staff, distances=ways)), "utf-8")
    instance = read_instance(path)
    plan = random_plan(instance.problem, chance)
    judged, text = evaluate(instance.problem, plan), instance.written(plan)
    assert judged.feasible
    assert hhcrsp.score(instance.day, text) == pytest.approx(instance.figure(judged.cost), abs=1e-6)
    judge = judge_of("hhcrsp")
    if judge is not None:
        assert judge(path, text, "travel").figure == pytest.approx(instance.figure(judged.cost), abs=1e-6)


@pytest.mark.parametrize(
    ("changes", "place", "value"),
    [
        ({"distances": [[0, 1], [1, 0]]}, "/distances", ""),
        ({"caregivers": [{"id": "c1", "abilities": ["s9"]}]}, "/caregivers/0/abilities/0", "s9"),
        ({"patients": [{"id": "p1", "required_caregivers": [{"service": "s1"}]}]}, "/patients/0", ""),
        ({"patients": [{"id": "p1", "time_window": [9, 5], "required_caregivers": [{"service": "s1"}]}]}, "window", ""),
        ({"patients": [{"id": "p1", "time_window": [0, 5], "required_caregivers": []}]}, "/required_caregivers", ""),
        ({"services": [{"id": "s1"}, {"id": "s1"}]}, "/services/1/id", "s1"),
        ({"services": "none"}, "/services", "none"),
        ({"distances": [["x"]]}, "/distances/0/0", "x"),
    ],
)
def test_a_fault_names_file_field_value_and_remedy(
    tmp_path: Path, changes: dict[str, Any], place: str, value: str
) -> None:
    with pytest.raises(InputError) as refusal:
        read_instance(written_to(tmp_path, "h.json", day(**changes)))
    fault = refusal.value.faults[0]
    assert fault.where == "h.json"
    assert place in fault.field
    assert fault.value == value
    assert fault.remedy


def published() -> list[Path]:
    folder = benchmarks()
    return sorted((folder / "mankowska").glob("*.json.gz")) if folder is not None else []


@pytest.mark.parametrize("seed", [1, 2])
def test_the_outside_judge_agrees_on_every_published_day(seed: int) -> None:
    files, judge = published(), judge_of("hhcrsp")
    if not files or judge is None:
        pytest.skip("the public sets are not at hand (SCHEDULER_BENCHMARKS)")
    for path in files:
        instance = read_instance(path)
        plan = random_plan(instance.problem, Random(seed))
        judged, text = evaluate(instance.problem, plan), instance.written(plan)
        assert judged.feasible, path.name
        assert judge(path, text, "travel").figure == pytest.approx(instance.figure(judged.cost), abs=1e-6), path.name
        assert hhcrsp.score(instance.day, text) == pytest.approx(instance.figure(judged.cost), abs=1e-6), path.name
