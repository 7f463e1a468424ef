"""Pairing of quotation marks, paragraph by paragraph, in linear time.

Marks are told apart by their shape and by what stands beside them, so apostrophes (`don't`, `'90s`,
`workers' rights`) and inches (`a 5" pipe`) open nothing.  A paragraph that opens with a mark and never
closes it is quoted to its end: that is how quotes over several paragraphs are printed.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Run(NamedTuple):
    """Text between two quotation marks: `start`/`end` with the marks, `inner_*` without them."""

    start: int
    end: int
    inner_start: int
    inner_end: int
    closed: bool


class _Mark(NamedTuple):
    start: int
    end: int
    family: str
    opens: bool
    closes: bool


_SINGLE_OPEN = r"(?<![\w'’])['‘‚](?=[^\W\d_])(?!(?:em|til|tis|twas|cause|bout|n)\b)"
_SINGLE_CLOSE = r"(?<=[^\s'’‘])['’](?![\w'’])"
_MARK = re.compile(rf"""["“”„‟«»]|''|’’|‘‘|``|{_SINGLE_OPEN}|{_SINGLE_CLOSE}""")
_PARAGRAPH = re.compile(r"[^\n]+")
_LEADING = 3
"""A mark this near to the start of its paragraph opens the paragraph (a dash or space may precede)."""
_SHORTEST_OPEN = 20
"""An unclosed mark with less text than this after it is a slip, not a quote that runs on."""


def find_runs(text: str) -> list[Run]:
    """Quoted runs of `text`, in order, never overlapping; runs inside runs are left inside."""
    runs: list[Run] = []
    for paragraph in _PARAGRAPH.finditer(text):
        start, end = paragraph.span()
        marks = [_mark(text, m.start(), m.end(), start, end) for m in _MARK.finditer(text, start, end)]
        if marks:
            runs += _pair(text, marks, start, end)
    return runs


def _mark(text: str, start: int, end: int, low: int, high: int) -> _Mark:
    shape = text[start:end]
    before = text[start - 1] if start > low else " "
    after = text[end] if end < high else " "
    if shape in "“„‟«" or shape in ("``", "‘‘"):
        turned = not before.isspace() and (after.isspace() or after in ".,;<") and before not in "(—–-"
        return _Mark(start, end, "double", True, turned)
    if shape in "”»":
        turned = before.isspace() and not after.isspace()
        return _Mark(start, end, "double", turned, True)
    if shape in ('"', "''", "’’"):
        inches = shape == '"' and before.isdigit() and not after.isalnum()
        return _Mark(start, end, "double", not inches, True)
    opens = shape in "‘‚" or (not before.isalnum() and not after.isspace() and before not in ".,!?")
    return _Mark(start, end, "single", opens, not opens)


def _pair(text: str, marks: list[_Mark], low: int, high: int) -> list[Run]:
    runs: list[Run] = []
    balanced = _nests(text, marks)
    last_single = max((m.start for m in marks if m.family == "single" and m.closes), default=-1)
    opened: _Mark | None = None
    depth = 0
    for mark in marks:
        if opened is None:
            if mark.opens and (mark.family == "double" or mark.start < last_single):
                opened, depth = mark, 1
        elif mark.family != opened.family:
            if opened.family == "single" and mark.opens:
                opened, depth = mark, 1
        elif balanced and mark.opens and not mark.closes:
            depth += 1
        elif mark.closes and not _is_possessive(text, mark, marks):
            depth = depth - 1 if balanced else 0
            if depth <= 0:
                runs.append(_run(opened, mark))
                opened = None
    if opened is not None and opened.family == "double" and _runs_on(text, opened, low, high):
        runs.append(Run(opened.start, high, opened.end, high, False))
    return [
        run for run in runs if run.inner_end > run.inner_start and not text[run.inner_start : run.inner_end].isspace()
    ]


def _run(opened: _Mark, closed: _Mark) -> Run:
    return Run(opened.start, closed.end, opened.end, closed.start, True)


def _nests(text: str, marks: list[_Mark]) -> bool:
    """Whether one-way marks of the paragraph balance, so that marks may be counted as nested."""
    shapes = [text[m.start : m.end] for m in marks]
    opens = sum(s in "“«" for s in shapes)
    return opens == sum(s in "”»" for s in shapes) and not any(s in ('"', "„", "‟") for s in shapes)


def _is_possessive(text: str, mark: _Mark, marks: list[_Mark]) -> bool:
    """`the workers' vote'`: after an s, a single mark closes only when no later one can."""
    if mark.family == "double" or text[mark.start - 1] not in "sS":
        return False
    return any(m.start > mark.start and m.family == "single" and m.closes for m in marks[-1:])


def _runs_on(text: str, opened: _Mark, low: int, high: int) -> bool:
    if high - opened.start <= _SHORTEST_OPEN:
        return False
    if opened.start - low < _LEADING:
        return True
    introduced = text[low : opened.start].rstrip()[-1:] in (":", ",")
    following = text[high : high + 4].lstrip("\n")[:1]
    return introduced and following in ("“", '"', "«")
