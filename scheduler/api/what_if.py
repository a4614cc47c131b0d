"""What if: a scenario beside a plan's day, kept when it has a name."""

from __future__ import annotations

from datetime import time

from flask import Blueprint, Response

from scheduler import usecases
from scheduler.api import here
from scheduler.api.contract import body, query
from scheduler.api.day_schemas import Assumptions, LackingHours, NewWhatIf, WhatIfsListed
from scheduler.api.schemas import Nothing
from scheduler.domain.what_if import Absent, Added, Certified, Change, Extra, Held, Longer, Scenario, Without
from scheduler.usecases import Lacking, Question

pages = Blueprint("what_if", __name__)


@pages.post("/plans/<plan_id>/what-if")
def ask(plan_id: str) -> Response:
    """200 with the comparison; 201 when it has a name, under which it is kept. The real day is never touched."""
    query(Nothing)
    asked = body(NewWhatIf)
    question = Question(Scenario(asked.name, _changes(asked)), asked.iterations, asked.seed, asked.bound_seconds)
    answer = usecases.what_if_day(here.store(), plan_id, question, author=here.AUTHOR, now=here.now())
    if not answer.id:
        return here.answer(answer)
    return here.kept(answer, f"/v1/what-if/{answer.id}")


@pages.post("/plans/<plan_id>/hours")
def hours(plan_id: str) -> Response:
    """200 with the fewest more hours of a role found with which all is served that can be; nothing is kept."""
    query(Nothing)
    asked = body(LackingHours)
    lacking = Lacking(asked.role, _changes(asked), asked.iterations, asked.seed)
    return here.answer(usecases.hours_lacking(here.store(), plan_id, lacking))


@pages.get("/what-if")
def listed() -> Response:
    """What is kept of a centre, of one day or of all."""
    asked = query(WhatIfsListed)
    return here.answer({"kept": usecases.what_ifs(here.store(), here.centre_id(asked.centre_id), asked.date)})


@pages.get("/what-if/<id_>")
def read(id_: str) -> Response:
    """A kept comparison, as it was."""
    query(Nothing)
    return here.answer(usecases.read_what_if(here.store(), id_))


@pages.delete("/what-if/<id_>")
def drop(id_: str) -> Response:
    """200: it is forgotten."""
    query(Nothing)
    usecases.drop_what_if(here.store(), id_, author=here.AUTHOR, now=here.now())
    return here.answer({"dropped": id_})


def _changes(asked: Assumptions) -> tuple[Change, ...]:
    return (
        *(Absent(id_) for id_ in asked.absent),
        *(Extra(one.like, time.fromisoformat(one.start), time.fromisoformat(one.end)) for one in asked.extra),
        *(Longer(one.staff_id, one.minutes) for one in asked.longer),
        *(Certified(one.staff_id, one.skill) for one in asked.certificates),
        *(Without(id_) for id_ in asked.without),
        *(Added(one.resident_id, one.service, one.channel) for one in asked.added),
        *(Held(one.visit_id, one.staff_id, time.fromisoformat(one.at) if one.at else None) for one in asked.held),
    )
