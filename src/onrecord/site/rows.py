"""The rows of a package, looked up by any column: what every page is made from.

Releases of contract 1 named some columns otherwise and had no words for some distinctions. They are read here as contract
2 has them (a foreign key ends in `_id`, offsets are `char_start` and `char_end`, who takes no stance has no factuality),
so that pages of earlier releases need no second code.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from onrecord.contract import Contract, Field, Table
from onrecord.package.read import Package

Row = dict[str, Any]

#: columns whose names changed with contract 2 and that no foreign key tells
_RENAMED = {("mentions", "start"): "char_start", ("mentions", "end"): "char_end"}


def names_of(table: Table) -> dict[str, str]:
    """The names under which the columns of a table are read, by the names that the file has."""
    keys = {key.fields[0] for key in table.foreign_keys if len(key.fields) == 1}
    return {field.name: _name(table, field.name, field.name in keys) for field in table.fields}


def _name(table: Table, column: str, is_key: bool) -> str:
    if is_key and not column.endswith("_id") and f"{column}_id" not in {field.name for field in table.fields}:
        return f"{column}_id"
    return _RENAMED.get((table.name, column), column)


class Rows:
    """The tables of a package. Rows are plain dictionaries, made when asked for; what is kept is Arrow."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.contract: Contract = package.contract
        self._tables: dict[str, pa.Table] = {}
        self._sorted: dict[tuple[str, str], tuple[pa.Table, dict[Any, tuple[int, int]]]] = {}
        # rows of an article are asked for by several pages that are made one after the other
        self._found = lru_cache(8192)(self._look_up)

    def has(self, table: str) -> bool:
        """Whether the package has this table."""
        return table in self.contract.tables

    def fields(self, table: str) -> dict[str, Field]:
        """The fields of a table by the names under which they are read."""
        described = self.contract.tables[table]
        names = names_of(described)
        return {names[field.name]: field for field in described.fields}

    def table(self, name: str) -> pa.Table:
        """All rows of a table as Arrow, in key order; none of a table that the package doesn't have."""
        if name not in self._tables:
            self._tables[name] = self._read(name)
        return self._tables[name]

    def _read(self, name: str) -> pa.Table:
        if not self.has(name):
            return pa.table({})
        rows = self.package.read(name)
        names = names_of(self.contract.tables[name])
        plain = _plain(rows)
        read = plain.rename_columns([names.get(column, column) for column in plain.column_names])
        return _ADAPT[name](read) if name in _ADAPT else read

    def as_released(self, name: str) -> pa.Table:
        """All rows of a table under the names and with the values that the package itself has."""
        return _plain(self.package.read(name))

    def count(self, name: str) -> int:
        """How many rows a table has."""
        return int(self.table(name).num_rows)

    def all(self, name: str, batch: int = 4096) -> Iterator[Row]:
        """Every row of a table in key order."""
        rows = self.table(name)
        for at in range(0, rows.num_rows, batch):
            yield from rows.slice(at, batch).to_pylist()

    def by(self, name: str, column: str, value: Any) -> list[Row]:
        """The rows whose column holds the value, in key order; none where the table or the column isn't there."""
        return list(self._found(name, column, value)) if value is not None else []

    def _look_up(self, name: str, column: str, value: Any) -> list[Row]:
        rows, places = self._by(name, column)
        place = places.get(value)
        return rows.slice(*place).to_pylist() if place else []

    def row(self, name: str, row_id: Any) -> Row | None:
        """The row with this primary key (of one column)."""
        key = self.key_of(name)
        found = self.by(name, key, row_id) if key else []
        return found[0] if found else None

    def key_of(self, name: str) -> str | None:
        """The one column of the primary key; None where it has none or several."""
        key = self.contract.tables[name].primary_key if self.has(name) else ()
        return key[0] if len(key) == 1 else None

    def _by(self, name: str, column: str) -> tuple[pa.Table, dict[Any, tuple[int, int]]]:
        if (name, column) not in self._sorted:
            rows = self.table(name)
            self._sorted[name, column] = _sorted_by(rows, column) if column in rows.column_names else (rows, {})
        return self._sorted[name, column]

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """The table's column that people read in place of the id, for each table that names one."""
        columns = {name: table.custom.get("labelField") for name, table in self.contract.tables.items()}
        return {name: str(label) for name, label in columns.items() if label}

    def label(self, table: str, row_id: Any) -> str | None:
        """What people read in place of an id; None where no row has it or the table has no such column."""
        column = self.labels.get(table)
        row = self.row(table, row_id) if column else None
        return None if row is None or row.get(str(column)) is None else str(row[str(column)])


def _plain(rows: pa.Table) -> pa.Table:
    """The rows with codes as text: dictionaries sort and compare by the places of their values."""
    columns = [column.combine_chunks() for column in rows.columns]
    plain = [c.dictionary_decode() if pa.types.is_dictionary(c.type) else c for c in columns]
    return pa.table(plain, names=rows.column_names)


def _claims_of_contract_1(rows: pa.Table) -> pa.Table:
    """Contract 1 had `uncommitted` among the degrees of factuality, and a claim without a claimant was the source's."""
    if "is_committed" in rows.column_names or "factuality" not in rows.column_names:
        return rows
    committed = pc.not_equal(rows["factuality"], "uncommitted")
    factuality = pc.if_else(committed, rows["factuality"], None)
    voice = pc.if_else(pc.is_null(rows["claimant_id"]), "source", "claimant")
    rows = rows.set_column(rows.column_names.index("factuality"), "factuality", factuality)
    return rows.append_column("is_committed", committed).append_column("voice", voice)


_ADAPT = {"event_claims": _claims_of_contract_1}


def _sorted_by(rows: pa.Table, column: str) -> tuple[pa.Table, dict[Any, tuple[int, int]]]:
    """The rows sorted by a column (those with equal values stay in order), and where each value stands."""
    present = rows.filter(rows[column].is_valid())
    place = pa.array(range(present.num_rows), pa.int64())
    keyed = pa.table({"key": present[column], "place": place})
    ordered = present.take(pc.sort_indices(keyed, sort_keys=[("key", "ascending"), ("place", "ascending")]))
    if not ordered.num_rows:
        return ordered, {}
    runs = pc.run_end_encode(ordered[column].combine_chunks())
    ends = runs.run_ends.to_pylist()
    starts = [0, *ends[:-1]]
    places = {
        value: (start, end - start) for value, start, end in zip(runs.values.to_pylist(), starts, ends, strict=True)
    }
    return ordered.combine_chunks(), places
