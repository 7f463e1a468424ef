"""The forms that text can have to have: what `format` asks of a string, and types whose values stand as text.

Sources: Data Package v2, "Field Types"; XML Schema 1.1 part 2 for yearmonth and duration; RFC 3986, 4122 and 4648.
Polars' regular expressions take time that grows with the text and no faster, whatever the pattern.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import polars as pl

from onrecord.contract import Field
from onrecord.reading.geo import is_geojson, is_topojson

_FORMATS = {
    "email": r"^[^@\s]+@[^@\s]+\.[^@\s.]+$",
    "uri": r"^[A-Za-z][A-Za-z0-9+.\-]*:[^\s<>\"{}|\\^`]*$",
    "uuid": r"^[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$",
    "binary": r"^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$",
}
_YEARMONTH = r"^-?(?:[1-9][0-9]{3,}|0[0-9]{3})-(?:0[1-9]|1[0-2])(?:Z|[+-][0-9]{2}:[0-9]{2})?$"
_DURATION = r"^-?P(?:[0-9]+Y)?(?:[0-9]+M)?(?:[0-9]+D)?(?:T(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+(?:\.[0-9]+)?S)?)?$"
_NUMBER = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_POINT = rf"^\s*({_NUMBER})\s*,\s*({_NUMBER})\s*$"


def known_format(field: Field) -> bool:
    """Whether it is known here what the field's `format` asks for."""
    if field.type == "string":
        return field.format in (None, "default", *_FORMATS)
    if field.type == "geopoint":
        return field.format in (None, "default", "array", "object")
    if field.type == "geojson":
        return field.format in (None, "default", "topojson")
    # of dates and times the format tells how they are written; in Parquet they are not written
    return True


def misformed(field: Field, column: pl.Expr) -> tuple[pl.Expr, str] | None:
    """True where text doesn't have the form of its type, with the words for it; None when any text will do."""
    if field.type == "string":
        pattern = _FORMATS.get(field.format or "")
        return (~column.str.contains(pattern), f"no {field.format}") if pattern else None
    if field.type == "yearmonth":
        return ~column.str.contains(_YEARMONTH), "no month of a year, such as 2021-04"
    if field.type == "duration":
        empty = column.str.ends_with("P") | column.str.ends_with("T")
        return ~column.str.contains(_DURATION) | empty, "no duration, such as P1DT12H"
    if field.type == "geopoint" and field.format in (None, "default"):
        return _misplaced(column), "no “longitude, latitude”"
    if field.type in _JSON:
        return _size(field, column) < 0, _JSON[field.type]
    return None


def size(field: Field, column: pl.Expr, found: pl.DataType) -> pl.Expr:
    """How long a value is: characters of text, items of a list or JSON. Misformed JSON has no length."""
    if isinstance(found, pl.List):
        return column.list.len()
    if isinstance(found, pl.Array):
        return column.arr.to_list().list.len()
    if field.type in ("object", "array", "geojson"):
        counted = _size(field, column)
        return pl.when(counted >= 0).then(counted)
    return column.str.len_chars()


_JSON = {
    "object": "no JSON object",
    "array": "no JSON list",
    "geojson": "no GeoJSON",
    "geopoint": "no point with longitude and latitude",
}


def _misplaced(column: pl.Expr) -> pl.Expr:
    longitude, latitude = (column.str.extract(_POINT, group).cast(pl.Float64, strict=False).abs() for group in (1, 2))
    return (column.is_not_null()) & ~(((longitude <= 180) & (latitude <= 90)).fill_null(False))


def _size(field: Field, column: pl.Expr) -> pl.Expr:
    def measured(texts: pl.Series) -> pl.Series:
        return pl.Series([None if text is None else _items(field, text) for text in texts], dtype=pl.Int64)

    return column.map_batches(measured, return_dtype=pl.Int64, is_elementwise=True)


def _items(field: Field, text: str) -> int:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return -1
    return len(value) if _SHAPES[field.type](value, field.format) else -1


def _is_point(value: Any, form: str | None) -> bool:
    if form == "object":
        value = [value["lon"], value["lat"]] if isinstance(value, dict) and set(value) == {"lon", "lat"} else None
    if not isinstance(value, list) or len(value) != 2:
        return False
    numbers = all(isinstance(item, int | float) and not isinstance(item, bool) for item in value)
    return numbers and abs(value[0]) <= 180 and abs(value[1]) <= 90


_SHAPES: dict[str, Callable[[Any, str | None], bool]] = {
    "object": lambda value, _: isinstance(value, dict),
    "array": lambda value, _: isinstance(value, list),
    "geojson": lambda value, form: is_topojson(value) if form == "topojson" else is_geojson(value),
    "geopoint": _is_point,
}
