"""Rows of records as Arrow tables under the contract, in key order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from onrecord.contract import Contract, Table, arrow_schema
from onrecord.contract.arrow import stored_array

#: column -> values of a table's rows
Columns = Mapping[str, Sequence[Any]]


def to_arrow(parts: Iterable[Columns], table: Table) -> pa.Table:
    """The rows of all parts as one Arrow table with the contract's columns, sorted by primary key."""
    schema = arrow_schema(table)
    joined: dict[str, list[Any]] = {field.name: [] for field in schema}
    for part in parts:
        for name, values in joined.items():
            values.extend(part[name])
    rows = pa.table([stored_array(field, joined[field.name]) for field in table.fields], schema=schema)
    return rows.take(pc.sort_indices(rows, sort_keys=[(name, "ascending") for name in table.primary_key]))


def to_tables(documents: Iterable[Mapping[str, Columns]], contract: Contract) -> dict[str, pa.Table]:
    """The tables that some documents fill."""
    parts: dict[str, list[Columns]] = {}
    for rows in documents:
        for name, columns in rows.items():
            parts.setdefault(name, []).append(columns)
    return {name: to_arrow(found, contract.tables[name]) for name, found in parts.items()}
