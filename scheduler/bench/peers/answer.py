"""What every engine under comparison gives back, and what a peer cannot say."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scheduler.problem.problem import Problem
from scheduler.problem.solution import Solution

LINKS, COUNTERS, DROPS, ORDERS, START_COST = "links", "counters", "drops", "orders", "cost of the start"
BREAKS, WINDOWS, LONGEST_WORK = "breaks", "several windows", "longest work"
OVERTIME, WAITING, OWN_SPEED, LONGEST_TRAVEL = "overtime", "waiting", "own duration", "longest travel"
OPENING, PEAKS, BALANCES, PRICED_BREAKS = "opening cost", "peaks", "balances", "priced breaks"
CIRCLES = "circles"
TRAVEL_RATE, EARLY_DEPARTURE = "travel rates", "early departure"


class CannotSayError(Exception):
    """The peer has no words for a primitive that the problem uses; the message names it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The plan, the engine's own cost of it (None: not told), and (seconds, cost) each time it got better."""

    solution: Solution
    cost: int | None = None
    curve: tuple[tuple[float, int], ...] = ()
    bound: int | None = None
    iterations: int = 0


def used(problem: Problem) -> frozenset[str]:
    """Which primitives beyond travel, one window, skills, prices, serve cost and capacity the problem uses."""
    binding = problem.route_latest - problem.route_earliest
    found = {
        LINKS: bool(problem.links) or problem.parts > problem.visits,
        COUNTERS: bool(problem.counters),
        DROPS: bool(problem.drops),
        ORDERS: bool(problem.orders),
        START_COST: len(problem.term_time) > 0,
        BREAKS: bool(problem.breaks),
        PRICED_BREAKS: any(pause.price for pause in problem.breaks),
        WINDOWS: bool((np.diff(problem.window_index) != 1).any()),
        LONGEST_WORK: bool((problem.route_max_work < binding).any()),
        LONGEST_TRAVEL: bool((problem.route_max_travel < binding).any()),
        OVERTIME: bool((problem.route_overtime_rate * (problem.route_latest - problem.route_end)).any()),
        WAITING: bool(problem.route_wait_rate.any()),
        OWN_SPEED: bool((problem.duration != problem.duration[:, :1]).any()),
        OPENING: bool(problem.route_opening_cost.any()),
        PEAKS: bool(problem.peaks),
        BALANCES: bool(problem.balances),
        CIRCLES: bool(problem.circles),
        TRAVEL_RATE: bool((problem.route_travel_rate != 1).any()),
        EARLY_DEPARTURE: bool(problem.route_leaves_early.any()),
    }
    return frozenset(name for name, there in found.items() if there)


def refuse_unsaid(problem: Problem, says: frozenset[str]) -> None:
    """CannotSayError when the problem uses a primitive outside `says`."""
    unsaid = sorted(used(problem) - says)
    if unsaid:
        raise CannotSayError(", ".join(unsaid))
