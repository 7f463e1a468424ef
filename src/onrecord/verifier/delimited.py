"""Files of delimited text: whether one is plain, and the rows of those that aren't.

A plain file (RFC 4180 but for its delimiter, UTF-8, all rows equally long) is looked through once to make sure of
that: no reader can then read it otherwise than another, and the fastest one may.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from onrecord.verifier.dialect import Dialect

if TYPE_CHECKING:
    import numpy as np

#: bytes looked at together
BLOCK = 1 << 23
#: a cell or line may have so many characters
LONGEST = 100_000_000
_CHUNK = 1 << 20
#: a row that no file has: when it isn't read as such, a quotation mark was never closed
_END = "\0onrecord: the rows end here\0"
_LF, _CR = 10, 13


class Shape(NamedTuple):
    """How many rows (the header among them) and columns a plain file has."""

    rows: int
    columns: int


class _Block(NamedTuple):
    """The delimiters of each row that ends in a block, those after the last end, and whether it ends in quotes."""

    counts: np.ndarray[Any, Any]
    left: int
    quoted: bool


def plain_shape(path: Path, dialect: Dialect) -> Shape | None:
    """How large a file is if it is plain, else None."""
    import numpy as np

    rows, width, left, quoted, last = 0, None, 0, False, _LF
    for block in _blocks(path):
        raw = np.frombuffer(block, np.uint8)
        found = _look(raw, dialect, quoted) if _is_utf8(block, raw) else None
        if found is None:
            return None
        if len(found.counts):
            found.counts[0] += left
            width = int(found.counts[0]) if width is None else width
            if (found.counts != width).any():
                return None
            rows, left = rows + len(found.counts), 0
        left, quoted, last = left + found.left, found.quoted, int(raw[-1])
    if last != _LF:
        width = left if width is None else width
        rows += 1
    if quoted or width is None or (last != _LF and left != width):
        return None
    return Shape(rows, width + 1)


def _blocks(path: Path) -> Iterator[bytes]:
    """The file in pieces that end with a line, the last one perhaps without."""
    with path.open("rb") as file:
        rest = file.read(3).removeprefix(codecs.BOM_UTF8)
        while block := rest + file.read(BLOCK):
            end = block.rfind(b"\n") + 1 if len(block) >= BLOCK else len(block)
            end = end or len(block)
            yield block[:end]
            rest = block[end:]


def _is_utf8(block: bytes, raw: np.ndarray[Any, Any]) -> bool:
    if raw.max() < 0x80:
        return True
    try:
        block.decode()
    except UnicodeDecodeError:
        return False
    return True


def _look(raw: np.ndarray[Any, Any], dialect: Dialect, quoted: bool) -> _Block | None:
    import numpy as np

    breaks = raw == _LF
    ends = breaks | (raw == ord(dialect.delimiter))
    outside: np.ndarray[Any, Any] | None = None
    if dialect.quote_char and (quoted or (raw == ord(dialect.quote_char)).any()):
        marks = raw == ord(dialect.quote_char)
        state = np.bitwise_xor.accumulate(marks.view(np.uint8)) ^ np.uint8(quoted)
        if _stray(raw, np.flatnonzero(marks), state, dialect):
            return None
        outside, quoted = state == 0, bool(state[-1])
        ends, breaks = ends & outside, breaks & outside
    if _odd_lines(raw, breaks, outside):
        return None
    at = np.flatnonzero(ends)
    last = np.flatnonzero(raw[at] == _LF)
    counts = np.diff(last, prepend=-1) - 1
    return _Block(counts, len(at) - (int(last[-1]) + 1 if len(last) else 0), quoted)


def _stray(raw: np.ndarray[Any, Any], at: np.ndarray[Any, Any], state: np.ndarray[Any, Any], dialect: Dialect) -> bool:
    """Whether a quotation mark stands where none has to: blocks begin and end with a line."""
    import numpy as np

    opens = state[at] == 1
    before = np.where(at > 0, raw[np.maximum(at - 1, 0)], _LF)[opens]
    after = np.where(at < len(raw) - 1, raw[np.minimum(at + 1, len(raw) - 1)], _LF)[~opens]
    marks = [ord(dialect.delimiter), ord(dialect.quote_char), _LF]
    return not (np.isin(before, marks).all() and np.isin(after, [*marks, _CR]).all())


def _odd_lines(raw: np.ndarray[Any, Any], breaks: np.ndarray[Any, Any], outside: np.ndarray[Any, Any] | None) -> bool:
    """Whether a line is empty, or broken by a carriage return alone."""
    import numpy as np

    returns = raw == _CR
    alone = False
    if has_returns := bool(returns.any()):
        followed = np.append(raw[1:] == _LF, False)
        alone = bool((returns & ~followed if outside is None else returns & outside & ~followed).any())
    starts = np.concatenate(([True], breaks[:-1]))
    empty = bool((breaks & starts).any())
    if has_returns and not empty:
        empty = bool((breaks[1:] & returns[:-1] & starts[:-1]).any())
    return alone or empty


class UnclosedError(ValueError):
    """A quotation mark opens a cell that never ends."""


def rows_of(file: IO[str], dialect: Dialect) -> Iterator[list[str]]:
    """The rows of a file as they are split by the dialect, header and comments among them.

    Raises `UnclosedError`, and `ValueError` when a cell or line is too long to be one.
    """
    if dialect.standard_rows:
        yield from _split_by_csv(file, dialect)
    else:
        yield from _split(iter(lambda: file.read(_CHUNK), ""), dialect)


def _lines(file: IO[str], end: str) -> Iterator[str]:
    while line := file.readline(LONGEST):
        if len(line) == LONGEST:
            raise ValueError(f"a line is longer than {LONGEST:,} characters")
        yield line
    yield end


def _split_by_csv(file: IO[str], dialect: Dialect) -> Iterator[list[str]]:
    # the limit is one for all of Python: never make it smaller than somebody else needs it
    csv.field_size_limit(max(csv.field_size_limit(), LONGEST))
    reader = csv.reader(
        _lines(file, _END + dialect.delimiter + _END),
        delimiter=dialect.delimiter,
        quotechar=dialect.quote_char or None,
        quoting=csv.QUOTE_MINIMAL if dialect.quote_char else csv.QUOTE_NONE,
        doublequote=dialect.double_quote,
        escapechar=dialect.escape_char,
        skipinitialspace=dialect.skip_initial_space,
    )
    try:
        for row in reader:
            if row and row[-1].endswith(_END):
                if row != [_END, _END]:
                    raise UnclosedError
                return
            yield row
    except csv.Error as error:
        raise ValueError(str(error)) from None


def _split(chunks: Iterable[str], dialect: Dialect) -> Iterator[list[str]]:
    """The same for delimiters of several characters and rows that end with something else than a line.

    Marks mean what they mean to Python's `csv`: a quotation mark opens a cell only where the cell begins.
    """
    row: list[str] = []
    cell: list[str] = []
    state = "start"
    for kind, text in _tokens(chunks, dialect):
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
        if len(rest) > LONGEST:
            raise ValueError(f"a cell is longer than {LONGEST:,} characters")


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
    comment = _comment(dialect)
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


def _comment(dialect: Dialect) -> Callable[[int, list[str]], bool]:
    sign, numbers = dialect.comment_char, frozenset(dialect.comment_rows)
    return lambda number, row: number in numbers or bool(sign and row and row[0].startswith(sign))


def _joined(heads: list[list[str]], joint: str) -> list[str]:
    """One name per column; the last cell of a short row stands for all columns on its right."""
    width = max(map(len, heads), default=0)
    filled = [row + row[-1:] * (width - len(row)) for row in heads]
    return (
        [joint.join(cell for cell in cells if cell) for cells in zip(*filled, strict=True)]
        if len(heads) > 1
        else (heads[0] if heads else [])
    )
