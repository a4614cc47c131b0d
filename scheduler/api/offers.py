"""Places for a request: offered, held while the family is asked, confirmed as the next version of the day."""

from __future__ import annotations

from flask import Blueprint, Response

from scheduler import usecases
from scheduler.api import here
from scheduler.api.contract import body, query
from scheduler.api.day_schemas import Confirmation, Hold, NewOffers
from scheduler.api.schemas import Nothing

pages = Blueprint("offers", __name__)


@pages.post("/requests/<number>/offers")
def offer(number: str) -> Response:
    """201 with the best places, each judged legal, and the days on which there is none; 409 when it is planned."""
    query(Nothing)
    asked = body(NewOffers)
    author = asked.coordinator or here.AUTHOR
    found = usecases.find_offers(
        here.store(), number, author=author, now=here.now(), day=asked.day, most=asked.count, urgent=asked.urgent
    )
    return here.answer(usecases.offers_document(found), 201)


@pages.post("/offers/<offer_id>/hold")
def hold(offer_id: str) -> Response:
    """200: kept for this coordinator until the moment told; 409 with who holds what stands in the way, 412 when the
    day has another version since."""
    query(Nothing)
    author = body(Hold).coordinator or here.AUTHOR
    held = usecases.hold_offer(here.store(), offer_id, author=author, now=here.now())
    return here.answer(usecases.offer_document(held))


@pages.post("/offers/<offer_id>/confirm")
def confirm(offer_id: str) -> Response:
    """201 with the new version, who must be told what, and the outcome of publishing where it was asked for."""
    query(Nothing)
    asked = body(Confirmation)
    done = usecases.confirm_offer(
        here.store(),
        offer_id,
        author=asked.coordinator or here.AUTHOR,
        now=here.now(),
        publish=asked.publish,
        acknowledged_by=asked.acknowledged_by or "",
    )
    told = {
        "offer": usecases.offer_document(done.offer),
        "plan": done.plan,
        "change": done.change,
        "published": done.published,
    }
    return here.answer(told, 201, Location=f"/v1/plans/{done.offer.made}")
