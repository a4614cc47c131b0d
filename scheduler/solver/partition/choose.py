"""Which routes make the plan: set partitioning over all columns known, decided by OR-Tools."""

from __future__ import annotations

import time
from collections.abc import Iterable

from scheduler.problem.problem import TRAVEL, WORK, Problem
from scheduler.problem.solution import Solution
from scheduler.solver.partition.child import CHILD, Program
from scheduler.solver.partition.column import Column, RouteReader
from scheduler.solver.partition.master import Master
from scheduler.solver.partition.mip import TAKEN
from scheduler.solver.partition.together import Priced, cost_together, solution_of


def choose(
    problem: Problem, pool: Iterable[Column], incumbent: Solution, seconds: float, branchings: int | None = None
) -> tuple[Solution, str]:
    """The best plan found over the pool's columns and the incumbent's, and what that changed, in words.

    The incumbent is kept when nothing better was found in `seconds` of wall time, for whatever reason.
    A run limited by `branchings` alone (with seconds to spare) repeats.
    """
    began = time.monotonic()
    reader = RouteReader(problem)
    own = _priced(reader, columns_of(incumbent))
    looks = Looks(problem)
    cheapest = _cheapest_of_each_look(looks, own + _priced(reader, pool))
    priced = list(cheapest.values())
    whole = len(own) == sum(bool(plan.stops) for plan in incumbent.routes)
    before = cost_together(problem, own) if whole else None
    left = seconds - (time.monotonic() - began)
    if left <= 0:
        return incumbent, f"no time was left to choose among {len(priced)} routes"
    master = Master(problem, priced)
    at = {look: k for k, look in enumerate(cheapest)}
    hint = () if before is None else _hint(problem, master, [at[looks.of(pair)] for pair in own])
    answer = CHILD.solve(Program(master.mip, hint, left, branchings))
    if answer is None:
        return incumbent, f"no answer over {len(priced)} routes: the plan stays"
    chosen = [pair for k, pair in enumerate(priced) if answer.values[k] > TAKEN]
    after = cost_together(problem, chosen)
    best = "the best of" if answer.optimal else "chosen among"
    if after is None or (before is not None and after >= before):
        return incumbent, f"the plan stays, {best} {len(priced)} routes"
    solution = solution_of(problem, [column for column, _ in chosen])
    return solution, f"{best} {len(priced)} routes: {_change(before, after, own, chosen)}"


def columns_of(solution: Solution) -> list[Column]:
    """The used routes of a plan."""
    return [Column(r, plan) for r, plan in enumerate(solution.routes) if plan.stops]


def plan_cost(problem: Problem, solution: Solution) -> int | None:
    """What a plan costs; None when it is not legal."""
    columns = columns_of(solution)
    priced = _priced(RouteReader(problem), columns)
    return cost_together(problem, priced) if len(priced) == len(columns) else None


def _priced(reader: RouteReader, columns: Iterable[Column]) -> list[Priced]:
    read = ((column, reader.figures(column)) for column in columns)
    return [(column, figures) for column, figures in read if figures is not None]


class Looks:
    """What the rows of the master can see of a column: two that look the same differ in cost only."""

    def __init__(self, problem: Problem) -> None:
        self._linked = {part for link in problem.links for part in (link.first, link.second)}
        self._counting = {
            measure: {r for counter in problem.counters if counter.measure == measure for r in counter.routes}
            for measure in (WORK, TRAVEL)
        }
        self._balanced = {r for balance in problem.balances for group in balance.groups for r in group}

    def of(self, pair: Priced) -> object:
        """Equal for columns that look the same."""
        column, figures = pair
        timed = zip(column.plan.stops, column.plan.starts, strict=True)
        return (
            column.route,
            frozenset(column.parts),
            frozenset(stop for stop in timed if stop[0] in self._linked),
            figures.work if column.route in self._counting[WORK] else 0,
            figures.travel if column.route in self._counting[TRAVEL] else 0,
            figures.busy if column.route in self._balanced else 0,
            figures.peaks,
        )


def _cheapest_of_each_look(looks: Looks, priced: list[Priced]) -> dict[object, Priced]:
    cheapest: dict[object, Priced] = {}
    for pair in priced:
        look = looks.of(pair)
        if look not in cheapest or pair[1].cost < cheapest[look][1].cost:
            cheapest[look] = pair
    return cheapest


def _hint(problem: Problem, master: Master, taken: list[int]) -> tuple[int, ...]:
    """The variables that are 1 in the incumbent (or in one that differs by cheaper columns)."""
    held = {p for k in taken for p in master.columns[k][0].parts}
    left = {int(v) for p, v in enumerate(problem.part_visit) if p not in held}
    return (*taken, *(master.left_out[v] for v in sorted(left)))


def _change(before: int | None, after: int, own: list[Priced], chosen: list[Priced]) -> str:
    kept = {column for column, _ in own} & {column for column, _ in chosen}
    served = sum(len(column.parts) for column, _ in chosen) - sum(len(column.parts) for column, _ in own)
    gain = f"a first legal plan of cost {after}" if before is None else f"cost {before} -> {after}"
    return f"{gain}, {len(chosen) - len(kept)} of {len(chosen)} routes new, {served:+d} stops"
