"""Whether it happened: the sentence's own markers of status and factuality around a trigger.

Source of the values: FactBank (Saurí and Pustejovsky 2009) for factuality; the codebook for status.
"""

from __future__ import annotations

from typing import NamedTuple

from onrecord.coder.quotes.tokens import Tokens
from onrecord.word_lists import groups

_GROUPS = groups("event_markers")
_POSSIBLE = _GROUPS["possible"]
_OPEN = _GROUPS["open"]
#: what is feared is open, unless it is told of as known: `concern at the build-up`
_FEARED = _GROUPS["feared"]
#: questions that take for granted what they ask about: `why have they gathered?`
_GRANTED = _GROUPS["granted"]
_UNLIKELY = _GROUPS["unlikely"]
_LIKELY = _GROUPS["likely"]
_PLANNED = _GROUPS["planned"]
_NOT = _GROUPS["negated"]
_ALLEGED = _GROUPS["alleged"]
_ONGOING = _GROUPS["ongoing"]
#: verbs that say that something takes place: will be HELD
HOLDING = _GROUPS["holding"]
_COMING = _GROUPS["coming"]
_CALLED_OFF = _GROUPS["called off"]
#: tokens behind a noun in which its verb stands
_BEHIND = 6
#: speech act -> the factuality that its speaker gives to what is told without a marker
OF_ACT = {"deny": "denied", "believe": "probable", "concern": "possible", "threaten": "uncommitted",
          "demand": "uncommitted", "promise": "uncommitted"}  # fmt: skip
_WINDOW = 9


class Stance(NamedTuple):
    """Codes of `event_status` and `factuality`."""

    status: str
    factuality: str


def stance(tokens: Tokens, first: int, last: int, low: int, high: int, *, form: str, asked: bool) -> Stance:
    """How the clause tells what the trigger (tokens `first` up to `last`) names.

    `low` and `high` are the first and the last token of the sentence; `form` is that of the trigger; `asked` tells
    that the sentence is a question.
    """
    later = _told_behind(tokens, last, high) if form == "noun" else None
    if later is not None:
        return later
    before = _clause_before(tokens, first, low)
    after = _clause_after(tokens, last, high)
    around = {*before, *after}
    near = set(tokens.words[max(low, first - 3) : first])
    if around & _UNLIKELY:
        return Stance("hypothetical", "improbable")
    if near & _NOT and not near & _POSSIBLE:
        return Stance("denied", "denied")
    if around & _POSSIBLE:
        return Stance("hypothetical", "possible")
    definite = form == "noun" and tokens.words[first - 1 : first] == ["the"]
    open_question = asked and not _GRANTED.intersection(before)
    if open_question or around & _OPEN or (around & _FEARED and not definite):
        return Stance("hypothetical", "uncommitted")
    if around & _LIKELY:
        return Stance("alleged", "probable")
    if around & _ALLEGED:
        return Stance("alleged", "uncommitted")
    if (form == "base" and "to" in near) or set(before[-5:]) & _PLANNED or "forthcoming" in after:
        return Stance("planned", "uncommitted")
    if around & _ONGOING or _progressive(tokens, first, form):
        return Stance("ongoing", "certain")
    return Stance("occurred", "certain")


def _told_behind(tokens: Tokens, last: int, high: int) -> Stance | None:
    """`The summit WILL BE HELD`, `the vote WAS CALLED OFF`: what the verb of a noun says of it."""
    if tokens.tags[last : last + 1] not in ("X", "R", "V", "C", "v"):
        return None
    words = set(tokens.words[last : min(high, last + _BEHIND)])
    if words & _CALLED_OFF:
        return Stance("denied", "denied")
    if words & _COMING and words & HOLDING:
        return Stance("planned", "uncommitted")
    return None


def _clause_before(tokens: Tokens, first: int, low: int) -> list[str]:
    at = first
    while at > low and first - at < _WINDOW and tokens.tags[at - 1] not in ",;:-":
        at -= 1
    return tokens.words[at:first]


def _clause_after(tokens: Tokens, last: int, high: int) -> list[str]:
    """A few words behind the trigger that still belong to it."""
    words = tokens.words[last : min(last + 4, high)]
    ends = [i for i, word in enumerate(words) if word in ("and", "or", "but") or tokens.tags[last + i] in ",;:"]
    return words[: ends[0]] if ends else words


def _progressive(tokens: Tokens, first: int, form: str) -> bool:
    return (
        form == "ing" and tokens.words[first - 1 : first] != ["been"] and tokens.tags[first - 1 : first] in ("X", "R")
    )
