"""Values against the words that they are anchored to: figures, quotes and dates.

Pure functions on texts and spans, for records as they are read and for packages as they are verified.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import NamedTuple

from onrecord.findings import printable
from onrecord.numbers import Number, find_numbers, number_at, parse
from onrecord.records.anchors.anchor import occurrences, whole
from onrecord.records.values.edtf_dates import Dates, read_edtf
from onrecord.text.document import Document, Span
from onrecord.text.quotation import inside, meets


class Clash(NamedTuple):
    """A value that its words do not bear out. `key` is the record's key, or None for the row as a whole."""

    code: str
    key: str | None
    message: str
    help: str


class Figure(NamedTuple):
    """What a row of figures says, as far as its words can bear it out."""

    value: float | None
    low: float | None
    high: float | None
    qualifier: str
    counted: str | None


#: characters around a number in which its qualifier is looked for
NEAR = 48

# -- figures --------------------------------------------------------------------------------------


def figure_clashes(document: Document, figure: Figure, numbers: Sequence[Span]) -> list[Clash]:
    """Where a figure disagrees with the number words it is anchored to, or with the sentence around them.

    V001 value or bounds, V002 no number in the words, V003 qualifier, V004 noun that is not printed.
    """
    clashes: list[Clash] = []
    for span in numbers:
        sentence = document.sentence_at(span.start)
        told, phrase = read_number(document.text, span, sentence)
        words = document.text[span.start : span.end]
        if told is None:
            clashes.append(Clash("V002", None, f"“{printable(words, 60)}” tells no number, or more than one",
                                 "anchor the figure to the words of one number"))  # fmt: skip
            continue
        clashes += _amount(figure, told, words)
        clashes += _qualifier(figure, told, phrase)
    if figure.counted and numbers:
        clashes += _counted(document, figure.counted, numbers)
    return list(dict.fromkeys(clashes))


def read_number(text: str, span: Span, sentence: Span) -> tuple[Number | None, str]:
    """The number that the span tells, read with its sentence around it, and the words that it was read from."""
    first = _word_start(text, max(sentence.start, span.start - NEAR))
    context = text[first : min(max(sentence.end, span.end), span.end + NEAR)]
    start, end = span.start - first, span.end - first
    exactly = number_at(context, start, end)
    if exactly:
        return exactly.number, context[exactly.phrase_start : exactly.phrase_end]
    numbers = list(find_numbers(context))
    if sum(start <= found.start and found.end <= end for found in numbers) > 1:
        return None, context[start:end]
    for found in numbers:
        if found.start < end and start < found.end:
            phrase = context[found.phrase_start : found.phrase_end]
            if start <= found.start and found.end <= end:
                return found.number, phrase
            alone = parse(text[span.start : span.end])
            return (
                alone.qualified(found.number.qualifier) if alone and found.number.value is not None else alone
            ), phrase
    return parse(text[span.start : span.end]), text[span.start : span.end]


def _word_start(text: str, at: int) -> int:
    """The start of the word that holds the character: a number must not be cut in two."""
    return text.rfind(" ", 0, at) + 1 if at and not text[at - 1].isspace() else at


def shown(number: float) -> str:
    """80,000 or 2.5: a number as people read it."""
    return f"{number:,.0f}" if number == int(number) else f"{number:,.12g}"


def _same(a: float | None, b: float | None) -> bool:
    if a is None or b is None:
        return a is b
    return math.isclose(a, b, rel_tol=1e-9)


