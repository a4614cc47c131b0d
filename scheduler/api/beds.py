"""Family beds: applied for, moved, renewed; whoever moves one names the version seen."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from scheduler import usecases
from scheduler.api import here
from scheduler.api.care_schemas import BedCare, BedRenewal, BedsListed, BedStep, NewBed
from scheduler.api.contract import body, query
from scheduler.api.schemas import AtCentre, Nothing

pages = Blueprint("beds", __name__)


@pages.post("/beds")
def apply() -> Response:
    """201 with the application; 409 with the first one's number while the resident has one that is not over."""
    query(Nothing)
    asked = body(NewBed)
    who = (asked.resident_id, asked.kind, asked.source)
    about: dict[str, Any] = {
        "author": here.AUTHOR,
        "now": here.now(),
        "key": here.idempotency_key(),
        "reason": asked.reason,
    }
    view = usecases.apply_for_bed(here.store(), here.centre_id(asked.centre_id), *who, **about)
    return here.kept(view, f"/v1/beds/{view.bed.id}", view.replayed)


@pages.get("/beds")
def listed() -> Response:
    """The beds, of one resident or in one state."""
    asked = query(BedsListed)
    which = (asked.resident_id or "", asked.state or "")
    return here.answer({"beds": usecases.beds_of(here.store(), here.centre_id(asked.centre_id), *which)})


@pages.get("/beds/<bed_id>")
def read(bed_id: str) -> Response:
    """One bed with its history, where it may go and what is due of it."""
    centre = here.centre_id(query(AtCentre).centre_id)
    return here.answer(usecases.read_bed(here.store(), centre, bed_id, here.now().date()))


@pages.post("/beds/<bed_id>/moves")
def move(bed_id: str) -> Response:
    """One step; 409 says what is legal from here, which condition fails, or that somebody moved it since."""
    query(Nothing)
    asked = body(BedStep)
    about = _about(asked.version) | {"reason": asked.reason, "facts": asked.facts()}
    return here.answer(usecases.move_bed(here.store(), here.centre_id(asked.centre_id), bed_id, asked.state, **about))


@pages.post("/beds/<bed_id>/renewals")
def renew(bed_id: str) -> Response:
    """A longer period; 409 without a new assessment."""
    query(Nothing)
    asked = body(BedRenewal)
    about = _about(asked.version) | {"assessed": asked.assessed}
    centre = here.centre_id(asked.centre_id)
    return here.answer(usecases.renew_bed(here.store(), centre, bed_id, asked.until_day, **about))


@pages.post("/beds/<bed_id>/care")
def adjust(bed_id: str) -> Response:
    """Stable or not, and how often the nurse comes."""
    query(Nothing)
    asked = body(BedCare)
    about = _about(asked.version) | {"unstable": asked.unstable, "nurse_days": asked.nurse_days}
    return here.answer(usecases.adjust_bed(here.store(), here.centre_id(asked.centre_id), bed_id, **about))


def _about(version: int) -> dict[str, Any]:
    return {"seen": version, "author": here.AUTHOR, "now": here.now()}
