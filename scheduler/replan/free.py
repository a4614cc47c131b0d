"""Planning anew: the same facts and the same frozen near future, as if nobody had been promised anything."""

from __future__ import annotations

from dataclasses import replace

from scheduler.domain.plan import Plan
from scheduler.problem.evaluate import evaluate
from scheduler.problem.problem import Problem
from scheduler.replan.board import Board, nothing_new_before
from scheduler.replan.named import Name, plan_named
from scheduler.solver.search import Stop, solve
from scheduler.translate import draft_of


def unpromised(board: Board) -> Problem:
    """The board's problem without the bands that bind and without the price of change (S11)."""
    draft = draft_of(replace(board.day, published=None))
    nothing_new_before(draft, board.day, board.freeze_until)
    return draft.problem()


def planned_anew(board: Board, iterations: int, seed: int, name: Name) -> Plan:
    """The plan of a search that knows what has begun and what is frozen, and nothing of what was told."""
    problem = unpromised(board)
    made = solve(problem, Stop(iterations=iterations), seed)
    costs = evaluate(problem, made.solution).cost_by_rule
    return plan_named(board, made.solution, name, seed, iterations, costs)
