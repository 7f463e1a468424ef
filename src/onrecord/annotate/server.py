"""The annotator's server: the page and its parts, the state as JSON, and one address for every change."""

from __future__ import annotations

import asyncio
import json
import traceback
from collections.abc import AsyncIterator, Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from onrecord.annotate.desk import AnnotationDesk
from onrecord.findings import Finding, Problem
from onrecord.records.editing.edits import Changed

#: no request is larger than this (bytes)
_LIMIT = 2_000_000
#: how often the files are looked at while a page is open (seconds)
_LOOK = 0.4
_TYPES = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


def application(desk: AnnotationDesk) -> Starlette:
    """The application that serves one document, or the beginning of one."""

    def answered(make: Callable[[], Any]) -> Response:
        """What `make` gives as JSON; problems as their findings."""
        try:
            return _json(make())
        except Changed as changed:
            return _json({"problems": _told(changed), "changed": {"theirs": changed.theirs, "ours": changed.ours}}, 409)
        except Problem as problem:
            return _json({"problems": _told(problem)}, 422)
        except Exception as fault:
            traceback.print_exc()
            message = f"the annotator met a fault of its own ({type(fault).__name__}); nothing was changed"
            return _json({"problems": [{"message": message, "help": "the terminal says more; undo and go on"}]}, 500)

    async def page(request: Request) -> Response:
        return _asset(str(request.path_params.get("name", "index.html")))

    async def asked(request: Request) -> Response:
        name, query = request.path_params["name"], dict(request.query_params)
        return await run_in_threadpool(answered, lambda: desk.asked(name, query))

    async def change(request: Request) -> Response:
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > _LIMIT:
                return _json({"problems": [{"message": "this is too much for one change"}]}, 413)
        try:
            told = json.loads(body)
        except ValueError:
            told = None
        if not isinstance(told, dict):
            return _json({"problems": [{"message": "a change is a JSON object"}]}, 400)
        return await run_in_threadpool(answered, lambda: desk.change(told))

    async def events(request: Request) -> Response:
        async def versions() -> AsyncIterator[str]:
            last = ""
            while not await request.is_disconnected():
                seen = await run_in_threadpool(lambda: _version(desk))
                yield f"data: {seen}\n\n" if seen != last else ": \n\n"
                last = seen
                await asyncio.sleep(_LOOK)

        return StreamingResponse(versions(), media_type="text/event-stream")

    return Starlette(
        routes=[
            Route("/", page),
            Route("/page/{name}", page),
            Route("/ask/{name}", asked),
            Route("/change", change, methods=["POST"]),
            Route("/events", events),
        ]
    )


def _version(desk: AnnotationDesk) -> str:
    try:
        return desk.version()
    except (Problem, OSError):
        return ""


def _asset(name: str) -> Response:
    """A file of the page; only names that are there are served, whatever a path says."""
    folder = files("onrecord.annotate") / "page"
    kind = _TYPES.get(Path(name).suffix)
    if kind is None or name not in {file.name for file in folder.iterdir()}:
        return Response("There is no such part of the page.", status_code=404, media_type="text/plain")
    return Response((folder / name).read_bytes(), media_type=kind)


def _json(content: Any, status: int = 200) -> Response:
    return JSONResponse(content, status_code=status)


def _told(problem: Problem) -> list[dict[str, Any]]:
    return [_finding(finding) for finding in problem.findings]


def _finding(finding: Finding) -> dict[str, Any]:
    return {"code": finding.code, "message": finding.message, "help": finding.help or "", "where": finding.place}
