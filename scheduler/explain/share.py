"""The share of a day that a question is about: the routes that could have to do with one visit, nobody else's.

What has no route, no visit and no limit in common with it stays as it is, and can neither help nor stand in the way.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scheduler.explain.serving import Answer, Solver
from scheduler.problem.cutting import Cut, cut
from scheduler.problem.problem import Counter, Problem
from scheduler.problem.solution import Solution


@dataclass(frozen=True, slots=True)
class Share:
    """The free routes, the parts of the visit asked about, and what all do now."""

    routes: frozenset[int]
    parts: frozenset[int]
    now: Solution

    def visits(self, problem: Problem) -> int:
        """How many visits are to be placed there, with the one asked about."""
        return len({int(problem.part_visit[p]) for p, (r, _) in self.now.placed().items() if r in self.routes}) + 1

    def ask(self, problem: Problem, solver: Solver) -> Answer:
        """The solver's answer for the share, as one for the whole day."""
        own = self.cut(problem, self.now)
        if not self.parts <= set(own.parts):
            return Answer(None, True)  # nobody may ever serve it
        answer = solver(own.problem, own.inner())
        return Answer(own.outer(answer.solution), answer.certain) if answer.solution is not None else answer

    def cut(self, problem: Problem, solution: Solution) -> Cut:
        """The share as a Problem of its own, beside what everybody else does in the solution."""
        return cut(problem, solution, self.routes)


def share_of(problems: Sequence[Problem], visit: int, now: Solution) -> Share:
    """The routes that a visit could have to do with in one of the problems, directly or through others."""
    near, routes = {visit}, set[int]()
    while True:
        before = len(near), len(routes)
        for problem in problems:
            for p in range(problem.parts):
                own = {int(r) for r in problem.eligible[p].nonzero()[0]}
                if int(problem.part_visit[p]) in near or own & routes:
                    near.add(int(problem.part_visit[p]))
                    routes |= own
            near |= _linked(problem, near)
            for counter in problem.counters:
                counted = _counted(problem, counter)
                if counted & routes:
                    routes |= counted
        if (len(near), len(routes)) == before:
            parts = frozenset(problems[0].parts_of(visit))
            return Share(frozenset(routes), parts, now)


def _linked(problem: Problem, near: Iterable[int]) -> set[int]:
    known, found = set(near), set[int]()
    for link in problem.links:
        both = {int(problem.part_visit[link.first]), int(problem.part_visit[link.second])}
        if both & known:
            found |= both
    return found


def _counted(problem: Problem, counter: Counter) -> set[int]:
    """The routes that a counter counts something on."""
    if counter.parts is None:
        return set(counter.routes)
    return {r for r in counter.routes if any(problem.eligible[p, r] for p in counter.parts)}
