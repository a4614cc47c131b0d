"""Somebody who speaks HTTP to the service."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scheduler.units import LOCAL

NOW = datetime(2026, 3, 8, 16, 0, tzinfo=LOCAL)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back over the wire."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who speaks HTTP to the service."""

    port: int

    def __call__(self, method: str, path: str, sent: Any = None, **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        body = None if sent is None else json.dumps(sent)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.request(method, path, body, named | ({"Content-Type": "application/json"} if body else {}))
            answer = connection.getresponse()
            return Answer(answer.status, dict(answer.getheaders()), answer.read().decode())
        finally:
            connection.close()
