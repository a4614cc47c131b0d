"""What kind of problem it is, told before the search: which short cuts of the search hold for it."""

from __future__ import annotations

import numpy as np

from scheduler.problem import problem as words
from scheduler.problem.problem import Problem


def is_timed(problem: Problem) -> bool:
    """Whether the choice of starts can change the cost, so that the earliest are not always best."""
    return bool(
        problem.term_before_rate.any()
        or problem.term_after_rate.any()
        or problem.route_wait_rate.any()
        or problem.route_overtime_rate.any()
        or any(c.measure == words.WORK for c in problem.counters)
        or problem.peaks
        or any(pause.price for pause in problem.breaks)
    )


def is_regular(problem: Problem) -> bool:
    """Whether no cost falls when a start moves later: then the earliest starts are the best."""
    waits = (problem.route_wait_rate > 0) & ~problem.route_leaves_early
    return not (
        problem.term_before_rate.any()
        or waits.any()
        or any(c.measure == words.WORK for c in problem.counters)
        or any(peak.measure == words.WAITING for peak in problem.peaks)
    )


def is_roomy(problem: Problem) -> bool:
    """Whether nothing need end in time: no plan without idle hours reaches any latest start or return."""
    if problem.drops or not problem.parts:
        return False
    care = int(np.where(problem.eligible, problem.duration, 0).max(axis=1).sum())
    waits = sum(max(0, link.minimum) for link in problem.links)
    rests = np.zeros(problem.routes, np.int64)
    for pause in problem.breaks:
        rests[pause.route] += pause.length
    last = problem.window_index[1:] - 1
    if (np.diff(problem.window_index) == 0).any():
        return False
    opens = max(int(problem.window_earliest.max()), int(problem.route_earliest.max()))
    pauses = max((pause.latest for pause in problem.breaks), default=0)
    longest = int(problem.travel.max(initial=0)) * (problem.parts + 1)  # one leg to each part, one home
    reach = max(opens, pauses) + care + waits + int(rests.max(initial=0)) + longest
    return bool(min(problem.window_latest[last].min(), problem.route_latest.min()) >= reach)


def is_lean(problem: Problem) -> bool:
    """Whether only the starts of parts cost, and the more the later: then delays say it all."""
    return is_regular(problem) and not (
        problem.breaks
        or problem.balances
        or problem.route_overtime_rate.any()
        or problem.route_wait_rate.any()
        or any(peak.measure != words.LATENESS for peak in problem.peaks)
    )


def least_rate(problem: Problem) -> int:
    """The least that one more tick of lateness costs anywhere."""
    rates = [*problem.term_after_rate.tolist(), *problem.route_overtime_rate.tolist()]
    return min((rate for rate in rates if rate > 0), default=0)
