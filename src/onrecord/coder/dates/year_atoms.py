"""Atoms with a year, or a place in every year: years, decades, numeric dates, quarters, seasons, holidays."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from . import days
from .feasts import feast
from .model import NOWHEN, Atom, Bounds, Reference
from .month_atoms import year_number
from .words import WEEKDAY

_YEAR_LEFT = re.compile(
    r"(?<![a-z])(?:in|since|by|of|until|till|before|after|during|early|late|mid|year|years|from|to|between|and|through|around|circa|about|for|the|or|than|ad|calendar|fiscal|financial|spring|summer"
    r"|autumn|winter|fall|election|season|nov|class of|back in|as of|on|than|not|but|>|<|=)[., (-]{1,2}$|\($|[,] $"
)
_STRONG_YEAR_LEFT = re.compile(
    r"(?<![a-z])(?:in|since|until|till|before|during|early|late|mid|year|circa|back in|after|by|ad)[ -]$"
)
_YEAR_PART_LEFT = re.compile(
    r"(?<![a-z])(?:the )?(?:(?P<part>early|mid|late|beginning of|start of|end of|middle of|first half of|second half of|rest of)[ -](?:the )?)?(?:(?:fiscal|calendar|financial|tax|school|model) )?(?:the )?(?:years? )?$"
)
_COUNTED_AFTER = re.compile(
    r" (?:[a-z]+ )?(?:people|men|women|children|troops|soldiers|workers|employees|miles|km|feet|metres|meters|dollars|euros|pounds|tons|tonnes|hours|minutes|days|weeks|months|years|points|votes|jobs"
    r"|homes|residents|students|members|kg|rpm|hp|mm|percent|per|rubles|roubles|calories|units|copies|acres|square|barrels|degrees|mah|watts|megawatts)\b|(?: ?-)?(?:page|word|foot|mile|seat|meter|metre|strong|hp|rpm|mah)\b"
)
_LABEL_LEFT = re.compile(
    r"(?:[$£€#@/=&_+]|\b(?:no\.|nos\.|number|flight|room|model|iso|rfc|act|bill|hr|s\.|page|box|top|tel|phone|code|version|windows|area|highway|route|least|more than|less than|fewer than|about)) ?$"
)


def year_atom(text: str, raw: str, match: re.Match[str], floor: int) -> Atom | None:
    """2014, early 2014, the year 2014; a number of that size that counts something is none."""
    start, end = match.span("year")
    number = int(match["year"])
    strong = bool(_STRONG_YEAR_LEFT.search(text, max(0, start - 9), start))
    if _LABEL_LEFT.search(text, max(0, start - 9), start) or (text[start - 1 : start] == "-" and not strong):
        return None
    if _COUNTED_AFTER.match(text, end) and not (strong and number >= 1900):
        return None
    modern = 1900 <= number <= 2039
    if not strong and not (
        modern and (_YEAR_LEFT.search(text, max(0, start - 12), start) or _is_modifier(text, raw, start, end))
    ):
        return None
    if raw[end : end + 2].strip() and raw[end : end + 1] in "%°":
        return None
    left = _YEAR_PART_LEFT.search(text, max(floor, start - 26), start)
    begin = left.start() if left else start
    part = (left["part"] or "").split(" ")[0] if left else ""
    bounds = days.part_of(days.year_of(number) or NOWHEN, part)
    return Atom(begin, end, "date", bounds, "year", 0.9 if strong else 0.7)


def _is_modifier(text: str, raw: str, start: int, end: int) -> bool:
    """the 2016 election, a 2014 report, at the start of a text, or a year that stands alone."""
    return start == 0 or (raw[end : end + 1] in " ,.;:)\n" and raw[start - 1] in " (\n\u00a0") or end == len(text)


#: told as names, of no day of the year of publication
_SLASH_NAMES = frozenset({"9/11", "24/7", "7/7", "7/11"})
_NO_DATE_AFTER = re.compile(r" (?:of|cup|inch|teaspoon|mile|hour|tsp|majority|vote)")


def numeric_atom(text: str, match: re.Match[str], kind: str, reference: Reference) -> Atom | None:
    """2021-04-12, 12/04/2021, 4/12, 20210412, 2021-04: day and month are told apart only where one is over 12."""
    start, end = match.span(kind)
    words = match[kind]
    if kind in ("yearmonth", "slash") and start and not _near_date(text, start):
        return None
    if kind == "slash" and (words in _SLASH_NAMES or _NO_DATE_AFTER.match(text, end)):
        return None
    digits = f"{words[:4]} {words[4:6]} {words[6:]}" if kind == "stamp" else words
    bounds = _numeric_bounds(kind, [int(p) for p in re.findall(r"[0-9]+", digits)][:3], reference)
    return Atom(start, end, "date", bounds, f"numeric_{kind}", 0.8) if bounds else None


def _numeric_bounds(kind: str, parts: list[int], reference: Reference) -> Bounds | None:
    if kind == "digits":
        return _day_month_year(parts, reference)
    if kind == "slash":
        return _day_and_month(parts, reference)
    if kind == "yearmonth":
        return days.month(parts[0], parts[1]) if parts[0] > 12 else days.month(parts[1], parts[0])
    year, number, day = parts
    return days.day(year, number, day) or days.day(year, day, number)


_DATE_WORD_LEFT = re.compile(
    rf"(?<![a-z])(?:on|by|from|until|till|since|before|after|to|between|for|and|due|dated?|starting|through|is|{WEEKDAY})[:,. ]{{1,2}}$|(?:^|[-–(?:] ?)$"
)


def _near_date(text: str, start: int) -> bool:
    return start == 0 or bool(_DATE_WORD_LEFT.search(text, max(0, start - 11), start))


def _day_month_year(parts: list[int], reference: Reference) -> Bounds | None:
    first, second, year = parts
    if year < 100:
        year = year_number(f"'{year:02d}", reference)
    if not 1000 <= year <= 2100:
        return None
    if first > 12:
        return days.day(year, second, first)
    if second > 12 or first == second:
        return days.day(year, first, second)
    either = sorted(b for b in (days.day(year, first, second), days.day(year, second, first)) if b)
    return days.hull(either[0], either[-1]) if either else None


def _day_and_month(parts: list[int], reference: Reference) -> Bounds | None:
    first, second = parts
    if first > 12 and second > 12:
        return None
    if first > 12:
        first, second = second, first
    if second > 12 or first == second:
        return days.relative(reference, lambda at: days.nearest(at, first, second, future=False))
    return days.relative(reference, _either_day, first, second)


def _either_day(at: date, first: int, second: int) -> Bounds | None:
    """4/3 is the fourth of March or the third of April: from the earlier to the later."""
    made = [
        b for pair in ((first, second), (second, first)) if (b := days.nearest(at, *pair, future=False)) and b.earliest
    ]
    return days.hull(*sorted(made, key=lambda b: b.earliest or at)) if len(made) == 2 else None


def years_atom(match: re.Match[str]) -> Atom | None:
    """2014-2018, 2014-18, 2014/15; a month where the second is none of the years to come: 2014-12."""
    first, second = re.findall(r"[0-9]+", match["years"])
    last = int(second) if len(second) == 4 else int(first[:2] + second)
    if last < int(first) or ("/" in match["years"] and last != int(first) + 1):
        month = days.month(int(first), int(second))
        return Atom(*match.span("years"), "date", month, "numeric_yearmonth", 0.8) if month else None
    if last == int(first) or int(first) < 1500:
        return None
    bounds = days.stretch(date(int(first), 1, 1), date(last, 12, 31), "period", "stated")._replace(
        edtf=f"{first}/{last}"
    )
    return Atom(*match.span("years"), "date", bounds, "years", 0.85)


_DECADE_LEFT = re.compile(r"(?<![a-z])(?:the )?(?:early|mid|late)[ -](?:to[ -](?:mid|late)[ -])?$|(?<![a-z])the $")
_TENS = {
    "twenties": 20,
    "thirties": 30,
    "forties": 40,
    "fifties": 50,
    "sixties": 60,
    "seventies": 70,
    "eighties": 80,
    "nineties": 90,
}


def decade_atom(text: str, match: re.Match[str], floor: int, kind: str) -> Atom | None:
    """the 1990s, the '90s, the late nineties."""
    start, end = match.span(kind)
    left = _DECADE_LEFT.search(text, max(floor, start - 18), start)
    if kind == "decadeword" and not (left and text[max(0, start - 4) : start] in ("the ", "mid-", "rly ", "ate ")):
        return None
    if "'s" in match[kind] and match[kind][0] != "'" and not left:
        return Atom(start, end - 2, "date", days.year_of(int(match[kind][:4])) or NOWHEN, "year", 0.7)  # 2020's vote
    if kind == "decadeword":
        first = 1900 + _TENS[match[kind]]
    else:
        number = int(re.findall(r"[0-9]+", match[kind])[0])
        first = number if number > 99 else 1900 + number if number > 20 else 2000 + number
    bounds = days.decade(first) if first % 100 or first >= 2000 else days.hundred(first)
    return Atom(left.start() if left else start, end, "date", bounds, "decade", 0.85)


