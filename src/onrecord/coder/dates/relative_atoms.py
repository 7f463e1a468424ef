"""Atoms told from where one stands: today, last week, three years ago; and durations."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from onrecord.word_lists import groups

from . import days
from .model import NOWHEN, Atom, Bounds, Reference
from .month_atoms import day_number
from .words import NOW, ORDINAL, QUANTITY, UNIT_FORMS, quantity

_NOW_LEFT = re.compile(
    r"(?<![a-z])(?:(?:early|late|mid|right|later|earlier|until|till|as of|end of|from|by|just|the day (?:before|after))[ -])$"
)


def now_atom(text: str, match: re.Match[str], floor: int, reference: Reference) -> Atom:
    """today, yesterday, tomorrow, now."""
    start, end = match.span("now")
    word = match["now"]
    left = _NOW_LEFT.search(text, max(floor, start - 16), start)
    begin = left.start() if left and left.group().strip(" -") not in ("until", "till", "from", "by") else start
    move = NOW[word] + {"the day before": -1, "the day after": 1}.get(left.group().strip() if left else "", 0)
    is_now = word in ("now", "currently", "nowadays")
    bounds = (
        days.UNPLACED
        if is_now
        else days.relative(reference, lambda at: days.unit_around(days.add_days(at, move), "day"))
    )
    return Atom(begin, end, "date", bounds, "now" if is_now else "day_word", 0.8 if word == "now" else 0.95)


def recent_atom(match: re.Match[str]) -> Atom:
    """recently, these days, the past: no bounds can be given."""
    return Atom(*match.span("recent"), "date", days.UNPLACED, "recent", 0.6)


_U = r"(?:business |working |calendar |fiscal |financial |school |academic |trading |tax |whole |full |straight |consecutive |long |more |additional |extra |solid )?"
_EVERY = re.compile(
    rf"(?<![a-z])(?:every|each|once an?|twice an?|times an?|per|once every|twice every|once per|any)[ -](?:(?P<q>{QUANTITY}|other|single|few) )?{_U}$"
)
_DET = r"(?:the |this |these |those |his |her |its |their |our |my |your )?(?:very )?(?P<det>last|past|previous|preceding|prior|next|coming|following|upcoming|current|same|first|final|latest|this|that|these|those|recent|earlier|closing|opening)"
_RELATIVE = re.compile(
    rf"(?<![a-z0-9])(?:(?P<part>earlier|later|early|late|mid|so far|end of|beginning of|start of|middle of|rest of|remainder of|close of|(?:(?:the )?(?:first|second|latter) )?half of|all|throughout|halfway through|most of|part of)[ -](?:in |on )?)?(?:the )?(?:(?P<n0>{QUANTITY}) )?{_DET}[ -](?:(?P<q>{QUANTITY}) )?(?:or so )?{_U}$"
)
_BARE_THE = re.compile(
    r"(?<![a-z])(?:(?P<part>earlier|later|early|late|mid|end of|beginning of|start of|middle of|rest of|half of|all|whole|throughout|close of|turn of|course of)[ -](?:in )?)?(?:the|all|whole|entire)[ -](?:whole |entire |full )?(?:business |fiscal |financial |calendar )?$"
)
QUANTITY_LEFT = re.compile(
    rf"(?<![a-z0-9.,$£€])(?:(?P<in>in|within|after|for|over|every)[ ])?(?:the |these |those |another |an additional |an? (?:full|whole|entire) |(?:more|less|fewer) than |at least |up to |about |nearly |almost |over )?(?P<q>{QUANTITY})[ -]?{_U}$"
)
_ORDINAL = re.compile(
    rf"(?<![a-z0-9])(?:(?:the )?(?:early|late|mid|end of|beginning of)[ -])?(?:the |its |his |her |their |this |last )?(?:(?P<n>{ORDINAL}|[0-9]{{1,2}}(?:st|nd|rd|th))(?:[ -](?:fiscal|financial|calendar|full))?|(?P<fiscal>fiscal|financial|calendar))[ -]$"
)
_WEEK_NUMBER = re.compile(r" (?P<n>[0-9]{1,2})(?![0-9.,:/%]| ?[ap]m)")
_DIRECTION = re.compile(
    r"(?:,? (?:or so )?(?P<way>ago|earlier|later|hence|beforehand|from now|from today|from tomorrow|from yesterday|before today|after tomorrow|after today|after yesterday|before yesterday|before tomorrow|prior|back|on|out)"
    r"|(?P<time>s?'s? time))(?![a-z])"
)
_AND_MORE = re.compile(
    rf"(?: and |, | )(?:(?P<part>a (?:half|quarter))|(?:{QUANTITY}) (?:years?|months?|weeks?|days?|hours?|hrs?|minutes?|mins?|seconds?|secs?)(?! ago| later| earlier))(?![a-z])"
)
_OLD = re.compile(r"[ -]?(?:olds?\b|of age|'? old)")
_DAY_BESIDE = re.compile(r" (?:before yesterday|after tomorrow)\b")
_THE_COUNTED = re.compile(r"(?:in|within) (?:the|these|those) ")
_BACK = frozenset(
    {"ago", "earlier", "beforehand", "back", "prior", "before today", "before yesterday", "before tomorrow"}
)


def unit_atom(text: str, match: re.Match[str], floor: int, reference: Reference) -> Atom | None:
    """last week, the past three years, two months ago, every day, the third quarter, six weeks."""
    start, end = match.span("unit")
    word, unit = match["unit"], UNIT_FORMS[match["unit"]]
    window = max(floor, start - 64)
    if _OLD.match(text, end) or (word == "day" and _DAY_BESIDE.match(text, end)):
        return None
    if left := _EVERY.search(text, window, start):
        return Atom(left.start(), end, "set", NOWHEN, "every", 0.85)
    if word == "days" and text.startswith(("these ", "those "), max(0, start - 6)):
        return Atom(start - 6, end, "date", days.UNPLACED, "recent", 0.6)
    left = _RELATIVE.search(text, window, start)
    atom = _determined(text, left, unit, end, reference) if left else None
    if atom:
        return atom
    if left := _ORDINAL.search(text, window, start):
        return _ordinal(text, left, unit, end, reference) if unit in _CALENDAR_UNITS else None
    if word == "second" and not text[max(0, start - 3) : start].strip(" -")[-1:].isdecimal():
        return None
    if left := QUANTITY_LEFT.search(text, window, start):
        return counted_atom(text, left, unit, end, reference)
    return _uncounted(text, word, start, end, window, reference)


_CALENDAR_UNITS = frozenset({"day", "week", "weekend", "month", "year", "quarter", "decade", "century"})


def _uncounted(text: str, word: str, start: int, end: int, window: int, reference: Reference) -> Atom | None:
    """week 31, the week, the rest of the year, for years."""
    unit = UNIT_FORMS[word]
    number = _WEEK_NUMBER.match(text, end) if unit == "week" else None
    if number and 1 <= int(number["n"]) <= 53:
        return Atom(start, number.end(), "date", days.UNPLACED, "week_number", 0.7)
    left = _BARE_THE.search(text, window, start)
    if not left:
        return _bare(text, word, start, end, window)
    if word.endswith("s"):
        return Atom(left.start(), end, "duration", NOWHEN, "the_units", 0.4)
    if unit not in _CALENDAR_UNITS:
        return None
    return Atom(left.start(), end, "date", days.relative(reference, _the_unit, unit), "the_unit", 0.55)


def _the_unit(at: date, unit: str) -> Bounds | None:
    """The unit we are in; the weekend, told on a weekday, is the one before."""
    if unit == "century":
        return None
    return days.unit_around(days.add_days(at, -7) if unit == "weekend" and at.weekday() < 5 else at, unit)


_VAGUE_LEFT = re.compile(
    r"(?<![a-z])(?:for|in|over|after|within|of|take|took|taken|spent|spend|last|lasted|by|just|only|mere|through)[ ]$"
)


def _bare(text: str, word: str, start: int, end: int, window: int) -> Atom | None:
    """for years, weeks later: a plural without a number."""
    if not word.endswith("s") or word in ("seconds", "quarters", "mins", "secs"):
        return None
    direction = _DIRECTION.match(text, end)
    if direction and direction["way"] not in (None, "on", "out", "back"):
        return Atom(start, direction.end(), "date", days.UNPLACED, "ago", 0.6)
    if _VAGUE_LEFT.search(text, window, start):
        return Atom(start, end, "duration", NOWHEN, "vague_duration", 0.5)
    return None


_AHEAD = groups("date_words")["ahead"]
_BEHIND = groups("date_words")["behind"]


class _Determined(NamedTuple):
    """A unit of time with a word that says which one is meant: `the [past] three [weeks]`."""

    text: str
    left: re.Match[str]
    unit: str
    end: int
    reference: Reference

    @property
    def word(self) -> str:
        """The determining word."""
        return self.left["det"]

    @property
    def start(self) -> int:
        """Where the expression begins."""
        return self.left.start()

    @property
    def plural(self) -> bool:
        """Whether several units are meant, counted or not."""
        return self.text[self.end - 1] == "s" or self.left["q"] is not None

    @property
    def amount(self) -> float | None:
        """How many, where a number says so."""
        words = self.left["q"] or self.left["n0"]
        return quantity(words) if words else None

    def without_bounds(self, kind: str, rule: str, confidence: float) -> Atom:
        """The atom of an expression whose place in time the words don't tell."""
        bounds = NOWHEN if kind == "duration" else days.UNPLACED
        return Atom(
            self.start, _more(self.text, self.end) if kind == "duration" else self.end, kind, bounds, rule, confidence
        )


