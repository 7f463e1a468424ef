"""Triggers in a sentence: words of the lexicon, each used as the part of speech that it is listed for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from onrecord.coder.events.lexicon import TRIGGERS, Trigger
from onrecord.coder.events.senses import has_sense
from onrecord.coder.quotes.tokens import Tokens
from onrecord.word_lists import groups

_NEAR = 6
#: objects with which a verb of violence tells of none: `struck a chord`, `shot the scene`
_FIGURATIVE = groups("event_markers")["figurative object"]


class Hit(NamedTuple):
    """A trigger in the text: tokens from the first to before the last."""

    first: int
    last: int
    trigger: Trigger


def hits(tokens: Tokens, low: int, high: int) -> Iterator[Hit]:
    """The triggers among the tokens `low` up to `high`, one for each place."""
    free = low
    for at in range(low, high):
        found = TRIGGERS.get(tokens.words[at])
        if found is None or at < free:
            continue
        for trigger in found:
            hit = (
                _as_noun(tokens, at, high, trigger)
                if trigger.part == "noun"
                else _as_verb(tokens, at, low, high, trigger)
            )
            if hit is not None and has_sense(tokens, hit.first, hit.last, low, high, trigger):
                free = hit.last
                yield hit
                break


def _as_noun(tokens: Tokens, at: int, high: int, trigger: Trigger) -> Hit | None:
    more = trigger.frame.split()
    last = at + 1 + len(more)
    if last > high or tokens.words[at + 1 : last] != more:
        return None
    if trigger.wants and not trigger.wants.intersection(tokens.words[max(0, at - 2) : at]):
        return None
    if not more and _may_be_verb(tokens.words[at]) and not _is_noun(tokens, at):
        return None
    if tokens.tags[at] == "P" and tokens.tags[at - 1 : at] == "P":
        return None
    # a noun that only describes the next one is not told of: `war crimes`, `election results`
    if tokens.tags[last : last + 1] == "n" and not more:
        return None
    return Hit(at, last, trigger)


def _as_verb(tokens: Tokens, at: int, low: int, high: int, trigger: Trigger) -> Hit | None:
    if trigger.form in ("base", "s") and _is_noun(tokens, at):
        return None
    if trigger.form == "ing" and tokens.tags[at - 1 : at] in ("D", "'") and not trigger.wants:
        return None
    if tokens.tags[at] == "P" and at > low:
        return None
    if tokens.tags[at + 1 : at + 2] == "D" and _FIGURATIVE.intersection(tokens.words[at + 2 : at + 4]):
        return None
    last = at + 1
    if trigger.wants:
        near = tokens.words[last : min(high, last + _NEAR)]
        place = next((i for i, word in enumerate(near) if word in trigger.wants), None)
        if place is None or (place and tokens.words[last] in ("that",)):
            return None
        if place == 0 and near[0] in ("over", "down", "out", "back", "independence"):
            last += 1
    return Hit(at, last, trigger)


def _may_be_verb(word: str) -> bool:
    return any(trigger.part == "verb" for trigger in TRIGGERS[word])


def _is_noun(tokens: Tokens, at: int) -> bool:
    """Whether a form that may be either is used as a noun, by what stands before and after it."""
    before = tokens.tags[at - 1 : at]
    after = tokens.tags[at + 1 : at + 2]
    if before in ("t", "X", "H", "R", "W"):
        return False
    if before in ("D", "O", "I", "'", "#", "g", "v"):
        return True
    if before == "n":
        plural = tokens.words[at - 1].endswith("s")
        return not (plural and after in ("D", "P", "H", "h", "#"))
    if before == "P":
        return after not in ("D", "P", "H", "h", "#", "I") or after == "O"
    return after not in ("D", "P", "h")
