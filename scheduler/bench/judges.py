"""The figure of a written solution, counted again by the published sets' own judges where they are at hand.

Their folder is looked for in SCHEDULER_BENCHMARKS, then beside the project. Without it the project's
own evaluator has the word, and the table says so.
"""

from __future__ import annotations

import csv
import importlib.util
import json
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from scheduler.bench.files import routes_in, text_of
from scheduler.bench.formats import bare_name

PROJECT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True, slots=True)
class Judged:
    """The published figure, or why the solution does not count."""

    figure: float | None
    fault: str = ""


def benchmarks() -> Path | None:
    """The folder of public instances and judges, when there is one."""
    named = os.environ.get("SCHEDULER_BENCHMARKS")
    beside = (Path(named),) if named else (PROJECT.parent / "shared" / "benchmarks", PROJECT.parent / "benchmarks")
    return next((folder for folder in beside if (folder / "tools").is_dir()), None)


def judge_of(format_name: str) -> Callable[[Path, str, str], Judged] | None:
    """The outside judge of a format: (instance file, written solution, objective) -> figure. None: none at hand."""
    folder = benchmarks()
    if folder is None or format_name not in JUDGES:
        return None
    script, ask = JUDGES[format_name]
    tool = folder / "tools" / script
    if not tool.is_file():
        return None
    judge = _loaded(tool)

    def counted(instance: Path, written: str, objective: str) -> Judged:
        with tempfile.TemporaryDirectory() as scratch:
            plain = Path(scratch) / instance.name.removesuffix(".gz")
            plain.write_text(text_of(instance), "utf-8")
            try:
                return ask(judge, plain, written, objective)
            except (AssertionError, KeyError, IndexError, ValueError) as error:
                return Judged(None, f"{type(error).__name__} {error}")

    return counted


def _loaded(tool: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"outside_{tool.stem}", tool)
    if spec is None or spec.loader is None:
        raise ImportError(tool.name)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _generated(judge: Any, instance: Path, written: str, _objective: str) -> Judged:
    said = judge.evaluate(json.loads(instance.read_text("utf-8")), json.loads(written))
    return Judged(float(said["objective"])) if said["feasible"] else Judged(None, "; ".join(said["errors"]))


def _solomon(judge: Any, instance: Path, written: str, _objective: str) -> Judged:
    return Judged(round(judge.ev(judge.read(str(instance)), routes_in(written), "trunc1"), 1))


def _vrplib(judge: Any, instance: Path, written: str, _objective: str) -> Judged:
    return Judged(float(judge.ev(judge.model(str(instance), "exact"), routes_in(written))))


def _br08(judge: Any, instance: Path, written: str, objective: str) -> Judged:
    said = judge.score(judge.load(str(instance)), json.loads(written)["routes"])
    return Judged(round(float(said[objective]), 6))


def _hhcrsp(judge: Any, instance: Path, written: str, _objective: str) -> Judged:
    day = judge.read_json(str(instance))
    solution = instance.with_name("solution")
    solution.write_text(written, "utf-8")
    return Judged(float(judge.score(day, judge.read_sol_json(day, str(solution)))["cost"]))


def _uhhc(judge: Any, instance: Path, written: str, _objective: str) -> Judged:
    total, _amounts, faults = judge.evaluate(judge.load(str(instance)), json.loads(written))
    return Judged(None, "; ".join(map(str, faults))) if faults else Judged(float(total))


JUDGES: dict[str, tuple[str, Callable[[Any, Path, str, str], Judged]]] = {
    "generated": ("evaluate.py", _generated),
    "solomon": ("solomon_eval.py", _solomon),
    "vrplib": ("vrplib_eval.py", _vrplib),
    "br08": ("br08.py", _br08),
    "hhcrsp": ("hhcrsp_eval.py", _hhcrsp),
    "uhhc": ("uhhc_eval.py", _uhhc),
}


def best_known(folder: Path, objective: str) -> dict[str, float]:
    """Best-known figures of a folder's `bks.csv` (or of the folder's above) by the instance file's bare name, {}: none.

    Rows of another objective are left alone; a column `bks_units` goes before `bks`, `file` before `instance`.
    """
    tables = [place / "bks.csv" for place in (folder, folder.resolve().parent)]
    table = next((table for table in tables if table.is_file()), None)
    if table is None:
        return {}
    known: dict[str, float] = {}
    with table.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            value = row.get("bks_units") or row.get("bks") or ""
            named = row.get("objective") or objective
            mine = named.startswith(("total distance,", objective)) or (named == "pref" and objective == "preference")
            if value and mine:
                known[bare_name(Path(row.get("file") or f"{row['instance']}.x"))] = float(value)
    return known
