"""A small centre on the telephone: plans with the bands people were told, and requests that come in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from scheduler.domain.plan import Plan
from scheduler.store import plans
from scheduler.usecases import Store, add_request, publish_plan
from scheduler.usecases.day import day_to_plan
from scheduler.usecases.judging import with_judgement
from scheduler.validator import judge
from tests import builders
from tests.usecases.small_centre import MONDAY, NOW, request

Told = Mapping[str, Sequence[tuple[str, str]]]


def with_bands(plan: Plan) -> Plan:
    """A quarter before to three quarters after each start, as people are told."""
    early, late = timedelta(minutes=15), timedelta(minutes=45)
    routes = tuple(
        replace(route, stops=tuple(replace(s, band=(s.start - early, s.start + late)) for s in route.stops))
        for route in plan.routes
    )
    return replace(plan, routes=routes)


def told(store: Store, routes: Told, on: date = MONDAY, publish: bool = True) -> str:
    """A version made by hand with bands, published unless it is to stay a draft; its id."""
    with store.write() as session:
        day, _ = day_to_plan(session, store.rulebook, "C1", on)
        version = plans.next_version(session, "C1", on)
        then = {shift: [(visit, builders.clock(at, on)) for visit, at in own] for shift, own in routes.items()}
        made = builders.plan(day, then, id=plans.plan_id_of("C1", on, version), version=version, day=on)
        made = with_judgement(day, with_bands(made))
        made = replace(made, cost_by_rule=judge(day, made).cost_by_rule)
        plans.save_plan(session, made, day, plans.keep_rulebook(session, store.rulebook))
    if publish:
        answer = publish_plan(store, made.id, author="test", now=NOW)
        assert answer.plan, answer.broken
    return made.id


def called(store: Store, resident: str = "R6", now: datetime = NOW, **changes: Any) -> str:
    """Somebody telephones for teaching on Monday; the number."""
    asked = request("", resident, **{"service": "EDU", "received": now, **changes})
    receipt = add_request(store, "C1", asked, author="test", now=now)
    assert receipt.state == "open", receipt.answers
    return receipt.number


def where(plan: Plan) -> dict[str, tuple[str, str]]:
    """visit -> (person, HH:MM) of one-person visits."""
    return {stop.visit_id: (route.staff_id, f"{stop.start:%H:%M}") for route, stop in plan.stops()}
