"""Whether the service can do its work."""

from __future__ import annotations

from flask import Blueprint, Response

from scheduler import usecases
from scheduler.api import here

pages = Blueprint("health", __name__)


@pages.get("/health")
def health() -> Response:
    """200 when the database answers, with the number of centres it knows."""
    return here.answer({"status": "ok", "centres": len(usecases.centres(here.store()))})
