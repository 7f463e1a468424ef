"""By which words a text can name or describe an actor."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
#: words that describe nobody
_EMPTY = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "to",
        "for",
        "in",
        "on",
        "at",
        "by",
        "and",
        "or",
        "with",
        "who",
        "said",
        "not",
        "his",
        "her",
        "its",
        "their",
        "from",
        "that",
        "this",
    ]
)


def naming_words(forms: Iterable[str], *, is_person: bool) -> frozenset[str]:
    """Words of which a text that names or describes the actor has one: of a person with a name the last of each form.

    `forms` are its name (or its description in square brackets) and the forms in which texts write it.

    >>> sorted(naming_words(["Dmitry Peskov", "Mr Peskov"], is_person=True))
    ['peskov']
    >>> sorted(naming_words(["[fire service of Marle]"], is_person=False))
    ['fire', 'marle', 'service']
    """
    found: set[str] = set()
    for form in forms:
        words = [word.casefold() for word in _WORD.findall(form)]
        told = [word for word in words if word not in _EMPTY] or words
        found.update(told[-1:] if is_person and not form.startswith("[") else told)
    return frozenset(found)


@lru_cache(maxsize=8)
def words_of(text: str) -> frozenset[str]:
    """All words of a text, small, also without the 's behind them."""
    words = [word.casefold() for word in _WORD.findall(text)]
    return frozenset([*words, *(re.sub(r"['’]s?$", "", word) for word in words)])
