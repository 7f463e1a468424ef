"""Who said what and every reported number as CSV for spreadsheets: one row each, with its words and its sentence.

The tables of the package hold offsets in place of words that may be in copyright; whoever has the articles can have
the words, too. Cells that a spreadsheet would run as a formula begin with an apostrophe.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from onrecord.corpus.articles import Article
from onrecord.text.document import Document

_BEFORE = ("article", "published")
_BEHIND = ("sentence", "start", "end", "by_rule", "confidence")
_QUOTE = (
    "speaker", "speaker_words", "cue", "words", "quote_type", "speech_act", "addressee",
)  # fmt: skip
_FIGURE = (
    "words", "value", "value_low", "value_high", "qualifier", "measure", "counted", "unit", "period_start",
    "period_end", "claimant",
)  # fmt: skip
#: sheet -> its columns; the last is the row's id in the package
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "quotes": (*_BEFORE, *_QUOTE, *_BEHIND, "quote_id"),
    "figures": (*_BEFORE, *_FIGURE, *_BEHIND, "figure_id"),
}
#: what begins a formula in a spreadsheet (OWASP, CSV injection)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Row = dict[str, Any]
Spans = Mapping[str, Sequence[tuple[int, int]]]


def sheets_of(article: Article, rows: Mapping[str, Sequence[Row]], names: Mapping[str, str]) -> dict[str, pa.Table]:
    """The lines of each sheet that an article gives. `names` are those of recorded actors, by id."""
    document = Document(article.text)
    named = {**names, **{row["actor_id"]: row["name"] for row in rows.get("actors", ())}}
    places: dict[str, dict[str, list[tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))
    for mention in rows.get("mentions", ()):
        places[mention["subject_id"]][mention["field"]].append((mention["char_start"], mention["char_end"]))
    rules = {row["row_id"]: row for row in rows.get("proposals", ())}
    before = {"article": article.id, "published": article.metadata.get("published")}
    speakers: dict[str, list[str]] = defaultdict(list)
    for row in rows.get("quote_speakers", ()):
        speakers[row["quote_id"]].append(named.get(row["actor_id"], ""))
    made: dict[str, list[Row]] = {
        "quotes": [
            before | row | _quote(document, places[row["quote_id"]])
            | {"speaker": "; ".join(speakers[row["quote_id"]]), "addressee": named.get(row.get("addressee_id") or "")}
            | rules[row["quote_id"]]
            for row in rows.get("quotes", ())
        ],
        "figures": [
            before | row | _figure(document, places[row["figure_id"]])
            | {"claimant": named.get(row.get("claimant_id") or "")} | rules[row["figure_id"]]
            for row in rows.get("figures", ())
        ],
    }  # fmt: skip
    return {name: _table(name, found) for name, found in made.items()}


def write_sheets(parts: Iterable[Mapping[str, pa.Table]], folder: Path) -> None:
    """Write `quotes.csv` and `figures.csv`, in UTF-8 with the mark by which spreadsheets know it."""
    files = {name: (folder / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") for name in COLUMNS}
    try:
        writers = {name: csv.writer(file) for name, file in files.items()}
        for name, writer in writers.items():
            writer.writerow(COLUMNS[name])
        for part in parts:
            for name, writer in writers.items():
                if name in part:
                    writer.writerows(_cells(part[name]))
    finally:
        for file in files.values():
            file.close()


def _quote(document: Document, spans: Spans) -> Row:
    content = spans.get("quotes.content", ())
    return {
        "words": _words(document, content),
        "speaker_words": _words(document, spans.get("quotes.speaker", ())),
        "cue": _words(document, spans.get("quotes.cue", ())),
        **_place(document, content),
    }


def _figure(document: Document, spans: Spans) -> Row:
    whole = spans.get("figures.figure") or spans.get("figures.number", ())
    return {"words": _words(document, whole), **_place(document, whole)}


def _words(document: Document, spans: Sequence[tuple[int, int]]) -> str:
    return " … ".join(" ".join(document.text[start:end].split()) for start, end in sorted(spans))


def _place(document: Document, spans: Sequence[tuple[int, int]]) -> Row:
    """From where to where, and the sentences in which that stands."""
    if not spans:
        return {}
    start, end = min(spans)[0], max(end for _, end in spans)
    first, last = document.sentence_at(start), document.sentence_at(end - 1)
    sentences = document.text[min(first.start, start) : max(last.end, end)]
    return {"start": start, "end": end, "sentence": " ".join(sentences.split())}


def _table(name: str, rows: Sequence[Row]) -> pa.Table:
    return pa.table(
        {column: pa.array([_text(row.get(column)) for row in rows], pa.string()) for column in COLUMNS[name]}
    )


def _text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    words = str(value)
    return f"'{words}" if isinstance(value, str) and words.startswith(_FORMULA) else words


def _cells(table: pa.Table) -> Iterator[Sequence[str | None]]:
    return zip(*(column.to_pylist() for column in table.columns), strict=True)
