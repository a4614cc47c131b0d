"""A solution of a board in names and clock times, with the bands that people were told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from scheduler.domain.plan import Plan
from scheduler.problem.solution import Solution
from scheduler.replan.board import Board, promised
from scheduler.translate import plan_of


@dataclass(frozen=True, slots=True)
class Name:
    """What the new version is called and by whom it is made."""

    plan_id: str
    version: int
    author: str
    made: datetime


def plan_named(
    board: Board, solution: Solution, name: Name, seed: int, iterations: int, costs: Mapping[str, int]
) -> Plan:
    """In names and clock times; a band that still holds stays as it was told."""
    plan = plan_of(
        board.day,
        board.draft,
        solution,
        plan_id=name.plan_id,
        version=name.version,
        author=name.author,
        made=name.made,
        seed=seed,
        iterations=iterations,
        cost_by_rule=dict(costs),
    )
    return with_promises(plan, board.told)


def with_promises(plan: Plan, told: Plan) -> Plan:
    """The plan with the bands that people were told, where the start still lies inside."""
    bands = {key: stop.band for key, stop in promised(told).items()}
    routes = []
    for route in plan.routes:
        stops = []
        for stop in route.stops:
            early, late = bands.get((stop.visit_id, stop.part), stop.band)
            stops.append(replace(stop, band=(early, late)) if early <= stop.start <= late else stop)
        routes.append(replace(route, stops=tuple(stops)))
    return replace(plan, routes=tuple(routes))
