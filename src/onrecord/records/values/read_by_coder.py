"""Values against what the machine coder reads in their words: dates, units and currencies, cues.

The coder reads more than it can be sure of, so only what can't be read otherwise is a clash: a day that no year makes the
printed one, a currency whose sign is not that of the words, a cue that is no form of the verb.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from onrecord.coder.dates import DateExpression, find_dates
from onrecord.coder.figures import find_figures
from onrecord.coder.quotes.lexicon import CUES
from onrecord.findings import printable
from onrecord.records.values.borne_out import Clash, date_clashes
from onrecord.text.document import Document, Span

#: the day of publication, or its bounds
Published = date | tuple[date, date] | None
#: a printed sign that several currencies have -> those
_SHARED_SIGNS: Mapping[str, frozenset[str]] = {
    "$": frozenset(["USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN", "ARS", "CLP", "COP"]),
    "£": frozenset(["GBP", "EGP", "LBP", "SYP", "TRY"]),
    "¥": frozenset(["JPY", "CNY"]),
    "kr": frozenset(["SEK", "NOK", "DKK", "ISK"]),
}
_YEAR_PRINTED = re.compile(r"(?<!\d)\d{4}(?!\d)")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WORD = re.compile(r"[a-z]+(?:['’-][a-z]+)*")
#: longest run of days that a coder may be off with words which no year or day fixes
_YEARS = (-1, 0, 1)


# -- dates ----------------------------------------------------------------------------------------


def date_word_clashes(
    document: Document, row: Mapping[str, Any], words: Sequence[Span], published: Published
) -> Iterator[Clash]:
    """Where a date is none that its anchored words can mean (V035). Words that date another event are left alone."""
    if row.get("date_basis") not in ("stated", "relative") or row.get("date_edtf") is None:
        return
    if row["date_basis"] == "stated" and date_clashes(
        row["date_edtf"], [document.text[s.start : s.end] for s in words]
    ):
        return
    for span in words:
        for expression in _dates_in(document, span, published):
            if not _can_mean(document.text[expression.start : expression.end], expression, row):
                cited = printable(document.text[span.start : span.end], 60)
                yield Clash("V035", "when", f"the words “{cited}” are read as {expression.edtf}, not {printable(row['date_edtf'], 60)}",
                            "correct the date or its anchor; or, when it is right, say why under  on_purpose: {V035: …}")  # fmt: skip


def _dates_in(document: Document, span: Span, published: Published) -> list[DateExpression]:
    """The dates that words tell, read with their sentence around them."""
    sentence = document.sentence_at(span.start)
    found = find_dates(document.text[sentence.start : max(sentence.end, span.end)], published)
    return [
        moved
        for one in found
        if one.edtf is not None
        and (moved := _moved(one, sentence.start)).start < span.end
        and span.start < moved.end
    ]  # fmt: skip


def _moved(expression: DateExpression, by: int) -> DateExpression:
    from dataclasses import replace

    return replace(expression, start=expression.start + by, end=expression.end + by)


def _can_mean(words: str, expression: DateExpression, row: Mapping[str, Any]) -> bool:
    """Whether the bounds of a row meet those that were read; words without a year may mean the one before or after."""
    first, last = row.get("date_start"), row.get("date_end")
    weekday = next((day for day, name in enumerate(_WEEKDAYS) if name in words.lower()), None)
    if weekday is not None and first is not None and first == last and not re.search(r"\d", words):
        return bool(first.weekday() == weekday)
    years = (0,) if _YEAR_PRINTED.search(words) or expression.rule == "determined" else _YEARS
    return any(_meet(first, last, expression, year) for year in years)


def _meet(first: date | None, last: date | None, read: DateExpression, years: int) -> bool:
    earliest, latest = _in_year(read.earliest, years), _in_year(read.latest, years)
    return not ((last and earliest and last < earliest) or (first and latest and latest < first))


def _in_year(day: date | None, years: int) -> date | None:
    if day is None:
        return None
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # the 29th of February, or beyond the calendar
        return day + timedelta(days=365 * years) if 1 < day.year < 9998 else day


# -- units ----------------------------------------------------------------------------------------


def unit_clashes(document: Document, row: Mapping[str, Any], numbers: Sequence[Span]) -> Iterator[Clash]:
    """Where a unit or currency is not the one printed beside the number (V036)."""
    for span in numbers:
        sentence = document.sentence_at(span.start)
        text = document.text[sentence.start : max(sentence.end, span.end)]
        for figure in find_figures(text):
            number = Span(figure.number.start + sentence.start, figure.number.end + sentence.start)
            if number.start >= span.end or span.start >= number.end or figure.unit_words is None:
                continue
            printed = text[figure.unit_words.start : figure.unit_words.end]
            if not _same_unit(figure.unit, row.get("unit"), printed):
                yield Clash("V036", "unit", f"beside the number stands “{printable(printed, 40)}”, which is {figure.unit}, not {printable(str(row.get('unit')), 20)}",
                            f"write  unit: {figure.unit}; or, when it is right, say why under  on_purpose: {{V036: …}}")  # fmt: skip


def _same_unit(read: str, written: Any, printed: str) -> bool:
    if read in ("1", written) or written is None:
        return True
    shared = _SHARED_SIGNS.get(printed.strip().rstrip(".").lower())
    if _is_currency(read) or _is_currency(str(written)):
        return shared is not None and written in shared
    # a share may be written as a fraction, a length of time in another unit
    return not (read == "%" and written not in ("%", "1"))


def _is_currency(unit: str) -> bool:
    return len(unit) == 3 and unit.isalpha() and unit.isupper()


# -- cues -----------------------------------------------------------------------------------------


def cue_clashes(document: Document, row: Mapping[str, Any], cues: Sequence[Span]) -> Iterator[Clash]:
    """Where the cue of a quote is no dictionary form of the anchored words (V037)."""
    lemma = row.get("cue_lemma")
    if not lemma:
        return
    for span in cues:
        words = document.text[span.start : span.end]
        tokens = _WORD.findall(words.lower())
        if not any(_is_form(token, head) for token in tokens for head in lemma.split()):
            meant = next((CUES[token].lemma for token in tokens if token in CUES), None)
            help_ = f"write  cue: {meant}" if meant else "write the dictionary form of the anchored verb or noun"
            yield Clash("V037", "cue", f"“{printable(lemma, 40)}” is no dictionary form of “{printable(words, 60)}”",
                        f"{help_}; or, when it is right, say why under  on_purpose: {{V037: …}}")  # fmt: skip


def _is_form(token: str, lemma: str) -> bool:
    if token == lemma or (token in CUES and CUES[token].lemma == lemma):
        return True
    if token in CUES and lemma in CUES:
        return False
    stem = lemma[:-1] if lemma[-1:] in ("e", "y") else lemma
    regular = (f"{lemma}s", f"{lemma}es", f"{stem}ed", f"{stem}ing", f"{stem}ies", f"{stem}ied", f"{lemma}{lemma[-1:]}ed",
               f"{lemma}{lemma[-1:]}ing", f"{lemma}ing", f"{lemma}ed", f"{lemma}d")  # fmt: skip
    # of other irregular verbs the beginning is all that forms share
    return token in regular or (lemma not in CUES and token not in CUES and token[:2] == lemma[:2] and len(lemma) <= 5)
