"""Records that are no YAML in some place: the smallest part that is broken is set aside, and the rest is read.

Parts are set aside by blanks of the same length, so every place in what is read is the same place in the file.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from onrecord.findings import Finding
from onrecord.records.format import yaml_nodes
from onrecord.records.format.yaml_nodes import File

_TRIES = 40
#: a line that begins a section, and one that begins a row in it
_SECTION = re.compile(r"(?m)^[^\s#-]")
_ROW = re.compile(r"(?m)^ {1,2}[^\s#]|^- ")


class Part(NamedTuple):
    """A stretch of a file that can't be read (offsets in characters), and what is wrong with it."""

    start: int
    end: int
    finding: Finding


@lru_cache(maxsize=8)
def read_usable(name: str, text: str) -> tuple[File, list[Part]]:
    """What can be read of a file, and the parts of it that can't. A byte order mark is blanked, too.

    The same objects are given for the same text: they are to be looked at, not changed.
    """
    usable, parts = text.replace("\ufeff", " ", 1) if text.startswith("\ufeff") else text, list[Part]()
    file = yaml_nodes.read_yaml(name, usable.encode())
    for _ in range(_TRIES):
        if file.root is not None or not file.findings or not usable.strip():
            break
        finding = file.findings[-1]
        at = _offset(text, finding.line or 1)
        start, end = _stretch(usable, at, _ROW)
        if not usable[start:end].strip() or any(part.start <= start < part.end for part in parts):
            start, end = _stretch(usable, at, _SECTION)
        if not usable[start:end].strip():
            break
        parts.append(Part(start, end, finding))
        usable = usable[:start] + re.sub(r"[^\n]", " ", usable[start:end]) + usable[end:]
        file = yaml_nodes.read_yaml(name, usable.encode())
    file.findings = [*(part.finding for part in parts), *(f for f in file.findings if f.code != "R003" or not parts)]
    return file, sorted(parts)


def _offset(text: str, line: int) -> int:
    at = 0
    for _ in range(line - 1):
        found = text.find("\n", at)
        if found < 0:
            break
        at = found + 1
    return at


def _stretch(text: str, at: int, beginning: re.Pattern[str]) -> tuple[int, int]:
    """From the last beginning at or before an offset to the next one of a row or a section."""
    starts = sorted({match.start() for pattern in (beginning, _SECTION) for match in pattern.finditer(text)})
    before = [start for start in starts if start <= at]
    after = [start for start in starts if start > at]
    return (before[-1] if before else 0), (after[0] if after else len(text))
