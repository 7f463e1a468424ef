"""Ordered, named rules that give a quoted run a speaker when no cue verb of its sentence does.

The first rule that answers wins.  Each has a one-line reason and an example in its docstring.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from onrecord.coder.quotes.attribution import Attribution
from onrecord.coder.quotes.lexicon import CUES, Cue
from onrecord.coder.quotes.nounphrase import Range, Sentence
from onrecord.coder.quotes.tokens import Tokens
from onrecord.word_lists import groups

NO_CUE = Cue("", "speech", "state", "q", frozenset(), "base")


@dataclass(slots=True)
class Scene:
    """A sentence, its attributions and its place in the text."""

    sentence: Sentence
    paragraph: int
    attributions: list[Attribution]


class Last(NamedTuple):
    """The last attribution of a quoted run, its paragraph, and whether the run was left open."""

    made: Attribution | None
    paragraph: int
    open: bool


@dataclass(slots=True)
class Situation:
    """One unattributed run and what came before it."""

    tokens: Tokens
    at: int
    scene: Scene
    before: list[Scene]
    after: Scene | None
    spoken: Last

    @property
    def sentence(self) -> Sentence:
        """The sentence of the run."""
        return self.scene.sentence

    @property
    def alone(self) -> bool:
        """Whether the run is its whole sentence."""
        s = self.sentence
        return self.at - s.low <= 1 and s.high - self.at <= 3

    @property
    def leading(self) -> bool:
        """Whether the sentence begins with the run and attributes nothing itself."""
        return self.at - self.sentence.low <= 1 and not self.scene.attributions and self.tokens.tags[self.at] == "Q"


Rule = Callable[[Situation], Attribution | None]
_SIGNATURE = re.compile(r"[,.?]{0,2}(?:~{1,2}-?|-)(P[Pn]{1,4}(?:,[PnDOIA]{1,12})?)\.?(?=~|\Z)")


def _made(
    situation: Situation, rule: str, subject: Range | None, confidence: float, cue: Range | None = None
) -> Attribution:
    at = situation.at
    return Attribution(rule, cue or (at, at), NO_CUE, subject, [(at, at + 1)], confidence)


def paragraph_runs_on(s: Situation) -> Attribution | None:
    """A paragraph that is quoted without a closing mark goes on in the next: `“One.¶“Two.”`."""
    if s.spoken.made is None or not s.spoken.open or s.scene.paragraph > s.spoken.paragraph + 2 or not s.alone:
        return None
    return _made(s, "paragraph_runs_on", s.spoken.made.subject, 0.9)


def same_paragraph(s: Situation) -> Attribution | None:
    """One paragraph, one speaker: `“One,” she said. “Two.”`."""
    if s.spoken.made is None or s.spoken.paragraph != s.scene.paragraph or not (s.alone or s.leading):
        return None
    if s.before and s.before[-1].paragraph == s.scene.paragraph and s.spoken.made not in s.before[-1].attributions:
        newer = [m for m in s.before[-1].attributions if m.info.tier == "speech" and m.subject]
        if newer:
            return _made(s, "sentence_before", newer[-1].subject, 0.8)
    return _made(s, "same_paragraph", s.spoken.made.subject, 0.9)


def name_after_words(s: Situation) -> Attribution | None:
    """A name and a verb after the words: `“Enough!” Ruiz, who had listened, said`, `“Never?” reacted Ruiz`."""
    sentence = s.sentence
    following = s.at + 2
    if s.tokens.tags[s.at + 1 : s.at + 2] not in (",", "?", ".", "-"):
        return None
    if following >= sentence.high:
        if s.after is None or s.after.paragraph != s.scene.paragraph or s.after.attributions:
            return None
        sentence = s.after.sentence
    if sentence.tag(following) in "CKvV":
        subject = sentence.phrase_after(following + 1)
        ends = subject is not None and sentence.tag(subject[1]) in ".,Id"
        return _made(s, "name_after_words", subject, 0.7, (following, following + 1)) if ends else None
    verb = sentence.verb_after(following)
    if verb is None or any(made.cue[0] == verb for made in s.scene.attributions):
        return None
    cue = CUES.get(sentence.word(verb))
    speaks = (cue is not None and "q" in cue.frames) or sentence.word(verb + 1) == "on"
    if s.tokens.tags[s.at + 1] in "?." and not speaks:
        return None
    if s.tokens.tags[s.at + 1] == "." and sentence.tag(verb + 1) != ".":
        return None
    subject = sentence.subject_before(sentence.verb_group(verb)[0])
    if subject is not None and subject[0] < following < subject[1]:
        subject = (following, subject[1])  # the words themselves are no part of who says them
    return _made(s, "name_after_words", subject, 0.7, (verb, verb + 1))


def sentence_before(s: Situation) -> Attribution | None:
    """The sentence before, in the same paragraph, says whose words these are: `The judge was angry. “Stop.”`."""
    if not s.alone or not s.before or s.before[-1].paragraph != s.scene.paragraph:
        return None
    subject = _speaker_of(s.before[-1])
    return _made(s, "sentence_before", subject, 0.7) if subject else None


def after_colon(s: Situation) -> Attribution | None:
    """What ends in a colon introduces: `The senator was blunt:¶“No.”`."""
    tags = s.tokens.tags
    before = s.at - 1
    while before >= 0 and tags[before] == "~":
        before -= 1
    if before < 0 or tags[before] != ":":
        return None
    scene = s.scene if before >= s.sentence.low else s.before[-1] if s.before else None
    subject = _speaker_of(scene) or (_label(scene.sentence, before) if scene else None)
    if subject is None and scene is not None and scene.sentence.tag(scene.sentence.low) in "CK":
        subject = scene.sentence.phrase_after(scene.sentence.low + 1)
    return _made(s, "after_colon", subject, 0.8) if subject else None


def _label(sentence: Sentence, colon: int) -> Range | None:
    """`Ana Ruiz: “…”`."""
    subject = sentence.subject_before(colon)
    return subject if subject is not None and subject[0] == sentence.low else None


def signed(s: Situation) -> Attribution | None:
    """A line with nothing but a name signs the words above it: `“No more war.”¶Ana Ruiz, minister`."""
    tags = s.tokens.tags
    line = _SIGNATURE.match(tags, s.at + 1)
    if line is None:
        return None
    return _made(s, "signed", line.span(1), 0.8)


_FEWEST_SPACES = 4


def subject_of_sentence(s: Situation) -> Attribution | None:
    """Words in a sentence are those of its subject: `The mayor smiled. He had “no regrets.”`."""
    inner = s.tokens.text[slice(*s.tokens.runs[s.at][2:4])]
    if s.alone or (inner.count(" ") < _FEWEST_SPACES and not inner[:1].isupper()):
        return None  # few words inside a sentence are mostly held at arm's length: the "free" market
    subject = _speaker_of(s.scene, s.at)
    return _made(s, "subject_of_sentence", subject, 0.5) if subject else None


def lone_paragraph(s: Situation) -> Attribution | None:
    """A quoted paragraph without a name goes on with the last speaker: `… she said.¶“Two.”`."""
    if not s.alone:
        return None
    spoken = s.before and (s.spoken.made in s.before[-1].attributions or s.before[-1].paragraph <= s.spoken.paragraph)
    if s.spoken.made is not None and s.scene.paragraph - s.spoken.paragraph <= 3 and spoken:
        return _made(s, "lone_paragraph", s.spoken.made.subject, 0.6)
    subjects = [subject for scene in reversed(s.before[-2:]) if (subject := _speaker_of(scene)) is not None]
    person = next((subject for subject in subjects if s.tokens.tags[subject[0]] in "PH"), None)
    return _made(s, "lone_paragraph", person, 0.5) if person else None


RULES: tuple[Rule, ...] = (
    signed,
    paragraph_runs_on,
    name_after_words,
    after_colon,
    same_paragraph,
    sentence_before,
    subject_of_sentence,
    lone_paragraph,
)

WEAK = frozenset(("subject_of_sentence",))
"""Rules whose answer says nothing about the quotes that follow."""


def first_answer(situation: Situation) -> Attribution | None:
    """The answer of the first rule that has one."""
    for rule in RULES:
        made = rule(situation)
        if made is not None:
            return made
    return None


def _speaker_of(scene: Scene | None, before: int | None = None) -> Range | None:
    """The speaker of the last attribution of a sentence, else its subject."""
    if scene is None:
        return None
    for made in reversed(scene.attributions):
        if made.subject is not None and (before is None or made.subject[1] <= before):
            return made.subject
    return scene.sentence.main_subject()


# -- what is no quotation -------------------------------------------------------------------------------------------------

_FEW_SCARE = 2
"""A run of at most this many words behind a naming word is a name: the so-called "experts"."""
_TITLE_WORD = re.compile(r"[^\W_][\w’'.-]*")
_SMALL = groups("sentence_words")["small in titles"]
_NAMING = groups("sentence_words")["naming"]


def is_name(tokens: Tokens, at: int) -> bool:
    """Whether a run is a title, a name or a word held at arm's length: `the film "Night Train"`, `so-called "experts"`."""
    run = tokens.runs[at]
    if tokens.text[run.start - 1 : run.start] == "=":
        return True
    inner = tokens.text[run.inner_start : run.inner_end]
    words = _TITLE_WORD.findall(inner[:200])
    if not any(w[0].isalpha() for w in words):
        return True
    capitals = sum(w[0].isupper() or w[0].isdigit() for w in words if w.lower() not in _SMALL)
    total = sum(w.lower() not in _SMALL for w in words)
    titled = (
        total > 0
        and capitals == total
        and words[-1][0].isupper()
        and len(words) <= 10
        and inner.rstrip()[-1:] not in "?!"
    )
    previous = tokens.words[at - 1] if at else ""
    whole = tokens.tags[at] == "Q" and tokens.tags[at - 1 : at] in (".", "~", "")
    if titled and previous not in CUES and not whole:
        return True
    return len(words) <= _FEW_SCARE and previous in _NAMING
