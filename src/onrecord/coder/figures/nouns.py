"""What is counted: the noun phrase behind a number, found without a parser."""

from __future__ import annotations

import re
from typing import NamedTuple

from onrecord.numbers.lexicon import CARDINALS as _CARDINALS
from onrecord.text.document import Span
from onrecord.word_lists import groups

_GROUPS = groups("counted_words")
CLOSED = _GROUPS["closed"]
"""Words that end a noun phrase: function words, and adverbs and verbs too common to be nouns behind a number."""

_VERBS = _GROUPS["verb"]
_PLURALS = _GROUPS["plural"]
_MODIFIERS = _GROUPS["modifier"]
_NO_PLURALS = re.compile(r"(?:ss|us|is|'s|ous)$")
_PARTICIPLE = re.compile(r"(?:ed|ing)$")
_NOUN_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’-](?=[^\W\d_])){1,30}(?![\w])")
_NEXT = re.compile(r"(?:[ \t\u00a0]|\r?\n(?!\s))(?=[^\W_]|['’\"“])")
_OF = re.compile(
    r" of (?:all )?(?:the |his |her |my |their |its |our |your |those |these |them\b|us\b|you\b)?(?:[A-Z][\w]{0,20}['’]s? |world['’]s )?(?:most |least |an? )?"
)
_AND_NAME = re.compile(r" (?:and|or|&) (?=[A-Z0-9])")
_LONGEST = 6


class Counted(NamedTuple):
    """The noun phrase behind a number and its head noun."""

    phrase: Span
    head: Span


def is_plural(word: str) -> bool:
    """Whether the lower-case word looks like a plural noun."""
    if word in _PLURALS:
        return True
    return len(word) > 2 and word.endswith("s") and word not in CLOSED and not _NO_PLURALS.search(word)


def counted_after(folded: str, raw: str, at: int, *, one: bool) -> Counted | None:
    """The noun phrase right behind a number: " wounded soldiers", "-bedroom", " of the best speakers".

    `one` tells that the number is one, so that its noun is a singular. Of phrases with "of" the head is the
    noun behind it: what is counted in "dozens of homes" is homes.
    """
    of = _OF.match(raw, at)
    if of:
        return _phrase(folded, raw, of.end(), one=False, of=True)
    if folded.startswith("-", at):
        match = _NOUN_WORD.match(raw, at + 1)
        return _upto([Span(*match.span())]) if match and match.group().lower() not in CLOSED else None
    gap = _NEXT.match(raw, at)
    return _phrase(folded, raw, gap.end(), one=one, of=False) if gap else None


def _phrase(folded: str, raw: str, at: int, *, one: bool, of: bool) -> Counted | None:
    words: list[Span] = []
    place = at
    while len(words) < _LONGEST:
        match = _NOUN_WORD.match(raw, place)
        if not match:
            break
        word = folded[match.start() : match.end()]
        is_name = raw[match.start() : match.end()].isupper() and len(word) > 1
        if (
            (word in CLOSED and not is_name)
            or (one and words and (word in _VERBS or word.endswith("ed")))
            or (word in _VERBS and words)
        ):
            break
        words.append(Span(match.start(), match.end()))
        if not one and is_plural(word):
            return _with_of(folded, words)
        joined = _AND_NAME.match(raw, match.end()) if raw[match.start()].isupper() else None
        gap = joined or _NEXT.match(raw, match.end())
        if not gap:
            break
        place = gap.end()
    return _singular(folded, words, one=one, of=of)


_OF_NOUN = re.compile(r" of (?!them|us|you|it|whom|which|this|that|these|those)([a-z]{3,14})(?![a-z'])")


def _with_of(folded: str, words: list[Span]) -> Counted:
    """The phrase with the bare noun of its "of": barrels of oil, members of parliament."""
    counted = _upto(words)
    more = _OF_NOUN.match(folded, counted.head.end)
    if more and more[1] not in CLOSED and more[1] not in _CARDINALS:
        return counted._replace(phrase=Span(counted.phrase.start, more.end()))
    return counted


def _upto(words: list[Span]) -> Counted:
    return Counted(Span(words[0].start, words[-1].end), words[-1])


def _singular(folded: str, words: list[Span], *, one: bool, of: bool) -> Counted | None:
    """No plural was seen: a mass noun, a compound or the single thing; adverbs and participles are no nouns."""
    if not of:
        words = words[:3] if one else words[:2]
    while (
        words
        and (w := folded[words[-1].start : words[-1].end])
        and (w.endswith("ly") or w in _MODIFIERS or _PARTICIPLE.search(w))
    ):
        words = words[:-1]
    return _upto(words) if words else None
