"""Time between the stops of a plan where it pays: starts are moved, sequences and people stay.

A stop that starts later is a buffer for everybody before it; one that starts earlier is a buffer for everybody after
it, and where its agreed hours end soon it is told a longer band. Each move is tried on the same simulated days.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field

import numpy as np

from scheduler.domain.day import Day
from scheduler.domain.plan import Plan
from scheduler.problem.evaluate import evaluate
from scheduler.problem.problem import Problem
from scheduler.problem.solution import Solution
from scheduler.rules.draft import Draft
from scheduler.simulate.day.chances import late_of, unsaved_drops
from scheduler.simulate.day.course import course_of
from scheduler.simulate.day.luck import Luck, luck_of
from scheduler.simulate.day.shifting import shifted
from scheduler.simulate.day.spreads import minutes_of
from scheduler.simulate.day.walk import walk
from scheduler.translate import plan_of
from scheduler.units import MINUTE, at

PASSES = 3
FREE = 1e6  # the worth of a move that costs nothing, and more: no other comes near


@dataclass(frozen=True, slots=True)
class Tried:
    """A solution on the simulated days. `late`: visits begun after their band, and hand-overs of samples out of time,
    expected of a day; `share`: such visits of those that take place."""

    solution: Solution
    cost: int
    late: float
    share: float


@dataclass(frozen=True, slots=True)
class Table:
    """A day in figures, and the luck of the days on which plans of it are tried."""

    day: Day
    draft: Draft
    problem: Problem
    samples: int
    seed: int
    luck: dict[tuple[tuple[int, ...], ...], Luck] = field(default_factory=dict)

    def plan(self, solution: Solution) -> Plan:
        """In names and clock times, with its bands."""
        return plan_of(
            self.day,
            self.draft,
            solution,
            plan_id="tried",
            version=1,
            author="",
            made=at(self.day.day, "00:00"),
            seed=self.seed,
            iterations=0,
            cost_by_rule={},
        )

    def tried(self, solution: Solution) -> Tried | None:
        """What the solution costs and how late it runs; None when it is not legal."""
        judged = evaluate(self.problem, solution)
        if not judged.feasible:
            return None
        course = course_of(self.day, self.plan(solution))
        sequences = tuple(route.stops for route in solution.routes)
        if sequences not in self.luck:
            self.luck[sequences] = luck_of(self.day, course, self.samples, self.seed)
        walked = walk(course, self.luck[sequences])
        late = int(late_of(course, walked).sum())
        visits = [bool(step.visit_id) for step in course.steps]
        done = int(walked.done[np.array(visits, np.bool_)].sum())
        unsaved = int(unsaved_drops(course, walked).sum())
        return Tried(solution, judged.cost, (late + unsaved) / self.samples, late / max(1, done))


def with_buffers(table: Table, begin: Tried, most: int, enough: float) -> Tried:
    """The solution with buffers, one at a time, the most lateness saved for the least cost first; until the late share
    is at most `enough`, no move helps, or the next would cost more than `most` in all. What costs nothing is taken
    anyway."""
    state = begin
    for _ in range(PASSES):
        before = state
        state = _one_pass(table, state, most, enough)
        if state.late == before.late:
            break
    return state


def _one_pass(table: Table, state: Tried, most: int, enough: float) -> Tried:
    """A move is looked at again only when it comes first: by other moves its worth mostly falls."""
    steps = [minutes * MINUTE for minutes in minutes_of(table.day.rulebook, "robust.steps")]
    stops = [(r, k) for r, route in enumerate(state.solution.routes) for k in range(len(route.stops))]
    moves = [(r, k, by) for r, k in stops for step in steps for by in (step, -step)]
    queue = [(-FREE, n) for n in range(len(moves))]
    known: dict[int, Tried] = {}  # tried from the present state
    while queue:
        worth, n = heapq.heappop(queue)
        if n in known:
            if state.share <= enough and -worth < FREE:
                break
            state, known = known[n], {}
        found = table.tried(shifted(table.problem, state.solution, *moves[n]))
        if found is not None and (value := _worth(state, found, most)) > 0:
            known[n] = found
            heapq.heappush(queue, (-value, n))
    return state


def _worth(state: Tried, found: Tried, most: int) -> float:
    """Late visits saved for each 1 of cost; what costs nothing is worth more than anything else."""
    saved, cost = state.late - found.late, found.cost - state.cost
    if found.cost > most or saved <= 0:
        return 0.0
    return saved / cost if cost > 0 else FREE * (1 + saved)
