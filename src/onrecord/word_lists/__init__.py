"""The English words and names that the machine coder and the number grammar know, as tables for anyone to edit.

Each list is a file of this folder: tab-separated, a heading line, comments behind `#`. Cells that hold several words
part them by a comma and a space. What the columns may hold stands in `datapackage.json`, a Table Schema for each.

Internal: may change in any release; what is public has a name in `onrecord` itself (docs/stability.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
Row = Mapping[str, str]


@cache
def rows(name: str) -> tuple[Row, ...]:
    """The rows of a list, in the order of the file: column to cell, empty where nothing stands. Read once.

    Raises `ValueError` for a line with more or fewer cells than the heading.

    >>> rows("months")[3]["name"], rows("months")[3]["short"]
    ('april', 'apr')
    """
    lines = (FOLDER / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    heading, *cells = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return tuple(dict(zip(heading, row, strict=True)) for row in cells)


def listed(cell: str) -> tuple[str, ...]:
    """The words of a cell that holds several.

    >>> listed("said, told")
    ('said', 'told')
    """
    return tuple(cell.split(", ")) if cell else ()


@cache
def groups(name: str) -> Mapping[str, frozenset[str]]:
    """The groups of words of a list whose columns are a group and its words.

    >>> "mayor" in groups("titles")["title"]
    True
    """
    return {key: frozenset(words) for key, words in listings(name).items()}


@cache
def listings(name: str) -> Mapping[str, tuple[str, ...]]:
    """As `groups`, each group's words in the order of the file."""
    key, words = rows(name)[0]
    return {row[key]: listed(row[words]) for row in rows(name)}


@cache
def inverted(name: str) -> Mapping[str, str]:
    """Each word of such a list to its group; of a word in several groups the last one counts.

    >>> inverted("place_nouns")["river"]
    'water'
    """
    return {word: key for key, words in listings(name).items() for word in words}
