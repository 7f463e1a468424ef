"""One attribution in tokens, and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass, field

from onrecord.coder.quotes.lexicon import Cue
from onrecord.coder.quotes.nounphrase import Range, Sentence

LEAST = 0.33
"""Reported words without quotation marks are given from this confidence on."""
BY_OPENING = {
    "that": 0.85,
    "clause": 0.8,
    "quoted": 0.8,
    "question": 0.65,
    "infinitive": 0.5,
    "gerund": 0.5,
    "phrase": 0.5,
}
"""Confidence by how the words after a cue open: `said THAT …`, `vowed TO …`, `criticised THE DEAL`."""
THOUGHT = 0.75
"""Factor for verbs of thinking."""
UNSURE = 0.6
"""Factor where the cue may be a noun, its subject is "who", or a noun phrase follows a verb of doing."""
NOT_SAID = 0.6
"""Factor where the verb is in the infinitive, negated or modal: `declined to say`, `would not say`."""
INSIDE = 0.5
"""Factor for what is attributed inside the words of another."""


@dataclass(slots=True)
class Attribution:
    """Token ranges of one attribution: who, by which cue, which words, to whom."""

    rule: str
    cue: Range
    info: Cue
    subject: Range | None
    content: list[Range] = field(default_factory=list)
    confidence: float = 0.9
    addressee: Range | None = None
    opening: str = ""
    """A key of `BY_OPENING` when the words follow the cue."""
    relative: bool = False
    """Whether the words are what a relative pronoun stands for: `a plan, which she called “mad”`."""

    def covers(self, token: int) -> bool:
        """Whether the token is part of the content."""
        return any(start <= token < end for start, end in self.content)


def weigh(sentence: Sentence, found: list[Attribution]) -> list[Attribution]:
    """Sets the confidence of all attributions of a sentence; leaves out unquoted words below `LEAST`."""
    for made in found:
        if made.opening:
            made.confidence = _confidence(sentence, made)
    for made in found:
        if any(other.covers(made.cue[0]) for other in found if other is not made):
            made.confidence = round(made.confidence * INSIDE, 2)
    return [made for made in found if made.confidence >= LEAST or _holds_quote(sentence, made)]


def _holds_quote(sentence: Sentence, made: Attribution) -> bool:
    return any(letter in "Qq" for start, end in made.content for letter in sentence.tags[start:end])


def _confidence(sentence: Sentence, made: Attribution) -> float:
    sure = BY_OPENING[made.opening]
    if made.info.tier == "belief":
        sure *= THOUGHT
    at = made.cue[0]
    start, _ = sentence.verb_group(at)
    letter = sentence.tag(at)
    if (letter in "Kc" and sentence.tag(start - 1) not in "HP") or (
        made.subject is not None and sentence.tag(made.subject[0]) == "W"
    ):
        sure *= UNSURE
    if sentence.tag(start - 1) == "t" or (letter == "b" and start < at):
        sure *= NOT_SAID
    of_doing = "m" in made.info.frames or made.info.form == "ing"
    if made.opening == "phrase" and of_doing and made.rule == "name_verb_words":
        sure *= UNSURE
    return round(sure, 2)
