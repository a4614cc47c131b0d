"""Plans: started here, made in a process of their own, read, stopped, published."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotAcceptable

from scheduler import usecases
from scheduler.api import here
from scheduler.api.contract import body, query
from scheduler.api.problems import problem
from scheduler.api.schemas import NewPlan, Nothing, Publication, RoutesAsked, Since
from scheduler.domain.plan import Plan
from scheduler.errors import Fault, InputError, NotFoundError

pages = Blueprint("plans", __name__)

JSON, GEOJSON = "application/json", "application/geo+json"


@pages.post("/plans")
def start() -> Response:
    """202 with the id the plan will have; it is made outside this request."""
    query(Nothing)
    asked = body(NewPlan)
    if asked.iterations is not None and asked.seconds is not None:
        fault = Fault("/seconds", "seconds", "", "stands beside iterations", "give one of the two")
        raise InputError([fault])
    plan_id = usecases.start_planning(
        here.store(),
        here.centre_id(asked.centre_id),
        asked.day,
        author=here.AUTHOR,
        now=here.now(),
        seed=asked.seed,
        iterations=asked.iterations,
        seconds=asked.seconds,
        weather=asked.weather,
        robust=asked.robust,
    )
    return here.answer({"id": plan_id, "status": "queued"}, 202, Location=f"/v1/plans/{plan_id}")


@pages.get("/plans/<plan_id>")
def read(plan_id: str) -> Response:
    """Status and progress while it is made; then cost by rule and what is left out, with every reason."""
    after = query(Since).after
    try:
        run = usecases.as_document(usecases.planning(here.store(), plan_id, after))
    except NotFoundError:  # a version made by hand has no run
        run = None
    told: dict[str, Any] = {"id": plan_id}
    if run is not None:
        told |= {"status": run["state"], "reason": run["reason"], "progress": run["events"]}
    if run is None or run["state"] in ("done", "stopped"):
        told |= _made(usecases.read_plan(here.store(), plan_id)) | {"buffers": usecases.bought(here.store(), plan_id)}
    return here.answer(told)


def _made(plan: Plan) -> dict[str, Any]:
    document = usecases.as_document(plan)
    kept = (
        "centre_id",
        "day",
        "version",
        "state",
        "author",
        "made",
        "seed",
        "iterations",
        "cost_by_rule",
        "bound",
        "left_out",
    )
    return {name: document[name] for name in kept} | {"cost": plan.cost}


@pages.delete("/plans/<plan_id>/run")
def stop(plan_id: str) -> Response:
    """202: the run is asked to stop; its best plan is kept."""
    query(Nothing)
    usecases.stop_planning(here.store(), plan_id, author=here.AUTHOR, now=here.now())
    return here.answer({"id": plan_id, "status": "stopping"}, 202, Location=f"/v1/plans/{plan_id}")


@pages.get("/plans/<plan_id>/routes")
def routes(plan_id: str) -> Response:
    """Who goes where when: JSON (with chances=true the chance of every band), or GeoJSON for a map, by Accept."""
    asked = query(RoutesAsked)
    wanted = request.accept_mimetypes.best_match([JSON, GEOJSON]) if request.accept_mimetypes else JSON
    if wanted is None:
        raise NotAcceptable(f"routes come as {JSON} or {GEOJSON}")
    if wanted == GEOJSON:
        return here.answer(usecases.route_geojson(here.store(), plan_id), content_type=GEOJSON)
    return here.answer({"id": plan_id, "routes": usecases.routes_of(here.store(), plan_id, asked.chances)})


@pages.post("/plans/<plan_id>/publish")
def publish(plan_id: str) -> Response:
    """200 when the validator lets it through; 409 naming every hard finding and what must be acknowledged."""
    query(Nothing)
    asked = body(Publication)
    published = usecases.publish_plan(
        here.store(), plan_id, author=here.AUTHOR, now=here.now(), acknowledged_by=asked.acknowledged_by or ""
    )
    if published.plan is not None:
        told = {"id": plan_id, "state": published.plan.state, "new_visits": published.new_visits}
        return here.answer(told)
    remedy = "repair the plan or plan the day anew"
    if not published.broken:
        remedy = "let a named person acknowledge the overdue visits: send acknowledged_by"
    return problem(
        409,
        "Conflict",
        f"plan {plan_id} cannot be published",
        remedy,
        findings=usecases.as_document(published.broken),
        to_acknowledge=list(published.to_acknowledge),
    )
