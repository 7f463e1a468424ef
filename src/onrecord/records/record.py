"""A record: what a person says of a text, typed after the contract, with every anchor resolved.

The result is plain rows, one map of columns per row and table; offsets exist only here and further on.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from onrecord.contract import Contract
from onrecord.contract.model import SLUG
from onrecord.findings import Finding, printable
from onrecord.records.anchors.record_anchors import Anchoring, Spans
from onrecord.records.derived_columns import (
    complete_date,
    complete_figure,
    complete_place,
    complete_quote,
    complete_voice,
)
from onrecord.records.format import yaml_nodes
from onrecord.records.format.key_findings import bad_slug, check_sha256, missing_keys, unknown_keys
from onrecord.records.format.layout import Layout, Section
from onrecord.records.format.typed_values import scalar, typed
from onrecord.records.format.yaml_nodes import File, Node, Scalar, Sequence
from onrecord.records.format.yaml_nodes import Mapping as Map
from onrecord.records.references import Outside, References
from onrecord.records.registry import Registries, has_name, registry_row
from onrecord.records.row_reader import RowReader
from onrecord.records.values.borne_out import Clash, Figure, date_clashes, figure_clashes, quote_clashes
from onrecord.records.values.naming_words import naming_words
from onrecord.records.values.read_by_coder import Published
from onrecord.records.values.within_document import BETWEEN_ROWS, MISSING, Coded, document_clashes
from onrecord.text.document import Document, Raw, Span
from onrecord.text.quotation import quoted

__all__ = ["MACHINE", "Outside", "Record", "Row", "keep_from_reading", "read_record"]

_SLUG = re.compile(SLUG)
Row = dict[str, Any]
#: the coder whose records are proposals
MACHINE = "machine"
#: the coder of the record that is built: it names only actors and places that are registered
ADJUDICATED = "adjudicated"


@dataclass
class Record:
    """What a record says: rows by table, the spans that it covers, references out of it, and what is wrong."""

    rows: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    covered: list[Span] = field(default_factory=list)
    outside: list[Outside] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    #: new rows of the registries, which only the machine coder's records have
    proposed: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    #: of such records: id of each row, the rule that made it and its confidence
    by_rule: list[Row] = field(default_factory=list)
    #: where each anchor (by the offset in the file at which it begins) has its words
    placed: dict[int, Span] = field(default_factory=dict)
    #: id of each row -> its parts with their words
    parts: dict[str, list[tuple[str, Span]]] = field(default_factory=dict)


def read_record(
    name: str, raw: Raw, slug: str, document: Document | None, sha256: str | None, contract: Contract, layout: Layout,
    known: Mapping[str, Mapping[str, bool]], *, is_open: bool = False, published: Published = None,
) -> Record:  # fmt: skip
    """The rows of a record file and everything that is wrong with it. Raises nothing.

    `name` is the path that findings show, `slug` the document's, `known` the slugs of the registries
    (`actors`, `places`), `is_open` whether the rights in the text allow its words to be published, `published` when it
    appeared. Without a document (its text cannot be used) no anchor is resolved.
    """
    reader = _Reader(yaml_nodes.read_yaml(name, raw), slug, document, contract, layout, known, is_open)
    if isinstance(reader.file.root, Map):
        reader.read(reader.file.root, sha256)
        reader.compare(published)
    elif reader.file.root is not None:
        reader.file.report("R012", "a record is a map of sections, and this is a list", reader.file.root,
                           help="begin with  document: " + slug)  # fmt: skip
    record = reader.record
    record.rows["mentions"], record.covered = reader.anchors.mentions, reader.anchors.covered
    record.outside, record.findings = reader.references.outside, reader.file.findings
    record.placed, record.parts = reader.anchors.placed, reader.anchors.parts
    return record


def keep_from_reading(findings: Iterable[Finding]) -> list[Finding]:
    """The errors because of which rows of a record are not what a person wrote; others are left to who goes on with it."""
    return [one for one in findings if one.severity == "error" and one.code not in BETWEEN_ROWS]


class _Reader:
    """Reads one record; holds what all of its rows share."""

    def __init__(
        self, file: File, slug: str, document: Document | None, contract: Contract, layout: Layout,
        known: Mapping[str, Mapping[str, bool]], is_open: bool,
    ) -> None:  # fmt: skip
        self.file, self.slug, self.document = file, slug, document
        self.contract, self.layout, self.is_open = contract, layout, is_open
        self.record = Record()
        self.anchors = Anchoring(file, slug, document, contract, is_open=is_open)
        self.references = References(file, slug, contract, layout, known)
        self.row_reader = RowReader(file, contract, self.references, self.record.rows, self.anchors.source_id)
        self.quotations: list[Span] | None = None
        #: where each row stands: its slug, the nodes of its keys and of its anchors
        self.places: dict[str, tuple[Scalar, Map, Spans]] = {}
        self.machine = False

    # -- the file ---------------------------------------------------------------------------------

    def read(self, root: Map, sha256: str | None) -> None:
        """The whole record; what it says and what is wrong is in `record` and `file.findings`."""
        sections = self.layout.sections
        coder = root.values.get("coder")
        self.machine = isinstance(coder, yaml.ScalarNode) and coder.value == MACHINE
        allowed = [*self.layout.header, *sections, "left_out"]
        if self.machine:
            allowed.append(self.layout.proposals.rejected)
        if isinstance(coder, yaml.ScalarNode) and coder.value != ADJUDICATED:
            allowed += self.layout.proposals.new
            self._new(root)
        unknown_keys(self.file, root, allowed, "a record")
        required = [name for name, key in self.layout.header.items() if key.required]
        missing_keys(self.file, root, required, "the record", None)
        self._header(root, sha256)
        for section in sections.values():
            rows = root.values.get(section.name)
            if isinstance(rows, Map) and section.table is not None and not section.registry:
                self.references.slugs[section.table.name] = rows.values
        for section in sections.values():
            rows = root.values.get(section.name)
            if rows is not None:
                self._section(section, rows)
        if (left_out := root.values.get("left_out")) is not None:
            self._left_out(left_out)

    def _new(self, root: Map) -> None:
        """Actors and places that the machine coder proposes: rows may name them as if they were registered."""
        sections = {name: root.values.get(name) for name in self.layout.proposals.new}
        rows = {self.layout.proposals.new[name]: node for name, node in sections.items() if isinstance(node, Map)}
        known = {name: dict(slugs) for name, slugs in self.references.known.items()}
        for registry, node in rows.items():
            known[registry] |= {slug: has_name(row) for slug, row in node.values.items()}
        self.references.known = known
        for registry, node in rows.items():
            section = self.layout.registries[registry]
            for slug, key, row in node.items():
                if not _SLUG.fullmatch(slug):
                    bad_slug(self.file, slug, key)
                elif isinstance(row, Map):
                    columns = registry_row(self.file, section, self.contract, row, key, Registries(known=known))
                    self.record.proposed[registry].append(
                        {section.id_field.name: section.id_field.make_id(slug=slug), **columns}
                    )

    def _header(self, root: Map, sha256: str | None) -> None:
        node = root.values.get("document")
        if node is not None and (text := scalar(self.file, "document", node)) is not None and text != self.slug:
            self.file.report("R019", f"the record says it is of “{printable(text, 60)}”, its folder is “{self.slug}”", node,
                             help=f"write  document: {self.slug}")  # fmt: skip
        if (node := root.values.get("coder")) is not None:
            scalar(self.file, "coder", node)
        node = root.values.get("sha256")
        if node is not None and (text := scalar(self.file, "sha256", node)) is not None:
            check_sha256(self.file, node, text, sha256)

    def _section(self, section: Section, rows: Node) -> None:
        if isinstance(rows, yaml.ScalarNode) and not rows.value.strip():
            return
        if not isinstance(rows, Map):
            self.file.report("R012", f"{section.name} is a map of slugs, and this is {yaml_nodes.kind(rows)}", rows,
                             help=f"write\n{section.name}:\n  a-slug:\n    {next(iter(section.keys))}: …")  # fmt: skip
            return
        for slug, key, row in rows.items():
            if section.registry and slug not in self.references.known[section.name]:
                self.references.unknown(section.name, slug, key)
            elif not section.registry and not _SLUG.fullmatch(slug):
                bad_slug(self.file, slug, key)
            elif not isinstance(row, Map):
                self.file.report("R012", f"a row is a map of keys, and this is {yaml_nodes.kind(row)}", key,
                                 help=f"write\n{slug}:\n  at: |\n    words of the article")  # fmt: skip
            else:
                self._row(section, slug, key, row)

    # -- one row ----------------------------------------------------------------------------------

    def _row(self, section: Section, slug: str, key: Scalar, node: Map) -> None:
        assert section.table is not None  # noqa: S101 - every section has one
        file, keys = self.file, section.keys
        beside = self.layout.proposals.keys if self.machine else {}
        unknown_keys(file, node, [*keys, *beside], section.one)
        missing_keys(file, node, [*section.required, *beside], f"{section.one} “{slug}”", key)
        id_field = section.id_field
        row_id = id_field.make_id(document=self.slug, slug=slug)
        row: Row = {id_field.name: row_id}
        self.row_reader.fill(row, row_id, keys, node.values)
        named = not section.registry or self.references.known[section.name][slug]
        spans = self.anchors.row(section, slug, row_id, node.values.get("at"), named=named)
        self.places.setdefault(row_id, (key, node, spans))
        self._complete(section, row, node, key, spans)
        if beside:
            made = {n: typed(file, n, node.values[n], spec.described, self.contract)
                    for n, spec in beside.items() if n in node.values}  # fmt: skip
            self.record.by_rule.append({"row_id": row_id, **made})
        if not section.registry:
            self.record.rows[section.table.name].append(row)

    def _complete(self, section: Section, row: Row, node: Map, key: Scalar, spans: Spans) -> None:
        """Columns that follow from others, and values against words."""
        if section.has_source:
            row["source_id"] = self.anchors.source_id
        parts = {part: [span for span, _ in found] for part, found in spans.items()}
        complete_voice(self.file, section, row, node)
        if section.name == "events":
            complete_date(self.file, row, node, list(self.contract.vocabularies["date_basis"].codes))
            complete_place(self.file, row, node, key)
        elif section.name == "figures" and self.document is not None:
            complete_figure(row, parts.get("number", []), self.document)
        elif section.name == "quotes":
            complete_quote(row, parts, self.document, is_open=self.is_open)
        row_id = row[section.id_field.name]
        broken = {one["rule"] for one in self.record.rows.get("exceptions", ()) if one["row_id"] == row_id}
        for clash in self._clashes(section, row, node, parts):
            if clash.code not in broken:
                self._report(row_id, clash)

    def _report(self, row_id: str, clash: Clash) -> None:
        key, node, spans = self.places[row_id]
        placed = spans.get(clash.key or "")
        at = node.values.get(clash.key or "") or (placed[0][1] if placed else key)
        self.file.report(clash.code, clash.message, at, help=clash.help)

    def _clashes(self, section: Section, row: Row, node: Map, parts: Mapping[str, list[Span]]) -> list[Clash]:
        """Where values of a row disagree with its own words."""
        if self.document is None:
            return []
        if section.name == "events" and row.get("date_basis") == "stated" and row.get("date_edtf"):
            text = self.document.text
            return date_clashes(row["date_edtf"], [text[span.start : span.end] for span in parts.get("date", ())])
        if section.name == "figures" and row.get("qualifier") and _was_read(section, row, node):
            figure = Figure(
                row.get("value"), row.get("value_low"), row.get("value_high"), row["qualifier"], row.get("counted")
            )
            return figure_clashes(self.document, figure, parts.get("number", []))
        if section.name == "quotes" and row.get("quote_type") and parts.get("content"):
            if self.quotations is None:
                self.quotations = quoted(self.document)
            return quote_clashes(self.quotations, row["quote_type"], parts["content"], parts.get("quoted", []))
        return []

    # -- all rows together ------------------------------------------------------------------------

    def compare(self, published: Published) -> None:
        """Report where rows disagree with each other or with what the machine coder reads in their words.

        The machine's own records are left alone: they hold what it read.
        """
        if self.document is None or self.machine:
            return
        names = self.references.known.get("actors", {})
        id_field = self.contract.tables["actors"].field("actor_id")
        named = frozenset(id_field.make_id(slug=slug) for slug, has in names.items() if has)
        words = getattr(names, "naming", {})
        naming = {
            id_field.make_id(slug=slug): words.get(slug) or naming_words([slug], is_person=False) for slug in names
        }
        rows = {**self.record.rows, "mentions": self.anchors.mentions}
        # rows that could not be read may be those that are missed
        is_whole = not any(finding.code[0] in "RA" for finding in self.file.findings)
        for row_id, clash in document_clashes(Coded(rows, self.document, published, named, naming)):
            if is_whole or clash.code not in MISSING:
                self._report(row_id, clash)
        for span, node in self.anchors.passages:
            inside = [
                other for other in self.anchors.covered_by_rows if span.start <= other.start and other.end <= span.end
            ]
            if inside:
                words = self.document.text[inside[0].start : inside[0].end]
                self.file.report("A023", f"rows are anchored in this passage (“{printable(words, 60)}”), so it isn't left out", node,
                                 help="remove it from left_out; or, when it is right, say why under  on_purpose: {A023: …}")  # fmt: skip

    # -- what is left out -------------------------------------------------------------------------

    def _left_out(self, node: Node) -> None:
        if isinstance(node, yaml.ScalarNode) and not node.value.strip():
            return
        if not isinstance(node, Sequence):
            self.file.report("R012", f"left_out is a list, and this is {yaml_nodes.kind(node)}", node,
                             help="write\nleft_out:\n  - at: |\n      words of the article\n    reason: generic")  # fmt: skip
            return
        for item in node.items:
            if isinstance(item, Map):
                self._passage(item)
            else:
                self.file.report("R012", f"an item of left_out is a map, and this is {yaml_nodes.kind(item)}", item,
                                 help="write\n- at: |\n    words of the article\n  reason: generic")  # fmt: skip

    def _passage(self, item: Map) -> None:
        section = self.layout.left_out
        on_purpose = item.values.get("on_purpose")
        broken = self.row_reader.exceptions("on_purpose", on_purpose) if on_purpose is not None else {}
        unknown_keys(self.file, item, section.keys, "left_out")
        missing_keys(self.file, item, section.required, "left_out", next(iter(item.keys.values()), None))
        for name, value in item.values.items():
            spec = section.keys.get(name)
            if spec is None:
                continue
            if spec.kind == "anchor":
                self.anchors.passage(value, may_hold_anchors="A023" in broken)
            elif spec.kind != "exceptions":
                typed(self.file, name, value, spec.described, self.contract)


def _was_read(section: Section, row: Row, node: Map) -> bool:
    """Whether every amount that is written could be read: one that couldn't has a finding of its own."""
    return all(row.get(section.keys[name].column or "") is not None
               for name in ("value", "low", "high") if name in node.values)  # fmt: skip
