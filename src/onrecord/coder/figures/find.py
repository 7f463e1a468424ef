"""Finding the figures of a text: number grammar, blockers, then the first naming rule that fits."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from onrecord.numbers import FoundNumber, fold
from onrecord.numbers import lexicon as lx
from onrecord.numbers.phrase import MONEY_BEFORE as MONEY_SIGN
from onrecord.numbers.phrase import find_in
from onrecord.numbers.spaces import Squeezed, squeezed
from onrecord.text.document import Span

from . import context
from .blockers import blocked
from .model import Figure
from .nouns import Counted, counted_after
from .units import MONEY_BEFORE, WORD_UNITS, FoundUnit, Unit, unit_at

_AGE_AFTER = re.compile(r"[- ]olds?\b| of age\b")
_AGE_SHORT = re.compile(r" ?(?:yo|y/o)(?![a-z])")
_AGE_BEFORE = re.compile(r"\b(?:aged?|ages|the age of|turned|turning) (?:about |around |just |only )?$")
_NAME_BEFORE = re.compile(r"[^\W\d_][\w’'.-]*, $")
_AGE_END = re.compile(r"[,;)]|\.(?:\s|$)")
_PER = re.compile(
    r"(?:[ -](?:per|each|every)[ -]|/| per-)(?P<any>(?:(?:square|cubic|100,?000|million|thousand|[0-9][0-9,]*) )?[^\W\d_]{1,14})"
    r"|[ -]an?[ -](?P<some>second|minute|hour|day|night|week|weekend|month|quarter|season|year|decade|century|share|barrel|piece|head|person|gallon|litre|liter"
    r"|pound|kilo|kilogram|tonne|ton|bushel|ounce|unit|ticket|acre|game|time|bottle|pop|pint|metre|mile)\b(?! (?:earlier|ago|later|before|after|from|prior|or))"
)
_POUND_MONEY = 1e5


class _Named(NamedTuple):
    """How a rule names a number: unit, its words, the counted noun, the end of it all."""

    rule: str
    confidence: float
    unit: Unit
    words: Span | None
    counted: Span | None
    end: int


_COUNT = Unit("1", "", "other")
_AGE = Unit("a", "year of age", "duration")


def find_figures(text: str, dates: Sequence[Span | tuple[int, int]] = ()) -> list[Figure]:
    """All figures of a text, left to right.

    `dates` are spans of date expressions, sorted, as `find_dates` gives them; the first that begins within 60
    characters behind a figure, in the same sentence, becomes its period. Linear in the length of the text.
    """
    short = squeezed(text)
    figures = _figures(short.text)
    if short.text is not text:
        figures = [_moved(figure, short) for figure in figures]
    return _with_periods(text, figures, dates) if dates else figures


def _moved(figure: Figure, short: Squeezed) -> Figure:
    def back(span: Span) -> Span:
        return Span(short.back(span.start), short.back_end(span.end))

    return replace(
        figure,
        span=back(figure.span),
        number=back(figure.number),
        counted=figure.counted and back(figure.counted),
        unit_words=figure.unit_words and back(figure.unit_words),
    )


def _figures(text: str) -> list[Figure]:
    folded = fold(text)
    figures: list[Figure] = []
    floor = 0
    for found in _numbers(folded, text):
        if blocked(folded, text, found):
            continue
        figure = _figure(folded, text, found, floor)
        figures.append(figure)
        floor = found.end
    return _same_again(folded, _shared_units(folded, figures))


_ROW = 24
_ROW_WORDS = "|".join(("hundred", "dozen", "half", "quarter", "and", "or", "to", "in", "of", *lx.CARDINALS, *lx.SCALES))
_REST_OF_ROW = re.compile(rf"(?:[^a-z]|(?<![a-z])(?:{_ROW_WORDS})(?![a-z]))*+")


def _numbers(folded: str, text: str) -> Iterator[FoundNumber]:
    """The numbers of a text; of a row of numbers without other words, as in a table, no more than the first ones."""
    at = 0
    while at < len(folded):
        run, last = 0, at
        for found in find_in(folded, text, at):
            run = run + 1 if found.start - last <= 6 else 0
            last = found.end
            yield found
            if run >= _ROW:
                break
        else:
            return
        rest = _REST_OF_ROW.match(folded, last)
        end = rest.end() if rest else last
        at = max(last, folded.rfind("\n", last, end) + 1 or end)


def _figure(folded: str, text: str, found: FoundNumber, floor: int) -> Figure:
    first = _first_amount(folded, found)
    money = MONEY_SIGN.search(folded, max(floor, found.start - 6), first)
    named = _name(folded, text, found, money)
    number = found.number
    start = min(found.phrase_start, money.start() if money else found.start)
    start += len(folded[start : found.start]) - len(folded[start : found.start].lstrip())
    head = folded[slice(*named.counted)] if named.counted else ""
    measure = named.unit.measure
    if named.unit.code == "1" and named.rule != "share":
        measure = context.measure_of(folded, start, named.end, head)
    return Figure(
        span=Span(start, max(named.end, found.phrase_end)),
        number=Span(found.start, found.end),
        counted=named.counted,
        value=number.value,
        low=number.low,
        high=number.high,
        qualifier=number.qualifier,
        unit=named.unit.code,
        unit_words=named.words,
        measure=measure,
        change=None if number.value is None else context.change_before(folded, start, floor),
        period=None,
        claimant=None,
        rule=named.rule,
        confidence=named.confidence,
    )


_BETWEEN = re.compile(r"between (?:about |around |roughly )?")
_AMOUNT = re.compile(r"[0-9.]|(?<![a-z])(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|half|an?)(?![a-z])")


def _first_amount(folded: str, found: FoundNumber) -> int:
    """Where the first number of a range told with "between" begins; else the number's start."""
    opening = _BETWEEN.match(folded, found.start, found.end)
    amount = _AMOUNT.search(folded, opening.end(), found.end) if opening else None
    return amount.start() if amount else found.start


