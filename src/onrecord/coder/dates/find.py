"""Finding the date expressions of a text: cores to atoms, atoms joined, prepositions that open an end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from onrecord.numbers import fold
from onrecord.numbers.spaces import squeezed

from . import clock_atoms as clock
from . import days, join
from . import month_atoms as months
from . import relative_atoms as rel
from . import year_atoms as years
from .model import NOWHEN, Atom, DateExpression, Reference
from .words import CORE, MONTH


def find_dates(text: str, reference: Reference = None) -> list[DateExpression]:
    """All date and time expressions of a text, left to right, not overlapping.

    `reference` is the day of publication, or its earliest and latest possible day; without one what is told
    relative to it has no bounds. Ambiguous days ("on Friday", "in March") are the nearest past ones unless the
    sentence speaks of what is to come. Linear in the length of the text.
    """
    short = squeezed(text)
    found = _dates(short.text, reference)
    if short.text is text:
        return found
    return [replace(d, start=short.back(d.start), end=short.back_end(d.end)) for d in found]


def _dates(text: str, reference: Reference) -> list[DateExpression]:
    folded = fold(text)
    found: list[DateExpression] = []
    for atom in join.joined(folded, list(_atoms(folded, text, reference))):
        if atom.kind == "weak":
            continue
        opened = join.opened(folded, atom, found[-1].end if found else 0)
        b = opened.bounds
        found.append(
            DateExpression(
                opened.start,
                opened.end,
                opened.kind,
                b.edtf,
                b.earliest,
                b.latest,
                b.precision,
                b.basis,
                opened.rule,
                opened.confidence,
            )
        )
    return found


def _atoms(folded: str, text: str, reference: Reference) -> Iterator[Atom]:
    floor = at = 0
    while match := CORE.search(folded, at):
        atom = _atom(folded, text, match, floor, reference)
        if atom and atom.end > floor:
            yield atom
            floor = atom.end
            at = max(atom.end, match.end())
        else:
            at = match.end()


def _atom(folded: str, text: str, match: re.Match[str], floor: int, reference: Reference) -> Atom | None:
    kind = match.lastgroup or ""
    if kind in ("sep", "plural"):
        kind = "digits" if kind == "sep" else "weekday"
    if kind == "month":
        return months.month_atom(folded, text, match, floor, reference)
    if kind == "weekday":
        return months.weekday_atom(folded, text, match, floor, reference)
    if kind == "unit":
        return rel.unit_atom(folded, match, floor, reference)
    if kind == "year":
        return years.year_atom(folded, text, match, floor)
    if kind == "now":
        return rel.now_atom(folded, match, floor, reference)
    if kind == "part":
        return clock.part_atom(folded, match, floor, reference)
    if kind in ("clock", "ish"):
        return clock.clock_atom(folded, match, kind, floor)
    if kind in ("iso", "digits", "yearmonth", "stamp", "slash"):
        return years.numeric_atom(folded, match, kind, reference)
    return _rarer(folded, text, match, kind, floor, reference)


def _rarer(folded: str, text: str, match: re.Match[str], kind: str, floor: int, reference: Reference) -> Atom | None:
    if kind == "season":
        return years.season_atom(folded, text, match, floor, reference)
    if kind == "set":
        return clock.set_atom(text, match)
    if kind == "holiday":
        return years.holiday_atom(folded, match, floor, reference)
    if kind in ("quarter", "yearquarter"):
        return years.quarter_atom(folded, match, kind, reference)
    if kind in ("decade", "decadeword"):
        return years.decade_atom(folded, match, floor, kind)
    if kind == "years":
        return years.years_atom(match)
    if kind == "short":
        return clock.short_atom(match)
    if kind == "recent":
        return rel.recent_atom(match)
    if kind == "fiscal":
        number = int(re.sub(r"[^0-9]", "", match["fiscal"]))
        return Atom(
            *match.span("fiscal"),
            "date",
            days.year_of(number if number > 99 else 2000 + number) or NOWHEN,
            "fiscal",
            0.7,
        )
    if kind == "dayof":
        return _day_of(folded, match, floor)
    return None


_ON_THE = re.compile(
    r"(?<![a-z])(?:(?P<sure>on|by|until|from|since|before|after|between|till) (?:the )?|(?:and|to|the) (?:the )?)$"
)
_DAY_ENDS = re.compile(r"(?:[.,;:!?)\n]|$| (?:at|to|and|of|by|from|in|for|with|between|until|when|or|-)\b| -)")


_MONTH_BEHIND = re.compile(
    rf"(?:(?: ?- ?| to | and | through )(?:the )?[0-9]{{1,2}}(?:st|nd|rd|th)?)?(?: day)?(?: of)? ?(?:{MONTH})(?![a-z])"
)


def _day_of(folded: str, match: re.Match[str], floor: int) -> Atom | None:
    """on the 18th; "the 18th" only counts when it joins a date."""
    start, end = match.span("dayof")
    if not _DAY_ENDS.match(folded, end) or _MONTH_BEHIND.match(folded, end):
        return None
    left = _ON_THE.search(folded, max(floor, start - 14), start)
    kind = "date" if left and left["sure"] else "weak"
    begin = start - 4 if folded.startswith("the ", max(0, start - 4)) and start - 4 >= floor else start
    return Atom(begin, end, kind, days.UNPLACED, "day_of_month", 0.5)
