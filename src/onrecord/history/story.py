"""One package after another, held to the rules between them; what is known of all earlier ones is kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

import polars as pl
import pyarrow as pa

from onrecord.contract import Table
from onrecord.findings import Finding, Problem
from onrecord.history.across_rules import AcrossRule, across_rules, across_schema, failing_rows, schema_of_rules
from onrecord.history.code_transitions import CODEBOOK, code_findings, code_rules, code_transitions
from onrecord.history.difference import Difference, TableDiff, row_ids
from onrecord.history.retired_entries import EntryFacts, retired_entries
from onrecord.history.rule_findings import Neighbours, findings_of, hanging_on
from onrecord.history.transitions import RETIRED, transitions
from onrecord.history.version import is_version
from onrecord.package.read import Package

_OF_ENTRIES = ("H023", "H024", "H025", "H026", "H027", "H028")


class Story:
    """What is known of all packages up to one: the ids that are gone.

    without: codes of rules that are not asked.
    """

    def __init__(self, without: Iterable[str] = ()) -> None:
        #: by table, id -> the first release without it; under "" of ids whose table isn't known
        self.gone: dict[str, dict[str, str]] = {}
        self.without = frozenset(without)

    @classmethod
    def up_to(cls, package: Package, without: Iterable[str] = ()) -> Story:
        """What a package alone tells of those before it: its entries in `retired`."""
        story = cls(without)
        entries = retired_entries(package).items()
        story.gone[""] = {row: str(entry.get("retired_in") or "an earlier release") for row, entry in entries}
        return story

    def step(self, old: Package | None, new: Package, changed: Difference | None) -> Iterator[Finding]:
        """The rules on a package, against the one before it. The story then includes it."""
        names = Neighbours(changed.a if changed else "", version_of(new))
        removed = _removed(changed) if changed else {}
        if changed:
            yield from changed.skipped
            silent = _silent(changed, removed)
            for name, table in changed.tables.items():
                if name != RETIRED and table.schema is not None and not table.is_same:
                    yield from self._table(changed, table, new, names, silent)
            yield from _codes(changed)
        for name, rows in removed.items():
            self.gone.setdefault(name, {}).update(dict.fromkeys(rows, names.new))
        if RETIRED in new.contract.tables:
            yield from self._entries(old, new, changed, names)

    def _rules(self, table: Table, package: Package) -> list[AcrossRule]:
        return [rule for rule in across_rules(table, package.contract) if rule.code not in self.without]

    def _table(
        self, changed: Difference, table: TableDiff, new: Package, names: Neighbours, silent: pa.Array
    ) -> Iterator[Finding]:
        described = replace(new.contract.tables[table.table], primary_key=table.key)
        gone = {**self.gone.get("", {}), **self.gone.get(table.table, {})}
        try:
            rules = self._rules(described, new)
        except Problem as problem:
            yield from problem.findings
            return
        frame = transitions(changed, table.table, gone=gone)
        broken = failing_rows(frame, rules, lambda: across_schema(described, new.contract))
        hanging = hanging_on(table, described, silent) if "H020" in broken else set()
        for rule in rules:
            rows = broken.get(rule.name)
            if rows is None:
                continue
            if rule.code == "H020":
                rows = rows.filter(~pl.col(rows.columns[0]).cast(pl.String).is_in(list(hanging)))
            yield from findings_of(rule, rows, table, described, names)

    def _entries(
        self, old: Package | None, new: Package, changed: Difference | None, names: Neighbours
    ) -> Iterator[Finding]:
        """`retired` itself: it only grows, and what it says is true."""
        entries = retired_entries(new)
        table = changed.tables.get(RETIRED) if changed else None
        if table is None or table.schema is None:
            rows = new.read(RETIRED)
            table = TableDiff(RETIRED, ("id",), rows.schema, rows, rows.schema.empty_table())
        alone = Difference(names.old, names.new, (), {RETIRED: table}, packages=(old or new, new))
        gone = {row: version for known in reversed(self.gone.values()) for row, version in known.items()}
        facts = EntryFacts.of(new, entries, gone, names)
        frame = transitions(alone, RETIRED, same=True, gone={}).join(facts.frame(), on="id", how="left")
        described = new.contract.tables[RETIRED]
        rules = self._rules(described, new)
        broken = failing_rows(frame, rules, lambda: across_schema(described, new.contract))
        for rule in rules:
            if rule.name in broken and rule.code in _OF_ENTRIES:
                yield from facts.findings(rule.code, broken[rule.name]["id"].to_list())
            elif rule.name in broken:
                yield from findings_of(rule, broken[rule.name], table, described, names)


def _codes(changed: Difference) -> Iterator[Finding]:
    """The rules on the codes of vocabularies."""
    rules, frame = code_rules(), code_transitions(changed)
    for name, rows in failing_rows(frame, rules, lambda: schema_of_rules(rules, {}, "polars", CODEBOOK)).items():
        yield from code_findings(next(rule for rule in rules if rule.name == name), rows, changed)


def version_of(package: Package) -> str:
    """What a package is called in sentences: its version, where it has one."""
    return package.version if is_version(package.version) else "the present package"


def _removed(changed: Difference) -> dict[str, list[str]]:
    """The ids of the rows that are gone, by table."""
    # a table that is gone as a whole is told by the contract; rows of several keys are links between others
    tables = {n: t for n, t in changed.tables.items() if t.schema and len(t.key) == 1 and n != RETIRED}
    return {n: row_ids(t.removed, t.key).to_pylist() for n, t in tables.items() if t.removed.num_rows}


def _silent(changed: Difference, removed: Mapping[str, list[str]]) -> pa.Array:
    """The ids that are gone and not listed as retired."""
    rows = [row for name, ids in removed.items() for row in ids if row not in changed.tables[name].retired]
    return pa.array(rows, pa.string())
