"""Column generation on one component: master and pricing in turn, cuts, and a bound that holds whenever one stops.

The bound of a round is Lagrangian: the duals of the rows, plus for each route the least reduced cost that
exact pricing proved, plus what leaving out would save at these duals. It holds for any duals of the right
sign, so an inexact LP weakens it and never falsifies it.
"""

from __future__ import annotations

import math

from scheduler.problem.problem import Problem
from scheduler.problem.solution import Solution
from scheduler.solver.partition.branch import Branch, Certificate, prices_of
from scheduler.solver.partition.components import Component, near_parts
from scheduler.solver.partition.counting import counted_cost
from scheduler.solver.partition.cuts import violated_triples
from scheduler.solver.partition.joint import Limit, limited, they_meet
from scheduler.solver.partition.linked import PairRow
from scheduler.solver.partition.lp import Duals, Lp, LpColumn
from scheduler.solver.partition.prices import CutPrices, Labels, Prices
from scheduler.solver.partition.pricing import MOST_LABELS, Pricing
from scheduler.solver.partition.relaxation import carried
from scheduler.solver.partition.watch import Watch

SLACK = 1e-3  # reduced costs above minus this are not worth a column
GIVE = 2  # columns a route that a heuristic round must give, else an exact one follows
GROW = 4  # LPs after which memories grow, between exact rounds
OFTEN = 8  # LPs after which there is an exact round in any case, so that there is a bound
LABELS_AT_FIRST = 20_000  # of one exact pricing: at duals far from their optimum a long shift has many more
CONVERGED = 2e-2  # between the LP and its bound; costs are whole numbers


