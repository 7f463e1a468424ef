"""Who the subject of a cue verb is: before it, carried over from the verb before, or after "by"."""

from __future__ import annotations

from onrecord.coder.quotes.attribution import Attribution
from onrecord.coder.quotes.lexicon import Cue
from onrecord.coder.quotes.nounphrase import Range, Sentence


def subject_of(sentence: Sentence, at: int, info: Cue, earlier: list[Attribution]) -> Range | None:
    """The noun phrase whose saying or thinking the cue at token `at` tells; `earlier` are the cues before it."""
    start, passive = sentence.verb_group(at)
    before = sentence.tag(start - 1)
    if info.form == "past" and passive:
        return _agent(sentence, at)
    if info.form == "ing" and not passive:
        return _subject_of_gerund(sentence, start, earlier)
    if before == "t":
        return _carried(sentence, at, earlier) if info.form == "base" else None
    if before == "A" or (before == "," and info.form != "base"):
        return sentence.subject_before(start) or _carried(sentence, at, earlier)
    return sentence.subject_before(start)


def _agent(sentence: Sentence, at: int) -> Range | None:
    """`was asked BY the judge …`."""
    by = at + 1
    while sentence.tag(by) == "R":
        by += 1
    return sentence.phrase_after(by + 1) if sentence.word(by) == "by" else None


def _carried(sentence: Sentence, at: int, earlier: list[Attribution]) -> Range | None:
    """`He SAID … and ADDED …`: the subject of the cue before, else of the sentence."""
    for made in reversed(earlier):
        if made.cue[0] < at and made.subject is not None:
            return made.subject
    subject = sentence.main_subject()
    return subject if subject is not None and subject[1] <= at else None


def _subject_of_gerund(sentence: Sentence, start: int, earlier: list[Attribution]) -> Range | None:
    before = sentence.tag(start - 1)
    if before in "D'tO":
        return None
    if before in "nPq" and start in sentence.starts:
        return sentence.subject_before(start)
    if start == sentence.low or before == "~":
        subject = sentence.main_subject()
        return subject if subject is not None and subject[0] > start else None
    return _carried(sentence, start, earlier)
