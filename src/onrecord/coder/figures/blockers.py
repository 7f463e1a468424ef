"""Numbers that are no figures: dates, times, scores, labels, pronouns. Each rule has a name and an example."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from onrecord.numbers import FoundNumber
from onrecord.numbers.lexicon import TEENS, TENS
from onrecord.word_lists import groups, listings

from . import context
from .units import unit_at

MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)"
)
_DAY_AFTER_MONTH = re.compile(rf"\b{MONTH}\.?,? (?:the )?$")
_MONTH_AFTER_DAY = re.compile(rf"[ -](?:of )?{MONTH}(?![a-z])")
_MONTHS_NO_MAY = re.compile(r"[ -]may\b(?! [0-9])")
_CLOCK_AFTER = re.compile(
    r":[0-9]|\.[0-9]{2} ?[ap]\.?m\b| ?(?:[ap]\.m\b|[ap]m\b)| o'clock| ?(?:gmt|utc|est|edt|cet|bst|pst|pdt)\b| hours (?:gmt|local)|h[0-9]{2}\b"
)
_YEAR_BEFORE = re.compile(
    r"\b(?:in|since|by|of|from|until|till|before|after|during|to|early|late|mid|year|circa|around|for|and|through|the|between|"
    rf"spring|summer|autumn|fall|winter|q[1-4]|ad|a\.d\.|bc|{MONTH})[,.]?[ -](?:the |early |late |mid[ -]?|about )?$|['’]$"
)
_ALWAYS_YEAR_BEFORE = re.compile(
    rf"\b(?:in|since|by|until|till|before|after|during|early|late|mid|circa|year|a\.d\.|ad|spring|summer|autumn|winter|{MONTH})[,.]?[ -](?:the |early |late |mid[ -]?)?$"
)
_YEAR_AFTER = re.compile(r"[-–/][0-9]{2}(?![0-9])|s\b|[-–][0-9]{4}\b")


def _either(group: str) -> str:
    return "|".join(map(re.escape, listings("label_nouns")[group]))


_LABEL_WORD = re.compile(rf"\b(?:{_either('label')})[ -]#?$")
_NUMBERED_PARTS = re.compile(rf"\b(?:{_either('numbered part')}) $")
_SLASH_NAMES = frozenset({"24/7", "9/11", "7/7", "7/11"})
_SUB_BEFORE = re.compile(r"\b(?:minus|sub|plus|negative)-$")
_GLUED = re.compile(r"[a-z]-$|[a-z]\.$")
_WORD_BEFORE = re.compile(r"(?:^|[^\w’'-])([A-Z][\w’'-]{0,30}|[a-z][a-z-]{0,20}[A-Z]\w{0,20})[ -]$")
_NAME_FOLLOWS = re.compile(r" [A-Z][a-z]+(?: [A-Z]|[.,:;]|$)")
_PLURAL_NEAR = re.compile(r" (?:[a-z]+ ){0,3}[a-z]*s\b| [a-z]+ (?:people|men|women)")
_SENTENCE_START = re.compile(r"(?:^|[.!?;\"“”‘(\n\]—•|-])\s*$")
_NAME_BUT_NO_LABEL = groups("counted_words")["before a number in a name"]
_SCORE_NOUN = re.compile(rf" (?:{_either('score')})\b")
_SCORE = re.compile(r"[0-9]{1,3}-[0-9]{1,3}$")
_MORE_DIGITS = re.compile(r"[-/.:_][0-9]|[-/][a-z]?[0-9]|\) [0-9]{3}-[0-9]{4}")
_PHONE = re.compile(r"^[0-9]{3}-[0-9]{4}$")
_TO_ONE = re.compile(r" to (?:1|one)$")
_AGES = re.compile(r"\b(?:ages|aged) $")
_ODDS = re.compile(r"[0-9]{1,3}-to-[0-9]{1,3}$")
_UNIT_NEXT = re.compile(r" ?(?:%|[a-z]{1,3}\b(?<!in)(?<!to)(?<!of)(?<!at)(?<!on))")
_DIGITS_BEFORE = re.compile(r"[0-9][-/.:]$|[0-9]{4},$|[a-z][0-9]{1,3},$")
_FUNCTION = (
    r"(?:is|was|has|had|who|that|which|can|could|would|should|may|might|must|will|to|for|in|on|at|by|with|from|and|or|but|as|if"
    r"|when|where|after|before|because|than|more|so|too|then|they|he|she|it|we|you|i|another|the|a|an|did|does|do|says|said|up|out|off|per)"
)
_COUNTING_ON = re.compile(r", (?:two|three|four|[0-9])| and (?:two|three|a half)\b")
_ONE_AFTER = re.compile(rf"(?:[.,;:!?)\"“”—]|$|\n| {_FUNCTION}\b|[-'])")
_VERB_AFTER_ONE = re.compile(
    r" (?!series|species|news|us\b|gas|bus|lens|campus|virus|census|chorus|plus|was\b|has\b)[a-z]+[^s\W]s\b"
)
_ONE_UNIT = re.compile(
    r"-(?:hour|minute|day|week|month|year|mile|bedroom|man|woman|person|third|fifth|quarter|ton|pound|point|way|on-one)\b"
)
_ONE_BEFORE = re.compile(
    r"\b(?:the|this|that|no|any|every|each|which|another|other|such|only|a|an|good|bad|big|new|old|next|last|first|great|loved|right|wrong|easy|hard"
    r"|[a-z]{2,}(?:est|al|ive|ous|ful|able|ic))[ -]$"
)
_HALF_BEFORE = re.compile(
    r"\b(?:first|second|other|better|opening|final|latter|the|this|last|next|each|either|top|bottom|back|front)[ -]$"
)
_HALF_AFTER = re.compile(
    r"[ -]past\b|-(?!hour|year|mile|day|million|dozen|billion|century|inch|a\b|point|cent|minute|pint|gallon|ton|acre)|time\b|way\b"
)
_QUARTER_AFTER = re.compile(
    r" of (?!20)| (?:mile|million|billion|century|inch|pound|point|hour|cup|teaspoon|century)s?\b|-(?:mile|inch|century|pounder|point)"
)
_FRACTION_AFTER = re.compile(
    r" of\b| the\b| more\b| less\b| fewer\b| higher\b| lower\b|[.,;)]| their\b| its\b| (?:by|in|from|to)\b|$"
)
_BARE_SCALES = frozenset({"hundred", "thousand", "million", "billion", "trillion", "dozen", "lakh", "crore"})
_YEARLIKE = range(1900, 2201)


def blocked(folded: str, raw: str, found: FoundNumber) -> str | None:
    """The name of the rule that says the number is no figure, or None."""
    start, end = found.start, found.end
    before = folded[max(0, start - 28) : start]
    words = folded[start:end]
    digits = words[:1].isdecimal() or words[:1] == "-"
    if start == 0 and end == len(folded) and not digits:
        return None  # the whole text is that number: no words tell it to be something else
    if found.number.qualifier == "range":
        return _blocked_range(folded, raw, found, before)
    if digits:
        return _blocked_digits(folded, raw, found, before)
    if words[:1] in "-.½¼¾⅓⅔":
        return None
    return _blocked_words(folded, raw, found, before, words)


def _blocked_digits(folded: str, raw: str, found: FoundNumber, before: str) -> str | None:
    start, end = found.start, found.end
    value = found.number.value
    rule = _by_neighbours(folded, end, before)
    if rule or value is None:
        return rule
    if value <= 2400 and _CLOCK_AFTER.match(folded, end):
        return "clock"  # 5pm, 10:30, 11 o'clock
    words = folded[start:end]
    if "/" in words and (value == 1 or words in _SLASH_NAMES):
        return "slash_name"  # 24/7, 9/11, a 50/50 split
    plain = words.isdecimal()
    if not plain and value != int(value):
        parts = _LABEL_WORD if "," in words else _NUMBERED_PARTS
        return "label_noun" if parts.search(before) else None  # version 2.1, pages 3,4
    if 1 <= value <= 31 and _is_day(folded, raw, end, before):
        return "day_of_month"  # April 12, 12 April
    if plain and end - start == 4 and 1000 <= value <= 2200 and _is_year(folded, raw, end, before, int(value)):
        return "year"  # in 2014, the 2020 election
    if folded[end : end + 1].isalpha() and _letters_glued(folded, end):
        return "glued_letters"  # 737F, 1990s, the '20s
    if _LABEL_WORD.search(before) or raw[max(0, start - 9) : start] == "Group of ":
        return "label_noun"  # section 5, No. 10, the Group of 77
    return _by_names(folded, raw, start, end) if plain and not _unit_follows(folded, raw, end) else None


def _by_neighbours(folded: str, end: int, before: str) -> str | None:
    last = before[-1:]
    if last and last in "#№@_/=&?\\":
        return "sign_label"  # #1, user_12, /item/12
    if before[-2:] == '="':
        return "attribute"  # <tweet id="12">
    if last and last in "-." and _GLUED.search(before) and not _SUB_BEFORE.search(before):
        return "hyphen_label"  # Covid-19, F-16, Russia-1
    if _DIGITS_BEFORE.search(before[-5:]) or _MORE_DIGITS.match(folded, end):
        return "digit_group"  # 555-1234, 1.2.3
    return None


def _by_names(folded: str, raw: str, start: int, end: int) -> str | None:
    if _NAME_FOLLOWS.match(raw, end) and not _PLURAL_NEAR.match(folded, end):
        return "name_follows"  # 11 Pro Max
    return "label_name" if _is_name_label(folded, raw, start, end) else None  # iPhone 12


def _unit_follows(folded: str, raw: str, end: int) -> bool:
    unit = unit_at(folded, raw, end + (folded[end : end + 1] in (" ", "-")))
    return unit is not None and unit.end - unit.start > 1


def _is_day(folded: str, raw: str, end: int, before: str) -> bool:
    if _DAY_AFTER_MONTH.search(before):
        return not before.endswith("may ") or not re.match(r" [a-z]+s\b", folded[end : end + 20])
    match = _MONTH_AFTER_DAY.match(folded, end)
    return bool(match) and not (
        (_MONTHS_NO_MAY.match(folded, end) and raw[end + 1] != "M")
        or re.match(r"[ -](?:march|mar|dec|sep)[a-z]", folded[end : end + 9])
    )


_PLURAL_AFTER = re.compile(r" [a-z]+s\b| people\b")


def _is_year(folded: str, raw: str, end: int, before: str, value: int) -> bool:
    if raw[end : end + 1] in ("%", "°") or before[-1:] in ("$", "£", "€"):
        return False
    if _YEAR_AFTER.match(folded, end):
        return True
    counted = _PLURAL_AFTER.match(folded, end)
    if counted and 1980 <= value <= 2035 and value % 100:
        return not context.is_person(counted.group().strip())
    if value in _YEARLIKE:
        if _ALWAYS_YEAR_BEFORE.search(before):
            return True
        return not counted or (bool(_YEAR_BEFORE.search(before)) and value > 1950 and value < 2060)
    return bool(_ALWAYS_YEAR_BEFORE.search(before)) and not counted and not re.match(r" ?[a-z%]", folded[end : end + 2])


_GLUED_UNIT = re.compile(
    r"(?:[kmbt]|[kcmnpμµ]?m[23²³]?|mm|km/h|mph|kph|kmph|rpm|k?g|kgs|m?g|mcg|lbs?|oz|ft|yds?|mi|in|ml|cl|l|[kmgt]?w|[kmg]?wh|[kmg]?hz|[kmgtp]b|mbps|gbps"
    r"|hp|bhp|ps|nm|v|kv|mv|a|ma|mah|c|f|p|pc|pp|bps|x|px|mp|mpg|h|hr|hrs|min|mins|sec|secs|s|ms|ha|usd|eur|gbp|rad|dm|cc|ev|kev|mev|gev|tev|db|psi|yo|kmh|mw|yr|yrs|bn|tn|t|j|kj)(?![a-z0-9])|[μµ]|[a-z]{0,3}/[a-z]|元|[a-z]{4,}"
)


def _letters_glued(folded: str, end: int) -> bool:
    is_decade = folded[end] == "s" and folded[end - 1] == "0" and not folded[end + 1 : end + 2].isalnum()
    return is_decade or not _GLUED_UNIT.match(folded, end)


def _is_name_label(folded: str, raw: str, start: int, end: int) -> bool:
    """Planet 9, iPhone 12, S&P 500: a name and a bare number, unless a counted noun follows."""
    match = _WORD_BEFORE.search(raw, max(0, start - 34), start)
    if not match or match[1] in _NAME_BUT_NO_LABEL:
        return False
    if _SENTENCE_START.search(raw[max(0, match.start(1) - 3) : match.start(1)]) and match[1][1:].islower():
        return False
    return not re.match(
        r"[ -]?(?:[a-z-]+ )?[a-z-]*[a-z]s\b|[ -](?:people|men|women|children|per cent|percent|foot|inch|year|mile)|%",
        folded[end : end + 30],
    )


class _Range(NamedTuple):
    """A range of two numbers in its text: the words before it, its own words, its ends."""

    folded: str
    raw: str
    start: int
    end: int
    before: str
    words: str
    low: float
    high: float


def _are_years(r: _Range) -> bool:
    """Two numbers of the size of years that count and measure nothing."""
    sized = 1000 <= r.low <= 2100 and r.high <= 2100 and "," not in r.words
    return sized and not _PLURAL_AFTER.match(r.folded, r.end) and not _unit_follows(r.folded, r.raw, r.end)


def _is_to_one(r: _Range) -> bool:
    from_before = r.folded.startswith("from ", max(0, r.start - 5))
    return r.high > r.low == 1 and bool(_TO_ONE.search(r.words)) and not from_before


def _falls(words: str) -> bool:
    """Whether the first number of `3-to-1` is the larger one."""
    return int(words.split("-", maxsplit=1)[0]) > int(words.rsplit("-", 1)[1])


_COUNTED_RANGE = re.compile(
    r" ?(?:[a-z]+ ){0,2}[a-z]+s\b|[ -]?(?:per|%|mile|km|year|inch|foot|day|hour|m\b|cm|mm|kg|g\b|mg|people|month|week"
    r"|minute|metre|meter)|[.,] |$"
)


def _is_score(r: _Range) -> bool:
    """Two short numbers with a hyphen: falling without a unit, before a win, or not before what is counted."""
    if not _SCORE.search(r.words) or r.words.startswith("between") or _AGES.search(r.before):
        return False
    first = r.words.rsplit("-", 1)[0]
    if first.isdecimal() and float(first) >= r.high and not _UNIT_NEXT.match(r.folded, r.end):
        return True
    if _SCORE_NOUN.match(r.folded, r.end) or not _COUNTED_RANGE.match(r.folded, r.end, r.end + 40):
        return True
    return not re.match(r"[a-z %-]", r.folded[r.end : r.end + 1])


_LAST_DAY, _LAST_HOUR = 31, 24
#: the name of a rule, an example, and whether it holds; the first that holds says why a range is no figure
RANGE_RULES: tuple[tuple[str, str, Callable[[_Range], bool]], ...] = (
    ("score", "a two-two draw", lambda r: r.low == r.high),
    ("digit_group", "555-1234-99", lambda r: r.before[-1:] in ("-", "/", ".") and bool(_DIGITS_BEFORE.search(r.before[-3:]))),
    ("digit_group", "10-12-2020", lambda r: r.folded[r.end : r.end + 1] in ("-", "/", ".", ":") and bool(_MORE_DIGITS.match(r.folded, r.end))),
    ("years", "from 2014-2018", _are_years),
    ("days", "April 12-14", lambda r: r.high <= _LAST_DAY and _is_day(r.folded, r.raw, r.end, r.before)),
    ("clock", "5-6pm", lambda r: r.high <= _LAST_HOUR and bool(_CLOCK_AFTER.match(r.folded, r.end))),
    ("digit_group", "555-1234", lambda r: bool(_PHONE.search(r.words))),
    ("odds", "outnumbered 3 to 1", _is_to_one),
    ("odds", "by 3-to-1", lambda r: bool(_ODDS.search(r.words)) and _falls(r.words)),
    ("score", "beat Charlton 2-1", _is_score),
    ("label_noun", "pages 3 to 5", lambda r: bool(_LABEL_WORD.search(r.before))),
)  # fmt: skip


def _blocked_range(folded: str, raw: str, found: FoundNumber, before: str) -> str | None:
    """The name of the first rule that says the range is no figure."""
    words = folded[found.start : found.end]
    ends = found.number.low or 0, found.number.high or 0
    candidate = _Range(folded, raw, found.start, found.end, before, words, *ends)
    return next((name for name, _, holds in RANGE_RULES if holds(candidate)), None)


def _blocked_words(folded: str, raw: str, found: FoundNumber, before: str, words: str) -> str | None:
    start, end = found.start, found.end
    if raw[start].isupper() and not _SENTENCE_START.search(raw[max(0, start - 3) : start]):
        name = raw[max(0, start - 20) : start].split()
        if name and (name[-1][:1].isupper() or name[-1] in ("of", "the")):
            return "capitalised_name"  # Big Ten, Group of Seven
    if words in _BARE_SCALES and not (_COUNTED_SCALE.search(before) and _PLURAL_SCALED.match(folded, end)):
        return None if _SHARE_AFTER.match(folded, end) else "bare_scale"  # parts per million, the million-dollar man
    if _YEAR_IN_WORDS.match(folded, start) or _YEAR_IN_WORDS_BEFORE.search(before):
        return "year_in_words"  # nineteen eighty-four
    if words in _FIGURES and _FIGURES_AFTER.match(folded, end):
        return "digits_of_a_sum"  # a six-figure sum
    if words == "one":
        return _blocked_one(folded, end, before)
    value = found.number.value
    if words == "a half" and _UNIT_AND_HALF.search(before):
        return "unit_and_half"  # an hour and a half
    if value is not None and value < 1:
        return _blocked_part(folded, end, before, words)
    if words in ("scores", "tens") and not folded.startswith(" of ", end):
        return "scores"  # test scores
    if value is not None and value < 100 and _LABEL_WORD.search(before) and not before.endswith(_NO_LABELS):
        return "label_noun"  # chapter two
    return None


_UNIT_AND_HALF = re.compile(r"\b(?:an?|one) [a-z]+ and $")
_COUNTED_SCALE = re.compile(r"\b(?:the|these|those|another|first|last|next|full|good|extra|additional) $")
_PLURAL_SCALED = re.compile(r" (?!years)(?:[a-z]+ )?(?:[a-z]+[a-rt-z]s|people|men|women|children)\b")
_SHARE_AFTER = re.compile(r"[ -]?(?:%|per ?cent\b|percentage point)")
_YEAR_IN_WORDS = re.compile(rf"(?:eighteen|nineteen|twenty)[ -](?:{'|'.join((*TEENS, *TENS))})(?![a-z]|-year)")
_YEAR_IN_WORDS_BEFORE = re.compile(r"(?<![a-z])(?:eighteen|nineteen|twenty)[ -]$")
_FIGURES = frozenset({"four", "five", "six", "seven", "eight", "nine"})
_FIGURES_AFTER = re.compile(r"[ -]figures?\b")
_NO_LABELS = ("no ", "line ", "day ", "week ")


def _blocked_part(folded: str, end: int, before: str, words: str) -> str | None:
    if words == "half" and (_HALF_BEFORE.search(before) or _HALF_AFTER.match(folded, end)):
        return "half"  # the first half, half-time
    if words.endswith("quarter") and not _QUARTER_AFTER.match(folded, end):
        return "quarter"  # the third quarter
    if words.startswith(("a ", "an ")) and not words.endswith("quarter") and not _FRACTION_AFTER.match(folded, end):
        return "ordinal"  # a third person
    return None


_NO_ONE = ("the ", "no ", "this ", "which ")
_OF_PRONOUN = (" of which", " of whom", " of them", " of us", " of you")


def _blocked_one(folded: str, end: int, before: str) -> str | None:
    if folded.startswith(" of ", end):
        return "pronoun_one" if before.endswith(_NO_ONE) or folded.startswith(_OF_PRONOUN, end) else None
    if (
        folded.startswith(("-on-one", "-to-one"), end)
        or before.endswith(("-on-", "-in-", "-to-"))
        or (folded[end : end + 1] == " " and folded[end + 1 : end + 2].isdecimal())
    ):
        return "one_on_one"
    if folded.startswith(" point", end) and before.endswith("at "):
        return "pronoun_one"  # at one point
    if (
        _SHARE_AFTER.match(folded, end)
        or _ONE_UNIT.match(folded, end)
        or (_COUNTING_ON.match(folded, end) and not _ONE_BEFORE.search(before))
    ):
        return None
    if _ONE_AFTER.match(folded, end) or _VERB_AFTER_ONE.match(folded, end) or _ONE_BEFORE.search(before):
        return "pronoun_one"  # the new one, one of which
    return None
