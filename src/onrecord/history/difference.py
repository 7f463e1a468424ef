"""A comparison as data: what changed in the contract, which rows came and went, every cell with old and new."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from onrecord.contract import Contract
from onrecord.findings import Finding, Problem, printable
from onrecord.history.diff_options import DiffOptions
from onrecord.history.release_files import changes_table
from onrecord.history.value_comparison import is_number
from onrecord.package.read import Package

#: what stands for the key of a table that has none
ROW = "(row)"
Kind = Literal["added", "removed", "changed"]


class Change(NamedTuple):
    """A difference between two contracts. `path` leads to it: ("tables", "events", "fields", "note", "title")."""

    path: tuple[str, ...]
    kind: Kind
    old: Any = None
    new: Any = None

    @property
    def table(self) -> str | None:
        """The table that it is about."""
        return self.path[1] if self.path[0] == "tables" else None


class LikelyRename(NamedTuple):
    """A column or table that is gone, a new one that is likely the same, and the share of its values that are."""

    old: str
    new: str
    share: float


class ColumnChanges(NamedTuple):
    """How many cells of a column changed, and by how much at most: of numbers; of dates in days, of instants seconds."""

    column: str
    cells: int
    largest: float | None


@dataclass(frozen=True)
class TableDiff:
    """How the rows of a table differ. Everything is keyed by the primary key, in key order. Of a table without a key
    (`key` is empty) rows are only added and removed, each as often as it is there more or less often than before.

    `added` has the rows of the later package as they are, `removed` those of the earlier one. `cells` has, by
    column, a table of the key columns, `old` and `new`, each with the type that it is stored in. `filled` has the same
    for columns that are new; these are no corrections.
    """

    table: str
    key: tuple[str, ...]
    #: the columns of the later package, None when the table is gone
    schema: pa.Schema | None
    added: pa.Table
    removed: pa.Table
    cells: Mapping[str, pa.Table] = field(default_factory=dict)
    filled: Mapping[str, pa.Table] = field(default_factory=dict)
    #: rows with at least one changed cell; rows in which nothing changed
    changed: int = 0
    same: int = 0
    #: the later rows in which something changed or was filled, whole
    touched: pa.Table | None = None
    #: columns that are gone and new ones that hold the same values in most rows
    likely_renames: tuple[LikelyRename, ...] = ()
    #: of the rows removed, those that the later package lists as retired: id -> its row in `retired`
    retired: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def is_same(self) -> bool:
        """Whether no row differs."""
        return not (self.added.num_rows or self.removed.num_rows or self.changed or self.filled)

    @property
    def counts(self) -> dict[str, int]:
        """How many rows were added, removed without being retired, retired, changed, and are the same; how many cells."""
        return {
            "added": self.added.num_rows,
            "removed": self.removed.num_rows - len(self.retired),
            "retired": len(self.retired),
            "changed": self.changed,
            "same": self.same,
            "cells": sum(cells.num_rows for cells in self.cells.values()),
        }

    def by_column(self) -> list[ColumnChanges]:
        """The changed cells by column, in the order of the columns."""
        return [ColumnChanges(name, cells.num_rows, _largest(cells)) for name, cells in self.cells.items()]

    def changes(self) -> pa.Table:
        """Cells and rows as text: id, column, old, new (see `changes.json`); by id and column."""
        parts = [_long(cells, self.key, column) for column, cells in [*self.cells.items(), *self.filled.items()]]
        parts += [_whole(self.added, self.key, new=True), _whole(self.removed, self.key, new=False)]
        return pa.concat_tables(parts).sort_by([("id", "ascending"), ("column", "ascending")])


@dataclass(frozen=True)
class Difference:
    """How package `b` differs from package `a`. Whatever could not be compared is in `skipped`, and is not the same."""

    a: str
    b: str
    contract: tuple[Change, ...]
    tables: Mapping[str, TableDiff]
    skipped: tuple[Finding, ...] = ()
    #: tables that are gone and new ones that have nearly the same columns
    likely_renames: tuple[LikelyRename, ...] = ()
    options: DiffOptions = field(default_factory=DiffOptions)
    #: the two packages, for what is looked up in them
    packages: tuple[Package, Package] | None = field(default=None, repr=False, compare=False)
    #: the contract of `b`, which says what a change of it means
    later: Contract = field(default_factory=lambda: Contract({}, {}), repr=False, compare=False)
    #: keeps the files that large results were spilled to
    scratch: Any = field(default=None, repr=False, compare=False)

    @property
    def same(self) -> bool:
        """Whether nothing differs and nothing was left out."""
        return not self.contract and not self.skipped and all(table.is_same for table in self.tables.values())

    @cached_property
    def counts(self) -> dict[str, int]:
        """The tables' counts in sum."""
        total = dict.fromkeys(("added", "removed", "retired", "changed", "same", "cells"), 0)
        for table in self.tables.values():
            for name, count in table.counts.items():
                total[name] += count
        return total

    def differing(self) -> Iterator[TableDiff]:
        """The tables with rows that differ."""
        return (table for table in self.tables.values() if not table.is_same)

    def changes(self) -> pa.Table:
        """Every changed cell, every added and removed row: table, id, column, old, new, as text.

        An added row is told by its key: column = the key's columns, old missing, new = the id; a removed one
        likewise. Sorted by table, id and column.
        """
        parts = []
        for table in sorted(self.differing(), key=lambda changed: changed.table):
            rows = table.changes()
            name = pa.repeat(pa.scalar(table.table), rows.num_rows)
            parts.append(rows.add_column(0, "table", name))
        schema = pa.schema([(column.name, pa.string()) for column in changes_table().fields[:5]])
        return pa.concat_tables([pa.Table.from_batches([], schema), *parts])


