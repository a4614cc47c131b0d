"""Least disturbance on small disturbed days, held against what CP-SAT proves: a second witness."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from scheduler.bench.disturbed_days import Disturbed
from scheduler.problem.evaluate import evaluate
from scheduler.replan.better import Name, Wish, replan
from scheduler.replan.board import board_of
from scheduler.replan.calming import left_out_for
from scheduler.replan.counted import announced, beside_nothing
from scheduler.solver.exact.fewest import cheapest_with, fewest_people

UNHURRIED = 4.0  # wall seconds to each of deterministic time


@dataclass(frozen=True, slots=True)
class Proof:
    """One small day. `people`: residents and staff disturbed who could be spared at all, of a re-plan; `fewest`: of
    any plan that pays as much for what it leaves out (with its bound). With a cap of `most` further people:
    the cost of the re-plan, and of the cheapest plan that keeps the cap and the bands (with its bound)."""

    seed: int
    visits: int
    now: str
    people: int
    fewest: int | None
    fewest_bound: int
    most: int
    capped_cost: int
    cheapest: int | None
    cheapest_bound: int

    @property
    def above(self) -> int:
        """How many people above what is proved to be needed."""
        return self.people - self.fewest_bound

    @property
    def capped_above_percent(self) -> float:
        """How far the capped re-plan costs more than what is proved to be needed."""
        return 100 * (self.capped_cost - self.cheapest_bound) / max(1, self.cheapest_bound)


def prove(one: Disturbed, iterations: int, most: int, effort: float) -> Proof:
    """Re-plan a day without and with a cap, and ask CP-SAT for both, each with so much deterministic time."""
    freeze = one.now + timedelta(minutes=one.day.rulebook.rule("replan.freeze_minutes"))
    board = board_of(one.day, one.told, one.events, freeze, planned=one.day.visits)
    name, told = Name("again", 2, "bench", one.now), announced(board)
    free = replan(board, Wish(iterations, one.seed), name)
    leaving_out = left_out_for(board.loose, free.solution)
    patience = UNHURRIED * effort
    fewest = fewest_people(board.loose, told, leaving_out, patience, free.solution, effort)
    capped = replan(board, Wish(iterations, one.seed, most), name)
    further = beside_nothing(told, board)
    start = capped.solution if capped.possible else board.nothing
    cheapest = cheapest_with(board.problem, further, most, None, patience, start, effort)
    best = None if cheapest.solution is None else evaluate(board.problem, cheapest.solution).cost
    people = sum(map(len, told.disturbed(board.loose, free.solution)))
    least = None if fewest.solution is None else sum(map(len, told.disturbed(board.loose, fewest.solution)))
    bounds = max(0, fewest.bound), cheapest.bound
    return Proof(
        one.seed, len(one.day.visits), one.now.strftime("%H:%M"), people, least, bounds[0], most,
        capped.plan.cost, best, bounds[1],
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Proved:
    """All small days together: the largest number of people above the proved minimum, on how many days none or one;
    with a cap, on how many days the cost is the proved minimum, and the worst in percent."""

    days: int
    above_worst: int
    at_most_one_above: int
    none_above: int
    capped_best: int
    capped_worst_percent: float


def proved(rows: Sequence[Proof]) -> Proved:
    """What the days add up to; ValueError without any."""
    return Proved(
        len(rows),
        max(row.above for row in rows),
        sum(row.above <= 1 for row in rows),
        sum(row.above <= 0 for row in rows),
        sum(row.capped_cost <= row.cheapest_bound for row in rows),
        max(row.capped_above_percent for row in rows),
    )
