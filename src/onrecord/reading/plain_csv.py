"""Whether a file of delimited text is plain: no reader can then read it otherwise than another, and the fastest may.

Plain is RFC 4180 but for the delimiter: UTF-8, no quotation mark inside an unquoted cell, no carriage return alone.
Rows may be longer or shorter than the first one: which ones are is told, since Polars doesn't tell. The file is looked through once, in blocks that end with a line.
"""

from __future__ import annotations

import codecs
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from onrecord.reading.dialect import Dialect

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

#: bytes looked at together: they and what is found in them fit into the cache of a core
BLOCK = 1 << 17
#: of files with longer lines, all rows are read one by one
LONGEST = 1 << 20
#: of files with more rows of another length, all rows are read one by one
_MOST_UNEVEN = 50_000
_LF, _CR = 10, 13


class Shape(NamedTuple):
    """How many rows (the header among them) and columns a plain file has, and which rows are longer or shorter."""

    rows: int
    columns: int
    #: number of the row, from 1, and how many cells it has: none if it is blank
    uneven: list[tuple[int, int]]


class _Even(NamedTuple):
    """A block of rows that have the same number of delimiters."""

    rows: int
    width: int


class _Block(NamedTuple):
    """The delimiters of each row that ends in a block, those after the last, and which of the rows are blank."""

    widths: Array
    left: int
    blank: Array


class _NotPlainError(Exception):
    """A line is longer than any that is looked at, or the file ends where no line does."""


def plain_shape(path: Path, dialect: Dialect) -> Shape | None:
    """How large a file is if it is plain, else None."""
    try:
        return _shape(path, dialect)
    except _NotPlainError:
        return None


def _shape(path: Path, dialect: Dialect) -> Shape | None:
    rows, left, width = 0, 0, None
    uneven: list[tuple[int, int]] = []
    for found in _looked(path, dialect):
        if found is None:
            return None
        if isinstance(found, _Even):
            width = found.width if width is None else width
            if found.width != width:
                uneven += [(rows + row, found.width + 1) for row in range(1, found.rows + 1)]
            rows += found.rows
        else:
            if len(found.widths):
                if width is None and 0 in found.blank:
                    return None
                found.widths[0] += left
                width = int(found.widths[0]) if width is None else width
                uneven += _uneven(found, width, rows)
                rows, left = rows + len(found.widths), 0
            left += found.left
        if len(uneven) > _MOST_UNEVEN:
            return None
    return Shape(rows, width + 1, uneven) if width is not None else None


def _uneven(found: _Block, width: int, before: int) -> list[tuple[int, int]]:
    import numpy as np

    odd = found.widths != width
    # a blank line of a table with one column is a cell
    blank = found.blank if width else found.blank[:0]
    odd[blank] = True
    found.widths[blank] = -1
    return [(before + int(at) + 1, int(found.widths[at]) + 1) for at in np.flatnonzero(odd)]


def _looked(path: Path, dialect: Dialect) -> Iterator[_Even | _Block | None]:
    """What is found in each block, in order.

    Where rows aren't plainly alike, one thread reads and one looks (more would wait for each other).
    """
    quote = dialect.quote_char.encode() if dialect.quote_char else b""
    kept = {*dialect.delimiter.encode(), *quote, _LF, _CR}
    others = bytes(byte for byte in range(256) if byte not in kept)
    quoted, single = False, False
    waiting: deque[Future[_Block | None] | _Even] = deque()
    with ThreadPoolExecutor(1) as thread:
        for at, block in enumerate(_blocks(path)):
            even = None if quoted else _even(block, dialect.delimiter.encode(), others)
            single = single or (at == 0 and even is not None and not even.width)
            if even and not even.width and not single:
                # only in a table with one column is a blank line a row like the others
                even = None
            waiting.append(even or thread.submit(_look, block, dialect, quoted))
            if quote and not even:
                quoted ^= block.count(quote) % 2 == 1
            while waiting and (len(waiting) > 4 or isinstance(waiting[0], _Even)):
                yield _done(waiting.popleft())
        while waiting:
            yield _done(waiting.popleft())
    if quoted:
        yield None


def _done(found: Future[_Block | None] | _Even) -> _Even | _Block | None:
    return found if isinstance(found, _Even) else found.result()


def _even(block: bytes, delimiter: bytes, others: bytes) -> _Even | None:
    """The rows of a block if they are plainly alike: what is left without all `others` is the first row, over and over."""
    first = block[: block.index(b"\n") + 1]
    row = first.translate(None, others)
    width = row.count(delimiter)
    if row not in (delimiter * width + b"\n", delimiter * width + b"\r\n") or not first.strip(b"\r\n"):
        return None
    marks = block.translate(None, others)
    rows = len(marks) // len(row)
    if marks != row * rows or (b"\r" in row and block.count(b"\r\n") != rows):
        return None
    return _Even(rows, width) if _is_utf8(block) else None


