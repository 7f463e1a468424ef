"""Atoms told from where one stands: today, last week, three years ago; and durations, sets, times of day."""

from __future__ import annotations

import re
from datetime import date

from onrecord.word_lists import groups

from . import days
from .model import NOWHEN, Atom, Bounds, Reference
from .month_atoms import day_number
from .words import CARDINALS, NOW, ORDINAL, QUANTITY, STRONG_PARTS, UNIT_FORMS, quantity

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
_QUANTITY = re.compile(
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
    if left := _QUANTITY.search(text, window, start):
        return _counted(text, left, unit, end, reference)
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


def _determined(text: str, left: re.Match[str], unit: str, end: int, reference: Reference) -> Atom | None:
    det = left["det"]
    count = quantity(left["q"] or left["n0"] or "") if (left["q"] or left["n0"]) else None
    begin = left.start()
    plural = text[end - 1] == "s" or left["q"] is not None
    if unit in ("second", "minute") and det not in ("last", "next", "past"):
        return None
    if unit == "minute" and not plural and text.endswith("at ", 0, begin):
        return None  # at the last minute
    if det in ("first", "final", "opening", "closing") and not plural and unit not in {*_CALENDAR_UNITS, "hour"}:
        return None
    if det == "first" and unit == "quarter" and not plural:
        return None  # a quarter of the year, told as the others are: the third quarter
    if plural and det in ("these", "those", "first", "final", "opening", "closing", "same", "current", "this", "that"):
        return Atom(begin, _more(text, end), "duration", NOWHEN, "determined_duration", 0.7)
    if plural or (left["q"] and count and count > 1):
        bounds = days.relative(reference, _span_beside, count, unit, det in _AHEAD)
        return Atom(begin, _more(text, end), "date", bounds, "past_n", 0.85)
    if det in ("same", "that", "first", "final", "earlier", "opening", "closing"):
        return Atom(begin, end, "date", days.UNPLACED, "that_unit", 0.6)
    move = 1 if det in _AHEAD else -1 if det in _BEHIND else 0
    bounds = days.relative(reference, _unit_beside, move, unit)
    part = (left["part"] or "").removeprefix("the ").split(" ")[0]
    if (
        det == "past"
        and "this" not in left.group()
        and unit in ("week", "month", "quarter", "year", "decade", "century")
    ):
        return Atom(begin, end, "date", days.relative(reference, _span_beside, 1, unit, False), "past_n", 0.85)
    bounds = _parted(bounds, part, reference, move)
    return Atom(begin, end, "date", bounds, "determined", 0.9)


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


def _counted(text: str, left: re.Match[str], unit: str, end: int, reference: Reference) -> Atom | None:
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


_PART_LEFT = re.compile(
    r"(?<![a-z])(?:(?:early|late|later|earlier|mid)[ -](?:on |in )?)?(?:in |at |during |by )?(?P<det>this|that|last|next|the|previous|following|every|each|one|early|late|mid|in|at|all|same|yesterday|tomorrow|by|before|after|until)[ -](?:same |early |late |entire |whole )?$"
)
_PART_RIGHT = re.compile(r"(?:[ -]time\b)?(?: (?:at|around) [0-9]{1,2}(?::[0-9]{2})?(?![0-9:%]| [a-z]+s\b))?")


def part_atom(text: str, match: re.Match[str], floor: int, reference: Reference) -> Atom | None:
    """this evening, in the morning, at noon; a bare "night" only counts when it joins a date."""
    start, end = match.span("part")
    word = match["part"]
    left = _PART_LEFT.search(text, max(floor, start - 30), start)
    right = _PART_RIGHT.match(text, end)
    end = right.end() if right else end
    if left and left["det"] in ("every", "each"):
        return Atom(left.start(), end, "set", NOWHEN, "part_set", 0.8)
    counted = _QUANTITY.search(text, max(floor, start - 44), start) if word in ("night", "nights") else None
    if counted and ((quantity(counted["q"]) or 2) > 1 or counted["q"] == "1"):
        return _counted(text, counted, "day", end, reference)  # three nights
    if word == "lunch" and not (left and left["det"] in ("before", "after", "at", "by", "until")):
        return None
    if not left and word not in STRONG_PARTS:
        return Atom(start, end, "weak", NOWHEN, "part_bare", 0.3)
    det = left["det"] if left else None
    bounds, kind = NOWHEN, "time"
    if det in ("this", "last", "next"):
        move = {"this": 0, "last": -1, "next": 1}[det]
        bounds, kind = days.relative(reference, lambda at: days.unit_around(days.add_days(at, move), "day")), "date"
    begin = left.start() if left else start
    if (
        left
        and det in ("in", "at", "by", "before", "after", "until")
        and not text.startswith(("in the ", "in ", "at "), left.start())
    ):
        begin = left.start()
    return Atom(begin, end, kind, bounds, "part_of_day", 0.75)


_NAME = re.compile(r"[A-Z][a-z]+ [A-Z]")
_CLOCK_RIGHT = re.compile(
    r"(?: ?(?:gmt|utc|est|edt|et|pt|pst|pdt|cet|bst|cst|mst)\b)?(?:(?: ?- ?| to | until )[0-9]{1,2}(?::[0-9]{2})?(?![0-9:.%/,-]| ?[ap]\.?m| [a-z]+s\b))?"
)
_TO_CLOCK = re.compile(
    rf"(?<![0-9.,$£€a-z])(?:from |between |at )?(?:[0-9]{{1,2}}(?:[:.][0-9]{{2}})?|{'|'.join(CARDINALS)}) ?(?:-|to|and|until|till) ?$"
)


def clock_atom(text: str, match: re.Match[str], kind: str, floor: int) -> Atom | None:
    """10:30, 5pm, 5.30 p.m., 11 o'clock, 5 to 6pm."""
    start, end = match.span(kind)
    words = match[kind]
    numbers = [int(n) for n in re.findall(r"[0-9]{1,2}", words)]
    if numbers[0] > 24 or any(n > 59 for n in numbers[1:]):
        return None
    if re.fullmatch(r"[0-9]{1,2}[ap]", words) and not re.search(
        r"(?:at|by|until|from|to|before|after) $", text[max(0, start - 7) : start]
    ):
        return None
    if re.fullmatch(r"[0-9]{1,2}:[0-9]{1}|[0-9]{1,2}:[0-9]{2}", words) and re.match(
        r" (?:aspect|ratio|scale|odds|win|loss)", text[end : end + 8]
    ):
        return None
    left = _TO_CLOCK.search(text, max(floor, start - 20), start)
    begin = left.start() if left else start
    right = _CLOCK_RIGHT.match(text, end)
    return Atom(begin, right.end() if right else end, "time", NOWHEN, "clock", 0.9)


def short_atom(match: re.Match[str]) -> Atom:
    """3h, 30min, 2w."""
    return Atom(*match.span("short"), "duration", NOWHEN, "short_duration", 0.6)


def set_atom(raw: str, match: re.Match[str]) -> Atom | None:
    """daily, annual, quarterly; not the Daily News."""
    if _NAME.match(raw, match.start("set")):
        return None
    return Atom(*match.span("set"), "set", NOWHEN, "adverb_set", 0.75)
