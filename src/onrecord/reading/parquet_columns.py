"""The columns of a Parquet file against those of the contract: names, order and types."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from onrecord.contract import Field, Table, arrow_schema
from onrecord.contract.arrow import can_hold
from onrecord.findings import Finding
from onrecord.reading.header import match_columns


def columns_of(table: Table, path: Path) -> tuple[list[str], list[Finding]]:
    """The columns whose values can be checked, and findings on all others. Raises `ArrowInvalid` if it is no Parquet."""
    found = pq.read_schema(path)

    def misfit(field: Field) -> tuple[str, str] | None:
        kind = found.field(field.name).type
        return None if fits(field, kind) else (str(kind), str(arrow_schema(table).field(field.name).type))

    return match_columns(table, found.names, path.name, misfit)


def fits(field: Field, found: pa.DataType) -> bool:
    """Whether the column's type is one of the field's, and that of a list's items, too."""
    if not can_hold(field, found):
        return False
    if field.type != "list":
        return True
    item = Field(name=field.name, type=str(field.options.get("itemType", "string")))
    return can_hold(item, found.value_type)
