"""Published formats: found by their text, read to the unit, written so that their own judges agree."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from bench.days import BR08, SOLOMON, VRPLIB, generated, plain_plan, written_to

from scheduler.bench.formats import Instance, bare_name, is_instance, read_instance
from scheduler.bench.judges import Judged, best_known, judge_of
from scheduler.errors import InputError
from scheduler.problem.evaluate import evaluate
from scheduler.problem.solution import Solution

FOUR: list[tuple[str, str | dict[str, Any]]] = [
    ("G1.json", generated()),
    ("T1.txt", SOLOMON),
    ("V1.vrp", VRPLIB),
    ("case_1_3_2_1_1.dat", BR08),
]


def judged_outside(instance: Instance, path: Path, solution: Solution) -> Judged:
    judge = judge_of(instance.format.name)
    if judge is None:
        pytest.skip("the published sets' judges are not at hand (SCHEDULER_BENCHMARKS)")
    return judge(path, instance.written(solution), instance.objective)


@pytest.mark.parametrize(("name", "content"), FOUR)
def test_a_format_is_found_by_its_text_whatever_the_file_is_called(
    tmp_path: Path, name: str, content: str | dict[str, Any]
) -> None:
    expected = {"G1": "generated", "T1": "solomon", "V1": "vrplib"}.get(bare_name(Path(name)), "br08")
    plain = written_to(tmp_path, "whatever", content)
    packed = tmp_path / f"{name}.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert read_instance(plain).format.name == read_instance(packed).format.name == expected
    assert read_instance(packed).name == bare_name(Path(name))


@pytest.mark.parametrize(
    "content", ["", "{}", "hello", '{"patients": [], "caregivers": []}', "NODE_COORD_SECTION\n1 0 0\n"]
)
def test_a_file_in_no_known_format_is_refused_and_the_known_ones_are_named(tmp_path: Path, content: str) -> None:
    path = written_to(tmp_path, "odd.json", content)
    assert not is_instance(path)
    with pytest.raises(InputError) as refusal:
        read_instance(path)
    assert all(name in str(refusal.value) for name in ("odd.json", "generated", "solomon", "vrplib", "br08"))


@pytest.mark.parametrize(
    ("content", "cut"),
    [
        (SOLOMON, "    1   "),
        (VRPLIB, "SERVICE_TIME_SECTION"),
        (BR08, "param l_id"),
        (json.dumps(generated()), '"need"'),
    ],
)
def test_a_torn_file_is_refused_without_a_traceback(tmp_path: Path, content: str, cut: str) -> None:
    torn = content[: content.index(cut)] + 'TIME_WINDOW_SECTION\nprefer_id "precedence" "staff" "visits" "travel"'
    with pytest.raises(InputError):
        read_instance(written_to(tmp_path, "torn", torn))


@pytest.mark.parametrize("content", [b"\x1f\x8bnot gzip", b"\xff\xfe\x00"])
def test_what_is_no_text_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "odd"
    path.write_bytes(content)
    with pytest.raises(InputError, match="cannot be read"):
        read_instance(path)


def test_only_instances_with_preferences_have_that_objective(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="objective"):
        read_instance(written_to(tmp_path, "T1.txt", SOLOMON), "preference")


def test_a_solomon_distance_is_cut_to_one_decimal_and_the_judge_agrees(tmp_path: Path) -> None:
    path = written_to(tmp_path, "T1.txt", SOLOMON)
    instance = read_instance(path)
    solution = plain_plan(instance.problem, {0: [0], 1: [1]})  # 6 + 5 is more than one van holds
    judged = evaluate(instance.problem, solution)
    assert judged.feasible
    assert instance.figure(judged.cost) == pytest.approx(2 * 5.0 + 2 * 1.4)  # sqrt 2 = 1.41..
    together = plain_plan(instance.problem, {0: [0, 1]})
    assert [v.primitive for v in evaluate(instance.problem, together).violations] == ["capacity"]
    assert "Cost 12.8" in instance.written(solution)
    assert judged_outside(instance, path, solution) == Judged(12.8)
    assert judged_outside(instance, path, together).figure is None


def test_a_vrplib_datum_is_a_thousandfold_rounded_and_the_judge_agrees(tmp_path: Path) -> None:
    path = written_to(tmp_path, "V1.vrp", VRPLIB)
    instance = read_instance(path)
    solution = plain_plan(instance.problem, {1: [1, 0]})
    judged = evaluate(instance.problem, solution)
    assert judged.feasible
    assert judged.cost == 1500 + round(1000 * (9 + 2.5**2) ** 0.5) + 5000
    assert judged_outside(instance, path, solution) == Judged(float(judged.cost))
    forbidden = plain_plan(instance.problem, {0: [1], 1: [0]})  # the first vehicle may not go to the second client
    assert [v.primitive for v in evaluate(instance.problem, forbidden).violations] == ["not eligible"]
    assert judged_outside(instance, path, forbidden).figure is None


def test_a_generated_day_prices_ways_faces_and_what_is_left_out_as_its_judge_does(tmp_path: Path) -> None:
    path = written_to(tmp_path, "G1.json", generated())
    instance = read_instance(path)
    solution = plain_plan(instance.problem, {1: [1], 2: [0]})  # routes: person 0 morning, afternoon, person 1 morning
    judged = evaluate(instance.problem, solution)
    assert judged.feasible
    assert judged.cost == 2 * 200 + 300 + 2 * 100  # both ways, and the second visit wished for person 1
    assert judged_outside(instance, path, solution) == Judged(float(judged.cost))
    half = plain_plan(instance.problem, {0: [0]})
    assert evaluate(instance.problem, half).cost == 2 * 100 + 3600
    assert judged_outside(instance, path, half) == Judged(2 * 100 + 3600.0)


def test_two_people_together_and_a_gap_are_links_of_a_generated_day(tmp_path: Path) -> None:
    day = generated(precedence=[{"before": 0, "after": 1, "min_gap": 0, "max_gap": 1000}])
    day["visits"][0]["need"] = [["N1"], ["N1"]]
    path = written_to(tmp_path, "S1.json", day)
    instance = read_instance(path)
    alone = plain_plan(instance.problem, {0: [0]})
    assert not evaluate(instance.problem, alone).feasible
    together = plain_plan(instance.problem, {0: [0], 2: [1]})
    assert evaluate(instance.problem, together).feasible
    assert judged_outside(instance, path, together) == Judged(4 * 100 + 3600.0)
    late = plain_plan(instance.problem, {0: [0], 1: [2], 2: [1]})  # 6000 is more than 1000 after 500 + 600
    assert not evaluate(instance.problem, late).feasible
    assert judged_outside(instance, path, late).figure is None


@pytest.mark.parametrize(
    ("objective", "routes", "figure"),
    [
        ("travel", {0: [0, 2], 1: [1]}, 4 + 3 + 6 + 4 + 4),  # parts 0, 1 are the pair 1, 2; part 2 is visit 3
        ("preference", {0: [0, 2], 1: [1]}, -1.5 + 1 - 1),
        ("preference", {0: [1], 1: [0, 2]}, 0.25 + 2 + 3),
    ],
)
def test_br08_counts_travel_or_preferences_as_its_judge_does(
    tmp_path: Path, objective: str, routes: dict[int, list[int]], figure: float
) -> None:
    path = written_to(tmp_path, "case_1_3_2_1_1.dat", BR08.replace("Shared_Visited:=(1,2)", "Shared_Visited:= (1,2)"))
    instance = read_instance(path, objective)
    solution = plain_plan(instance.problem, routes)
    judged = evaluate(instance.problem, solution)
    assert judged.feasible
    assert instance.figure(judged.cost) == pytest.approx(figure)
    lines = json.loads(instance.written(solution))["routes"]
    assert lines == [[p + 1 for p in routes[0]], [p + 1 for p in routes[1]]]


def test_best_known_values_are_taken_for_the_objective_asked(tmp_path: Path) -> None:
    rows = [
        "instance,bks,objective,file,bks_units",
        "1F,5.1,travel,a.dat,396",
        "1F,-9.5,pref,a.dat,-9.5",
        'R1,10.5,"total distance, cut",,',
        'R1,10.2,"min vehicles first, then distance",,',
        "R1,10.3,total distance (double precision),,",
    ]
    written_to(tmp_path, "bks.csv", "\n".join(rows))
    assert best_known(tmp_path, "travel") == {"a": 396.0, "R1": 10.5}
    assert best_known(tmp_path, "preference")["a"] == -9.5
    assert best_known(tmp_path / "part of the set", "travel") == {"a": 396.0, "R1": 10.5}
    assert best_known(tmp_path / "no" / "table", "travel") == {}
