"""Locks that cannot all hold: a set from which dropping any one makes a plan exist, each claim checked by solving."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module

from scheduler.domain.care import Lock
from scheduler.domain.day import Day
from scheduler.problem.evaluate import evaluate
from scheduler.translate import draft_of

EFFORT = 5.0  # CP-SAT's deterministic time, about seconds, for a plan of the locked visits alone


def conflict(day: Day) -> tuple[Lock, ...]:
    """The conflicting locks of the day; empty when its locks can hold together, or the solver cannot say.

    Whatever is not locked may be left out, so that a plan exists if one exists for the locked visits alone.
    """
    locks = tuple(lock for lock in day.locks if lock.visit_id in day.visits)
    if not locks or not _impossible(day, locks):
        return ()
    kept = locks
    for lock in sorted(locks, key=lambda one: not one.started):  # rather name what the coordinator can change
        fewer = tuple(one for one in kept if one != lock)
        if _impossible(day, fewer):
            kept = fewer
    return kept


def _impossible(day: Day, locks: Sequence[Lock]) -> bool:
    """Whether the solver proves that no plan meets these locks."""
    if not locks:
        return False
    wanted = {lock.visit_id for lock in locks}
    while more := {v.gap.after for v in day.visits.values() if v.id in wanted and v.gap} & day.visits.keys() - wanted:
        wanted |= more
    visits = {id_: visit for id_, visit in day.visits.items() if id_ in wanted}
    draft = draft_of(replace(day, visits=visits, locks=tuple(locks)))
    problem = draft.problem()
    found = import_module("scheduler.solver.exact.model").solve_exactly(problem, 10.0, deterministic_time=EFFORT)
    if found.solution is not None:
        return not evaluate(problem, found.solution).feasible
    return bool(found.optimal)