def _amount(figure: Figure, told: Number, words: str) -> list[Clash]:
    cited = f"“{printable(words, 60)}”"
    if told.value is not None:
        if figure.qualifier == "range" and (_same(told.value, figure.low) or _same(told.value, figure.high)):
            return []
        if _same(figure.value, told.value):
            return []
        if figure.value is None:
            return [Clash("V001", None, f"the words {cited} say {shown(told.value)}, and the row has no value",
                          f"write  value: {told.value:.12g}")]  # fmt: skip
        return [Clash("V001", "value", f"the words {cited} say {shown(told.value)}, not {shown(figure.value)}",
                      f"write  value: {told.value:.12g}")]  # fmt: skip
    clashes = []
    bounds = f"{shown(told.low or 0)} to {shown(told.high or 0)}"
    if figure.value is not None:
        clashes.append(Clash("V001", "value", f"the words {cited} tell no single number, only {bounds}",
                             "leave value out; low and high hold the bounds"))  # fmt: skip
    for key, ours, theirs in (("low", figure.low, told.low), ("high", figure.high, told.high)):
        missing = ours is None and (told.qualifier == "vague" or figure.value is not None)
        if not missing and not _same(ours, theirs):
            said = "nothing" if ours is None else shown(ours)
            clashes.append(Clash("V001", None if ours is None else key,
                                 f"the words {cited} say {bounds}: {key} is {shown(theirs or 0)}, not {said}",
                                 f"write  {key}: {theirs:.12g}"))  # fmt: skip
    return clashes


def _qualifier(figure: Figure, told: Number, phrase: str) -> list[Clash]:
    """A qualifier that the words show must be the row's. One that the grammar does not see may stand further off."""
    if told.qualifier in ("exact", figure.qualifier):
        return []
    if figure.qualifier == "range" and told.value is not None:
        return []
    return [Clash("V003", "qualifier", f"the words “{printable(phrase, 60)}” say {told.qualifier}, not {figure.qualifier}",
                  f"write  qualifier: {told.qualifier}")]  # fmt: skip


def _counted(document: Document, counted: str, numbers: Sequence[Span]) -> list[Clash]:
    words = " ".join(counted.split())
    for span in numbers:
        sentence = document.sentence_at(span.start)
        text = " ".join(document.text[sentence.start : sentence.end].split())
        if any(whole(text, at, at + len(words)) for at in occurrences(text, words, 0, len(text))):
            return []
    return [Clash("V004", "counted", f"“{printable(counted, 60)}” is not printed in the sentence of the figure",
                  "write the noun exactly as the article prints it")]  # fmt: skip


# -- quotes ---------------------------------------------------------------------------------------


def quote_clashes(
    quotations: list[Span], quote_type: str, content: Sequence[Span], marked: Sequence[Span]
) -> list[Clash]:
    """Where a quote's type disagrees with the quotation marks of the text (V010 to V012).

    `quotations` are those of the text (`quotation.quoted`), `content` and `marked` the spans of the row's
    content and of the parts of it that are quoted.
    """
    clashes = []
    if quote_type == "direct" and not all(inside(span, quotations) for span in content):
        clashes.append(Clash("V010", "content", "the quote is direct, but not all of its words stand inside quotation marks",
                             "anchor only words inside the marks (a list, when they are interrupted), or write  type: mixed"))  # fmt: skip
    elif quote_type == "indirect" and content and all(inside(span, quotations) for span in content):
        clashes.append(Clash("V012", "content", "the quote is indirect, but its words stand inside quotation marks",
                             "write  type: direct"))  # fmt: skip
    elif quote_type == "mixed" and not marked and not meets(content, quotations):
        clashes.append(Clash("V011", "content", "the quote is mixed, but none of its words stand inside quotation marks",
                             "write  type: indirect, or anchor the words in the marks as quoted"))  # fmt: skip
    if not all(inside(span, quotations) for span in marked):
        clashes.append(Clash("V011", "quoted", "words anchored as quoted do not stand inside quotation marks",
                             "anchor only the words between the marks"))  # fmt: skip
    return clashes


# -- dates ----------------------------------------------------------------------------------------

_YEAR = re.compile(r"(?<![0-9])(?:1[0-9]|20)[0-9]{2}(?![0-9])")


def date_clashes(edtf: str, words: Sequence[str]) -> list[Clash]:
    """Where a date that is said to be stated has another year than the words that state it (V020)."""
    years = {int(year) for text in words for year in _YEAR.findall(text)}
    dates = read_edtf(edtf)
    if not years or not isinstance(dates, Dates):
        return []
    first = dates.start.year if dates.start else 0
    last = dates.end.year if dates.end else 9999
    if any(first <= year <= last for year in years):
        return []
    told = " and ".join(map(str, sorted(years)))
    return [Clash("V020", "when", f"the words say {told}, the date {printable(edtf, 40)}",
                  "correct the date or its anchor; a date that is worked out has the basis relative or inferred")]  # fmt: skip
