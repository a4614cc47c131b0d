"""Why: reasons for everybody, the smallest change that would serve a visit, a move by hand and what it would do."""

from __future__ import annotations

from flask import Blueprint, Response

from scheduler import usecases
from scheduler.api import here
from scheduler.api.contract import body, query
from scheduler.api.day_schemas import NewMove
from scheduler.api.problems import problem
from scheduler.api.schemas import Nothing

pages = Blueprint("reasons", __name__)


@pages.get("/plans/<plan_id>/visits/<visit_id>/reasons")
def reasons(plan_id: str, visit_id: str) -> Response:
    """Why the visit is where it is and what others would cost, or why it is left out; 404 for one it does not hold."""
    query(Nothing)
    told = usecases.explain_visit(here.store(), plan_id, visit_id)
    return here.answer({"plan_id": plan_id, "visit_id": visit_id, "reasons": told})


@pages.get("/plans/<plan_id>/visits/<visit_id>/smallest-change")
def smallest_change(plan_id: str, visit_id: str) -> Response:
    """The cheapest single change that serves a visit left out, with the whole plan that proves it; takes seconds.

    422 for a visit that is placed.
    """
    query(Nothing)
    return here.answer(usecases.smallest_change_for(here.store(), plan_id, visit_id))


@pages.post("/plans/<plan_id>/moves")
def move(plan_id: str) -> Response:
    """201 with the new version and every term that changes (200 for a dry run, which keeps nothing); 409 with every
    rule that the move would break, and the best places instead."""
    query(Nothing)
    asked = body(NewMove)
    moved = usecases.move_visit(
        here.store(),
        plan_id,
        asked.visit_id,
        asked.staff_id,
        asked.start,
        author=here.AUTHOR,
        now=here.now(),
        part=asked.part - 1,
        dry_run=asked.dry_run,
    )
    if moved.plan is None:
        told = {"findings": moved.broken, "alternatives": moved.alternatives, "terms": moved.terms}
        detail = f"{asked.visit_id} cannot go to {asked.staff_id} then"
        return problem(409, "Conflict", detail, "take one of the alternatives", **usecases.as_document(told))
    if not moved.saved:
        return here.answer(moved)
    return here.answer(moved, 201, Location=f"/v1/plans/{moved.plan.id}")
