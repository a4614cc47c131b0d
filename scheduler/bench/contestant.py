"""One engine on one instance in a process of its own: reads an order, writes the solution and what happened.

    python -m scheduler.bench.contestant ORDER.json

The order names file, objective, solver, seconds, seed, solution and report (paths of files to write).
"""

from __future__ import annotations

import importlib
import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from scheduler.bench.formats import read_instance
from scheduler.bench.measuring import cpu_so_far
from scheduler.bench.peers.answer import Answer, CannotSayError
from scheduler.problem.evaluate import evaluate

MODULES = {
    "engine": "scheduler.bench.peers.engine",
    "vroom": "scheduler.bench.peers.vroom_peer",
    "pyvrp": "scheduler.bench.peers.pyvrp_peer",
    "ortools": "scheduler.bench.peers.ortools_peer",
}
ENGINE = "engine"
PEERS = tuple(name for name in MODULES if name != ENGINE)


@dataclass(frozen=True, slots=True)
class Report:
    """What a run says of itself; `trouble` is why there is no solution ("" when there is one).

    `figure`, `bound` and the curve (seconds, figure) are in the unit of the best-known values; `figure` is
    None when something hard is broken. `cpu` seconds are those of solving, children included.
    """

    trouble: str = ""
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
        said = Report(trouble=f"cannot say: {reason}")
    except ModuleNotFoundError as missing:
        said = Report(trouble=f"{missing.name} is not installed (pip install '.[peers]')")
    report.write_text(json.dumps(asdict(said)), "utf-8")


def _solved(order: dict[str, str]) -> Report:
    instance = read_instance(Path(order["file"]), order["objective"])
    engine = importlib.import_module(MODULES[order["solver"]])
    began = cpu_so_far()
    answer: Answer = engine.solve(instance.problem, float(order["seconds"]), int(order["seed"]))
    spent = cpu_so_far() - began
    judged, text = evaluate(instance.problem, answer.solution), instance.written(answer.solution)
    Path(order["solution"]).write_text(text, "utf-8")
    placed = {int(instance.problem.part_visit[p]) for p in answer.solution.placed()}
    curve = answer.curve or ((spent, judged.cost),)
    return Report(
        format=instance.format.name,
        figure=instance.score(text) if judged.feasible else None,
        left_out=instance.problem.visits - len(placed),
        bound=None if answer.bound is None else instance.figure(answer.bound),
        iterations=answer.iterations,
        cpu=spent,
        curve=tuple((second, instance.figure(cost)) for second, cost in curve),
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
