"""Whether a trigger word has the sense of its event: who does it to whom, and what stands around it, tell."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from onrecord.coder.events.lexicon import Trigger
from onrecord.coder.quotes.tokens import Tokens
from onrecord.word_lists import listed, rows

_BEFORE, _AFTER = 8, 4
"""Tokens before a trigger in which its subject stands, and behind it in which its object does."""
_TERRITORY = 6
_VIOLENT_CASUALTIES = frozenset({"a"})


class _Other(NamedTuple):
    """Words with which a trigger has another sense, by where they stand."""

    right_before: frozenset[str]
    before: frozenset[str]
    after: frozenset[str]
    sentence: frozenset[str]


@cache
def _others() -> dict[str, _Other]:
    """The words by trigger word and by event type."""
    found: dict[str, dict[str, set[str]]] = {}
    for row in rows("event_senses"):
        for of in listed(row["of"]):
            found.setdefault(of, {}).setdefault(row["where"], set()).update(listed(row["words"]))
    none: set[str] = set()
    return {
        of: _Other(*(frozenset(where.get(name, none)) for name in ("right before", "before", "after", "sentence")))
        for of, where in found.items()
    }


def has_sense(tokens: Tokens, first: int, last: int, low: int, high: int, trigger: Trigger) -> bool:
    """Whether tokens `first` up to `last` of the sentence `low` up to `high` tell of the event of their trigger.

    `An earthquake struck Peru`, `a heart attack`, `the film Civil War`, `battled a blaze` tell of none; people that
    an earthquake killed are casualties still.
    """
    if _is_part_of_name(tokens, first, last, low):
        return False
    words = tokens.words
    others = [_others()[key] for key in (words[first], trigger.event_type) if key in _others()]
    for other in others:
        if trigger.frame in _VIOLENT_CASUALTIES and other is _others().get(trigger.event_type):
            continue
        if first > low and words[first - 1] in other.right_before:
            return False
        if other.after and not other.after.isdisjoint(words[last : min(high, last + _AFTER)]):
            return False
        if other.before and not other.before.isdisjoint(words[max(low, first - _BEFORE) : first]):
            return False
        if other.sentence and not other.sentence.isdisjoint(words[low:high]):
            return False
    return True


def is_accident(tokens: Tokens, first: int, low: int) -> bool:
    """Whether what kills or hurts is a disaster, an accident or an illness: `the quake KILLED 12 people`."""
    other = _others().get("attack")
    return other is not None and not other.before.isdisjoint(tokens.words[max(low, first - 2 * _BEFORE) : first])


def _is_part_of_name(tokens: Tokens, first: int, last: int, low: int) -> bool:
    """`the Met Office`, `Storm Ciara`, `Strike Force`: a capital inside a sentence, or before another capital."""
    if (
        not tokens.text[tokens.starts[first]].isupper()
        or tokens.text[tokens.starts[first] : tokens.ends[first]].isupper()
    ):
        return False
    behind = tokens.tags[last : last + 1] == "P"
    if first == low or tokens.tags[first - 1 : first] in ".~":
        return behind and tokens.words[first].endswith(("storm", "met", "strike", "storms"))
    return behind or tokens.tags[first] != "P"
