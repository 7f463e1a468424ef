"""Findings as a table in HTML, for notebooks. All text is escaped: values come from strangers."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from onrecord.findings.model import Finding, ordered, printable

#: findings that are shown
LIMIT = 50


def report_html(verdict: str, findings: Sequence[Finding]) -> str:
    """The verdict, and the first findings as a table."""
    shown = ordered(findings)[:LIMIT]
    cells = ((f"{f.severity} {f.code}", f.place, f.message, f.help or "") for f in shown)
    rows = "".join(f"<tr>{''.join(f'<td>{escape(printable(cell, 400))}</td>' for cell in row)}</tr>" for row in cells)
    head = "".join(f"<th>{name}</th>" for name in ("what", "where", "found", "what to do"))
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>" if shown else ""
    more = f"<p>… and {len(findings) - LIMIT:,} more</p>" if len(findings) > LIMIT else ""
    return f"<p><strong>{escape(verdict)}</strong></p>{table}{more}"
