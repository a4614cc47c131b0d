"""The running day: re-plan a published version, see what differs between two."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from scheduler import usecases
from scheduler.api import here
from scheduler.api.contract import body, query
from scheduler.api.day_schemas import NewReplan
from scheduler.api.problems import problem
from scheduler.api.schemas import Nothing, Since
from scheduler.usecases import Choice, Impossible

pages = Blueprint("replanned", __name__)


@pages.post("/plans/<plan_id>/replan")
def replan(plan_id: str) -> Response:
    """201 with the new version and what it bought (200 for a dry run, 202 in the background); 412 with the differences
    when the version is published no longer; 409 with the conflicting locks when they cannot all hold."""
    query(Nothing)
    asked = body(NewReplan)
    events = usecases.events_from([usecases.as_document(one.document()) for one in asked.events])
    wish = Choice(
        asked.freeze_until,
        asked.max_changes,
        asked.iterations,
        asked.seed,
        asked.may_leave_bands,
        asked.dry_run,
    )
    if asked.background:
        about: dict[str, Any] = {"author": here.AUTHOR, "now": here.now(), "events": events}
        id_ = usecases.start_replanning(here.store(), plan_id, wish, **about)
        return here.answer({"id": id_, "status": "queued"}, 202, Location=f"/v1/plans/{id_}/replan")
    made = usecases.replan_day(here.store(), plan_id, wish, author=here.AUTHOR, now=here.now(), events=events)
    if isinstance(made, Impossible):
        locks = usecases.as_document(made.locks)
        detail = "these locks cannot all hold; without any one of them a plan exists"
        return problem(409, "Conflict", detail, "release one of the locks", locks=locks)
    if not made.saved:
        return here.answer(made)
    return here.answer(made, 201, Location=f"/v1/plans/{made.plan.id}")


@pages.get("/plans/<plan_id>/replan")
def read(plan_id: str) -> Response:
    """A re-plan in the background: status and progress, then what it bought, or the locks that cannot all hold."""
    found = usecases.replanning(here.store(), plan_id, query(Since).after)
    run = usecases.as_document(found.run)
    told = {"id": plan_id, "source_id": found.source_id, "status": run["state"], "reason": run["reason"]}
    return here.answer(told | {"progress": run["events"], "bought": found.bought, "locks": found.locks})


@pages.get("/plans/<before_id>/diff/<after_id>")
def diff(before_id: str, after_id: str) -> Response:
    """By resident and by person: who must be told what."""
    query(Nothing)
    return here.answer(usecases.compare_plans(here.store(), before_id, after_id))
