"""Atoms around the name of a month or a weekday."""

from __future__ import annotations

import re
from typing import NamedTuple

from onrecord.word_lists import groups

from . import days
from .days import MONTHS, WEEKDAYS
from .model import NOWHEN, Atom, Bounds, Reference
from .words import AMBIGUOUS, CARDINAL, CARDINALS, MONTH, ORDINAL, ORDINALS, WEEKDAY

_DAY = rf"(?:[0-3]?[0-9](?:st|nd|rd|th)?|(?:{ORDINAL})|(?:{CARDINAL}))"
_MONTH_LEFT = re.compile(
    rf"(?:(?<![a-z])(?P<weekday>{WEEKDAY})\.?,? )?(?:the )?(?<![0-9a-z.,/$£€-])(?:(?P<first>{_DAY})(?: ?- ?| to | and | through ))?(?P<day>{_DAY})(?: day)?(?: of |[ /-]|(?<=[0-9]))$"
)
_WEEKDAY_LEFT = re.compile(rf"(?<![a-z])(?P<weekday>{WEEKDAY})\.?,? ?[-(]?$")
_PART_LEFT = re.compile(
    r"(?<![a-z])(?:the )?(?P<part>early|mid|late|middle of|beginning of|start of|end of|mid of|close of|first half of|second half of|rest of|throughout)[ -](?:the )?$"
)
_WHICH_LEFT = re.compile(
    r"(?<![a-z])(?:the )?(?P<which>last|next|this|past|previous|coming|following|upcoming|every|each)[ -]$"
)
_MONTH_RIGHT = re.compile(
    rf"\.?(?:[ ,/-]{{1,2}}(?:the )?(?P<day>[0-3]?[0-9](?:st|nd|rd|th)?(?![0-9:%]|[.,][0-9])|{ORDINAL}(?![a-z-])|(?:{CARDINAL})(?![a-z-]))"
    rf"(?:(?: ?[-/] ?| to | and | through | or )(?:the )?(?P<last>[0-3]?[0-9](?:st|nd|rd|th)?(?![0-9:%/]|[.,][0-9])))?)?"
    r"(?:(?:,? ?(?:of |in )?|-|/| ?\([a-z]{3}\) ?)(?P<year>(?<![0-9])(?:1[0-9]|20)[0-9]{2}(?![0-9:%]|[.,][0-9])|'[0-9]{2}(?![0-9])))?"
)
_UNIT_NEXT = re.compile(
    r"[ -](?:(?!(?:w?as|its|h?is|has|this|us)\b)[a-z]+s\b|percent|per cent|people|million|billion|thousand|am\b|pm\b|a\.m|p\.m|o'clock|%)"
)
_PREPOSITION_LEFT = re.compile(
    r"(?<![a-z])(?:in|of|since|until|till|by|from|to|as|during|before|after|between|through|on|for|around|and|or|last|next|this|every|each|early|mid|late|and|end|the)[ -]$"
)
_FUTURE = re.compile(
    r"\b(?:will|would|to be|is due|are due|due to|is set|are set|scheduled|likely to|plans?|planned|expected|going to|shall|upcoming|'ll)\b"
)


def is_future(text: str, start: int) -> bool:
    """Whether the 60 characters before, in the same sentence, speak of what is to come."""
    window = text[max(0, start - 60) : start]
    return bool(_FUTURE.search(window[max(window.rfind(". "), window.rfind("\n")) + 1 :]))


def day_number(words: str | None) -> int | None:
    """5, 5th, fifth, twenty fifth as a day of a month."""
    if not words:
        return None
    digits = re.match(r"[0-9]+", words)
    if digits:
        return int(digits.group())
    first, _, second = words.replace("-", " ").partition(" ")
    number = (CARDINALS | ORDINALS).get(first)
    return None if number is None else number + ((CARDINALS | ORDINALS).get(second, 0) if second else 0)


def year_number(words: str, reference: Reference) -> int:
    """The year of 2014 or '14: two digits mean the century that keeps it at most ten years ahead."""
    if not words.startswith("'"):
        return int(words)
    two = int(words[1:3])
    ends = days.pair(reference)
    return two + (2000 if two <= ((ends[1].year + 10) % 100 if ends else 30) else 1900)


