"""What became of visits, and who is away: it moves what is due."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from scheduler import usecases
from scheduler.api import here
from scheduler.api.care_schemas import NewAbsence, Return, ToldOutcome
from scheduler.api.contract import body, query
from scheduler.api.schemas import Nothing
from scheduler.domain.orders import Away
from scheduler.usecases import Outcome

pages = Blueprint("happened", __name__)


@pages.post("/happened")
def record() -> Response:
    """201 with what was recorded and when the same care is due next; 409 when something else was told before."""
    query(Nothing)
    asked = body(ToldOutcome)
    told = Outcome(**asked.model_dump(exclude={"centre_id"}))
    centre = here.centre_id(asked.centre_id)
    recorded = usecases.record_happened(here.store(), centre, told, author=here.AUTHOR, now=here.now())
    return here.answer(recorded, 201)


@pages.post("/absences")
def send_away() -> Response:
    """201: published visits of those days are called off and named."""
    query(Nothing)
    asked = body(NewAbsence)
    away = Away(asked.resident_id, asked.from_day, asked.until_day, asked.reason)
    centre = here.centre_id(asked.centre_id)
    return here.answer(usecases.send_away(here.store(), centre, away, author=here.AUTHOR, now=here.now()), 201)


@pages.post("/absences/return")
def bring_home() -> Response:
    """The resident is at home again; 409 when nobody was told of an absence."""
    query(Nothing)
    asked = body(Return)
    centre = here.centre_id(asked.centre_id)
    about: dict[str, Any] = {"author": here.AUTHOR, "now": here.now()}
    return here.answer(usecases.bring_home(here.store(), centre, asked.resident_id, asked.day, **about))
