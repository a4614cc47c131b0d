"""Nursing at home: the way of a request from submitted to done."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from scheduler import usecases
from scheduler.api import here
from scheduler.api.care_schemas import NursingStep
from scheduler.api.contract import body, query
from scheduler.api.schemas import AtCentre, Nothing

pages = Blueprint("nursing", __name__)


@pages.get("/nursing/<number>")
def read(number: str) -> Response:
    """Where the request stands, where it may go, when it is planned."""
    centre = here.centre_id(query(AtCentre).centre_id)
    return here.answer(usecases.read_nursing(here.store(), centre, number, here.now().date()))


@pages.post("/nursing/<number>/moves")
def move(number: str) -> Response:
    """One step; a cancellation too near to the start is marked late; 409 says what is legal from here."""
    query(Nothing)
    asked = body(NursingStep)
    about: dict[str, Any] = {"seen": asked.version, "author": here.AUTHOR, "now": here.now(), "reason": asked.reason}
    centre = here.centre_id(asked.centre_id)
    return here.answer(usecases.move_nursing(here.store(), centre, number, asked.state, **about))
