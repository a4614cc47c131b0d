"""The re-plan: the engine starts from doing nothing, and the better of the two is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from scheduler.domain.plan import Plan
from scheduler.problem.evaluate import evaluate
from scheduler.problem.problem import Problem
from scheduler.problem.solution import RoutePlan, Solution
from scheduler.replan.board import Board, promised
from scheduler.replan.diff import Difference, difference
from scheduler.solver.search import Stop, solve
from scheduler.translate import plan_of


@dataclass(frozen=True, slots=True)
class Wish:
    """How the plan is to be made: steps of the search, seed, how many more people may be disturbed (None: any)."""

    iterations: int
    seed: int
    max_changes: int | None = None


@dataclass(frozen=True, slots=True)
class Name:
    """What the new version is called and by whom it is made."""

    plan_id: str
    version: int
    author: str
    made: datetime


@dataclass(frozen=True, slots=True)
class Replanned:
    """The new plan and doing nothing, both against the told plan. `further`: people disturbed beside those whom doing
    nothing disturbs already, residents and staff; `legal` is false where no plan meets every lock, `possible` where
    doing nothing does not."""

    plan: Plan
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
    and every other resident keeps person and band. It is a cap, not a proof that no better choice of people exists.
    """
    result = solve(board.problem, Stop(iterations=wish.iterations), wish.seed, start=_start(board))
    made = _told(board, _calmed(board, board.problem, result.solution), wish, name)
    log = result.log
    if wish.max_changes is not None and len(made.further) > wish.max_changes:
        problem = _capped(board, made, wish.max_changes)
        again = solve(problem, Stop(iterations=wish.iterations), wish.seed, start=_start(board))
        chosen = _calmed(board, problem, again.solution)
        capped = _told(board, chosen, wish, name)
        if board.possible and (not capped.legal or len(capped.further) > wish.max_changes):
            capped = _told(board, board.nothing, wish, name)
        made, log = capped, (*log, f"capped at {wish.max_changes} people", *again.log)
    return replace(made, log=log)


def _start(board: Board) -> Solution | None:
    return board.nothing if board.possible else None


def _calmed(board: Board, problem: Problem, solution: Solution) -> Solution:
    """Nobody is disturbed for little: what the search changed is taken back where that costs less than the people are
    worth, replan.told_gain each: first whole groups of people who changed together, then times alone.

    Never worse than doing nothing.
    """
    gain = board.day.rulebook.rule("replan.told_gain")
    state = evaluate(problem, solution)
    for undoing in (_groups, _same_routes, _same_visits, _same_visits):
        for undo in undoing(problem, solution, board.nothing):
            tried = undo.change(solution)
            judged = evaluate(problem, tried)
            if judged.feasible and judged.cost < state.cost + gain * undo.people:
                solution, state = tried, judged
    if board.possible and state.cost > evaluate(problem, board.nothing).cost:
        return board.nothing
    return solution


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


def _told(board: Board, solution: Solution, wish: Wish, name: Name) -> Replanned:
    plan, nothing = _plan(board, solution, wish, name), _plan(board, board.nothing, wish, name)
    begun = [(lock.visit_id, lock.part) for lock in board.day.locks if lock.started]
    homes = board.homes
    change = difference(board.told, plan, homes, begun)
    unchanged = difference(board.told, nothing, homes, begun)
    further = sorted({*change.disturbed_residents} - {*unchanged.disturbed_residents})
    further += sorted({*change.disturbed_staff} - {*unchanged.disturbed_staff})
    legal = evaluate(board.problem, solution).feasible
    return Replanned(plan, nothing, change, unchanged, tuple(further), legal, board.possible, ())


def _plan(board: Board, solution: Solution, wish: Wish, name: Name) -> Plan:
    """In names and clock times; a band that still holds stays as it was told."""
    plan = plan_of(
        board.day,
        board.draft,
        solution,
        plan_id=name.plan_id,
        version=name.version,
        author=name.author,
        made=name.made,
        seed=wish.seed,
        iterations=wish.iterations,
        cost_by_rule=dict(evaluate(board.problem, solution).cost_by_rule),
    )
    return with_promises(plan, board.told)


def with_promises(plan: Plan, told: Plan) -> Plan:
    """The plan with the bands that people were told, where the start still lies inside."""
    bands = {key: stop.band for key, stop in promised(told).items()}
    routes = []
    for route in plan.routes:
        stops = []
        for stop in route.stops:
            early, late = bands.get((stop.visit_id, stop.part), stop.band)
            stops.append(replace(stop, band=(early, late)) if early <= stop.start <= late else stop)
        routes.append(replace(route, stops=tuple(stops)))
    return replace(plan, routes=tuple(routes))


def _capped(board: Board, made: Replanned, most: int) -> Problem:
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
