"""A team member's own day."""

from __future__ import annotations

from flask import Blueprint, Response

from scheduler import usecases
from scheduler.api import here
from scheduler.api.contract import query
from scheduler.api.schemas import OnDay

pages = Blueprint("staff", __name__)


@pages.get("/staff/<staff_id>/route")
def own_route(staff_id: str) -> Response:
    """Her published routes of `?date=`, by departure; 404 when there is none."""
    day = query(OnDay).date
    routes = usecases.staff_route(here.store(), staff_id, day)
    return here.answer({"staff_id": staff_id, "date": day, "routes": routes})
