"""The web server: waitress, on this machine's own address only."""

from __future__ import annotations

from typing import Any, Protocol

from flask import Flask
from waitress.server import create_server

from scheduler import usecases
from scheduler.api.app import LOOPBACK, Settings, create_app
from scheduler.errors import Fault, InputError

# Measured: with waitress' own defaults 150 slow senders shut everybody else out, with these none.
TUNING: dict[str, Any] = {
    "threads": 32,
    "connection_limit": 1000,
    "channel_timeout": 20,
    "max_request_header_size": 32 * 1024,
    "max_request_body_size": 1024 * 1024,  # the application answers from 256 KiB on, in its own words
    "ident": None,
}


class Server(Protocol):
    """A listening waitress."""

    effective_port: int

    def run(self) -> None:
        """Serve until interrupted."""


def serve(settings: Settings, host: str = "127.0.0.1", port: int = 8080) -> None:
    """Serve until interrupted; planning runs that died with an earlier service are taken up first.

    InputError for an address that others could reach, or one that is taken.
    """
    own_address(host)
    app = create_app(settings)
    server = listening(app, host, port)
    usecases.recover_runs(app.extensions["store"], settings.now())
    server.run()


def listening(app: Flask, host: str = "127.0.0.1", port: int = 8080) -> Server:
    """The server, not yet answering (port 0: on a free one)."""
    try:
        server: Server = create_server(app, host=own_address(host), port=port, **TUNING)
    except OSError as error:
        remedy = "choose another --port, or end the program that listens there"
        zh = ("端口已被占用", "换一个 --port，或先结束占用它的程序")
        raise InputError([Fault("--port", "", str(port), "the address is taken", remedy, *zh)]) from error
    return server


def own_address(host: str) -> str:
    """The loopback address that is meant; InputError for any other."""
    if host not in LOOPBACK:
        reason = "there are no people and roles yet: whoever reaches the service could read every home's address"
        zh = "尚无人员和权限管理：谁连上服务，谁就能看到每户的住址"
        raise InputError([Fault("--host", "", host, reason, "leave it at 127.0.0.1", zh, "请用 127.0.0.1")])
    return "127.0.0.1" if host == "localhost" else host.strip("[]")
