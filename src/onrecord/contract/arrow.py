"""A table's contract as an Arrow schema: what its Parquet file holds."""

from __future__ import annotations

from collections.abc import Callable

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


def can_hold(field: Field, found: pa.DataType) -> bool:
    """Whether a column of that Arrow type can hold the field's values; others write Parquet in other ways.

    Text of any kind, whole numbers and floats of any width, decimals, timestamps of any unit and zone are taken;
    JSON and lists may stand as text or nested. Text is never taken for a number or a date.
    """
    kind = found.value_type if pa.types.is_dictionary(found) else found
    return field.type == "any" or any(test(kind) for test in _HOLDS[field.type])


_is = pa.types
_TEXT = (_is.is_string, _is.is_large_string, _is.is_string_view)
_NESTED = (_is.is_struct, _is.is_map, *_TEXT)
_LIST = (_is.is_list, _is.is_large_list, _is.is_fixed_size_list, *_TEXT)
_HOLDS: dict[str, tuple[Callable[[pa.DataType], bool], ...]] = {
    "string": _TEXT,
    "number": (_is.is_floating, _is.is_integer, _is.is_decimal),
    "integer": (_is.is_integer,),
    "boolean": (_is.is_boolean,),
    "date": (_is.is_date,),
    "time": (_is.is_time,),
    "datetime": (_is.is_timestamp,),
    "year": (_is.is_integer,),
    "yearmonth": _TEXT,
    "duration": (_is.is_duration, *_TEXT),
    "geopoint": (*_LIST, _is.is_struct),
    "geojson": _NESTED,
    "object": _NESTED,
    "array": _LIST,
    "list": _LIST[:3],
}
