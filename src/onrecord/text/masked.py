"""A text of which only some stretches may be shown: the rest is told by the lengths of its words alone."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import cycle, pairwise
from typing import NamedTuple, TypeVar

_Mark = TypeVar("_Mark")

#: lengths of words where the text is not at hand: they fill the stretch and mean nothing
_ANY = (5, 3, 8, 2, 6, 4, 9, 3, 7)


class Piece(NamedTuple):
    """A stretch of a text: its words, or None and the lengths of the words that are not shown.

    A length of 0 at an end says that white space stands there. `opens` and `closes` say that a quotation mark stands
    before or after the words.
    """

    start: int
    end: int
    text: str | None
    hidden: tuple[int, ...] = ()
    opens: bool = False
    closes: bool = False


class MaskedText:
    """A text as it may be shown: `shown` are stretches by their offset and words. With `is_open` all of it is shown.

    `text` is the text itself, where it is at hand: it gives the hidden words their lengths, and nothing else. `quoted`
    are stretches that stand between quotation marks.
    """

    def __init__(
        self, length: int, shown: Iterable[tuple[int, str]] = (), text: str | None = None, *, is_open: bool = False,
        quoted: Iterable[tuple[int, int]] = (),
    ) -> None:  # fmt: skip
        self.length = length
        self.text = text
        self._shown = [(0, text)] if is_open and text is not None else list(_merged(shown))
        self._starts = [start for start, _ in self._shown]
        quoted = () if is_open and text is not None else tuple(quoted)
        self._opening, self._closing = {start for start, _ in quoted}, {end for _, end in quoted}

    @property
    def shown(self) -> list[tuple[int, int]]:
        """The stretches that are shown, as offsets."""
        return [(start, start + len(words)) for start, words in self._shown]

    def pieces(self, start: int, end: int) -> list[Piece]:
        """The stretch from `start` to `end`, as what is shown and what is hidden of it.

        >>> [piece.text or piece.hidden for piece in MaskedText(17, [(10, "Kyiv")], "They left Kyiv or").pieces(0, 17)]
        [(4, 4, 0), 'Kyiv', (0, 2)]
        """
        found: list[Piece] = []
        at = start
        first = max(0, bisect_right(self._starts, start) - 1)
        for begin, words in self._shown[first:]:
            if begin >= end:
                break
            left, right = max(at, begin), min(end, begin + len(words))
            if left >= right:
                continue
            if at < left:
                found.append(self._marked(self._hidden(at, left)))
            opens, closes = left in self._opening, right in self._closing
            found.append(Piece(left, right, words[left - begin : right - begin], (), opens, closes))
            at = right
        return [*found, self._marked(self._hidden(at, end))] if at < end else found

    def _marked(self, piece: Piece) -> Piece:
        """A hidden stretch without the quotation marks at its ends: these are told with the words between them."""
        hidden = list(piece.hidden)
        if piece.start in self._closing and hidden[0]:
            hidden[0] -= 1
        if piece.end in self._opening and hidden[-1]:
            hidden[-1] -= 1
        return piece._replace(hidden=tuple(hidden))

    def _hidden(self, start: int, end: int) -> Piece:
        if self.text is not None:
            return Piece(start, end, None, tuple(map(len, re.split(r"\s+", self.text[start:end]))))
        lengths: list[int] = [0]
        left = end - start - 1
        for length in cycle(_ANY):
            if left <= length + 2:
                break
            lengths.append(length)
            left -= length + 1
        return Piece(start, end, None, (*lengths, max(left - 1, 0), 0) if left > 0 else (0, 0))


def _merged(shown: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """The stretches in order, those that overlap as one."""
    current: tuple[int, str] | None = None
    for start, words in sorted(shown):
        if current is None or start >= current[0] + len(current[1]):
            if current is not None:
                yield current
            current = (start, words)
        elif start + len(words) > current[0] + len(current[1]):
            current = (current[0], current[1] + words[current[0] + len(current[1]) - start :])
    if current is not None:
        yield current


def cut(
    start: int, end: int, marks: Sequence[tuple[int, int, _Mark]], at: Iterable[int] = ()
) -> Iterator[tuple[int, int, list[_Mark]]]:
    """A stretch cut wherever a mark begins or ends (and `at`), each part with the marks that cover it, longest first.

    Takes time in proportion to the marks and what they cover.

    >>> list(cut(0, 9, [(0, 5, "a"), (3, 7, "b")]))
    [(0, 3, ['a']), (3, 5, ['a', 'b']), (5, 7, ['b']), (7, 9, [])]
    """
    inside = [(max(start, left), min(end, right), mark) for left, right, mark in marks if left < end and right > start]
    inside.sort(key=lambda one: (one[0], -one[1]))
    edges = sorted({start, end, *(p for p in at if start < p < end), *(p for one in inside for p in one[:2])})
    waiting = 0
    active: list[tuple[int, int, _Mark]] = []
    for left, right in pairwise(edges):
        active = [one for one in active if one[1] > left]
        while waiting < len(inside) and inside[waiting][0] <= left:
            active.append(inside[waiting])
            waiting += 1
        yield left, right, [one[2] for one in sorted(active, key=lambda one: one[0] - one[1])]
