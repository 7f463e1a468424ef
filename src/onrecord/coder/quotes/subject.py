"""Who the subject of a cue verb is: before it, carried over from the verb before, or after "by"."""

from __future__ import annotations

from onrecord.coder.quotes.attribution import Attribution
from onrecord.coder.quotes.lexicon import Cue
from onrecord.coder.quotes.nounphrase import Range, Sentence
from onrecord.word_lists import groups


def subject_of(sentence: Sentence, at: int, info: Cue, earlier: list[Attribution]) -> Range | None:
    """The noun phrase whose saying or thinking the cue at token `at` tells; `earlier` are the cues before it."""
    start, passive = sentence.verb_group(at)
    before = sentence.tag(start - 1)
    if info.form == "past" and passive:
        return _agent(sentence, at)
    if info.form == "ing" and not passive:
        return _subject_of_gerund(sentence, start, earlier)
    if before == "t":
        return _subject_of_infinitive(sentence, start - 1, earlier) if info.form == "base" else None
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
    """`He SAID … and ADDED …`: the subject of the last cue before that no other's words hold, else of the sentence."""
    before = [made for made in earlier if made.cue[0] < at and made.subject is not None]
    outer = [made for made in before if not any(other.covers(made.cue[0]) for other in before if other is not made)]
    if outer:
        return outer[-1].subject
    subject = sentence.main_subject()
    return subject if subject is not None and subject[1] <= at else None


def _subject_of_infinitive(sentence: Sentence, to: int, earlier: list[Attribution]) -> Range | None:
    """`Republicans continue TO WARN`: the subject of the verb that governs it; `aides are quick TO SAY`."""
    for verb in range(to - 1, max(sentence.low, to - _FAR_FROM_VERB) - 1, -1):
        if sentence.tag(verb) in ",;:-.":
            break
        if sentence.tag(verb) in _FINITE:
            subject = sentence.subject_before(sentence.verb_group(verb)[0])
            if subject is not None:
                return subject
    return _carried(sentence, to, earlier)


_FAR_FROM_VERB = 6
_FINITE = frozenset("VCKXvb")


def _subject_of_gerund(sentence: Sentence, start: int, earlier: list[Attribution]) -> Range | None:
    """`said A, ADDING B`, `issued a statement SAYING A`: the subject of the verb before it."""
    before = sentence.tag(start - 1)
    if before in "D'tO":
        return None
    if before in "nPqd" and start in sentence.starts:
        phrase = sentence.starts[start]
        if sentence.word(start - 1) in _MESSAGES and sentence.tag(phrase - 1) in _FINITE:
            issuer = sentence.subject_before(sentence.verb_group(phrase - 1)[0])
            return issuer or sentence.subject_before(start)
        return sentence.subject_before(start)
    if start == sentence.low or before == "~":
        subject = sentence.main_subject()
        return subject if subject is not None and subject[0] > start else None
    return _carried(sentence, start, earlier)


_MESSAGES = groups("sentence_words")["message"]
