"""Findings as text for a terminal, GitHub annotations, JSON and Markdown."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any, Literal

from onrecord.findings.model import Finding, Note, ordered, printable

Format = Literal["text", "github", "json", "markdown"]

FORMATS = ("text", "github", "json", "markdown")

#: GitHub shows at most this many annotations of one step
GITHUB_LIMIT = 10

_STYLE = {"error": "\x1b[1;31m", "warning": "\x1b[1;33m", "note": "\x1b[1;36m"}
_DIM, _BOLD, _RESET = "\x1b[2m", "\x1b[1m", "\x1b[0m"


def render(findings: Sequence[Finding], form: Format = "text", *, colour: bool = False) -> str:
    """All findings in one string, worst first; empty when there are none (except in JSON)."""
    found = ordered(findings)
    if form == "text":
        return "\n\n".join(as_text(finding, colour=colour) for finding in found)
    return _RENDERERS[form](found)


def as_text(finding: Finding, *, colour: bool = False) -> str:
    """One finding as a person reads it: what, where, the line with the place marked, notes and help.

    The layout follows the Rust compiler's diagnostics: code, place, excerpt with carets, notes, help.
    """
    paint = (lambda text, style: f"{style}{text}{_RESET}") if colour else (lambda text, _: text)
    head = paint(f"{finding.severity}[{finding.code}]", _STYLE[finding.severity])
    lines = [f"{head} {paint(printable(finding.message, 1000), _BOLD)}"]
    if finding.place:
        lines.append(f"  {paint('-->', _DIM)} {printable(finding.place)}")
    if finding.snippet is not None and finding.line is not None:
        lines += _excerpt(finding)
    if finding.count > 1:
        lines.append(f"  = {finding.count:,} rows in all")
    lines += [f"  = {_note(note)}" for note in finding.notes]
    if finding.help:
        first, *rest = finding.help.splitlines()
        lines.append(f"  = {paint('help:', _BOLD)} {printable(first, 1000)}")
        lines += [f"          {printable(line, 1000)}" for line in rest]
    return "\n".join(lines)


def _note(note: Note) -> str:
    where = ":".join(str(part) for part in (note.file, note.line, note.column) if part is not None)
    return f"{printable(where)}  {printable(note.text)}" if where else printable(note.text, 1000)


def _excerpt(finding: Finding) -> list[str]:
    snippet, column = finding.snippet or "", finding.column or 1
    start = max(0, column - 1 - 60)
    shown = printable(snippet[start : start + 120].replace("\t", " "), 400)
    lead = "…" if start else ""
    number = str(finding.line)
    gutter = " " * len(number)
    room = len(lead) + len(printable(snippet[start : column - 1].replace("\t", " "), 400))
    marks = "^" * max(1, min(finding.length, len(lead + shown) - room))
    return [f"  {number} | {lead}{shown}", f"  {gutter} | {' ' * room}{marks}"]


def _as_github(found: Sequence[Finding]) -> str:
    shown = list(found)
    lines = []
    if len(shown) > GITHUB_LIMIT:
        left = len(shown) - GITHUB_LIMIT + 1
        shown = shown[: GITHUB_LIMIT - 1]
        lines.append(f"::error title=onrecord::{left} more findings: see the log of this step")
    return "\n".join([*map(_annotation, shown), *lines])


def _annotation(finding: Finding) -> str:
    kind = {"error": "error", "warning": "warning", "note": "notice"}[finding.severity]
    properties = {"file": finding.file, "line": finding.line, "col": finding.column}
    properties["title"] = f"onrecord {finding.code}"
    told = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items() if value is not None)
    text = [finding.message, *(_note(note) for note in finding.notes)]
    if finding.table is not None:
        text.insert(1, finding.place)
    text += [f"help: {finding.help}"] if finding.help else []
    return f"::{kind} {told}::{_data(chr(10).join(text))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def as_dict(finding: Finding) -> dict[str, Any]:
    """A finding as plain data: every attribute that says something."""
    told = {key: value for key, value in asdict(finding).items() if value not in (None, ())}
    if finding.notes:
        told["notes"] = [
            {key: value for key, value in note._asdict().items() if value is not None} for note in finding.notes
        ]
    return told


def _as_json(found: Sequence[Finding]) -> str:
    counts = {kind: sum(f.severity == kind for f in found) for kind in ("error", "warning", "note")}
    return json.dumps({"counts": counts, "findings": [as_dict(f) for f in found]}, indent=2, ensure_ascii=False)


def _as_markdown(found: Sequence[Finding]) -> str:
    if not found:
        return ""
    rows = [
        f"| {f.severity} | {f.code} | {_cell(f.place)} | {_cell(f.message)} | {_cell(f.help or '')} |" for f in found
    ]
    return "\n".join(["| | code | where | what | what to do |", "|---|---|---|---|---|", *rows])


def _cell(text: str) -> str:
    shown = printable(text.replace("\n", " "), 300)
    for mark in "\\`*_[]<>|":
        shown = shown.replace(mark, "\\" + mark)
    return shown


_RENDERERS: dict[str, Callable[[Sequence[Finding]], str]] = {
    "github": _as_github,
    "json": _as_json,
    "markdown": _as_markdown,
}
