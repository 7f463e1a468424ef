"""What the words around a figure say of it: rise or fall, age, and what kind of quantity it is."""

from __future__ import annotations

import re

_UP_WORDS = """
up rose rise rises rising gained gain gains gaining jumped jump jumps climbed climb climbs climbing increased
increase increases added adds soared soar surged surge surges advanced grew grow grows growing rallied spiked
improved leapt higher expanded
"""
UP = frozenset(_UP_WORDS.split())
_DOWN_WORDS = """
down fell fall falls falling fallen lost lose loses losing dropped drop drops dropping slid slide slides
declined decline declines shed sheds tumbled tumble plunged plunge plummeted slipped slip slips sank sink shrank
decreased decrease decreases dipped dip dips lower slumped slump eased retreated contracted cut reduced off
sliding
"""
DOWN = frozenset(_DOWN_WORDS.split())
_NOT_UP_WORDS = """
gave give gives giving given made make makes making racked picked took take takes set sets built build turned
showed put signed piled
"""
_NOT_UP = frozenset(_NOT_UP_WORDS.split())
_LINKS_WORDS = """
by a an another further additional about around nearly almost roughly only just some as much more than the
modest sharp
"""
_LINKS = frozenset(_LINKS_WORDS.split())
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
_FORCES = re.compile(
    r"(?:troops?|soldiers?|servicemen|personnel|fighters?|militants?|marines|paratroopers?|reservists?|conscripts?|mercenaries|rebels"
    r"|battalions?|brigades?|divisions?|regiments?|forces|gunmen|peacekeepers?|officers)$"
)
_EQUIPMENT = re.compile(
    r"(?:tanks?|aircraft|warplanes?|planes?|jets?|helicopters?|drones?|missiles?|rockets?|launchers?|howitzers?|guns?|vehicles?|warships?|ships?"
    r"|submarines?|boats?|vessels?|shells?|bombs?|warheads?|rifles?|artillery|systems|trucks?|apcs?)$"
)
_MILITARY = re.compile(r"\b(?:stationed|military|troops?|army|soldiers|deploy\w*|mass(?:ed|ing)|moved)\b")
_LOST = re.compile(r"\b(?:destroy\w*|lost|downed|shot down|sunk|sank|knocked out)\b")
_SENT = re.compile(r"\b(?:deploy\w*|sent|moved|massed|amass\w*|stationed|transferr\w+|deliver\w+)\b")
_VOTES = re.compile(r"(?:votes?|ballots?|voters|seats|delegates)$")
_PERSON = re.compile(
    r"(?:people|persons?|men|women|children|civilians?|soldiers?|troops|servicemen|officers?|policemen|police|fighters?|militants?|victims?"
    r"|others|students?|workers?|protesters?|demonstrators?|residents?|passengers?|journalists?|patients?|personnel|rebels|gunmen|migrants?"
    r"|palestinians|israelis|ukrainians|russians|syrians|afghans|iraqis|americans|dead|wounded|injured|lives|refugees?|families|hostages|prisoners|"
    r"\w+ans|\w+ers)$"
)


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
        around = _clause(folded, start, end)
        for measure, pattern in _CONTEXT:
            if pattern.search(around):
                return measure
    if is_force or (head == "units" and _MILITARY.search(_clause(folded, start, end))):
        return "forces_present"
    return "other"


def _clause(folded: str, start: int, end: int) -> str:
    left = folded[max(0, start - 40) : start]
    right = folded[end : end + 40]
    return re.split(r"[.;!?\n]|, ", left)[-1] + " # " + re.split(r"[.;!?,\n]", right, maxsplit=1)[0]
