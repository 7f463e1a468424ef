"""Sets of characters as ranges of code points, for engines that know no classes less other classes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache
from itertools import groupby

#: rising ranges of code points that neither meet nor touch
Ranges = tuple[tuple[int, int], ...]

LAST = 0x10FFFF
ALL: Ranges = ((0, LAST),)


def united(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """All characters of any ranges.

    >>> united([(5, 9), (1, 3), (4, 6)])
    ((1, 9),)
    """
    found: list[tuple[int, int]] = []
    for first, last in sorted(ranges):
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return tuple(found)


def complement(ranges: Ranges) -> Ranges:
    """All other characters.

    >>> complement(((0, 9), (20, 0x10FFFF)))
    ((10, 19),)
    """
    edges = [-1, *(edge for pair in ranges for edge in pair), LAST + 1]
    pairs = zip(edges[::2], edges[1::2], strict=True)
    return tuple((before + 1, after - 1) for before, after in pairs if before + 1 <= after - 1)


def difference(ranges: Ranges, less: Ranges) -> Ranges:
    """The characters of one set that are not in another.

    >>> difference(((0, 9),), ((3, 4),))
    ((0, 2), (5, 9))
    """
    return complement(united([*complement(ranges), *less]))


@cache
def of_category(name: str) -> Ranges:
    """The characters of a category of Unicode (`L`, `Lu`), as Python knows them."""
    every = groupby(range(LAST + 1), key=lambda point: unicodedata.category(chr(point)).startswith(name))
    found = []
    for has, points in every:
        listed = list(points)
        if has:
            found.append((listed[0], listed[-1]))
    return tuple(found)
