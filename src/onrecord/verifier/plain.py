"""Whether a file of delimited text is plain: no reader can then read it otherwise than another, and the fastest may.

Plain is RFC 4180 but for the delimiter: UTF-8, rows equally long, no quotation mark inside an unquoted cell, no empty
line, no carriage return alone. The file is looked through once, in blocks that end with a line.
"""

from __future__ import annotations

import codecs
import os
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from onrecord.verifier.dialect import Dialect

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

#: bytes looked at together: they and what is found in them fit into the cache of a core
BLOCK = 1 << 20
_LF, _CR = 10, 13


class Shape(NamedTuple):
    """How many rows (the header among them) and columns a plain file has."""

    rows: int
    columns: int


class _Block(NamedTuple):
    """How many rows end in a block, how many delimiters the first and each later one has there; those after the last."""

    rows: int
    first: int
    later: int
    left: int


def plain_shape(path: Path, dialect: Dialect) -> Shape | None:
    """How large a file is if it is plain, else None."""
    rows, left, width, found = 0, 0, None, None
    for found in _looked(path, dialect):
        if found is None:
            return None
        if found.rows:
            width = found.first + left if width is None else width
            if found.first + left != width or (found.rows > 1 and found.later != width):
                return None
            rows, left = rows + found.rows, 0
        left += found.left
    if found is not None and not _ends_with_line(path):
        width = left if width is None else width
        if left != width:
            return None
        rows += 1
    return Shape(rows, width + 1) if width is not None else None


def _ends_with_line(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read() == b"\n"


def _looked(path: Path, dialect: Dialect) -> Iterator[_Block | None]:
    """What is found in each block, in order; all cores look."""
    import numpy as np

    quote = ord(dialect.quote_char or "\0")
    quoted = False
    waiting: deque[Future[_Block | None]] = deque()
    cores = os.cpu_count() or 1
    with ThreadPoolExecutor(cores) as threads:
        for block in _blocks(path):
            waiting.append(threads.submit(_look, block, dialect, quoted))
            if dialect.quote_char:
                quoted ^= np.count_nonzero(np.frombuffer(block, np.uint8) == quote) % 2 == 1
            if len(waiting) > 2 * cores:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    if quoted:
        yield None


def _blocks(path: Path) -> Iterator[bytes]:
    """The file in pieces that end with a line, the last one perhaps without."""
    with path.open("rb") as file:
        rest = file.read(3).removeprefix(codecs.BOM_UTF8)
        while block := rest + file.read(BLOCK):
            end = block.rfind(b"\n") + 1 if len(block) >= BLOCK else len(block)
            end = end or len(block)
            yield block[:end]
            rest = block[end:]


def _look(block: bytes, dialect: Dialect, quoted: bool) -> _Block | None:
    import numpy as np

    if not _is_utf8(block):
        return None
    raw = np.frombuffer(block, np.uint8)
    delimiter, quote = ord(dialect.delimiter), ord(dialect.quote_char or "\0")
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
    if _odd_lines(raw, at.take(ends), quotes, quoted):
        return None
    if not len(ends):
        return _Block(0, 0, 0, int(counts[-1]) if len(counts) else 0)
    widths = np.diff(counts.take(ends), prepend=np.int32(0))
    first, later = int(widths[0]), int(widths[-1])
    if (widths[1:] != later).any():
        return None
    return _Block(len(ends), first, later, int(counts[-1] - counts[ends[-1]]))


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


def _odd_lines(raw: Array, ends: Array, quotes: Array, quoted: bool) -> bool:
    """Whether a line is empty, or broken by a carriage return alone."""
    import numpy as np

    lengths = np.diff(ends, prepend=-1)
    if (lengths == 1).any():
        return True
    returns = raw == _CR
    if not returns.any():
        return False
    short = ends[lengths == 2]
    if len(short) and (raw[short - 1] == _CR).any():
        return True
    alone = np.flatnonzero(returns & np.append(raw[1:] != _LF, True))
    return bool((np.searchsorted(quotes, alone) % 2 == int(quoted)).any())
