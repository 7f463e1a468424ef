"""Joining atoms: a weekday with its date, a date with its time, the two ends of a range; and open ends."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from . import days
from .model import NOWHEN, Atom, Bounds

_RANGE = re.compile(r" ?(?:-|to|till|until|through|thru|and ending|and running through) ?|-|~| ?to the ")
_AND = re.compile(r",? (?:and|or) (?:the )?")
_BETWEEN = re.compile(r"(?<![a-z])(?:between|from|beginning|starting)(?: on| in| at)? (?:the )?$")
_OF = re.compile(r"(?:'s)? (?:of|in|on) (?:the )?(?:year )?|, (?:the )?|[ ,]?\(?|'s |-| the |, of | - ")
_TIME = re.compile(
    r",? ?(?:at|for|from|by|around|before|after|between|@|until|till|-|about|on|in|of|as of)? ?(?:around |about |the )?|[.,] ?|-"
)
_ANCHOR = re.compile(
    r",? (?:from|before|after|prior to|following|since|starting(?: on| in)?|beginning(?: on| in)?|of|later on|until|commencing|ending(?: on| in)?|ended(?: on)?|through) (?:the )?"
)
_LONGEST_GAP = 24

_FINE = {"weekday", "month_day", "part_of_day", "part_bare", "day_word", "ordinal_unit", "day_of_month", "the_unit", "month", "season", "quarter", "holiday", "determined", "past_n", "duration", "numeric_digits", "numeric_slash", "numeric_iso", "weekday_set", "week_number", "that_unit"}  # fmt: skip
_PAIRS = {
    ("weekday", "month_day"), ("weekday", "numeric_digits"), ("weekday", "numeric_slash"), ("weekday", "numeric_iso"), ("weekday", "part_of_day"), ("weekday", "part_bare"),
    ("weekday", "day_of_month"), ("weekday", "determined"), ("weekday", "day_word"), ("day_word", "weekday"), ("determined", "weekday"), ("month_day", "weekday"), ("day_word", "month_day"),
    ("day_word", "part_bare"), ("day_word", "part_of_day"), ("part_bare", "day_word"), ("part_of_day", "weekday"), ("part_of_day", "day_word"), ("part_bare", "weekday"),
    ("month_day", "year"), ("month", "year"), ("holiday", "year"), ("season", "year"), ("quarter", "year"), ("month_day", "part_bare"), ("month_day", "part_of_day"),
    ("determined", "part_bare"), ("day_of_month", "month"), ("the_unit", "year"), ("the_unit", "week_number"), ("part_of_day", "month_day"), ("holiday", "part_bare"), ("determined", "day_of_month"), ("weekday", "holiday"),
}  # fmt: skip
_OF_RIGHT = {"month", "year", "determined", "month_day", "week_number", "the_unit", "fiscal", "decade", "ordinal_unit", "quarter", "numeric_digits", "weekday", "day_word", "season", "holiday", "that_unit", "past_n"}  # fmt: skip


@dataclass(slots=True)
class _Open:
    """An expression that may still grow: its atom, and the rule of its last piece."""

    atom: Atom
    last_rule: str


def joined(text: str, atoms: list[Atom]) -> list[Atom]:
    """The atoms with those that belong together made one."""
    done: list[Atom] = []
    grown: _Open | None = None
    for atom in atoms:
        if grown:
            both = _join(text, grown, atom)
            if both:
                grown = _Open(both, atom.rule)
                continue
            done.append(grown.atom)
        grown = _Open(atom, atom.rule)
    if grown:
        done.append(grown.atom)
    return done


def _join(text: str, left: _Open, right: Atom) -> Atom | None:
    a = left.atom
    if right.start - a.end > _LONGEST_GAP:
        return None
    gap = text[a.end : right.start]
    if right.start < a.end:
        return _one(a, right, a.bounds, "date")
    return (
        _specified(gap, left, right)
        or _timed(text, gap, a, right)
        or _ranged(text, gap, a, right)
        or _anchored(gap, a, right)
    )


def _one(a: Atom, b: Atom, bounds: Bounds, kind: str) -> Atom:
    return Atom(
        a.start,
        b.end,
        kind,
        bounds,
        a.rule if a.rule == b.rule else f"{a.rule}+{b.rule}"[:60],
        min(a.confidence, b.confidence) if "weak" not in (a.kind, b.kind) else max(a.confidence, b.confidence),
    )


def _specified(gap: str, left: _Open, b: Atom) -> Atom | None:
    """Monday, April 12; first week of 2015; tomorrow night."""
    a = left.atom
    if not _OF.fullmatch(gap) or a.kind == "set":
        return None
    has_of = (
        " of " in gap
        or gap.startswith("'s")
        or (" in " in gap and b.rule == "year" and left.last_rule in ("month", "month_day"))
    )
    if has_of:
        fits = left.last_rule in _FINE and b.rule in _OF_RIGHT and b.kind == "date"
    else:
        fits = gap.strip() not in ("in", "on", "in the") and (left.last_rule, b.rule) in _PAIRS
        fits = fits or (
            gap == " "
            and b.rule == "determined"
            and b.bounds.precision == "year"
            and left.last_rule in ("month", "month_day")
        )  # October last year
        fits = fits or (
            gap.strip() == "on"
            and left.last_rule in ("part_of_day", "part_bare", "day_word")
            and b.rule in ("weekday", "month_day")
        )
    if not fits:
        return None
    if a.rule == "the_unit" and has_of and b.bounds.precision == "day" and b.bounds.earliest:
        unit = "week" if a.bounds.precision == "week" else "weekend" if _size(a.bounds) == 1 else "day"
        return _one(a, b, days.unit_around(b.bounds.earliest, unit, b.bounds.basis), "date")  # the week of April 5
    return _one(a, b, _finer(a, b, of=has_of), "date")


def _size(bounds: Bounds) -> int:
    if not bounds.earliest or not bounds.latest:
        return 10**7
    return (bounds.latest - bounds.earliest).days


def _finer(a: Atom, b: Atom, *, of: bool) -> Bounds:
    fine, coarse = (a.bounds, b.bounds) if _size(a.bounds) <= _size(b.bounds) else (b.bounds, a.bounds)
    if _size(fine) == _size(coarse):
        return a.bounds if a.bounds.basis == "stated" or b.bounds is NOWHEN else b.bounds
    if coarse.earliest and coarse.latest and fine.earliest and not coarse.earliest <= fine.earliest <= coarse.latest:
        return _into_year(fine, coarse) if of or coarse.precision == "year" else coarse
    return fine


def _into_year(fine: Bounds, coarse: Bounds) -> Bounds:
    """A day or month told without its year, put into the year told beside it."""
    if coarse.precision != "year" or not fine.earliest or not coarse.earliest:
        return coarse
    year = coarse.earliest.year
    if fine.precision == "day":
        return days.day(year, fine.earliest.month, fine.earliest.day) or coarse
    return days.month(year, fine.earliest.month) or coarse if fine.precision == "month" else coarse


def _timed(text: str, gap: str, a: Atom, b: Atom) -> Atom | None:
    """tomorrow at 10:30; 5pm on Friday; from 10am to 12pm Monday; 18:00 (17:00 GMT)."""
    kinds = {a.kind, b.kind}
    if kinds == {"time"} and gap == " (" and text[b.end : b.end + 1] == ")":
        return _one(a, b._replace(end=b.end + 1), a.bounds, "time")
    if "time" not in kinds or not _TIME.fullmatch(gap):
        return None
    if kinds in ({"time", "date"}, {"time", "weak"}, {"time", "set"}):
        placed = a if a.kind != "time" else b
        kind = "time" if "weak" in kinds else placed.kind
        return _one(a, b, placed.bounds, kind)
    if kinds == {"time"} and "part_of_day" in (a.rule, b.rule) and gap.strip() in ("", "in", "at"):
        return _one(a, b, a.bounds, "time")
    return None


def _ranged(text: str, gap: str, a: Atom, b: Atom) -> Atom | None:
    """from May to September; between 2015 and 2018; 2 to 4pm."""
    opening = _BETWEEN.search(text, max(0, a.start - 24), a.start)
    is_and = _AND.fullmatch(gap) and " and" in gap and opening and opening.group().startswith("between")
    if not (is_and or (_RANGE.fullmatch(gap) and (gap.strip() != "-" or gap == gap.strip() or a.kind == b.kind))):
        return None
    if a.kind != b.kind and {a.kind, b.kind} not in ({"time", "date"}, {"weak", "date"}):
        return None
    if a.kind in ("duration", "set", "weak"):
        return None
    start = opening.start() if opening else a.start
    if a.rule == "the_unit" and b.rule == "month":
        return _one(a, b, _year_to(a, b), "date")
    return Atom(
        start,
        b.end,
        "date" if "date" in (a.kind, b.kind) else "time",
        _between(_week_before(a, b), b.bounds),
        "range",
        min(a.confidence, b.confidence),
    )


def _year_to(a: Atom, b: Atom) -> Bounds:
    """the year to March: the twelve months that end with it."""
    last = b.bounds.latest
    if last is None or _size(a.bounds) < 360:
        return days.UNPLACED
    return days.stretch(days.add_months(days.add_days(last, 1), -12), last, "period", b.bounds.basis)


def _week_before(a: Atom, b: Atom) -> Bounds:
    """The bounds of the first end; a weekday that would come after the last end is that of the week before."""
    first, last = a.bounds.earliest, b.bounds.earliest
    if a.rule == b.rule == "weekday" and first and last and first > last:
        return days.unit_around(days.add_days(first, -7), "day")
    return a.bounds


def _between(a: Bounds, b: Bounds) -> Bounds:
    if a.basis == "relative" and b.basis == "stated" and a.earliest and a.latest and b.earliest:
        a = _before(a, b.earliest)
    if a.edtf is None or b.edtf is None:
        return days.hull(a, b) if a.earliest and b.latest else b if a is NOWHEN else days.UNPLACED
    made = days.hull(a, b)
    first, last = a.edtf.split("/")[0], b.edtf.split("/")[-1]
    return made._replace(edtf=f"{first}/{last}") if a.earliest and b.latest and a.earliest <= b.latest else made


def _before(a: Bounds, end: date) -> Bounds:
    """The first end of a range without a year takes it from the second: May to Oct 2020."""
    if not a.earliest or a.precision not in ("day", "month"):
        return a
    for year in (end.year, end.year - 1):
        made = (
            days.day(year, a.earliest.month, a.earliest.day)
            if a.precision == "day"
            else days.month(year, a.earliest.month)
        )
        if made and made.earliest and made.earliest <= end:
            return made
    return a


def _anchored(gap: str, a: Atom, b: Atom) -> Atom | None:
    """three weeks after Christmas; 2 weeks starting May 20th: placed only by the reader."""
    if (
        not (a.kind == "duration" or (a.rule == "the_unit" and "commenc" in gap))
        or b.kind != "date"
        or not _ANCHOR.fullmatch(gap)
    ):
        return None
    return _one(a, b, b.bounds if "start" in gap or "of" in gap else days.UNPLACED, "date")


_OPENING = re.compile(
    r"(?<![a-z])(?P<word>since|before|after|until|till|prior to|no later than|not later than|as early as|as late as|later than|earlier than|sooner than|starting(?: on| in| from)?|beginning(?: on| in)?|by|ever since|as of|from|up to|up until|more than|less than|at least)"
    r" (?:about |around |at least |the |early |late |mid-|in )?$|(?P<sign>[<>]=? ?|< = |> = |=< ?)$"
)
_WORDS = {
    "since": "since", "ever since": "since", "after": "after", "later than": "after", "starting": "since", "beginning": "since", "as early as": "since",
    "before": "before", "prior to": "before", "earlier than": "before", "until": "until", "till": "until", "by": "until", "up to": "until", "up until": "until",
    "no later than": "until", "not later than": "until", "as late as": "until", "sooner than": "before",
}  # fmt: skip


def opened(text: str, atom: Atom, floor: int) -> Atom:
    """The expression with the preposition that opens one of its ends: since mid-March, before 2010."""
    if atom.kind == "set" or atom.rule == "range":
        return atom
    match = _OPENING.search(text, max(floor, atom.start - 32), atom.start)
    if not match:
        return atom
    word = (match["word"] or "").removesuffix(" on").removesuffix(" in").removesuffix(" from")
    if word in ("by", "from", "as of", "at least", "less than") and atom.kind != "date":
        return atom if word not in ("at least", "less than") else atom._replace(start=match.start())
    if atom.kind != "date" or word not in _WORDS:
        return atom._replace(start=match.start())
    return atom._replace(start=match.start(), bounds=days.open_end(atom.bounds, _WORDS[word]))
