"""What every page of the service needs: the store, the clock, who asks, and an answer as JSON."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any
from urllib.parse import quote

from flask import Response, current_app, request

from scheduler import usecases
from scheduler.errors import Fault, InputError

AUTHOR = "api"  # until people sign in


def store() -> usecases.Store:
    """The open database."""
    found: usecases.Store = current_app.extensions["store"]
    return found


def now() -> datetime:
    """The service's clock."""
    moment: datetime = current_app.extensions["settings"].now()
    return moment


def centre_id(named: str | None) -> str:
    """The centre that was named, or the only one."""
    if named is None:
        known = [centre.id for centre in usecases.centres(store())]
        if len(known) == 1:
            return known[0]
        fault = Fault("/centre_id", "centre_id", "", f"{len(known)} centres are known here", "name one")
        raise InputError([fault])
    return usecases.the_centre(store(), named).id


def idempotency_key() -> str:
    """The key under which the same may be sent again; InputError."""
    key = request.headers.get("Idempotency-Key", "")
    if not re.fullmatch(r"[\x21-\x7e]{0,200}", key):
        message, remedy = "is too long or not printable ASCII", "give up to 200 letters and digits"
        raise InputError([Fault("?", "Idempotency-Key", "", message, remedy)])
    return key


def kept(value: Any, location: str, replayed: bool = False) -> Response:
    """201 for what was added, with its address; it says so when the same key had come in before."""
    repeated = {"Idempotent_Replayed": "true"} if replayed else {}
    return answer(value, 201, Location=quote(location), **repeated)


def answer(value: Any, status: int = 200, content_type: str = "application/json", **headers: str) -> Response:
    """A value of ours as JSON; header names are written with _ for -."""
    text = json.dumps(usecases.as_document(value), ensure_ascii=False, allow_nan=False)
    named = {name.replace("_", "-"): told for name, told in headers.items()}
    return Response(text, status, headers=named, content_type=content_type)
