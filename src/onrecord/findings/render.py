"""Findings as text for a terminal, GitHub annotations, JSON (docs/findings.schema.json), Markdown and JUnit XML."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Literal

from onrecord.findings.model import Finding, exit_code, in_markdown, ordered
from onrecord.findings.terminal import as_text

Format = Literal["text", "github", "json", "markdown", "junit"]

FORMATS = ("text", "github", "json", "markdown", "junit")

#: findings that a person is shown; `--max-findings` changes it
LIMIT = 50


def render(
    findings: Sequence[Finding],
    form: Format = "text",
    *,
    colour: bool = False,
    checked: Mapping[str, int] | None = None,
    limit: int = LIMIT,
    verdict: str | None = None,
) -> str:
    """All findings in one string, worst first; empty when there are none (except in JSON and JUnit XML).

    checked: what was checked, with how many, for programs. limit: findings that GitHub's log tells beyond the
    annotations. verdict: for JSON (default: “verified” or “findings”, as the exit code has it).
    """
    found = ordered(findings)
    if form == "json":
        return _as_json(found, checked or {}, verdict or ("findings" if exit_code(found) else "verified"))
    if form == "junit":
        from onrecord.findings.junit import as_junit

        return as_junit(found, checked or {})
    if form == "github":
        from onrecord.findings.github import as_github

        return as_github(found, limit)
    if form == "markdown":
        return _as_markdown(found)
    return "\n\n".join(as_text(finding, colour=colour) for finding in found)


def as_dict(finding: Finding) -> dict[str, Any]:
    """A finding as plain data: every attribute that says something."""
    attributes = {
        key: value for key, value in asdict(finding).items() if value not in (None, ()) and value is not False
    }
    if finding.notes:
        attributes["notes"] = [
            {key: value for key, value in note._asdict().items() if value is not None} for note in finding.notes
        ]
    return attributes


def _as_json(found: Sequence[Finding], checked: Mapping[str, int], verdict: str) -> str:
    counts = {kind: sum(f.severity == kind and not f.known for f in found) for kind in ("error", "warning", "note")}
    document = {
        "format": "onrecord-findings/1",
        "verdict": verdict,
        "checked": dict(checked),
        "counts": counts | {"known": sum(f.known for f in found)},
        "findings": [as_dict(f) for f in found],
    }
    # values come from strangers: what could move a cursor is written as JSON's escapes, which say the same
    return re.sub(r"[^\x20-\x7e\n]", _seen, json.dumps(document, indent=2, ensure_ascii=False))


def _seen(found: re.Match[str]) -> str:
    character = found[0]
    return character if character.isprintable() else json.dumps(character)[1:-1]


def _as_markdown(found: Sequence[Finding]) -> str:
    if not found:
        return ""
    rows = [
        f"| {'already there' if f.known else f.severity} | {f.code} | {in_markdown(f.place)} | {in_markdown(f.message)} "
        f"| {in_markdown(f.help or '')} |"
        for f in found
    ]
    return "\n".join(["| | code | where | what | what to do |", "|---|---|---|---|---|", *rows])