_QUARTER_RIGHT = re.compile(r",?(?: of)?[ -](?:fy ?)?(?P<year>20[0-9]{2}|19[0-9]{2})(?![0-9])")


def quarter_atom(text: str, match: re.Match[str], kind: str, reference: Reference) -> Atom | None:
    """Q3, Q3 2019, 2019-Q1."""
    start, end = match.span(kind)
    number = int(match[kind][-1]) if kind == "yearquarter" else int(match[kind][1])
    year: int | None = int(match[kind][:4]) if kind == "yearquarter" else None
    right = _QUARTER_RIGHT.match(text, end)
    if right and kind == "quarter":
        year, end = int(right["year"]), right.end()
    bounds = (
        days.quarter(year, number)
        if year
        else days.relative(reference, lambda at: days.quarter(at.year, number, "relative"))
    )
    return Atom(start, end, "date", bounds, "quarter", 0.85)


_SEASON_LEFT = re.compile(
    r"(?<![a-z])(?:the )?(?:(?P<which>last|next|this|past|previous|coming|following|every|each|that|early|late|mid|in|since|by|during|of|until|whole|before|after)[ -])(?:the )?(?:whole )?(?:of )?$|(?<![a-z])the $"
)
_SEASON_RIGHT = re.compile(r"(?: of|,)? (?P<year>(?:19|20)[0-9]{2}|'[0-9]{2})(?:[-/][0-9]{2})?(?![0-9])")


