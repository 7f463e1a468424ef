"""A table's contract as an Arrow schema: what its Parquet file holds."""

from __future__ import annotations

import pyarrow as pa

from onrecord.contract.model import Field, Table

#: Table Schema type -> Arrow type. Types without an Arrow counterpart are kept as their text.
_ARROW: dict[str, pa.DataType] = {
    "string": pa.string(),
    "number": pa.float64(),
    "integer": pa.int64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "time": pa.time64("us"),
    "datetime": pa.timestamp("us"),
    "year": pa.int64(),
    "yearmonth": pa.string(),
    "duration": pa.string(),
    "geopoint": pa.string(),
    "geojson": pa.string(),
    "object": pa.string(),
    "array": pa.string(),
    "any": pa.string(),
}


def arrow_schema(table: Table) -> pa.Schema:
    """The table's columns in order. All may hold nulls: a missing value is for the verifier to tell."""
    return pa.schema([pa.field(field.name, arrow_type(field)) for field in table.fields])


def arrow_type(field: Field) -> pa.DataType:
    """The Arrow type of a field's values."""
    if field.type == "list":
        item = _ARROW.get(str(field.options.get("itemType", "string")), pa.string())
        return pa.list_(item)
    return _ARROW[field.type]