def _name(folded: str, text: str, found: FoundNumber, money: re.Match[str] | None) -> _Named:
    """The first rule that fits: money, age, unit, share, count, bare number."""
    at = found.end
    if money:
        return _money(folded, found, money)
    unit = _unit_behind(folded, text, found)
    if unit:
        return _measured(folded, found, unit)
    age = _age(folded, text, found)
    if age:
        return age
    value = found.number.value
    behind = max(at, found.phrase_end)
    counted = counted_after(folded, text, behind, one=value is not None and abs(value) == 1)
    if value is not None and 0 < value < 1 and not _is_decimal(folded, found):
        return _share(folded, text, found, counted)
    if counted:
        return _counted(folded, found, counted)
    return _Named("bare", 0.5, _COUNT, None, None, at)


def _money(folded: str, found: FoundNumber, sign: re.Match[str]) -> _Named:
    """$3bn, US$ 58.24 per barrel, RM120,000."""
    printed = sign.group().strip()
    unit = MONEY_BEFORE.get(printed) or MONEY_BEFORE.get(printed[-1]) or MONEY_BEFORE[printed[0]]
    start = sign.start()
    end = max(found.end, found.phrase_end if folded[found.end : found.phrase_end].strip() else found.end)
    words = Span(start, sign.end() - (len(sign.group()) - len(sign.group().rstrip())))
    return _rated(folded, found.end, _Named("money", 0.95, unit, words, None, max(end, found.end)))


def _unit_behind(folded: str, text: str, found: FoundNumber) -> FoundUnit | None:
    if found.number.qualifier == "vague" and folded.startswith(" of ", found.end):
        unit = unit_at(folded, text, found.end + 4)
        if unit and folded[unit.end - 1] == "s":
            return unit  # tens of millions of dollars
    for at in dict.fromkeys((found.end, max(found.end, found.phrase_end))):
        if at >= len(text):
            return None
        gap = 1 if text[at] in " -\u00a0\n" else 0
        unit = unit_at(folded, text, at + gap)
        if unit and not _is_no_unit(folded, text, found, unit, gap):
            return unit
    return None


_LINE = 300


def _closes_quote(text: str, found: FoundNumber, mark: str) -> bool:
    """Whether the mark behind a number ends what is quoted on its line: the 'core four', "Fight for 15"; not 6'3"."""
    if text[found.end - 1].isalpha():
        return True
    begin = max(text.rfind("\n", max(0, found.start - _LINE), found.start), found.start - _LINE, 0)
    return mark == '"' and text[found.start - 1] not in "'’" and text.count('"', begin, found.start) % 2 == 1


