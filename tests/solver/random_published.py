"""What the published home-care sets ask, drawn on top of a random problem: rates, wishes, peaks, balances.

The draws are its own, so that a problem without these primitives stays what it was.
"""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np

from scheduler.problem.problem import IDLE, LATENESS, WAITING, Balance, Break, Circle, Ints, Peak, Problem

PUBLISHED = frozenset(
    {"balances", "circles", "early departure", "peaks", "travel rates", "wanted breaks", "window terms"}
)

Term = tuple[int, int, int, int, int]  # window row or -1, rule, time, rate before, rate after


def with_published(problem: Problem, on: frozenset[str], draw: random.Random) -> Problem:
    """The problem with those of the primitives that are `on`."""
    routes = problem.routes
    if "travel rates" in on:
        rates = np.array([draw.choice([0, 1, 1, 2, 3]) for _ in range(routes)], np.int64)
        problem = replace(problem, route_travel_rate=rates)
    if "early departure" in on:
        early = np.array([draw.random() < 0.6 for _ in range(routes)], np.bool_)
        problem = replace(problem, route_leaves_early=early)
    if "wanted breaks" in on:
        problem = replace(problem, breaks=_breaks(problem, draw))
    if "window terms" in on:
        problem = _with_terms(problem, _window_terms(problem, draw))
    if "peaks" in on:
        problem = _with_terms(problem, _unpaid_terms(problem, draw))
        problem = replace(problem, peaks=tuple(_peak(problem, draw) for _ in range(draw.randint(1, 3))))
    if "balances" in on:
        problem = replace(problem, balances=tuple(_balance(problem, draw) for _ in range(draw.randint(1, 2))))
    if "circles" in on:
        problem = replace(problem, circles=tuple(_circle(problem, draw) for _ in range(draw.randint(1, 2))))
    return problem


def _circle(problem: Problem, draw: random.Random) -> Circle:
    """Some parts, some people known already, now and then no more than a few in all."""
    people = sorted({int(s) for s in problem.route_staff})
    parts = frozenset(draw.sample(range(problem.parts), max(1, problem.parts // 2)))
    seen = frozenset(s for s in people if draw.random() < 0.3)
    most = draw.choice([None, None, 0, 1, 2])
    return Circle(problem.rules.index("counter"), parts, seen, draw.choice([0, 30, 80]), most)


def _breaks(problem: Problem, draw: random.Random) -> tuple[Break, ...]:
    """Those that are there, and wanted ones among them."""
    found = list(problem.breaks)
    for r in range(problem.routes):
        a, b = int(problem.route_earliest[r]), int(problem.route_latest[r])
        for _ in range(draw.choice([0, 1, 1, 2])):
            earliest = draw.randint(a, (a + b) // 2)
            latest = earliest + draw.choice([-1, 0, 30, 90, 200])
            found.append(Break(r, earliest, latest, draw.randint(5, 60), draw.choice([10, 40, 120])))
    draw.shuffle(found)
    return tuple(found)


def _window_terms(problem: Problem, draw: random.Random) -> list[list[Term]]:
    """For each part terms that hold in one of its windows only."""
    rule, added = problem.rules.index("early or late"), []
    for p in range(problem.parts):
        rows = range(int(problem.window_index[p]), int(problem.window_index[p + 1]))
        added.append(
            [
                (w, rule, _near(problem, w, draw), draw.randrange(3), draw.randrange(4))
                for w in rows
                if draw.random() < 0.6
            ]
        )
    return added


def _unpaid_terms(problem: Problem, draw: random.Random) -> list[list[Term]]:
    """For some parts a term that only a peak looks at."""
    rule, added = problem.rules.index("early or late"), []
    for p in range(problem.parts):
        rows = list(range(int(problem.window_index[p]), int(problem.window_index[p + 1])))
        if not rows or draw.random() < 0.4:
            added.append([])
            continue
        w = draw.choice(rows)
        added.append([(draw.choice([w, -1]), rule, _near(problem, w, draw), 0, 0)])
    return added


def _near(problem: Problem, w: int, draw: random.Random) -> int:
    a, b = int(problem.window_earliest[w]), int(problem.window_latest[w])
    return draw.choice([a, b, draw.randint(a - 20, b + 20)])


def _with_terms(problem: Problem, added: list[list[Term]]) -> Problem:
    """The problem with further terms behind those of each part."""
    columns = (
        problem.term_window, problem.term_rule, problem.term_time, problem.term_before_rate, problem.term_after_rate,
    )  # fmt: skip
    rows: list[list[tuple[int, ...]]] = []
    for p in range(problem.parts):
        own = range(int(problem.term_index[p]), int(problem.term_index[p + 1]))
        rows.append([tuple(int(column[t]) for column in columns) for t in own])
        rows[p] += added[p]
    flat = np.array([row for part in rows for row in part], np.int64).reshape(-1, 5)
    window, rule, time, before, after = (np.ascontiguousarray(flat[:, k]) for k in range(5))
    index: Ints = np.cumsum([0, *(len(part) for part in rows)], dtype=np.int64)
    return replace(
        problem, term_index=index, term_window=window, term_rule=rule, term_time=time, term_before_rate=before,
        term_after_rate=after,
    )  # fmt: skip


def _peak(problem: Problem, draw: random.Random) -> Peak:
    rule, measure, rate = problem.rules.index("peak"), draw.choice([LATENESS, IDLE, WAITING]), draw.randint(1, 4)
    if measure == LATENESS:
        terms = range(len(problem.term_time))
        return Peak(rule, measure, rate, terms=tuple(sorted(draw.sample(terms, draw.randint(0, len(terms))))))
    routes = draw.sample(range(problem.routes), draw.randint(1, problem.routes))
    return Peak(rule, measure, rate, routes=tuple(sorted(routes)))


def _balance(problem: Problem, draw: random.Random) -> Balance:
    """Between people, now and then without one of them."""
    people = sorted({int(s) for s in problem.route_staff})
    groups = tuple(tuple(np.flatnonzero(problem.route_staff == s).tolist()) for s in people if draw.random() < 0.85)
    return Balance(problem.rules.index("balance"), draw.randint(1, 3), groups)
