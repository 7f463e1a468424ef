"""Slugs to ids: what a record names must exist, in it, in the registries or in another document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from onrecord.contract import Contract
from onrecord.findings import Finding, did_you_mean, printable
from onrecord.records.format.layout import Layout
from onrecord.records.format.typed_values import scalar
from onrecord.records.format.yaml_nodes import File, Node, Sequence

#: what a row of a table is called
ONE = {
    "actors": "actor",
    "places": "place",
    "events": "event",
    "quotes": "quote",
    "event_claims": "claim",
    "event_relations": "relation",
    "figures": "figure",
}


class Outside(NamedTuple):
    """A reference to a row of another document: only whoever knows all documents can check it."""

    table: str
    id: str
    finding: Finding


class References:
    """Looks up the slugs that one record names.

    `known` are the slugs of the registries, `slugs` those of the record's own rows by table, `outside` the references to
    rows of other documents that were met.
    """

    def __init__(
        self, file: File, document: str, contract: Contract, layout: Layout, known: Mapping[str, Mapping[str, bool]]
    ) -> None:
        self.file, self.document, self.contract, self.layout, self.known = file, document, contract, layout, known
        self.slugs: dict[str, Mapping[str, Any]] = {}
        self.outside: list[Outside] = []

    def written(self, key: str, table: str, node: Node) -> str | None:
        """The id that the value of a key stands for, or None after a finding."""
        slug = scalar(self.file, key, node)
        return None if slug is None else self.id(table, slug.strip(), node)

    def several(self, key: str, table: str, node: Node) -> Iterable[str]:
        """The ids of one slug or a list of them, each once; a finding (R016) where one stands twice."""
        seen: dict[str, None] = {}
        for item in node.items if isinstance(node, Sequence) else [node]:
            slug = scalar(self.file, key, item)
            id_ = self.id(table, slug.strip(), item) if slug is not None else None
            if id_ in seen:
                self.file.report(
                    "R016", f"{key} names “{printable(slug or '', 60)}” twice", item, help="remove one of the two"
                )
            elif id_ is not None:
                seen[id_] = None
        return seen

    def id(self, table: str, slug: str, node: Node) -> str | None:
        """The id that a slug stands for, or None after a finding (R014) when there is no such row."""
        described = self.contract.tables[table]
        id_field = described.field(described.primary_key[0])
        if table in self.known:
            if slug in self.known[table]:
                return id_field.make_id(slug=slug)
        elif slug in self.slugs.get(table, ()):
            return id_field.make_id(document=self.document, slug=slug)
        elif slug.count("/") == 1:
            document, _, there = slug.partition("/")
            made = id_field.make_id(document=document, slug=there)
            self._outside(table, made, slug, node)
            return made
        self.unknown(table, slug, node)
        return None

    def unknown(self, table: str, slug: str, node: Node) -> None:
        """Report a slug that no row has (R014), with the one that was probably meant."""
        registry = table in self.known
        candidates = self.known[table] if registry else self.slugs.get(table, {})
        meant = did_you_mean(slug, candidates)
        home = f"add it to seeds/{table}.yaml" if registry else f"add it under {self._section_of(table)}: in this file"
        help_ = f"{meant} Or, if it is a new one, {home}" if meant else home
        self.file.report("R014", f"there is no {ONE[table]} “{printable(slug, 80)}”", node, help=help_)

    def _outside(self, table: str, made: str, slug: str, node: Node) -> None:
        before = len(self.file.findings)
        self.file.report("R014", f"there is no {ONE[table]} “{printable(slug, 80)}”", node,
                         help="write <document>/<slug> of a row that exists")  # fmt: skip
        self.outside.append(Outside(table, made, self.file.findings.pop(before)))

    def _section_of(self, table: str) -> str:
        return next(s.name for s in self.layout.sections.values() if s.table is not None and s.table.name == table)