_SHORT = frozenset({"second", "minute"})
_CALENDAR_OR_HOUR = frozenset({*_CALENDAR_UNITS, "hour"})
_LONG = _CALENDAR_UNITS - {"day", "weekend"}
_FIRST_OR_LAST = frozenset({"first", "final", "opening", "closing"})
_SOME_STRETCH = _FIRST_OR_LAST | {"these", "those", "same", "current", "this", "that"}
_KNOWN_UNIT = _FIRST_OR_LAST | {"same", "that", "earlier"}


def _several(d: _Determined) -> Atom:
    bounds = days.relative(d.reference, _span_beside, d.amount, d.unit, d.word in _AHEAD)
    return Atom(d.start, _more(d.text, d.end), "date", bounds, "past_n", 0.85)


def _past_unit(d: _Determined) -> Atom:
    return Atom(d.start, d.end, "date", days.relative(d.reference, _span_beside, 1, d.unit, False), "past_n", 0.85)


def _one_unit(d: _Determined) -> Atom:
    move = 1 if d.word in _AHEAD else -1 if d.word in _BEHIND else 0
    part = (d.left["part"] or "").removeprefix("the ").split(" ")[0]
    bounds = _parted(days.relative(d.reference, _unit_beside, move, d.unit), part, d.reference, move)
    return Atom(d.start, d.end, "date", bounds, "determined", 0.9)


