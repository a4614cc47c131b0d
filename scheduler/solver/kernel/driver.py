"""Python's side of the kernel: fill a World from a problem and a start, run it, read plans and routes back."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from scheduler.problem.problem import Problem
from scheduler.problem.solution import NOT_HELD, RoutePlan, Solution, drop_stop
from scheduler.solver.kernel import layout as at
from scheduler.solver.kernel import loop
from scheduler.solver.kernel.layout import World
from scheduler.solver.kernel.packing import pack
from scheduler.solver.kernel.recipe import STANDARD, Recipe


def lay_breaks(w: World, problem: Problem) -> None:
    """The breaks stand on their routes, ready for the first stop."""
    first_break = problem.parts + len(problem.drops) * problem.routes
    own: dict[int, list[int]] = {}
    for b in sorted(range(len(problem.breaks)), key=lambda b: problem.breaks[b].earliest):
        own.setdefault(problem.breaks[b].route, []).append(first_break + b)
    for r, ops in own.items():
        _lay(w, r, ops)


def _lay(w: World, r: int, ops: list[int]) -> None:
    """Write a sequence on route r of all copies, without timing it."""
    w.seq[:, r, : len(ops)] = ops
    w.tally[:, r, at.LEN] = len(ops)
    for k, o in enumerate(ops):
        kind = w.op[o, at.KIND]
        w.stop[:, o, at.ROUTE], w.stop[:, o, at.POS] = r, k
        w.stop[:, o, at.E], w.stop[:, o, at.L] = w.op[o, at.EARLY], w.op[o, at.LATE]
        if kind == at.PART:
            w.stop[:, o, at.DUR] = w.serve[0, o, r]
        w.tally[:, r, at.COUNT] += int(kind == at.PART)
        w.tally[:, r, at.LINKED] += int(kind == at.PART and w.op[o, at.LINKS] > 0)
        w.tally[:, r, at.DROPS] += int(kind == at.DROP)


def lay_plan(w: World, problem: Problem, start: Solution) -> None:
    """Lay a feasible plan's sequences on all copies; the compiled `stand` then times it."""
    first_break = problem.parts + len(problem.drops) * problem.routes
    for r, plan in enumerate(start.routes):
        if not plan.stops:
            continue
        ops = [s if s >= 0 else problem.parts + (-1 - s) * problem.routes + r for s in plan.stops]
        own = (first_break + b for b, pause in enumerate(problem.breaks) if pause.route == r)
        breaks = {o: begin for o, begin in zip(own, plan.breaks, strict=True) if begin != NOT_HELD}
        timed = sorted(
            zip((*plan.starts, *breaks.values()), (0,) * len(ops) + (1,) * len(breaks), (*ops, *breaks), strict=True)
        )
        order = {o: k for k, o in enumerate(ops)}
        # stops keep their order even when two start at once
        stops = iter(sorted((o for _, pause, o in timed if not pause), key=order.__getitem__))
        _clear(w, r)
        _lay(w, r, [o if pause else next(stops) for _, pause, o in timed])


def _clear(w: World, r: int) -> None:
    for k in range(w.tally[at.WORK, r, at.LEN]):
        w.stop[:, w.seq[at.WORK, r, k], at.ROUTE] = -1
    for column in (at.LEN, at.COUNT, at.LINKED, at.DROPS):
        w.tally[:, r, column] = 0


def solution_of(w: World, problem: Problem, copy: int = at.BEST) -> Solution:
    """A copy of the plan, with the starts the kernel chose."""
    column = at.START if w.pool[at.TIMED] else at.E
    return Solution(tuple(_plan_of(w, problem, r, w.seq[copy, r, : w.tally[copy, r, at.LEN]], w.stop[copy, :, column])
                          for r in range(problem.routes)))  # fmt: skip


