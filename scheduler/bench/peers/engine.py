"""This project's engine, asked like a peer."""

from __future__ import annotations

import time

import scheduler.solver.kernel.driver  # noqa: F401  loading it is not on the clock
from scheduler.bench.peers.answer import Answer
from scheduler.problem.problem import Problem
from scheduler.solver.search import Progress, Stop
from scheduler.solver.search import solve as search


def solve(problem: Problem, seconds: float, seed: int) -> Answer:
    """Its best plan after `seconds` of CPU, children included; the curve is in CPU seconds of this process."""
    began = time.process_time()
    curve: list[tuple[float, int]] = []

    def better(now: Progress) -> None:
        if now.cost is not None and (not curve or now.cost < curve[-1][1]):
            curve.append((time.process_time() - began, now.cost))

    found = search(problem, Stop(cpu_seconds=seconds), seed, progress=better)
    return Answer(found.solution, found.cost, tuple(curve), found.bound, found.iterations)
