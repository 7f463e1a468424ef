"""A comparison applied: the later tables made from the earlier ones and what differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from onrecord.findings import Problem
from onrecord.history.diff import Comparable, open_compared
from onrecord.history.difference import Difference, TableDiff, row_ids
from onrecord.history.row_differences import key_positions
from onrecord.history.value_comparison import stored_as


def apply_diff(difference: Difference, a: Comparable | Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """The tables of `b`, made from those of `a` and what differs; rows in key order, columns as in `b`.

    Raises `Problem` (H030) when something could not be compared: then the difference is not whole.
    """
    if difference.skipped:
        raise Problem(*difference.skipped)
    package = None if isinstance(a, Mapping) else open_compared(a)

    def rows_of(name: str) -> pa.Table | None:
        if isinstance(a, Mapping):
            return a.get(name)
        return package.read(name) if package and name in package.resources else None

    made = {}
    for name, table in difference.tables.items():
        if table.schema is None:
            continue
        made[name] = _applied(table, rows_of(name))
    return made


def _applied(table: TableDiff, rows: pa.Table | None) -> pa.Table:
    schema = table.schema
    assert schema is not None  # noqa: S101 - tables that are gone are passed over
    if not table.key and rows is not None:
        return _recounted(table, rows.select(schema.names).cast(schema))
    if rows is None or table.removed.num_rows == rows.num_rows:
        return _in_order(table.added, table)
    if table.removed.num_rows:
        gone = key_positions([rows[name] for name in table.key], [table.removed[name] for name in table.key])
        rows = rows.filter(gone.is_null())
    columns: dict[str, Any] = {}
    for field in schema:
        kept = field.name in rows.column_names and field.name not in table.filled
        column = rows[field.name] if kept else pa.nulls(rows.num_rows, field.type)
        cells = table.cells.get(field.name) or table.filled.get(field.name)
        columns[field.name] = _put(column, cells, rows, table.key, field.type)
    return _in_order(pa.concat_tables([pa.table(columns, schema=schema), table.added.cast(schema)]), table)


def _recounted(table: TableDiff, rows: pa.Table) -> pa.Table:
    """The rows of a table without a key: less those that are gone, and with those that came."""
    gone = Counter(row_ids(table.removed, ()).to_pylist())
    kept = []
    for number, row in enumerate(row_ids(rows, ()).to_pylist()):
        if gone[row]:
            gone[row] -= 1
        else:
            kept.append(number)
    made = pa.concat_tables([rows.take(kept), table.added])
    return made.sort_by([(name, "ascending") for name in made.column_names])


def _put(column: Any, cells: pa.Table | None, rows: pa.Table, key: tuple[str, ...], kind: pa.DataType) -> Any:
    """The column with the new values of these cells, as it is stored in the later table."""
    if cells is None:
        return stored_as(column, kind)
    places = key_positions([rows[name] for name in key], [cells[name] for name in key])
    kept = stored_as(pc.if_else(places.is_valid(), pa.scalar(None, column.type), column), kind)
    return pc.if_else(places.is_valid(), cells["new"].take(places), kept)


def _in_order(rows: pa.Table, table: TableDiff) -> pa.Table:
    return rows.cast(table.schema).sort_by([(name, "ascending") for name in table.key]).combine_chunks()
