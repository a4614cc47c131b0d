"""The search over a week: a first plan day by day, then two or three days at a time, the others staying as they are.

A share of the week is searched some ten times faster than the whole: fewer routes to ask, no links across days,
few circles. What the other days do is said in figures (`problem.cutting`), so every step is one on the week's cost.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from random import Random

from scheduler.problem.cutting import cut
from scheduler.problem.evaluate import evaluate
from scheduler.problem.problem import Problem
from scheduler.problem.solution import RoutePlan, Solution
from scheduler.solver.kernel.recipe import STANDARD, Recipe
from scheduler.solver.search import Progress, Stop, solve

FIRST_SHARE = 0.1  # of the effort goes into the first plan, day by day
ROUNDS = 6  # how often each pair of neighbouring days is searched, where iterations stop the search
AT_ONCE = 3  # days
STEP_SECONDS = 3.0  # of one step over some days, where seconds do
MILD: Recipe = replace(STANDARD, hot=0.6, hot_linked=0.6, choice=False)  # a plan that is good already is kept warm


@dataclass(frozen=True, slots=True)
class Found:
    """A week's solution: its cost, the iterations of all steps, seconds, and what each step changed, in words."""

    solution: Solution
    cost: int
    iterations: int
    seconds: float
    by_days: int  # the cost of the first plan, made day by day
    log: tuple[str, ...]


def search_week(
    problem: Problem,
    day_of: Sequence[int],
    stop: Stop,
    seed: int,
    *,
    prices: Mapping[int, Mapping[int, int]] | None = None,
    progress: Callable[[Progress], None] | None = None,
    first_share: float = FIRST_SHARE,
) -> Found:
    """The best plan found. `day_of`: the day of each route; `prices`: day -> visit -> the price of leaving it out
    on that day, while the first plan is made day by day; with a `first_share` of 1 nothing more is done.

    With a stop by iterations (of all steps together) it is a function of problem, seed and iterations.
    """
    hear = progress or (lambda _: None)
    return _WeekSearch(problem, tuple(day_of), stop, seed, prices or {}, hear, first_share).run()


class _WeekSearch:
    def __init__(
        self,
        problem: Problem,
        day_of: tuple[int, ...],
        stop: Stop,
        seed: int,
        prices: Mapping[int, Mapping[int, int]],
        progress: Callable[[Progress], None],
        first_share: float,
    ) -> None:
        self.problem, self.day_of, self.stop, self.seed, self.prices = problem, day_of, stop, seed, prices
        self.tell, self.first_share = progress, first_share
        self.began, self.began_cpu = time.monotonic(), time.process_time()
        self.days = sorted(set(day_of))
        self.best = Solution((RoutePlan(),) * problem.routes)
        self.cost = evaluate(problem, self.best).cost
        self.iterations, self.steps, self.log = 0, 0, list[str]()

    def run(self) -> Found:
        """First a plan, then better ones."""
        for n, d in enumerate(self.days):
            until = self.first_share * (n + 1) / len(self.days)
            self.step((d,), self.first_share / len(self.days), STANDARD, until)
        self.log.append(f"{self.elapsed():.1f} s  day by day: cost {self.cost}")
        by_days, shares = self.cost, self.shares()
        for days in shares if self.problem.eligible.any() else ():
            if self.first_share >= 1.0 or self.share_done() >= 1.0 or self.cancelled():
                break
            self.step(days, (1 - self.first_share) / self.step_count(), MILD)
        self.log.append(f"{self.elapsed():.1f} s  {self.steps} steps: cost {self.cost}")
        return Found(self.best, self.cost, self.iterations, self.elapsed(), by_days, tuple(self.log))

    def step(self, days: tuple[int, ...], share: float, recipe: Recipe, until: float = 1.0) -> None:
        """Search the routes of these days, the others staying; keep what is better."""
        free = [r for r, d in enumerate(self.day_of) if d in days]
        first = len(days) == 1 and not any(self.best.routes[r].stops for r in free)
        piece = cut(self.problem, self.best, free, self.prices.get(days[0]) if first else None, True)
        self.steps += 1
        if not piece.problem.parts:
            return
        start = None if first else piece.inner()
        result = solve(
            piece.problem,
            self.stop_of(share, until, first),
            self.seed + self.steps,
            start=start,
            progress=self.hear,
            recipe=recipe,
        )
        self.iterations += result.iterations
        found = piece.outer(result.solution)
        judged = evaluate(self.problem, found)
        if judged.feasible and judged.cost < self.cost:
            self.best, self.cost = found, judged.cost
        self.hear(Progress(0.0, 0, self.cost, 0, None, "searching"))

    def stop_of(self, share: float, until: float, first: bool) -> Stop:
        """What one step may use."""
        cancelled = self.stop.cancelled
        if self.stop.iterations is not None:
            return Stop(iterations=max(1, round(share * self.stop.iterations)), cancelled=cancelled)
        seconds = max(0.5, until * self.budget() - self.spent()) if first else STEP_SECONDS
        seconds = max(0.3, min(seconds, self.budget() - self.spent()))
        if self.stop.seconds is not None:
            return Stop(seconds=seconds, cancelled=cancelled)
        return Stop(cpu_seconds=seconds, cancelled=cancelled)

    def shares(self) -> Iterator[tuple[int, ...]]:
        """Pairs of days, each as often as the others, in random order."""
        draw = Random(self.seed)
        pairs = list(combinations(self.days, min(AT_ONCE, len(self.days))))
        while True:
            draw.shuffle(pairs)
            yield from pairs
            if self.stop.iterations is not None and self.steps >= self.step_count() + len(self.days):
                return

    def step_count(self) -> int:
        """How many steps follow the first plan, where iterations stop the search."""
        return ROUNDS * max(1, len(self.days))

    def budget(self) -> float:
        """The seconds of any kind."""
        return self.stop.seconds if self.stop.seconds is not None else self.stop.cpu_seconds or 0.0

    def spent(self) -> float:
        """Seconds used of that kind."""
        return self.elapsed() if self.stop.seconds is not None else time.process_time() - self.began_cpu

    def elapsed(self) -> float:
        """Wall seconds so far."""
        return time.monotonic() - self.began

    def share_done(self) -> float:
        """How much of the search is over, 0 .. 1."""
        if self.stop.iterations is not None:
            return min(1.0, (self.steps - len(self.days)) / self.step_count())
        return self.spent() / self.budget() if self.budget() else 0.0

    def cancelled(self) -> bool:
        """Whether somebody asked to stop."""
        return self.stop.cancelled is not None and self.stop.cancelled()

    def hear(self, said: Progress) -> None:
        """Progress of the week in place of that of a step."""
        served = {int(self.problem.part_visit[p]) for p in self.best.placed()}
        left = self.problem.visits - len(served)
        self.tell(Progress(self.elapsed(), self.iterations + said.iterations, self.cost, left, None, said.step))
