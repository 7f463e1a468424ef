"""How far two coders of the same texts agree: rows found by both, codes given alike, and all that differs.

Precision, recall and F1 count rows that are about the same words (`match`). Krippendorff's alpha is what remains of
agreement when that of chance is taken away (Krippendorff, Content Analysis, 2019, chapter 12): for each word of the
texts, whether it belongs to a row of the kind and with which code; and for each column, over the rows of both.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from onrecord.findings import Finding, Problem
from onrecord.records.coders.row_matching import Unit, pairs, same_ids, units
from onrecord.records.format.layout import Layout
from onrecord.records.record import Record
from onrecord.text.document import Document, Span

#: section -> the column that says what a word of it is (None: the row itself), then the columns that are compared
_CODES: dict[str, str | None] = {
    "actors": None,
    "places": None,
    "events": "event_type",
    "claims": "factuality",
    "quotes": "quote_type",
    "figures": "measure",
    "relations": "relation_type",
}
_COMPARED: dict[str, tuple[str, ...]] = {
    "actors": ("actor_id",),
    "places": ("place_id",),
    "events": ("event_type", "event_status", "date_edtf", "places", "participants"),
    "claims": ("factuality", "claimant_id"),
    "quotes": ("speakers", "quote_type", "speech_act", "cue_lemma"),
    "figures": ("value", "qualifier", "measure", "counted", "unit", "claimant_id"),
    "relations": ("relation_type", "event_id", "other_event_id", "claimant_id"),
}
#: compared columns that stand in a table of links: that table, its column of this row and that of the other
_LINKED: dict[str, tuple[str, str, str]] = {
    "speakers": ("quote_speakers", "quote_id", "actor_id"),
    "participants": ("event_actors", "event_id", "actor_id"),
    "places": ("event_places", "event_id", "place_id"),
}


@dataclass(frozen=True)
class Coded:
    """A text as one coder recorded it."""

    slug: str
    document: Document
    record: Record


class Told(NamedTuple):
    """A row as it stands in its text: its words, where they begin (document, line, column from 1), and its code."""

    id: str
    words: str
    place: tuple[str, int, int]
    code: str


@dataclass(frozen=True)
class Same:
    """Rows of both that agree or not in their columns: column -> (ours, theirs) where they differ."""

    ours: str
    theirs: str
    told: Told
    differs: Mapping[str, tuple[Any, Any]]


@dataclass
class Agreement:
    """Of one kind of row. `alone` are the rows that only the one coder has, or only the other."""

    kind: str
    both: list[Same] = field(default_factory=list)
    alone: tuple[list[Told], list[Told]] = field(default_factory=lambda: ([], []))
    #: over the words of the texts; NaN when neither coder has a row
    alpha: float = math.nan
    #: column -> rows compared, share that is equal, alpha
    columns: dict[str, tuple[int, float, float]] = field(default_factory=dict)

    @property
    def precision(self) -> float:
        """The part of the first coder's rows that the second has too."""
        return _share(len(self.both), len(self.both) + len(self.alone[0]))

    @property
    def recall(self) -> float:
        """The part of the second coder's rows that the first has too."""
        return _share(len(self.both), len(self.both) + len(self.alone[1]))

    @property
    def f1(self) -> float:
        """The harmonic mean of the two."""
        return _share(2 * len(self.both), 2 * len(self.both) + len(self.alone[0]) + len(self.alone[1]))


def agreement(ours: Sequence[Coded], theirs: Sequence[Coded], layout: Layout) -> dict[str, Agreement]:
    """How far the first coder agrees with the second, by kind of row; `ours` and `theirs` are of the same texts.

    Raises `Problem` (A021) when the library for the coefficient is not installed.
    """
    made = {name: Agreement(name) for name in _CODES}
    words: dict[str, tuple[list[str], list[str]]] = {name: ([], []) for name in _CODES}
    values: dict[str, dict[str, tuple[list[str], list[str]]]] = {
        name: {column: ([], []) for column in columns} for name, columns in _COMPARED.items()
    }
    for one, other in zip(ours, theirs, strict=True):
        _document(one, other, layout, made, words, values)
    for name, told in made.items():
        told.alpha = alpha(*words[name])
        for column, (left, right) in values[name].items():
            equal = sum(a == b for a, b in zip(left, right, strict=True))
            if left:
                told.columns[column] = (len(left), equal / len(left), alpha(left, right))
    return made


