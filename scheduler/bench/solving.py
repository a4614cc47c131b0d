"""One instance file solved and written in its published form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from scheduler.bench.formats import Instance, read_instance
from scheduler.errors import Fault, InputError
from scheduler.problem.evaluate import Evaluation, evaluate
from scheduler.solver.search import Progress, Stop, solve, with_proof

PROOF_SHARE = 0.8  # of the time, when a bound is asked for
PROOF_SECONDS = 10.0  # beside a number of steps


@dataclass(frozen=True, slots=True)
class Solved:
    """What came out; `figure` and `bound` in the unit of the best-known values.

    `figure` is counted from what was written, or from the plan where that cannot be.
    """

    instance: str
    format: str
    objective: str
    figure: float
    left_out: int
    feasible: bool
    broken: tuple[str, ...]
    bound: float | None
    iterations: int
    seconds: float
    seed: int
    written: str


def solve_file(
    path: Path,
    out: Path,
    stop: Stop,
    seed: int,
    objective: str,
    progress: Callable[[Progress], None],
    *,
    bound: bool = False,
    threads: int = 1,
) -> Solved:
    """Solve the file and write the solution to `out`. InputError for what cannot be read or written.

    With `bound` a part of the time goes into proving how far from the best the solution can be.
    """
    instance = read_instance(path, objective)
    search, proof = with_proof(stop, PROOF_SHARE, PROOF_SECONDS) if bound else (stop, 0.0)
    found = solve(instance.problem, search, seed, progress=progress, bound_seconds=proof, threads=threads)
    judged = evaluate(instance.problem, found.solution)
    text = instance.written(found.solution)
    figure, broken = _figure(instance, judged, text)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text, "utf-8")
    except OSError as error:
        remedy, zh = "name a file that may be written", "请给出可写的文件"
        raise InputError([Fault("--out", "", out.name, "cannot be written", remedy, "无法写入", zh)]) from error
    placed = {int(instance.problem.part_visit[p]) for p in found.solution.placed()}
    return Solved(
        instance=instance.name,
        format=instance.format.name,
        objective=objective,
        figure=figure,
        left_out=instance.problem.visits - len(placed),
        feasible=not broken,
        broken=broken,
        bound=None if found.bound is None else instance.figure(found.bound),
        iterations=found.iterations,
        seconds=found.seconds,
        seed=seed,
        written=str(out),
    )


def _figure(instance: Instance, judged: Evaluation, text: str) -> tuple[float, tuple[str, ...]]:
    """The figure of a written plan and what it breaks."""
    broken = tuple(f"{v.primitive} {v.about} by {v.amount}" for v in judged.violations[:20])
    try:
        return instance.score(text), broken
    except ValueError as fault:
        return instance.figure(judged.cost), broken or (str(fault),)
