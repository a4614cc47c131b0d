"""What the bound looks away from."""

from __future__ import annotations

import numpy as np

from scheduler.problem.problem import WORK, Counter, Flags, Problem


def relaxed(problem: Problem, uncounted: tuple[Counter, ...]) -> tuple[str, ...]:
    """What of this problem its bound looks away from; of the counters, those that are `uncounted`."""
    span = problem.route_latest - problem.route_earliest
    limits = (problem.route_max_work < span).any() or (problem.route_max_travel < span).any()
    found = {
        "starts later than need be": bool(problem.term_before_rate.any()),
        "waiting": bool(problem.route_wait_rate.any()),
        "breaks": bool(problem.breaks),
        "limits of work and travel": bool(limits),
        "links": bool(problem.links),
        "waiting in counters of work": any(counter.measure == WORK for counter in problem.counters),
        "some counters": bool(uncounted),
        "longest rides": any((drop.longest_ride < span).any() for drop in problem.drops),
        "further dimensions of capacity": len(problem.capacity) > 1,
        "early departure": bool((problem.route_leaves_early & (problem.route_wait_rate > 0)).any()),
        "terms by window": bool(by_window(problem).any()),
        "peaks": any(peak.rate for peak in problem.peaks),
        "balances": any(balance.rate for balance in problem.balances),
        "circles": bool(problem.circles),
    }
    return tuple(name for name, held in found.items() if held)


def by_window(problem: Problem) -> Flags:
    """Which terms cost something in some windows of their part only: the bound does not count them."""
    several = problem.window_index[1:] - problem.window_index[:-1] > 1
    terms = problem.term_index[1:] - problem.term_index[:-1]
    elsewhere = problem.term_window != np.repeat(problem.window_index[:-1], terms)
    paid = (problem.term_before_rate > 0) | (problem.term_after_rate > 0)
    found: Flags = paid & (problem.term_window >= 0) & (np.repeat(several, terms) | elsewhere)
    return found