class _Beside(NamedTuple):
    """What stands around a month's name: its stretch of text, days, year and a word such as "mid" or "last"."""

    start: int
    end: int
    first: int | None = None
    last: int | None = None
    year: str | None = None
    qualified: re.Match[str] | None = None


def month_atom(text: str, raw: str, match: re.Match[str], floor: int, reference: Reference) -> Atom | None:
    """April, April 12, 12 April 2021, Monday, April 12, mid-April, last April, April 12-14."""
    name = match["month"]
    start, end = match.span("month")
    beside = _day_before(text, start, end, floor) or _day_after(text, start, end, floor)
    if name in AMBIGUOUS and not _is_month(text, raw, start, end, beside):
        return None
    if name in _FIRST_NAMES and beside[:2] == (start, end) and _is_first_name(text, raw, start, end):
        return None
    bounds = _month_bounds(text, name, beside, reference)
    return Atom(
        beside.start,
        beside.end,
        "date",
        bounds,
        "month_day" if beside.first else "month",
        0.9 if beside.first or beside.year else 0.8,
    )


def _day_before(text: str, start: int, end: int, floor: int) -> _Beside | None:
    """12 April 2021, the 12th of April, Monday 12 April, 12 to 14 April."""
    left = _MONTH_LEFT.search(text, max(floor, start - 44), start)
    number = day_number(left["day"]) if left else None
    if not left or number is None or not 1 <= number <= 31:
        return None
    right = _YEAR_RIGHT.match(text, end)
    first = day_number(left["first"])
    stop = right.end() if right else _past_dot(text, start, end)
    return _Beside(left.start(), stop, first or number, number if first else None, right["year"] if right else None)


def _day_after(text: str, start: int, end: int, floor: int) -> _Beside:
    """April 12, April 12-14, 2021, April 2021, and what qualifies the month: mid-April, last April, Monday, April 12."""
    right = _MONTH_RIGHT.match(text, end)
    first = day_number(right["day"]) if right else None
    stop, last, year = end, None, None
    if (
        right
        and first is not None
        and (
            not 1 <= first <= 31
            or (
                not (right["year"] or right["last"] or text.startswith("on ", max(0, start - 3)))
                and _UNIT_NEXT.match(text, right.end())
            )
        )
    ):
        first = None
    elif right and right.group() not in ("", "."):
        stop, last, year = right.end(), day_number(right["last"]), right["year"]
    weekday = _WEEKDAY_LEFT.search(text, max(floor, start - 14), start)
    if weekday:
        return _Beside(weekday.start(), stop, first, last, year)
    qualified = _PART_LEFT.search(text, max(floor, start - 24), start) or _WHICH_LEFT.search(
        text, max(floor, start - 16), start
    )
    return _Beside(qualified.start() if qualified else start, stop, first, last, year, qualified)


def _past_dot(text: str, start: int, end: int) -> int:
    return end + 1 if text[end : end + 1] == "." and end - start <= 4 and text[start:end] != "may" else end


def _is_month(text: str, raw: str, start: int, end: int, beside: _Beside) -> bool:
    """Whether a name that is also a word (may, march, sun) is a month here."""
    if raw[start].islower() and text[start:end] in _WORDS_TOO and not beside.year:
        return bool(beside.first)
    if beside.first or beside.year or beside.qualified:
        return True
    if raw[start].islower() or not _PREPOSITION_LEFT.search(text, max(0, start - 9), start):
        return False
    return text[start:end] in ("may", "march") or text[end : end + 1] == "."


_YEAR_RIGHT = re.compile(
    r"\.?(?:,? ?(?:of |in )?|-|/)(?P<year>(?:1[0-9]|20)[0-9]{2}(?![0-9:%]|[.,][0-9])|'[0-9]{2}(?![0-9]))(?P<day>)(?P<last>)"
)


_FIRST_NAMES = groups("date_words")["first name"]
_SURNAME = re.compile(r" [A-Z][a-z]+")


def _is_first_name(text: str, raw: str, start: int, end: int) -> bool:
    """June Brown; not a June Trump rally, nor in April Putin."""
    if not _SURNAME.match(raw, end) or text.startswith(" a ", max(0, start - 3)):
        return False
    return not _PREPOSITION_LEFT.search(text, max(0, start - 9), start)


_WORDS_TOO = groups("date_words")["month and word"]


