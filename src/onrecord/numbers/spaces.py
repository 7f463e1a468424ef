"""Runs of white space told as one space, and the way back to the text as it is."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

_SIGNS_OF_RUNS = ("  ", "\t", "\u00a0 ", " \u00a0")
_RUN = re.compile(r"  +[ \t\u00a0]*|[\t\u00a0][ \t\u00a0]*")


class Squeezed(NamedTuple):
    """A text with its runs of white space squeezed; the places where its pieces begin, in it and in the text."""

    text: str
    here: tuple[int, ...] = (0,)
    there: tuple[int, ...] = (0,)

    def back(self, place: int) -> int:
        """The place in the text as it is of a character's place in this one."""
        piece = bisect_right(self.here, place) - 1
        return self.there[piece] + place - self.here[piece]

    def back_end(self, end: int) -> int:
        """As `back`, for the end of a span that is not empty."""
        return self.back(end - 1) + 1

    def forth(self, place: int) -> int:
        """The place in this text of a character that has one here."""
        piece = bisect_right(self.there, place) - 1
        return self.here[piece] + place - self.there[piece]


def squeezed(text: str) -> Squeezed:
    """The text with one space for every run of spaces, tabs and no-break spaces inside its lines.

    Those between digits stay: columns of a table are no groups of one number.
    """
    if not any(sign in text for sign in _SIGNS_OF_RUNS):
        return Squeezed(text)
    pieces, here, there, at = [], [0], [0], 0
    for run in _RUN.finditer(text):
        before, after = text[run.start() - 1 : run.start()], text[run.end() : run.end() + 1]
        if before.isspace() or after.isspace() or (before.isdecimal() and after.isdecimal()):
            continue
        pieces += [text[at : run.start()], " "]
        here.append(here[-1] + run.start() - at + 1)
        there.append(run.end())
        at = run.end()
    return Squeezed("".join([*pieces, text[at:]]), tuple(here), tuple(there))
