"""Engines against each other: the same instances, the same CPU seconds, judged by somebody else, in one run."""

from __future__ import annotations

import csv
import json
import os
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from statistics import median
from typing import Any

from scheduler.bench import cpu_clock
from scheduler.bench.contestant import ENGINE, PEERS, Report
from scheduler.bench.formats import bare_name, is_instance
from scheduler.bench.judges import Judged, best_known, judge_of
from scheduler.bench.measuring import Used, run_measured
from scheduler.errors import Fault, InputError

SEEDLESS = {"vroom", "ortools"}  # the same plan whatever the seed: they run once
PATIENCE = 20.0, 300.0  # wall seconds per CPU second allowed, and besides, before a run is ended


@dataclass(frozen=True, slots=True)
class Order:
    """What to run: every solver on every file with every seed."""

    files: tuple[Path, ...]
    solvers: tuple[str, ...]
    seconds: float
    seeds: int
    objective: str = "travel"

    @property
    def runs(self) -> list[tuple[Path, str, int]]:
        """One line a run; solvers without a seed run once."""
        return [
            (file, solver, seed)
            for file in self.files
            for solver in self.solvers
            for seed in range(1, 2 if solver in SEEDLESS else self.seeds + 1)
        ]


@dataclass(frozen=True, slots=True)
class Run:
    """One engine once on one instance.

    `figure` and `gap` (percent) are None when there is no plan that counts; `note` says why. `judge` is
    "outside" or "own". `known` is the best-known figure, or the best of this comparison (`known_here`).
    `cpu` is solving alone, `cpu_all` with start-up; both with children. Seconds; megabytes.
    """

    instance: str
    solver: str
    seed: int
    figure: float | None
    gap: float | None
    known: float | None
    known_here: bool
    left_out: int
    bound: float | None
    cpu: float
    cpu_all: float
    wall: float
    memory: float
    iterations: int
    clock: str
    judge: str
    note: str
    curve: tuple[tuple[float, float], ...]


def files_in(folder: Path) -> tuple[Path, ...]:
    """The instances of a folder (or a file alone), by name. InputError when there is none."""
    found = [folder] if folder.is_file() else sorted(path for path in folder.glob("*") if path.is_file())
    files = tuple(path for path in found if path.name != "bks.csv" and is_instance(path))
    if not files:
        remedy = "name a folder of published instances or generated days"
        zh = "请给出实例文件夹"
        raise InputError([Fault(folder.name, "", "", "holds no instance that is read", remedy, "没有可读的实例", zh)])
    return files


def solvers_of(peers: Sequence[str]) -> tuple[str, ...]:
    """The engine and the peers named. InputError for a name that is none of them."""
    unknown = [name for name in peers if name not in PEERS]
    if unknown:
        known = ", ".join(PEERS)
        raise InputError([Fault("--peers", "", unknown[0][:20], "is not known", known, "没有这个引擎", known)])
    return (ENGINE, *dict.fromkeys(peers))


def compare(order: Order, said: Callable[[int, str], None]) -> list[Run]:
    """All runs one after another; `said` is told before each how many are done and what is next."""
    runs: list[Run] = []
    with tempfile.TemporaryDirectory() as scratch:
        clock = cpu_clock.built_in(Path(scratch))
        for file, solver, seed in order.runs:
            said(len(runs), f"{bare_name(file)} · {solver} · {seed}")
            runs.append(_run(order, file, solver, seed, Path(scratch), clock))
    return _with_gaps(runs, {file: best_known(file.parent, order.objective) for file in order.files})