def write_changes(difference: Difference, path: Path) -> None:
    """Write `difference.changes()` as a Parquet file, whole or not at all."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        pq.write_table(difference.changes(), temporary, compression="zstd")
        temporary.replace(path)
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else error
        message = f"{printable(str(path))} can't be written: {why}"
        raise Problem(Finding(code="H032", message=message, help="name a file in a folder that exists")) from None
    finally:
        temporary.unlink(missing_ok=True)


def row_ids(rows: pa.Table, key: tuple[str, ...]) -> pa.ChunkedArray:
    """The primary key of each row as one text: its values (of a table without a key, all values) joined by spaces."""
    columns = [as_text(rows[name]) for name in key or rows.column_names]
    if len(columns) == 1:
        return columns[0]
    return pc.binary_join_element_wise(*columns, " ", null_handling="replace", null_replacement="")


def as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Values as text: dates as ISO 8601, numbers as short as they go, lists and structures as JSON-like text."""
    if pa.types.is_string(column.type):
        return column
    if pa.types.is_nested(column.type):
        values = [None if value is None else str(value) for value in column.to_pylist()]
        return pa.chunked_array([pa.array(values, pa.string())])
    return column.cast(pa.string())


def _largest(cells: pa.Table) -> float | None:
    """The largest distance between an old and a new value, where values have one."""
    old, new = cells["old"], cells["new"]
    scale = 1.0
    if pa.types.is_date(old.type) and pa.types.is_date(new.type):
        old, new = (column.cast(pa.date32()).cast(pa.int32()) for column in (old, new))
    elif pa.types.is_timestamp(old.type) and pa.types.is_timestamp(new.type):
        old, new = (
            column.cast(pa.timestamp("us", column.type.tz), safe=False).cast(pa.int64()) for column in (old, new)
        )
        scale = 1e-6
    elif not all(map(is_number, (old.type, new.type))):
        return None
    apart = pc.abs(pc.subtract(new.cast(pa.float64(), safe=False), old.cast(pa.float64(), safe=False)))
    largest = pc.max(apart.filter(pc.is_finite(apart))).as_py()
    return None if largest is None else float(largest) * scale


def old_and_new(old: str | None, new: str | None, width: int = 80) -> str:
    """`red → green`; of long values the part in which they begin to differ. A missing value is told as (missing)."""
    start = 0
    if old is not None and new is not None and max(len(old), len(new)) > width:
        start = max(0, len(os.path.commonprefix([old, new])) - width // 4)  # noqa: RUF071 - letters, not paths
    return " → ".join(_part(value, start, width) for value in (old, new))


def _part(value: str | None, start: int, width: int) -> str:
    if value is None:
        return "(missing)"
    return ("…" if start else "") + printable(value[start:], width)


def _long(cells: pa.Table, key: tuple[str, ...], column: str) -> pa.Table:
    name = pa.repeat(pa.scalar(column), cells.num_rows)
    columns = {"id": row_ids(cells, key), "column": name, "old": as_text(cells["old"]), "new": as_text(cells["new"])}
    return pa.table(columns)


def _whole(rows: pa.Table, key: tuple[str, ...], *, new: bool) -> pa.Table:
    names, nothing = row_ids(rows, key), pa.nulls(rows.num_rows, pa.string())
    name = pa.repeat(pa.scalar(" ".join(key) or ROW), rows.num_rows)
    old_new = {"old": nothing, "new": names} if new else {"old": names, "new": nothing}
    return pa.table({"id": names, "column": name, **old_new})
