"""Noun phrases that describe actors, and names in capitals: read off the letters of the tokens (see `quotes.tokens`)."""

from __future__ import annotations

import re
from typing import NamedTuple

from onrecord.coder.actors.lexicon import (
    COUNTING,
    FOR_WHAT,
    HEADS,
    NAMED_BY_NOUN,
    NO_NAMES,
    ORGANISATIONS,
    PARTICLES,
    PLACE_HEADS,
    THINGS,
    TITLES,
)
from onrecord.coder.quotes.tokens import Tokens

_VERBS = frozenset("CXKbVc")
_LONGEST_NAME = 7
_MARKS = frozenset("\"“”‘’'")
_LONGEST_PHRASE = 5
_BOUNDS = frozenset({"at least", "more than", "up to", "at most", "fewer than", "less than"})


class Name(NamedTuple):
    """A run of words in capitals: tokens of all of it, and where its titles end."""

    first: int
    bare: int
    last: int
    kind: str | None
    confidence: float


def name_at(tokens: Tokens, at: int, floor: int) -> Name | None:
    """The name that begins with the capital at a token; titles in small letters before it are taken in.

    `floor` is the first token that may be taken. `kind` is None where nothing tells what is named.
    """
    tags, words = tokens.tags, tokens.words
    last = _run(tokens, at)
    first = at
    while first > floor and first > at - 4 and words[first - 1] in TITLES and tags[first - 1] in "nPcK":
        first -= 1
    while last > at and words[last - 1] in NO_NAMES:
        last -= 1
    bare = at
    while bare < last and words[bare] in TITLES:
        bare += 1
    while bare < last and words[bare] in NO_NAMES and bare == at == first:
        bare += 1
        first = at = bare
    if bare >= last:
        return None
    titled = bare > first
    kind = _organisation(tokens, bare, last)
    if kind is not None:
        return Name(at, at, _with_of(tokens, last), kind, 0.8)
    if not THINGS.isdisjoint(words[bare:last]):
        return Name(first, bare, last, None, 0.4)
    if titled:
        return Name(first, bare, last, "person", 0.9)
    before = words[first - 1] if first else ""
    speaks = tags[last : last + 1] in _VERBS or (tags[last : last + 1] == "," and words[last + 1 : last + 2] == ["who"])
    last_word = tokens.text[tokens.starts[last - 1] : tokens.ends[last - 1]]
    count = last - bare - (3 if "*" in tags[bare:last] else 0)  # without a nickname and its marks
    if count in (2, 3) and not last_word.isupper() and before not in ("the", "a", "an"):
        return Name(first, bare, last, "person", 0.75 if speaks else 0.5)
    if last - bare == 1 and bare == first:
        return Name(first, bare, last, _kind_of_one(tokens, bare), 0.6)
    return Name(first, bare, last, None, 0.4)


_CAMEL = re.compile(r"(?!Mc|Mac|De|Di|Du|La|Le|Fitz|Van|Von|O['’]|Al|El)[A-Z][a-z]+[A-Z][a-z]+")
_ACRONYM = re.compile(r"[A-Z]{3,6}")


def _kind_of_one(tokens: Tokens, at: int) -> str | None:
    """What one capital names: `the union Unite`, `FirstGroup`, an acronym that acts; None where nothing tells."""
    word = tokens.text[tokens.starts[at] : tokens.ends[at]]
    before = tokens.words[at - 1] if at else ""
    if before in NAMED_BY_NOUN and tokens.tags[at - 2 : at - 1] in ("D", "n", "P", "'"):
        return NAMED_BY_NOUN[before]
    if _CAMEL.fullmatch(word):
        return "company"
    acts = tokens.tags[at + 1 : at + 2] in _VERBS and not tokens.text.isupper()
    return "civil_society" if acts and _ACRONYM.fullmatch(word) else None


