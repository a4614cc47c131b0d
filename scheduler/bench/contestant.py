"""One engine on one instance in a process of its own: reads an order, writes the solution and what happened.

    python -m scheduler.bench.contestant ORDER.json

The order names file, objective, solver, seconds, seed, bound, changes (of the engine's recipe), solution and report
(paths of files to write).
"""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from scheduler.bench.contenders import ENGINE, MODULES, recipe_with
from scheduler.bench.formats import Instance, read_instance
from scheduler.bench.measuring import cpu_so_far
from scheduler.bench.peers.answer import Answer, CannotSayError
from scheduler.errors import InputError
from scheduler.problem.evaluate import evaluate
from scheduler.problem.problem import Problem


@dataclass(frozen=True, slots=True)
class Report:
    """What a run says of itself; `trouble` is why there is no solution ("" when there is one).

    `refused`: the engine has no words for the instance, or is not installed; nothing went wrong.
    `figure`, `bound` and the curve (seconds, figure) are in the unit of the best-known values; `figure` is
    None when something hard is broken. `cpu` seconds are those of solving, children included.
    """

    trouble: str = ""
    refused: bool = False
    visits: int = 0
    format: str = ""
    figure: float | None = None
    left_out: int = 0
    bound: float | None = None
    iterations: int = 0
    cpu: float = 0.0
    curve: tuple[tuple[float, float], ...] = ()


def main(order_file: Path) -> None:
    """Solve as ordered."""
    order = json.loads(order_file.read_text("utf-8"))
    report = Path(order["report"])
    try:
        said = _solved(order)
    except CannotSayError as reason:
        said = Report(trouble=f"cannot say: {reason}", refused=True)
    except ModuleNotFoundError as missing:
        said = Report(trouble=f"{missing.name} is not installed (pip install '.[peers]')", refused=True)
    except InputError as fault:
        said = Report(trouble=str(fault))
    report.write_text(json.dumps(asdict(said)), "utf-8")


def _solved(order: dict[str, Any]) -> Report:
    instance = read_instance(Path(order["file"]), order["objective"])
    solve = _engine(order)
    began = cpu_so_far()
    answer = solve(instance.problem)
    spent = cpu_so_far() - began
    judged, text = evaluate(instance.problem, answer.solution), instance.written(answer.solution)
    Path(order["solution"]).write_text(text, "utf-8")
    placed = {int(instance.problem.part_visit[p]) for p in answer.solution.placed()}
    curve = answer.curve or ((spent, judged.cost),)
    return Report(
        visits=instance.problem.visits,
        format=instance.format.name,
        figure=_figure(instance, text) if judged.feasible else None,
        left_out=instance.problem.visits - len(placed),
        bound=None if answer.bound is None else instance.figure(answer.bound),
        iterations=answer.iterations,
        cpu=spent,
        curve=tuple((second, instance.figure(cost)) for second, cost in curve),
    )


def _engine(order: dict[str, Any]) -> Callable[[Problem], Answer]:
    """The engine ordered, loaded, and told how long and with which seed."""
    asked: tuple[Any, ...] = (float(order["seconds"]), int(order["seed"]))
    if order["solver"] == ENGINE:
        asked += (recipe_with(order["changes"]), bool(order["bound"]))
    engine = importlib.import_module(MODULES[order["solver"]])
    return lambda problem: engine.solve(problem, *asked)


def _figure(instance: Instance, text: str) -> float | None:
    """What was written, counted again; None when it does not serve what must be served."""
    try:
        return instance.score(text)
    except ValueError:
        return None


if __name__ == "__main__":
    main(Path(sys.argv[1]))
