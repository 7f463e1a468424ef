"""The words of date expressions, and the one pattern that finds where an expression may be."""

from __future__ import annotations

import re

from onrecord.numbers import lexicon as lx
from onrecord.numbers import parse
from onrecord.word_lists import groups, inverted, listed, rows

from .days import MONTHS, WEEKDAYS


def _any(words: object) -> str:
    return "|".join(sorted(words, key=lambda w: (-len(w), w)))  # type: ignore[call-overload]


MONTH = _any(MONTHS)
WEEKDAY = _any(WEEKDAYS)
_GROUPS = groups("date_words")
AMBIGUOUS = _GROUPS["also a word"]
"""Names that are also words or parts of other names: only taken beside what makes them a date."""

CARDINALS = lx.CARDINALS | {"hundred": 100}
ORDINALS = {word: number for word, number in lx.ORDINALS.items() if number <= 20} | {"thirtieth": 30}
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
CARDINAL = rf"(?:(?:{_TENS})[ -](?:one|two|three|four|five|six|seven|eight|nine)|{_any(CARDINALS)})"
ORDINAL = rf"(?:(?:twenty|thirty)[ -](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|{_any(ORDINALS)})"
QUANTITY = (
    rf"(?:[0-9]{{1,5}}(?:[.,][0-9]{{1,3}})?(?: ?[½¼¾])?|[½¼¾]|{CARDINAL}(?:[ -]and[ -]a[ -](?:half|quarter))?(?: hundred| thousand| million| dozen)?|half|half an?|about an?|an?|several|few|a few|many|some"
    r"|(?:a )?couple(?: of)?|(?:a |two |three )?dozen|(?:dozens|tens|scores|hundreds|thousands|millions) of)"
)

UNITS = inverted("time_units")
UNIT_FORMS = {form: unit for word, unit in UNITS.items() for form in (word, word + "s")} | {"centuries": "century"}

NOW = {row["word"]: int(row["days"]) for row in rows("day_words")}
PARTS = _GROUPS["part of day"]
STRONG_PARTS = _GROUPS["exact part of day"]
SEASONS = _GROUPS["season"]
SETS = _GROUPS["repeated"]


def _holidays() -> str:
    """The names of holidays, longest first; the full stop of "st." may be left out."""
    found = sorted(rows("holidays"), key=lambda row: (-len(row["name"]), row["name"]))
    names = []
    for row in found:
        name = re.escape(row["name"]).replace(r"\ ", " ")
        name = rf"st\.? {name[3:]}" if name.startswith("st ") else name
        names.append(name + (rf"(?! (?:{'|'.join(listed(row['not_before']))})\b)" if row["not_before"] else ""))
    return "|".join(names)


_DIGIT_CORES = {
    "iso": r"(?<![0-9.,/-])[0-9]{4}(?:-[0-9]{1,2}-[0-9]{1,2}|/[0-9]{1,2}/[0-9]{1,2})(?:t[0-9]{2}:[0-9]{2}(?::[0-9]{2})?z?)?(?![0-9-])",
    "digits": r"(?:(?<![0-9.,/$£€%-])|(?<=/[0-9]{4}-))[0-9]{1,2}(?P<sep>[/.-])[0-9]{1,2}(?P=sep)(?:[0-9]{4}|[0-9]{2})(?![0-9/.][0-9]|[0-9%]|-[0-9](?![0-9]?[/.]))",
    "clock": r"(?<![0-9.:,$£€/])[0-9]{1,2}(?:(?:[:.][0-9]{2}){0,2}(?: ?[ap]\. ?m\.?| [ap] m\b| ?[ap]m\b|[ap]\b| o'clock|\.[ap]m\b)|(?::[0-9]{2}){1,2}(?![0-9:]))|(?<![0-9.,$£€:/-])[0-2][0-9][0-5][0-9](?= ?(?:gmt|utc|hrs|local time)\b)",
    "ish": r"(?<![0-9.,])[0-9]{1,2}ish\b",
    "yearquarter": r"(?<![0-9])(?:19|20)[0-9]{2}[ -]?q[1-4]\b",
    "years": r"(?<![0-9.,/$£€:-])(?:1[0-9]|20)[0-9]{2}(?: ?[-~] ?(?:(?:1[0-9]|20)[0-9]{2}|[0-9]{2})|/[0-9]{2})(?![0-9%]|[.,:/-][0-9])",
    "yearmonth": r"(?<![0-9.,/-])(?:(?:19|20)[0-9]{2}[-/](?:0?[1-9]|1[0-2])|(?:0?[1-9]|1[0-2])[-/](?:19|20)[0-9]{2})(?![0-9/-])",
    "decade": r"(?<![0-9.,/$£€:])(?:1[0-9]|20)[0-9]0'?s\b|'[0-9]0s\b",
    "year": r"(?<![0-9.,/$£€:#])(?:1[0-9]|20)[0-9]{2}(?![0-9%]|[.,:/][0-9]|-[0-9]{2}-|\w)",
    "stamp": r"(?<![0-9])20[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?![0-9])",
    "slash": r"(?<![0-9.,/$£€%-])(?:0?[1-9]|[12][0-9]|3[01])/(?:0?[1-9]|[12][0-9]|3[01])(?![0-9/.%])",
    "short": r"(?<![0-9a-z.,/-])[0-9]{1,3}(?:\.[0-9]{1,2})?(?:h|hrs?|mins?|secs?|d|w|wks?|yrs?)\b",
    "dayof": r"(?<![0-9.,/])[0-3]?[0-9](?:st|nd|rd|th)\b",
}
_WORD_CORES = {
    "month": rf"(?!may day(?![a-z])|april fool)(?:{MONTH})",
    "weekday": rf"(?:{WEEKDAY})(?P<plural>s?)",
    "now": _any(NOW),
    "unit": _any(UNIT_FORMS),
    "part": _any(PARTS),
    "season": _any(SEASONS),
    "set": _any(SETS),
    "quarter": "q[1-4]",
    "fiscal": r"(?:fy|sy|cy) ?'?(?:[0-9]{4}|[0-9]{2})",
    "holiday": _holidays(),
    "decadeword": "twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties",
    "recent": "the (?:near|foreseeable|distant) future|the new year(?!')|the recent past|recently|lately|right now|these days|at present|at the moment|the present|(?:the past|the future)(?=[.,;:!?)]|$| (?:is|was|and|or|of|for|but|to|when|that|will|has)\b)|ytd|otd|mtd|till date|year to date",
}
CORE = re.compile(
    r"(?=[0-9'])(?:"
    + "|".join(f"(?P<{name}>{pattern})" for name, pattern in _DIGIT_CORES.items())
    + r")|(?<![a-z0-9])(?:"
    + "|".join(f"(?P<{name}>{pattern})" for name, pattern in _WORD_CORES.items())
    + ")(?![a-z0-9])"
)
"""Where a date expression may be: a group for each kind of core."""


def quantity(words: str) -> float | None:
    """The number that a quantity before a unit tells, or None for "several" and its like."""
    words = words.strip().replace("-", " ")
    if words in ("a", "an", "one", "about a", "about an"):
        return 1
    if words.startswith("half"):
        return 0.5
    if words in ("couple", "couple of", "a couple", "a couple of"):
        return 2
    number = parse(words)
    return number.value if number else None
