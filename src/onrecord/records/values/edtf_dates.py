"""Dates as people write them in records: EDTF (ISO 8601-2) to bounds and precision, never a false day."""

from __future__ import annotations

import calendar
import re
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from onrecord.findings import printable


class Dates(NamedTuple):
    """What an EDTF says: bounds (None: nothing bounds it), how precise it is, and whether it is a point or a stretch.

    `start` and `end` are the earliest start and the latest end, `start_latest` and `end_earliest` the latest start and
    the earliest end. `precision` is a code of the vocabulary `date_precision`, `extent` of `date_extent`. An approximate
    date (`~`, `%`) gives no bounds: nothing tells how far off it may be. `?` (doubted) leaves them as they are told.
    """

    start: date | None
    end: date | None
    precision: str
    start_latest: date | None = None
    end_earliest: date | None = None
    extent: str = "within"


class NoDate(NamedTuple):
    """Why a text is no EDTF that we take, and what to write instead."""

    message: str
    help: str


_PLAIN = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_SET = re.compile(r"\[([^\[\],]*)\.\.([^\[\],]*)\]")
_GENERAL = (
    "write 2021-04-13, 2021-04, 2021, 2021-03-XX, [2021-04-12..2021-04-30] for some day between the two, or 2021-03/2021-04"
    " or 2021-03/.. for what lasts"
)


@lru_cache(maxsize=65_536)
def read_edtf(words: str) -> Dates | NoDate:
    """Bounds, precision and extent of an EDTF date, set or interval, or why it is none and how it is spelt.

    Source: EDTF, Library of Congress (levels 0 to 2 as far as the library `edtf` reads them; of sets, those of one
    range), years 0001 to 9999. That an end of an interval may be such a set ("began some day up to then, and goes on":
    `[..2021-04-30]/..`) is ours. Bounds and precision: see `Dates`.

    >>> read_edtf("[2021-04-12..2021-04-30]")[:3]
    (datetime.date(2021, 4, 12), datetime.date(2021, 4, 30), 'period')
    """
    first, slash, last = words.partition("/")
    if not slash:
        point = _point_or_set(words)
        return point or _no_date(words)
    start, end = _end_of_interval(first), _end_of_interval(last)
    if start is None or end is None or start is end is _OPEN:
        return _no_date(words)
    precision = start.precision if start == end and start.start else "period"
    dates = Dates(start.start, end.end, precision, start.end, end.start, "throughout")
    if dates.start and dates.end and dates.start > dates.end:
        return NoDate(f"the interval {words} ends before it begins", f"turn it round:  {last}/{first}")
    return dates


_OPEN = Dates(None, None, "unknown")


def _end_of_interval(words: str) -> Dates | None:
    return _OPEN if words == ".." else _point_or_set(words)


def _point_or_set(words: str) -> Dates | None:
    """A single date, or one of a set of days: somewhere between two dates, or before or after one."""
    match = _SET.fullmatch(words)
    if match is None:
        return _within(_point(words))
    first, last = (_point(side) if side else _OPEN for side in match.groups())
    if first is None or last is None or (first is _OPEN and last is _OPEN):
        return None
    if first.start and last.end and first.start > last.end:
        return None
    return _within(Dates(first.start, last.end, "day" if first.start and first.start == last.end else "period"))


def _within(dates: Dates | None) -> Dates | None:
    """A point within bounds can begin as late and end as early as it can be."""
    return dates and dates._replace(start_latest=dates.end, end_earliest=dates.start)


@lru_cache(maxsize=65_536)
def _point(words: str) -> Dates | None:
    """Bounds and precision of a single date (no interval)."""
    if match := _PLAIN.fullmatch(words):
        plain = _plain(match)
        if plain or match[3]:
            return plain
    return _unusual(words)


def _plain(match: re.Match[str]) -> Dates | None:
    year, month, day = (int(part) if part else None for part in match.groups())
    if not year:
        return None
    try:
        if day is not None:
            only = date(year, month or 0, day)
            return Dates(only, only, "day")
        if month is not None:
            return Dates(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]), "month")
    except ValueError:
        return None  # no such day, or a season (2021-21)
    return Dates(date(year, 1, 1), date(year, 12, 31), "year")


