"""The small centre's good plan published, and planned again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from scheduler.domain.events import Event
from scheduler.domain.plan import Plan
from scheduler.usecases import Bought, Choice, Store, open_store, publish_plan, replan_day
from tests.builders import clock
from tests.shell import Shell
from tests.usecases.small_centre import GOOD, NOW, drafted

STEPS = 600


def told(store: Store, routes: Any = None) -> str:
    """The good plan, published."""
    plan_id = drafted(store, routes or GOOD).id
    assert publish_plan(store, plan_id, author="test", now=NOW).plan
    return plan_id


def replanned(store: Store, plan_id: str, at: str, *events: Event, **wish: Any) -> Bought:
    choice = Choice(iterations=STEPS, **wish)
    made = replan_day(store, plan_id, choice, author="test", now=clock(at), events=events)
    assert isinstance(made, Bought)
    return made


def where(plan: Plan) -> dict[str, tuple[str, datetime]]:
    return {stop.visit_id: (route.staff_id, stop.start) for route, stop in plan.stops()}


def opened_again(shell: Shell) -> Store:
    return open_store(shell.database)
