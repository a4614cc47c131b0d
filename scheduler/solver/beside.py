"""A second, cooler search that goes on while the proof runs on another core; each learns of the other's plans."""

from __future__ import annotations

from collections.abc import Callable
from queue import SimpleQueue

from scheduler.problem.solution import Solution
from scheduler.solver.account import Account
from scheduler.solver.annealing import Annealing, Cooling

REHEATED = 0.25  # of the first heat


class SearchBeside:
    """It begins at the best plan and cools while `share_done` of the proof grows to 1.

    `make` gives searches in which nothing is placed yet.
    """

    def __init__(self, account: Account, make: Callable[[], Annealing], share_done: Callable[[], float]) -> None:
        self.account, self.make, self.share_done = account, make, share_done
        self._heard: SimpleQueue[Solution] = SimpleQueue()
        self._begin()

    def chunk(self) -> None:
        """Search on for a moment, from the proof's plan if that is better."""
        while not self._heard.empty():
            if self.account.take(self._heard.get(), "plan of the proof so far"):
                self.close()
                self._begin()
        self.account.iterations += self._cooling.chunk(min(1.0, self.share_done()))
        if self._annealing.cost() < self.account.judged.cost:
            self.account.take(self._annealing.solution(), "search beside the proof")

    def meet(self, found: Solution) -> Solution:
        """The proof, in its own thread, gives its plan and gets the best one."""
        self._heard.put(found)
        return self.account.best

    def close(self) -> None:
        """End its threads."""
        self._annealing.close()

    def _begin(self) -> None:
        self._annealing = self.make()
        self._annealing.begin_from(self.account.best, feasible=True)
        self._annealing.construct()
        self._cooling = Cooling(self._annealing, REHEATED)
