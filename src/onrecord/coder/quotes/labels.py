"""Words that a label attributes: turns of a transcript (`RUIZ: We never agreed.`) and headlines (`Ruiz: no deal yet`)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from onrecord.coder.quotes.lexicon import TITLES
from onrecord.coder.quotes.model import ActorName, Quote
from onrecord.text.document import Span
from onrecord.word_lists import groups

_LINE = re.compile(r"[^\n]+")
_WORD = r"(?:[A-Z][\w.'’-]*|de|la|van|von|der|bin|al|of|the)"
_LABEL = re.compile(
    rf"[ \t]*(?P<name>[A-Z][\w.'’-]*(?: {_WORD}){{0,5}})(?P<role>,[^:\n]{{1,40}})?(?: ?\([^)\n]{{1,30}}\))?[ \t]*:[ \t]+(?=\S)"
)
_MARKS = re.compile('[“”"«»]')
_QUESTION_OR_ANSWER = re.compile(r"[ \t]*(?P<name>Q(?:uestion)?|A(?:nswer)?)[.:][ \t]+(?=\S)")
_FEWEST_TURNS = 3
_SHARE_OF_LINES = 0.4
"""A text is a transcript when so many of its lines, at least three, begin with a label, and labels come back."""
_LONGEST_HEADLINE = 160
_FEWEST_WORDS = 3
_LONGEST_NAME = 4
_TURN, _HEADLINE = 0.9, 0.6
_GROUPS = groups("label_words")


class Turn(NamedTuple):
    """What somebody says in a transcript: the name in its label, and the words up to the next label."""

    name: Span
    words: Span


def turns(text: str) -> list[Turn]:
    """The turns of a transcript or of questions and answers; none of any other text.

    >>> [text[slice(*turn.name)] for text in ["ANA RUIZ: Yes.\\nTOM LEE: No.\\nRUIZ: Yes!"] for turn in turns(text)]
    ['ANA RUIZ', 'TOM LEE', 'RUIZ']
    """
    if ":" not in text and "Q." not in text:
        return []
    lines = list(_LINE.finditer(text))
    found = [(line, label) for line in lines if (label := _label_of(text, line)) is not None]
    if len(found) < _FEWEST_TURNS or len(found) < _SHARE_OF_LINES * len(lines):
        return []
    last_words = Counter(label["name"].split()[-1].casefold() for _, label in found)
    capitals = sum(label["name"].isupper() for _, label in found)
    if max(last_words.values()) < 2 or (capitals < len(found) / 2 and len(last_words) > len(found) / 2):
        return []
    ends = [line.start() for line, _ in found[1:]] + [len(text)]
    made = []
    for (_, label), end in zip(found, ends, strict=True):
        words = text[label.end() : end].rstrip()
        made.append(Turn(Span(*label.span("name")), Span(label.end(), label.end() + len(words))))
    return made


def _label_of(text: str, line: re.Match[str]) -> re.Match[str] | None:
    label = _QUESTION_OR_ANSWER.match(text, line.start(), line.end()) or _LABEL.match(text, line.start(), line.end())
    return None if label is None or label["name"].casefold() in _GROUPS["no speaker"] else label


def labelled(text: str, said: Sequence[Turn], actors: Sequence[ActorName]) -> Iterator[Quote]:
    """A quote for each turn of a transcript; of other texts, one for each headline of the form `NAME: words`."""
    if said:
        names = _names(text, said, actors)
        for turn in said:
            yield _quote(turn, names.get(text[slice(*turn.name)]), "turn", _TURN)
        return
    for line in _LINE.finditer(text) if ":" in text else ():
        headline = _headline(text, line)
        if headline is not None:
            yield _quote(headline, text[slice(*headline.name)], "headline", _HEADLINE)


def _headline(text: str, line: re.Match[str]) -> Turn | None:
    """`Putin: ready for talks`: the first line of a text, or one that ends in no full stop; it holds no quotation."""
    words = line.group().rstrip()
    first = not text[: line.start()].strip()
    if len(words) > _LONGEST_HEADLINE or words[-1:] in (":", ",", ";") or words.count(":") != 1:
        return None
    if (words.endswith(".") and not first) or _MARKS.search(words):
        return None
    words = words.rstrip(".")
    label = _LABEL.match(text, line.start(), line.end())
    if label is None or label["role"] or label["name"].casefold() in _GROUPS["no speaker"]:
        return None
    start, end = label.end(), line.start() + len(words)
    few = text[start:end].count(" ") < _FEWEST_WORDS - 1
    if few or text[start] in "‘'" or not _is_named_elsewhere(text, line.start(), end, label["name"]):
        return None
    return Turn(Span(*label.span("name")), Span(start, end))


def _is_named_elsewhere(text: str, start: int, end: int, label: str) -> bool:
    """Whether the label is a name: its last word stands in the text once more, and its first is no article."""
    words = label.split()
    if words[0] in ("The", "A", "An") or len(words) > _LONGEST_NAME or not words[-1][0].isupper():
        return False
    again = re.compile(rf"(?<!\w){re.escape(words[-1])}(?!\w)")
    return bool(again.search(text, end) or again.search(text, 0, start))


def _quote(turn: Turn, name: str | None, rule: str, confidence: float) -> Quote:
    return Quote(
        content=(turn.words,),
        quoted=(),
        speaker=turn.name,
        speaker_name=name,
        cue=None,
        cue_lemma=None,
        addressee=None,
        kind="indirect",  # the codebook's word for words without quotation marks
        act="state",
        rule=rule,
        confidence=confidence,
    )


def _names(text: str, said: Sequence[Turn], actors: Sequence[ActorName]) -> dict[str, str | None]:
    """Who the labels mean: without titles; of a last name alone, the full one of an earlier label or a known actor."""
    known = {alias.casefold(): actor.name for actor in actors for alias in (actor.name, *actor.aliases)}
    full: dict[str, str] = {}
    names: dict[str, str | None] = {}
    for turn in said:
        label = text[slice(*turn.name)]
        words = [word for word in label.split() if word.rstrip(".").casefold() not in TITLES]
        name = " ".join(words)
        if len(words) > 1:
            full.setdefault(words[-1].casefold(), name)
        elif name.casefold() in full:
            name = full[name.casefold()]
        anonymous = label.casefold() in _GROUPS["question or answer"]
        names[label] = None if anonymous or not name else known.get(name.casefold(), name)
    return names
