"""create_app(settings): the service with its blueprints, its errors and the headers of every answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flask import Flask, Response

from scheduler import usecases
from scheduler.api import (
    beds,
    chances,
    contract,
    events,
    happened,
    health,
    nursing,
    offers,
    orders,
    plans,
    problems,
    reasons,
    replanned,
    requests,
    staff,
    what_if,
    worklist,
)
from scheduler.domain.rulebook import Rulebook
from scheduler.units import LOCAL

VERSION = "/v1"
# Until there are people and roles, only this machine may ask; the Host header is checked so that no
# page in a browser can pretend to be it under another name.
LOOPBACK = ("127.0.0.1", "localhost", "[::1]", "::1")
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def the_clock() -> datetime:
    """Now, as people in Zhengzhou read it: the one place of the service that looks at the clock."""
    return datetime.now(LOCAL)


@dataclass(frozen=True, slots=True)
class Settings:
    """Which database, which numbers (None: those of config/), whose clock."""

    database: Path
    rulebook: Rulebook | None = None
    now: Callable[[], datetime] = the_clock


def create_app(settings: Settings) -> Flask:
    """The WSGI application over one database, which stays open as long as it lives."""
    app = Flask("scheduler.api", static_folder=None)
    app.config.update(MAX_CONTENT_LENGTH=contract.LARGEST_BODY_BYTES, TRUSTED_HOSTS=list(LOOPBACK))
    app.extensions["settings"] = settings
    app.extensions["store"] = usecases.open_store(settings.database, settings.rulebook)
    for part in (
        requests,
        plans,
        reasons,
        replanned,
        events,
        offers,
        staff,
        what_if,
        beds,
        orders,
        happened,
        nursing,
        worklist,
        health,
    ):
        app.register_blueprint(part.pages, url_prefix=VERSION)
    app.register_blueprint(chances.pages, url_prefix=VERSION)
    problems.register(app)
    app.after_request(_with_headers)
    return app


def _with_headers(answer: Response) -> Response:
    answer.headers.update(HEADERS)
    return answer