def _unusual(words: str) -> Dates | None:
    """Everything but plain dates, read by the library (imported when it is first needed)."""
    import edtf

    if (
        not words
        or not words.isascii()
        or words != words.strip()
        or words[0] in "[{"
        or "/" in words
        or len(words) > 40
    ):
        return None
    try:
        parsed = edtf.parse_edtf(words)
        low, high = parsed.lower_strict(), parsed.upper_strict()
        start, end = date(*low[:3]), date(*high[:3])
    except (edtf.EDTFParseException, ValueError, TypeError, AttributeError, OverflowError, IndexError):
        return None
    precision = _precision(words)
    return Dates(None, None, "period") if "~" in words or "%" in words else Dates(start, end, precision)


def _precision(words: str) -> str:
    bare = re.sub(r"[~%?]", "", words.split("T", maxsplit=1)[0])
    parts = bare.split("-")
    if "X" in parts[0] or len(parts) > 3 or not parts[0]:
        return "period"
    if len(parts) > 1 and parts[1].isdigit() and int(parts[1]) > 12:
        return "period"
    for place, name in ((1, "year"), (2, "month")):
        if len(parts) == place or "X" in parts[place]:
            return name
    return "day"


# -- what was meant -------------------------------------------------------------------------------

_NUMBERS = re.compile(r"([0-9]{1,2})([./-])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})")
_YEAR_FIRST = re.compile(r"([0-9]{4})([-./ ]?)([0-9]{1,2})(?:\2([0-9]{1,2}))?")
_NOT_TOLD = re.compile(r"unknown|none|n/?a|null|\?+|-+|~|\.\./\.\.|\[\.\.\]", re.IGNORECASE)


def _no_date(words: str) -> NoDate:
    shown = printable(words, 60)
    message = f"“{shown}” is no EDTF date"
    if not words.strip() or _NOT_TOLD.fullmatch(words.strip()):
        return NoDate(message, "leave the key out when no date is told")
    match = _SET.fullmatch(words.strip())
    if match and _point(match[1]) and _point(match[2]):
        return NoDate(f"the set {words} ends before it begins", f"turn it round:  [{match[2]}..{match[1]}]")
    if match := _NUMBERS.fullmatch(words.strip()):
        return _numbers(message, match)
    if match := _YEAR_FIRST.fullmatch(words.strip()):
        year, _, month, day = match.groups()
        guess = f"{year}-{int(month):02d}" + (f"-{int(day):02d}" if day else "")
        if guess != words and _quiet(guess):
            return NoDate(message, f"did you mean {guess}? Year, month and day have 4, 2 and 2 digits")
        return NoDate(f"{message}: there is no such day or month", _GENERAL)
    spelt = _spelt_out(words)
    return NoDate(message, f"did you mean {spelt}?" if spelt else _GENERAL)


def _numbers(message: str, match: re.Match[str]) -> NoDate:
    """12/04/2021: day and month change places between countries."""
    first, _, second, year = match.groups()
    year = f"20{year}" if len(year) == 2 else year
    readings = [f"{year}-{int(month):02d}-{int(day):02d}" for day, month in ((first, second), (second, first))]
    possible = list(dict.fromkeys(reading for reading in readings if _quiet(reading)))
    if len(possible) == 2:
        return NoDate(f"{message}, and it can be read in two ways", f"write {possible[0]} or {possible[1]}")
    return NoDate(message, f"did you mean {possible[0]}?" if possible else _GENERAL)


def _spelt_out(words: str) -> str | None:
    """The EDTF of a date in English words, as far as the library understands them without guessing a year."""
    import edtf

    told = " ".join(words.split())
    for fixed in (
        re.sub(r" ?(?:–|—| to | until | - ) ?", "/", told),
        told.replace("?", "X"),
        re.sub("/$", "/..", re.sub("^/", "../", told)),
    ):
        if fixed != words and _quiet(fixed):
            return fixed
    if not re.search("[A-Za-z ]", told) or len(told) > 60 or len(re.findall(r"[0-9]+", told)) > 2:
        return None
    try:
        guess = edtf.text_to_edtf(told)
    except Exception:
        return None
    guess = f"{guess}.." if guess and guess.endswith("/") else guess
    year = re.search(r"[0-9]{4}", told)
    return guess if guess and year and year[0][:3] in guess and _quiet(guess) else None


def _quiet(words: str) -> Dates | None:
    """As `read_edtf`, for guesses: no suggestions for suggestions."""
    first, slash, last = words.partition("/")
    parts = [_end_of_interval(first), _end_of_interval(last)] if slash else [_point_or_set(words)]
    return parts[0] if all(parts) else None