#: example, whether the rule holds, what it makes of the words (None: no expression); the first that holds decides
_DETERMINED_RULES: tuple[tuple[str, Callable[[_Determined], bool], Callable[[_Determined], Atom | None]], ...] = (
    ("this second", lambda d: d.unit in _SHORT and d.word not in ("last", "next", "past"), lambda _: None),
    ("at the last minute", lambda d: d.unit == "minute" and not d.plural and d.text.endswith("at ", 0, d.start), lambda _: None),
    ("the final minute", lambda d: d.word in _FIRST_OR_LAST and not d.plural and d.unit not in _CALENDAR_OR_HOUR, lambda _: None),
    ("the first quarter (as the third one)", lambda d: d.word == "first" and d.unit == "quarter" and not d.plural, lambda _: None),
    ("the first three weeks", lambda d: d.plural and d.word in _SOME_STRETCH, lambda d: d.without_bounds("duration", "determined_duration", 0.7)),
    ("the past three years", lambda d: d.plural, _several),
    ("the same day", lambda d: d.word in _KNOWN_UNIT, lambda d: d.without_bounds("date", "that_unit", 0.6)),
    ("over the past year", lambda d: d.word == "past" and "this" not in d.left.group() and d.unit in _LONG, _past_unit),
    ("earlier this week", lambda _: True, _one_unit),
)  # fmt: skip


