"""The public instance formats: each found by looking at the text, read as a Problem, written as it is published."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scheduler.bench import (
    br08,
    cappanera,
    cappanera_judge,
    generated,
    hhcrsp,
    solomon,
    uhhc,
    uhhc_plan,
    uhhc_problem,
    vrplib,
)
from scheduler.bench.files import text_of
from scheduler.errors import Fault, InputError
from scheduler.problem.problem import Problem
from scheduler.problem.solution import Solution

OBJECTIVES = ("travel", "preference")


@dataclass(frozen=True, slots=True)
class Format:
    """One way instances are published. `Any` is the reader's own record of a day.

    `figure` turns the Problem's cost into the published unit, when nothing hard is broken; `score` counts the
    objective again from what was written, with the format's own arithmetic.
    """

    name: str
    detect: Callable[[str], bool]
    read: Callable[[Path], Any]
    problem: Callable[[Any, str], Problem]
    written: Callable[[Any, Problem, Solution], str]
    figure: Callable[[Any, int, str], float]
    score: Callable[[Any, str, str], float]
    objectives: tuple[str, ...] = ("travel",)


FORMATS = (
    Format(
        "generated",
        generated.detect,
        generated.read_day,
        lambda day, _: generated.problem_of(day),
        lambda day, _, solution: generated.written(day, solution),
        lambda _day, cost, _objective: float(cost),
        lambda day, text, _: generated.score(day, text),
    ),
    Format(
        "solomon",
        solomon.detect,
        solomon.read,
        lambda day, _: solomon.problem(day),
        solomon.written,
        lambda _day, cost, _objective: cost / 10,
        lambda day, text, _: solomon.score(day, text),
    ),
    Format(
        "vrplib",
        vrplib.detect,
        vrplib.read,
        lambda day, _: vrplib.problem(day),
        vrplib.written,
        lambda _day, cost, _objective: float(cost),
        lambda day, text, _: vrplib.score(day, text),
    ),
    Format(
        "hhcrsp",
        hhcrsp.detect,
        hhcrsp.read,
        lambda day, _: hhcrsp.problem(day),
        hhcrsp.written,
        lambda day, cost, _: hhcrsp.figure(day, cost),
        lambda day, text, _: hhcrsp.score(day, text),
    ),
    Format(
        "uhhc",
        uhhc.detect,
        uhhc.read,
        lambda day, _: uhhc_problem.problem(day),
        uhhc_plan.written,
        lambda day, cost, _: cost / day.weights.scale,
        lambda day, text, _: uhhc_plan.score(day, text),
    ),
    Format(
        "cappanera",
        cappanera.detect,
        cappanera.read,
        lambda week, _: cappanera.problem(week),
        cappanera.written,
        lambda week, cost, _: cappanera.figure(week, cost),
        lambda week, text, _: float(cappanera_judge.judge(week.text, text)),
    ),
    Format("br08", br08.detect, br08.read, br08.problem, br08.written, br08.figure, br08.score, OBJECTIVES),
)


@dataclass(frozen=True, slots=True)
class Instance:
    """A file that was read."""

    name: str  # of the file, without its endings
    format: Format
    day: Any
    problem: Problem
    objective: str

    def written(self, solution: Solution) -> str:
        """The solution in the published form."""
        return self.format.written(self.day, self.problem, solution)

    def figure(self, cost: int) -> float:
        """A cost of the Problem in the unit of the best-known values."""
        return self.format.figure(self.day, cost, self.objective)

    def score(self, text: str) -> float:
        """The objective of a written solution; ValueError when it does not serve what must be served."""
        return self.format.score(self.day, text, self.objective)


def bare_name(path: Path) -> str:
    """The file's name without .gz and without its own ending."""
    return Path(path.name.removesuffix(".gz")).stem


def read_instance(path: Path, objective: str = "travel") -> Instance:
    """The instance in a file, gzipped or not, whatever its format. InputError when it is none that is read."""
    text = _text(path)
    found = next((known for known in FORMATS if known.detect(text)), None)
    names = ", ".join(known.name for known in FORMATS)
    if found is None:
        raise _refused(
            path, "is in no format that is read", f"give one of: {names}", "无法识别的格式", f"可读：{names}"
        )
    if objective not in found.objectives:
        choices = ", ".join(found.objectives)
        raise InputError(
            [Fault("--objective", found.name, objective[:20], "is not known", choices, "没有这种目标", choices)]
        )
    try:
        day = found.read(path)
        problem = found.problem(day, objective)
    except (ValueError, KeyError, IndexError, TypeError) as error:
        what = f"is not a whole {found.name} instance ({type(error).__name__}: {error})"
        raise _refused(
            path, what, "give the file as published", f"{found.name} 文件不完整", "请使用原始文件"
        ) from error
    return Instance(bare_name(path), found, day, problem, objective)


def is_instance(path: Path) -> bool:
    """Whether the file is in a format that is read."""
    try:
        text = _text(path)
    except InputError:
        return False
    return any(known.detect(text) for known in FORMATS)


def _text(path: Path) -> str:
    try:
        return text_of(path)
    except (OSError, UnicodeDecodeError, EOFError, zlib.error) as error:
        raise _refused(
            path, "cannot be read", "give an existing text file", "读不了", "请给出存在的文本文件"
        ) from error


def _refused(path: Path, message: str, remedy: str, message_zh: str, remedy_zh: str) -> InputError:
    return InputError([Fault(path.name, "", "", message, remedy, message_zh, remedy_zh)])
