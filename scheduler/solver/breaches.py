"""Which visits have to break their interval: a matching of whole parts to stretches of work, by CP-SAT."""

from __future__ import annotations

from collections import defaultdict

from ortools.sat.python import cp_model

from scheduler.solver.capacity import Load

_DETERMINISTIC_SECONDS = 20.0
_SCALE = 1000  # weights near 1 as whole numbers


def least_broken(load: Load) -> tuple[bool, ...]:
    """By visit: whether it stays undone where as few as possible do, the less urgent first; whole visits only.

    The answer is a pure function of the load: one worker, deterministic time.
    """
    model = cp_model.CpModel()
    broken = [model.new_bool_var("") for _ in load.must]
    carried: dict[int, list[tuple[cp_model.IntVar, int]]] = defaultdict(list)
    on_day: list[dict[int, list[cp_model.IntVar]]] = []
    first_share: dict[int, int] = {}
    for i, share in enumerate(load.shares):
        on_day.append(defaultdict(list))
        for s in share.stretches:
            part = model.new_bool_var("")
            carried[s].append((part, round(share.minutes)))
            on_day[i][load.stretches[s].day].append(part)
        model.add_exactly_one([*(part for parts in on_day[i].values() for part in parts), broken[share.visit]])
        together = on_day[first_share.setdefault(share.visit, i)]
        for day in sorted(on_day[i].keys() | together.keys()):  # the people of one visit come on one day
            model.add(sum(on_day[i].get(day, [])) == sum(together.get(day, [])))
    for s, parts in carried.items():
        model.add(sum(part * minutes for part, minutes in parts) <= int(load.stretches[s].minutes))
    _keep_limits(model, load, carried)
    model.minimize(sum(one * round(_SCALE * weight) for one, weight in zip(broken, load.weights, strict=True)))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.catch_sigint_signal = False  # as in exact/model.py
    solver.parameters.max_deterministic_time = _DETERMINISTIC_SECONDS
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        raise RuntimeError(f"no answer about broken intervals: {solver.status_name(status)}")
    return tuple(solver.boolean_value(one) for one in broken)


def _keep_limits(model: cp_model.CpModel, load: Load, carried: dict[int, list[tuple[cp_model.IntVar, int]]]) -> None:
    """Daily caps on parts, and how many stretches may be used at all."""
    for limit in load.limits:
        on = [s for s in limit.stretches if s in carried]
        counted = [part for s in on for part, _ in carried[s]]
        if limit.whole:
            counted = []
            for s in on:
                used = model.new_bool_var("")
                counted.append(used)
                for part, _ in carried[s]:
                    model.add_implication(part, used)
        if counted:
            model.add(sum(counted) <= max(0, limit.maximum))
