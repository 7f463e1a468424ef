"""Findings as annotations of a GitHub workflow: on the lines that they are about, and no more than GitHub shows.

Source of the form: GitHub's documentation, “Workflow commands for GitHub Actions” (error, warning, notice, group,
stop-commands).
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from onrecord.findings.model import Finding, printable
from onrecord.findings.terminal import as_text, note_text

#: GitHub shows at most this many annotations of one kind and step
LIMIT = 10
#: characters of a message or a help
_LONG = 1000

_KIND = {"error": "error", "warning": "warning", "note": "notice"}


def as_github(found: Sequence[Finding], limit: int) -> str:
    """At most ten annotations; the tenth says how many more there are, and these follow in the step's log.

    limit: findings that the log tells beyond the annotations.
    """
    if len(found) <= LIMIT:
        return "\n".join(map(_annotation, found))
    shown, rest = found[: LIMIT - 1], found[LIMIT - 1 :]
    kinds = [_kind(finding) for finding in rest]
    worst = next(kind for kind in ("error", "warning", "notice") if kind in kinds)
    more = f"::{worst} title=onrecord::{len(rest):,} more findings: see the log of this step"
    return "\n".join([*map(_annotation, shown), more, *_log(rest, limit)])


def _kind(finding: Finding) -> str:
    return "notice" if finding.known else _KIND[finding.severity]


def _annotation(finding: Finding) -> str:
    in_file = finding.file is not None
    properties = {"file": finding.file, "line": finding.line, "col": finding.column} if in_file else {}
    title = {"title": f"onrecord {finding.code}{' (already there)' if finding.known else ''}"}
    properties = {name: value for name, value in (properties | title).items() if value is not None}
    head = ",".join(f"{name}={_property(printable(str(value)))}" for name, value in properties.items())
    text = [printable(finding.message, _LONG)]
    text += [printable(finding.place)] if finding.table is not None else []
    text += [f"{finding.count:,} rows in all"] if finding.count > 1 else []
    text += [note_text(note) for note in finding.notes]
    text += [f"help: {_lines(finding.help)}"] if finding.help else []
    return f"::{_kind(finding)} {head}::{_data(chr(10).join(text))}"


def _log(rest: Sequence[Finding], limit: int) -> list[str]:
    """The findings that no annotation tells, between marks that keep their words from being read as commands."""
    mark = secrets.token_hex(16)
    texts = [as_text(finding) for finding in rest[:limit]]
    left = len(rest) - len(texts)
    texts += [f"… and {left:,} more findings: --max-findings shows more of them"] if left else []
    return ["::group::more findings", f"::stop-commands::{mark}", "\n\n".join(texts), f"::{mark}::", "::endgroup::"]


def _lines(text: str) -> str:
    return "\n".join(printable(line, _LONG) for line in text.splitlines())


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