def _determined(text: str, left: re.Match[str], unit: str, end: int, reference: Reference) -> Atom | None:
    """What the first rule that holds makes of a unit with a determining word."""
    expression = _Determined(text, left, unit, end, reference)
    return next(make(expression) for _, holds, make in _DETERMINED_RULES if holds(expression))


def _parted(bounds: Bounds, part: str, reference: Reference, move: int) -> Bounds:
    ends = days.pair(reference)
    if not part or not bounds.earliest or not bounds.latest or not ends:
        return bounds
    if move == 0 and part in ("earlier", "so", "early"):
        if part == "so":
            return days.stretch(bounds.earliest, ends[1])
        return bounds._replace(latest=max(bounds.earliest, ends[1]))
    if move == 0 and part in ("later", "rest", "remainder"):
        return bounds._replace(earliest=min(bounds.latest, ends[0]))
    return days.part_of(bounds, part)


def _unit_beside(at: date, move: int, unit: str) -> Bounds | None:
    if unit in ("second", "minute", "hour"):
        return days.unit_around(at, "day")
    return days.unit_around(days.shift(at, move, "week" if unit == "weekend" else unit), unit)


def _span_beside(at: date, count: float | None, unit: str, ahead: bool) -> Bounds | None:
    if count is None:
        return None if not ahead else Bounds(at, None, None, "period", "relative")
    if unit in ("second", "minute", "hour"):
        return days.unit_around(at, "day")
    amount = max(1, min(round(count), 9999))
    return days.stretch(at, days.shift(at, amount if ahead else -amount, "week" if unit == "weekend" else unit))


def _more(text: str, end: int) -> int:
    more = _AND_MORE.match(text, end)
    again = _AND_MORE.match(text, more.end()) if more else None
    return again.end() if again else more.end() if more else end


_BEFORE_CHRIST = re.compile(r" b\.?c\b")
_OF_YEAR = re.compile(r" (?:of )?(?P<year>(?:19|20)[0-9]{2})(?![0-9])")


def _ordinal(text: str, left: re.Match[str], unit: str, end: int, reference: Reference) -> Atom | None:
    """the third quarter, the 21st century, first week; fiscal year."""
    number = _ordinal_value(left["n"]) if left["n"] else 0
    bounds = days.UNPLACED
    year = _OF_YEAR.match(text, end)
    if unit == "century" and number:
        bounds = (None if _BEFORE_CHRIST.match(text, end) else days.century(number)) or days.UNPLACED
    elif unit == "quarter" and 1 <= number <= 4:
        if year:
            bounds, end = days.quarter(int(year["year"]), number), year.end()
        else:
            bounds = days.relative(
                reference,
                lambda at: days.quarter(
                    at.year if number <= (at.month + 2) // 3 else max(at.year - 1, 1), number, "relative"
                ),
            )
    elif left["fiscal"] and year:
        bounds, end = days.year_of(int(year["year"])) or days.UNPLACED, year.end()
    elif unit in ("day", "year") and not left["fiscal"]:
        return Atom(left.start(), end, "date", days.UNPLACED, "ordinal_unit", 0.5)
    return Atom(left.start(), end, "date", bounds, "ordinal_unit", 0.7)


