"""Least disturbance proved by CP-SAT: the fewest people told another plan, or the best plan that tells so many.

A second reading of what `replan` decides by searching; for small days.
"""

from __future__ import annotations

from ortools.sat.python import cp_model

from scheduler.problem.announced import Announced
from scheduler.problem.problem import Problem
from scheduler.problem.solution import Solution
from scheduler.solver.exact.model import ExactResult, solve_stated, state
from scheduler.solver.exact.statement import Statement, weighted


def fewest_people(
    problem: Problem, told: Announced, leaving_out: int, seconds: float, hint: Solution, effort: float | None = None
) -> ExactResult:
    """How few people can be disturbed by a plan that pays no more than `leaving_out` for what it leaves out.

    The bound is of people. `effort`: CP-SAT's deterministic time, so that the answer can be repeated.
    """
    said = state(problem)
    people = _people(said, told)
    said.model.add(sum(said.costs[problem.leave_out_rule]) <= leaving_out)
    said.model.minimize(sum(people))
    return solve_stated(said, seconds, hint, effort)


def cheapest_with(
    problem: Problem,
    told: Announced,
    most: int,
    leaving_out: int | None,
    seconds: float,
    hint: Solution,
    effort: float | None = None,
) -> ExactResult:
    """The cheapest plan that disturbs `most` people at most, and pays no more than that for what it leaves out."""
    said = state(problem)
    said.model.add(sum(_people(said, told)) <= most)
    if leaving_out is not None:
        said.model.add(sum(said.costs[problem.leave_out_rule]) <= leaving_out)
    return solve_stated(said, seconds, hint, effort)


def _people(said: Statement, told: Announced) -> list[cp_model.IntVar]:
    """A literal for each home and each of the staff: whether this plan disturbs them."""
    return [_home(said, told, n) for n in range(len(told.homes))] + [_staff(said, told, who) for who in told.staff]


def _home(said: Statement, told: Announced, n: int) -> cp_model.IntVar:
    disturbed = said.model.new_bool_var(f"home {n} disturbed")
    for v in told.homes[n]:
        for p in said.problem.parts_of(v):
            if p in told.parts:
                said.model.add(_with(said, p, told.parts[p][0]) == 1).only_enforce_if(~disturbed)
        part, early, late = told.bands[v]
        if (start := _start(said, part)) is not None:
            said.model.add_linear_constraint(start, early, late).only_enforce_if(~disturbed)
    return disturbed


def _staff(said: Statement, told: Announced, who: int) -> cp_model.IntVar:
    disturbed = said.model.new_bool_var(f"staff {who} disturbed")
    for p in range(said.problem.parts):
        if p in told.begun:
            continue
        own = p in told.parts and told.parts[p][0] == who
        said.model.add(_with(said, p, who) == int(own)).only_enforce_if(~disturbed)
        if own and (start := _start(said, p)) is not None:
            said.model.add(start == told.parts[p][1]).only_enforce_if(~disturbed)
    return disturbed


def _with(said: Statement, part: int, staff: int) -> cp_model.LinearExpr:
    """1 when the part is done by that person."""
    own = [r for r in said.used if said.problem.route_staff[r] == staff and (part, r) in said.present]
    return weighted((1, said.present[part, r]) for r in own)


def _start(said: Statement, part: int) -> cp_model.IntVar | None:
    return next((start for (p, _), start in said.start.items() if p == part), None)
