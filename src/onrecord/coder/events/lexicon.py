"""Triggers: which words tell which kind of event, and who takes part how, as the word lists give them.

The frame of a verb says who takes part: empty (the subject is the initiator, the object the target), `r` reciprocal
(subject and object are participants alike), `a` (the object is affected), `s` (only a subject, the initiator).
The frame of a noun holds its further words.
"""

from __future__ import annotations

from typing import NamedTuple

from onrecord.coder.quotes.lexicon import forms_of
from onrecord.word_lists import listed, rows

_FRAMES = {"acts on": "", "reciprocal": "r", "affects": "a", "subject only": "s"}


class Trigger(NamedTuple):
    """A form of a word that may tell an event."""

    event_type: str
    frame: str
    #: `verb` or `noun`
    part: str
    #: `base`, `s`, `past` or `ing` of verbs
    form: str
    #: words one of which must stand near behind a verb, or right before a noun
    wants: frozenset[str]
    confidence: float


#: kinds that are tied to no place
NOWHERE = frozenset(row["event_type"] for row in rows("event_types") if row["place"] == "no")
#: kinds whose sides are not told apart
MUTUAL = frozenset(row["event_type"] for row in rows("event_types") if row["sides"] == "alike")
#: what an act of speech is as an event
OF_SPEECH: dict[str, str] = {
    act: row["event_type"] for row in rows("event_types") for act in listed(row["speech_acts"])
}


def _read() -> dict[str, list[Trigger]]:
    found: dict[str, list[Trigger]] = {}
    for part in ("verb", "noun"):
        for row in rows("event_triggers"):
            if row["part"] != part:
                continue
            wants = frozenset(listed(row["with"]))
            if part == "verb":
                frame = _FRAMES[row["roles"]]
                for form, kind in forms_of(row["words"]).items():
                    trigger = Trigger(row["event_type"], frame, part, kind, wants, 0.6 if wants else 0.55)
                    found.setdefault(form, []).append(trigger)
            else:
                first, *more = row["words"].split(" ")
                trigger = Trigger(row["event_type"], " ".join(more), part, part, wants, 0.55 if more else 0.45)
                found.setdefault(first, []).append(trigger)
    return found


#: a word in lower case to what it may tell, the most telling reading first
TRIGGERS: dict[str, list[Trigger]] = {
    word: sorted(found, key=lambda trigger: (-len(trigger.wants), -len(trigger.frame) if trigger.part == "noun" else 0))
    for word, found in _read().items()
}
