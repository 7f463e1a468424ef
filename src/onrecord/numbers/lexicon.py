"""The words of the number grammar, as the word lists give them."""

from __future__ import annotations

from fractions import Fraction

from onrecord.word_lists import groups, listed, rows


def _worth(kind: str, name: str = "number_words", column: str = "word") -> dict[str, float]:
    return {row[column]: float(row["value"]) for row in rows(name) if row["kind"] == kind}


def _whole(kind: str) -> dict[str, int]:
    return {word: int(value) for word, value in _worth(kind).items()}


def _signs(kind: str) -> dict[str, float]:
    return {row["sign"]: float(Fraction(row["value"])) for row in rows("number_signs") if row["kind"] == kind}


def _qualifiers(place: str) -> dict[str, str]:
    found = (row for row in rows("qualifiers") if row["place"] == place)
    return {phrase: row["qualifier"] for row in found for phrase in listed(row["phrases"])}


UNITS: dict[str, int] = _whole("unit")
TEENS: dict[str, int] = _whole("teen")
TENS: dict[str, int] = _whole("ten")
CARDINALS: dict[str, int] = UNITS | TEENS | TENS

SCALES: dict[str, float] = _worth("scale")
"""Multipliers above a hundred; the plural after a number ("3 millions") counts too."""

GROUPS: dict[str, int] = _whole("group")
"""Counting units that come after a number and end it: two dozen."""

SUFFIXES: dict[str, float] = _signs("suffix")
"""Scales glued to digits or one space behind them: $3bn, 100k, 8 B."""

CAPITAL_SUFFIXES: dict[str, float] = _signs("capital suffix")
"""Scales that are units in small letters: 10T."""

FRACTION_SIGNS: dict[str, float] = _signs("fraction")

ORDINAL_UNITS: dict[str, int] = _whole("ordinal unit")
ORDINAL_TEENS: dict[str, int] = _whole("ordinal teen")
ORDINAL_TENS: dict[str, int] = _whole("ordinal ten")
ORDINALS: dict[str, int] = ORDINAL_UNITS | ORDINAL_TEENS | ORDINAL_TENS

DENOMINATORS: dict[str, float] = {word: float(n) for word, n in ORDINALS.items() if n >= 3} | _worth("part")
"""Singular words of a fraction's lower half. "Second" is none: it is always an ordinal or a time."""

PLURAL_DENOMINATORS: dict[str, float] = {word + "s": n for word, n in DENOMINATORS.items()} | {"halves": 2}

VAGUE_UNITS: dict[str, float] = _worth("vague")
"""Plurals of counting units: no value, only bounds."""

VAGUE_ARTICLES = groups("number_context")["vague article"]
"""Words before a bare counting unit that make it vague: several hundred."""

FOLD: dict[str, int] = {word: n for word, n in CARDINALS.items() if n > 1} | {"hundred": 100, "thousand": 1000}
"""Before "fold": sixfold."""

DECIMALS: dict[str, int] = CARDINALS | _whole("digit")
"""Words behind the point: six point oh two."""

QUALIFIERS_BEFORE: dict[str, str] = _qualifiers("before")
"""Words right before a number, and the bound they put on it (FHIR comparator in words)."""

QUALIFIERS_AFTER: dict[str, str] = _qualifiers("after")
"""Words right after a number that bound it: 300 or more."""

ADVERBS_BETWEEN = groups("number_context")["no say"]
"""Words that may stand between a qualifier and its number, or before the qualifier, without a say."""
