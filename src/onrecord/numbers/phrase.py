"""Numbers with what stands around them: sign, qualifier, second half of a range."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from onrecord.word_lists import groups

from . import lexicon as lx
from .model import FoundNumber, Number, between, plain, tidy, vague
from .scan import LARGEST, read
from .spaces import Squeezed, squeezed
from .tokens import Reading, fold, word_at

_SIGNS = "".join(lx.FRACTION_SIGNS)
_WORDS = sorted(
    [*lx.CARDINALS, "hundred", *lx.SCALES, "dozen", "half", "quarter", "minus", "negative", *lx.VAGUE_UNITS]
)
_PARTS = "|".join(sorted(lx.DENOMINATORS))
_TRIGGER = re.compile(
    rf"\.?[0-9]|[{_SIGNS}]"
    rf"|\b(?:(?:{'|'.join(_WORDS)})(?:fold)?"
    rf"|an?[ -](?:{_PARTS}|hundred|dozen|{'|'.join(lx.SCALES)}|(?:few|couple(?: of)?) (?:hundred|dozen|{'|'.join(lx.SCALES)}))"
    rf"|(?:several|many) (?:hundred|thousand|dozen|million|billion)s?)(?![a-z0-9])"
)
_CODES = "usd|eur|gbp|inr|aud|cad|rm|rs|chf|jpy|cny|rmb"
_DOLLARS = "us|au|a|ca|c|hk|nz|nt|s|r"
_MONEY_SIGN = "[$£€¥₹₽₴₩₪₺₿]"
MONEY_BEFORE = re.compile(
    rf"(?:(?<![a-z0-9])(?:{_DOLLARS}) ?)?{_MONEY_SIGN}(?: |us ?|a|nz|ca?)?$|(?<![a-z0-9])(?:{_CODES})\.? ?$"
)
"""The currency right before a number, on folded text that ends there."""
_CURRENCY = rf"(?:(?:{_DOLLARS})? ?{_MONEY_SIGN}(?: |us ?)?|(?:{_CODES}) ?)?"
_SHARE = r" ?(?:%|percent\b|per cent\b|pct\b)| ?(?:cents?|p|c)\b| ?°[cf]?"
_SAME = r"[ -]?[a-z/]{1,14}(?: [a-z]{2,10})?"
_NUMBER_NEXT = rf"({_CURRENCY})(?=-?[a-z0-9.{_SIGNS}])"
_TO = re.compile(
    rf"({_SHARE}|)(?:-to-| to-|- to |[ ]?- ?| (?:to|through|till|until) |-or-| or (?=[a-z0-9])){_NUMBER_NEXT}"
)
_AND_OF_BETWEEN = re.compile(rf"({_SHARE}|)(?: (?:and|to|-) |-){_NUMBER_NEXT}")
_UNIT_TO = re.compile(rf"({_SAME}) to {_NUMBER_NEXT}")
_UNIT_AND = re.compile(rf"({_SAME}) and {_NUMBER_NEXT}")
_BETWEEN = re.compile(r"\bbetween (?:about |around |roughly )?$")
_FROM = re.compile(r"\bfrom (?:about |around |roughly )?$")
_TOKENS_BEFORE = re.compile(r"(?:[a-z]+\.?|[~≈<>=≤≥]+)(?=[ ]?[^a-z]*$)|[a-z]+|[~≈<>=≤≥]+")
_AFTER = re.compile(
    r"\s?(\+)(?![0-9])|[ -]((?:or|and) [a-z]+|ish|plus|give or take|approximately|minimum|maximum|max|at least|at most)\b"
)


class _Part(NamedTuple):
    start: int
    end: int
    reading: Reading


def find_numbers(text: str) -> Iterator[FoundNumber]:
    """All numbers of a text, left to right, not overlapping; ranges and ratios as one.

    Ordinals are no numbers. Nothing else is judged: years, times and labels are numbers here.
    """
    short = squeezed(text)
    for found in find_in(fold(short.text), short.text):
        yield found if short.text is text else _moved(found, short)


def _moved(found: FoundNumber, short: Squeezed) -> FoundNumber:
    return FoundNumber(
        short.back(found.start),
        short.back_end(found.end),
        short.back(found.phrase_start),
        short.back_end(found.phrase_end),
        found.number,
    )


def find_in(folded: str, raw: str, at: int = 0) -> Iterator[FoundNumber]:
    """As `find_numbers`, for a text beside what `fold` makes of it, from a place in it."""
    floor, size = at, len(folded)
    while at < size:
        match = _TRIGGER.search(folded, at)
        if not match:
            return
        found = _number_at(folded, match.start(), floor)
        if found:
            found = _scaled_by_capital(raw, found)
            yield found
            at = floor = max(found.end, match.start() + 1)
        else:
            at = _skip(folded, match.start())


_CAPITALS = tuple(lx.CAPITAL_SUFFIXES)
_BARE_DIGITS = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def _scaled_by_capital(raw: str, found: FoundNumber) -> FoundNumber:
    """10T is ten trillion, 10G ten billion; 10t is tonnes, 5G a network, $10G ten grand."""
    value, end = found.number.value, found.end + 1
    if (
        raw[end - 1 : end] not in _CAPITALS
        or value is None
        or found.phrase_end != found.end
        or raw[end : end + 1].isalnum()
    ):
        return found
    if not _BARE_DIGITS.fullmatch(raw, found.start, found.end):
        return found
    if raw[end - 1] == "G" and (abs(value) < 10 or (not raw[found.start - 1 : found.start].isspace() and found.start)):
        return found
    value *= lx.CAPITAL_SUFFIXES[raw[end - 1]]
    if abs(value) > LARGEST:
        return found
    return replace(found, end=end, phrase_end=end, number=replace(found.number, value=tidy(value)))


def number_at(text: str, start: int, end: int) -> FoundNumber | None:
    """The number that is exactly these characters, read with the words around it; None when there is none such."""
    short = squeezed(text)
    found = _number_at(fold(short.text), short.forth(start), 0)
    found = _moved(_scaled_by_capital(short.text, found), short) if found else None
    return found if found and (found.start, found.end) == (start, end) else None


def parse(words: str) -> Number | None:
    """The number that the words of an anchor tell ("as many as 80,000", "two dozen", "$3bn"), or None.

    Words around the number (its unit, what is counted) are let through; a second number is not.
    """
    words = squeezed(words.strip()).text
    found = None
    for number in find_in(fold(words), words):
        if found:
            return None
        found = number
    return found.number if found else None


def _skip(text: str, at: int) -> int:
    """Where to go on after a place that holds no number: past the digits or the word there."""
    end = at + 1
    if text[at].isdecimal():
        match = _DIGIT_RUN.match(text, at)
        return match.end() if match else end
    return max(end, word_at(text, at)[1])


_DIGIT_RUN = re.compile(r"[0-9]+")


def _number_at(text: str, at: int, floor: int) -> FoundNumber | None:
    if (
        text[at] in ".0123456789"
        and at
        and text[at - 1].isalnum()
        and not MONEY_BEFORE.search(text[max(0, at - 5) : at])
    ):
        return None
    if text.startswith("minus", at) and text[max(0, at - 8) : at] == "plus or ":
        return None
    if text[at] == "." and at and text[at - 1] not in " \n\t(-$£€¥~<>=":
        at += 1
    reading = read(text, at)
    if not reading:
        return None
    start, reading = _signed(text, at, floor, reading)
    money = MONEY_BEFORE.search(text, max(floor, start - 6), start)
    lead = money.start() if money else start
    if money and start == at and _is_minus(text, lead - 1, floor):
        start = lead = lead - 1
        reading = reading._replace(value=-reading.value)
    first = _Part(start, reading.end, reading)
    ranged = _range(text, first, lead, floor)
    if ranged:
        return ranged
    if text[at : at + 4] in ("one ", "one") and _is_pronoun(text, start, reading.end):
        return None
    number = vague(reading.value) if reading.is_vague else plain(reading.value)
    begin, end, code = _qualifier(text, lead, reading.end, floor)
    if text[start : reading.end] == "one" and text[begin:start].strip() in _PREPOSITIONS:
        begin, code = lead, "exact"
    return FoundNumber(start, reading.end, begin, end, number.qualified(code))


#: before "one" they are no qualifiers: clear about one thing
_PREPOSITIONS = groups("number_context")["preposition"]
_PRONOUN_BEFORE = groups("number_context")["pronoun before"]


def _is_pronoun(text: str, start: int, end: int) -> bool:
    """The one, no one, this one, one another: no number."""
    before = text[max(0, start - 12) : start].rstrip(" ").rsplit(" ", 1)[-1]
    return before in _PRONOUN_BEFORE or text.startswith((" another", "'s ", "self"), end)


def _signed(text: str, at: int, floor: int, reading: Reading) -> tuple[int, Reading]:
    """A minus sign glued to the number, with nothing or a space, bracket or money sign before it."""
    if text[at] not in ".0123456789":
        return at, reading
    if at <= _INDENT and text[:at].strip() == "-" and not text[reading.end : reading.end + 1]:
        return text.index("-"), reading._replace(value=-reading.value)  # the whole text: - 5
    if not _is_minus(text, at - 1, floor):
        return at, reading
    return at - 1, reading._replace(value=-reading.value)


_INDENT = 8


def _is_minus(text: str, at: int, floor: int) -> bool:
    return at >= floor and text[at : at + 1] == "-" and (at == 0 or text[at - 1] in " \t\n([$£€~<>=")


def _range(text: str, first: _Part, lead: int, floor: int) -> FoundNumber | None:
    """between A and B, from A to B, A to B, A-B, A or B; a unit told after both is let through after the first."""
    if first.reading.is_vague or text.endswith("fold", first.start, first.end):
        return None
    window = text[max(floor, lead - 24) : lead]
    opening = _BETWEEN.search(window)
    link = (_AND_OF_BETWEEN.match(text, first.end) or _UNIT_AND.match(text, first.end)) if opening else None
    if not link:
        opening = _FROM.search(window)
        link = _TO.match(text, first.end) or _UNIT_TO.match(text, first.end)
    if not link or (not opening and _NO_RANGE.search(window) and "-" not in link.group()):
        return None
    second = _second(text, first, link)
    if not second or second.is_vague or (text[first.start] == "-" and "-" in link.group()):
        return None
    if _DIGIT_GROUP.match(text, second.end):
        return None
    if not _same_kind(text, first, link, second):
        return None
    low = first.reading.value
    if second.scale > 1 and first.reading.scale == 1 and low * second.scale < second.value and low < 1000:
        low *= second.scale
    is_or = " or " in link.group() or "-or-" in link.group()
    if is_or and not low < second.value:
        return None
    begin = lead - len(opening.group()) if opening else lead
    if not opening:
        begin, _, _ = _qualifier(text, lead, second.end, floor)
    start = begin if opening and opening.re is _BETWEEN else first.start
    return FoundNumber(start, second.end, begin, second.end, between(low, second.value))


def _second(text: str, first: _Part, link: re.Match[str]) -> Reading | None:
    """The far end of a range; behind a negative first end and a word it may be negative too: -5 to -10."""
    at = link.end()
    if text[at] != "-":
        return read(text, at)
    second = read(text, at + 1) if first.reading.value < 0 and link.group()[-1] == " " else None
    return second and second._replace(value=-second.value)


_NO_RANGE = re.compile(r"\b(?:by|in|since) (?:about |around |roughly |nearly |almost )?$")
_DIGIT_GROUP = re.compile(r"[-/][0-9]")
_SHARE_AFTER = re.compile(r" ?-?(?:%|percent|per cent|pct)")


def _same_kind(text: str, first: _Part, link: re.Match[str], second: Reading) -> bool:
    """Whether both ends measure alike: not 9% to $84, and a unit after the first is there after the second too."""
    unit, money = link[1], link[2]
    if money and unit:
        return False
    told_once = second.end == len(text)  # the words of a range end before its second unit
    if _SHARE_AFTER.match(unit):
        if first.reading.value > second.value and not text.endswith("from ", 0, first.start):
            return False
        return told_once or bool(_SHARE_AFTER.match(text, second.end))
    if unit.strip(" -") and link.re in (_UNIT_TO, _UNIT_AND):
        gap = 1 if text[second.end : second.end + 1] in (" ", "-") else 0
        return told_once or text.startswith(unit.strip(" -"), second.end + gap)
    return True


def _qualifier(text: str, start: int, end: int, floor: int) -> tuple[int, int, str]:
    """Start and end of the number with its qualifier words, and the qualifier's code."""
    begin, code = _before(text, start, floor)
    after = _AFTER.match(text, end)
    if after:
        late = lx.QUALIFIERS_AFTER.get(after[1] or after[2])
        if late:
            return begin, after.end(), late
    return begin, end, code


