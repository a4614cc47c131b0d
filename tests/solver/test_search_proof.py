"""The proof beside a search: what it says meanwhile, how it ends early, and what its process may do to it."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import threading
import time

import pytest
from random_problems import EVERY, random_problem

from scheduler.problem.evaluate import evaluate
from scheduler.problem.problem import Problem
from scheduler.solver.exact.model import solve_exactly
from scheduler.solver.partition.child import CHILD, Program
from scheduler.solver.partition.mip import Mip
from scheduler.solver.search import Progress, Result, Stop, solve
from scheduler.solver.stop import Clock

PLAIN = frozenset({"serve costs", "overtime"})


def killed_while(work_takes: float, chance: random.Random) -> threading.Timer:
    """The solving process dies at some moment of the next seconds, if it lives then."""

    def kill() -> None:
        process = CHILD.start()
        if process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)

    timer = threading.Timer(chance.random() * work_takes, kill)
    timer.start()
    return timer


def searched(problem: Problem, iterations: int, bound_seconds: float = 0.0) -> Result:
    return solve(problem, Stop(iterations=iterations), 1, bound_seconds=bound_seconds)


def test_killing_the_solving_process_at_random_moments_changes_nothing_but_time() -> None:
    problem, chance = random_problem(7, visits=25, with_=PLAIN), random.Random(1)
    alone = solve(problem, Stop(iterations=300), 1, bound_seconds=2.0)
    own = next(int(line.rsplit(" ", 1)[1]) for line in alone.log if "iterations:" in line)
    for _ in range(12):
        timer = killed_while(0.5, chance)
        result = solve(problem, Stop(iterations=300), 1, bound_seconds=0.5)
        timer.cancel()
        timer.join()
        judged = evaluate(problem, result.solution)
        assert judged.feasible
        assert judged.cost == result.cost <= own
        assert result.bound is not None
        assert result.bound <= alone.cost


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("visits", [10, 120])
def test_a_cancelled_proof_returns_promptly_with_what_it_proved(visits: int, threads: int) -> None:
    problem = random_problem(17, visits=visits, with_=frozenset({"terms", "wait", "doubles"}))
    searched(problem, 1, bound_seconds=0.1)  # loads the compiled code
    moment: list[float] = []

    def watch(now: Progress) -> None:
        if now.step == "proving" and not moment:
            moment.append(time.process_time())  # not wall: other work on this machine may hold a run up

    stop = Stop(seconds=0.5, cancelled=lambda: bool(moment))
    result = solve(problem, stop, 1, progress=watch, bound_seconds=60.0, threads=threads)
    assert not moment or time.process_time() - moment[0] < 2.0 * threads
    assert evaluate(problem, result.solution).feasible


@pytest.mark.parametrize("visits", [10, 120])
def test_an_interrupt_by_the_keyboard_ends_the_proof_at_once(visits: int) -> None:
    problem = random_problem(17, visits=visits, with_=frozenset({"terms", "wait", "doubles"}))
    searched(problem, 1, bound_seconds=0.1)  # loads the compiled code
    moment: list[float] = []

    def interrupt(now: Progress) -> None:
        if now.step == "proving":
            moment.append(time.process_time())
            raise KeyboardInterrupt

    with contextlib.suppress(KeyboardInterrupt):  # a small one may be proven before anything is told
        solve(problem, Stop(seconds=0.5), 1, progress=interrupt, bound_seconds=60.0)
    assert visits == 10 or moment
    assert not moment or time.process_time() - moment[0] < 3.0


@pytest.mark.parametrize("bound_seconds", [0.0, 20.0])
def test_a_small_problem_is_proven_by_the_exact_model_asked_or_not(bound_seconds: float) -> None:
    searched(random_problem(1, visits=5), 1)  # loads the solving process
    for seed in range(2):
        problem = random_problem(seed, visits=5, with_=EVERY - {"must"})
        result = solve(problem, Stop(seconds=2.0 if bound_seconds else 4.0), 1, bound_seconds=bound_seconds)
        exact = solve_exactly(problem, 20.0)
        assert exact.optimal
        assert exact.solution is not None
        assert result.bound == result.cost == evaluate(problem, exact.solution).cost


def test_the_bound_is_told_while_it_rises_and_stays_below_the_cost() -> None:
    problem = random_problem(17, visits=80, with_=frozenset({"serve costs"}))
    told: list[Progress] = []
    result = solve(problem, Stop(seconds=1.0), 1, progress=told.append, bound_seconds=3.0)
    bounds = [now.bound for now in told if now.bound is not None]
    assert bounds == sorted(bounds)
    assert bounds[-1] == result.bound
    assert all(now.cost is None or now.bound is None or now.bound <= now.cost for now in told)


def test_what_the_solving_process_spends_is_on_the_clock() -> None:
    mip = Mip()
    items = [mip.variable(-(17 + 7 * k % 23), 1.0, integral=True) for k in range(40)]
    for row in range(15):
        mip.row(0.0, {x: float(3 + (5 * x + 11 * row) % 17) for x in items}, 101.0 + row)
    clock = Clock(Stop(cpu_seconds=60.0))
    before, own = CHILD.cpu_seconds, time.process_time()
    CHILD.solve(Program(mip, (), 5.0, None))
    spent = CHILD.cpu_seconds - before
    assert spent > 0.0
    assert clock.elapsed_cpu() >= spent
    assert clock.elapsed_cpu() <= spent + time.process_time() - own + 0.5
