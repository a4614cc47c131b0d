"""Can every visit that must be placed be placed? Asked of CP-SAT on small days, of the search on larger ones.

The engines are loaded when they are asked, so that the light reasons stay light.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from importlib import import_module

import numpy as np

from scheduler.domain.rulebook import Rulebook
from scheduler.problem.evaluate import evaluate
from scheduler.problem.problem import Problem
from scheduler.problem.solution import Solution

CP_SAT, SEARCH, RECIPE = "scheduler.solver.exact.model", "scheduler.solver.annealing", "scheduler.solver.kernel.recipe"
PATIENCE = 10.0  # seconds of wall time for each second of effort, on a machine that does other things too
SEED = 1
CHUNK = 500  # steps between two looks at the plan
WARM = 0.2  # of the usual heat, where a plan is to be made better and not another one


@dataclass(frozen=True, slots=True)
class Answer:
    """A solution, or none; `certain` where that is proven either way."""

    solution: Solution | None = None
    certain: bool = False


Solver = Callable[[Problem, Solution], Answer]  # asked from the plan as it stands, without what it leaves out


def solver_for(book: Rulebook, visits: int) -> Solver:
    """Whom to ask where so many visits are to be placed."""
    if visits <= book.rule("change.proven_visits"):
        return partial(_proven, effort=float(book.rule("change.effort")))
    return partial(_searched, iterations=book.rule("change.iterations"))


def _proven(problem: Problem, now: Solution, effort: float) -> Answer:
    """CP-SAT's word; its plan counts only if the evaluator agrees."""
    found = import_module(CP_SAT).solve_exactly(problem, PATIENCE * effort, hint=now, deterministic_time=effort)
    if found.solution is None:
        return Answer(None, bool(found.optimal))
    return Answer(found.solution, True) if evaluate(problem, found.solution).feasible else Answer()


def _searched(problem: Problem, now: Solution, iterations: int) -> Answer:
    """The search's plan, if it places everything; that it finds none proves nothing. Short rides make room."""
    riding = replace(problem, route_travel_rate=np.ones(problem.routes, np.int64))
    solution = _annealed(riding, now, iterations, 1.0, until_feasible=True)
    return Answer(solution, True) if evaluate(problem, solution).feasible else Answer()


def improved(problem: Problem, solution: Solution, iterations: int) -> Solution:
    """The same, made cheaper by so many steps of the search; never worse."""
    better = _annealed(problem, solution, iterations, WARM)
    old, new = evaluate(problem, solution), evaluate(problem, better)
    return better if new.feasible and new.cost < old.cost else solution


def _annealed(
    problem: Problem, start: Solution, iterations: int, heat: float, until_feasible: bool = False
) -> Solution:
    """What so many steps make of a plan; the same every time."""
    search = import_module(SEARCH)
    annealing = search.Annealing(problem, SEED, import_module(RECIPE).STANDARD, 1)
    annealing.begin_from(start, evaluate(problem, start).feasible)
    annealing.construct()
    cooling = search.Cooling(annealing, heat)
    best: Solution = annealing.solution()
    while cooling.done < iterations and not (until_feasible and evaluate(problem, best).feasible):
        cooling.chunk(cooling.done / iterations, iterations, min(CHUNK, iterations - cooling.done))
        best = annealing.solution()
    annealing.close()
    return best
