"""What people were told of a plan, and whom another plan disturbs; indices only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scheduler.problem.problem import Problem
from scheduler.problem.solution import Solution


@dataclass(frozen=True, slots=True)
class Announced:
    """What people were told of parts that have not begun; people are those who can still be spared.

    `parts`: part -> (staff, start); `bands`: visit -> (a part of it, earliest, latest start); `homes`: for each
    resident her visits; `staff`: those whose stops count (as in route_staff); `begun`: parts that are nobody's change.
    """

    parts: Mapping[int, tuple[int, int]]
    bands: Mapping[int, tuple[int, int, int]]
    homes: tuple[tuple[int, ...], ...]
    staff: tuple[int, ...]
    begun: frozenset[int]

    def disturbed(self, problem: Problem, solution: Solution) -> tuple[frozenset[int], frozenset[int]]:
        """The numbers of the homes, and the staff, whom this solution disturbs."""
        placed = {p: (int(problem.route_staff[r]), start) for p, (r, start) in solution.placed().items()}
        homes = {n for n, visits in enumerate(self.homes) if any(self._other(problem, v, placed) for v in visits)}
        staff = set()
        for who in self.staff:
            was = {p: start for p, (told, start) in self.parts.items() if told == who}
            comes = {p: start for p, (own, start) in placed.items() if own == who and p not in self.begun}
            staff |= {who} if was != comes else set()
        return frozenset(homes), frozenset(staff)

    def _other(self, problem: Problem, visit: int, placed: Mapping[int, tuple[int, int]]) -> bool:
        own = [p for p in problem.parts_of(visit) if p in self.parts]
        if any(p not in placed or placed[p][0] != self.parts[p][0] for p in own):
            return True
        part, early, late = self.bands[visit]
        return not early <= placed[part][1] <= late
