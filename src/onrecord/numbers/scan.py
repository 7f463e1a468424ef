"""Reading one number, in digits or words, at a given place of a text."""

from __future__ import annotations

import math
import re

from . import lexicon as lx
from .cardinals import cardinal, counting_unit, scaled, words_after
from .tokens import DIGITS, Reading, digits_value, next_word, word_at

LARGEST = 1e30
"""Larger than any number that is reported; what goes beyond is no number."""

_FRACTION = re.compile(r"([0-9]{1,3})/([1-9][0-9]{0,3})(?![0-9/])")
_MIXED = re.compile(r"(?: {1,2}|-)([1-9][0-9]?)/([1-9][0-9]{0,2})(?![0-9/])")
_SUPERSCRIPT = "(⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})"
_TO_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_RAISED = r"(?:\^|\*\*|(?=[+-]))([+-]?[0-9]{1,3})(?![0-9])"
_EXPONENT = re.compile(rf"e([+-]?[0-9]{{1,3}})(?![0-9a-z])| ?[x×*·] ?10(?:{_RAISED}|{_SUPERSCRIPT})")
_POWER = re.compile(rf"(?:\^|\*\*)([+-]?[0-9]{{1,3}})(?![0-9])|(?<![0-9.,]10)(?<=10){_SUPERSCRIPT}")
_SUFFIX = re.compile(
    r"(?:k|m|b|t|mm)(?![0-9a-z])|[ -]?(?:mn|mln|mil|bn|bln|bil|tn|trn)(?![0-9a-z])| b(?= [a-z]{3}|$)"
    r"| (?:k(?! (?:run|race|walk)\b)|cr)(?![0-9a-z'])"
)
_METRES = re.compile(
    r"m[ -](?:tall|long|wide|high|deep|away|above|below|from|north|south|east|west|sprint|race|hurdles|relay"
    r"|freestyle|butterfly|breaststroke|backstroke|medley|final|heats?|runners?|swimmers?|or more above)\b"
)
_MONEY_BEHIND = re.compile(r"(?:[$£€¥₹₽₴₩₪₺₿](?:us)?|(?<![a-z])(?:usd|eur|gbp|inr|aud|cad|rm|rs)) ?$")


def read(text: str, at: int) -> Reading | None:
    """The longest number that starts there; None when there is none or it is an ordinal."""
    number = _read(text, at)
    return number if number and abs(number.value) <= LARGEST else None


def _read(text: str, at: int) -> Reading | None:
    if text[at : at + 1] in lx.FRACTION_SIGNS:
        return scaled(text, Reading(at + 1, lx.FRACTION_SIGNS[text[at]]))
    if text[at : at + 1].isdecimal() or text[at : at + 1] == ".":
        return _digits(text, at)
    word, end = word_at(text, at)
    if word in ("a", "an", "one", "several", "many") or text[at : at + 2] == "a ":
        return _article(text, at) or (cardinal(text, at) if word == "one" else None)
    if word.endswith("fold"):
        return Reading(end, lx.FOLD[word[:-4]]) if word[:-4] in lx.FOLD else None
    if word in lx.VAGUE_UNITS:
        return _vague(text, end, lx.VAGUE_UNITS[word])
    if word in ("half", "quarter"):
        part = _half(text, end, lx.DENOMINATORS[word])
        return (
            part
            if word == "half"
            or (part and part.scale > 1)
            or text.startswith((" of ", " mile"), end)
            or end == len(text)
            else None
        )
    if word in ("minus", "negative"):
        inner = None if text.startswith(("minus", "negative"), end + 1) else read(text, end + 1)
        return inner._replace(value=-inner.value) if inner and not inner.is_vague else None
    return cardinal(text, at)


# -- digits ---------------------------------------------------------------------------------------


