"""One table of two packages compared, as the options want it to be seen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa

from onrecord.contract import Table
from onrecord.findings import Finding, printable
from onrecord.history.diff_options import DiffOptions
from onrecord.history.difference import TableDiff
from onrecord.history.keyless_rows import compare_multisets
from onrecord.history.row_differences import compare_rows
from onrecord.history.sorted_rows import Rows, files_of
from onrecord.history.spilled_tables import SpillFolder
from onrecord.history.value_comparison import common_key_type
from onrecord.package.read import Package
from onrecord.package.write import sha256_file
from onrecord.reading.arrow_rows import parquet_rows
from onrecord.reading.resource_files import resource_files

#: properties of a resource that say what its bytes mean
_HOW_READ = ("encoding", "dialect", "compression", "innerpath")


@dataclass(frozen=True)
class TableComparison:
    """Compares the tables of two packages, each as the options want it to be seen."""

    first: Package
    second: Package
    options: DiffOptions
    memory: int
    scratch: SpillFolder

    def compared(self, old: Table | None, new: Table | None) -> TableDiff:
        """How the rows of `new` differ from those of `old`; one of them may not be there."""
        if old and new and old == new and _same_file(self.first, self.second, new):
            rows = int(self.second.resource(new.name).get("rows") or 0)
            return _nothing(self.options.seen(new, earlier=False), self._rows(new, earlier=False), rows)
        a = self._rows(old, earlier=True) if old else None
        b = self._rows(new, earlier=False) if new else None
        if a and b and not (a.table.primary_key and b.table.primary_key):
            return compare_multisets(a, b)
        if a and b and _same_key(a, b):
            return compare_rows(a, b, self.memory, self.scratch, self.options)
        # a table that came or went; and under another key all rows are others
        return self._replaced(a, b)

    def left_out(self, old: Table | None, new: Table | None) -> Iterator[Finding]:
        """H030 for columns of the files that no schema describes: what they hold was not compared."""
        if old and new and _same_file(self.first, self.second, new):
            return
        names: dict[str, None] = {}
        for package, table in ((self.first, old), (self.second, new)):
            names |= dict.fromkeys(package.undescribed_columns(table.name) if table else ())
        known = new or old
        asked = [name for name in names if known and not self.options.leaves_out(known.name, name)]
        if asked and known:
            message = f"not compared: {', '.join(printable(name, 60) for name in asked)}, which no schema describes"
            help_ = f"describe the columns in the schema, or leave them out: --ignore {printable(asked[0], 60)}"
            yield Finding(code="H030", message=message, table=known.name, help=help_)

    def _rows(self, table: Table, *, earlier: bool) -> Rows:
        seen = self.options.seen(table, earlier=earlier)
        package, renamed = (self.first, self.options.column_names(table.name)) if earlier else (self.second, {})
        return Rows(package, seen, table.name, renamed, self.options.filter_of(seen), self.scratch)

    def _replaced(self, old: Rows | None, new: Rows | None) -> TableDiff:
        """All rows of the earlier table removed, all of the later one added."""
        known = new or old
        assert known is not None  # noqa: S101 - one of the two is there
        empty = pa.Table.from_batches([], known.schema)
        added = self._all(new) if new else empty
        removed = self._all(old) if old else empty
        return TableDiff(known.table.name, known.table.primary_key, new.schema if new else None, added, removed)

    def _all(self, rows: Rows) -> pa.Table:
        if not rows.table.primary_key:
            return parquet_rows(rows.paths, [each.name for each in rows.table.fields])
        return compare_rows(rows.empty(), rows, self.memory, self.scratch).added


def _same_key(a: Rows, b: Rows) -> bool:
    """Whether rows of both tables can have the same primary key."""
    if a.table.primary_key != b.table.primary_key:
        return False
    return all(common_key_type(a.schema.field(k).type, b.schema.field(k).type) for k in a.table.primary_key)


def _nothing(table: Table, rows: Rows, count: int) -> TableDiff:
    empty = pa.Table.from_batches([], rows.schema)
    return TableDiff(table.name, table.primary_key, rows.schema, empty, empty, same=count or rows.count)


def _same_file(a: Package, b: Package, table: Table) -> bool:
    """Whether the rows stand in files with the same bytes."""
    first, second = files_of(a, table), files_of(b, table)
    if not first or len(first) != len(second) or not _read_alike(a, b, table):
        return False
    try:
        return all(
            one.stat().st_size == other.stat().st_size
            and (one.samefile(other) or sha256_file(one) == sha256_file(other))
            for one, other in zip(first, second, strict=True)
        )
    except OSError:
        return False


def _read_alike(a: Package, b: Package, table: Table) -> bool:
    """Whether the same bytes are the same rows in both packages: nothing else says how they are read."""
    first, second = (package.files(table.name) for package in (a, b))
    alike = all(first.resource.get(name) == second.resource.get(name) for name in _HOW_READ)
    return first.format == second.format and (alike or first.format == "parquet")


def undescribed(first: Package, second: Package) -> list[str]:
    """The resources that neither package has a schema for: what their files hold can't be compared row by row."""
    names = dict.fromkeys([*second.resources, *first.resources])
    return [name for name in names if name not in first.contract.tables and name not in second.contract.tables]


def compare_undescribed(first: Package, second: Package, name: str) -> Iterator[Finding]:
    """H030 for a resource without a schema, unless both packages have it with the same bytes."""
    sides = [package.resources.get(name) for package in (first, second)]
    if None not in sides and _same_bytes(first, second, name):
        return
    message = "not compared: no schema says what its columns are, and its files are not the same"
    help_ = "`onrecord describe` writes a first schema, to be edited"
    yield Finding(code="H030", message=message, table=name, help=help_)


def _same_bytes(first: Package, second: Package, name: str) -> bool:
    one, other = first.resources[name], second.resources[name]
    found = [resource_files(resource, package.folder) for resource, package in ((one, first), (other, second))]
    if not all(files.whole for files in found) or one.get("data") != other.get("data"):
        return False
    sums = [[sha256_file(path) for path in files.paths] for files in found]
    return sums[0] == sums[1]
