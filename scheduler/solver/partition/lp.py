"""The linear relaxation of the master over the columns found so far: GLOP through MathOpt, kept warm."""

from __future__ import annotations

from collections import Counter as Multiset
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.math_opt.python import mathopt

from scheduler.problem.problem import Counter
from scheduler.solver.partition.counting import amount, rows_of
from scheduler.solver.partition.linked import PairRow
from scheduler.solver.partition.relaxation import RouteArrays, carried

ARTIFICIAL = 40_000.0  # above the price of leaving a visit out; only as long as no route serves it
PURGE_FROM, PURGE_EVERY, PURGE_ABOVE = 800, 12, 600.0  # columns, solves, reduced cost
THIN_ABOVE = 150.0  # reduced cost
PARAMETERS = mathopt.SolveParameters(presolve=mathopt.Emphasis.OFF)


@dataclass(slots=True)
class LpColumn:
    """A route in the LP: its stops as global parts, perhaps one of them twice."""

    route: int
    sequence: tuple[int, ...]
    cost: int
    variable: mathopt.Variable


@dataclass(frozen=True, slots=True)
class Duals:
    """Clipped to the signs that their rows allow, so that a bound from them is valid whatever GLOP said."""

    value: float
    part: NDArray[np.float64]  # by global part, >= 0
    route: dict[int, float]  # <= 0
    cuts: tuple[float, ...]  # <= 0
    level: float
    counters: tuple[float, ...]  # price of a unit counted, between 0 and what the counter charges
    counted: float  # what the rows of the counters add to a bound at these prices
    pairs: tuple[float, ...]  # <= 0
    taken: tuple[tuple[LpColumn, float], ...]  # columns with a positive value
    left_out: dict[int, float]  # visit -> value


