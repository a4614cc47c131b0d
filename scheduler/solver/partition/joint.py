"""Two parts whose starts belong together: whether routes can meet so, and where to split the hours when they cannot.

The relaxation lets each route choose its own hours. Splitting a start before and after an hour, for both parts at once,
is what brings them together again; windows change, pricing stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from scheduler.problem.problem import Problem
from scheduler.solver.partition.linked import offset, together
from scheduler.solver.partition.lp import Duals
from scheduler.solver.partition.relaxation import RouteArrays

FAR = 1 << 40  # ticks: a span that binds nothing
UNDECIDED = 1e-3  # share of routes that each side of a split must forbid at least

Limit = tuple[int, int, int]  # part, least and most of its start


@dataclass(frozen=True, slots=True)
class Joint:
    """Both parts are placed or neither; the second starts `least` to `most` ticks after the first."""

    first: int
    second: int
    least: int
    most: int


def joints(problem: Problem) -> list[Joint]:
    """Those of the links that tie two starts."""
    found = []
    for link in problem.links:
        least, most = offset(problem, link)
        if together(problem, link) and (least > -FAR or most < FAR):
            found.append(Joint(link.first, link.second, least, most))
    return found


def limited(arrays: RouteArrays, limits: Iterable[Limit]) -> RouteArrays:
    """The route with starts within these limits only."""
    window = arrays.window.copy()
    for p, least, most in limits:
        if p in arrays.place_of:
            own = window[arrays.place_of[p]]
            np.maximum(own[:, 0], least, out=own[:, 0])
            np.minimum(own[:, 1], most, out=own[:, 1])
            own[own[:, 0] > own[:, 1]] = 1, 0
            own[:] = own[np.argsort(own[:, 0] > own[:, 1], kind="stable")]
    return replace(arrays, window=window)


def they_meet(
    pairs: Iterable[Joint], arrays: Mapping[int, RouteArrays], sequences: Mapping[int, tuple[int, ...]]
) -> bool:
    """Whether the routes have starts, each as early as all others let it, at which every pair meets."""
    least: dict[int, int] = {}
    while True:
        start: dict[int, int] = {}
        for r, stops in sequences.items():
            begins = limited(arrays[r], [(p, least[p], FAR) for p in stops if p in least])
            starts = begins.starts(tuple(begins.place_of[p] for p in stops))
            if starts is None:
                return False
            start.update(zip(stops, starts, strict=True))
        before = dict(least)
        for pair in pairs:
            if pair.first in start and pair.second in start:
                a, b = start[pair.first], start[pair.second]
                if b < a + pair.least:
                    least[pair.second] = max(least.get(pair.second, 0), a + pair.least)
                if b > a + pair.most:
                    least[pair.first] = max(least.get(pair.first, 0), b - pair.most)
        if least == before:
            return True


def split_of(
    pairs: Iterable[Joint], arrays: Mapping[int, RouteArrays], duals: Duals
) -> tuple[float, tuple[Limit, ...], tuple[Limit, ...]] | None:
    """(share, before, after): the split of which each side forbids the largest share of this optimum; or None."""
    best: tuple[float, tuple[Limit, ...], tuple[Limit, ...]] | None = None
    for pair in pairs:
        spans: tuple[list[tuple[int, int, float]], ...] = ([], [])  # of each part: earliest, latest, share of a column
        for column, share in duals.taken:
            for part, found in zip((pair.first, pair.second), spans, strict=True):
                if part in column.sequence:
                    found.append((*arrays[column.route].span_of(column.sequence, part), share))
        own, others = spans
        hours = {hour for a, b, _ in own for hour in (a - 1, b)}
        hours |= {hour for a, b, _ in others for hour in (a - pair.most - 1, b - pair.least)}
        for hour in sorted(hours):
            early = sum(x for a, _, x in own if a > hour) + sum(x for a, _, x in others if a > hour + pair.most)
            late = sum(x for _, b, x in own if b <= hour) + sum(x for _, b, x in others if b <= hour + pair.least)
            share = min(early, late)
            if share > UNDECIDED and (best is None or share > best[0] + 1e-9):
                before = ((pair.first, -FAR, hour), (pair.second, -FAR, hour + pair.most))
                after = ((pair.first, hour + 1, FAR), (pair.second, hour + 1 + pair.least, FAR))
                best = share, before, after
    return best