def _digits(text: str, at: int) -> Reading | None:
    fraction = _FRACTION.match(text, at)
    if fraction:
        value = int(fraction[1]) / int(fraction[2])
        return scaled(text, Reading(fraction.end(), value))
    match = DIGITS.match(text, at)
    if not match:
        return None
    value = digits_value(match.group())
    end = match.end()
    if text[end : end + 2] in ("st", "nd", "rd", "th") and not text[end + 2 : end + 3].isalpha():
        return None
    sign = end + (text[end : end + 1] == " ")
    if text[sign : sign + 1] in lx.FRACTION_SIGNS and value == int(value):
        return scaled(text, Reading(sign + 1, value + lx.FRACTION_SIGNS[text[sign]]))
    mixed = _MIXED.match(text, end)
    if mixed and int(mixed[1]) < int(mixed[2]):
        return scaled(text, Reading(mixed.end(), value + int(mixed[1]) / int(mixed[2])))
    value, end = _powers(text, value, end)
    if not math.isfinite(value) or value > LARGEST:
        return None
    suffixed = _suffix(text, at, Reading(end, value))
    return suffixed or words_after(text, Reading(end, value))


def _powers(text: str, value: float, end: int) -> tuple[float, int]:
    try:
        if match := _EXPONENT.match(text, end):
            return value * 10.0 ** _exponent(match.group(match.lastindex or 0)), match.end()
        if match := _POWER.match(text, end):
            return value ** _exponent(match.group(match.lastindex or 0)), match.end()
    except (OverflowError, ZeroDivisionError):
        return math.inf, end
    return value, end


def _exponent(words: str) -> int:
    return int(words.translate(_TO_DIGITS))


def _suffix(text: str, at: int, number: Reading) -> Reading | None:
    match = _SUFFIX.match(text, number.end)
    if not match:
        return None
    letters = match.group().strip(" -")
    money = bool(_MONEY_BEHIND.search(text[max(0, at - 5) : at]))
    if letters in ("t", "mm") and not money:
        return None
    if letters == "m" and not money and _METRES.match(text, number.end):
        return None
    scale = lx.SUFFIXES[letters]
    return Reading(match.end(), number.value * scale, scale=scale)


# -- words ----------------------------------------------------------------------------------------


def _article(text: str, at: int) -> Reading | None:
    """a hundred, a dozen, a third, one fifth, a few thousand, several dozen, a couple of hundred."""
    first = "a" if text.startswith(("a ", "a-"), at) else word_at(text, at)[0]
    word, end = next_word(text, at + len(first)) if first else ("", at)
    if first == "a" and word in ("few", "couple", "good", "quarter", "half", "full"):
        if word in ("quarter", "half"):
            return _half(text, end, lx.DENOMINATORS[word])
        if word == "couple" and text[end : end + 4] == " of ":
            end += 3
        following, after = next_word(text, end)
        if word in ("few", "couple"):
            unit = counting_unit(following)
            return _vague(text, after, unit) if unit else None
        return None
    if first in lx.VAGUE_ARTICLES:
        unit = counting_unit(word) or lx.VAGUE_UNITS.get(word)
        return _vague(text, end, unit) if unit else None
    if word in lx.DENOMINATORS and text[end : end + 1] == "-" and text[end - len(word) - 1] == " ":
        return None  # one third-party app
    if word in lx.DENOMINATORS:
        return scaled(text, Reading(end, 1 / lx.DENOMINATORS[word]))
    if first in ("a", "an") and (word in lx.SCALES or word in ("hundred", "dozen", "score")):
        if word == "score":
            return None
        return cardinal(text, end - len(word))
    return None


def _vague(text: str, end: int, unit: float) -> Reading:
    """tens of thousands, hundreds of millions, hundred thousand: the units multiply."""
    for _ in range(3):
        start = end + 3 if text[end : end + 4] == " of " else end
        word, after = next_word(text, start)
        factor = lx.VAGUE_UNITS.get(word) or counting_unit(word)
        if not factor or factor < 100:
            break
        unit, end = unit * factor, after
    return Reading(end, unit, is_vague=True)


def _half(text: str, end: int, denominator: float) -> Reading | None:
    """half, a quarter; half a million, half million, quarter of a million, half a dozen."""
    for link in (" of a ", " of an ", " a ", "-a-", " ", "-"):
        if text.startswith(link, end):
            word, after = word_at(text, end + len(link))
            factor = counting_unit(word)
            if factor:
                return Reading(after, factor / denominator, scale=factor)
    return Reading(end, 1 / denominator)
