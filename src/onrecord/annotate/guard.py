"""Who may speak to the annotator: the page that it has opened itself, and nobody else on the machine or the web.

The address holds a token that nobody can guess. Requests whose Host is another name (DNS rebinding) or whose Origin is
another page are refused, and the page's own policy lets it load and ask nothing but this server.
"""

from __future__ import annotations

import secrets
from collections.abc import MutableMapping
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: names of this machine, under which no other can answer
_HERE = ("127.0.0.1", "localhost")
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}


class Guard:
    """Lets requests through to the application whose path begins with the token, and takes the token off it."""

    def __init__(self, app: ASGIApp, token: str, port: int) -> None:
        self.app, self.token = app, token
        self.hosts = {f"{name}:{port}" for name in _HERE}
        self.origins = {f"http://{host}" for host in self.hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """An ASGI application."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers[name] = value
            await send(message)

        refused = self._refused(scope)
        if refused:
            await PlainTextResponse(refused, status_code=403)(scope, receive, with_headers)
            return
        inner: MutableMapping[str, Any] = dict(scope)
        inner["path"] = "/" + scope["path"].split("/", 2)[2]
        inner["root_path"] = ""
        await self.app(inner, receive, with_headers)

    def _refused(self, scope: Scope) -> str:
        """Why a request is refused; empty when it is not."""
        headers = Headers(scope=scope)
        if headers.get("host") not in self.hosts:
            return "This annotator answers to 127.0.0.1 only."
        origin = headers.get("origin")
        changes = scope["method"] not in ("GET", "HEAD")
        if (origin is not None and origin not in self.origins) or (changes and origin is None):
            return "This annotator answers to its own page only."
        if headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
            return "This annotator answers to its own page only."
        parts = scope["path"].split("/", 2)
        if len(parts) < 3 or not secrets.compare_digest(parts[1].encode(), self.token.encode()):
            return "Open the address that `onrecord annotate` has printed: it holds a token."
        return ""
