"""CAST of row rules: which kinds become which, and what a text has to look like for it."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from onrecord.contract.row_rules.values import Value, as_float

#: names of types, with the kind of their values; by others, engines don't mean the same
_TYPES = {
    "bigint": "exact",
    "int": "exact",
    "integer": "exact",
    "double": "number",
    "string": "text",
    "text": "text",
    "varchar": "text",
    "date": "date",
    "timestamp": "timestamp",
}
_DTYPES: dict[str, pl.DataType] = {
    "exact": pl.Int64(),
    "number": pl.Float64(),
    "text": pl.String(),
    "date": pl.Date(),
    "timestamp": pl.Datetime("us"),
}
_NUMBER = r"^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$"
_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_MOMENT = r"^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?$"


def cast_to(value: Value, name: str) -> Value:
    """The value as one of the type of that name; null where it can't be one. Raises `ValueError`."""
    wanted = _TYPES.get(name)
    if wanted is None:
        raise ValueError(f"there is no type “{name[:40]}” (known: {', '.join(_TYPES)})")
    if value.kind == "null":
        return Value(pl.lit(None, dtype=_DTYPES[wanted]), wanted)
    cast = _CASTS.get((value.kind, wanted))
    if cast is None or (value.kind == "exact" and value.scale and wanted != "number"):
        help_ = ": use floor or round" if value.kind in ("number", "exact") and wanted == "exact" else ""
        raise ValueError(f"{value.words} can't be cast to {name.upper()}{help_}")
    result = as_float(value) if (value.kind, wanted) == ("exact", "number") else cast(value.expression)
    if name in ("int", "integer"):
        result = pl.when(result.is_between(-(2**31), 2**31 - 1)).then(result)
    return Value(result, wanted)


def _read(pattern: str, dtype: pl.DataType) -> Callable[[pl.Expr], pl.Expr]:
    """Texts of a form, read as values of a type."""

    def read(text: pl.Expr) -> pl.Expr:
        bare = text.str.strip_chars(" ")
        return pl.when(bare.str.contains(pattern)).then(bare).cast(dtype, strict=False)

    return read


def _read_moment(text: pl.Expr) -> pl.Expr:
    bare = text.str.strip_chars(" ")
    return (
        pl.when(bare.str.contains(_MOMENT))
        .then(bare)
        .str.to_datetime("%Y-%m-%d %H:%M:%S%.f", time_unit="us", strict=False)
    )


def _read_day(text: pl.Expr) -> pl.Expr:
    bare = text.str.strip_chars(" ")
    return pl.when(bare.str.contains(_DAY)).then(bare).str.to_date("%Y-%m-%d", strict=False)


def _as(dtype: pl.DataType) -> Callable[[pl.Expr], pl.Expr]:
    return lambda value: value.cast(dtype, strict=False)


def _same(value: pl.Expr) -> pl.Expr:
    return value


_CASTS: dict[tuple[str, str], Callable[[pl.Expr], pl.Expr]] = {
    ("text", "exact"): _read("^[+-]?[0-9]+$", pl.Int64()),
    ("text", "number"): _read(_NUMBER, pl.Float64()),
    ("text", "date"): _read_day,
    ("text", "timestamp"): _read_moment,
    ("text", "text"): _same,
    ("exact", "exact"): _as(pl.Int64()),
    ("exact", "number"): _as(pl.Float64()),
    ("exact", "text"): _as(pl.String()),
    ("number", "number"): _same,
    ("boolean", "exact"): _as(pl.Int64()),
    ("boolean", "text"): _as(pl.String()),
    ("date", "date"): _same,
    ("date", "timestamp"): _as(pl.Datetime("us")),
    ("date", "text"): _as(pl.String()),
    ("timestamp", "timestamp"): _same,
    ("timestamp", "date"): _as(pl.Date()),
}
