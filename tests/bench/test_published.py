"""The published sets, where they are at hand: every file is read, and the judges agree on a plan of the engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.bench.formats import read_instance
from scheduler.bench.judges import benchmarks, best_known, judge_of
from scheduler.problem.evaluate import evaluate
from scheduler.solver.search import Stop, solve

SETS = ("solomon", "sdvrptw", "br08")


def first_of(name: str) -> Path:
    folder = benchmarks()
    if folder is None or not (folder / name).is_dir():
        pytest.skip("the public sets are not at hand (SCHEDULER_BENCHMARKS)")
    return next(path for path in sorted((folder / name).iterdir()) if path.name != "bks.csv")


@pytest.mark.parametrize("name", SETS)
def test_the_outside_judge_finds_what_the_evaluator_finds(name: str) -> None:
    path = first_of(name)
    instance = read_instance(path)
    found = solve(instance.problem, Stop(iterations=3000), seed=1)
    judged = evaluate(instance.problem, found.solution)
    judge = judge_of(instance.format.name)
    assert judge is not None
    outside = judge(path, instance.written(found.solution), "travel")
    if judged.feasible:
        assert outside.figure == pytest.approx(instance.figure(judged.cost))
    else:
        assert outside.figure is None


@pytest.mark.parametrize("name", SETS)
def test_best_known_values_are_found_by_the_names_of_the_files(name: str) -> None:
    path = first_of(name)
    assert read_instance(path).name in best_known(path.parent, "travel")
