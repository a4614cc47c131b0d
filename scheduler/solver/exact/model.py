"""The whole Problem to CP-SAT: the reference that proves small days, and a second reading of every primitive."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from itertools import pairwise

from ortools.sat.python import cp_model

from scheduler.problem.problem import Problem
from scheduler.problem.solution import NOT_HELD, RoutePlan, Solution
from scheduler.solver.exact.peaks import state_balances, state_circles, state_peaks
from scheduler.solver.exact.routes import state_routes
from scheduler.solver.exact.rows import state_capacity, state_counters, state_links
from scheduler.solver.exact.sequences import state_drops, state_orders
from scheduler.solver.exact.statement import BASE, Statement, state_stops

LOOK = 0.05  # seconds between two looks at whether somebody cancelled


@dataclass(frozen=True, slots=True)
class ExactResult:
    """The best solution found (None: none), a cost that no solution can be below, and whether the two met.

    `optimal` with no solution: CP-SAT proved that there is none (only what must be placed can cause it).
    """

    solution: Solution | None
    bound: int
    optimal: bool


def state(problem: Problem) -> Statement:
    """Every primitive of the Problem, and the sum of all costs to be minimised."""
    said = state_stops(problem)
    state_routes(said)
    state_orders(said)
    state_drops(said)
    state_links(said)
    state_capacity(said)
    state_counters(said)
    state_peaks(said)
    state_balances(said)
    state_circles(said)
    said.model.minimize(sum(term for terms in said.costs.values() for term in terms))
    return said


def solve_exactly(
    problem: Problem,
    seconds: float,
    hint: Solution | None = None,
    deterministic_time: float | None = None,
    workers: int = 1,
    cancelled: Callable[[], bool] | None = None,
) -> ExactResult:
    """Search until optimal, or `seconds` of wall time, or CP-SAT's deterministic time (repeatable with one worker).

    It begins at the `hint`, or with all visits left out; `cancelled` is asked all the time.
    """
    began = time.monotonic()
    said = state(problem)
    first = hint or Solution((RoutePlan(),) * problem.routes)  # by itself CP-SAT may look long for that
    left = seconds - (time.monotonic() - began)
    return solve_stated(said, left, first, deterministic_time, workers, cancelled)


def solve_stated(
    said: Statement,
    seconds: float,
    hint: Solution,
    deterministic_time: float | None = None,
    workers: int = 1,
    cancelled: Callable[[], bool] | None = None,
) -> ExactResult:
    """The same for a model that says more than the Problem, or asks for something else than the least cost."""
    for variable, value in _values(said, hint) or []:
        said.model.add_hint(variable, value)
    solver = _solver(max(0.01, seconds), deterministic_time, workers)
    solver.parameters.linearization_level = 2  # the circuits in the relaxation: without them the bound hardly rises
    status = _status(solver, said.model, cancelled)
    bound = math.ceil(solver.best_objective_bound - 1e-6)
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return ExactResult(_solution(said, solver), bound, status == cp_model.OPTIMAL)
    return ExactResult(None, bound, status == cp_model.INFEASIBLE)


def cost_by_rule(problem: Problem, solution: Solution, seconds: float = 10.0) -> dict[str, int] | None:
    """What the model makes of exactly this solution: its cost rule by rule, or None when it forbids it.

    TimeoutError when CP-SAT has no answer within `seconds`.
    """
    said = state(problem)
    fixed = _values(said, solution)
    if fixed is None:
        return None
    for variable, value in fixed:
        said.model.add(variable == value)
    solver = _solver(seconds, None, 1)
    status = solver.solve(said.model)
    if status == cp_model.INFEASIBLE:
        return None
    if status != cp_model.OPTIMAL:
        raise TimeoutError(f"CP-SAT did not judge a fixed solution in {seconds} s: {solver.status_name(status)}")
    return {problem.rules[rule]: sum(int(solver.value(term)) for term in terms) for rule, terms in said.costs.items()}


def accepts(problem: Problem, solution: Solution) -> bool:
    """Whether the model allows exactly this solution."""
    return cost_by_rule(problem, solution) is not None


def _status(
    solver: cp_model.CpSolver, model: cp_model.CpModel, cancelled: Callable[[], bool] | None
) -> cp_model.CpSolverStatus:
    """Solve, and stop as soon as somebody cancels."""
    if cancelled is None:
        return solver.solve(model)
    with ThreadPoolExecutor(1) as beside:
        answer = beside.submit(solver.solve, model)
        while not wait([answer], LOOK).done:
            if cancelled():
                solver.stop_search()
        return answer.result()


def _solver(seconds: float, deterministic_time: float | None, workers: int) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = workers
    solver.parameters.catch_sigint_signal = False  # else Ctrl-C ends Python without a word from then on
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.random_seed = 0
    if deterministic_time is not None:
        solver.parameters.max_deterministic_time = deterministic_time
    return solver


def _values(said: Statement, solution: Solution) -> list[tuple[cp_model.IntVar, int]] | None:
    """Who, when and in which order as values of the variables; None when one has no variable for it."""
    if len(solution.routes) != said.problem.routes:
        raise ValueError(f"{len(solution.routes)} routes given, the problem has {said.problem.routes}")
    values = []
    for r, plan in enumerate(solution.routes):
        if r not in said.used:
            if plan.stops:
                return None
            continue
        values.append((said.used[r], int(bool(plan.stops))))
        held = set(plan.stops)
        values += [(x, int(stop in held)) for (stop, q), x in said.present.items() if q == r]
        if not plan.stops:
            continue
        pauses = _break_values(said, r, plan)
        tour = [BASE, *plan.stops, BASE]
        legs = list(pairwise(tour))
        if pauses is None or any(leg not in said.arcs[r] for leg in legs):
            return None
        values += [(said.arcs[r][leg], 1) for leg in legs]
        values += [(said.start[stop, r], start) for stop, start in zip(plan.stops, plan.starts, strict=True)]
        values += pauses
    return values


def _break_values(said: Statement, r: int, plan: RoutePlan) -> list[tuple[cp_model.IntVar, int]] | None:
    """The starts of a used route's breaks, and which are held; None when one has no variable or no start."""
    values = []
    for n, k in enumerate(said.breaks(r)):
        start = plan.breaks[n] if n < len(plan.breaks) else NOT_HELD
        if k in said.held:
            values.append((said.held[k], int(start != NOT_HELD)))
        if start != NOT_HELD:
            if k not in said.break_start:
                return None
            values.append((said.break_start[k], start))
        elif k not in said.held:
            return None
    return values


def _solution(said: Statement, solver: cp_model.CpSolver) -> Solution:
    plans = []
    for r in range(said.problem.routes):
        following = {i: j for (i, j), x in said.arcs.get(r, {}).items() if solver.value(x)}
        stops: list[int] = []
        at = following.get(BASE, BASE)
        while at != BASE:
            stops.append(at)
            at = following[at]
        starts = tuple(solver.value(said.start[stop, r]) for stop in stops)
        breaks = tuple(_break_start(said, solver, k) for k in said.breaks(r)) if stops else ()
        plans.append(RoutePlan(tuple(stops), starts, breaks))
    return Solution(tuple(plans))


def _break_start(said: Statement, solver: cp_model.CpSolver, k: int) -> int:
    if k in said.held and not solver.value(said.held[k]):
        return NOT_HELD
    return solver.value(said.break_start[k])
