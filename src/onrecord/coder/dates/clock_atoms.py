"""Atoms of clock times, parts of the day, and how often: 10:30, this evening, daily."""

from __future__ import annotations

import re

from . import days
from .model import NOWHEN, Atom, Reference
from .relative_atoms import QUANTITY_LEFT, counted_atom
from .words import CARDINALS, STRONG_PARTS, quantity

_PART_LEFT = re.compile(
    r"(?<![a-z])(?:(?:early|late|later|earlier|mid)[ -](?:on |in )?)?(?:in |at |during |by )?(?P<det>this|that|last|next|the|previous|following|every|each|one|early|late|mid|in|at|all|same|yesterday|tomorrow|by|before|after|until)[ -](?:same |early |late |entire |whole )?$"
)
_PART_RIGHT = re.compile(r"(?:[ -]time\b)?(?: (?:at|around) [0-9]{1,2}(?::[0-9]{2})?(?![0-9:%]| [a-z]+s\b))?")


def part_atom(text: str, match: re.Match[str], floor: int, reference: Reference) -> Atom | None:
    """this evening, in the morning, at noon; a bare "night" only counts when it joins a date."""
    start, end = match.span("part")
    word = match["part"]
    left = _PART_LEFT.search(text, max(floor, start - 30), start)
    right = _PART_RIGHT.match(text, end)
    end = right.end() if right else end
    if left and left["det"] in ("every", "each"):
        return Atom(left.start(), end, "set", NOWHEN, "part_set", 0.8)
    counted = QUANTITY_LEFT.search(text, max(floor, start - 44), start) if word in ("night", "nights") else None
    if counted and ((quantity(counted["q"]) or 2) > 1 or counted["q"] == "1"):
        return counted_atom(text, counted, "day", end, reference)  # three nights
    if word == "lunch" and not (left and left["det"] in ("before", "after", "at", "by", "until")):
        return None
    if not left and word not in STRONG_PARTS:
        return Atom(start, end, "weak", NOWHEN, "part_bare", 0.3)
    det = left["det"] if left else None
    bounds, kind = NOWHEN, "time"
    if det in ("this", "last", "next"):
        move = {"this": 0, "last": -1, "next": 1}[det]
        bounds, kind = days.relative(reference, lambda at: days.unit_around(days.add_days(at, move), "day")), "date"
    begin = left.start() if left else start
    if (
        left
        and det in ("in", "at", "by", "before", "after", "until")
        and not text.startswith(("in the ", "in ", "at "), left.start())
    ):
        begin = left.start()
    return Atom(begin, end, kind, bounds, "part_of_day", 0.75)


_NAME = re.compile(r"[A-Z][a-z]+ [A-Z]")
_CLOCK_RIGHT = re.compile(
    r"(?: ?(?:gmt|utc|est|edt|et|pt|pst|pdt|cet|bst|cst|mst)\b)?(?:(?: ?- ?| to | until )[0-9]{1,2}(?::[0-9]{2})?(?![0-9:.%/,-]| ?[ap]\.?m| [a-z]+s\b))?"
)
_TO_CLOCK = re.compile(
    rf"(?<![0-9.,$£€a-z])(?:from |between |at )?(?:[0-9]{{1,2}}(?:[:.][0-9]{{2}})?|{'|'.join(CARDINALS)}) ?(?:-|to|and|until|till) ?$"
)


def clock_atom(text: str, match: re.Match[str], kind: str, floor: int) -> Atom | None:
    """10:30, 5pm, 5.30 p.m., 11 o'clock, 5 to 6pm."""
    start, end = match.span(kind)
    words = match[kind]
    numbers = [int(n) for n in re.findall(r"[0-9]{1,2}", words)]
    if numbers[0] > 24 or any(n > 59 for n in numbers[1:]):
        return None
    if re.fullmatch(r"[0-9]{1,2}[ap]", words) and not re.search(
        r"(?:at|by|until|from|to|before|after) $", text[max(0, start - 7) : start]
    ):
        return None
    if re.fullmatch(r"[0-9]{1,2}:[0-9]{1}|[0-9]{1,2}:[0-9]{2}", words) and re.match(
        r" (?:aspect|ratio|scale|odds|win|loss)", text[end : end + 8]
    ):
        return None
    left = _TO_CLOCK.search(text, max(floor, start - 20), start)
    begin = left.start() if left else start
    right = _CLOCK_RIGHT.match(text, end)
    return Atom(begin, right.end() if right else end, "time", NOWHEN, "clock", 0.9)


def short_atom(match: re.Match[str]) -> Atom:
    """3h, 30min, 2w."""
    return Atom(*match.span("short"), "duration", NOWHEN, "short_duration", 0.6)


def set_atom(raw: str, match: re.Match[str]) -> Atom | None:
    """daily, annual, quarterly; not the Daily News."""
    if _NAME.match(raw, match.start("set")):
        return None
    return Atom(*match.span("set"), "set", NOWHEN, "adverb_set", 0.75)
