"""Errors as RFC 9457 problems: what is wrong, where, and what to do. Ids only; nothing that was typed is echoed."""

from __future__ import annotations

import json
from typing import Any

from flask import Flask, Response, current_app
from werkzeug.exceptions import HTTPException, SecurityError

from scheduler import usecases
from scheduler.errors import ConflictError, Fault, InputError, NotFoundError, StaleError

PROBLEM_TYPE = "application/problem+json"
REMEDIES = {
    400: "correct the request and send it again",
    404: "check the address and the id",
    405: "use one of the methods named in the Allow header",
    406: "accept application/json or application/geo+json",
    413: "send less",
    415: "send application/json",
}


def problem(status: int, title: str, detail: str, remedy: str, **more: Any) -> Response:
    """A problem answer; `more` are its extension members."""
    members = {"type": "about:blank", "title": title, "status": status, "detail": detail, "remedy": remedy, **more}
    return Response(json.dumps(members, ensure_ascii=False), status, content_type=PROBLEM_TYPE)


def register(app: Flask) -> None:
    """Map every error of ours, every HTTP error and whatever nobody expected."""
    app.register_error_handler(InputError, _input_error)
    app.register_error_handler(NotFoundError, _not_found)
    app.register_error_handler(ConflictError, _conflict)
    app.register_error_handler(StaleError, _stale)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected)


def _input_error(error: InputError) -> Response:
    faults = [_member(fault) for fault in error.faults]
    return problem(422, "Unprocessable Content", "some fields cannot be used", "see each of `errors`", errors=faults)


def _member(fault: Fault) -> dict[str, str]:
    pointer = fault.where if fault.where.startswith(("/", "?")) else f"/{fault.field or fault.where}"
    told = {"pointer": pointer, "field": fault.field, "detail": fault.message, "remedy": fault.remedy}
    return told | ({"value": fault.value} if fault.value else {})


def _not_found(error: NotFoundError) -> Response:
    return problem(404, "Not Found", str(error), REMEDIES[404])


def _conflict(error: ConflictError) -> Response:
    return problem(409, "Conflict", str(error), "read the present state and decide again")


def _stale(error: StaleError) -> Response:
    differences = usecases.as_document(error.differences)
    remedy = "read the differences and decide again"
    return problem(412, "Precondition Failed", str(error), remedy, differences=differences)


def _http_error(error: HTTPException) -> Response:
    status = error.code or 500
    detail = "the Host header names another machine" if isinstance(error, SecurityError) else error.description
    answer = problem(status, error.name, detail or error.name, REMEDIES.get(status, REMEDIES[400]))
    kept = {"Allow", "Retry-After"}
    answer.headers.extend([(name, value) for name, value in error.get_headers() if name in kept])
    return answer


def _unexpected(error: Exception) -> Response:
    settings = current_app.extensions["settings"]
    entry = usecases.record_trouble(settings.database.parent, error, settings.now())
    remedy = f"send the entry {entry} of errors.log to whoever looks after this service"
    return problem(500, "Internal Server Error", f"something unexpected happened (entry {entry})", remedy)
