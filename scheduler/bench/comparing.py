"""Engines against each other: the same instances, the same CPU seconds, judged by somebody else, in one run."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from pathlib import Path

from scheduler.bench import cpu_clock
from scheduler.bench.contenders import ENGINE, Contender
from scheduler.bench.contestant import Report
from scheduler.bench.formats import bare_name, is_instance
from scheduler.bench.judges import Judged, best_known, judge_of
from scheduler.bench.measuring import Used, run_measured
from scheduler.errors import Fault, InputError

PATIENCE = 20.0, 300.0  # wall seconds per CPU second allowed, and besides, before a run is ended
AGREEMENT = 1e-6  # two counts of one plan differ by no more than this share, and this much
PLAN, REFUSED, BROKEN, DISAGREES, ENDED = "plan", "refused", "broken", "disagrees", "ended"


@dataclass(frozen=True, slots=True)
class Order:
    """What to run: every contender on every file with every seed; `bound`: the engine proves one in that time."""

    files: tuple[Path, ...]
    contenders: tuple[Contender, ...]
    seconds: float
    seeds: int
    objective: str = "travel"
    bound: bool = False

    @property
    def runs(self) -> list[tuple[Path, Contender, int]]:
        """One line a run; engines without a seed run once."""
        return [
            (file, contender, seed)
            for file in self.files
            for contender in self.contenders
            for seed in range(1, self.seeds + 1 if contender.seeds_count else 2)
        ]


@dataclass(frozen=True, slots=True)
class Run:
    """One contender once on one instance.

    `figure` and `gap` (percent, negative: better) are None when there is no plan that counts; `note` says why.
    `outcome`: "plan"; "refused", the instance cannot be stated; "broken", a plan that breaks something hard;
    "disagrees", the judge's figure is not the project's own; "ended", no answer. `judge` is "outside" or "own".
    `known` is the best-known figure, or the best of this comparison (`known_here`). `cpu` is solving alone,
    `cpu_all` with start-up; both with children. Seconds; megabytes.
    """

    instance: str
    visits: int
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
    outcome: str
    note: str
    curve: tuple[tuple[float, float], ...]

    @property
    def wrong(self) -> bool:
        """Whether something is: a broken plan, figures that differ, this project's engine without an answer."""
        own = self.solver.split()[0] == ENGINE
        return self.outcome in (BROKEN, DISAGREES) or (own and self.outcome == ENDED)


def files_in(folder: Path, only: str = "*") -> tuple[Path, ...]:
    """The instances of a folder whose names fit `only` (or a file alone), by name. InputError when there is none."""
    found = [folder] if folder.is_file() else sorted(path for path in folder.glob("*") if path.is_file())
    files = tuple(path for path in found if path.name != "bks.csv" and fnmatch(path.name, only) and is_instance(path))
    if not files:
        remedy = "name a folder of published instances or generated days"
        zh = "请给出实例文件夹"
        raise InputError([Fault(folder.name, "", "", "holds no instance that is read", remedy, "没有可读的实例", zh)])
    return files


def compare(order: Order, said: Callable[[int, str], None], kept: Callable[[list[Run]], None]) -> list[Run]:
    """All runs one after another; `said` is told before each how many are done and what is next, `kept` after each
    all that there are, with gaps to what is known so far."""
    runs: list[Run] = []
    known = {file: best_known(file.parent, order.objective) for file in order.files}
    with tempfile.TemporaryDirectory() as scratch:
        clock = cpu_clock.built_in(Path(scratch))
        for file, contender, seed in order.runs:
            said(len(runs), f"{bare_name(file)} · {contender.name} · {seed}")
            runs.append(_run(order, file, contender, seed, Path(scratch), clock))
            runs = _with_gaps(runs, known)
            kept(runs)
    return runs


def _run(order: Order, file: Path, contender: Contender, seed: int, scratch: Path, clock: Path | None) -> Run:
    """One contender in a process of its own, its solution judged."""
    solution, report, asked = scratch / "solution", scratch / "report.json", scratch / "order.json"
    for old in (solution, report):
        old.unlink(missing_ok=True)
    asked.write_text(json.dumps(_asked(order, file, contender, seed, solution, report)), "utf-8")
    environment = dict(os.environ, OMP_NUM_THREADS="1")
    own = contender.solver == ENGINE
    if clock is not None and not own:  # the engine counts CPU seconds itself
        environment["LD_PRELOAD"] = str(clock)
    command = (sys.executable, "-m", "scheduler.bench.contestant", str(asked))
    factor, besides = PATIENCE
    used = run_measured(command, environment, scratch / "log", factor * order.seconds + besides)
    said = _report(report, used)
    judged, outcome, judge = _judged(order, file, said, solution)
    return Run(
        instance=bare_name(file),
        visits=said.visits,
        solver=contender.name,
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
        clock="cpu" if clock is not None or own else "wall",
        judge=judge,
        outcome=outcome,
        note=judged.fault,
        curve=said.curve,
    )


def _asked(
    order: Order, file: Path, contender: Contender, seed: int, solution: Path, report: Path
) -> dict[str, object]:
    return {
        "file": str(file.resolve()),
        "objective": order.objective,
        "solver": contender.solver,
        "seconds": order.seconds,
        "seed": seed,
        "bound": order.bound,
        "changes": contender.changes,
        "solution": str(solution),
        "report": str(report),
    }


def _report(report: Path, used: Used) -> Report:
    if report.is_file():
        said = json.loads(report.read_text("utf-8"))
        return Report(**said | {"curve": tuple((second, figure) for second, figure in said["curve"])})
    last = (used.errors.strip().splitlines() or ["no answer"])[-1]
    return Report(trouble="took too long" if used.code is None else f"ended with {used.code}: {last}")


def _judged(order: Order, file: Path, said: Report, solution: Path) -> tuple[Judged, str, str]:
    """The figure that counts, the outcome, and whose figure it is."""
    judge = judge_of(said.format)
    whose = "own" if judge is None else "outside"
    if said.trouble:
        return Judged(None, said.trouble), REFUSED if said.refused else ENDED, whose
    if judge is None:
        own = Judged(said.figure, "" if said.figure is not None else "breaks something hard")
        return own, PLAN if own.figure is not None else BROKEN, whose
    judged = judge(file, solution.read_text("utf-8"), order.objective)
    if judged.figure is None:
        return judged, BROKEN, whose
    if said.figure is None:
        return Judged(judged.figure, "breaks something hard by the project's own count"), DISAGREES, whose
    if abs(judged.figure - said.figure) > AGREEMENT * max(1.0, abs(judged.figure)):
        return Judged(judged.figure, f"the project's own count is {said.figure:.10g}"), DISAGREES, whose
    return judged, PLAN, whose


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