def alpha(ours: Sequence[str], theirs: Sequence[str]) -> float:
    """Krippendorff's alpha of two coders, nominal. NaN when fewer than two values were given, or nothing to tell apart."""
    try:
        import krippendorff
    except ImportError:
        raise Problem(
            Finding(code="A021", message="the library krippendorff is not installed", help="pip install onrecord[make]")
        ) from None
    codes: dict[str, int] = {}
    data = [[codes.setdefault(value, len(codes)) for value in values] for values in (ours, theirs)]
    if len(codes) < 2 or not ours:
        return math.nan
    return float(krippendorff.alpha(reliability_data=data, level_of_measurement="nominal"))


def _document(
    one: Coded,
    other: Coded,
    layout: Layout,
    made: Mapping[str, Agreement],
    words: Mapping[str, tuple[list[str], list[str]]],
    values: Mapping[str, Mapping[str, tuple[list[str], list[str]]]],
) -> None:
    left, right = units(one.record, layout), units(other.record, layout)
    same = same_ids(left, right)
    text = one.document
    tokens = _tokens(text)
    for name, told in made.items():
        found = pairs(left[name], right[name])
        for ours, theirs in found:
            told.both.append(_compared(name, ours, theirs, one, other, same, values[name]))
        for side, all_units, taken in (
            (0, left[name], {id(a) for a, _ in found}),
            (1, right[name], {id(b) for _, b in found}),
        ):
            told.alone[side].extend(_told(name, unit, one) for unit in all_units if id(unit) not in taken)
        words[name][0].extend(_labels(tokens, left[name], name, same))
        words[name][1].extend(_labels(tokens, right[name], name, {}))


def _compared(
    name: str,
    ours: Unit,
    theirs: Unit,
    one: Coded,
    other: Coded,
    same: Mapping[str, str],
    values: Mapping[str, tuple[list[str], list[str]]],
) -> Same:
    left = _columns(name, ours, one.record, same)
    right = _columns(name, theirs, other.record, {})
    differs = {}
    for column, (a, b) in values.items():
        a.append(str(left[column]))
        b.append(str(right[column]))
        if left[column] != right[column]:
            differs[column] = (left[column], right[column])
    return Same(ours.id, theirs.id, _told(name, theirs, other), differs)


def _columns(name: str, unit: Unit, record: Record, same: Mapping[str, str]) -> dict[str, Any]:
    """The compared columns; ids of the other coder's rows where those are about the same words."""
    if name in ("actors", "places"):
        return {_COMPARED[name][0]: same.get(unit.id, unit.id)}
    row = unit.row
    told: dict[str, Any] = {}
    for column in _COMPARED[name]:
        if column in _LINKED:
            table, here, there = _LINKED[column]
            linked = [r[there] for r in record.rows.get(table, ()) if r[here] == unit.id]
            told[column] = "; ".join(sorted(same.get(other, other) for other in linked))
        else:
            value = row.get(column)
            told[column] = same.get(value, value) if isinstance(value, str) and column.endswith("_id") else value
    return told


def _tokens(document: Document) -> list[Span]:
    """The words of a text."""
    spans, start = [], None
    for i, character in enumerate(document.text):
        if character.isalnum():
            start = i if start is None else start
        elif start is not None:
            spans.append(Span(start, i))
            start = None
    return [*spans, Span(start, len(document.text))] if start is not None else spans


def _labels(tokens: Sequence[Span], found: Iterable[Unit], name: str, same: Mapping[str, str]) -> list[str]:
    """What each word is: the code of the row that it belongs to, or nothing."""
    labels = [""] * len(tokens)
    starts = {token.start: i for i, token in enumerate(tokens)}
    code = _CODES[name]
    for unit in found:
        label = str(unit.row.get(code)) if code else same.get(unit.id, unit.id)
        for span in unit.spans:
            for at in range(span.start, span.end):
                i = starts.get(at)
                if i is not None and not labels[i]:
                    labels[i] = label
    return labels


def _told(name: str, unit: Unit, coded: Coded) -> Told:
    document = coded.document
    words = " … ".join(" ".join(document.text[span.start : span.end].split()) for span in unit.spans)
    line, column = document.place(unit.spans[0].start)
    return Told(unit.id, words, (coded.slug, line, column), str(unit.row.get(_CODES[name] or "", "")))


def _share(part: int, whole: int) -> float:
    return part / whole if whole else math.nan
