"""A verification in Markdown: the summary of a job or a pull request."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from onrecord.checking.report import Report
from onrecord.findings import Finding, Problem, in_markdown, ordered, printable
from onrecord.findings.render import render

if TYPE_CHECKING:
    from onrecord.contribution.changes_since import Change

#: findings that the summary tells
LIMIT = 30


def summary(report: Report, change: Change | None = None, limit: int = LIMIT) -> str:
    """The verdict, what was checked, the first findings, and what a change does to rows."""
    checked = " · ".join(f"{count:,} {what}" for what, count in report.checked.items())
    lines = [f"## onrecord: {report.verdict}", "", f"checked: {in_markdown(checked or 'nothing', 1000)}"]
    found = ordered(report.findings)
    if found:
        lines += ["", "### Findings", "", render(found[:limit], "markdown")]
        lines += ["", f"… and {len(found) - limit:,} more"] if len(found) > limit else []
    if change is not None and change.rows is not None:
        since = change.since
        files = "1 file" if len(since.touched) == 1 else f"{len(since.touched):,} files"
        where = f"since {in_markdown(since.ref)} ({since.commit[:10]}), in {files}"
        lines += ["", "### What the change does", "", f"{where}:", "", change.rows]
    return "\n".join(lines) + "\n"


def append_summary(told: str, path: Path) -> None:
    """Add the text to a file, which may be there already. Raises `Problem` (H045) when it can't be written."""
    try:
        with path.open("a", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            file.write(told)
    except OSError as error:
        message = f"{printable(str(path))} can't be written: {error.strerror}"
        raise Problem(Finding(code="H045", message=message, help="name a file in a folder that exists")) from None
