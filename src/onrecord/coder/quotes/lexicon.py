"""Cue verbs, cue nouns and function words, as the word lists give them.

What may follow a cue is one letter for each kind of content that `cue_verbs.tsv` names:

| letter | content | letter | content |
|---|---|---|---|
| `q` | quoted words | `n` | a noun phrase |
| `c` | a clause, with or without "that" | `a` | an addressee before the content |
| `w` | a clause with a question word or "that" only | `m` | a noun phrase, the verb telling of a deed |
| `i` | an infinitive | `p` | a noun phrase after one of its prepositions |
| `.` | nothing: its plain and -s forms are as often nouns | | |
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, cast

from onrecord.coder.quotes.model import Act
from onrecord.word_lists import Row, groups, inverted, listed, listings, rows

_CONTENT = {
    "quoted": "q",
    "clause": "c",
    "question": "w",
    "infinitive": "i",
    "noun": "n",
    "addressee": "a",
    "deed": "m",
}
_CLASSES = {
    "subject pronoun": "H",
    "object pronoun": "h",
    "determiner": "D",
    "auxiliary": "X",
    "adverb": "R",
    "of": "O",
    "preposition": "I",
    "conjunction": "A",
    "subordinator": "S",
    "relative pronoun": "W",
    "that": "T",
    "to": "t",
    "time word": "d",
    "finite verb": "V",
}


class Cue(NamedTuple):
    """A form of a cue verb."""

    lemma: str
    tier: str
    act: Act
    frames: str
    prepositions: frozenset[str]
    form: str
    """`base`, `s`, `past` or `ing`."""


# -- forms of verbs -------------------------------------------------------------------------------

_IRREGULAR: Mapping[str, Row] = {row["verb"]: row for row in rows("verb_forms")}


def _past(base: str) -> tuple[str, ...]:
    if base in _IRREGULAR:
        return listed(_IRREGULAR[base]["past"])
    if base.endswith("e"):
        return (base + "d",)
    if base.endswith("y") and base[-2] not in "aeiou":
        return (base[:-1] + "ied",)
    return (base + "ed",)


def _third(base: str) -> str:
    if base.endswith(("s", "sh", "ch", "x", "z")):
        return base + "es"
    if base.endswith("y") and base[-2] not in "aeiou":
        return base[:-1] + "ies"
    return base + "s"


def _gerund(base: str) -> tuple[str, ...]:
    if base in _IRREGULAR and _IRREGULAR[base]["ing"]:
        return listed(_IRREGULAR[base]["ing"])
    if base.endswith("e") and not base.endswith("ee"):
        return (base[:-1] + "ing",)
    return (base + "ing",)


def forms_of(base: str) -> dict[str, str]:
    """Every form of a verb, to `base`, `s`, `past` or `ing`.

    >>> forms_of("plan")
    {'planning': 'ing', 'planned': 'past', 'plan': 'base', 'plans': 's'}
    """
    forms = {base: "base", _third(base): "s"}
    return {**dict.fromkeys(_gerund(base), "ing"), **dict.fromkeys(_past(base), "past"), **forms}


# -- cues -----------------------------------------------------------------------------------------


def _cues() -> dict[str, Cue]:
    """Every form of every cue verb; a form of several verbs is that of the first one."""
    forms: dict[str, Cue] = {}
    for row in rows("cue_verbs"):
        prepositions = frozenset(listed(row["prepositions"]))
        letters = "".join(_CONTENT[content] for content in listed(row["content"]))
        frames = letters + ("p" if prepositions else "") + ("." if row["forms"] == "noun too" else "")
        cue = Cue(row["verb"], row["kind"], cast("Act", row["act"]), frames, prepositions, "base")
        for form, kind in forms_of(row["verb"]).items():
            if row["forms"] != "past" or kind in ("past", "ing"):
                forms.setdefault(form, cue._replace(form=kind))
    return forms


CUES: dict[str, Cue] = _cues()
"""Every form of every cue verb, in lower case."""

NOUN_CUES: dict[str, Act] = {noun: cast("Act", act) for noun, act in inverted("cue_nouns").items()}
"""Nouns that stand for what someone said or thinks: `his claim that …`."""

# -- function words -------------------------------------------------------------------------------

WORD_CLASS: dict[str, str] = {
    word: _CLASSES[name] for name, words in listings("function_words").items() for word in words
}
"""Function words, each to the letter that stands for it in a tag string; see `tokens`."""
VERB_LETTER = {"past": "C", "ing": "G"}

ABBREVIATIONS = groups("abbreviations")["abbreviation"]
POSSESSIVES = groups("person_words")["possessive"]
TITLES = groups("titles")["title"]
FEMALE = groups("person_words")["female"]
MALE = groups("person_words")["male"]