def _ordinal_value(words: str) -> int:
    digits = re.match(r"[0-9]+", words)
    if digits:
        return int(digits.group())
    return day_number(words) or 0


def counted_atom(text: str, left: re.Match[str], unit: str, end: int, reference: Reference) -> Atom | None:
    """two years; two years ago; in two weeks."""
    words = left["q"]
    count = quantity(words)
    if count and (more := _AND_MORE.match(text, end)):
        count = count + {"a half": 0.5, "a quarter": 0.25}[more["part"]] if more["part"] else None
    end = _more(text, end)
    direction = _DIRECTION.match(text, end)
    begin = left.start() if left["in"] in (None, "in", "within") else left.start("q")
    way = direction["way"] if direction else None
    if way in ("on", "out", "back") and (way != "back" or words.strip() in ("a", "an")):
        way, direction = None, None
    if direction and way:
        back = way in _BACK
        here = way in ("ago", "back", "hence", "from now", "from today", "before today")
        bounds = days.relative(reference, _distant, count, unit, back) if here else days.UNPLACED
        stop = direction.end()
        if way == "ago" and count and text.startswith(" today", stop):
            stop += len(" today")
            bounds = days.relative(reference, lambda at: days.unit_around(days.shift(at, -round(count), unit), "day"))
        return Atom(left.start("q"), stop, "date", bounds, "ago" if back else "later", 0.9)
    if direction or (left["in"] in ("in", "within") and not _THE_COUNTED.match(left.group())):
        bounds = days.relative(reference, _distant, count, unit, False)
        return Atom(
            begin,
            direction.end() if direction else end,
            "date",
            bounds if left["in"] == "in" or direction else days.UNPLACED,
            "in_n",
            0.7,
        )
    if words.strip() in ("a", "an") and left["in"] is None:
        rate = text[max(0, left.start() - 1) : left.start()] == " " and bool(
            re.search(
                r"(?:[0-9%]|\b(?:once|twice|times|hours|days|dollars|barrels|cents|miles|people)) $",
                text[max(0, left.start() - 8) : left.start()],
            )
        )
        return Atom(left.start("q"), end, "set" if rate else "duration", NOWHEN, "a_unit", 0.5)
    if words.strip() in ("some", "many", "few") and unit in ("second",):
        return None
    return Atom(left.start("q"), end, "duration", NOWHEN, "duration", 0.8)


def _distant(at: date, count: float | None, unit: str, back: bool) -> Bounds | None:
    """As far off as told, as precise as its unit: two weeks ago is a week, three years ago a year."""
    if unit == "hour" and count and count >= 24:
        return days.unit_around(days.add_days(at, round(count / 24) * (-1 if back else 1)), "day")
    if unit in ("second", "minute", "hour"):
        return days.unit_around(at, "day")
    if count is None or count >= 1000:
        return None  # 2000 years ago is no year
    if count != int(count):
        return _broken(at, -count if back else count, unit)
    moved = days.shift(at, -int(count) if back else int(count), unit)
    if unit in ("day", "month", "year"):
        return days.unit_around(moved, unit)
    if unit in ("week", "fortnight", "weekend"):
        return days.stretch(days.add_days(moved, -3), days.add_days(moved, 3), "week")
    return days.unit_around(moved, "year") if unit in ("quarter",) else days.unit_around(moved, "decade")


def _broken(at: date, count: float, unit: str) -> Bounds | None:
    """A year and a half ago: the months around it; half a century ago: the decade."""
    months = count * {"year": 12, "decade": 120, "century": 1200}.get(unit, 0)
    if not 1 <= abs(months) < 12 * 9999:
        return None
    if unit != "year":
        return days.unit_around(days.add_months(at, round(months)), "decade")
    return days.stretch(days.add_months(at, round(months) - 3), days.add_months(at, round(months) + 3))