def _run(order: Order, file: Path, solver: str, seed: int, scratch: Path, clock: Path | None) -> Run:
    """One contestant in a process of its own, its solution judged."""
    solution, report = scratch / "solution", scratch / "report.json"
    for old in (solution, report):
        old.unlink(missing_ok=True)
    asked = {"file": str(file.resolve()), "objective": order.objective, "solver": solver, "seconds": order.seconds}
    asked |= {"seed": seed, "solution": str(solution), "report": str(report)}
    (scratch / "order.json").write_text(json.dumps(asked), "utf-8")
    environment = dict(os.environ, OMP_NUM_THREADS="1")
    if clock is not None and solver != ENGINE:  # the engine counts CPU seconds itself
        environment["LD_PRELOAD"] = str(clock)
    command = (sys.executable, "-m", "scheduler.bench.contestant", str(scratch / "order.json"))
    factor, besides = PATIENCE
    used = run_measured(command, environment, scratch / "log", factor * order.seconds + besides)
    said = _report(report, used)
    judge = judge_of(said.format)
    judged = Judged(said.figure, said.trouble or ("" if said.figure is not None else "breaks something hard"))
    if not said.trouble and judge is not None:
        judged = judge(file, solution.read_text("utf-8"), order.objective)
    return Run(
        instance=bare_name(file),
        solver=solver,
        seed=seed,
        figure=judged.figure,
        gap=None,
        known=None,
        known_here=False,
        left_out=said.left_out,
        bound=said.bound,
        cpu=said.cpu,
        cpu_all=used.cpu,
        wall=used.wall,
        memory=used.memory,
        iterations=said.iterations,
        clock="cpu" if clock is not None or solver == ENGINE else "wall",
        judge="own" if judge is None else "outside",
        note=judged.fault,
        curve=said.curve,
    )


def _report(report: Path, used: Used) -> Report:
    if report.is_file():
        said = json.loads(report.read_text("utf-8"))
        return Report(**said | {"curve": tuple((second, figure) for second, figure in said["curve"])})
    last = (used.errors.strip().splitlines() or ["no answer"])[-1]
    return Report(trouble="took too long" if used.code is None else f"ended with {used.code}: {last}")


def _with_gaps(runs: Sequence[Run], known: dict[Path, dict[str, float]]) -> list[Run]:
    """Gap to the best known of each instance; where none is published, to the best of this comparison."""
    published = {name: value for table in known.values() for name, value in table.items()}
    here: dict[str, float] = {}
    for run in runs:
        if run.figure is not None:
            here[run.instance] = min(run.figure, here.get(run.instance, run.figure))
    measured = []
    for run in runs:
        reference = published.get(run.instance, here.get(run.instance))
        gap = None if run.figure is None or reference is None else percent_above(run.figure, reference)
        measured.append(replace(run, gap=gap, known=reference, known_here=run.instance not in published))
    return measured


def percent_above(figure: float, reference: float) -> float:
    """How far a figure lies above a reference, in percent of it; figures may be negative."""
    return 100 * (figure - reference) / abs(reference) if reference else 0.0


@dataclass(frozen=True, slots=True)
class Line:
    """A solver on an instance over all its seeds: medians, and the best and worst figure."""

    instance: str
    solver: str
    figure: float | None
    best: float | None
    worst: float | None
    gap: float | None
    left_out: float
    bound: float | None
    cpu: float
    wall: float
    memory: float
    known: float | None
    known_here: bool
    note: str


def lines_of(runs: Sequence[Run]) -> list[Line]:
    """One line per instance and solver, in the order run."""
    together: dict[tuple[str, str], list[Run]] = defaultdict(list)
    for run in runs:
        together[run.instance, run.solver].append(run)
    return [_line(own) for own in together.values()]


def _line(own: list[Run]) -> Line:
    figures = [run.figure for run in own if run.figure is not None]
    bounds = [run.bound for run in own if run.bound is not None]
    first = own[0]
    middle = median(figures) if figures else None
    return Line(
        instance=first.instance,
        solver=first.solver,
        figure=middle,
        best=min(figures, default=None),
        worst=max(figures, default=None),
        gap=None if middle is None or first.known is None else percent_above(middle, first.known),
        left_out=median(run.left_out for run in own),
        bound=max(bounds, default=None),
        cpu=median(run.cpu for run in own),
        wall=median(run.wall for run in own),
        memory=max(run.memory for run in own),
        known=first.known,
        known_here=first.known_here,
        note="; ".join(dict.fromkeys(run.note for run in own if run.note)),
    )


def mean_gaps(lines: Sequence[Line]) -> dict[str, tuple[float, int]]:
    """Per solver, the mean gap in percent and on how many instances it has one."""
    gaps: dict[str, list[float]] = defaultdict(list)
    for line in lines:
        if line.gap is not None:
            gaps[line.solver].append(line.gap)
    return {solver: (sum(own) / len(own), len(own)) for solver, own in gaps.items()}


def write_table(runs: Sequence[Run], file: Path) -> None:
    """Every run a row, CSV."""
    columns = [field.name for field in fields(Run) if field.name != "curve"]
    rows: list[dict[str, Any]] = [asdict(run) for run in runs]
    with file.open("w", encoding="utf-8", newline="") as table:
        writer = csv.DictWriter(table, columns, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
