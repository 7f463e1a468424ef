"""A finding as a person reads it at a terminal: what, where, the line with the place marked, notes and help."""

from __future__ import annotations

from onrecord.findings.model import Finding, Note, printable

_STYLE = {"error": "\x1b[1;31m", "warning": "\x1b[1;33m", "note": "\x1b[1;36m"}
_DIM, _BOLD, _RESET = "\x1b[2m", "\x1b[1m", "\x1b[0m"


def as_text(finding: Finding, *, colour: bool = False) -> str:
    """One finding as a person reads it: what, where, the line with the place marked, notes and help.

    The layout follows the Rust compiler's diagnostics: code, place, excerpt with carets, notes, help.
    """
    paint = (lambda text, style: f"{style}{text}{_RESET}") if colour else (lambda text, _: text)
    head = paint(f"{finding.severity}[{finding.code}]", _STYLE[finding.severity])
    known = f"{paint('already there:', _DIM)} " if finding.known else ""
    lines = [f"{known}{head} {paint(printable(finding.message, 1000), _BOLD)}"]
    if finding.place:
        lines.append(f"  {paint('-->', _DIM)} {printable(finding.place)}")
    if finding.snippet is not None and finding.line is not None:
        lines += _excerpt(finding)
    if finding.count > 1:
        lines.append(f"  = {finding.count:,} rows in all")
    lines += [f"  = {note_text(note)}" for note in finding.notes]
    if finding.help:
        first, *rest = finding.help.splitlines()
        lines.append(f"  = {paint('help:', _BOLD)} {printable(first, 1000)}")
        lines += [f"          {printable(line, 1000)}" for line in rest]
    return "\n".join(lines)


def note_text(note: Note) -> str:
    """A note in one line: where to look, and what stands there."""
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