def _run(tokens: Tokens, at: int) -> int:
    tags, words, text = tokens.tags, tokens.words, tokens.text
    last = at
    while last < len(tags) and last - at < _LONGEST_NAME:
        particle = words[last] in PARTICLES and last > at and tags[last + 1 : last + 2] == "P"
        if last > at and tags[last : last + 4] == "*P*P" and text[tokens.starts[last]] in _MARKS:
            last += 4  # Daniel "Danny" Kern
            continue
        if not (tags[last] == "P" or particle) or (
            last > at and "\n" in text[tokens.ends[last - 1] : tokens.starts[last]]
        ):
            break
        last += 1
    return last


def _organisation(tokens: Tokens, first: int, last: int) -> str | None:
    """What kind of organisation the words name: the last head among them says."""
    if last - first < 2 and tokens.tags[last : last + 1] != "O" and _for_what(tokens, last) is None:
        return None
    for at in range(last - 1, first - 1, -1):
        kind = ORGANISATIONS.get(tokens.words[at])
        if kind is not None:
            return kind
    return None


def _with_of(tokens: Tokens, last: int) -> int:
    """`Ministry of Defence`, `Office for National Statistics`, `Department of Health and Safety`: the name goes on."""
    at = _for_what(tokens, last)
    if tokens.tags[last : last + 1] == "O":
        at = last + 1 + (tokens.words[last + 1 : last + 2] == ["the"])
    if at is None or tokens.tags[at : at + 1] != "P":
        return last
    end = _run(tokens, at)
    if tokens.words[end : end + 1] == ["and"] and tokens.tags[end + 1 : end + 2] == "P" and _ends_name(tokens, end + 1):
        end = _run(tokens, end + 1)
    return end


def _for_what(tokens: Tokens, last: int) -> int | None:
    """Where a name goes on behind "for"."""
    fits = tokens.words[last : last + 1] == ["for"] and tokens.words[last - 1] in FOR_WHAT
    return last + 1 if fits and tokens.tags[last + 1 : last + 2] == "P" else None


def _ends_name(tokens: Tokens, at: int) -> bool:
    """Whether the one word behind "and" ends the name, and is no other name: `Health and Safety`."""
    return tokens.tags[at + 1 : at + 2] != "P" and tokens.words[at] not in TITLES


class Description(NamedTuple):
    """A noun phrase by its head noun: tokens of the phrase, and of the head."""

    first: int
    last: int
    head: int


def description_after(tokens: Tokens, at: int) -> Description | None:
    """The description that goes on from an adjective or a possessive: `Russian [-backed, armed] separatists`."""
    head = None
    for place in range(at, min(at + _LONGEST_PHRASE, len(tokens.tags))):
        if tokens.words[place] in HEADS and tokens.tags[place] in "nPKc":
            head = place
        elif head is not None or tokens.tags[place] not in "nPvgR'q" or tokens.words[place] in PLACE_HEADS:
            break
    return Description(at, head + 1, head) if head is not None else None


def description_before(tokens: Tokens, head: int, floor: int) -> Description:
    """The description that ends in a head noun, with what describes it before it."""
    first = head
    while first > floor and head - first < _LONGEST_PHRASE and tokens.tags[first - 1] in "nPvg#'":
        if tokens.tags[first - 1] in "vg" and (tokens.tags[first] == "#" or tokens.words[first] in COUNTING):
            break  # `detained two officers`: a verb before a number describes nobody
        first -= 1
        if tokens.tags[first] == "#" or tokens.words[first] in COUNTING:
            bound = " ".join(tokens.words[max(floor, first - 2) : first])
            return Description(first - 2 if bound in _BOUNDS else first, head + 1, head)
    if first > floor and tokens.tags[first - 1] == "D":
        first -= 1
    return Description(first, head + 1, head)


def place_head_after(tokens: Tokens, at: int) -> int | None:
    """The token of a noun that makes the words before it a place (`Donetsk region`), if it is next or next but one."""
    for place in (at, at + 1):
        if tokens.words[place : place + 1] and tokens.words[place] in PLACE_HEADS and tokens.tags[place] in "nP":
            return place
        if tokens.tags[place : place + 1] not in ("n", "P"):
            return None
    return None