#: most words before a number end no qualifier, and are done with at once
_LAST_OF_QUALIFIER = frozenset(phrase.rsplit(" ", 1)[-1] for phrase in lx.QUALIFIERS_BEFORE)


def _before(text: str, start: int, floor: int) -> tuple[int, str]:
    window_start = max(floor, start - 40)
    tokens = list(_TOKENS_BEFORE.finditer(text, window_start, start))[-6:]
    if not tokens or text[tokens[-1].end() : start].strip(" -"):
        return start, "exact"
    best = (start, "exact")
    last = tokens[-1].group()
    if last.rstrip(".") not in _LAST_OF_QUALIFIER and last not in lx.ADVERBS_BETWEEN:
        return best
    skipped = 0
    while tokens and skipped < 2:
        for length in range(min(5, len(tokens)), 0, -1):
            chosen = tokens[-length:]
            if any(text[a.end() : b.start()] not in (" ", "-", "\n") for a, b in pairwise(chosen)):
                continue
            phrase = " ".join(t.group().rstrip(".") for t in chosen)
            code = lx.QUALIFIERS_BEFORE.get(phrase)
            if code:
                return chosen[0].start(), code
        if tokens[-1].group() not in lx.ADVERBS_BETWEEN:
            break
        tokens.pop()
        skipped += 1
    return best
