"""Random problems with links and counters: the search, the evaluator, CP-SAT and the proven bound never contradict.

RANDOM_PROBLEMS says on how many problems (default 40), RANDOM_SEED where their seeds begin. Ten thousand, none seen
before: `RANDOM_PROBLEMS=10000 RANDOM_SEED=300000 pytest -q tests/solver/test_random_everything.py` (half an hour).
"""

from __future__ import annotations

import os
import time

import pytest
from random_problems import random_problem, some_primitives

from scheduler.problem.evaluate import evaluate
from scheduler.problem.problem import Problem
from scheduler.solver.exact.model import solve_exactly
from scheduler.solver.partition.child import CHILD
from scheduler.solver.partition.proof import prove
from scheduler.solver.search import Result, Stop, solve

PROBLEMS, FIRST = int(os.environ.get("RANDOM_PROBLEMS", "40")), int(os.environ.get("RANDOM_SEED", "0"))
BLOCK = 20  # problems of one test
LINKED = frozenset({"links", "counters", "doubles"})
ALLOWED, OVERRUN = 0.2, 1.0  # CPU seconds that a run by the clock is given, and may take beyond them
TIMED = 4  # every so many problems are also solved by the clock
PROVING = 0.3  # seconds of a proof
ENOUGH = 5.0  # deterministic seconds of CP-SAT: what is not solved by then is judged by CP-SAT's bound


def contradictions(seed: int) -> list[str]:
    """A search by steps, now and then one by the clock, a proof, CP-SAT: what they disagree on, in words."""
    problem = random_problem(seed, visits=3 + seed % 5, with_=some_primitives(seed) | LINKED)
    by_clock, late = _by_clock(problem, seed) if seed % TIMED == 0 else (None, [])
    by_steps = solve(problem, Stop(iterations=40), seed)
    exact = solve_exactly(problem, 60.0, deterministic_time=ENOUGH)
    bound, better = prove(problem, by_steps.solution, PROVING)
    plans = [("by steps", by_steps.solution, by_steps.cost), ("of the proof", better, None)]
    if by_clock is not None:
        plans.append(("by the clock", by_clock.solution, by_clock.cost))
    found = late
    for name, solution, cost in plans:
        judged = evaluate(problem, solution)
        if cost is not None and judged.cost != cost:
            found.append(f"{name}: told to cost {cost}, costs {judged.cost}")
        if not judged.feasible:
            broken = {violation.primitive for violation in judged.violations}
            if broken != {"must be placed"} or (exact.solution is not None and name != "by the clock"):
                found.append(f"{name}: {sorted(broken)}")
            continue
        if exact.optimal and exact.solution is None:
            found.append(f"{name}: a plan where CP-SAT says that there is none")
        if judged.cost < exact.bound:
            found.append(f"{name}: {judged.cost}, below CP-SAT's bound {exact.bound}")
        if judged.cost < bound.value:
            found.append(f"{name}: {judged.cost}, below the proven bound {bound.value}")
        if by_clock is not None and by_clock.bound is not None and judged.cost < by_clock.bound:
            found.append(f"{name}: {judged.cost}, below the bound {by_clock.bound} of the run by the clock")
    if exact.solution is not None and bound.value > evaluate(problem, exact.solution).cost:
        found.append(f"the proven bound {bound.value} is above CP-SAT's plan")
    return found


def _by_clock(problem: Problem, seed: int) -> tuple[Result, list[str]]:
    """What a run of so few seconds finds (it may have none left to ask CP-SAT for what must be placed); its overrun."""
    before = time.process_time() + CHILD.cpu_seconds
    result = solve(problem, Stop(cpu_seconds=ALLOWED), seed)
    over = time.process_time() + CHILD.cpu_seconds - before - ALLOWED
    return result, [f"by the clock: {over:.1f} s over its time"] if over > OVERRUN else []


@pytest.mark.parametrize("first", range(FIRST, FIRST + PROBLEMS, BLOCK))
def test_search_evaluator_cp_sat_and_bound_never_contradict_each_other(first: int) -> None:
    solve(random_problem(1, visits=3), Stop(iterations=1), 1, bound_seconds=0.1)  # loads the compiled code
    until = min(first + BLOCK, FIRST + PROBLEMS)
    found = {seed: contradictions(seed) for seed in range(first, until)}
    assert {seed: words for seed, words in found.items() if words} == {}