def _month_bounds(text: str, name: str, beside: _Beside, reference: Reference) -> Bounds:
    number = MONTHS[name]
    groups = beside.qualified.groupdict() if beside.qualified else {}
    which = groups.get("which")
    if beside.year:
        year = year_number(beside.year, reference)
        bounds = days.day(year, number, beside.first) if beside.first else days.month(year, number)
    elif which in ("last", "next") and not beside.first:
        bounds = days.relative(reference, lambda at: days.month_beside(at, number, ahead=which == "next"))
    else:
        future = which in ("next", "coming", "upcoming", "following") or (
            which != "last" and is_future(text, beside.start)
        )
        bounds = days.relative(reference, lambda at: days.nearest(at, number, beside.first, future=future))
    bounds = bounds or NOWHEN
    if beside.first and beside.last and bounds.earliest and beside.first < beside.last:
        end_day = days.day(bounds.earliest.year, number, beside.last)
        bounds = days.stretch(bounds.earliest, end_day.latest, "period", bounds.basis) if end_day else bounds
    return days.part_of(bounds, (groups.get("part") or "").split(" ")[0])


_WD_LEFT = re.compile(
    r"(?<![a-z])(?:(?:early|late|mid|later|earlier)[ -])?(?:on )?(?:(?P<which>last|next|this|past|previous|following|coming|the|every|each|first|second|third|fourth|same|one|a) )(?:(?:week|month)(?:'s)? )?$"
    r"|(?<![a-z])(?:early|late|mid|later)[ -](?:on )?$"
)
_WD_RIGHT = re.compile(
    rf"\.?(?:,? (?:the )?(?P<day>[0-3]?[0-9](?:st|nd|rd|th)?(?![0-9:%/]|[.,][0-9])|(?<=the ){ORDINAL}))?(?![a-z])"
)


_NAME_AFTER = re.compile(
    r" (?:Times|Telegraph|Mail|Mirror|Express|Post|Herald|Tribune|People|Sun|Independent|Night Football|Night Live)\b"
)
_MONTH_NEXT = re.compile(rf" (?:of )?(?:{MONTH})(?![a-z])")
_MODES = {
    "this": "this",
    "last": "last",
    "past": "last",
    "previous": "last",
    "next": "next",
    "following": "next",
    "coming": "next",
}


def weekday_atom(text: str, raw: str, match: re.Match[str], floor: int, reference: Reference) -> Atom | None:
    """Monday, last Friday, every Sunday, Fridays, Monday the 24th."""
    start, end = match.span("weekday")
    name = match["weekday"] if match["weekday"] in WEEKDAYS else match["weekday"].removesuffix("s")
    left = _WD_LEFT.search(text, max(floor, start - 30), start)
    begin = left.start() if left else start
    which = (left["which"] if left else None) or ""
    right = _WD_RIGHT.match(text, end)
    number = day_number(right["day"]) if right else None
    if _NAME_AFTER.match(raw, end) or (len(name) <= 5 and not _is_short_day(text, raw, match, which, number)):
        return None
    if right and number is not None and _is_its_day(text, right.end(), number):
        end = right.end()
    elif len(name) <= 5 and text[end : end + 1] == ".":
        end += 1
    if which in ("every", "each") or match["plural"]:
        return Atom(begin, end, "set", NOWHEN, "weekday_set", 0.85)
    mode = _MODES.get(which) or ("coming" if is_future(text, begin) else "recent")
    return Atom(begin, end, "date", days.relative(reference, days.weekday, WEEKDAYS[name], mode), "weekday", 0.9)


def _is_short_day(text: str, raw: str, match: re.Match[str], which: str, number: int | None) -> bool:
    """Whether Sun, Mon or Wed is short for a day here: with its date, its dot, or a word that goes before days."""
    if match["plural"]:
        return False
    if number is not None or which not in ("", "the", "a", "one"):
        return True
    if raw[match.start("weekday")].islower() or which:
        return False
    start = match.start("weekday")
    return text[match.end() : match.end() + 1] == "." or bool(_PREPOSITION_LEFT.search(text, max(0, start - 9), start))


def _is_its_day(text: str, end: int, number: int) -> bool:
    """Whether the number behind a weekday is its day of the month: not a count, nor the day of the month's name next."""
    return 1 <= number <= 31 and not _UNIT_NEXT.match(text, end) and not _MONTH_NEXT.match(text, end)
