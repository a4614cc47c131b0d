"""How sure a plan is: its day simulated."""

from __future__ import annotations

from flask import Blueprint, Response

from scheduler import usecases
from scheduler.api import here
from scheduler.api.contract import query
from scheduler.api.schemas import Simulated

pages = Blueprint("chances", __name__)


@pages.get("/plans/<plan_id>/chances")
def chances(plan_id: str) -> Response:
    """The chance of every promised band; the same seed gives the same answer."""
    asked = query(Simulated)
    return here.answer(usecases.plan_chances(here.store(), plan_id, asked.samples, asked.seed))
