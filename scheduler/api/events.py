"""What happens on the day: told here, kept in the order told; and how the day stands now."""

from __future__ import annotations

from flask import Blueprint, Response

from scheduler import usecases
from scheduler.api import here
from scheduler.api.contract import body, query
from scheduler.api.day_schemas import AtMoment, DayOfCentre, NewEvent
from scheduler.api.schemas import Nothing

pages = Blueprint("events", __name__)


@pages.post("/events")
def report() -> Response:
    """201 with the event's number, what it touches and what fits into freed time; nothing is planned anew. 404 or 409
    when it cannot have happened, and then nothing is kept."""
    query(Nothing)
    asked = body(NewEvent)
    centre = here.centre_id(asked.centre_id)
    (event,) = usecases.events_from(usecases.as_document(asked.document()))
    kept = usecases.report_event(here.store(), centre, event, author=here.AUTHOR, now=here.now())
    day = kept.event.at.date()
    told = usecases.as_document(kept) | {"replan": kept.replan}
    return here.answer(told, 201, Location=f"/v1/events?date={day}&centre_id={centre}")


@pages.get("/events")
def read() -> Response:
    """The events of a day in the order told, numbered from 1."""
    asked = query(DayOfCentre)
    events = usecases.day_events(here.store(), here.centre_id(asked.centre_id), asked.date)
    told = [
        {"number": number, "kind": usecases.kind_of(event), "event": event} for number, event in enumerate(events, 1)
    ]
    return here.answer({"date": asked.date, "events": told})


@pages.get("/plans/<plan_id>/now")
def now(plan_id: str) -> Response:
    """Who is where, what will be late, whom to call; 409 when people have been told another plan since."""
    moment = query(AtMoment).at or here.now()
    return here.answer(usecases.watch_plan(here.store(), plan_id, moment))
