"""How a file of text seems to be written where nobody tells: its encoding, its delimiter, whether it has a header.

Guesses: a descriptor that tells is always believed. `verify` says what it went by; `describe` writes it down.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

#: delimiters that files have, the likeliest first
DELIMITERS = (",", ";", "\t", "|")
#: bytes and rows looked at
_BYTES, _ROWS = 1 << 20, 500
_NUMBER = re.compile(r"\s*[-+]?[0-9.,' ]*[0-9][0-9.,' %€$£]*\s*")
#: a file of which a smaller share of rows has as many cells as the most do is not cut by that delimiter
_EVEN = 0.8


class TextDialect(NamedTuple):
    """How a file of text is written. `sure` says whether anything else could be meant."""

    encoding: str
    delimiter: str
    header: bool
    sure: bool = True
    #: why it may be otherwise
    doubt: str = ""


def detect_dialect(path: Path, delimiter: str | None = None, encoding: str | None = None) -> TextDialect:
    """How a file of delimited text seems to be written; what is given is believed. Raises `OSError`.

    `LookupError` for an encoding that there is none of.
    """
    with path.open("rb") as file:
        return detect_in(file.read(_BYTES), delimiter, encoding)


def detect_in(raw: bytes, delimiter: str | None = None, encoding: str | None = None) -> TextDialect:
    """The same of the first bytes of a file. `LookupError` for an encoding that there is none of."""
    cut = len(raw) >= 1 << 18
    found, doubt = (encoding, "") if encoding else detect_encoding(raw, cut)
    text = raw.decode(found, "replace").removeprefix("\ufeff")
    if cut:
        # the last line is cut
        text = text[: text.rfind("\n") + 1] or text
    counted = {sign: _rows(text, sign) for sign in ([delimiter] if delimiter else DELIMITERS)}
    scores = {sign: _evenness(rows) for sign, rows in counted.items()}
    best = max(scores, key=lambda sign: (scores[sign][0] >= _EVEN and scores[sign][1] > 1, *scores[sign]))
    even = [sign for sign, (share, width) in scores.items() if share >= _EVEN and width > 1]
    if not delimiter and not even:
        # one column: no sign cuts it
        best = best if scores[best][1] > 1 and scores[best][0] >= 0.5 else ","
    if len(even) > 1:
        others = ", ".join(map(repr, (sign for sign in even if sign != best)))
        doubt = doubt or f"rows can be cut evenly by {others}, too"
    rows = counted[best]
    return TextDialect(found, best, has_header(rows), not doubt, doubt)


def detect_encoding(raw: bytes, cut: bool = False) -> tuple[str, str]:
    """The encoding that bytes seem to be in, and why it may be another one. `cut` says that more bytes follow.

    >>> detect_encoding("Müller".encode("cp1252"))[0], detect_encoding("Müller".encode())[0]
    ('cp1252', 'utf-8')
    """
    for mark, name in ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if raw.startswith(mark):
            return name, ""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(raw, final=not cut)
        return "utf-8", ""
    except UnicodeDecodeError:
        pass
    # letters of Latin-1 are those of Windows-1252, which has signs where Latin-1 has none
    doubt = "it is no UTF-8; of other encodings nothing tells for sure"
    try:
        raw.decode("cp1252")
        return "cp1252", doubt
    except UnicodeDecodeError:
        return "latin-1", doubt


def _rows(text: str, delimiter: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[list[str]] = []
    try:
        rows += islice((row for row in reader if row), _ROWS)
    except csv.Error:
        return rows
    return rows


def _evenness(rows: Sequence[Sequence[str]]) -> tuple[float, int]:
    """The share of rows that have as many cells as the header, and how many these are."""
    if not rows:
        return 0.0, 0
    width = len(rows[0])
    return sum(len(row) == width for row in rows) / len(rows), width


def has_header(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row seems to hold names: all are there and differ, none is a number, and rows follow.

    >>> has_header([["id", "n"], ["a", "1"]]), has_header([["a", "1"], ["b", "2"]])
    (True, False)
    """
    if not rows:
        return True
    first = [cell.strip() for cell in rows[0]]
    named = [cell for cell in first if cell]
    if any(_NUMBER.fullmatch(cell) for cell in named) or not named:
        return False
    return max(Counter(named).values()) == 1 or len(rows) > 1
