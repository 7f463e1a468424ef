"""Slugs from words: readable, the same for the same words, never twice."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_WORD = re.compile("[a-z0-9]+")
_EMPTY = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "to",
        "in",
        "on",
        "at",
        "and",
        "or",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "it",
        "its",
        "that",
        "this",
        "with",
        "for",
        "by",
        "as",
        "from",
        "has",
        "have",
        "had",
    ]
)
_LONGEST = 60


def slug_of(words: str, most: int = 5) -> str:
    """The first words that say something, in small letters without accents, joined by hyphens; may be empty."""
    plain = unicodedata.normalize("NFKD", words.replace("’", "").replace("'", "")).encode("ascii", "ignore").decode()
    found = [word for word in _WORD.findall(plain.lower()) if word not in _EMPTY]
    return "-".join(found[:most])[:_LONGEST].strip("-")


class Slugs:
    """The slugs of a section, each given once."""

    def __init__(self, given: Iterable[str] = ()) -> None:
        self._given: dict[str, int] = dict.fromkeys(given, 1)

    def new(self, words: str) -> str:
        """A slug for these words; a number is put behind one that was given already."""
        base = words if re.fullmatch("[a-z0-9]+(?:-[a-z0-9]+)+", words) else slug_of(words, 7)
        base = (base or "row").strip("-")
        count = self._given.get(base, 0) + 1
        self._given[base] = count
        made = base if count == 1 else f"{base}-{count}"
        if count > 1 and made in self._given:
            return self.new(f"{words} {count}")
        self._given.setdefault(made, 1)
        return made
