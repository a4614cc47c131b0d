"""What a search changed for little is taken back, so that nobody is told another plan for nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from scheduler.problem.evaluate import evaluate
from scheduler.problem.problem import Problem
from scheduler.problem.solution import RoutePlan, Solution
from scheduler.replan.board import Board


def calmed(board: Board, problem: Problem, solution: Solution) -> Solution:
    """Nobody is disturbed for little: what the search changed is taken back where that costs less than the people are
    worth, replan.told_gain each: first whole groups of people who changed together, then times alone.

    Nobody who was told of a visit, or asked for one since, goes without it for that. Never worse than doing nothing.
    """
    gain = board.day.rulebook.rule("replan.told_gain")
    state, wanted = evaluate(problem, solution), wanted_of(board)
    for undoing in (_groups, _same_routes, _same_visits, _same_visits):
        for undo in undoing(problem, solution, board.nothing):
            tried = undo.change(solution)
            judged = evaluate(problem, tried)
            kept = wanted & served_by(problem, solution) <= served_by(problem, tried)
            if kept and judged.feasible and judged.cost < state.cost + gain * undo.people:
                solution, state = tried, judged
    if board.possible and state.cost > evaluate(problem, board.nothing).cost:
        return board.nothing
    return solution


def wanted_of(board: Board) -> set[int]:
    """The visits that were told, or were asked for since."""
    before = {left.visit_id for left in board.told.left_out}
    return {v for v, id_ in enumerate(board.draft.visit_ids) if id_ not in before}


def served_by(problem: Problem, solution: Solution) -> set[int]:
    """The visits that take place."""
    return {int(problem.part_visit[p]) for p in solution.placed()}


def left_out_for(problem: Problem, solution: Solution) -> int:
    """What is paid for the visits that do not take place, whatever rule asks it."""
    return int(problem.leave_out_cost.sum()) - sum(int(problem.leave_out_cost[v]) for v in served_by(problem, solution))


@dataclass(frozen=True, slots=True)
class _Undo:
    """A step back towards doing nothing, and how many people it spares."""

    change: Callable[[Solution], Solution]
    people: int


def _groups(problem: Problem, solution: Solution, nothing: Solution) -> Iterator[_Undo]:
    """Routes that differ, in groups that share a visit or handed one over: each group as doing nothing has it."""
    was, comes = nothing.placed(), solution.placed()
    group = {r: {r} for r, (new, old) in enumerate(zip(solution.routes, nothing.routes, strict=True)) if new != old}
    together: dict[int, set[int]] = {}
    for p in was.keys() | comes.keys():
        both = {placed[p][0] for placed in (was, comes) if p in placed}
        together.setdefault(int(problem.part_visit[p]), set()).update(both)
    for routes in together.values():
        changed = sorted(routes & group.keys())
        for r in changed[1:]:
            merged = group[changed[0]] | group[r]
            for one in merged:
                group[one] = merged
    for routes in {min(routes): routes for routes in group.values()}.values():
        moved = {
            int(problem.part_visit[p])
            for p, (r, _) in was.items()
            if r in routes and (p not in comes or comes[p][0] != r)
        }
        yield _Undo(
            partial(_with_routes, routes={r: nothing.routes[r] for r in sorted(routes)}), len(routes) + len(moved)
        )


def _same_routes(problem: Problem, solution: Solution, nothing: Solution) -> Iterator[_Undo]:
    """Each route with the same stops as doing nothing: as there."""
    for r, (new, old) in enumerate(zip(solution.routes, nothing.routes, strict=True)):
        if new != old and sorted(new.stops) == sorted(old.stops):
            yield _Undo(partial(_with_routes, routes={r: old}), 1)


def _same_visits(problem: Problem, solution: Solution, nothing: Solution) -> Iterator[_Undo]:
    """Each visit with the same people as doing nothing: when it starts there, the last ones first."""
    was, comes = nothing.placed(), solution.placed()
    moved = [p for p, (r, start) in comes.items() if p in was and was[p][0] == r and was[p][1] != start]
    for v in dict.fromkeys(int(problem.part_visit[p]) for p in sorted(moved, key=lambda p: -comes[p][1])):
        own = [p for p in comes if problem.part_visit[p] == v]
        if all(p in was and was[p][0] == comes[p][0] for p in own):
            yield _Undo(partial(_with_starts, starts={p: was[p][1] for p in own}), 1)


def _with_routes(solution: Solution, routes: Mapping[int, RoutePlan]) -> Solution:
    return Solution(tuple(routes.get(r, route) for r, route in enumerate(solution.routes)))


def _with_starts(solution: Solution, starts: Mapping[int, int]) -> Solution:
    """These parts at these starts, every stop in its place."""
    routes = [
        replace(route, starts=tuple(starts.get(p, s) for p, s in zip(route.stops, route.starts, strict=True)))
        for route in solution.routes
    ]
    return Solution(tuple(routes))
