"""This project's engine, asked like a peer."""

from __future__ import annotations

import time
from importlib import import_module

from scheduler.bench.peers.answer import Answer
from scheduler.bench.solving import PROOF_SECONDS, PROOF_SHARE
from scheduler.problem.problem import Problem
from scheduler.solver.kernel.recipe import STANDARD, Recipe
from scheduler.solver.search import Progress, Stop, with_proof
from scheduler.solver.search import solve as search

import_module("scheduler.solver.kernel.driver")  # loading it is not on the clock


def solve(problem: Problem, seconds: float, seed: int, recipe: Recipe = STANDARD, bound: bool = False) -> Answer:
    """Its best plan after `seconds` of CPU, children included; the curve is in CPU seconds of this process.

    With `bound` most of that time goes into the proof of a bound.
    """
    began = time.process_time()
    curve: list[tuple[float, int]] = []

    def better(now: Progress) -> None:
        if now.cost is not None and (not curve or now.cost < curve[-1][1]):
            curve.append((time.process_time() - began, now.cost))

    stop, proof = Stop(cpu_seconds=seconds), 0.0
    if bound:
        stop, proof = with_proof(stop, PROOF_SHARE, PROOF_SECONDS)
    found = search(problem, stop, seed, progress=better, bound_seconds=proof, recipe=recipe)
    return Answer(found.solution, found.cost, tuple(curve), found.bound, found.iterations)
