"""What the runs of a comparison add up to: a line per instance and solver, means by size, what a choice is worth."""

from __future__ import annotations

import csv
import os
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from math import sqrt
from pathlib import Path
from statistics import mean, median, stdev
from typing import Any

from scheduler.bench.comparing import Run, percent_above
from scheduler.bench.contenders import ENGINE


@dataclass(frozen=True, slots=True)
class Line:
    """A solver on an instance over all its seeds: medians, and the best and worst figure."""

    instance: str
    visits: int
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
    iterations: float
    known: float | None
    known_here: bool
    note: str


@dataclass(frozen=True, slots=True)
class Mean:
    """A solver on all instances of so many visits (None: on all): mean gap in percent, and on how many it has one."""

    solver: str
    visits: int | None
    gap: float
    count: int
    left_out: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Loss:
    """How much worse, in percent, the engine is with a change than whole: mean over instances and seeds, and its
    standard error; on how many runs both had a plan."""

    change: str
    percent: float
    error: float
    count: int


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
        visits=max(run.visits for run in own),
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
        iterations=median(run.iterations for run in own),
        known=first.known,
        known_here=first.known_here,
        note="; ".join(dict.fromkeys(run.note for run in own if run.note)),
    )


def means_of(lines: Sequence[Line]) -> list[Mean]:
    """Per solver and size, where sizes have several instances and there are several sizes; then per solver."""
    counted = [line for line in lines if line.gap is not None]
    solvers = list(dict.fromkeys(line.solver for line in counted))
    sizes = sorted({line.visits for line in counted})
    instances = {line.instance for line in counted}
    wanted: list[int | None] = list(sizes) if 1 < len(sizes) < len(instances) else []
    return [
        _mean(solver, size, own)
        for size in [*wanted, None]
        for solver in solvers
        if (own := [line for line in counted if line.solver == solver and size in (None, line.visits)])
    ]


def _mean(solver: str, size: int | None, own: list[Line]) -> Mean:
    gaps = [line.gap for line in own if line.gap is not None]
    left_out, cpu = mean(line.left_out for line in own), mean(line.cpu for line in own)
    return Mean(solver, size, mean(gaps), len(gaps), left_out, cpu)


def losses_of(runs: Sequence[Run]) -> list[Loss]:
    """What each change costs, the dearest first; the same instance and seed are set against each other."""
    whole = {(run.instance, run.seed): run.figure for run in runs if run.solver == ENGINE}
    lost: dict[str, list[float]] = defaultdict(list)
    for run in runs:
        reference = whole.get((run.instance, run.seed))
        if run.solver.startswith(f"{ENGINE} ") and run.figure is not None and reference is not None:
            lost[run.solver.removeprefix(f"{ENGINE} ")].append(percent_above(run.figure, reference))
    losses = [
        Loss(change, mean(own), stdev(own) / sqrt(len(own)) if len(own) > 1 else 0.0, len(own))
        for change, own in lost.items()
    ]
    return sorted(losses, key=lambda loss: -loss.percent)


def signed(percent: float) -> str:
    """With its sign and two decimals; what is nothing when rounded has none of a minus."""
    return f"{round(percent, 2) + 0.0:+.2f}"


def write_table(runs: Sequence[Run], file: Path) -> None:
    """Every run a row, CSV. Written beside and put in place whole, so that what stands there can always be read."""
    columns = [field.name for field in fields(Run) if field.name != "curve"]
    rows: list[dict[str, Any]] = [asdict(run) for run in runs]
    part = file.with_name(f"{file.name}.part")
    with part.open("w", encoding="utf-8", newline="") as table:
        writer = csv.DictWriter(table, columns, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    os.replace(part, file)
