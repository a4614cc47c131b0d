"""Can every visit that must be placed be placed? Asked of CP-SAT on small days, of the search on larger ones.

The engines are loaded when they are asked, so that the light reasons stay light.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import import_module

from scheduler.domain.day import Day
from scheduler.problem.evaluate import evaluate
from scheduler.problem.problem import Problem
from scheduler.problem.solution import Solution

CP_SAT, SEARCH = "scheduler.solver.exact.model", "scheduler.solver.search"
PATIENCE = 10.0  # seconds of wall time for each second of effort, on a machine that does other things too
SEED = 1


@dataclass(frozen=True, slots=True)
class Answer:
    """A solution, or none; `certain` where that is proven either way."""

    solution: Solution | None = None
    certain: bool = False


Solver = Callable[[Problem], Answer]


def solver_for(day: Day, visits: int) -> Solver:
    """Whom to ask on a day on which so many visits are to be placed."""
    book = day.rulebook
    if visits <= book.rule("change.proven_visits"):
        return partial(_proven, effort=float(book.rule("change.effort")))
    return partial(_searched, iterations=book.rule("change.iterations"))


def _proven(problem: Problem, effort: float) -> Answer:
    """CP-SAT's word; its plan counts only if the evaluator agrees."""
    found = import_module(CP_SAT).solve_exactly(problem, PATIENCE * effort, deterministic_time=effort)
    if found.solution is None:
        return Answer(None, bool(found.optimal))
    return Answer(found.solution, True) if evaluate(problem, found.solution).feasible else Answer()


def _searched(problem: Problem, iterations: int) -> Answer:
    """The search's plan, if it places everything; that it finds none proves nothing."""
    search = import_module(SEARCH)
    solution = search.solve(problem, search.Stop(iterations=iterations), SEED).solution
    return Answer(solution, True) if evaluate(problem, solution).feasible else Answer()


def improved(problem: Problem, solution: Solution, iterations: int) -> Solution:
    """The same, made cheaper by so many steps of the search; never worse."""
    search = import_module(SEARCH)
    better: Solution = search.solve(problem, search.Stop(iterations=iterations), SEED, start=solution).solution
    return better if evaluate(problem, better).feasible else solution
