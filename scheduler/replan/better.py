"""The re-plan: the engine starts from doing nothing, and the better of the two is kept."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np

from scheduler.domain.plan import Plan
from scheduler.problem.evaluate import evaluate
from scheduler.problem.problem import Problem
from scheduler.problem.solution import Solution
from scheduler.replan.board import Board
from scheduler.replan.calming import calmed, served_by, wanted_of
from scheduler.replan.diff import Difference, difference
from scheduler.replan.free import unpromised
from scheduler.replan.named import Name, plan_named
from scheduler.replan.small import capped, is_small, spared
from scheduler.solver.search import Stop, solve

__all__ = ["Name", "Replanned", "Wish", "replan"]

LATER_SHARE = 50  # percent of the iterations, for each search that begins where another one ended


@dataclass(frozen=True, slots=True)
class Wish:
    """How the plan is to be made: steps of the search, seed, how many more people may be disturbed (None: any)."""

    iterations: int
    seed: int
    max_changes: int | None = None


@dataclass(frozen=True, slots=True)
class Replanned:
    """The new plan and doing nothing, both against the told plan. `further`: people disturbed beside those whom doing
    nothing disturbs already, residents and staff; `legal` is false where no plan meets every lock, `possible` where
    doing nothing does not."""

    plan: Plan
    solution: Solution
    nothing: Plan
    change: Difference
    unchanged: Difference
    further: tuple[str, ...]
    legal: bool
    possible: bool
    log: tuple[str, ...]


def replan(board: Board, wish: Wish, name: Name) -> Replanned:
    """Never costs more than doing nothing where that is possible; the same board and wish give the same plan.

    The cap on changes is kept in two steps, since no primitive states it: a free search, and if that disturbs more
    people than allowed, a second one in which only so many people may change, those to whom the first gave most,
    and every other resident keeps person and band. On small days OR-Tools chooses the people beside that.
    """
    found = _found(board, wish)
    solution, log, small = found.solution, found.log, is_small(board)
    if small:
        solution = spared(board, board.loose, solution)
    made = _told(board, solution, wish, name)
    if wish.max_changes is not None and len(made.further) > wish.max_changes:
        best = _told(board, board.nothing, wish, name)
        chosen, said = _capped(board, made, wish)
        if small and (exactly := capped(board, wish.max_changes)) is not None:
            chosen = min(chosen, exactly, key=lambda one: _cost_within(board, one, wish, name))
        tried = _told(board, chosen, wish, name)
        if not board.possible or (tried.legal and len(tried.further) <= wish.max_changes):
            best = tried
        made, log = best, (*log, f"capped at {wish.max_changes} people", *said)
    return replace(made, log=log)


def _cost_within(board: Board, solution: Solution, wish: Wish, name: Name) -> tuple[bool, bool, int]:
    """What breaks nothing and keeps the cap comes first, then what costs less."""
    tried = _told(board, solution, wish, name)
    over = wish.max_changes is not None and len(tried.further) > wish.max_changes
    return not tried.legal, over, tried.plan.cost


@dataclass(frozen=True, slots=True)
class _Found:
    solution: Solution
    log: tuple[str, ...]


def _found(board: Board, wish: Wish) -> _Found:
    """Search from doing nothing on with every band that holds; where somebody is left out whom planning anew would
    serve, search again with bands that are only priced and with all those served."""
    until, start = Stop(iterations=wish.iterations), board.nothing if board.possible else None
    first = solve(board.problem, until, wish.seed, start=start)
    best, log = calmed(board, board.problem, first.solution), first.log
    wanted = wanted_of(board)
    if wanted <= served_by(board.problem, best):
        return _Found(best, log)
    anew = solve(unpromised(board), until, wish.seed)
    until = Stop(iterations=max(1, wish.iterations * LATER_SHARE // 100))
    log = (*log, "planned anew, to see who can be served", *anew.log)
    served = wanted & served_by(board.loose, anew.solution)
    if served <= served_by(board.problem, best):
        return _Found(best, log)
    for problem, begin in (
        (board.problem, best),
        (_dear_bands(board), best),
        (_dear_bands(board), anew.solution),
    ):
        again = solve(_with_all(problem, served), until, wish.seed, start=begin)
        log = (*log, "everybody whom planning anew serves", *again.log)
        if served <= served_by(problem, again.solution):
            break
    more = calmed(board, _with_all(board.loose, served), again.solution)
    judged = evaluate(board.loose, more)
    worse = board.possible and judged.cost > evaluate(board.loose, board.nothing).cost
    return _Found(best if worse or not judged.feasible else more, log)


def _with_all(problem: Problem, visits: set[int]) -> Problem:
    """The same problem in which nothing is worth leaving these visits out."""
    prices = problem.leave_out_cost.copy()
    prices[sorted(visits)] += prices.sum()
    return replace(problem, leave_out_cost=prices)


def _dear_bands(board: Board) -> Problem:
    """Without bands that bind, but with so dear ones that the search leaves few."""
    problem, factor = board.loose, board.day.rulebook.rule("replan.band_factor")
    told = problem.term_rule == problem.rules.index("S11") if "S11" in problem.rules else problem.term_rule < 0
    before, after = (
        np.where(told, factor * rates, rates) for rates in (problem.term_before_rate, problem.term_after_rate)
    )
    return replace(problem, term_before_rate=before, term_after_rate=after)


def _told(board: Board, solution: Solution, wish: Wish, name: Name) -> Replanned:
    plan, nothing = (
        plan_named(board, one, name, wish.seed, wish.iterations, evaluate(board.problem, one).cost_by_rule)
        for one in (solution, board.nothing)
    )
    begun = [(lock.visit_id, lock.part) for lock in board.day.locks if lock.started]
    homes = board.homes
    change = difference(board.told, plan, homes, begun)
    unchanged = difference(board.told, nothing, homes, begun)
    further = sorted({*change.disturbed_residents} - {*unchanged.disturbed_residents})
    further += sorted({*change.disturbed_staff} - {*unchanged.disturbed_staff})
    legal = evaluate(board.loose, solution).feasible
    return Replanned(plan, solution, nothing, change, unchanged, tuple(further), legal, board.possible, ())


def _capped(board: Board, made: Replanned, wish: Wish) -> tuple[Solution, tuple[str, ...]]:
    """A second search in which only so many people may change."""
    problem, start = _with_few(board, made, wish.max_changes or 0), board.nothing if board.possible else None
    again = solve(problem, Stop(iterations=wish.iterations), wish.seed, start=start)
    return calmed(board, problem, again.solution), again.log


def _with_few(board: Board, made: Replanned, most: int) -> Problem:
    """The same problem with few people who may change; everybody else does what doing nothing has for them."""
    staff = {one for one in made.further if one in board.day.staff}
    given = Counter({one.staff_id: len(one.new) for one in made.change.staff if one.staff_id in staff})
    chosen = {who for who, _ in sorted(given.items(), key=lambda one: (-one[1], one[0]))[:most]}
    touched = set(made.unchanged.disturbed_staff) | chosen
    problem = board.problem
    eligible, earliest, latest = problem.eligible.copy(), problem.window_earliest.copy(), problem.window_latest.copy()
    must = problem.must_place.copy()
    placed = board.nothing.placed()
    for r, shift in enumerate(board.draft.shifts):
        if shift.staff_id not in touched:
            own = [p for p, (route, _) in placed.items() if route == r]
            eligible[[p for p in range(problem.parts) if p not in own], r] = False
    for p, (r, start) in placed.items():
        eligible[p, [other for other in range(problem.routes) if other != r]] = False
        must[problem.part_visit[p]] = True
        if board.draft.shifts[r].staff_id not in touched:
            rows = slice(int(problem.window_index[p]), int(problem.window_index[p + 1]))
            earliest[rows], latest[rows] = start, start
    return replace(problem, eligible=eligible, window_earliest=earliest, window_latest=latest, must_place=must)
