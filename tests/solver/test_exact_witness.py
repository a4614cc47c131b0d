"""Two readings of every primitive, the evaluator's page and the CP-SAT model, meet on random plans, good and bad.

The planted faults show that the meeting has eyes: each is one wrong line of the evaluator, and each is seen.
"""

from __future__ import annotations

import types
from functools import cache
from pathlib import Path

import pytest
from random_problems import random_problem
from random_solutions import random_solution, tightened

import scheduler.problem.evaluate
from scheduler.problem.problem import Problem
from scheduler.problem.solution import Solution
from scheduler.solver.exact.model import cost_by_rule

PROBLEMS = 400
SOURCE = Path(str(scheduler.problem.evaluate.__file__)).read_text("utf-8")

FAULTS = {
    "a window that closes one tick late": (
        "start - int(problem.window_latest[w])",
        "start - int(problem.window_latest[w]) - 1",
    ),
    "a window that opens one tick early": (
        "int(problem.window_earliest[w]) - start",
        "int(problem.window_earliest[w]) - 1 - start",
    ),
    "only the first window": ("problem.window_index[p + 1]))\n", "problem.window_index[p]) + 1)\n"),
    "a transposed matrix": ("problem.travel[mode, i, j]", "problem.travel[mode, j, i]"),
    "one matrix for all modes": ("problem.travel[mode, i, j]", "problem.travel[0, i, j]"),
    "access charged twice": ("rate * (sum(legs) - access)", "rate * sum(legs)"),
    "travel that costs the same on every route": (
        "rate = result.cost_by_rule, int(problem.route_travel_rate[r])",
        "rate = result.cost_by_rule, 1",
    ),
    "a shift that begins with the first leg": ("if problem.route_leaves_early[r]:", "if False:"),
    "a wanted break held in vain": (
        "or plan.breaks[k] == NOT_HELD:\n            result.cost",
        "or True:\n            result.cost",
    ),
    "a wanted break that an unused route need not pay": (
        "if not plan.stops or k >= len(plan.breaks) or",
        "if k >= len(plan.breaks) or plan.stops and",
    ),
    "a term that holds in every window": ("if not _counts(problem, t, start):", "if False:"),
    "a peak of lateness in every window": (" if _counts(problem, t, start)]", "]"),
    "an unused route that is never idle": ("if r in times else unused[r]", "if r in times else 0"),
    "a return after the planned end as negative idleness": (
        "max(int(problem.route_end[r]), back) -",
        "int(problem.route_end[r]) -",
    ),
    "idle before departure forgotten": ("back) - int(problem.route_earliest[r]) - spent", "back) - departure - spent"),
    "the longest wait summed": (
        "[wait for r in peak.routes if r in times for wait in times[r].waits]",
        "[sum(times[r].waits) for r in peak.routes if r in times]",
    ),
    "a deviation rounded down": ("-(-abs(count * own - sum(busy)) // count)", "abs(count * own - sum(busy)) // count"),
    "busy without travel": ("busy = sum(legs) + sum(", "busy = sum("),
    "a swapped pair in a link": ("gap = second[1] - base", "gap = base - second[1]"),
    "a link from the start though meant from the end": ("if link.from_end else 0", "if False else 0"),
    "the same person taken for a different one": (
        "same if link.person == DIFFERENT",
        "not same if link.person == DIFFERENT",
    ),
    "any part for all parts of a visit": ("len(parts_of[v]) - placed)", "0)"),
    "a drop before what it brings": ("plan.stops[k]), k - at)", "plan.stops[k]), 0)"),
    "a ride measured from the start of service": ("- times.ends[k]", "- plan.starts[k]"),
    "a drop one tick late": ("plan.starts[at] - drop.latest", "plan.starts[at] - drop.latest - 1"),
    "an order among neighbours only": ("highest = max(highest, own)", "highest = own"),
    "a break that may begin in service": (
        '"break in service", (r, k - 1), ends[k - 1] - q',
        '"break in service", (r, k - 1), 0',
    ),
    "a break outside its window": ('"break window", (r, k), outside', '"break window", (r, k), outside - 1'),
    "a break that counts as waiting": ("- legs[k] - in_gap[k]", "- legs[k]"),
    "a departure that forgets its leg": ("departure = plan.starts[0] - legs[0]", "departure = plan.starts[0]"),
    "work that counts breaks": ("- sum(length for _, length in spans)", ""),
    "overtime from the last return": ("int(problem.route_end[r]))", "int(problem.route_latest[r]))"),
    "lateness charged as earliness": (
        "late = int(problem.term_time[t]) - start, start -",
        "late = start - int(problem.term_time[t]), -start +",
    ),
    "every stop counted": ("(counter.parts is None or s in counter.parts)", "True"),
    "the step one unit early": ("max(0, amount - threshold)", "max(0, amount - threshold + 1)"),
    "what was brought in forgotten": ("amount = counter.brought_in", "amount = 0"),
    "capacity one too large": ("int(problem.capacity[d, r])", "int(problem.capacity[d, r]) - 1"),
    "everyone eligible": ("if not problem.eligible[p, r]:", "if False:"),
    "needs read as any": ("link.presence == NEEDS and", "False and"),
    "a visit that must be placed may be left out": ("if problem.must_place[v]:", "if False:"),
}


@cache
def judged_by_cp_sat() -> list[tuple[Problem, Solution, dict[str, int] | None]]:
    """(problem, solution, what CP-SAT makes of it) for two solutions of each problem, the second at a limit."""
    found = []
    for seed in range(PROBLEMS):
        problem = random_problem(seed)
        for k in (0, 1):
            solution = random_solution(problem, 10 * seed + k)
            edge = tightened(problem, solution, seed) if k else problem
            found.append((edge, solution, cost_by_rule(edge, solution)))
    return found


def disagreements(evaluator: types.ModuleType) -> list[int]:
    """Which of the judged solutions this evaluator sees otherwise: allowed or not, or a rule's cost."""
    found = []
    for index, (problem, solution, exact) in enumerate(judged_by_cp_sat()):
        own = evaluator.evaluate(problem, solution)
        same = own.feasible == (exact is not None)
        if same and exact is not None:
            same = _charged(own.cost_by_rule) == _charged(exact)
        if not same:
            found.append(index)
    return found


def _charged(costs: dict[str, int]) -> dict[str, int]:
    return {rule: cost for rule, cost in costs.items() if cost}


def test_evaluator_and_cp_sat_agree_on_what_is_forbidden_and_on_the_cost_of_every_rule() -> None:
    assert disagreements(scheduler.problem.evaluate) == []
    allowed = sum(exact is not None for _, _, exact in judged_by_cp_sat())
    assert 0.3 < allowed / len(judged_by_cp_sat()) < 0.7


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_seen(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    right, wrong = FAULTS[fault]
    assert SOURCE.count(right) >= 1, "the evaluator's page has changed: plant the fault anew"
    spoiled = types.ModuleType("spoiled_evaluate")
    monkeypatch.setitem(__import__("sys").modules, "spoiled_evaluate", spoiled)  # dataclasses look their module up
    exec(compile(SOURCE.replace(right, wrong), "spoiled_evaluate", "exec"), spoiled.__dict__)
    assert disagreements(spoiled)
