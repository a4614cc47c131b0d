"""A month's visits against the hours of those who may do them: a linear programme over parts and stretches of work.

It knows who may take which part on which day, how long that takes with a share of the way, the daily caps and the
cover of the clinic; it does not know routes. So what it says cannot be done cannot be done; the opposite is a hope.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import ceil
from typing import Any

from ortools.linear_solver import pywraplp

NEARLY = 1e-6  # of a visit or a minute: what the arithmetic of the programme may be off by
_OPTIONAL = 1e-3  # of a visit that has to be done: what one that may wait counts
_PLAINER = 1e-3  # of a minute: what each further demand on the person of an extra hour counts

Extra = tuple[int, int]  # the profile of somebody who is not there, and the day


@dataclass(frozen=True, slots=True)
class Stretch:
    """One person's stretch in the field: the day's number and its minutes."""

    day: int
    minutes: float


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so much over some stretches: of parts, or of stretches used (`whole`; a stretch half used is half)."""

    stretches: tuple[int, ...]
    maximum: int
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Share:
    """One person's part of a visit: minutes with its share of the way, the stretches that may carry it, and the days
    and profiles with which somebody more could."""

    visit: int
    minutes: float
    stretches: tuple[int, ...]
    days: tuple[int, ...]
    profiles: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Load:
    """What is to be done and by whom. `must[v]`: the visit's last day lies inside; the others may wait.

    `demands[q]` counts what profile q asks of a person (skills, title): of two that help alike the plainer is named.
    """

    must: tuple[bool, ...]
    weights: tuple[float, ...]  # by visit: what is left undone first counts less; near 1
    shares: tuple[Share, ...]
    stretches: tuple[Stretch, ...]
    limits: tuple[Limit, ...] = ()
    demands: tuple[int, ...] = ()


@dataclass(slots=True)
class _Programme:
    """The linear programme being put together."""

    solver: Any
    undone: list[Any]
    carried: dict[int, list[tuple[Any, float]]] = field(default_factory=dict)  # by stretch: part, minutes
    lent: dict[Extra, list[tuple[Any, float]]] = field(default_factory=dict)
    on_day: list[dict[int, list[Any]]] = field(default_factory=list)  # by share: what is done on which day


def undone(load: Load, extra: Mapping[Extra, float] | None = None) -> tuple[float, ...]:
    """How much of each visit stays undone at best, `extra` minutes of profiles on days given.

    The least sum over those that must be done comes first, then that over the others.
    """
    given = extra or {}
    model = _programme(load, given)
    for lent, parts in model.lent.items():
        _at_most(model.solver, parts, given[lent])
    weights = [w if must else _OPTIONAL * w for w, must in zip(load.weights, load.must, strict=True)]
    _minimize(model.solver, zip(model.undone, weights, strict=True))
    _solve(model.solver)
    return tuple(max(0.0, rest.solution_value()) for rest in model.undone)


def pressing(load: Load) -> Load:
    """The same without the parts of visits that may wait: enough to count what stays undone, and quicker."""
    return replace(load, shares=tuple(share for share in load.shares if load.must[share.visit]))


def least_extra(load: Load) -> dict[Extra, float]:
    """The least minutes of further people, by profile and day, with which everything that must be done is done.

    They count at the hours of the day at which the visits may be done.
    """
    load = pressing(load)
    every = {(q, d) for share in load.shares for q in share.profiles for d in share.days}
    model = _programme(load, every)
    hours = {}
    for lent, parts in model.lent.items():
        hours[lent] = model.solver.NumVar(0, model.solver.infinity(), "")
        _at_most(model.solver, [*parts, (hours[lent], -1.0)], 0)
    for rest, must in zip(model.undone, load.must, strict=True):
        if must:
            rest.SetUb(0)
    _minimize(model.solver, ((more, 1 + _PLAINER * load.demands[q]) for (q, _), more in hours.items()))
    _solve(model.solver)
    return {lent: more.solution_value() for lent, more in sorted(hours.items()) if more.solution_value() > NEARLY}


def at_least(load: Load, parts: tuple[float, ...]) -> int:
    """How many visits that must be done stay undone, at least: whole visits cannot do better than their shares."""
    return ceil(sum(rest for rest, must in zip(parts, load.must, strict=True) if must) - NEARLY)


def _programme(load: Load, extra: Collection[Extra]) -> _Programme:
    """Parts on stretches and on extra hours; each visit whole or not, its people on one day."""
    solver = pywraplp.Solver.CreateSolver("GLOP")
    model = _Programme(solver, [solver.NumVar(0, 1, "") for _ in load.must])
    for share in load.shares:
        model.on_day.append(_placed(model, load, share, extra))
        done = [(part, 1.0) for parts in model.on_day[-1].values() for part in parts]
        _row(solver, 1, 1, [*done, (model.undone[share.visit], 1.0)])
    _keep_together(model, load)
    for s, carried in model.carried.items():
        _at_most(solver, carried, load.stretches[s].minutes)
    for limit in load.limits:
        _keep_under(model, load, limit)
    return model


def _placed(model: _Programme, load: Load, share: Share, extra: Collection[Extra]) -> dict[int, list[Any]]:
    """New variables for the stretches and extra hours that may carry a share, by day."""
    found: dict[int, list[Any]] = {}
    for s in share.stretches:
        part = model.solver.NumVar(0, 1, "")
        model.carried.setdefault(s, []).append((part, share.minutes))
        found.setdefault(load.stretches[s].day, []).append(part)
    for lent in ((q, d) for q in share.profiles for d in share.days if (q, d) in extra):
        part = model.solver.NumVar(0, 1, "")
        model.lent.setdefault(lent, []).append((part, share.minutes))
        found.setdefault(lent[1], []).append(part)
    return found


def _keep_together(model: _Programme, load: Load) -> None:
    """The people of one visit come on one day."""
    for (i, one), (j, other) in pairwise(enumerate(load.shares)):
        if one.visit == other.visit:
            for day in sorted(model.on_day[i].keys() | model.on_day[j].keys()):
                mine, other_one = model.on_day[i].get(day, []), model.on_day[j].get(day, [])
                _row(model.solver, 0, 0, [*((part, 1.0) for part in mine), *((part, -1.0) for part in other_one)])


def _keep_under(model: _Programme, load: Load, limit: Limit) -> None:
    terms = [
        (part, minutes / load.stretches[s].minutes if limit.whole else 1.0)
        for s in limit.stretches
        for part, minutes in model.carried.get(s, [])
    ]
    if terms:
        _at_most(model.solver, terms, max(0, limit.maximum))


def _at_most(solver: Any, terms: Iterable[tuple[Any, float]], bound: float) -> None:
    _row(solver, -solver.infinity(), bound, terms)


def _row(solver: Any, least: float, most: float, terms: Iterable[tuple[Any, float]]) -> None:
    """least <= sum of the terms <= most; every variable stands in it once."""
    row = solver.Constraint(least, most)
    for variable, factor in terms:
        row.SetCoefficient(variable, factor)


def _minimize(solver: Any, terms: Iterable[tuple[Any, float]]) -> None:
    objective = solver.Objective()
    for variable, factor in terms:
        objective.SetCoefficient(variable, factor)
    objective.SetMinimization()


def _solve(solver: Any) -> None:
    """Solve; the programme always has a solution, since everything may stay undone or be lent."""
    if solver.Solve() != pywraplp.Solver.OPTIMAL:
        raise RuntimeError("the linear programme of the month's capacity was not solved")
