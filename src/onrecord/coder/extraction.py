"""The machine coder: quotes, figures and dates proposed from any news text, exact to the character.

No model, no network: ordered rules with names. Each proposal names its rule and how often such proposals of the
rule are right. It proposes; a person accepts, corrects or rejects.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from onrecord.coder.dates import DateExpression, find_dates
from onrecord.coder.figures import Figure, find_figures
from onrecord.coder.quotes import ActorName, Quote, find_quotes

if TYPE_CHECKING:
    import pandas as pd

#: when the text was published: a day, the first and last possible day, or not known
Published = dt.date | tuple[dt.date, dt.date] | None


@dataclass(frozen=True)
class Extraction:
    """What was found in a text. Offsets are code points of `text`, end exclusive."""

    text: str
    quotes: tuple[Quote, ...]
    figures: tuple[Figure, ...]
    dates: tuple[DateExpression, ...]

    def words(self, span: tuple[int, int] | None) -> str | None:
        """The words of a span, or None for none."""
        return self.text[span[0] : span[1]] if span is not None else None

    def frames(self) -> dict[str, pd.DataFrame]:
        """`quotes`, `figures` and `dates` as DataFrames, one row per proposal with its words and offsets."""
        import pandas as pd

        columns: dict[str, list[dict[str, Any]]] = {
            "quotes": [self._quote(quote) for quote in self.quotes],
            "figures": [self._figure(figure) for figure in self.figures],
            "dates": [self._date(date) for date in self.dates],
        }
        return {name: pd.DataFrame(rows, columns=_COLUMNS[name]) for name, rows in columns.items()}

    def _quote(self, quote: Quote) -> dict[str, Any]:
        return {
            "words": " … ".join(self.text[start:end] for start, end in quote.content),
            "speaker": self.words(quote.speaker),
            "speaker_name": quote.speaker_name,
            "cue": self.words(quote.cue),
            "cue_lemma": quote.cue_lemma,
            "addressee": self.words(quote.addressee),
            "quote_type": quote.kind,
            "speech_act": quote.act,
            "start": quote.content[0][0],
            "end": quote.content[-1][1],
            "rule": quote.rule,
            "confidence": quote.confidence,
        }

    def _figure(self, figure: Figure) -> dict[str, Any]:
        return {
            "words": self.words(figure.span),
            "number": self.words(figure.number),
            "value": figure.value,
            "value_low": figure.low,
            "value_high": figure.high,
            "qualifier": figure.qualifier,
            "measure": figure.measure,
            "counted": self.words(figure.counted),
            "unit": figure.unit,
            "period": self.words(figure.period),
            "start": figure.span[0],
            "end": figure.span[1],
            "rule": figure.rule,
            "confidence": figure.confidence,
        }

    def _date(self, date: DateExpression) -> dict[str, Any]:
        return {
            "words": self.words((date.start, date.end)),
            "date_edtf": date.edtf,
            "date_start": date.earliest,
            "date_end": date.latest,
            "date_precision": date.precision,
            "date_basis": date.basis,
            "kind": date.kind,
            "start": date.start,
            "end": date.end,
            "rule": date.rule,
            "confidence": date.confidence,
        }


_COLUMNS: dict[str, list[str]] = {
    "quotes": [
        "words",
        "speaker",
        "speaker_name",
        "cue",
        "cue_lemma",
        "addressee",
        "quote_type",
        "speech_act",
        "start",
        "end",
        "rule",
        "confidence",
    ],
    "figures": [
        "words",
        "number",
        "value",
        "value_low",
        "value_high",
        "qualifier",
        "measure",
        "counted",
        "unit",
        "period",
        "start",
        "end",
        "rule",
        "confidence",
    ],
    "dates": [
        "words",
        "date_edtf",
        "date_start",
        "date_end",
        "date_precision",
        "date_basis",
        "kind",
        "start",
        "end",
        "rule",
        "confidence",
    ],
}


def extract(
    text: str, actors: Mapping[str, Sequence[str]] | Iterable[str] | None = None, published: Published = None
) -> Extraction:
    """Quotes with their speakers, figures with their bounds, and dates in EDTF, from any text.

    actors: names to which speakers are resolved beside those that the text itself gives; a map of a name to the
    other names it goes by, or just names. published: what relative dates ("last week") are worked out from.
    Raises nothing, whatever the text is, and takes time in proportion to its length.
    """
    known = actors.items() if isinstance(actors, Mapping) else ((name, ()) for name in actors or ())
    names = [ActorName(name, tuple(aliases)) for name, aliases in known]
    dates = find_dates(text, published)
    figures = find_figures(text, [(date.start, date.end) for date in dates])
    return Extraction(
        text=text,
        quotes=tuple(find_quotes(text, names)),
        figures=tuple(_no_dates(figures, dates)),
        dates=tuple(dates),
    )


def _no_dates(figures: Sequence[Figure], dates: Sequence[DateExpression]) -> Iterator[Figure]:
    """The figures whose numbers are no part of a date or clock time. Both stand in the order of the text."""
    told = [date for date in dates if date.kind in ("date", "time")]
    starts = [date.start for date in told]
    for figure in figures:
        place = bisect_right(starts, figure.number[0]) - 1
        if place < 0 or told[place].end <= figure.number[0]:
            yield figure
