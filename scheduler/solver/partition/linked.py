"""What of the links the bound keeps: tighter windows, and rows over who carries which part.

Two parts that are both placed or neither, with starts that lie a known span apart, cannot be on routes whose hours lie
further apart; and two that ask for different people, or for the same one, say so for each person. A row is a sum
over (part, route), so that pricing only sees other weights.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from scheduler.problem.problem import BOTH, DIFFERENT, NEEDS, SAME, Link, Problem

ROUNDS = 3  # of windows told from part to part, along chains of links

Held = tuple[int, int]  # part, route
Span = tuple[int, int]  # the least and the most of a start, inclusive


@dataclass(frozen=True, slots=True)
class PairRow:
    """The sum of `held` over the parts on their routes, and of `out` over the visits left out, is at most `most`."""

    held: Mapping[Held, float]
    most: float = 0.0
    out: Mapping[int, float] = field(default_factory=dict)

    def amount(self, route: int, stops: tuple[int, ...]) -> float:
        """What a route with these stops (global parts) adds."""
        return sum(self.held.get((p, route), 0.0) for p in stops)

    @property
    def parts(self) -> set[int]:
        """The parts that it asks about."""
        return {p for p, _ in self.held}


def together(problem: Problem, link: Link) -> bool:
    """Whether both parts of the link are placed or neither."""
    return link.presence == BOTH or bool(problem.part_visit[link.first] == problem.part_visit[link.second])


def offset(problem: Problem, link: Link) -> Span:
    """The least and the most that the second part starts after the first, whoever serves that."""
    lengths = problem.duration[link.first, problem.eligible[link.first]]
    if not link.from_end or not len(lengths):
        return link.minimum, link.maximum
    return link.minimum + int(lengths.min()), link.maximum + int(lengths.max())


def spans(problem: Problem, p: int) -> dict[int, Span]:
    """Between which starts each route that may carry the part can do so, if it does nothing else."""
    rows = slice(int(problem.window_index[p]), int(problem.window_index[p + 1]))
    found = {}
    for r in np.flatnonzero(problem.eligible[p]).tolist():
        begins = np.maximum(problem.window_earliest[rows], problem.route_earliest[r])
        ends = np.minimum(problem.window_latest[rows], problem.route_latest[r] - problem.duration[p, r])
        open_rows = begins <= ends
        if open_rows.any():
            found[r] = int(begins[open_rows].min()), int(ends[open_rows].max())
    return found


def tightened(problem: Problem) -> Problem:
    """The problem without starts that its links forbid; it has the same plans."""
    must = problem.must_place[problem.part_visit]
    for _ in range(ROUNDS if problem.links else 0):
        for link in problem.links:
            least, most = offset(problem, link)
            both = together(problem, link)
            if both or link.presence == NEEDS or must[link.first]:
                reached = [(a + least, b + most) for a, b in spans(problem, link.first).values()]
                problem = _within(problem, link.second, reached)
            if both or must[link.second]:
                reached = [(a - most, b - least) for a, b in spans(problem, link.second).values()]
                problem = _within(problem, link.first, reached)
    return problem


def _within(problem: Problem, p: int, reached: list[Span]) -> Problem:
    """The problem with each window of the part cut to what lies in one of these spans."""
    earliest, latest = problem.window_earliest.copy(), problem.window_latest.copy()
    for w in range(int(problem.window_index[p]), int(problem.window_index[p + 1])):
        a, b = int(earliest[w]), int(latest[w])
        kept = [(max(a, begin), min(b, end)) for begin, end in reached if max(a, begin) <= min(b, end)]
        earliest[w] = min((begin for begin, _ in kept), default=a)
        latest[w] = max((end for _, end in kept), default=a - 1)
    return replace(problem, window_earliest=earliest, window_latest=latest)


def pair_rows(problem: Problem) -> list[PairRow]:
    """All rows that hold for every plan and for not every choice of routes."""
    found: list[PairRow] = []
    for link in problem.links:
        first, second = spans(problem, link.first), spans(problem, link.second)
        if together(problem, link):
            least, most = offset(problem, link)
            found += _rows_of_hours(link.first, first, link.second, second, most)
            found += _rows_of_hours(link.second, second, link.first, first, -least)
        found += _rows_of_people(problem, link, list(first), list(second))
    return found


def _rows_of_hours(p: int, own: dict[int, Span], q: int, others: dict[int, Span], later: int) -> Iterator[PairRow]:
    """Where p surely starts early, q starts at most `later` ticks after that: rows for every hour that tells routes."""
    known = set[tuple[frozenset[int], frozenset[int]]]()
    for hour in sorted({end for _, end in own.values()}):
        early = frozenset(r for r, (_, end) in own.items() if end <= hour)
        able = frozenset(r for r, (begin, _) in others.items() if begin <= hour + later)
        if len(able) < len(others) and (early, able) not in known:
            known.add((early, able))
            yield PairRow({(p, r): 1.0 for r in early} | {(q, r): -1.0 for r in able})


def _rows_of_people(problem: Problem, link: Link, first: list[int], second: list[int]) -> Iterator[PairRow]:
    """For each person: not both parts, or one if and only if the other."""
    of_person: dict[int, tuple[list[Held], list[Held]]] = defaultdict(lambda: ([], []))
    for k, (p, routes) in enumerate(((link.first, first), (link.second, second))):
        for r in routes:
            of_person[int(problem.route_staff[r])][k].append((p, r))
    both = together(problem, link)
    visit = int(problem.part_visit[link.first])
    one_visit = visit == int(problem.part_visit[link.second])
    for own, others in of_person.values():
        if link.person == DIFFERENT and own and others:
            yield PairRow(dict.fromkeys(own + others, 1.0), 1.0, {visit: 1.0} if one_visit else {})
        if link.person == SAME and both:
            yield PairRow(dict.fromkeys(own, 1.0) | dict.fromkeys(others, -1.0))
            yield PairRow(dict.fromkeys(own, -1.0) | dict.fromkeys(others, 1.0))
