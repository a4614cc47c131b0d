"""Solve a Mip by OR-Tools in a child process with caps on time and memory.

SCIP may abort (or-tools #5003) or wrongly say infeasible (#4839). An abort ends the child only; no
answer of it is believed before it has been counted again in whole numbers. The child stays for the
next program, because loading OR-Tools takes longer than most programs do.
"""

from __future__ import annotations

import atexit
import os
import pickle
import resource
import select
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from typing import IO, Any

from scheduler.solver.partition.mip import Mip

MEMORY_CAP = 2 << 30  # bytes of address space; a master of 20,000 columns needs a third of it
LOOK = 0.1  # seconds between two looks at whether somebody cancelled
GRACE = 2.0  # seconds beyond its limit after which the child is ended


@dataclass(frozen=True, slots=True)
class Program:
    """What is sent: the program, a hint (variables at 1), where to stop, and whether it is a `tight` one.

    The relaxation of a tight program is nearly whole: SCIP is several times quicker at it when it just branches.
    """

    mip: Mip
    hint: tuple[int, ...]
    seconds: float
    branchings: int | None
    tight: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """The best solution found, and whether the solver calls it optimal to half a unit of cost."""

    values: list[float]
    optimal: bool


class Child:
    """One solving process, started at the first program and started anew after an abort.

    `cpu_seconds` is what all its programs took so far, loading apart; one that was ended counts with its loading.
    `failures` are the errors of solvers so far, in words.
    """

    def __init__(self) -> None:
        self.cpu_seconds = 0.0
        self.failures: list[str] = []
        self._reported = 0.0  # of that by the process that runs now
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def start(self) -> subprocess.Popen[bytes]:
        """Begin loading OR-Tools, so that the first program does not wait for it."""
        if self._process is None or self._process.poll() is not None:
            command = [sys.executable, "-c", f"from {__name__} import main; main()"]
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            self._reported = 0.0
        return self._process

    def stop(self) -> None:
        """End the process."""
        if self._process is not None:
            before = _of_ended_processes()
            self._process.kill()
            self._process.communicate()
            self._process = None
            self.cpu_seconds += max(0.0, _of_ended_processes() - before - self._reported)
            self._reported = 0.0

    def solve(self, program: Program, cancelled: Callable[[], bool] | None = None) -> Answer | None:
        """None: no answer, whatever the cause; `cancelled` is asked all the time, and ends the child."""
        with self._lock:
            process = self.start()
            assert process.stdin is not None
            assert process.stdout is not None
            try:
                _send(process.stdin, program)
                deadline = time.monotonic() + program.seconds + GRACE
                size = int.from_bytes(_read(process.stdout, 8, deadline, cancelled), "little")
                answer, failed, spent = pickle.loads(_read(process.stdout, size, deadline, cancelled))
            except (OSError, EOFError, TimeoutError, pickle.UnpicklingError):
                self.stop()
                return None
            self.failures += failed
            self.cpu_seconds += spent
            self._reported += spent
            assert answer is None or isinstance(answer, Answer)
            return answer


def _of_ended_processes() -> float:
    """CPU seconds of all children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


CHILD = Child()
atexit.register(CHILD.stop)


def _send(pipe: IO[bytes], message: object) -> None:
    data = pickle.dumps(message)
    pipe.write(len(data).to_bytes(8, "little") + data)
    pipe.flush()


def _read(pipe: IO[bytes], count: int, deadline: float, cancelled: Callable[[], bool] | None) -> bytes:
    """TimeoutError after the deadline or when cancelled, EOFError when the other side is gone."""
    data = b""
    while len(data) < count:
        left = deadline - time.monotonic()
        if left < 0 or (cancelled is not None and cancelled()):
            raise TimeoutError("the solving process is past its time")
        ready, _, _ = select.select([pipe], [], [], min(left, LOOK) if cancelled else left)
        if not ready:
            continue
        piece = os.read(pipe.fileno(), count - len(data))
        if not piece:
            raise EOFError("the solving process has ended")
        data += piece
    return data


def solve_here(program: Program, failed: list[str]) -> Answer | None:
    """SCIP through MathOpt in this process; CP-SAT when SCIP fails and only the clock counts. None: no solution.

    What a solver failed of is added to `failed`.
    CP-SAT knows no limit of branchings, so a run that is to repeat does without it; and so do tight programs.
    """
    from ortools.math_opt.python import mathopt

    began = time.monotonic()
    fallback = () if program.tight or program.branchings is not None else (mathopt.SolverType.CP_SAT,)
    for solver in (mathopt.SolverType.GSCIP, *fallback):
        left = program.seconds - (time.monotonic() - began)
        if left <= 0:
            return None
        try:
            answer = _solved(program, solver, left)
        except Exception as failure:  # MathOpt shows a solver's error as whatever breaks next, often AttributeError
            failed.append(f"{solver.name}: {type(failure).__name__}")
            continue
        if answer is not None:
            return answer
    return None


def _solved(program: Program, solver: Any, seconds: float) -> Answer | None:
    from ortools.math_opt.python import mathopt

    mip = program.mip
    model = mathopt.Model()
    variables = [
        model.add_variable(lb=0.0, ub=upper, is_integer=integral)
        for upper, integral in zip(mip.upper, mip.integral, strict=True)
    ]
    model.minimize_linear_objective(mathopt.fast_sum(c * x for c, x in zip(mip.costs, variables, strict=True) if c))
    for row in mip.rows:
        constraint = model.add_linear_constraint(lb=row.lower, ub=row.upper)
        for k, coefficient in row.terms.items():
            constraint.set_coefficient(variables[k], coefficient)
    parameters = mathopt.SolveParameters(
        time_limit=timedelta(seconds=seconds), threads=1, random_seed=1, node_limit=program.branchings,
        relative_gap_tolerance=0.0, absolute_gap_tolerance=0.5,
    )  # fmt: skip
    if program.tight:
        parameters.presolve = parameters.cuts = mathopt.Emphasis.OFF
        parameters.heuristics = mathopt.Emphasis.LOW
    hinted = set(program.hint)
    hint = mathopt.SolutionHint(
        variable_values={x: float(k in hinted) for k, x in enumerate(variables) if mip.integral[k]}
    )
    hints = [hint] if program.hint else []
    hinting = mathopt.ModelSolveParameters(solution_hints=hints)
    result = mathopt.solve(model, solver, params=parameters, model_params=hinting)
    if not result.has_primal_feasible_solution():
        return None
    values = result.variable_values()
    optimal = result.termination.reason == mathopt.TerminationReason.OPTIMAL
    return Answer([values[x] for x in variables], optimal)


def _serve(stdin: IO[bytes], answers: IO[bytes]) -> None:
    """Programs in, answers, failures and the CPU seconds they took out, until the other side closes."""
    import_module("ortools.math_opt.python.mathopt")  # before the first program, not in its time
    while head := stdin.read(8):
        began = time.process_time()
        program = pickle.loads(stdin.read(int.from_bytes(head, "little")))
        failed: list[str] = []
        answer = solve_here(program, failed)
        _send(answers, (answer, failed, time.process_time() - began))


def main() -> None:
    """Answer on the real standard output; whatever a solver prints goes to standard error."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_CAP, MEMORY_CAP))
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _serve(sys.stdin.buffer, answers)
