"""A server on this machine that misbehaves as told."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

#: seconds for which a server that stalls or drips goes on: far longer than a client may take to give it up
STALLED = 60


class Server(ThreadingHTTPServer):
    """Serves a folder; `faults` maps a path to what goes wrong there, once or always ("!" behind it)."""

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.folder = folder
        self.faults: dict[str, str] = {}
        self.asked: Counter[str] = Counter()
        self.ranges: list[str] = []
        self.over = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        self.server.asked[path] += 1
        fault = self.server.faults.get(path, "")
        if fault and not fault.endswith("!"):
            del self.server.faults[path]
        kind = fault.rstrip("!")
        if kind.startswith("busy "):
            code, wait = kind.split()[1:]
            self.send_response(int(code))
            self.send_header("Retry-After", wait)
            self.end_headers()
            return
        if kind.isdigit():
            self.send_error(int(kind))
            return
        if kind.startswith("to "):
            self.send_response(302)
            self.send_header("Location", kind[3:])
            self.end_headers()
            return
        if kind == "escape":
            self.send_response(500, "no \x1b[2J\x1b[31mway")
            self.end_headers()
            return
        file = self.server.folder / path.lstrip("/")
        if not file.is_file():
            self.send_error(404)
            return
        self._send(file.read_bytes(), kind)

    def _send(self, raw: bytes, kind: str) -> None:
        start = 0
        told = self.headers.get("Range")
        if told and kind != "no ranges":
            start = int(told.removeprefix("bytes=").rstrip("-"))
            self.server.ranges.append(told)
        if kind == "wrong":
            raw = bytes(len(raw))
        if kind == "more":
            raw += b"x" * 100_000
        body = raw[start:]
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(raw) - 1}/{len(raw)}")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if kind in ("cut", "reset", "stall"):
            self.wfile.write(body[: len(body) // 2])
            self.wfile.flush()
            if kind == "stall":
                self.server.over.wait(STALLED)
            self.close_connection = True
            self.connection.close()
            return
        if kind == "drip":
            for at in range(STALLED * 10):
                self.wfile.write(body[at : at + 1])
                if self.server.over.wait(0.1):
                    break
            return
        self.wfile.write(body)


@contextmanager
def serving(folder: Path) -> Iterator[Server]:
    server = Server(folder)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()
