"""Time that came free: which visits that were left out fit into it, by inserting them and nothing else."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from scheduler.explain.insertion import road
from scheduler.problem.evaluate import evaluate
from scheduler.problem.solution import Solution
from scheduler.replan.board import Board
from scheduler.units import MINUTE, moment_of

TRIES = 3  # places of a visit on one route that are reckoned through, those with the shortest way first


@dataclass(frozen=True, slots=True)
class Fitting:
    """A visit left out that fits now; `cost_change` against leaving everything as it is, in cost units."""

    visit_id: str
    staff_ids: tuple[str, ...]  # by part
    start: datetime
    cost_change: int


def fits(board: Board, staff_ids: Collection[str]) -> tuple[Fitting, ...]:
    """The visits without a stop that one of these people can do with every other stop in its order and band.

    Each alone: two that are named may not fit together. The greatest gain first.
    """
    before = evaluate(board.problem, board.nothing)
    if not before.feasible:
        return ()
    placed = {board.draft.keys[p][0] for p in board.nothing.placed()}
    found = []
    for visit_id in board.draft.visit_ids:
        if visit_id not in placed:
            offers = [_fitting(board, visit_id, one, before.cost) for one in _inserted(board, visit_id, staff_ids)]
            found += [min(filter(None, offers), key=lambda one: (one.cost_change, one.start))] if any(offers) else []
    return tuple(sorted(found, key=lambda one: (one.cost_change, one.visit_id)))


def _inserted(board: Board, visit_id: str, staff_ids: Collection[str]) -> Iterator[Solution]:
    """Every part somewhere, at least one of them with one of these people."""
    wanted = board.draft.parts_of(visit_id)
    for solution in _with_parts(board, board.nothing, wanted):
        placed = solution.placed()
        if any(board.draft.shifts[placed[p][0]].staff_id in staff_ids for p in wanted):
            yield solution


def _with_parts(board: Board, solution: Solution, parts: list[int]) -> Iterator[Solution]:
    if not parts:
        yield solution
        return
    p, rest = parts[0], parts[1:]
    for r in range(board.problem.routes):
        if not board.problem.eligible[p, r]:
            continue
        for opening in road(board.problem, solution, p, r).openings()[:TRIES]:
            if opening.excess > 0:
                break
            whole = -(-opening.earliest // MINUTE) * MINUTE  # people say times in minutes
            plan = opening.at(whole if whole <= opening.latest else opening.earliest)
            yield from _with_parts(board, solution.with_routes({r: plan}), rest)


def _fitting(board: Board, visit_id: str, solution: Solution, before: int) -> Fitting | None:
    after = evaluate(board.problem, solution)
    if not after.feasible:
        return None
    placed = solution.placed()
    parts = board.draft.parts_of(visit_id)
    people = tuple(board.draft.shifts[placed[p][0]].staff_id for p in parts)
    start = min(placed[p][1] for p in parts)
    return Fitting(visit_id, people, moment_of(start, board.day.day), after.cost - before)
