"""The search, as it would be read aloud.

Build a first plan by cheapest insertion. Then, again and again, take some visits out and put them back where
they cost least, accepting worse plans ever more rarely (ruin and recreate under simulated annealing). Keep every
good route met on the way. Let OR-Tools choose the plan from all those routes, then choose its starts exactly.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import TYPE_CHECKING, TypeVar

from scheduler.problem.evaluate import evaluate
from scheduler.problem.problem import Problem
from scheduler.problem.solution import RoutePlan, Solution
from scheduler.solver.kernel.recipe import STANDARD
from scheduler.solver.partition.child import CHILD
from scheduler.solver.partition.choose import choose
from scheduler.solver.partition.column import Column
from scheduler.solver.timing import retimed

if TYPE_CHECKING:
    from scheduler.solver.kernel.driver import Driver

Answer = TypeVar("Answer")
CHUNK = 0.05  # seconds of search between two looks at the clock
BREATH = 0.4  # seconds: the longest silence of `progress`, nearly
LAST_WORD = 0.15, 0.3, 20.0  # share of the seconds kept for OR-Tools, at least, at most
EXACT_TIMING = 0.25  # share of that kept for the exact timing
BRANCHINGS = 40  # of the choice among routes in a run that stops by iterations
AMPLE = 60.0  # seconds that such a run never needs for a step
EXACT_EFFORT = 2.0  # CP-SAT's deterministic time, about seconds, for what must be placed
UNHURRIED = 20.0  # seconds in which a search that only waits to be cancelled cools half-way
WARM_UP = 0.02  # share of the search at full heat, before the speed is known


@dataclass(frozen=True, slots=True)
class Stop:
    """When to stop: whichever comes first. Seconds count from the moment the kernel is loaded."""

    iterations: int | None = None
    seconds: float | None = None
    cpu_seconds: float | None = None
    cancelled: Callable[[], bool] | None = None

    def __post_init__(self) -> None:
        if self.iterations is None and self.seconds is None and self.cpu_seconds is None and self.cancelled is None:
            raise ValueError("a search needs something to stop it: iterations, seconds, cpu_seconds or cancelled")


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


def solve(
    problem: Problem,
    stop: Stop,
    seed: int,
    *,
    start: Solution | None = None,
    progress: Callable[[Progress], None] | None = None,
    bound_seconds: float = 0.0,
) -> Result:
    """The best plan found until `stop`; never worse than a feasible `start`.

    After the stop, `bound_seconds` more are spent on proving how far from the best the plan can be.
    A run stopped by iterations alone is a pure function of (problem, seed, iterations, start), its bound apart;
    one stopped by a clock says how many it did. Loading (once on a machine: compiling) the kernel is not on the clock.
    """
    run = _Run(problem, stop, progress or (lambda _: None))
    run.load_kernel()
    run.construct(seed, start)
    if stop.iterations != 0:  # none at all: what plain insertion makes of it
        run.anneal()
        run.place_what_must()
        run.choose_routes()
        run.choose_starts()
        if bound_seconds > 0:
            run.prove(bound_seconds)
    return run.result()


def with_proof(stop: Stop, share: float, otherwise: float) -> tuple[Stop, float]:
    """When the search stops, and the seconds of the proof: a share of its clocks' time; without one `otherwise`."""
    allowed = [seconds for seconds in (stop.seconds, stop.cpu_seconds) if seconds is not None]
    if not allowed:
        return stop, otherwise
    seconds, cpu_seconds = (None if t is None else (1 - share) * t for t in (stop.seconds, stop.cpu_seconds))
    return replace(stop, seconds=seconds, cpu_seconds=cpu_seconds), share * min(allowed)


