"""A site on this machine, for looking at it before it goes anywhere: 127.0.0.1 only, nothing but its files."""

from __future__ import annotations

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from onrecord.findings import Finding, Problem
from onrecord.site.render import POLICY

_HERE = "127.0.0.1"


class _Handler(SimpleHTTPRequestHandler):
    """Files of one folder, with the headers that forbid everything the pages don't need."""

    def end_headers(self) -> None:
        card = "/cards/" in self.path
        self.send_header("Content-Security-Policy", POLICY if card else f"{POLICY}; frame-ancestors 'self'")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def do_GET(self) -> None:
        if self._is_ours():
            super().do_GET()

    def do_HEAD(self) -> None:
        if self._is_ours():
            super().do_HEAD()

    def _is_ours(self) -> bool:
        """Whether the browser asked for this machine by its own name: others' names may be led here (DNS rebinding)."""
        host = (self.headers.get("Host") or "").rpartition(":")[0] or self.headers.get("Host")
        if host not in (_HERE, "localhost"):
            self.send_error(421)
            return False
        return True

    def list_directory(self, path: object) -> None:
        """Folders without a first page are not listed."""
        del path
        self.send_error(404)

    def log_message(self, *_: object) -> None:
        """Nothing is printed for each file."""


def site_server(folder: Path, port: int = 0) -> ThreadingHTTPServer:
    """A server for the files of a site on 127.0.0.1; port 0 takes any that is free.

    Raises `Problem`: W034 there are no pages, W035 the port can't be had.
    """
    if not (folder / "index.html").is_file():
        help_ = "`onrecord site` makes one"
        raise Problem(Finding(code="W034", message="there is no site here", file=str(folder), help=help_))
    try:
        return ThreadingHTTPServer((_HERE, port), partial(_Handler, directory=str(folder)))
    except (OSError, OverflowError) as error:
        message = f"the port {port} can't be had: {error}"
        raise Problem(Finding(code="W035", message=message, help="name another: --port 8123, or 0 for any")) from None
