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

    `file`, `line` and `column` (1-based; columns count code points) say where in a file;
    `table`, `field`, `row` (1-based) and `row_id` (primary key) say where in a table.
    `snippet` is the line of the file, `length` how many of its characters are meant.
    `count` says how many rows the finding stands for when they were grouped.
    When a change is looked at: `touched` says that it touches the file, `known` that the state before it had the
    finding too.
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
    """Something could not be done at all; `findings` say why. Its text is the findings as a person reads them."""

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
