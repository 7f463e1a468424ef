"""Annotations of another program into a coder's record: every anchor checked, and what doesn't fit told."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from onrecord.contract.model import SLUG
from onrecord.findings import Finding, printable
from onrecord.records.anchors.anchor import Found, Words, anchor_for, resolve
from onrecord.records.coders.coder_records import Desk
from onrecord.records.coders.slugs import Slugs
from onrecord.records.editing.named_rows import called_so
from onrecord.records.editing.row_changes import written
from onrecord.records.exchange.annotations import Anchored, AnnotatedRow, Annotations
from onrecord.records.format import splices
from onrecord.records.format.broken_parts import read_usable
from onrecord.records.format.layout import Section
from onrecord.records.format.new_document import start_record
from onrecord.records.format.writer import write_item
from onrecord.records.format.yaml_nodes import Mapping as Map
from onrecord.text.document import Document, Span


@dataclass
class Imported:
    """The coder's record with the annotations, how many rows of each section came, and what did not fit."""

    text: str
    rows: dict[str, int] = field(default_factory=dict)
    left: list[Finding] = field(default_factory=list)


def into_record(annotations: Annotations, desk: Desk, slug: str, coder: str, before: str | None) -> Imported:
    """Put annotations behind what a coder's record has (`before`; None begins one).

    A row of a slug that the record has already is left out. Findings W010 tell what doesn't fit: labels that are no
    section, words that are elsewhere or nowhere, actors that no registry has, values that no key takes.
    """
    document, hashed, _ = desk.source(slug)
    made = Imported(before if before is not None else start_record(slug, hashed, coder))
    for note in annotations.notes:
        made.left.append(_unfit(note))
    reader = _Reader(made, desk, document)
    for row in annotations.rows:
        reader.add(row)
    return made


