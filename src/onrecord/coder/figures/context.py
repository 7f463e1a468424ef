"""What the words around a figure say of it: rise or fall, age, and what kind of quantity it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from onrecord.word_lists import groups, listings

_CHANGE = groups("change_words")
UP = _CHANGE["up"]
DOWN = _CHANGE["down"]
_NOT_UP = _CHANGE["takes up"]
_LINKS = _CHANGE["between"]
_WORDS = re.compile(r"[a-z]+(?=[ ]|$)")
_SAME_CLAUSE = re.compile(r"[.,;:!?()\n]")


def change_before(folded: str, start: int, floor: int) -> str | None:
    """`up` or `down` when the verb right before says that the figure is the size of the change (rose 5%, down by 3)."""
    window = folded[max(floor, start - 32) : start]
    words = _SAME_CLAUSE.split(window)[-1].split()
    for i, word in enumerate(reversed(words[-4:]), 2):
        if word == "up" and len(words) >= i and words[-i] in _NOT_UP:
            return None
        if word in UP:
            return "up"
        if word in DOWN:
            return "down"
        if word not in _LINKS:
            return None
    return None


_KILLED = re.compile(r"\b(?:kill\w*|dead|deaths?|died|dies|slain|fatalit\w+|lives|murder\w*|shot dead|death toll)\b")
_WOUNDED = re.compile(r"\b(?:wound\w*|injur\w+|hurt|hospitali[sz]ed)\b")
_CONTEXT: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "casualties",
        re.compile(r"\b(?:casualt\w+|killed (?:and|or) (?:wounded|injured)|dead (?:and|or) (?:wounded|injured))\b"),
    ),
    ("killed", _KILLED),
    ("wounded", _WOUNDED),
    ("captured", re.compile(r"\b(?:captur\w+|prisoners?|pows?|detain\w*|arrest\w*|hostages?|surrender\w*)\b")),
    ("missing", re.compile(r"\b(?:missing|unaccounted)\b")),
    ("displaced", re.compile(r"\b(?:displac\w+|refugees?|fled|flee\w*|evacuat\w+|homeless)\b")),
)
#: the stems of them all: most numbers have none near, and are done with at once
_ANY_CONTEXT = re.compile(
    r"casualt|kill|dead|death|die[ds]|slain|fatalit|lives|murder|wound|injur|hurt|hospitali|captur|prison|pow|detain"
    r"|arrest|hostage|surrender|missing|unaccounted|displac|refugee|fle[de]|evacuat|homeless"
)


def _ending(kind: str) -> re.Pattern[str]:
    """Nouns that end in a word of the kind; one with a hyphen before it is the end of a longer word."""
    words = [
        re.escape(word).replace(r"\-", r"\w+", 1) if word[0] == "-" else re.escape(word)
        for word in listings("counted_nouns")[kind]
    ]
    return re.compile(rf"(?<![a-z])(?:{'|'.join(words)})$")


_FORCES = _ending("forces")
_EQUIPMENT = _ending("equipment")
_MILITARY = re.compile(r"\b(?:stationed|military|troops?|army|soldiers|deploy\w*|mass(?:ed|ing)|moved)\b")
_LOST = re.compile(r"\b(?:destroy\w*|lost|downed|shot down|sunk|sank|knocked out)\b")
_SENT = re.compile(r"\b(?:deploy\w*|sent|moved|massed|amass\w*|stationed|transferr\w+|deliver\w+)\b")
_VOTES = _ending("votes")
_PERSON = _ending("people")


def is_person(noun: str) -> bool:
    """Whether the lower-case noun looks like one for people."""
    return bool(_PERSON.search(noun))


def measure_of(folded: str, start: int, end: int, head: str) -> str:
    """A guess of the kind of quantity that a count is, from its noun and the clause around it (60 characters each side)."""
    if _VOTES.search(head):
        return "votes"
    if _EQUIPMENT.search(head):
        around = _clause(folded, start, end)
        if _LOST.search(around):
            return "equipment_lost"
        return "equipment_deployed" if _SENT.search(around) else "equipment_present"
    is_force = bool(_FORCES.search(head))
    if (not head or is_force or _PERSON.search(head)) and _ANY_CONTEXT.search(folded, max(0, start - 40), end + 40):
        told_by_head = next((measure for measure, pattern in _CONTEXT if pattern.fullmatch(head)), None)
        if told_by_head is not None:
            return told_by_head  # 19 dead
        around = _clause(folded, start, end)
        nearest = min(_distances(around), default=None)
        if nearest is not None:
            return nearest[1]
    if is_force or (head == "units" and _MILITARY.search(_clause(folded, start, end))):
        return "forces_present"
    return "other"


def _distances(around: str) -> Iterator[tuple[int, str]]:
    """How far each word that tells a measure stands from the number (the `#`), and the measure; casualties count most."""
    middle = around.index("#")
    for measure, pattern in _CONTEXT:
        for match in pattern.finditer(around):
            far = middle - match.end() if match.start() < middle else match.start() - middle
            yield (-1 if measure == "casualties" else far), measure


def _clause(folded: str, start: int, end: int) -> str:
    left = folded[max(0, start - 40) : start]
    right = folded[end : end + 40]
    return re.split(r"[.;!?\n]|, ", left)[-1] + " # " + re.split(r"[.;!?,\n]", right, maxsplit=1)[0]
