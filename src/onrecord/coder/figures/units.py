"""Units of measure: how they are printed, their UCUM or ISO 4217 code, and their English name."""

from __future__ import annotations

import re
from typing import NamedTuple

from onrecord.word_lists import Row, listed, rows


class Unit(NamedTuple):
    """A unit: its code, its name in the singular, and the `measure` it speaks for."""

    code: str
    name: str
    measure: str = "other"


def _units() -> list[tuple[Unit, Row]]:
    """The rows of both lists, each with its unit."""
    measures = [(Unit(row["code"], row["name"], row["measure"]), row) for row in rows("units")]
    return [*measures, *((Unit(row["code"], row["name"], "money"), row) for row in rows("currencies"))]


WORD_UNITS: dict[str, Unit] = {form: unit for unit, row in _units() for form in listed(row["words"])}
"""Units as printed, folded to lower case."""

SYMBOL_UNITS: dict[str, Unit] = {form: unit for unit, row in _units() for form in listed(row["symbols"])}
"""Symbols whose case tells them apart from words; only right behind a number."""

MONEY_BEFORE: dict[str, Unit] = {
    form: Unit(row["code"], row["name"], "money") for row in rows("currencies") for form in listed(row["before"])
}
"""What stands before an amount of money, folded."""

_LONGEST = max(form.count(" ") for form in WORD_UNITS) + 1
_UNIT_TOKEN = re.compile(r"[a-zµμ元°º][a-zµμ]*(?:[.-](?=[a-z])[a-z]+)?(?:\^?[23²³](?![0-9]))?(?:/[a-z]+)?")
_SYMBOL = re.compile(r"[a-zA-ZΩ]{1,2}(?![A-Za-z0-9’'])|[€£$¥₹₽₴₩₪₺₾₿]|[\"'](?![\"'A-Za-z0-9])")


_TWO_LETTERS = frozenset({"Nm", "mA", "mV"})


class FoundUnit(NamedTuple):
    """A unit in the text and where its words end."""

    unit: Unit
    start: int
    end: int


def unit_at(folded: str, raw: str, at: int) -> FoundUnit | None:
    """The unit whose words start there, the longest one."""
    if folded.startswith("%", at):
        return FoundUnit(WORD_UNITS["%"], at, at + 1)
    symbol = _SYMBOL.match(raw, at)
    if symbol and symbol.group() in _TWO_LETTERS:
        return FoundUnit(SYMBOL_UNITS[symbol.group()], at, symbol.end())
    found = _longest(folded, at)
    if found:
        return found
    unit = SYMBOL_UNITS.get(symbol.group()) if symbol else None
    return FoundUnit(unit, at, symbol.end()) if unit and symbol else None


_PARTS = re.compile(r"[./-]")


def _longest(folded: str, at: int) -> FoundUnit | None:
    """The longest run of words that is a unit; else the part of the first word before a dot, hyphen or slash."""
    words: list[str] = []
    ends: list[int] = []
    place = at
    while len(words) < _LONGEST and (match := _UNIT_TOKEN.match(folded, place)):
        words.append(match.group())
        ends.append(match.end())
        place = match.end() + 1
        if folded[match.end() : place] not in (" ", "-"):
            break
    for count in range(len(words), 0, -1):
        unit = WORD_UNITS.get(" ".join(words[:count]))
        if unit:
            return FoundUnit(unit, at, ends[count - 1])
    first = _PARTS.split(words[0])[0] if words else ""
    unit = WORD_UNITS.get(first)
    return FoundUnit(unit, at, at + len(first)) if unit else None
