"""The published sets, where they are at hand: every file is read, and the judges agree on a plan of the engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.bench.formats import read_instance
from scheduler.bench.judges import benchmarks, best_known, judge_of
from scheduler.problem.evaluate import evaluate
from scheduler.solver.search import Stop, solve

SETS = ("solomon", "sdvrptw", "br08", "mankowska", "uhhc/bazirha", "uhhc/validation")


def files_of(name: str) -> list[Path]:
    folder = benchmarks()
    if folder is None or not (folder / name).is_dir():
        pytest.skip("the public sets are not at hand (SCHEDULER_BENCHMARKS)")
    return [path for path in sorted((folder / name).iterdir()) if path.name != "bks.csv"]


def first_of(name: str) -> Path:
    return files_of(name)[0]


@pytest.mark.parametrize("name", SETS)
def test_the_outside_judge_finds_what_the_evaluator_finds(name: str) -> None:
    path = first_of(name)
    instance = read_instance(path)
    found = solve(instance.problem, Stop(iterations=3000), seed=1)
    judged = evaluate(instance.problem, found.solution)
    judge = judge_of(instance.format.name)
    assert judge is not None
    outside = judge(path, instance.written(found.solution), "travel")
    text = instance.written(found.solution)
    if not judged.feasible:
        assert outside.figure is None
    else:
        assert outside.figure == pytest.approx(instance.score(text), abs=1e-6)
    if judged.feasible and not instance.problem.breaks:  # lunch may have to be written elsewhere
        assert outside.figure == pytest.approx(instance.figure(judged.cost), abs=1e-6)


@pytest.mark.parametrize("objective", ["travel", "preference"])
def test_travel_and_preferences_of_every_br08_day_are_what_the_outside_judge_counts(objective: str) -> None:
    judge = judge_of("br08")
    for path in files_of("br08"):
        instance = read_instance(path, objective)
        found = solve(instance.problem, Stop(iterations=200), seed=1)
        judged, text = evaluate(instance.problem, found.solution), instance.written(found.solution)
        assert judged.feasible, path.name
        assert int(instance.problem.serve_cost.min()) == 0
        assert instance.score(text) == pytest.approx(instance.figure(judged.cost), abs=1e-6), path.name
        assert judge is not None
        assert judge(path, text, objective).figure == pytest.approx(instance.score(text), abs=1e-6), path.name


@pytest.mark.parametrize("name", [name for name in SETS if name != "uhhc/bazirha"])  # its first has none
def test_best_known_values_are_found_by_the_names_of_the_files(name: str) -> None:
    path = first_of(name)
    assert read_instance(path).name in best_known(path.parent, "travel")
