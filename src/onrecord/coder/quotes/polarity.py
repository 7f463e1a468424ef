"""Whether words were said at all: not said (`never said that …`), or only asked for (`was urged to say that …`)."""

from __future__ import annotations

from onrecord.coder.quotes.attribution import Attribution
from onrecord.coder.quotes.model import Polarity
from onrecord.coder.quotes.nounphrase import Sentence
from onrecord.word_lists import groups

_GROUPS = groups("polarity_words")
_NOT = _GROUPS["not"]
_NOBODY = _GROUPS["nobody"]
_KEPT_FROM = _GROUPS["kept from"]
_ASKED_TO = _GROUPS["asked to"]
_WISHED = _GROUPS["wished"]
_FAR = 6
"""A verb that governs an infinitive stands at most so many tokens before it."""


def polarity_of(sentence: Sentence, made: Attribution) -> Polarity:
    """The polarity of an attribution: a code of the vocabulary `polarity`.

    What quotation marks hold was said, whatever stands around it, unless the sentence denies that anybody said it.
    """
    at = made.cue[0]
    if made.cue[1] <= at or sentence.tag(at) not in "CKbcGvV":
        return "said"
    start, _ = sentence.verb_group(at)
    group = {sentence.word(i) for i in range(start, at)}
    if made.opening == "infinitive" and sentence.word(at) in _KEPT_FROM:
        return "not_said"  # declined to confirm it
    if group & _NOT or is_nobody(sentence, made) or _is_kept_from(sentence, start):
        return "not_said"
    if _asks(sentence, made, start):
        return "asked"
    quoted = any(sentence.tag(i) in "Qq" for part in made.content for i in range(*part))
    if not quoted and (group & _WISHED or _is_asked_to(sentence, start)):
        return "asked"
    return "said"


def is_nobody(sentence: Sentence, made: Attribution) -> bool:
    """Whether the subject is nobody: `No official said …`, `None of them said …`."""
    return made.subject is not None and sentence.word(made.subject[0]) in _NOBODY


def _is_kept_from(sentence: Sentence, start: int) -> bool:
    """`declined to SAY`, `denied SAYING`, `without SAYING`, `did not want to SAY`."""
    before = start - 1
    if sentence.tag(before) == "t":
        before -= 1
    elif sentence.tag(start) != "G":
        return False
    if sentence.word(before) in _KEPT_FROM:
        return True
    verb = sentence.verb_group(before)[0] if sentence.tag(before) in "CKbcVvn" else before
    return any(sentence.word(i) in _NOT for i in range(verb, before)) and sentence.tag(start - 1) == "t"


def _is_asked_to(sentence: Sentence, start: int) -> bool:
    """`was asked to SAY`, `urged Ruiz to SAY`, `plans to ANNOUNCE`."""
    if sentence.tag(start - 1) != "t":
        return False
    for i in range(start - 2, max(sentence.low, start - 2 - _FAR) - 1, -1):
        if sentence.tag(i) in ",;:-.":
            return False
        if sentence.word(i) in _ASKED_TO:
            return True
        if sentence.tag(i) in "VCKX":
            return False
    return False


def _asks(sentence: Sentence, made: Attribution, start: int) -> bool:
    """`Did Ruiz SAY …?`: an auxiliary before the subject, and a question."""
    subject = made.subject
    if subject is None or sentence.tag(made.cue[0]) not in "bc" or sentence.tag(subject[0] - 1) != "X":
        return False
    text, end = sentence.tokens.text, sentence.tokens.ends[sentence.high - 1]
    return start >= subject[1] and "?" in text[end : end + 2]