class _Season(NamedTuple):
    """The name of a season in its text, what stands left and right of it."""

    name: str
    capital: bool
    last: bool
    left: re.Match[str] | None
    year: str | None

    @property
    def which(self) -> str | None:
        """The word that says which one is meant: `[last] summer`."""
        return self.left["which"] if self.left else None


_ALSO_WORDS = frozenset({"fall", "spring"})
_WEAK_BEFORE = frozenset({None, "of", "by", "before", "after"})
#: left out of the expression: `in summer`
_NOT_OF_IT = frozenset({"in", "of", "by", "during", "before", "after", "since", "until"})
#: example, and whether the rule holds; where none does, the word is a season
_NO_SEASON: tuple[tuple[str, Callable[[_Season], bool]], ...] = (
    ("to spring up, the fall of Rome", lambda s: s.name in _ALSO_WORDS and not s.year and s.which in _WEAK_BEFORE and not s.capital),
    ("a summer job", lambda s: not (s.year or s.which or (s.left and s.name != "fall") or (s.last and s.name not in _ALSO_WORDS))),
)  # fmt: skip


def season_atom(text: str, raw: str, match: re.Match[str], floor: int, reference: Reference) -> Atom | None:
    """last summer, the winter of 2013, spring 2020; a bare "fall" or "spring" is none."""
    start, end = match.span("season")
    left = _SEASON_LEFT.search(text, max(floor, start - 24), start)
    right = _SEASON_RIGHT.match(text, end)
    last = raw[end : end + 1] in (",", ".", "")
    season = _Season(match["season"], raw[start].isupper(), last, left, right["year"] if right else None)
    if any(holds(season) for _, holds in _NO_SEASON):
        return None
    begin = left.start() if left else start
    if season.which in ("every", "each"):
        return Atom(begin, end, "set", NOWHEN, "season_set", 0.8)
    if right:
        bounds, end = days.season(year_number(right["year"], reference), season.name, "stated"), right.end()
    else:
        bounds = days.relative(reference, _season_near, season.name, season.which or "")
    return Atom(start if season.which in _NOT_OF_IT else begin, end, "date", bounds, "season", 0.8)