class _Reader:
    """Fits one row after the other into the record."""

    def __init__(self, made: Imported, desk: Desk, document: Document) -> None:
        self.made, self.desk, self.document, self.layout = made, desk, document, desk.layout
        root = read_usable("", made.text)[0].root
        rows = {name: root.values.get(name) if isinstance(root, Map) else None for name in self.layout.sections}
        self.there = {name: set(held.values) if isinstance(held, Map) else set() for name, held in rows.items()}
        self.slugs = {name: Slugs(slugs) for name, slugs in self.there.items()}
        self.sections = {_plain(name): section for name, section in self.layout.sections.items()}
        self.sections |= {_plain(section.one): section for section in self.layout.sections.values()}
        self.sections |= {_plain(self.layout.left_out.name): self.layout.left_out}

    def add(self, row: AnnotatedRow) -> None:
        """One row; what doesn't fit of it is told."""
        section = self.sections.get(_plain(row.section))
        shown = printable(row.slug or " ".join(row.anchors[0].words.split())[:60] if row.anchors else row.section, 60)
        if section is None:
            names = ", ".join([*self.layout.sections, self.layout.left_out.name])
            self._left(
                f"“{shown}” has the label “{printable(row.section, 40)}”, which is no section of a record",
                f"labels are section.part; sections: {names}",
            )
            return
        at = self._anchors(section, row, shown)
        main = section.main if section.parts else ""
        if not at.get(main):
            self._left(
                f"{section.one} “{shown}” has no words of its own in the text, so it was left",
                f"mark them as {section.name}.{main}" if main else "mark them",
            )
            return
        keys = self._keys(section, row, shown)
        if section is self.layout.left_out:
            self._passage(section, keys, at[main], shown)
        elif section.registry:
            self._registered(section, row, at[main], shown)
        else:
            self._row(section, row, keys, at, shown)

    def _anchors(self, section: Section, row: AnnotatedRow, shown: str) -> dict[str, list[str]]:
        parts: dict[str, list[Span]] = {}
        for anchor in row.anchors:
            part = anchor.part or section.main
            if part not in section.parts and section.parts:
                self._left(
                    f"{section.one} “{shown}” has a part “{printable(part, 40)}”, which there is not",
                    f"its parts are: {', '.join(section.parts)}",
                )
                continue
            span = self._span(anchor)
            if span is None:
                self._left(
                    f"the words “{printable(anchor.words or str(tuple(anchor.span)), 60)}” of {section.one} “{shown}” are not where the annotation says, or nowhere",
                    "is it an annotation of this text, as it was received?",
                )
            else:
                parts.setdefault(part if section.parts else "", []).append(span)
        main = tuple(parts.get(section.main, ()))
        told: dict[str, list[str]] = {}
        for part, spans in parts.items():
            anchors = [anchor_for(self.document, span, () if part == section.main else main) for span in spans]
            told[part] = [anchor for anchor in dict.fromkeys(anchors) if anchor is not None]
        return told

    def _span(self, anchor: Anchored) -> Span | None:
        """Where the words stand: where the annotation says, or else at the one place where they do."""
        text, (start, end) = self.document.text, anchor.span
        if (
            0 <= start < end <= len(text)
            and text[start:end].strip()
            and (not anchor.words or text[start:end] == anchor.words)
        ):
            return anchor.span
        words = " ".join(anchor.words.split())
        found = resolve(self.document, Words(words, 0, len(words))) if words else None
        return found.span if isinstance(found, Found) else None

    def _keys(self, section: Section, row: AnnotatedRow, shown: str) -> dict[str, Any]:
        told: dict[str, Any] = {}
        for key, value in row.keys.items():
            spec = section.keys.get(key)
            if spec is None or spec.kind == "anchor" or not isinstance(value, str | list | dict | bool | int | float):
                self._left(
                    f"{section.one} “{shown}” has no key “{printable(str(key), 40)}”",
                    f"its keys are: {', '.join(section.keys)}",
                )
            else:
                told[key] = written(str(value).lower() if isinstance(value, bool) else value, spec)
        return {key: told[key] for key in section.keys if told.get(key) is not None}

    def _row(
        self, section: Section, row: AnnotatedRow, keys: dict[str, Any], at: dict[str, list[str]], shown: str
    ) -> None:
        slug = row.slug if re.fullmatch(SLUG, row.slug) else ""
        if slug in self.there[section.name]:
            self._left(
                f"the record has a {section.one} “{shown}” already, so this one was left",
                "give it another slug to have both",
            )
            return
        slug = slug or self.slugs[section.name].new(
            " ".join(at[section.main][0].replace("[[", "").replace("]]", "").split())
        )
        self.there[section.name].add(slug)
        parts = {part: at[part] for part in section.parts if at.get(part)}
        told = parts[section.main] if list(parts) == [section.main] else parts
        self._spliced(
            section, lambda: splices.add_row(self.made.text, section.name, slug, {**keys, "at": told}, self._order())
        )

    def _registered(self, section: Section, row: AnnotatedRow, anchors: list[str], shown: str) -> None:
        slug = row.slug if row.slug in self.desk.registries.known.get(section.name, ()) else self._by_name(section, row)
        if slug is None:
            self._left(
                f"no {section.one} of the registry is called “{shown}”",
                f"add it to seeds/{section.name}.yaml, or record it in the annotator",
            )
        elif slug in self.there[section.name]:
            self._left(
                f"the record has the {section.one} “{slug}” already, so these words of it were left",
                "add them in the annotator",
            )
        else:
            self.there[section.name].add(slug)
            self._spliced(
                section, lambda: splices.add_row(self.made.text, section.name, slug, {"at": anchors}, self._order())
            )

    def _by_name(self, section: Section, row: AnnotatedRow) -> str | None:
        """The one row of a registry with a name or alias that is the words."""
        spans = [anchor.words or self.document.text[anchor.span.start : anchor.span.end] for anchor in row.anchors]
        found = {slug for words in spans for slug in called_so(section.name, words, self.desk.registries, self.layout)}
        return found.pop() if len(found) == 1 else None

    def _passage(self, section: Section, keys: dict[str, Any], anchors: list[str], shown: str) -> None:
        for anchor in anchors:
            if anchor in self.made.text:
                self._left(f"“{shown}” is left out already", "nothing is to be done")
                continue
            lines = list(write_item({"at": anchor, **keys}))
            self._spliced(
                section, lambda lines=lines: splices.add_lines(self.made.text, section.name, lines, self._order())
            )

    def _spliced(self, section: Section, make: Any) -> None:
        self.made.text = make()
        self.made.rows[section.name] = self.made.rows.get(section.name, 0) + 1

    def _order(self) -> list[str]:
        return [*self.layout.sections, self.layout.left_out.name]

    def _left(self, message: str, help_: str) -> None:
        self.made.left.append(_unfit(message, help_))


def _plain(label: str) -> str:
    return " ".join(re.sub(r"[_-]", " ", label).split()).casefold()


def _unfit(message: str, help_: str = "it can be recorded by hand") -> Finding:
    return Finding(code="W010", severity="warning", message=message, help=help_)