def _plan_of(w: World, problem: Problem, r: int, ops: np.ndarray, starts: np.ndarray) -> RoutePlan:
    first_break = problem.parts + len(problem.drops) * problem.routes
    stops = [int(o) for o in ops if w.op[o, at.KIND] != at.BREAK]
    if not stops:
        return RoutePlan()
    breaks = [first_break + b for b, pause in enumerate(problem.breaks) if pause.route == r]
    named = [o if o < problem.parts else drop_stop((o - problem.parts) // problem.routes) for o in stops]
    held = {int(o) for o in ops}
    pauses = tuple(int(starts[o]) if o in held else NOT_HELD for o in breaks)
    return RoutePlan(tuple(named), tuple(int(starts[o]) for o in stops), pauses)


def archived_routes(w: World, problem: Problem) -> Iterator[tuple[int, RoutePlan]]:
    """Good routes met on the way, oldest first."""
    kept = int(w.lists[at.SCALARS, at.ARCHIVED])
    for i in range(max(0, kept - at.ARCHIVE_ROWS), kept):
        row = w.archive[i % at.ARCHIVE_ROWS]
        n = int(row[at.A_LEN])
        ops = row[4 : 4 + n]
        starts = np.zeros(len(w.op), np.int64)
        starts[ops] = row[4 + at.ARCHIVE_STOPS : 4 + at.ARCHIVE_STOPS + n]
        r = int(row[at.A_ROUTE])
        yield r, _plan_of(w, problem, r, ops, starts)


class Driver:
    """One search: a World and the problem that it stands for."""

    def __init__(self, problem: Problem, seed: int, recipe: Recipe = STANDARD) -> None:
        self.problem, self.recipe = problem, recipe
        self.world, self.table = pack(
            problem, seed, recipe
        )  # the table is read by address: it lives as long as the world
        lay_breaks(self.world, problem)

    def begin_from(self, start: Solution, feasible: bool) -> None:
        """Lay a plan: as it is when feasible, else those of its single stops that hold, by their starts."""
        if feasible:
            lay_plan(self.world, self.problem, start)
            loop.stand(self.world)
            return
        placed = sorted((begin, part, r) for part, (r, begin) in start.placed().items())
        for _, part, r in placed:
            if self.problem.eligible[part, r]:
                loop.append(self.world, part, r)

    def construct(self) -> None:
        """Insert everything that is not placed, cheapest first."""
        loop.construct(self.world)

    def anneal(self, iterations: int, done: float, horizon: float, hot: float, cold: float) -> None:
        """See `loop.anneal`."""
        loop.anneal(self.world, iterations, done, horizon, hot, cold)

    def adopt(self, other: Driver) -> None:
        """Go on from the best plan of another search of the same problem, itself at rest."""
        mine, theirs = self.world, other.world
        for copy in (at.WORK, at.CURRENT, at.BEST):
            mine.stop[copy] = theirs.stop[at.BEST]
            mine.seq[copy] = theirs.seq[at.BEST]
            mine.counter[copy] = theirs.counter[at.BEST]
            mine.tally[copy, :, : at.SAVED] = theirs.tally[at.BEST, :, : at.SAVED]
        mine.tally[at.CURRENT, :, at.STALE] = mine.lists[at.BEST_STALE, 0] = 0  # all copies are the same now
        first = mine.pool[mine.unit[:, at.MEMBER]]
        absent = np.flatnonzero(mine.stop[at.WORK, first, at.ROUTE] < 0)
        mine.lists[at.ABSENT, 0] = len(absent)
        mine.lists[at.ABSENT, 1 : len(absent) + 1] = absent
        mine.lists[at.SCALARS, [at.CURRENT_COST, at.BEST_COST]] = theirs.lists[at.SCALARS, at.BEST_COST]

    def cost(self) -> int:
        """What the best plan so far costs, by the search's own sums."""
        return int(self.world.lists[at.SCALARS, at.BEST_COST])

    def solution(self) -> Solution:
        """The best plan so far."""
        return solution_of(self.world, self.problem)

    def routes(self) -> Iterator[tuple[int, RoutePlan]]:
        """The good routes met so far."""
        return archived_routes(self.world, self.problem)

    def heat(self) -> tuple[float, float]:
        """First and last temperature."""
        recipe, leg = self.recipe, self.mean_leg()
        if self.problem.links:
            return recipe.hot_linked * leg, recipe.cold_linked * leg
        return recipe.hot * leg, recipe.cold * leg

    def mean_leg(self) -> float:
        """Mean travel per stop of the best plan, at least 1: the scale of the temperatures."""
        tally = self.world.tally[at.BEST]
        return max(1.0, float(tally[:, at.TRAVELLED].sum()) / max(1, int(tally[:, at.COUNT].sum())))