_BESIDE_LETTER = re.compile(r"[ -]?[^\W_]")
_ONLY_GLUED = frozenset({"p", "c", "t", "s", "h", "l", "g", '"', "'", "L", "M", "K", "ps", "mp", "in"})


def _is_no_unit(folded: str, text: str, found: FoundNumber, unit: FoundUnit, gap: int) -> bool:
    """Letters that are a unit only when glued, and words that are units only in their place."""
    printed = text[unit.start : unit.end]
    if gap and printed in _ONLY_GLUED:
        return True
    if printed in "\"'" and _closes_quote(text, found, printed):
        return True
    if gap and len(printed) == 1 and printed.isalpha() and text[unit.end : unit.end + 2] == ". ":
        return True
    if (
        gap
        and printed in ("A", "C", "F", "V", "N", "J", "W")
        and _BESIDE_LETTER.match(text, unit.end)
        and text[unit.end + 1 : unit.end + 2].isupper()
    ):
        return True
    return (
        printed == "second"
        and text[unit.start - 1] == " "
        and found.number.value not in (1.0, None)
        and folded[unit.end : unit.end + 2] == "-"
    )


def _measured(folded: str, found: FoundNumber, unit: FoundUnit) -> _Named:
    """30 yards, 60 per cent, 87 mph, 65-year-old, 14 metres, 500 million pounds."""
    kind = unit.unit
    if kind.code == "a" and (age := _AGE_AFTER.match(folded, unit.end)):
        return _Named("age", 0.95, _AGE, Span(unit.start, age.end()), None, age.end())
    if kind.code == "GBP" and folded[unit.start : unit.end].startswith("pound") and unit.end - unit.start < 7:
        amount = found.number.value or found.number.high or 0
        if amount < _POUND_MONEY:
            kind = Unit("[lb_av]", "pound-mass")
    if (
        kind.code == "deg"
        and folded[unit.end : unit.end + 2] in (" c", " f")
        and not folded[unit.end + 2 : unit.end + 3].isalpha()
    ):
        kind = Unit(
            "Cel" if folded[unit.end + 1] == "c" else "[degF]",
            "celsius" if folded[unit.end + 1] == "c" else "fahrenheit",
        )
    words = Span(unit.start, unit.end)
    rule = "share" if kind.measure == "share" else "money" if kind.measure == "money" else "unit"
    return _rated(folded, unit.end, _Named(rule, 0.9, kind, words, words if rule == "unit" else None, unit.end))


def _age(folded: str, text: str, found: FoundNumber) -> _Named | None:
    """Maddon, 66, has…; aged 12; 87 yo."""
    value = found.number.value if found.number.value is not None else found.number.high
    if value is None or not 0 < value < 120 or value != int(value):
        return None
    short = _AGE_SHORT.match(folded, found.end)
    if short:
        return _Named("age", 0.9, _AGE, Span(found.end, short.end()), None, short.end())
    if _AGE_BEFORE.search(folded, max(0, found.phrase_start - 24), found.phrase_start) and not counted_after(
        folded, text, found.end, one=False
    ):
        return _Named("age", 0.85, _AGE, None, None, found.end)
    name = _NAME_BEFORE.search(text, max(0, found.start - 32), found.start)
    if (
        name
        and name.group()[0].isupper()
        and _AGE_END.match(text, found.end)
        and folded[found.start].isdecimal()
        and value >= 2
    ):
        return _Named("age", 0.85, _AGE, None, None, found.end)
    return None


def _is_decimal(folded: str, found: FoundNumber) -> bool:
    words = folded[found.start : found.end]
    return words[0] in ".0123456789-" and "/" not in words and " " not in words


def _share(folded: str, text: str, found: FoundNumber, counted: Counted | None) -> _Named:
    """a third of voters, half the condos."""
    if not counted and folded.startswith((" the ", " his ", " her ", " their ", " its "), found.end):
        counted = counted_after(folded, text, folded.index(" ", found.end + 1), one=False)
    share = Unit("1", "", "share")
    if counted:
        return _Named("share", 0.75, share, counted.phrase, counted.head, counted.phrase.end)
    return _Named("share", 0.6, share, None, None, found.end)


