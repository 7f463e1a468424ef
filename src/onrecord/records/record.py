"""A record: what a person says of a text, typed after the contract, with every anchor resolved.

The result is plain rows, one map of columns per row and table; offsets exist only here and further on.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import yaml

from onrecord.contract import Contract
from onrecord.contract.model import SLUG
from onrecord.findings import Finding, did_you_mean, printable
from onrecord.records.anchors.record_anchors import Anchoring, Spans
from onrecord.records.format import yaml_nodes
from onrecord.records.format.key_findings import bad_slug, check_sha256, missing_keys, unknown_keys
from onrecord.records.format.layout import Key, Layout, Section
from onrecord.records.format.typed_values import scalar, suggest, typed
from onrecord.records.format.yaml_nodes import File, Node, Scalar, Sequence
from onrecord.records.format.yaml_nodes import Mapping as Map
from onrecord.records.registry import Registries, has_name, registry_row
from onrecord.records.values.borne_out import Clash, Figure, date_clashes, figure_clashes, quote_clashes, read_number
from onrecord.records.values.edtf_dates import Dates, read_edtf
from onrecord.text.document import Document, Raw, Span
from onrecord.text.quotation import quoted

_SLUG = re.compile(SLUG)
Row = dict[str, Any]
#: the coder whose records are proposals
MACHINE = "machine"


class Outside(NamedTuple):
    """A reference to a row of another document: only whoever knows all documents can check it."""

    table: str
    id: str
    finding: Finding


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


def read_record(
    name: str, raw: Raw, slug: str, document: Document | None, sha256: str | None, contract: Contract, layout: Layout,
    known: Mapping[str, Mapping[str, bool]],
) -> Record:  # fmt: skip
    """The rows of a record file and everything that is wrong with it. Raises nothing.

    `name` is the path that findings show, `slug` the document's, `known` the slugs of the registries
    (`actors`, `places`). Without a document (its text cannot be used) no anchor is resolved.
    """
    reader = _Reader(yaml_nodes.read_yaml(name, raw), slug, document, contract, layout, known)
    if isinstance(reader.file.root, Map):
        reader.read(reader.file.root, sha256)
    elif reader.file.root is not None:
        reader.file.report("R012", "a record is a map of sections, and this is a list", reader.file.root,
                           help="begin with  document: " + slug)  # fmt: skip
    record = reader.record
    record.rows["mentions"], record.covered = reader.anchors.mentions, reader.anchors.covered
    record.findings = reader.file.findings
    return record


class _Reader:
    """Reads one record; holds what all of its rows share."""

    def __init__(
        self, file: File, slug: str, document: Document | None, contract: Contract, layout: Layout,
        known: Mapping[str, Mapping[str, bool]],
    ) -> None:  # fmt: skip
        self.file, self.slug, self.document = file, slug, document
        self.contract, self.layout, self.known = contract, layout, known
        self.record = Record()
        self.anchors = Anchoring(file, slug, document, contract)
        self.slugs: dict[str, Mapping[str, Any]] = {}
        self.quotations: list[Span] | None = None
        self.machine = False

    # -- the file ---------------------------------------------------------------------------------

    def read(self, root: Map, sha256: str | None) -> None:
        sections = self.layout.sections
        coder = root.values.get("coder")
        self.machine = isinstance(coder, yaml.ScalarNode) and coder.value == MACHINE
        allowed = [*self.layout.header, *sections, "left_out"]
        if self.machine:
            allowed += [*self.layout.proposals.new, self.layout.proposals.rejected]
            self._new(root)
        unknown_keys(self.file, root, allowed, "a record")
        missing_keys(
            self.file, root, [name for name, key in self.layout.header.items() if key.required], "the record", None
        )
        self._header(root, sha256)
        for section in sections.values():
            rows = root.values.get(section.name)
            if isinstance(rows, Map) and section.table is not None and not section.registry:
                self.slugs[section.table.name] = rows.values
        for section in sections.values():
            rows = root.values.get(section.name)
            if rows is not None:
                self._section(section, rows)
        if (left_out := root.values.get("left_out")) is not None:
            self._left_out(left_out)

    def _new(self, root: Map) -> None:
        """Actors and places that the machine coder proposes: rows may name them as if they were registered."""
        proposed = {name: root.values.get(name) for name in self.layout.proposals.new}
        rows = {self.layout.proposals.new[name]: node for name, node in proposed.items() if isinstance(node, Map)}
        known = {name: dict(slugs) for name, slugs in self.known.items()}
        for registry, node in rows.items():
            known[registry] |= {slug: has_name(row) for slug, row in node.values.items()}
        self.known = known
        for registry, node in rows.items():
            section = self.layout.registries[registry]
            for slug, key, row in node.items():
                if not _SLUG.fullmatch(slug):
                    bad_slug(self.file, slug, key)
                elif isinstance(row, Map):
                    told = registry_row(self.file, section, self.contract, row, key, Registries(known=known))
                    self.record.proposed[registry].append(
                        {section.id_field.name: section.id_field.make_id(slug=slug), **told}
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
            if section.registry:
                if slug not in self.known[section.name]:
                    self._unknown(section.name, slug, key)
                    continue
            elif not _SLUG.fullmatch(slug):
                bad_slug(self.file, slug, key)
                continue
            if not isinstance(row, Map):
                self.file.report("R012", f"a row is a map of keys, and this is {yaml_nodes.kind(row)}", key,
                                 help=f"write\n{slug}:\n  at: |\n    words of the article")  # fmt: skip
                continue
            self._row(section, slug, key, row)

    # -- one row ----------------------------------------------------------------------------------

    def _row(self, section: Section, slug: str, key: Scalar, node: Map) -> None:
        file, keys, values = self.file, section.keys, node.values
        beside = self.layout.proposals.keys if self.machine else {}
        unknown_keys(file, node, [*keys, *beside], section.one)
        missing_keys(file, node, [*section.required, *beside], f"{section.one} “{slug}”", key)
        assert section.table is not None  # noqa: S101 - every section has one
        id_field = section.id_field
        row: Row = {id_field.name: id_field.make_id(document=self.slug, slug=slug)}
        row_id = row[id_field.name]
        told: Row = {}
        for name, value in values.items():
            if name in beside:
                told[name] = typed(file, name, value, beside[name].described, self.contract)
            spec = keys.get(name)
            if spec is None or spec.kind == "anchor":
                continue
            column = spec.column or name
            if spec.kind == "value":
                row[column] = typed(file, name, value, spec.described, self.contract)
            elif spec.kind == "reference":
                row[column] = self._reference(spec, value)
            elif spec.kind == "edtf":
                self._edtf(spec, value, row)
            else:
                self._linked(spec, value, id_field.name, row_id)
        named = not section.registry or self.known[section.name][slug]
        spans = self.anchors.row(section, slug, row_id, values.get("at"), named=named)
        self._complete(section, row, node, key, spans)
        if told:
            self.record.by_rule.append({"row_id": row_id, **told})
        if not section.registry:
            self.record.rows[section.table.name].append(row)

    def _edtf(self, spec: Key, node: Node, row: Row) -> None:
        text = scalar(self.file, spec.name, node)
        if text is None:
            return
        dates = read_edtf(text)
        if not isinstance(dates, Dates):
            self.file.report("R017", dates.message, node, help=dates.help)
            return
        if spec.column:
            row[spec.column] = text
        for what, column in spec.fills.items():
            if what == "precision":
                row.setdefault(column, dates.precision)
            else:
                row[column] = getattr(dates, what)

    def _reference(self, spec: Key, node: Node) -> str | None:
        text = scalar(self.file, spec.name, node)
        return None if text is None else self._id(spec.to or "", text.strip(), node)

    def _id(self, table: str, slug: str, node: Node) -> str | None:
        """The id that a slug stands for, or None after a finding when there is no such row."""
        described = self.contract.tables[table]
        id_field = described.field(described.primary_key[0])
        if table in self.known:
            if slug in self.known[table]:
                return id_field.make_id(slug=slug)
        elif slug in self.slugs.get(table, ()):
            return id_field.make_id(document=self.slug, slug=slug)
        elif slug.count("/") == 1:
            document, _, there = slug.partition("/")
            made = id_field.make_id(document=document, slug=there)
            self._outside(table, made, slug, node)
            return made
        self._unknown(table, slug, node)
        return None

    def _outside(self, table: str, made: str, slug: str, node: Node) -> None:
        before = len(self.file.findings)
        self.file.report("R014", f"there is no {_ONE[table]} “{printable(slug, 80)}”", node,
                         help="write <document>/<slug> of a row that exists")  # fmt: skip
        self.record.outside.append(Outside(table, made, self.file.findings.pop(before)))

    def _unknown(self, table: str, slug: str, node: Node) -> None:
        registry = table in self.known
        candidates = self.known[table] if registry else self.slugs.get(table, {})
        meant = did_you_mean(slug, candidates)
        home = f"add it to seeds/{table}.yaml" if registry else f"add it under {self._section_of(table)}: in this file"
        help_ = f"{meant} Or, if it is a new one, {home}" if meant else home
        self.file.report("R014", f"there is no {_ONE[table]} “{printable(slug, 80)}”", node, help=help_)

    def _section_of(self, table: str) -> str:
        return next(s.name for s in self.layout.sections.values() if s.table is not None and s.table.name == table)

    def _linked(self, spec: Key, node: Node, id_column: str, row_id: str) -> None:
        """Rows of a table that links this row to actors: who took part in which role, who spoke."""
        rows = self.record.rows[spec.table or ""]
        if spec.kind == "speakers":
            rows += [{id_column: row_id, "actor_id": actor} for actor in self._actors(spec.name, node)]
            return
        if not isinstance(node, Map):
            self.file.report("R012", f"{spec.name} is a map of roles, and this is {yaml_nodes.kind(node)}", node,
                             help=f"write  {spec.name}: {{initiator: an-actor, target: another}}")  # fmt: skip
            return
        roles = self.contract.vocabularies["actor_role"].codes
        for role, key, actors in node.items():
            if role not in roles:
                self.file.report(
                    "R013", f"“{printable(role, 60)}” is no code of actor_role", key, help=suggest(role, roles)
                )
            else:
                rows += [{id_column: row_id, "actor_id": actor, "role": role} for actor in self._actors(role, actors)]

    def _actors(self, name: str, node: Node) -> Iterable[str]:
        items = node.items if isinstance(node, Sequence) else [node]
        seen: dict[str, None] = {}
        for item in items:
            text = scalar(self.file, name, item)
            actor = self._id("actors", text.strip(), item) if text is not None else None
            if actor in seen:
                self.file.report(
                    "R016", f"{name} names “{printable(text or '', 60)}” twice", item, help="remove one of the two"
                )
            elif actor is not None:
                seen[actor] = None
        return seen

    def _left_out(self, node: Node) -> None:
        section = self.layout.left_out
        if isinstance(node, yaml.ScalarNode) and not node.value.strip():
            return
        if not isinstance(node, Sequence):
            self.file.report("R012", f"left_out is a list, and this is {yaml_nodes.kind(node)}", node,
                             help="write\nleft_out:\n  - at: |\n      words of the article\n    reason: generic")  # fmt: skip
            return
        for item in node.items:
            if not isinstance(item, Map):
                self.file.report("R012", f"an item of left_out is a map, and this is {yaml_nodes.kind(item)}", item,
                                 help="write\n- at: |\n    words of the article\n  reason: generic")  # fmt: skip
                continue
            unknown_keys(self.file, item, section.keys, "left_out")
            missing_keys(self.file, item, section.required, "left_out", next(iter(item.keys.values()), None))
            for name, value in item.values.items():
                spec = section.keys.get(name)
                if spec is not None and spec.kind == "anchor":
                    self.anchors.passage(value)
                elif spec is not None:
                    typed(self.file, name, value, spec.described, self.contract)

    # -- what several keys say together ------------------------------------------------------------

    def _complete(self, section: Section, row: Row, node: Map, key: Scalar, spans: Spans) -> None:
        """Columns that follow from others, and values against words."""
        columns = section.keys
        if section.has_source:
            row["source_id"] = self.anchors.source_id
        only = {part: [span for span, _ in found] for part, found in spans.items()}
        clashes: list[Clash] = []
        if section.name == "events":
            self._dated(row, node)
            if row.get("date_basis") == "stated" and row.get("date_edtf") and self.document is not None:
                text = self.document.text
                clashes = date_clashes(row["date_edtf"], [text[s.start : s.end] for s in only.get("date", ())])
        elif section.name == "figures" and self.document is not None:
            self._bounds(row, only.get("number", []))
            read = all(
                row.get(columns[name].column or "") is not None
                for name in ("value", "low", "high")
                if name in node.values
            )
            if read and row.get("qualifier"):
                figure = Figure(
                    row.get("value"), row.get("value_low"), row.get("value_high"), row["qualifier"], row.get("counted")
                )
                clashes = figure_clashes(self.document, figure, only.get("number", []))
        elif section.name == "quotes" and self.document is not None and row.get("quote_type") and only.get("content"):
            if self.quotations is None:
                self.quotations = quoted(self.document)
            clashes = quote_clashes(self.quotations, row["quote_type"], only.get("content", []), only.get("quoted", []))
        for clash in clashes:
            placed = spans.get(clash.key or "")
            at = placed[0][1] if placed else node.values.get(clash.key or "", key)
            self.file.report(clash.code, clash.message, at, help=clash.help)

    def _dated(self, row: Row, node: Map) -> None:
        if "when" in node.values:
            if "basis" not in node.values:
                self.file.report("R011", "the key basis is missing: a date needs one", node.keys["when"],
                                 help=suggest("", self.contract.vocabularies["date_basis"].codes))  # fmt: skip
        else:
            for name in ("basis", "precision"):
                if name in node.values:
                    self.file.report(
                        "R021", f"{name} stands without a date (when)", node.keys[name], help="add when, or remove it"
                    )
            row["date_precision"], row["date_basis"] = "unknown", "none"

    def _bounds(self, row: Row, numbers: list[Span]) -> None:
        """The bounds of a vague number, by the rule of the number grammar."""
        if row.get("qualifier") != "vague" or not numbers or self.document is None:
            return
        told, _ = read_number(self.document.text, numbers[0], self.document.sentence_at(numbers[0].start))
        if told is not None and told.qualifier == "vague":
            row.setdefault("value_low", told.low)
            row.setdefault("value_high", told.high)
            row.setdefault("quantity_rule", told.rule)


#: what a row of a table is called
_ONE = {
    "actors": "actor",
    "places": "place",
    "events": "event",
    "quotes": "quote",
    "event_claims": "claim",
    "figures": "figure",
}
