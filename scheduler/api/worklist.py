"""What is to be done on a day."""

from __future__ import annotations

from flask import Blueprint, Response

from scheduler import usecases
from scheduler.api import here
from scheduler.api.care_schemas import WorkListOf
from scheduler.api.contract import query

pages = Blueprint("worklist", __name__)


@pages.get("/worklist")
def read() -> Response:
    """Reminders, what is overdue, beds that wait, and published visits that fell out."""
    asked = query(WorkListOf)
    day = asked.date or here.now().date()
    return here.answer(usecases.work_list(here.store(), here.centre_id(asked.centre_id), day))
