"""A table's contract as an Arrow schema: what its Parquet file holds."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

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


#: as an ordered vocabulary is stored, whatever reads it: pandas, Arrow and R get ordered categories
_ORDERED = pa.dictionary(pa.int32(), pa.string(), ordered=True)
#: how pandas is told to take types that it would make objects of
_PANDAS = {"date": "timestamp[s][pyarrow]", "boolean": "boolean"}


def arrow_schema(table: Table) -> pa.Schema:
    """The table's columns in order, as they are stored. All may hold nulls: a missing value is for the verifier to tell.

    An ordered vocabulary is an ordered dictionary. What the schema says of itself makes Polars read it as an enum, and
    pandas read dates as moments instead of objects; other readers find plain dates and text.
    """
    fields = [pa.field(field.name, stored_type(field), metadata=_enum(field)) for field in table.fields]
    columns = [
        {"name": field.name, "field_name": field.name, "pandas_type": field.type, "numpy_type": _PANDAS[field.type],
         "metadata": None}
        for field in table.fields
        if field.type in _PANDAS and not (field.type == "boolean" and field.required)
    ]  # fmt: skip
    told = {"index_columns": [], "column_indexes": [], "columns": columns, "pandas_version": "3.0.0"}
    return pa.schema(fields, metadata={"pandas": json.dumps(told)} if columns else None)


def logical_schema(table: Table) -> pa.Schema:
    """The table's columns in order, as plain values: codes are text, whatever their vocabulary."""
    return pa.schema([(field.name, arrow_type(field)) for field in table.fields])


def stored_type(field: Field) -> pa.DataType:
    """The Arrow type in which a field's values are stored."""
    return _ORDERED if _is_ordered(field) else arrow_type(field)


def stored_array(field: Field, values: list[Any]) -> pa.Array:
    """Values as a column of the stored type; of an ordered vocabulary, all codes stand in its dictionary, in order."""
    if not _is_ordered(field):
        return pa.array(values, type=arrow_type(field))
    codes = list(field.constraints["enum"])
    places = {code: place for place, code in enumerate(codes)}
    indices = pa.array([None if value is None else places[value] for value in values], pa.int32())
    return pa.DictionaryArray.from_arrays(indices, pa.array(codes, pa.string()), ordered=True)


def _is_ordered(field: Field) -> bool:
    return field.vocabulary is not None and field.categories_ordered and "enum" in field.constraints


def _enum(field: Field) -> dict[str, str] | None:
    """The codes as Polars writes and reads those of an enum (`polars`, 1.30 and later)."""
    if not _is_ordered(field):
        return None
    return {"_PL_ENUM_VALUES2": "".join(f"{len(code.encode())};{code}" for code in field.constraints["enum"])}


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
