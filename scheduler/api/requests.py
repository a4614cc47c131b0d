"""Requests: one comes in, the gates answer at once."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, Response, request

from scheduler import usecases
from scheduler.api import here
from scheduler.api.contract import body, query
from scheduler.api.schemas import NewRequest, Nothing
from scheduler.errors import Fault, InputError

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
        here.store(), centre, asked.request(now), author=here.AUTHOR, now=now, key=_idempotency_key()
    )
    repeated = {"Idempotent_Replayed": "true"} if receipt.replayed else {}
    return here.answer(_told(receipt), 201, Location=f"/v1/requests/{receipt.number}", **repeated)


@pages.get("/requests/<number>")
def read(number: str) -> Response:
    """The request, the gates' answers and, once published, who comes when."""
    query(Nothing)
    return here.answer(_told(usecases.read_request(here.store(), number)))


def _told(receipt: usecases.Receipt) -> dict[str, Any]:
    """The receipt with the words and dates of the request, not its free text."""
    document = usecases.as_document(receipt)
    asked = document.pop("request")
    document.pop("replayed")
    asked.pop("note")
    return {"next_step": {"zh": document.pop("next_zh"), "en": document.pop("next_en")}, **document, "request": asked}


def _idempotency_key() -> str:
    key = request.headers.get("Idempotency-Key", "")
    if not re.fullmatch(r"[\x21-\x7e]{0,200}", key):
        fault = Fault(
            "?", "Idempotency-Key", "", "is too long or not printable ASCII", "give up to 200 letters and digits"
        )
        raise InputError([fault])
    return key