def _counted(folded: str, found: FoundNumber, counted: Counted) -> _Named:
    """12 soldiers, two of the best speakers, dozens of homes."""
    one = found.number.value is not None and found.number.value == 1
    word = WORD_UNITS.get(folded[slice(*counted.head)])
    if word and word.measure in ("duration", "distance") and counted.phrase != counted.head:
        return _rated(
            folded, counted.head.end, _Named("unit", 0.85, word, counted.head, counted.head, counted.head.end)
        )
    plural = folded[counted.head.start : counted.head.end].endswith("s") and not one
    confidence = 0.85 if plural else 0.6 if one else 0.65
    named = _Named("count", confidence, _COUNT, counted.phrase, counted.head, counted.phrase.end)
    return _rated(folded, counted.phrase.end, named)


def _rated(folded: str, at: int, named: _Named) -> _Named:
    """The same per something: 20 a day, $5 per gallon, 500 metres per second."""
    rate = _PER.match(folded, at)
    if not rate:
        return named
    below = rate["any"] or rate["some"]
    unit = unit_at(folded, folded, rate.start("any" if rate["any"] else "some"))
    code = unit.unit.code if unit else "{" + below.replace(" ", "_") + "}"
    whole = Unit(
        f"{named.unit.code}/{code}",
        f"{named.unit.name} per {unit.unit.name if unit else below}".strip(),
        named.unit.measure,
    )
    words = Span(named.words.start if named.words else rate.start(), rate.end())
    if named.rule == "money" and named.words and named.words.end < at - 1:
        words = named.words
    return named._replace(unit=whole, words=words, end=rate.end())


_JOINT = re.compile(r" ?(?:,|and|or|to|,? and|x|by) $|, $|, (?:and|or) $")


def _shared_units(folded: str, figures: list[Figure]) -> list[Figure]:
    """Units told once for two numbers: 6.1 and 6.7 inches; 208 pounds to 193."""
    for i in range(len(figures) - 2, -1, -1):
        left, right = figures[i], figures[i + 1]
        gap = folded[left.span.end : right.span.start]
        if len(gap) > 6 or not _JOINT.fullmatch(gap.lstrip(" ") if gap.startswith("  ") else gap):
            continue
        if (
            left.rule == "bare"
            and right.rule in ("unit", "share", "money")
            and gap.strip() in ("and", "or", ",", "to", "x")
        ):
            figures[i] = _borrow(left, right)
        elif right.rule == "bare" and left.rule in ("unit", "share", "money") and gap.strip() in ("to", "and", "or"):
            figures[i + 1] = _borrow(right, left)
    return figures


def _borrow(poor: Figure, rich: Figure) -> Figure:
    return replace(
        poor,
        unit=rich.unit,
        unit_words=rich.unit_words,
        counted=rich.counted,
        measure=rich.measure,
        rule="shared_unit",
        confidence=0.75,
    )


_AGAIN = re.compile(r",? or $| ?\($|,? i\.e\. $| / $|/$")


def _same_again(folded: str, figures: list[Figure]) -> list[Figure]:
    """The same quantity in another unit keeps bound and direction: under 296 hp (224 kW); lost 190 points, or 0.6%."""
    for i in range(1, len(figures)):
        left, right = figures[i - 1], figures[i]
        gap = right.span.start - left.span.end
        if gap > 6 or right.unit in (left.unit, "1") or right.value is None or left.value is None:
            continue
        if right.qualifier == "exact" and _AGAIN.fullmatch(folded, left.span.end, right.span.start):
            figures[i] = replace(right, qualifier=left.qualifier, change=right.change or left.change)
    return figures


_SENTENCE_END = re.compile(r"[.!?](?:\s|$)|\n\n")


def _with_periods(text: str, figures: list[Figure], dates: Sequence[Span | tuple[int, int]]) -> list[Figure]:
    starts = [d[0] for d in dates]
    dated = []
    for figure in figures:
        i = bisect_left(starts, figure.span.end)
        near = i < len(starts) and starts[i] - figure.span.end <= 60
        if near and not _SENTENCE_END.search(text, figure.span.end, starts[i]):
            figure = replace(figure, period=Span(*dates[i][:2]))  # noqa: PLW2901
        dated.append(figure)
    return dated
