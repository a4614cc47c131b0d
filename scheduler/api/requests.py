"""Requests: one comes in, the gates answer at once."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from scheduler import usecases
from scheduler.api import here
from scheduler.api.contract import body, query
from scheduler.api.schemas import NewRequest, Nothing

pages = Blueprint("requests", __name__)


@pages.post("/requests")
def receive() -> Response:
    """201 with the number, what each gate says and the next step; a refused request has its number too.

    With an `Idempotency-Key` the same request may be sent again: the first answer comes back.
    """
    query(Nothing)
    asked = body(NewRequest)
    now = here.now()
    centre = here.centre_id(asked.centre_id)
    receipt = usecases.add_request(
        here.store(), centre, asked.request(now), author=here.AUTHOR, now=now, key=here.idempotency_key()
    )
    return here.kept(_told(receipt), f"/v1/requests/{receipt.number}", receipt.replayed)


@pages.get("/requests/<number>")
def read(number: str) -> Response:
    """The request, the gates' answers and, once published, who comes when."""
    query(Nothing)
    return here.answer(_told(usecases.read_request(here.store(), number, here.now().date())))


def _told(receipt: usecases.Receipt) -> dict[str, Any]:
    """The receipt with the words and dates of the request, not its free text."""
    document = usecases.as_document(receipt)
    asked = document.pop("request")
    document.pop("replayed")
    asked.pop("note")
    return {"next_step": {"zh": document.pop("next_zh"), "en": document.pop("next_en")}, **document, "request": asked}
