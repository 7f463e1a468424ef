"""The anchors of a record: from `at` to spans of the text and rows of `mentions`, with findings on what has no place."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

import yaml

from onrecord.contract import Contract
from onrecord.findings import printable
from onrecord.records.anchors.anchor import Lost, Words, parse_anchor, resolve
from onrecord.records.anchors.closest import complain, show
from onrecord.records.format.key_findings import missing_keys, unknown_keys
from onrecord.records.format.layout import Section
from onrecord.records.format.yaml_nodes import File, Mapping, Node, Sequence, kind
from onrecord.text.document import BOILERPLATE, Document, Span

#: part of a row -> its spans, each with the node of its anchor
Spans = dict[str, list[tuple[Span, Node]]]


class Anchoring:
    """Resolves the anchors of one record. Holds the mentions made so far, and the spans that rows cover.

    Without a document (its text cannot be used) anchors are looked through and not resolved.
    """

    def __init__(
        self, file: File, slug: str, document: Document | None, contract: Contract, *, is_open: bool = False
    ) -> None:
        self.is_open = is_open
        self.file, self.slug, self.document = file, slug, document
        self.source_id = contract.tables["sources"].field("source_id").make_id(document=slug)
        codes = contract.vocabularies["mention_field"].codes
        self.published = {code for code, told in codes.items() if is_open or told.get("published")}
        self.mentions: list[dict[str, Any]] = []
        self.covered: list[Span] = []
        #: where the anchor that begins at an offset of the record has its words
        self.placed: dict[int, Span] = {}
        #: id of a row -> its parts with their words
        self.parts: dict[str, list[tuple[str, Span]]] = {}
        #: of these, the spans in which rows tell something, and the passages that are left out
        self.covered_by_rows: list[Span] = []
        self.passages: list[tuple[Span, Node]] = []

    def row(self, section: Section, slug: str, row_id: str, node: Node | None, *, named: bool = True) -> Spans:
        """The spans of each part of a row; adds its mentions.

        named: whether the row has a name. Words that only describe it are no name, and are not published as one.
        """
        before = len(self.mentions)
        spans: Spans = {}
        if node is None:
            return spans
        parts = self._parts(section, node)
        name = f"{row_id.partition(':')[0]}-{slug}"
        main: tuple[Span, ...] = ()
        for part in sorted(parts, key=lambda part: part != section.main):
            spans[part] = self._part(section, part, parts[part], f"{name}-{part}", row_id, main)
            if part == section.main:
                main = tuple(span for span, _ in spans[part])
        if not named and not self.is_open:
            for mention in self.mentions[before:]:
                mention["exact"] = None
        return spans

    def passage(self, node: Node, *, may_hold_anchors: bool = False) -> None:
        """Covers the words of an anchor that belongs to no row."""
        for item in self._items(node):
            place = self._place(item, ())
            if place:
                self.covered.append(place[0])
                if not may_hold_anchors:
                    self.passages.append((place[0], item))

    def _parts(self, section: Section, node: Node) -> dict[str, list[Node]]:
        if not isinstance(node, Mapping):
            return {section.main: self._items(node)}
        unknown_keys(self.file, node, section.parts, f"at of {section.one}")
        missing_keys(self.file, node, (section.main,), "at", None)
        return {part: self._items(value) for part, value in node.values.items() if part in section.parts}

    def _items(self, node: Node) -> list[Node]:
        if not isinstance(node, Sequence):
            return [node]
        if not node.items:
            self.file.report(
                "A001", "the list has no anchors", node, help="write words of the article, or leave it out"
            )
        return node.items

    def _part(
        self, section: Section, part: str, items: list[Node], name: str, row_id: str, main: tuple[Span, ...]
    ) -> list[tuple[Span, Node]]:
        placed: list[tuple[Span, Node]] = []
        for item in items:
            place = self._place(item, main)
            if place is None:
                continue
            span, by = place
            first = next((node for other, node in placed if other == span), None)
            if first is not None:
                self.file.report("A004", "these words are anchored twice in the same part of the row", item,
                                 notes=(self.file.note("here first", first),), help="remove one of the two")  # fmt: skip
                continue
            placed.append((span, item))
            self.parts.setdefault(row_id, []).append((part, span))
            mention = name if len(placed) == 1 else f"{name}-{len(placed)}"
            self._mention(section, part, mention, row_id, span, by, item)
        return placed

    def _place(self, node: Node, within: Iterable[Span]) -> tuple[Span, str] | None:
        words = self._words(node)
        if words is None or self.document is None:
            return None
        found = resolve(self.document, words, within)
        if isinstance(found, Lost):
            told = complain(self.document, words, found)
            self.file.report(told.code, told.message, node, notes=told.notes, help=told.help)
            # the sentence that was probably meant is not reported once more as one that nobody touched
            self.covered += told.spans
            return None
        self.placed[node.start_mark.index] = found.span
        return found

    def _words(self, node: Node) -> Words | None:
        if not isinstance(node, yaml.ScalarNode):
            self.file.report("R012", f"an anchor is text, and this is {kind(node)}", node,
                             help="write\nat: |\n  words of the article")  # fmt: skip
            return None
        words = parse_anchor(node.value)
        if isinstance(words, str):
            marks = "[[" in words or "]]" in words
            help_ = "write words of the article, and [[ ]] around those that are meant"
            help_ += "; a bracket of the article itself is written \\[" if marks else ""
            self.file.report("A002" if marks else "A001", words, node, help=help_)
            return None
        if not node.style and (comment := _comment_behind(self.file.text, node.end_mark.index)):
            self.file.report("R020", f"“{printable(comment, 60)}” is a comment for YAML and no part of the words", node,
                             help="write the words as a block:\nat: |\n  words of the article")  # fmt: skip
        return words

    def _mention(self, section: Section, part: str, name: str, row_id: str, span: Span, by: str, node: Node) -> None:
        document, code = self.document, section.parts[part]
        assert document is not None and section.table is not None  # noqa: S101 - a span was found
        zone = document.zone(span.start)
        if zone == BOILERPLATE:
            self.file.report("A003", "these words stand in boilerplate, where no row is anchored", node,
                             notes=(show(document, span),), help="anchor the row elsewhere, or correct zones in source.yaml")  # fmt: skip
        if not section.registry:
            self.covered.append(span)
            self.covered_by_rows.append(span)
        words = document.text[span.start : span.end]
        self.mentions.append(
            {
                "mention_id": f"mention:{self.slug}:{name}",
                "source_id": self.source_id,
                "subject_table": section.table.name,
                "subject_id": row_id,
                "field": code,
                "char_start": span.start,
                "char_end": span.end,
                "exact": words if code in self.published else None,
                "exact_sha256": hashlib.sha256(words.encode()).hexdigest(),
                "zone": zone,
                "resolved_by": by,
            }
        )


def _comment_behind(text: str, end: int) -> str:
    """The comment that follows on the same line: behind an unquoted value it was perhaps meant as words."""
    line_end = text.find("\n", end)
    rest = text[end : line_end if line_end >= 0 else len(text)].strip()
    return rest if rest.startswith("#") else ""