class Lp:
    """Rows: each part held at least once or its visit left out, each route once at most, pairs, cuts, the level."""

    def __init__(
        self, parts_of: dict[int, list[int]], leave_out: dict[int, int], must: set[int], level: dict[int, int],
        arrays: Mapping[int, RouteArrays], counters: tuple[Counter, ...], size: int,
        pairs: tuple[PairRow, ...] = (),
    ) -> None:  # fmt: skip
        self.parts_of, self.leave_out, self.must, self.level = parts_of, leave_out, must, level
        self.size, self.arrays, self.counters, self.pairs = size, arrays, counters, pairs
        self.model = mathopt.Model()
        self.part_row = {p: self.model.add_linear_constraint(lb=1.0) for parts in parts_of.values() for p in parts}
        self.route_row = {r: self.model.add_linear_constraint(ub=1.0) for r in arrays}
        self.level_row = self.model.add_linear_constraint(lb=0.0, ub=float(sum(level.values())))
        self.left_out: dict[int, mathopt.Variable] = {}
        for v, parts in parts_of.items():
            self.left_out[v] = self._variable(leave_out[v], 0.0 if v in must else 1.0)
            self.level_row.set_coefficient(self.left_out[v], float(level[v]))
            for p in parts:
                self.part_row[p].set_coefficient(self.left_out[v], 1.0)
                self.part_row[p].set_coefficient(self._variable(leave_out[v] + ARTIFICIAL, float("inf")), 1.0)
        self.counter_rows = []
        for c, right, rate in rows_of(counters):
            counter_row = self.model.add_linear_constraint(ub=right)
            if rate < float("inf"):
                counter_row.set_coefficient(self._variable(rate, float("inf")), -1.0)
            self.counter_rows.append((c, right, rate, counter_row))
        self.pair_rows = [self.model.add_linear_constraint(ub=row.most) for row in pairs]
        self._paired: dict[tuple[int, int], list[tuple[mathopt.LinearConstraint, float]]] = {}
        for pair, pair_row in zip(pairs, self.pair_rows, strict=True):
            for v, coefficient in pair.out.items():
                pair_row.set_coefficient(self.left_out[v], coefficient)
            for held, coefficient in pair.held.items():
                self._paired.setdefault(held, []).append((pair_row, coefficient))
        self.columns: dict[tuple[int, tuple[int, ...]], LpColumn] = {}
        self.cuts: list[tuple[frozenset[int], mathopt.LinearConstraint]] = []
        self._holding: dict[int, set[tuple[int, tuple[int, ...]]]] = {p: set() for p in self.part_row}
        self._cutting: dict[int, dict[frozenset[int], mathopt.LinearConstraint]] = {p: {} for p in self.part_row}
        self.solver = mathopt.IncrementalSolver(self.model, mathopt.SolverType.GLOP)
        self.solves = 0

    def _variable(self, cost: float, upper: float) -> mathopt.Variable:
        variable = self.model.add_variable(lb=0.0, ub=upper)
        self.model.objective.set_linear_coefficient(variable, float(cost))
        return variable

    def add(self, route: int, sequence: tuple[int, ...], cost: int) -> None:
        """A column that is not there yet."""
        variable = self._variable(cost, float("inf"))
        self.route_row[route].set_coefficient(variable, 1.0)
        for p, times in Multiset(carried(sequence)).items():
            self.part_row[p].set_coefficient(variable, float(times))
        touched: Multiset[frozenset[int]] = Multiset(triple for p in carried(sequence) for triple in self._cutting[p])
        for triple, times in touched.items():
            if times > 1:
                self._cutting[next(iter(triple))][triple].set_coefficient(variable, float(times // 2))
        for p in carried(sequence):
            self._holding[p].add((route, sequence))
        for c, _, _, counter_row in self.counter_rows:
            units = amount(self.counters[c], self.arrays[route], sequence)
            if units:
                counter_row.set_coefficient(variable, float(units))
        paired: dict[mathopt.LinearConstraint, float] = {}
        for p in sequence:
            for pair_row, coefficient in self._paired.get((p, route), ()):
                paired[pair_row] = paired.get(pair_row, 0.0) + coefficient
        for pair_row, coefficient in paired.items():
            pair_row.set_coefficient(variable, coefficient)
        self.columns[route, sequence] = LpColumn(route, sequence, cost, variable)

    def remove(self, columns: Iterable[LpColumn]) -> None:
        """Take columns out."""
        for column in list(columns):
            del self.columns[column.route, column.sequence]
            for p in carried(column.sequence):
                self._holding[p].discard((column.route, column.sequence))
            self.model.delete_variable(column.variable)

    def cut(self, triple: frozenset[int]) -> None:
        """Of three parts, at most one route holds two or more."""
        row = self.model.add_linear_constraint(ub=1.0)
        for key in set[tuple[int, tuple[int, ...]]]().union(*(self._holding[p] for p in triple)):
            pairs = sum(p in triple for p in key[1]) // 2
            if pairs:
                row.set_coefficient(self.columns[key].variable, float(pairs))
        self.cuts.append((triple, row))
        for p in triple:
            self._cutting[p][triple] = row

    def drop_cuts(self, loose: set[int]) -> None:
        """Take out the cuts with these indices."""
        for index in loose:
            triple, row = self.cuts[index]
            self.model.delete_linear_constraint(row)
            for p in triple:
                del self._cutting[p][triple]
        self.cuts = [cut for index, cut in enumerate(self.cuts) if index not in loose]

    def between(self, lowest: int, highest: int) -> None:
        """Bound the sum of the levels of what is left out."""
        self.level_row.lower_bound, self.level_row.upper_bound = float(lowest), float(highest)

    def left_out_between(self, visit: int, lowest: float, highest: float) -> None:
        """Bound the share of a visit that is left out."""
        self.left_out[visit].lower_bound, self.left_out[visit].upper_bound = lowest, highest

    def ban(self, banned: Callable[[LpColumn], bool]) -> None:
        """Take none of these columns; all others may be taken again."""
        for column in self.columns.values():
            held = banned(column)
            if held != (column.variable.upper_bound == 0.0):
                column.variable.upper_bound = 0.0 if held else float("inf")

    def hold(self, route: int, sequence: tuple[int, ...], at_least: float) -> None:
        """Bound the share of a column from below."""
        self.columns[route, sequence].variable.lower_bound = at_least

    def thin(self) -> None:
        """Take out the columns that are far from being used."""
        reduced = self._result().reduced_costs()
        self.remove([c for c in self.columns.values() if reduced[c.variable] > THIN_ABOVE])

    def solve(self, *, purging: bool = True) -> Duals:
        """The optimum over the columns at hand. `purging`: dear columns go out from time to time."""
        result = self._result()
        rows, values = result.dual_values(), result.variable_values()
        part = np.zeros(self.size)
        for p, row in self.part_row.items():
            part[p] = max(0.0, rows[row])
        prices, counted = [0.0] * len(self.counters), 0.0
        for c, right, rate, counter_row in self.counter_rows:
            price = min(rate, max(0.0, -rows[counter_row]))
            prices[c] += price
            counted -= price * right
        self.solves += 1
        duals = Duals(
            value=result.objective_value(),
            part=part,
            route={r: min(0.0, rows[row]) for r, row in self.route_row.items()},
            cuts=tuple(min(0.0, rows[row]) for _, row in self.cuts),
            level=rows[self.level_row],
            counters=tuple(prices),
            counted=counted,
            pairs=tuple(min(0.0, rows[row]) for row in self.pair_rows),
            taken=tuple((c, values[c.variable]) for c in self.columns.values() if values[c.variable] > 1e-6),
            left_out={v: values[x] for v, x in self.left_out.items()},
        )
        if purging and self.solves % PURGE_EVERY == 0 and len(self.columns) > PURGE_FROM:
            reduced = result.reduced_costs()
            self.remove([c for c in self.columns.values() if reduced[c.variable] > PURGE_ABOVE])
        return duals

    def _result(self) -> mathopt.SolveResult:
        """Solve; once more from scratch when GLOP stumbles over its warm start."""
        for fresh in (False, True):
            if fresh:
                self.solver = mathopt.IncrementalSolver(self.model, mathopt.SolverType.GLOP)
            try:
                result = self.solver.solve(params=PARAMETERS)
            except Exception as failure:  # MathOpt shows a solver's error as whatever breaks next
                if fresh:
                    raise ArithmeticError("GLOP gave no answer to the master") from failure
                continue
            if result.termination.reason == mathopt.TerminationReason.OPTIMAL:
                return result
        raise ArithmeticError(f"GLOP ended with {result.termination.reason} on the master")
