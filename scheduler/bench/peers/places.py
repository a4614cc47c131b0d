"""A Problem as the matrices routing engines want: one row per base and per part, one matrix per kind of route."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from scheduler.problem.problem import Ints, Problem


@dataclass(frozen=True, slots=True)
class Places:
    """Rows 0 .. len(bases) - 1 are bases, then the parts in order. `kind[r]` is the matrix of route r.

    Routes of one kind have the same mode, the same serve costs and the same eligible parts.
    """

    bases: tuple[int, ...]
    place: Ints  # [row] place of the problem
    kind: tuple[int, ...]
    example: tuple[int, ...]  # a route of each kind

    def row_of_base(self, place: int) -> int:
        """The row of a base."""
        return self.bases.index(place)

    def row_of_part(self, part: int) -> int:
        """The row of a part."""
        return len(self.bases) + part


def places_of(problem: Problem) -> Places:
    """Bases and parts of a problem, and which routes are of one kind."""
    bases = tuple(sorted({int(place) for place in (*problem.route_from, *problem.route_to)}))
    kinds: dict[bytes, int] = {}
    kind, example = [], []
    for r in range(problem.routes):
        mark = b"".join(
            np.ascontiguousarray(column).tobytes()
            for column in (problem.route_mode[r], problem.serve_cost[:, r], problem.eligible[:, r])
        )
        if mark not in kinds:
            kinds[mark] = len(kinds)
            example.append(r)
        kind.append(kinds[mark])
    place = np.concatenate([np.array(bases, np.int64), problem.part_place])
    return Places(bases, place, tuple(kind), tuple(example))


def matrices(problem: Problem, places: Places) -> Iterator[tuple[Ints, Ints]]:
    """(travel, cost) of each kind, [row, row]: the cost of serving a part stands on every way into it."""
    for r in places.example:
        travel = problem.travel[int(problem.route_mode[r])][np.ix_(places.place, places.place)]
        into = np.concatenate([np.zeros(len(places.bases), np.int64), problem.serve_cost[:, r]])
        cost = travel + into[None, :]
        np.fill_diagonal(cost, 0)
        yield travel, cost