class Bounding:
    """The column generation of one component; columns, cuts and memories stay for the next branch.

    `before` is proven elsewhere, `beside` a plan with the other components' routes, if plans are looked for at all;
    `others` is the least bound of the branches that wait.
    """

    def __init__(
        self, problem: Problem, component: Component, watch: Watch, before: int = 0, beside: Solution | None = None
    ) -> None:
        self.problem, self.component, self.watch = problem, component, watch
        self.before, self.beside = before, beside
        self.near = near_parts(component)
        self.arrays = {route.route: route for route in component.routes}
        self.all_day = self.arrays  # without the limits of a branch
        self.made: dict[tuple[int, frozenset[Limit]], Pricing] = {}
        visits = component.parts_of
        self.leave_out = {v: int(problem.leave_out_cost[v]) for v in visits}
        self.unit = math.gcd(*self.leave_out.values()) or 1
        self.level = {v: cost // self.unit for v, cost in self.leave_out.items()}
        self.must = {v for v in visits if problem.must_place[v]}
        self.rows = problem.parts + len(problem.drops)  # drops are worth nothing: index -1 - d finds a zero
        self.branch = self.root = Branch(0, sum(level for v, level in self.level.items() if v not in self.must))
        self.lp = self.empty_lp()
        self.room = (Labels(MOST_LABELS), Labels(MOST_LABELS))
        for labels in self.room:
            labels.room = LABELS_AT_FIRST
        self.cut_short = False  # whether some route had too little room for its labels in the last exact round
        self.enter(self.root)

    def empty_lp(self) -> Lp:
        """A master of the branch that was entered, without columns and cuts."""
        visits = self.component.parts_of
        lp = Lp(
            visits, self.leave_out, self.must, self.level, self.arrays, self.component.counters, self.rows,
            self.component.pairs,
        )  # fmt: skip
        self._hold(lp)
        return lp

    def enter(self, branch: Branch, known: float = 0.0, others: float = math.inf) -> None:
        """Look only at the plans of this branch; its bound starts anew."""
        self.branch = branch
        self.best: Certificate | None = None
        self.known, self.others = known, others
        self._limit()
        self._hold(self.lp)

    def _limit(self) -> None:
        """Let the routes of the branch start where it lets them."""
        limits = {p: [limit for limit in self.branch.starts if limit[0] == p] for p, _, _ in self.branch.starts}
        self.arrays, self.pricings = {}, {}
        kept = {key: pricing for key, pricing in self.made.items() if not key[1] or key[1] <= self.branch.starts}
        self.made = kept  # those of other branches take much room
        for r, route in self.all_day.items():
            own = frozenset(limit for p in limits.keys() & route.place_of.keys() for limit in limits[p])
            if (r, own) not in self.made:
                self.made[r, own] = Pricing(limited(route, own), self.near, self.component.apart)
            self.pricings[r] = self.made[r, own]
            self.arrays[r] = self.pricings[r].arrays

    def _hold(self, lp: Lp) -> None:
        """Let a master look only at the plans of the branch."""
        branch = self.branch
        lp.between(branch.lowest, branch.highest)
        for v in self.leave_out:
            lowest = 1.0 if v in branch.out else 0.0
            lp.left_out_between(v, lowest, 0.0 if v in self.must or v in branch.placed else 1.0)
        lp.ban(self._forbids)

    def _forbids(self, column: LpColumn) -> bool:
        """Whether the branch does not hold the column."""
        r, stops, arrays = column.route, column.sequence, self.arrays[column.route]
        if any((p, r) in self.branch.banned for p in stops):
            return True
        return bool(self.branch.starts) and arrays.starts(tuple(arrays.place_of[p] for p in stops)) is None

    def hold_branch(self) -> None:
        """Look away from columns that came from elsewhere and are not in the branch."""
        self.lp.ban(self._forbids)

    def so_far(self) -> int:
        """What is proven of all components so far."""
        here = max(self.known, 0.0 if self.best is None else self.best.bound)
        return self.before + whole(max(0.0, min(here, self.others)))

    def is_empty(self, branch: Branch) -> bool:
        """Whether the level cannot be what the branch asks for."""
        free = self.leave_out.keys() - self.must - branch.placed
        least = sum(self.level[v] for v in branch.out)
        return not branch.out <= free or branch.highest < least or sum(self.level[v] for v in free) < branch.lowest

    def cost(self, sequences: dict[int, tuple[int, ...]]) -> int | None:
        """What the routes cost with all that they leave out; None when they make no plan of this component."""
        held = [p for stops in sequences.values() for p in carried(stops)]
        costs = [self.all_day[r].cost_of(stops) for r, stops in sequences.items()]
        if len(set(held)) < len(held) or None in costs:
            return None
        total = counted_cost(self.component.counters, self.arrays, sequences)
        if total is None:
            return None
        out = {v for v, parts in self.component.parts_of.items() if not set(parts) & set(held)}
        if any(_exceeded(row, sequences, out) for row in self.component.pairs):
            return None
        if not they_meet(self.component.joints, self.all_day, sequences):
            return None
        total += sum(cost for cost in costs if cost is not None)
        for v, parts in self.component.parts_of.items():
            placed = sum(p in held for p in parts)
            if 0 < placed < len(parts) or (placed == 0 and v in self.must):
                return None
            total += self.leave_out[v] if placed == 0 else 0
        return total

    def add(self, route: int, sequence: tuple[int, ...]) -> bool:
        """Give a route of global parts to the master; False when it has it or the route cannot be driven."""
        if (route, sequence) in self.lp.columns:
            return False
        cost = self.all_day[route].cost_of(sequence)  # of no branch, since columns stay for the next one
        if cost is None:
            return False
        self.lp.add(route, sequence, cost)
        return True

    def converge(self, enough: float) -> Duals | None:
        """Price until nothing is left to find, or the bound is at least `enough`; None when time is up."""
        active = set(self.pricings)
        while not self.watch.is_over():
            try:
                duals = self.lp.solve()
            except ArithmeticError:  # GLOP gave up: what is proven stays
                return None
            new = 0
            for r in sorted(active):
                added = self.price(r, duals, exact=False)[1]
                new += added
                if not added:
                    active.discard(r)
            if new > GIVE * len(self.pricings) and self.lp.solves % OFTEN:
                if self.lp.solves % GROW == 0 and self._remember_cycles(duals):
                    active = set(self.pricings)
                continue
            bound, new = self._exact_round(duals)
            if bound >= enough:
                return duals
            grown = self._remember_cycles(duals) or (not new and self._more_room())
            if not grown and (not new or duals.value - bound < CONVERGED):
                return duals
            active = set(self.pricings)
        return None

    def cut_rounds(self, rounds: int, enough: float) -> Duals | None:
        """Add violated cuts and converge again, until four rounds in a row gained next to nothing."""
        idle, duals = 0, self.converge(enough)
        for _ in range(rounds):
            if duals is None or idle == 4 or (self.best is not None and self.best.bound >= enough):
                break
            before = duals.value
            known = {triple for triple, _ in self.lp.cuts}
            triples = violated_triples([(carried(column.sequence), x) for column, x in duals.taken], known)
            if not triples:
                break
            self.lp.drop_cuts({k for k, dual in enumerate(duals.cuts) if dual > -1e-9} if len(known) > 150 else set())
            for triple in triples:
                self.lp.cut(triple)
            duals = self.converge(enough)
            idle = idle + 1 if duals is not None and duals.value < before + 0.5 else 0
        return duals

    def prices(self, r: int, duals: Duals) -> Prices:
        """What route r pays in this branch."""
        return prices_of(self.component, self.arrays[r], duals, self.branch.banned)

    def _cut_prices(self, duals: Duals) -> CutPrices:
        return CutPrices(tuple(triple for triple, _ in self.lp.cuts), tuple(-dual for dual in duals.cuts))

    def price(self, r: int, duals: Duals, *, exact: bool) -> tuple[float, int]:
        """(least reduced cost without the route's own dual, columns that are new)."""
        threshold = duals.route[r] - SLACK
        self.watch.tell("pricing routes", self.so_far)
        found = self.pricings[r].cheapest(
            self.prices(r, duals), threshold, self._cut_prices(duals), self.room, exact=exact
        )
        self.cut_short |= exact and found.cut_short
        return found.least, sum(self.add(r, sequence) for sequence in found.sequences)

    def _exact_round(self, duals: Duals) -> tuple[float, int]:
        """The bound at these duals, and how many columns are new."""
        cuts = tuple(triple for triple, _ in self.lp.cuts)
        least, new, self.cut_short = {}, 0, False
        for r, pricing in self.pricings.items():
            if not self.watch.is_over():
                least[r], added = self.price(r, duals, exact=True)
                new += added
            else:
                least[r] = min(pricing.at_least(self.prices(r, duals)), 0.0)
        bound = self.lagrangian(duals, least)
        if self.best is None or bound > self.best.bound:
            self.best = Certificate(bound, duals, cuts, least)
        return bound, new

    def _more_room(self) -> bool:
        """Give the next exact rounds room for twice as many labels, if some route had too little."""
        if not self.cut_short or self.room[0].room >= MOST_LABELS:
            return False
        for labels in self.room:
            labels.room = min(MOST_LABELS, 2 * labels.room)
        return True

    def lagrangian(self, duals: Duals, least: dict[int, float]) -> float:
        """The bound at these duals, if no route's reduced cost without its own dual is below `least`."""
        pairs = [(row, dual) for row, dual in zip(self.component.pairs, duals.pairs, strict=True) if dual < 0]
        total = float(duals.part.sum()) + sum(duals.cuts) + duals.counted + sum(dual * row.most for row, dual in pairs)
        total += duals.level * (self.branch.lowest if duals.level >= 0 else self.branch.highest)
        for v, parts in self.component.parts_of.items():
            if v in self.must or v in self.branch.placed:
                continue
            reduced = self.leave_out[v] - sum(duals.part[p] for p in parts) - duals.level * self.level[v]
            reduced -= sum(dual * row.out.get(v, 0.0) for row, dual in pairs)
            total += reduced if v in self.branch.out else min(0.0, reduced)
        return total + sum(min(0.0, z) for z in least.values())

    def _remember_cycles(self, duals: Duals) -> bool:
        """Let the parts inside each cycle of a taken column remember its part; drop the columns this forbids."""
        grown = False
        for column, _ in duals.taken:
            for p, inside in self._cycles(column.sequence):
                for q in inside:
                    if p not in self.near[q]:
                        grown = True
                        self.near[q].add(p)
                        for pricing in self.made.values():
                            pricing.remember(q, p)
        if grown:
            self.lp.remove(
                column
                for column in self.lp.columns.values()
                if any(all(p in self.near[q] for q in inside) for p, inside in self._cycles(column.sequence))
            )
        return grown

    def _cycles(self, sequence: tuple[int, ...]) -> list[tuple[int, tuple[int, ...]]]:
        """(a part, the stops between two of its places) for each neighbouring pair of places; a part that may not share
        the route with an earlier one stands in its place."""
        last: dict[int, int] = {}
        found = []
        for k, p in enumerate(sequence):
            if p in last:
                found.append((p, sequence[last[p] + 1 : k]))
            last[p] = k
            for q in self.component.apart.get(p, ()):
                last[q] = k
        return found


def _exceeded(row: PairRow, sequences: dict[int, tuple[int, ...]], out: set[int]) -> bool:
    """Whether a plan with these routes and visits left out breaks the row."""
    total = sum(row.amount(r, stops) for r, stops in sequences.items()) + sum(row.out.get(v, 0.0) for v in out)
    return total > row.most + 0.5


def whole(bound: float) -> int:
    """A bound on whole-numbered costs from a sum of floats, whose error is far below a millionth of it."""
    return math.ceil(bound - 1e-6 * max(1.0, abs(bound)))
