"""What words suggest for a row that is anchored to them: as the machine coder reads them, nothing more.

Values are given as people write them. A suggestion is a beginning: it stands in a form that a person looks at.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from onrecord.coder.dates import find_dates
from onrecord.coder.extraction import Published
from onrecord.coder.quotes import find_quotes
from onrecord.records.coders.agreement import Coded
from onrecord.records.coders.row_matching import units
from onrecord.records.format.layout import Layout, Section
from onrecord.records.format.references import read
from onrecord.records.format.written_rows import row_as_written
from onrecord.records.format.yaml_nodes import Mapping as Map
from onrecord.records.values.borne_out import read_number
from onrecord.records.values.date_keys import date_keys
from onrecord.records.values.edtf_dates import Dates, read_edtf
from onrecord.text.document import Document, Span
from onrecord.text.quotation import inside, meets, quoted

Values = dict[str, Any]
#: whether the record (or a registry) has a row: section, slug → the slug that it has there, or None
Known = Callable[[str, str], str | None]


@dataclass
class Suggestions:
    """What the machine coder proposed for a text, asked for one selection at a time."""

    document: Document
    layout: Layout
    published: Published
    machine: Coded | None = None
    #: the machine's record as text
    text: str = ""
    #: the row of a registry that words name: registry, words → slug, or None
    named: Callable[[str, Span], str | None] = lambda *_: None

    def __post_init__(self) -> None:
        self._units = units(self.machine.record, self.layout) if self.machine is not None else {}
        root = read(self.text) if self.text else None
        self._root = root if isinstance(root, Map) else None

    def row(self, section: Section, span: Span, known: Known) -> tuple[Values, dict[str, list[Span]]]:
        """Values for the keys of a new row about these words, and the spans of its parts beside the main one.

        What the machine proposes about the same words, references only to rows that `known` has; else what the
        words themselves tell.
        """
        found = self._nearest(section, span)
        if found is None:
            return self.of_words(section, span), {}
        slug, parts = found
        return self.of_words(section, span) | self._proposed(section, slug, known), parts

    def of_words(self, section: Section, span: Span) -> Values:
        """Values that the main words of a row tell by themselves."""
        reader = {"value": self.number, "type": self.quote_type}
        values: Values = {}
        for key in section.keys:
            if key in reader and section.main in _READ.get(key, ()):
                values |= reader[key](span)
        return values

    def of_part(self, section: Section, part: str, span: Span) -> Values:
        """Values that the words of a part beside the main one tell: a date its EDTF, a cue its verb."""
        values: Values = {}
        if part == "date" and any(key.kind == "edtf" for key in section.keys.values()):
            values = self.date(span)
        elif part in _READ["value"]:
            values = self.number(span)
        elif part == "cue":
            values = self.cue(span)
        else:
            values = self.named_in(section, part, span)
        return {key: value for key, value in values.items() if key in section.keys}

    def named_in(self, section: Section, part: str, span: Span) -> Values:
        """The actor or place that the words of a part name, for the key that names it: speaker, where."""
        for key in section.keys.values():
            target = self.layout.target_of(key)
            if target in self.layout.registries and part in (key.name, (target or "").removesuffix("s")):
                slug = self.named(target or "", span)
                return {key.name: slug} if slug is not None else {}
        return {}

    def date(self, span: Span) -> Values:
        """`when`, `basis` and `precision` of the words for a date, worked out from the day of publication."""
        found = [
            date
            for date in find_dates(self.document.text, self.published)
            if date.start < span.end and span.start < date.end
        ]
        best = max(found, key=lambda date: min(date.end, span.end) - max(date.start, span.start), default=None)
        return date_keys(best) if best is not None else {}

    def date_in(self, words: str) -> dict[str, Any]:
        """What typed words say of a date: its EDTF, and its bounds in words; EDTF itself is taken as it is."""
        read = read_edtf(words)
        edtf = words
        if not isinstance(read, Dates):
            told = [date_keys(date) for date in find_dates(words[:200], self.published)]
            edtf = next((str(keys["when"]) for keys in told if keys.get("when")), "")
            read = read_edtf(edtf)
        if not isinstance(read, Dates):
            return {"edtf": None, "bounds": ""}
        first, last = (day.isoformat() if day is not None else "…" for day in (read.start, read.end))
        return {"edtf": edtf, "bounds": first if first == last else f"{first} to {last}"}

    def number(self, span: Span) -> Values:
        """`value` or bounds, and `qualifier`, of the words for a number."""
        told, _ = read_number(self.document.text, span, self.document.sentence_at(span.start))
        if told is None:
            return {}
        if told.value is not None:
            return {"value": told.value, "qualifier": told.qualifier}
        if told.rule is not None:
            return {"qualifier": told.qualifier, "rule": told.rule}
        return {"low": told.low, "high": told.high, "qualifier": told.qualifier}

    def quote_type(self, span: Span) -> Values:
        """`type` of a quote by its quotation marks."""
        marks = quoted(self.document)
        kind = "direct" if inside(span, marks) else "mixed" if meets([span], marks) else "indirect"
        return {"type": kind}

    def cue(self, span: Span) -> Values:
        """The lemma of a reporting verb, and what kind of saying it is."""
        sentence = self.document.sentence_at(span.start)
        text = self.document.text[sentence.start : sentence.end]
        for quote in find_quotes(text, ()):
            if (
                quote.cue
                and quote.cue.start + sentence.start < span.end
                and span.start < quote.cue.end + sentence.start
            ):
                return {"act": quote.act, "cue": quote.cue_lemma}
        return {}

    def _nearest(self, section: Section, span: Span) -> tuple[str, dict[str, list[Span]]] | None:
        """The machine's row of a section that shares most with the words, and its parts."""
        best, most = None, 0.0
        for unit in self._units.get(section.name, ()):
            shared = sum(max(0, min(s.end, span.end) - max(s.start, span.start)) for s in unit.spans)
            whole = sum(s.end - s.start for s in unit.spans) + span.end - span.start - shared
            if shared and shared / whole > most:
                best, most = unit.id, shared / whole
        if best is None or self.machine is None:
            return None
        parts: dict[str, list[Span]] = {}
        for part, place in self.machine.record.parts.get(best, ()):
            if part != section.main:
                parts.setdefault(part, []).append(place)
        return best.rsplit(":", 1)[-1], parts

    def _proposed(self, section: Section, slug: str, known: Known) -> Values:
        rows = self._root.values.get(section.name) if self._root is not None else None
        row = rows.values.get(slug) if isinstance(rows, Map) else None
        values: Values = {}
        for name, value in row_as_written(row).items() if isinstance(row, Map) else ():
            key = section.keys.get(name)
            if key is None or key.kind == "anchor":
                continue
            target = self.layout.target_of(key)
            held = value if target is None else _renamed(value, partial(known, target))
            if held not in (None, [], {}):
                values[name] = held
        return values


#: the main part (or part) whose words tell a key
_READ: Mapping[str, tuple[str, ...]] = {"value": ("number",), "type": ("content",)}


def _renamed(value: Any, known: Callable[[str], str | None]) -> Any:
    """The slugs in a value as they are known; those that are not are left out."""
    if isinstance(value, str):
        return known(value)
    if isinstance(value, list):
        kept = [slug for slug in map(known, value) if slug is not None]
        return kept if len(kept) > 1 else next(iter(kept), None)
    kept_by_role = {role: _renamed(held, known) for role, held in value.items()}
    return {role: held for role, held in kept_by_role.items() if held is not None}
