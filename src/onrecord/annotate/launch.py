"""Starting the annotator: a free port of 127.0.0.1, and an address with a token that nobody can guess."""

from __future__ import annotations

import secrets
import socket
from typing import NamedTuple

import uvicorn

from onrecord.annotate.desk import AnnotationDesk
from onrecord.annotate.guard import Guard
from onrecord.annotate.server import application


class Annotator(NamedTuple):
    """A server that is ready to run, and the address of its page."""

    server: uvicorn.Server
    listening: socket.socket
    address: str

    def run(self) -> None:
        """Serve until Ctrl-C, or until `server.should_exit` is set."""
        with self.listening:
            self.server.run(sockets=[self.listening])


def annotator(desk: AnnotationDesk, port: int = 0) -> Annotator:
    """A server of this machine only; port 0 takes any that is free. Raises `OSError` when the port is taken."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", port))
    listening.listen(128)  # a browser that is quicker than the server waits
    number, token = listening.getsockname()[1], secrets.token_urlsafe(24)
    config = uvicorn.Config(
        Guard(application(desk), token, number), log_level="critical", access_log=False, server_header=False,
        lifespan="off", timeout_graceful_shutdown=1, ws="none",
    )  # fmt: skip
    return Annotator(uvicorn.Server(config), listening, f"http://127.0.0.1:{number}/{token}/")
