"""The account of a run: the best plan so far, what each step changed, and who is told how it goes."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import TypeVar

from scheduler.problem.evaluate import evaluate
from scheduler.problem.problem import Problem
from scheduler.problem.solution import RoutePlan, Solution
from scheduler.solver.stop import Clock

Answer = TypeVar("Answer")
BREATH = 0.4  # seconds: the longest silence of `progress`, nearly


@dataclass(frozen=True, slots=True)
class Progress:
    """How it goes: seconds, iterations, best cost, visits left out, proven bound if any, and what is done now."""

    seconds: float
    iterations: int
    cost: int | None
    left_out: int
    bound: int | None
    step: str


@dataclass(frozen=True, slots=True)
class Result:
    """The best plan found, its cost by `evaluate`, and what each step changed, in words."""

    solution: Solution
    cost: int
    bound: int | None
    iterations: int
    seconds: float
    log: tuple[str, ...]


class Account:
    """What a run has found; only its own thread writes here, except that anyone may raise the bound."""

    def __init__(self, problem: Problem, clock: Clock, progress: Callable[[Progress], None]) -> None:
        self.problem, self.clock, self.progress = problem, clock, progress
        self.best = Solution((RoutePlan(),) * problem.routes)
        self.judged = evaluate(problem, self.best)
        self.iterations = 0
        self.bound: int | None = None
        self.log: list[str] = []
        self._told = time.monotonic()

    def take(self, solution: Solution, said: str = "") -> bool:
        """Keep a plan if it is better by the evaluator; note what was said about it. Whether it was better."""
        judged = evaluate(self.problem, solution)
        better = (len(judged.violations), judged.cost) < (len(self.judged.violations), self.judged.cost)
        if better:
            self.best, self.judged = solution, judged
        if said:
            self.note(f"{said}: cost {self.judged.cost}")
        return better

    def raise_bound(self, bound: int) -> None:
        """No plan costs less than this."""
        self.bound = bound if self.bound is None else max(bound, self.bound)

    def note(self, said: str) -> None:
        """One line of the log."""
        self.log.append(f"{self.clock.elapsed():.1f} s  {said}")

    def tell(self, step: str) -> None:
        """Report progress."""
        self._told = time.monotonic()
        placed = {int(self.problem.part_visit[part]) for part in self.best.placed()}
        left_out = self.problem.visits - len(placed)
        cost = self.judged.cost if self.judged.feasible else None
        self.progress(Progress(self.clock.elapsed(), self.iterations, cost, left_out, self.bound, step))

    def silent(self) -> bool:
        """Whether nobody was told anything for a while."""
        return time.monotonic() - self._told > BREATH

    def aside(self, step: str, work: Callable[[], Answer], meanwhile: Callable[[], None] | None = None) -> Answer:
        """Do something in a thread of its own; tell how it goes, and do what there is to do, `meanwhile`."""
        with ThreadPoolExecutor(1) as pool:
            answer = pool.submit(work)
            try:
                while not answer.done():
                    if meanwhile is None:
                        wait([answer], BREATH / 2)
                    else:
                        meanwhile()
                    if self.silent() and not answer.done():
                        self.tell(step)
            except BaseException:  # an interrupt by the keyboard: the thread, which hears of none, is to end as well
                self.clock.end()
                raise
        return answer.result()

    def result(self) -> Result:
        """What came of it."""
        self.tell("done")
        elapsed = self.clock.elapsed()
        return Result(self.best, self.judged.cost, self.bound, self.iterations, elapsed, tuple(self.log))