def _season_near(at: date, name: str, which: str) -> Bounds | None:
    made = [days.season(y, name, "relative") for y in (at.year - 2, at.year - 1, at.year, at.year + 1) if 1 <= y < 9999]
    if which in ("next", "coming", "following"):
        return next((b for b in made if b.earliest and b.earliest > at), None)
    if which in ("last", "past", "previous"):
        return next((b for b in reversed(made) if b.latest and b.latest < at), None)
    if which == "this":
        return min(made, key=lambda b: abs((b.earliest or at) - at), default=None)
    return next((b for b in reversed(made) if b.earliest and b.earliest <= at), None)


_HOLIDAY_LEFT = re.compile(
    r"(?<![a-z])(?:the )?(?P<which>last|next|this|past|previous|following|every|each|weekend of)[ ]$"
)
_HOLIDAY_RIGHT = re.compile(r"(?:,? (?P<year>(?:19|20)[0-9]{2})(?![0-9]))?(?: (?P<around>weekend|week|season)\b)?")


def holiday_atom(text: str, match: re.Match[str], floor: int, reference: Reference) -> Atom:
    """Christmas Eve, last Easter, Labor Day 2021 weekend; one whose day is not known only in its year."""
    start, end = match.span("holiday")
    left = _HOLIDAY_LEFT.search(text, max(floor, start - 16), start)
    right = _HOLIDAY_RIGHT.match(text, end)
    year = int(right["year"]) if right and right["year"] else None
    end = right.end() if right else end
    name, which = match["holiday"], (left["which"] or "") if left else ""
    bounds: Bounds | None
    if year:
        feast_day = feast(name, year)
        bounds = days.unit_around(feast_day, "day", "stated") if feast_day else days.year_of(year)
    else:
        bounds = days.relative(reference, _feast_near, name, which)
    if left and which in ("every", "each"):
        return Atom(left.start(), end, "set", NOWHEN, "holiday_set", 0.8)
    around = "weekend" if which == "weekend of" else right["around"] if right else None
    if around and bounds and bounds.earliest and bounds.precision == "day":
        bounds = _around(bounds.earliest, around, bounds.basis)
    return Atom(left.start() if left else start, end, "date", bounds or days.UNPLACED, "holiday", 0.8)


def _around(feast_day: date, around: str, basis: str) -> Bounds:
    """Labor Day weekend, Christmas week; how long a season is, nobody can say."""
    if around == "week":
        return days.unit_around(feast_day, "week", basis)
    if around == "season":
        return days.UNPLACED
    saturday = days.add_days(feast_day, (8 - feast_day.weekday()) % 7 - 3)  # the one no more than three days off
    return days.stretch(min(feast_day, saturday), max(feast_day, days.add_days(saturday, 1)), "period", basis)


def _feast_near(at: date, name: str, which: str) -> Bounds | None:
    made = [feast_day for year in (at.year - 1, at.year, at.year + 1) if (feast_day := feast(name, year))]
    if which in ("last", "past", "previous"):
        made = [feast_day for feast_day in made if feast_day < at][-1:]
    elif which in ("next", "following"):
        made = [feast_day for feast_day in made if feast_day > at][:1]
    nearest = min(made, key=lambda feast_day: days.away(at, feast_day), default=None)
    return days.unit_around(nearest, "day") if nearest else None
