"""The search, as it would be read aloud.

Build a first plan by cheapest insertion. Then, again and again, take some visits out and put them back where
they cost least, accepting worse plans ever more rarely (ruin and recreate under simulated annealing); in several
threads, late in the search, the one that stands worst goes on from the best plan. Keep every good route met.
Let OR-Tools choose the plan from all those routes, then choose its starts exactly. Where a bound is asked for,
prove how far from the best the plan can be, and go on searching meanwhile if there is a second thread.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import import_module

from scheduler.problem.evaluate import evaluate
from scheduler.problem.problem import Problem
from scheduler.problem.solution import Solution
from scheduler.solver.account import Account, Progress, Result
from scheduler.solver.annealing import Annealing, Cooling
from scheduler.solver.beside import SearchBeside
from scheduler.solver.kernel.recipe import STANDARD, Recipe
from scheduler.solver.partition.child import CHILD
from scheduler.solver.partition.choose import choose
from scheduler.solver.partition.column import Column
from scheduler.solver.stop import Clock, Stop, with_proof
from scheduler.solver.timing import retimed

__all__ = ["Progress", "Result", "Stop", "solve", "with_proof"]

KERNEL, PROOF = "scheduler.solver.kernel.driver", "scheduler.solver.partition.proof"  # compiled, so loaded when needed
CP_SAT = "scheduler.solver.exact.model"
SETTLING, SETTLED = 12, 0.02  # cold steps per visit after the first insertion; share of the search they may take
LATE = 0.85  # share of the search after which the thread that stands worst goes on from the best plan
EXACT_TIMING = 0.25  # share of the last word kept for the exact timing
BRANCHINGS = 40  # of the choice among routes in a run that stops by iterations
EXACT_EFFORT = 2.0  # CP-SAT's deterministic time, about seconds, for what must be placed
STATED = 30_000  # legs that CP-SAT is told of in a second
SMALL = 20  # parts up to which CP-SAT proves the best plan, in 0.05 to 2.5 seconds
SMALL_SHARE = 0.5  # of the time of the proof that CP-SAT gets


def solve(
    problem: Problem,
    stop: Stop,
    seed: int,
    *,
    start: Solution | None = None,
    progress: Callable[[Progress], None] | None = None,
    bound_seconds: float = 0.0,
    recipe: Recipe = STANDARD,
    threads: int = 1,
) -> Result:
    """The best plan found until `stop`; never worse than a feasible `start`.

    After the stop, `bound_seconds` more are spent on proving how far from the best the plan can be.
    A run stopped by iterations alone is a pure function of (problem, seed, iterations, start, recipe, threads), bound
    apart; one stopped by a clock says how many it did. Loading (once on a machine: compiling) is not on the clock.
    """
    account = Account(problem, Clock(stop), progress or (lambda _: None))
    run = _Run(problem, stop, account, account.clock, recipe, seed, threads)
    run.load(bound_seconds)
    run.construct(start)
    if stop.iterations != 0 and problem.parts:  # none at all: what plain insertion makes of it
        run.anneal()
        run.place_what_must()
        run.choose_routes()
        run.choose_starts()
        run.prove(bound_seconds)
    run.annealing.close()
    run.say_failures()
    return account.result()


@dataclass
class _Run:
    """One run, step by step."""

    problem: Problem
    stop: Stop
    account: Account
    clock: Clock
    recipe: Recipe
    seed: int
    threads: int

    def load(self, bound_seconds: float) -> None:
        """Load the compiled code, or compile it on the first run of a machine; the clock starts after that."""
        CHILD.start()
        self.failures_before = len(CHILD.failures)
        for code, needed in ((KERNEL, True), (PROOF, bound_seconds > 0), (CP_SAT, self.asks_cp_sat(bound_seconds))):
            if needed:
                self.account.aside("compiling", partial(import_module, code))
        self.clock.start()

    def construct(self, start: Solution | None) -> None:
        """A first plan: what holds of the one given, the rest by cheapest insertion."""
        self.annealing = Annealing(self.problem, self.seed, self.recipe, self.threads)
        if start is not None:
            self.account.take(start, "the plan given")
            self.annealing.begin_from(start, evaluate(self.problem, start).feasible)
        self.annealing.construct()
        self.settle()
        self.account.take(self.annealing.solution(), "construction")
        self.account.tell("constructing")

    def settle(self) -> None:
        """A few cold steps, so that the first plan that anybody sees is a usable one."""
        steps, done = SETTLING * self.problem.visits, 0
        if self.stop.iterations is not None:
            steps = min(steps, self.stop.iterations // 50)
        while done < steps and self.share_done() < SETTLED:
            size = min(SETTLING, steps - done)
            self.annealing.settle(size)
            done += size

    def anneal(self) -> None:
        """Ruin and recreate in chunks until the time of the search is over."""
        cooling, exchanged = Cooling(self.annealing), False
        while (share := self.share_done()) < 1.0 and not self.clock.cancelled():
            self.account.iterations += cooling.chunk(share, self.stop.iterations, self.most_iterations())
            if not exchanged and self.is_late():
                exchanged = True
                self.annealing.exchange()
            if self.account.silent():
                self.account.take(self.annealing.solution())
                self.account.tell("searching")
        self.account.take(self.annealing.solution(), f"{self.account.iterations} iterations")

    def share_done(self) -> float:
        """How much of the search is over, 0 .. 1."""
        return self.clock.share_done(self.account.iterations)

    def is_late(self) -> bool:
        """Whether it is time that the threads exchange; told from the iterations where these stop the search."""
        if self.stop.iterations is None:
            return self.share_done() >= LATE
        return self.account.iterations >= math.ceil(LATE * self.stop.iterations)

    def most_iterations(self) -> int | None:
        """Until the exchange, then until the stop, where iterations stop the search, so that it repeats."""
        if self.stop.iterations is None:
            return None
        until = self.stop.iterations if self.is_late() else math.ceil(LATE * self.stop.iterations)
        return until - self.account.iterations

    def place_what_must(self) -> None:
        """Where the search found no room for what must be placed, CP-SAT looks for a plan that has it."""
        if self.account.judged.feasible or self.clock.cancelled():
            return
        seconds = self.clock.seconds_left()
        if self.clock.runs() and self.problem.parts**2 * self.problem.routes > STATED * seconds:
            self.account.note("no time is left to ask CP-SAT for what must be placed")
            return
        model = import_module(CP_SAT)
        found = self.account.aside(
            "placing what must be", lambda: model.solve_exactly(self.problem, seconds, deterministic_time=EXACT_EFFORT)
        )
        if found.solution is not None:
            self.account.take(found.solution, "plan of CP-SAT")

    def choose_routes(self) -> None:
        """The plan's last word: OR-Tools chooses among all good routes met."""
        if self.clock.cancelled() or not self.recipe.choice:
            return
        seconds, best = self.clock.seconds_left() * (1.0 - EXACT_TIMING), self.account.best
        branchings = None if self.stop.iterations is None else BRANCHINGS
        chosen, said = self.account.aside(
            "choosing routes", lambda: choose(self.problem, self.columns(), best, seconds, branchings)
        )
        self.account.take(chosen, said)

    def choose_starts(self) -> None:
        """The starts of that plan, exactly."""
        if not self.clock.cancelled():
            seconds, best = self.clock.seconds_left(), self.account.best
            timed = self.account.aside("choosing starts", lambda: retimed(self.problem, best, seconds))
            self.account.take(timed, "exact starts")

    def columns(self) -> list[Column]:
        """The good routes met."""
        return [Column(r, plan) for r, plan in self.annealing.routes()]

    def asks_cp_sat(self, bound_seconds: float) -> bool:
        """Whether the problem is so small that the exact model can prove it, and there is time for that."""
        return self.problem.parts <= SMALL and (bound_seconds > 0 or self.clock.runs())

    def prove(self, seconds: float) -> None:
        """A proven bound in so many seconds, or in what is left of the last word, if the problem is small."""
        if self.clock.cancelled() or not self.account.judged.feasible:
            return
        spent = self.clock.binding()
        until = spent() + seconds + (max(0.0, self.clock.seconds_left()) if self.clock.runs() else 0.0)
        share = SMALL_SHARE if seconds > 0 else 1.0
        if self.asks_cp_sat(seconds) and self.prove_exactly(share * (until - spent())):
            return
        if seconds > 0:
            self.prove_by_columns(until - spent(), spent)

    def prove_exactly(self, seconds: float) -> bool:
        """Ask CP-SAT; whether it proved a plan the best. A run that stops by iterations keeps its own, to repeat."""
        model = import_module(CP_SAT)
        effort = None if self.clock.runs() else seconds
        best = self.account.best
        found = self.account.aside(
            "proving", lambda: model.solve_exactly(self.problem, seconds, best, effort, cancelled=self.clock.cancelled)
        )
        if found.solution is not None and self.clock.runs():
            self.account.take(found.solution, "plan of CP-SAT")
        self.say_bound(found.bound)
        return found.optimal and found.solution is not None

    def prove_by_columns(self, seconds: float, spent: Callable[[], float]) -> None:
        """Column generation; where there is a second thread and no need to repeat, the search goes on meanwhile."""
        prove = partial(import_module(PROOF).prove, self.problem, self.account.best, seconds, columns=self.columns())
        prove = partial(prove, cancelled=self.clock.cancelled, clock=spent, progress=self.hear)
        if self.threads > 1 and self.clock.runs():
            began = spent()
            beside = SearchBeside(self.account, self.another_search, lambda: (spent() - began) / seconds)
            proven, better = self.account.aside("proving", partial(prove, meet=beside.meet), beside.chunk)
            beside.close()
        else:
            proven, better = self.account.aside("proving", prove)
        if self.clock.runs():
            self.account.take(better, "plan of the proof")
        self.say_bound(proven.value, proven.relaxed)

    def another_search(self) -> Annealing:
        """For all threads but one, with random numbers that this run has not used."""
        return Annealing(self.problem, self.seed, self.recipe, self.threads - 1, first=self.threads)

    def hear(self, _: str, bound: int) -> None:
        """The proof says what is proven so far."""
        self.account.raise_bound(bound)

    def say_failures(self) -> None:
        """Log what solvers failed of; a fallback has taken their place, or the plan stayed."""
        for failure in CHILD.failures[self.failures_before :]:
            self.account.note(f"a solver failed, {failure}")

    def say_bound(self, value: int, relaxed: tuple[str, ...] = ()) -> None:
        """Keep and log what is proven."""
        self.account.raise_bound(min(value, self.account.judged.cost))
        beside = f", looking away from {', '.join(relaxed)}" if relaxed else ""
        self.account.note(f"no plan costs less than {self.account.bound}{beside}")
