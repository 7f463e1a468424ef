"""One type for everything that can be wrong anywhere. Knows nothing of tables, records or releases."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

Severity = Literal["error", "warning", "note"]
_RANK: dict[Severity, int] = {"error": 0, "warning": 1, "note": 2}


class Note(NamedTuple):
    """A line that explains a finding: where to look, and what stands there."""

    text: str
    file: str | None = None
    line: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that is wrong, where it is, and what to do about it.

    Parameters
    ----------
    code
        Which kind of fault it is, such as "T003"; `docs/findings.md` explains each. Codes never change.
    message
        What was found, in one sentence.
    severity
        "error", "warning" (not verified counts as wrong, too) or "note".
    file, line, column
        Where in a file; from 1, columns count code points.
    length, snippet
        How many characters of the line are meant, and the line.
    table, field, row, row_id
        Where in a table: its name, the column, the row from 1, the primary key.
    count
        How many rows the finding stands for.
    notes
        Other places that belong to it.
    help
        What to do.
    touched, known
        When a change is looked at: whether it touches the file, and whether the state before had the finding, too.

    Examples
    --------
    >>> import onrecord
    >>> finding = onrecord.Finding(code="T001", message="nothing: a value is required here", table="t", field="name", row=2)
    >>> finding.severity, finding.place
    ('error', 't.name · row 2')
    """

    code: str
    message: str
    severity: Severity = "error"
    file: str | None = None
    line: int | None = None
    column: int | None = None
    length: int = 1
    snippet: str | None = None
    table: str | None = None
    field: str | None = None
    row: int | None = None
    row_id: str | None = None
    count: int = 1
    notes: tuple[Note, ...] = ()
    help: str | None = None
    touched: bool = False
    known: bool = False

    @property
    def place(self) -> str:
        """Where it is, in one string: `file:line:column`, or table, field and row."""
        in_file = ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)
        if self.file is not None and self.table is None:
            return in_file
        parts = [in_file] if self.file else []
        column = f"{self.table}.{self.field}" if self.field else self.table
        parts += [column] if column else []
        parts += [f"row {self.row}"] if self.row is not None else []
        parts += [self.row_id] if self.row_id is not None else []
        return " · ".join(parts)


class Problem(Exception):  # noqa: N818 - a problem is told to a person, it is no error of the program
    """Something could not be done at all. Its text is the findings as a person reads them.

    Parameters
    ----------
    findings
        Why; at least one. They are the attribute `findings` of the exception.

    Examples
    --------
    >>> import onrecord
    >>> try:
    ...     onrecord.load("quote")
    ... except onrecord.Problem as problem:
    ...     print(problem.findings[0].code, problem.findings[0].help)
    D003 did you mean “quotes”?
    """

    def __init__(self, *findings: Finding) -> None:
        super().__init__("; ".join(f"{f.message}{f' ({f.help})' if f.help else ''}" for f in findings))
        self.findings = findings


def ordered(findings: Iterable[Finding]) -> list[Finding]:
    """The findings in the order in which they are shown: those that a change brings and in files that it touches
    first, then the worst, then by file, line, table and row."""
    return sorted(
        findings,
        key=lambda f: (
            f.known,
            not f.touched,
            _RANK[f.severity],
            f.file or "",
            # the rows of a table are told rule by rule
            (f.line or 0) if f.row is None else 0,
            f.column or 0,
            f.table or "",
            f.field or "",
            f.row or 0,
            f.code,
            f.message,
        ),
    )


def exit_code(findings: Iterable[Finding]) -> int:
    """0 when nothing is wrong (notes do not count, nor what was there before the change looked at), else 1."""
    return int(any(f.severity != "note" and not f.known for f in findings))


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """`did you mean “russia”?`, or None when nothing known is close to the word."""
    listed = list(known)
    same = [name for name in listed if name != word and name.lower() == word.lower()]
    close = same or difflib.get_close_matches(word, listed, n=1, cutoff=0.6)
    return f"did you mean “{close[0]}”?" if close else None


def printable(text: str, limit: int = 200) -> str:
    """The text with control and bidirectional characters made visible and cut to `limit` characters.

    Values come from strangers: none of them may move a cursor, change colours or forge a log line.
    """
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    if cut.isprintable():
        return cut
    return "".join(c if c == " " or unicodedata.category(c)[0] not in "CZ" else _escape(c) for c in cut)


def _escape(character: str) -> str:
    number = ord(character)
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def in_markdown(text: str, limit: int = 300) -> str:
    """The text as it stands, in a paragraph or a table's cell of Markdown: no mark-up, no HTML, no mathematics."""
    shown = printable(text.replace("\n", " "), limit).replace("&", "&amp;")
    for mark in "\\`*_[]<>|~":
        shown = shown.replace(mark, "\\" + mark)
    return shown.replace("$", "<span>$</span>")
