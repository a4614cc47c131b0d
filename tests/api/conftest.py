"""A service over the sample centre, in a database of the test's own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from api.caller import NOW, Caller
from flask import Flask

from scheduler import usecases
from scheduler.api import Settings, create_app, listening

SAMPLE = Path(__file__).resolve().parents[2] / "sample_data"


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample centre, loaded."""
    path = tmp_path_factory.mktemp("api") / "centre.sqlite"
    store = usecases.open_store(path)
    usecases.load_folder(store, SAMPLE, author="test", now=NOW)
    store.close()
    return path


@pytest.fixture(scope="module")
def app(database: Path) -> Flask:
    return create_app(Settings(database, now=lambda: NOW))


@pytest.fixture(scope="module")
def call(database: Path) -> Iterator[Caller]:
    """The service behind real waitress on a free port of this machine."""
    app = create_app(Settings(database))
    server = listening(app, port=0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield Caller(server.effective_port)
    app.extensions["store"].close()
