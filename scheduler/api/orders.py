"""Standing orders: begun, changed, stopped; whoever changes one names the version seen."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from scheduler import usecases
from scheduler.api import here
from scheduler.api.care_schemas import AllFollowing, Listed, NewOrder, OneOccurrence, StopOrder
from scheduler.api.contract import body, query
from scheduler.api.schemas import AtCentre, Nothing

pages = Blueprint("orders", __name__)


@pages.post("/orders")
def begin() -> Response:
    """201 with the order, its version and what is due of it next."""
    query(Nothing)
    asked = body(NewOrder)
    centre = here.centre_id(asked.centre_id)
    about: dict[str, Any] = {"author": here.AUTHOR, "now": here.now()}
    view = usecases.add_order(here.store(), centre, asked.order(), key=here.idempotency_key(), **about)
    return here.kept(view, f"/v1/orders/{view.order.id}", view.replayed)


@pages.get("/orders")
def listed() -> Response:
    """The orders that go on as of `?date=`."""
    asked = query(Listed)
    day = asked.date or here.now().date()
    found = usecases.orders_of(here.store(), here.centre_id(asked.centre_id), day, asked.resident_id or "")
    return here.answer({"date": day, "orders": found})


@pages.get("/orders/<order_id>")
def read(order_id: str) -> Response:
    """One order."""
    centre = here.centre_id(query(AtCentre).centre_id)
    return here.answer(usecases.read_order(here.store(), centre, order_id, here.now().date()))


@pages.post("/orders/<order_id>/changes")
def change_one(order_id: str) -> Response:
    """Move or skip one occurrence; 409 when it is done or published, or somebody changed the order since."""
    query(Nothing)
    asked = body(OneOccurrence)
    centre = here.centre_id(asked.centre_id)
    about: dict[str, Any] = {"seen": asked.version, "author": here.AUTHOR, "now": here.now()}
    return here.answer(usecases.change_occurrence(here.store(), centre, order_id, asked.change(), **about))


@pages.post("/orders/<order_id>/following")
def change_following(order_id: str) -> Response:
    """201 with the order that carries on from the occurrence of that number."""
    query(Nothing)
    asked = body(AllFollowing)
    centre = here.centre_id(asked.centre_id)
    about: dict[str, Any] = {"seen": asked.version, "author": here.AUTHOR, "now": here.now()}
    view = usecases.change_following(here.store(), centre, order_id, asked.number, asked.given(), **about)
    return here.kept(view, f"/v1/orders/{view.order.id}")


@pages.post("/orders/<order_id>/stop")
def stop(order_id: str) -> Response:
    """End it after a day; published visits after it are called off and named."""
    query(Nothing)
    asked = body(StopOrder)
    centre = here.centre_id(asked.centre_id)
    about: dict[str, Any] = {"seen": asked.version, "author": here.AUTHOR, "now": here.now()}
    return here.answer(usecases.stop_order(here.store(), centre, order_id, asked.last_day, **about))