def _blocks(path: Path) -> Iterator[bytes]:
    """The file in pieces that end with a line; the last line is given its end if it has none."""
    with path.open("rb") as file:
        rest = file.read(3).removeprefix(codecs.BOM_UTF8)
        while read := file.read(BLOCK):
            block = rest + read
            end = block.rfind(b"\n") + 1
            if not end and len(block) > LONGEST:
                raise _NotPlainError
            if end:
                yield block[:end]
            rest = block[end:]
    if rest.endswith(b"\r"):
        raise _NotPlainError
    if rest:
        yield rest if rest.endswith(b"\n") else rest + b"\n"


def _look(block: bytes, dialect: Dialect, quoted: bool) -> _Block | None:
    import numpy as np

    if not _is_utf8(block):
        return None
    raw = np.frombuffer(block, np.uint8)
    delimiter, quote = ord(dialect.delimiter), ord(dialect.quote_char or "\0")
    if not quoted and b"\r" not in block and not (dialect.quote_char and quote.to_bytes() in block):
        return _look_bare(raw, delimiter)
    found = (raw == _LF) | (raw == delimiter)
    if dialect.quote_char:
        found |= raw == quote
    at = np.flatnonzero(found)
    kinds = raw.take(at)
    breaks, cells = kinds == _LF, kinds == delimiter
    quotes = at[:0]
    if dialect.quote_char:
        marks = kinds == quote
        quotes = at.take(np.flatnonzero(marks))
        if quoted or len(quotes):
            if _stray(raw, quotes, quoted, (_LF, delimiter, quote)):
                return None
            outside = (np.cumsum(marks, dtype=np.int32) + quoted) & 1 == 0
            breaks, cells = breaks & outside, cells & outside
    ends, counts = np.flatnonzero(breaks), np.cumsum(cells, dtype=np.int32)
    if _broken_lines(raw, quotes, quoted):
        return None
    widths = np.diff(counts.take(ends), prepend=np.int32(0))
    left = int(counts[-1]) - int(widths.sum()) if len(counts) else 0
    return _Block(widths, left, _blank(raw, at.take(ends), quoted))


def _look_bare(raw: Array, delimiter: int) -> _Block:
    """The same for a block without quotation marks and carriage returns: every sign is what it seems."""
    import numpy as np

    at = np.flatnonzero((raw == _LF) | (raw == delimiter))
    ends = np.flatnonzero(raw.take(at) == _LF)
    widths = np.diff(ends, prepend=-1) - 1
    left = len(at) - 1 - (int(ends[-1]) if len(ends) else -1)
    return _Block(widths.astype(np.int32), left, np.flatnonzero(np.diff(at.take(ends), prepend=-1) == 1))


def _is_utf8(block: bytes) -> bool:
    if block.isascii():
        return True
    try:
        block.decode()
    except UnicodeDecodeError:
        return False
    return True


def _stray(raw: Array, quotes: Array, quoted: bool, marks: tuple[int, int, int]) -> bool:
    """Whether a quotation mark stands where none has to; what is before and after a block is a line break."""
    opening, closing = quotes[int(quoted) :: 2], quotes[1 - int(quoted) :: 2]
    if len(opening) and opening[0] == 0:
        opening = opening[1:]
    if len(closing) and closing[-1] == len(raw) - 1:
        closing = closing[:-1]
    before, after = raw.take(opening - 1), raw.take(closing + 1)
    line, delimiter, quote = marks
    return not (
        ((before == line) | (before == delimiter) | (before == quote)).all()
        and ((after == line) | (after == delimiter) | (after == quote) | (after == _CR)).all()
    )


def _blank(raw: Array, ends: Array, quoted: bool) -> Array:
    """Which rows have nothing in them, by the line breaks that end them."""
    import numpy as np

    lengths = np.diff(ends, prepend=-1)
    blank = lengths == 1
    short = np.flatnonzero(lengths == 2)
    blank[short[raw.take(ends.take(short) - 1) == _CR]] = True
    if quoted and len(blank):
        blank[0] = False
    return np.flatnonzero(blank)


def _broken_lines(raw: Array, quotes: Array, quoted: bool) -> bool:
    """Whether a line is broken by a carriage return alone."""
    import numpy as np

    returns = raw == _CR
    if not returns.any():
        return False
    alone = np.flatnonzero(returns & np.append(raw[1:] != _LF, True))
    return bool((np.searchsorted(quotes, alone) % 2 == int(quoted)).any())
