"""Ruin and recreate in one thread or in several that learn from one another."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from typing import TYPE_CHECKING

from scheduler.problem.problem import Problem
from scheduler.problem.solution import RoutePlan, Solution
from scheduler.solver.kernel.recipe import Recipe

if TYPE_CHECKING:
    from scheduler.solver.kernel.driver import Driver

APART = 1_000_003  # between the seeds of two threads of one run, so that no two runs share one
CHUNK = 0.05  # seconds of search between two looks at the clock
WARM_UP = 0.02  # share of the search at full heat, before the speed is known


class Annealing:
    """So many searches of one problem, each with random numbers of its own.

    Compiled code runs beside Python, so a thread each is enough. All go the same number of iterations and wait
    for one another, so that what they tell one another does not depend on which is faster.
    """

    def __init__(self, problem: Problem, seed: int, recipe: Recipe, threads: int, first: int = 0) -> None:
        if threads < 1:
            raise ValueError(f"a search needs 1 thread at least, not {threads}")
        kernel = import_module("scheduler.solver.kernel.driver")
        self.drivers: list[Driver] = [
            kernel.Driver(problem, seed + APART * thread, recipe) for thread in range(first, first + threads)
        ]
        self._threads = ThreadPoolExecutor(threads)

    def close(self) -> None:
        """End the threads."""
        self._threads.shutdown()

    def begin_from(self, start: Solution, feasible: bool) -> None:
        """See `Driver.begin_from`."""
        for driver in self.drivers:
            driver.begin_from(start, feasible)

    def construct(self) -> None:
        """A first plan each."""
        self._each(lambda driver: driver.construct())

    def anneal(self, iterations: int, done: float, horizon: float, hot: float, cold: float) -> None:
        """So many iterations each; see `kernel.loop.anneal`."""
        self._each(lambda driver: driver.anneal(iterations, done, horizon, hot, cold))

    def settle(self, iterations: int) -> None:
        """So many iterations each, near the last temperature; they do not count."""
        _, cold = self.heat()
        self.anneal(iterations, 0.0, 1.0, 3 * cold, cold)

    def exchange(self) -> None:
        """The search that stands worst goes on from the best plan."""
        best = self._best()
        worst = max(self.drivers, key=lambda driver: driver.cost())
        if worst.cost() > best.cost():
            worst.adopt(best)

    def cost(self) -> int:
        """What the best plan so far costs, by the search's own sums."""
        return self._best().cost()

    def solution(self) -> Solution:
        """The best plan so far."""
        return self._best().solution()

    def routes(self) -> Iterator[tuple[int, RoutePlan]]:
        """The good routes that any of them met."""
        for driver in self.drivers:
            yield from driver.routes()

    def heat(self) -> tuple[float, float]:
        """First and last temperature."""
        return self.drivers[0].heat()

    def _best(self) -> Driver:
        """The search that stands best, the first of equals."""
        return min(self.drivers, key=lambda driver: driver.cost())

    def _each(self, work: Callable[[Driver], None]) -> None:
        if len(self.drivers) == 1:
            work(self.drivers[0])
        else:
            list(self._threads.map(work, self.drivers))


class Cooling:
    """An annealing in chunks of about as many seconds, from hot to cold while its share of the time goes by."""

    def __init__(self, annealing: Annealing, heated: float = 1.0) -> None:
        hot, self.cold = annealing.heat()
        self.annealing, self.hot = annealing, heated * hot
        self.done, self._size = 0, 20

    def chunk(self, share: float, limit: int | None = None, most: int | None = None) -> int:
        """Search on for a while; how many iterations. They end at `limit`, if given, else when `share` is 1.

        Where a limit ends them, how they are cut into chunks of at most `most` changes nothing.
        """
        size = self._size if most is None else min(self._size, most)
        if limit is not None:
            horizon = float(limit)
        else:
            horizon = max(1.0, self.done / share) if share > WARM_UP else float("inf")
        began = time.monotonic()
        self.annealing.anneal(size, float(self.done), horizon, self.hot, self.cold)
        took = max(1e-4, time.monotonic() - began)
        self.done += size
        self._size = max(1, min(4 * size, int(size * CHUNK / took)))
        return size
