"""What a change of a few routes costs and whether it breaks anything, reckoned on those routes alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from scheduler.problem.amounts import amount_of
from scheduler.problem.evaluate import evaluate_route
from scheduler.problem.problem import Problem
from scheduler.problem.solution import RoutePlan, Solution


class Ledger:
    """The figures of a solution that breaks nothing, to compare changes with. Links are not looked at.

    For problems without peaks, balances and circles, as the days of a centre are.
    """

    def __init__(self, problem: Problem, base: Solution) -> None:
        self.problem, self.base = problem, base
        self._alone: dict[int, int] = {}
        self._feeding: dict[int, list[int]] = defaultdict(list)
        self._amounts: dict[tuple[int, int], int] = {}
        self._sums: list[int] = []
        for c, counter in enumerate(problem.counters):
            total = counter.brought_in
            for r in counter.routes:
                self._feeding[r].append(c)
                self._amounts[c, r] = amount_of(problem, counter, r, base.routes[r])
                total += self._amounts[c, r]
            self._sums.append(total)

    def change(self, routes: Mapping[int, RoutePlan]) -> int | None:
        """How much more the solution costs with these routes; None when one of them breaks something."""
        more = 0
        sums: dict[int, int] = {}
        for r, plan in routes.items():
            cost = self._cost(r, plan)
            if cost is None:
                return None
            more += cost - self._before(r)
            for c in self._feeding[r]:
                amount = amount_of(self.problem, self.problem.counters[c], r, plan)
                sums[c] = sums.get(c, self._sums[c]) + amount - self._amounts[c, r]
        for c, total in sums.items():
            counter = self.problem.counters[c]
            if counter.maximum is not None and total > counter.maximum:
                return None
            more += sum(rate * (max(0, total - at) - max(0, self._sums[c] - at)) for at, rate in counter.steps)
        return more

    def relief(self, r: int) -> int:
        """The most that a route can save when stops come onto it: its waiting, and stops that are early for a wish."""
        plan = self.base.routes[r]
        if not plan.stops:
            return 0
        _, times = evaluate_route(self.problem, r, plan)
        early = 0
        for stop, start in zip(plan.stops, plan.starts, strict=True):
            for t in range(*self.problem.term_index[stop : stop + 2].tolist()) if stop >= 0 else ():
                before = max(0, int(self.problem.term_time[t]) - start)
                early += int(self.problem.term_before_rate[t]) * before
        return int(self.problem.route_wait_rate[r]) * sum(times.waits) + early

    def _before(self, r: int) -> int:
        if r not in self._alone:
            self._alone[r] = self._cost(r, self.base.routes[r]) or 0
        return self._alone[r]

    def _cost(self, r: int, plan: RoutePlan) -> int | None:
        if not plan.stops:
            return 0
        alone, _ = evaluate_route(self.problem, r, plan)
        return alone.cost if alone.feasible else None


def own_terms(problem: Problem, part: int, start: int) -> int:
    """What the start of a part costs by itself."""
    cost = 0
    for t in range(*problem.term_index[part : part + 2].tolist()):
        off = start - int(problem.term_time[t])
        cost += int(problem.term_before_rate[t]) * max(0, -off) + int(problem.term_after_rate[t]) * max(0, off)
    return cost