@dataclass
class _Run:
    """One run: the best plan so far and the clock that it runs against."""

    problem: Problem
    stop: Stop
    progress: Callable[[Progress], None]
    iterations: int = 0
    bound: int | None = None
    log: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.start_clock()
        self.best = Solution((RoutePlan(),) * self.problem.routes)
        self.judged = evaluate(self.problem, self.best)

    def load_kernel(self) -> None:
        """Load the compiled search, or compile it on the first run of a machine; the clock starts after that."""
        CHILD.start()
        self.kernel = self.aside("compiling", lambda: import_module("scheduler.solver.kernel.driver"))
        self.start_clock()

    def construct(self, seed: int, start: Solution | None) -> None:
        """A first plan: what holds of the one given, the rest by cheapest insertion."""
        self.search: Driver = self.kernel.Driver(self.problem, seed)
        if start is not None:
            self.take(start, "the plan given")
            self.search.begin_from(start, evaluate(self.problem, start).feasible)
        self.search.construct()
        self.take(self.search.solution(), "construction")
        self.tell("constructing")

    def anneal(self) -> None:
        """Ruin and recreate in chunks until the time of the search is over."""
        leg = self.search.mean_leg()
        size = 20
        while (share := self.share_done()) < 1.0 and not self.cancelled():
            if self.stop.iterations is not None:
                size, horizon = min(size, self.stop.iterations - self.iterations), float(self.stop.iterations)
            else:
                horizon = max(1.0, self.iterations / share) if share > WARM_UP else float("inf")
            began = time.monotonic()
            self.search.anneal(size, float(self.iterations), horizon, STANDARD.hot * leg, STANDARD.cold * leg)
            self.iterations += size
            took = max(1e-4, time.monotonic() - began)
            size = max(1, min(4 * size, int(size * CHUNK / took)))
            if time.monotonic() - self.told > BREATH:
                self.take(self.search.solution(), "")
                self.tell("searching")
        self.take(self.search.solution(), f"{self.iterations} iterations")

    def place_what_must(self) -> None:
        """Where the search found no room for what must be placed, CP-SAT looks for a plan that has it."""
        if self.judged.feasible or self.cancelled():
            return
        model = import_module("scheduler.solver.exact.model")
        seconds = self.seconds_left()
        found = self.aside(
            "placing what must be", lambda: model.solve_exactly(self.problem, seconds, deterministic_time=EXACT_EFFORT)
        )
        if found.solution is not None:
            self.take(found.solution, "plan of CP-SAT")

    def choose_routes(self) -> None:
        """The plan's last word: OR-Tools chooses among all good routes met."""
        if self.cancelled():
            return
        seconds = self.seconds_left() * (1.0 - EXACT_TIMING)
        pool = [Column(r, plan) for r, plan in self.search.routes()]
        branchings = None if self.stop.iterations is None else BRANCHINGS
        chosen, said = self.aside("choosing routes", lambda: choose(self.problem, pool, self.best, seconds, branchings))
        self.take(chosen, said)

    def choose_starts(self) -> None:
        """The starts of that plan, exactly."""
        if not self.cancelled():
            seconds = self.seconds_left()
            timed = self.aside("choosing starts", lambda: retimed(self.problem, self.best, seconds))
            self.take(timed, "exact starts")

    def prove(self, seconds: float) -> None:
        """A proven bound. A run that stops by iterations keeps its own plan, so that it repeats."""
        if self.cancelled() or not self.judged.feasible:
            return
        partition = self.aside("compiling", lambda: import_module("scheduler.solver.partition.proof"))
        proven, better = self.aside("proving", lambda: partition.prove(self.problem, self.best, seconds))
        if self.stop.iterations is None:
            self.take(better, "plan of the proof")
        self.bound = min(proven.value, self.judged.cost)
        beside = f", looking away from {', '.join(proven.relaxed)}" if proven.relaxed else ""
        self.log.append(f"{self.elapsed():.1f} s  no plan costs less than {self.bound}{beside}")

    def result(self) -> Result:
        """What came of it."""
        self.tell("done")
        return Result(self.best, self.judged.cost, self.bound, self.iterations, self.elapsed(), tuple(self.log))

    def take(self, solution: Solution, said: str) -> None:
        """Keep a plan if it is better by the evaluator; note what was said about it."""
        judged = evaluate(self.problem, solution)
        better = (len(judged.violations), judged.cost) < (len(self.judged.violations), self.judged.cost)
        if better:
            self.best, self.judged = solution, judged
        if said:
            self.log.append(f"{self.elapsed():.1f} s  {said}: cost {self.judged.cost}")

    def aside(self, step: str, work: Callable[[], Answer]) -> Answer:
        """Do something that cannot be interrupted, and keep telling how it goes meanwhile."""
        began, began_cpu = time.monotonic(), time.process_time()
        with ThreadPoolExecutor(1) as pool:
            answer = pool.submit(work)
            while not wait([answer], BREATH / 2).done:
                self.tell(step)
        # what another process did meanwhile counts too; how much of the time it ran is not known: all of it
        self.elsewhere += max(0.0, time.monotonic() - began - (time.process_time() - began_cpu))
        return answer.result()

    def tell(self, step: str) -> None:
        """Report progress."""
        self.told = time.monotonic()
        placed = {int(self.problem.part_visit[part]) for part in self.best.placed()}
        left_out = self.problem.visits - len(placed)
        cost = self.judged.cost if self.judged.feasible else None
        self.progress(Progress(self.elapsed(), self.iterations, cost, left_out, self.bound, step))

    def start_clock(self) -> None:
        """Seconds count from now."""
        self.elsewhere = 0.0
        self.began, self.began_cpu, self.told = time.monotonic(), time.process_time(), time.monotonic()

    def elapsed(self) -> float:
        """Wall seconds so far."""
        return time.monotonic() - self.began

    def elapsed_cpu(self) -> float:
        """Processor seconds so far, those of the solving process included (at most counted too high)."""
        return time.process_time() - self.began_cpu + self.elsewhere

    def cancelled(self) -> bool:
        """Whether somebody asked to stop."""
        return self.stop.cancelled is not None and self.stop.cancelled()

    def clocks(self) -> list[tuple[float, float]]:
        """(spent, allowed) of each clock that runs: wall, processor."""
        both = ((self.elapsed(), self.stop.seconds), (self.elapsed_cpu(), self.stop.cpu_seconds))
        return [(spent, allowed) for spent, allowed in both if allowed is not None]

    def share_done(self) -> float:
        """How much of the search is over, 0 .. 1; without any limit it only nears 1."""
        share, least, most = LAST_WORD
        shares = [
            spent / max(1e-9, allowed - min(most, max(least, share * allowed))) for spent, allowed in self.clocks()
        ]
        if self.stop.iterations is not None:
            shares.append(self.iterations / max(1, self.stop.iterations))
        return max(shares, default=self.elapsed() / (self.elapsed() + UNHURRIED))

    def seconds_left(self) -> float:
        """Until the stop; ample without a clock."""
        return min((allowed - spent for spent, allowed in self.clocks()), default=AMPLE)
