"""Small days: CP-SAT looks for a plan that tells fewer people, and keeps a cap on changes with the best people."""

from __future__ import annotations

from importlib import import_module

from scheduler.problem.evaluate import evaluate
from scheduler.problem.problem import Problem
from scheduler.problem.solution import Solution
from scheduler.replan.board import Board
from scheduler.replan.calming import left_out_for
from scheduler.replan.counted import announced, beside_nothing

EXACT = "scheduler.solver.exact.fewest"  # loads CP-SAT, which only small days need
AMPLE = 120.0  # seconds: what stops the solver is its deterministic time, so that the same day has the same plan
MORE = 1  # people above the fewest possible who may be told, where that is cheaper


def is_small(board: Board) -> bool:
    """Whether the day has so few visits that the exact model is of use."""
    return board.loose.parts <= board.day.rulebook.rule("replan.exact_parts")


def spared(board: Board, problem: Problem, solution: Solution) -> Solution:
    """The solution, or a cheap one of those that disturb fewer people for the same price of what is left out."""
    told = announced(board)
    state = evaluate(problem, solution)
    if not state.feasible or not (people := _people(board, solution)):
        return solution
    exact, effort = import_module(EXACT), float(board.day.rulebook.rule("replan.exact_effort"))
    leaving_out = left_out_for(problem, solution)
    fewest = exact.fewest_people(problem, told, leaving_out, AMPLE, solution, effort).solution
    if fewest is None or people <= (least := _people(board, fewest)) + MORE:
        return solution
    found = exact.cheapest_with(problem, told, least + MORE, leaving_out, AMPLE, fewest, effort).solution or fewest
    judged = evaluate(problem, found)
    if not judged.feasible or (board.possible and judged.cost > evaluate(board.loose, board.nothing).cost):
        return solution
    return found if _people(board, found) < people else solution


def capped(board: Board, most: int) -> Solution | None:
    """The cheapest found in which `most` people change beside those whom doing nothing disturbs; None if none is."""
    exact, effort = import_module(EXACT), float(board.day.rulebook.rule("replan.exact_effort"))
    told = beside_nothing(announced(board), board)
    found = exact.cheapest_with(board.problem, told, most, None, AMPLE, board.nothing, effort).solution
    return found if found is not None and evaluate(board.problem, found).feasible else None


def _people(board: Board, solution: Solution) -> int:
    homes, staff = announced(board).disturbed(board.loose, solution)
    return len(homes) + len(staff)
