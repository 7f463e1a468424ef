"""The tokens of the number grammar: folded text, digits, words and what may stand between them.

Every function takes the folded text (see `fold`) and a position and looks ahead a bounded number of
characters, so that a pass over a whole text takes linear time whatever the text is.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_ALIKE = (
    ("’", "'"),
    ("ʼ", "'"),
    ("‘", "'"),
    ("−", "-"),
    ("–", "-"),
    ("‑", "-"),
    ("‐", "-"),
    ("\u00a0", " "),
    ("⁄", "/"),
)


def fold(text: str) -> str:
    """The text in lower case with one kind of apostrophe, hyphen and space; same length, same offsets."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(c if len(c.lower()) != 1 else c.lower() for c in text)
    if not lower.isascii():
        for printed, plain in _ALIKE:
            lower = lower.replace(printed, plain)  # many times faster than translate
    return lower


class Reading(NamedTuple):
    """What was read: the end of its words, its value, and whether the value is the unit of a vague plural.

    `scale` is the scale word it ends with (else 1): in "10 to 15 billion" the first number takes it over.
    """

    end: int
    value: float
    is_vague: bool = False
    scale: float = 1.0


DIGITS = re.compile(
    r"[1-9][0-9]{0,2}(?:(?:\.[0-9]{3}|[ ][0-9]{3}){1,6},[0-9]{1,2}|(?:\.[0-9]{3}){2})(?![0-9]|[.,][0-9])"  # 1.234,56  1.234.567
    r"|(?<![0-9][.,])(?:[0-9]{1,3}|(?!1[5-9]|20)[0-9]{4}|[0-9]{5,9}),[0-9]{1,2}(?![0-9]|[.,][0-9])"  # 0,75
    r"|(?:[0-9]{1,3}(?:,[0-9]{2,3}){0,8},[0-9]{3}(?![0-9])"  # 80,000  12,34,567
    r"|[0-9]{1,3}(?:[\u2009\u202f][0-9]{3}){1,8}(?![0-9])"  # 1 234 567 with thin spaces
    r"|[1-9][0-9]{0,2}(?:'[0-9]{3}){1,6}(?![0-9])"  # 1'234'567
    r"|[1-9][0-9]{0,2}(?: [0-9]{3}){1,5}(?![0-9]|,[0-9]|\.[0-9]{3})"  # 10 000
    r"|[0-9]{1,24}(?![0-9]))(?:\.[0-9]{1,24}(?!\.?[0-9]))?|\.[0-9]{1,24}"
)
_WORD = re.compile(r"[a-z]{2,14}(?![a-z0-9])")
_GAP = re.compile(r"(?:[ \t]{1,2}|\r?\n(?!\s)|[ ]?-[ ]?)(?=[a-z0-9])")
AND = re.compile(r"(?:\s{1,2}|-)(?:and|&)(?:\s{1,2}|-)(?=[a-z0-9½¼¾⅓⅔])")


def digits_value(words: str) -> float:
    """The number that digits in any grouping tell."""
    if _COMMA_DECIMALS.search(words):
        words = words.replace(".", "").replace(",", ".")
    elif words.count(".") > 1:
        words = words.replace(".", "")
    return float(_NO_DIGIT.sub("", words))


_NO_DIGIT = re.compile(r"[^0-9.]")
_COMMA_DECIMALS = re.compile(r",[0-9]{1,2}$")


def word_at(text: str, at: int) -> tuple[str, int]:
    """The lower-case word starting there and its end, or an empty word."""
    match = _WORD.match(text, at)
    return (match.group(), match.end()) if match else ("", at)


def next_word(text: str, at: int) -> tuple[str, int]:
    """The word after the gap there."""
    gap = _GAP.match(text, at)
    return word_at(text, gap.end()) if gap else ("", at)
