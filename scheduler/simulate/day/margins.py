"""The same Problem, careful: starts near the end of their hours cost something, samples are due earlier.

Such a Problem is only searched; what its plan costs is counted by the true one, where the plan is legal too. Longer
services in place of margins were tried: 5 % on every service costs 7 to 11 % of a plan, and most of it buys nothing.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from scheduler.problem.problem import Ints, Problem

RATE = 1  # as much as a second of travel or of waiting: 2 was no better on the sample week


def careful(problem: Problem, margin: int) -> Problem:
    """Each second that a start lies nearer than `margin` seconds to the end of its window is priced; samples are due
    that much earlier at the laboratory, and may be half of it less on the way."""
    index, rows = _terms(problem, margin)
    drops = tuple(
        replace(drop, latest=drop.latest - margin, longest_ride=max(0, drop.longest_ride - margin // 2))
        for drop in problem.drops
    )
    return replace(
        problem,
        drops=drops,
        term_index=index,
        term_window=rows[:, 0].copy(),
        term_rule=rows[:, 1].copy(),
        term_time=rows[:, 2].copy(),
        term_before_rate=rows[:, 3].copy(),
        term_after_rate=rows[:, 4].copy(),
    )


def _terms(problem: Problem, margin: int) -> tuple[Ints, Ints]:
    """The terms of every part, and one more for each of its windows that ends within the day."""
    own = np.stack(
        [
            problem.term_window,
            problem.term_rule,
            problem.term_time,
            problem.term_before_rate,
            problem.term_after_rate,
        ],
        axis=1,
    )
    over = int(problem.route_latest.max(initial=0))
    rows: list[Ints] = []
    index = [0]
    for p in range(problem.parts):
        rows.extend(own[problem.term_index[p] : problem.term_index[p + 1]])
        for w in range(int(problem.window_index[p]), int(problem.window_index[p + 1])):
            earliest, latest = int(problem.window_earliest[w]), int(problem.window_latest[w])
            if earliest < latest < over:
                time = max(earliest, latest - margin)
                rows.append(np.array([w, problem.window_rule, time, 0, RATE], np.int64))
        index.append(len(rows))
    return np.array(index, np.int64), np.array(rows, np.int64).reshape(len(rows), 5)
