"""Rows of delimited text of any dialect, in any shape: what Python's `csv` reads, and what it doesn't."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate
from typing import IO, NamedTuple

from onrecord.reading.dialect import Dialect

#: a cell or line may have so many characters
LONGEST = 100_000_000
_CHUNK = 1 << 20
#: a row that no file has: when it isn't read as such, a quotation mark was never closed
_END = "\0onrecord: the rows end here\0"


class UnclosedError(ValueError):
    """A quotation mark opens a cell that never ends."""


def rows_of(file: IO[str], dialect: Dialect) -> Iterator[list[str]]:
    """The rows of a file as they are split by the dialect, header and comments among them.

    Raises `UnclosedError`, and `ValueError` when a cell or line is too long to be one.
    """
    if dialect.column_widths is not None:
        yield from _cut(_lines(file, ""), dialect.column_widths)
    elif dialect.standard_rows:
        yield from _split_by_csv(file, dialect)
    else:
        yield from _split(iter(lambda: file.read(_CHUNK), ""), dialect)


def _lines(file: IO[str], end: str) -> Iterator[str]:
    while line := file.readline(LONGEST):
        if len(line) == LONGEST:
            raise ValueError(f"a line is longer than {LONGEST:,} characters")
        yield line
    yield end


def _cut(lines: Iterator[str], widths: Sequence[int]) -> Iterator[list[str]]:
    """Lines cut into cells of these widths, without the blanks around them; the last takes what is left."""
    ends = list(accumulate(widths))
    begins, last = [0, *ends[:-1]], len(ends) - 1
    for line in lines:
        text = line.rstrip("\r\n")
        if not line:
            return
        cells = [text[begin : None if at == last else ends[at]].strip() for at, begin in enumerate(begins)]
        yield cells if text.strip() else []


def _split_by_csv(file: IO[str], dialect: Dialect) -> Iterator[list[str]]:
    reader = csv_reader(_lines(file, _END + dialect.delimiter + _END), dialect)
    try:
        for row in reader:
            if row and row[-1].endswith(_END):
                if row != [_END, _END]:
                    raise UnclosedError
                return
            yield row
    except csv.Error as error:
        raise ValueError(str(error)) from None


def csv_reader(lines: Iterable[str], dialect: Dialect) -> Iterator[list[str]]:
    """Python's reader of rows that a dialect calls standard."""
    # the limit is one for all of Python: never make it smaller than somebody else needs it
    csv.field_size_limit(max(csv.field_size_limit(), LONGEST))
    return csv.reader(
        lines,
        delimiter=dialect.delimiter,
        quotechar=dialect.quote_char or None,
        quoting=csv.QUOTE_MINIMAL if dialect.quote_char else csv.QUOTE_NONE,
        doublequote=dialect.double_quote,
        escapechar=dialect.escape_char,
        skipinitialspace=dialect.skip_initial_space,
    )


def _split(chunks: Iterable[str], dialect: Dialect) -> Iterator[list[str]]:
    """The same for delimiters of several characters and rows that end with something else than a line.

    Marks mean what they mean to Python's `csv`: a quotation mark opens a cell only where the cell begins.
    """
    row: list[str] = []
    cell: list[str] = []
    state, size = "start", 0
    for kind, text in _tokens(chunks, dialect):
        size = 0 if kind == "end" and state != "quoted" else size + len(text)
        if size > LONGEST:
            raise ValueError(f"a row is longer than {LONGEST:,} characters")
        if state == "quoted" and kind == "quote":
            state = "closed"
        elif state == "quoted":
            cell.append(text)
        elif kind == "quote" and (state == "start" or (state == "closed" and dialect.double_quote)):
            cell += [text] if state == "closed" else []
            state = "quoted"
        elif kind == "delimiter":
            row.append("".join(cell))
            cell, state = [], "start"
        elif kind == "end":
            # a line without anything is a row without cells
            yield [*row, "".join(cell)] if row or cell or state != "start" else []
            row, cell, state = [], [], "start"
        else:
            kept = text.lstrip(" ") if state == "start" and dialect.skip_initial_space else text
            cell += [kept] if kept else []
            state = "open" if kept else state
    if state == "quoted":
        raise UnclosedError
    if row or cell or state != "start":
        yield [*row, "".join(cell)]


def _tokens(chunks: Iterable[str], dialect: Dialect) -> Iterator[tuple[str, str]]:
    escape, quote, end = dialect.escape_char or "", dialect.quote_char, dialect.line_terminator
    newline = end in ("\r\n", "\n", "\r")
    breaks = r"\r\n|\n|\r" if newline else re.escape(end)
    parts = [rf"(?P<escape>{re.escape(escape)}(?s:.))"] if escape else []
    parts += [rf"(?P<quote>{re.escape(quote)})"] if quote else []
    parts += [f"(?P<end>{breaks})", f"(?P<delimiter>{re.escape(dialect.delimiter)})"]
    firsts = re.escape(escape + quote + end[0] + dialect.delimiter[0] + ("\r\n" if newline else ""))
    token = re.compile("|".join([*parts, f"(?P<text>[^{firsts}]+|(?s:.))"]))
    longest = max(len(end), len(dialect.delimiter), 2)
    rest = ""
    for chunk, final in _with_last(chunks):
        text = rest + chunk
        if final and not newline:
            text = text.removesuffix("\n").removesuffix("\r")
        at = 0
        while at < len(text) and (final or at < len(text) - longest):
            found = token.match(text, at)
            assert found is not None  # noqa: S101 - any character is a token
            kind = found.lastgroup or "text"
            yield kind, found.group()[1:] if kind == "escape" else found.group()
            at = found.end()
        rest = text[at:]


def _with_last(chunks: Iterable[str]) -> Iterator[tuple[str, bool]]:
    before: str | None = None
    for chunk in chunks:
        if before is not None:
            yield before, False
        before = chunk
    yield before or "", True


class Headed(NamedTuple):
    """The names of the columns (None where the file has none) and the rows below."""

    labels: list[str] | None
    rows: Iterator[list[str]]


def headed(rows: Iterator[list[str]], dialect: Dialect) -> Headed:
    """Split the header from the rows, and leave out comments."""
    numbered = enumerate(rows, 1)
    comment = comment_of(dialect)
    heads: list[list[str]] = []
    if dialect.header and dialect.header_rows != ():
        last = max(dialect.header_rows or (0,))
        for number, row in numbered:
            if not comment(number, row) and (dialect.header_rows is None or number in dialect.header_rows):
                heads.append(row)
            if number >= last and (dialect.header_rows or heads):
                break
        labels: list[str] | None = _joined(heads, dialect.header_join)
    else:
        labels = None
    return Headed(labels, (row for number, row in numbered if not comment(number, row)))


def comment_of(dialect: Dialect) -> Callable[[int, list[str]], bool]:
    """Tells of a row by its number and cells whether it is a comment."""
    sign, numbers = dialect.comment_char, frozenset(dialect.comment_rows)
    return lambda number, row: number in numbers or bool(sign and row and str(row[0]).startswith(sign))


def _joined(heads: list[list[str]], joint: str) -> list[str]:
    """One name per column; the last cell of a short row stands for all columns on its right."""
    width = max(map(len, heads), default=0)
    filled = [row + (row[-1:] or [""]) * (width - len(row)) for row in heads]
    return (
        [joint.join(str(cell) for cell in cells if cell not in (None, "")) for cells in zip(*filled, strict=True)]
        if len(heads) > 1
        else (heads[0] if heads else [])
    )
