"""Texts whose lines were broken at a width: their line ends are spaces, and only blank lines end a paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_LINE_END = re.compile(r"(?<=[^\s])[ \t]*\r?\n(?=[^\s])")
_WORD = re.compile(r"\S{1,40}")
#: a width beyond this is that of a paragraph, below it that of a list or a poem
_NARROWEST, _WIDEST = 50, 120


class _End(NamedTuple):
    start: int
    end: int
    #: whether the next word would have gone beyond the width
    full: bool
    #: whether the next line goes on in small letters
    goes_on: bool


def unwrapped(text: str) -> str:
    """The text with spaces for the line ends that only keep it to a width; as long as before, so offsets stay.

    Text is taken as wrapped when nearly every line that another follows is as full as the longest line allows, and
    lines go on in small letters. Time grows linearly with the text.
    """
    width = max(map(len, text.splitlines()), default=0)
    if not _NARROWEST <= width <= _WIDEST:
        return text
    ends = list(_ends(text, width))
    full = [end for end in ends if end.full]
    going_on = sum(end.goes_on for end in full)
    if not going_on or len(full) < 0.8 * len(ends) or going_on < 0.3 * len(full):
        return text
    parts, at = [], 0
    for end in full:
        parts += [text[at : end.start], " " * (end.end - end.start)]
        at = end.end
    return "".join([*parts, text[at:]])


def _ends(text: str, width: int) -> Iterator[_End]:
    for match in _LINE_END.finditer(text):
        line = match.start() - (text.rfind("\n", 0, match.start()) + 1)
        following = _WORD.match(text, match.end())
        assert following is not None  # noqa: S101 - the pattern saw a character
        full = line + 1 + len(following[0]) > width
        yield _End(match.start(), match.end(), full, text[match.end()].islower())
