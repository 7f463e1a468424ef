"""A table's contract as a Pandera schema, for pandas and for Polars.

For pandas: dates as `datetime64` (any unit is taken), text as `str`, a column with a vocabulary as `str` or
categorical, numbers as `float64` (whole numbers are taken), as `load` gives them. Row rules run as the SQL
text of the contract on both backends. A rule that is null for a row passes it, as an SQL CHECK does.

A frame holds logical values: what stands for a missing value in a file (`missingValues`, by default the empty text)
is null here, so an empty text in a required column is an error. Forms of text (`format`), JSON and lists are left to
`onrecord.verify`.
"""

from __future__ import annotations

import datetime as dt
import re
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

from onrecord.contract.arrow import arrow_type
from onrecord.contract.model import Field, Table
from onrecord.contract.patterns import read_pattern
from onrecord.contract.row_rules import RowRule, row_rule
from onrecord.contract.values import allowed, logical, missing_texts, required

if TYPE_CHECKING:
    import pandera.pandas
    import pandera.polars

Backend = Literal["pandas", "polars"]

_PANDAS: dict[str, Any] = {"string": "str", "number": "float64", "date": "datetime64[s]", "datetime": "datetime64[us]"}


def pandera_schema(
    table: Table, backend: Backend = "pandas"
) -> pandera.pandas.DataFrameSchema | pandera.polars.DataFrameSchema:
    """The table as `pandera.pandas.DataFrameSchema` or `pandera.polars.DataFrameSchema`.

    Validate with `lazy=True` to be told of everything that is wrong. Keys across tables need the other tables:
    see `onrecord.verify`. Raises `ValueError` for another backend, and when a row rule can't be run.
    """
    if backend == "pandas":
        import pandera.pandas as pa
    elif backend == "polars":
        import pandera.polars as pa
    else:
        raise ValueError(f"backend is “pandas” or “polars”, not “{backend}”")
    column = _pandas_column if backend == "pandas" else _polars_column
    rule = pandas_rule if backend == "pandas" else _polars_rule
    unique = _pandas_unique if backend == "pandas" else _polars_unique
    rules = [(rule(table, _read_rule(table, check.expression)), check.name, check.message) for check in table.checks]
    rules += [
        (unique(key), f"unique-{'-'.join(key)}", f"{', '.join(key)}: no two rows have the same")
        for key in _unique_keys(table)
    ]
    return pa.DataFrameSchema(
        columns={field.name: column(pa, field, table) for field in table.fields},
        # a rule says itself what holds for nulls; Pandera would pass every row that is null throughout
        checks=[pa.Check(holds, name=name, error=error, ignore_na=False) for holds, name, error in rules],
        strict=table.fields_match in ("exact", "equal", "superset"),
        ordered=False,
        name=table.name,
        title=table.title,
        description=table.description,
    )


def _read_rule(table: Table, expression: str) -> RowRule:
    return row_rule(expression, [field.name for field in table.fields])


def _pandas_column(pa: Any, field: Field, table: Table) -> Any:
    whole, needed = field.vocabulary is None and field.categories is None, required(field, table)
    integer, flag = ("int64", "bool") if field.required else ("Int64", "boolean")
    dtype = {"integer": integer, "year": integer, "boolean": flag, **_PANDAS}.get(field.type) if whole else None
    return pa.Column(
        dtype,
        checks=_checks(pa, field, table, _pandas_pattern, _timestamp),
        nullable=not needed,
        unique=table.primary_key == (field.name,),
        required=table.fields_match not in ("superset", "partial"),
        # all lossless: nullable whole numbers refuse 1.5, plain ones would cut it
        coerce=field.type in ("number", "date", "datetime") or dtype in ("Int64", "boolean"),
        title=field.title,
        description=field.description,
    )


def _polars_column(pa: Any, field: Field, table: Table) -> Any:
    return pa.Column(
        # an ordered vocabulary is an enum in a file of ours and text in others'
        None if field.vocabulary and field.categories_ordered else _polars_type(field),
        checks=_checks(pa, field, table, _polars_pattern, lambda value: value),
        nullable=not required(field, table),
        unique=table.primary_key == (field.name,),
        required=table.fields_match not in ("superset", "partial"),
        title=field.title,
        description=field.description,
    )


def _timestamp(value: Any) -> Any:
    """pandas compares its dates with moments, not with days."""
    is_day = isinstance(value, dt.date) and not isinstance(value, dt.datetime)
    return dt.datetime.combine(value, dt.time()) if is_day else value


def _pandas_pattern(pa: Any, pattern: str) -> Any:
    return pa.Check.str_matches(read_pattern(pattern).python)


def _polars_pattern(pa: Any, pattern: str) -> Any:
    from onrecord.contract.patterns.matching import is_linear, matches

    read = read_pattern(pattern)
    # Pandera asks Python's engine whether it is a pattern, and Polars' to match it
    if is_linear(read.rust) and _is_python(read.rust):
        return pa.Check.str_matches(read.rust)

    def holds(data: Any) -> Any:
        import polars as pl

        return data.lazyframe.select(matches(pl.col(data.key), pattern))

    return pa.Check(holds, name="str_matches", error=f"str_matches({pattern!r})")


def _is_python(pattern: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            re.compile(pattern)
    except (re.error, FutureWarning, RecursionError, OverflowError):
        return False
    return True


def _checks(
    pa: Any, field: Field, table: Table, pattern: Callable[[Any, str], Any], value: Callable[[Any], Any]
) -> list[Any]:
    constraints, checks, values = field.constraints, [], allowed(field)
    missing = missing_texts(field, table)
    if field.type == "string" and missing and required(field, table):
        checks.append(pa.Check.notin(list(missing)))
    if values is not None:
        checks.append(pa.Check.isin([value(code) for code in values]))
    if "pattern" in constraints:
        checks.append(pattern(pa, constraints["pattern"]))
    if field.type == "string" and ("minLength" in constraints or "maxLength" in constraints):
        checks.append(pa.Check.str_length(constraints.get("minLength"), constraints.get("maxLength")))
    for name, check in (
        ("minimum", pa.Check.ge),
        ("maximum", pa.Check.le),
        ("exclusiveMinimum", pa.Check.gt),
        ("exclusiveMaximum", pa.Check.lt),
    ):
        if name in constraints:
            checks.append(check(value(logical(field, constraints[name]))))
    return checks


def _unique_keys(table: Table) -> list[tuple[str, ...]]:
    """Keys that a null takes out, as in SQL: Pandera's own `unique` counts two nulls as the same value."""
    # Pandera can't run a unique key of a whole frame of which a column is missing
    primary = [table.primary_key] if len(table.primary_key) > 1 else []
    return [*primary, *table.unique_keys, *((field.name,) for field in table.fields if field.constraints.get("unique"))]


def _pandas_unique(key: tuple[str, ...]) -> Callable[[Any], Any]:
    def holds(frame: Any) -> Any:
        if not set(key) <= set(frame.columns):
            return True
        columns = frame[list(key)]
        return columns.isna().any(axis=1) | ~columns.duplicated(keep=False)

    return holds


def _polars_unique(key: tuple[str, ...]) -> Callable[[Any], Any]:
    def holds(data: Any) -> Any:
        import polars as pl

        if not set(key) <= set(data.lazyframe.collect_schema().names()):
            return data.lazyframe.select(pl.lit(True))
        missing = pl.any_horizontal(pl.col(name).is_null() for name in key)
        return data.lazyframe.select(missing | ~pl.struct(key).is_duplicated())

    # a stream compares keys in another way: see `onrecord.validate`
    holds.unique_group = key  # type: ignore[attr-defined]
    return holds


def pandas_rule(table: Table, rule: RowRule) -> Callable[[Any], Any]:
    """Which rows of a DataFrame keep a row rule, as a function of it: a Series of true and false."""

    def keeps(frame: Any) -> Any:
        import pandas as pd
        import polars as pl

        from onrecord.contract.row_rules.expressions import holds

        columns = {name: _polars_series(pl, table.field(name), frame[name]) for name in rule.columns}
        rows = pl.DataFrame(columns, height=len(frame))
        verdict = rows.with_columns(holds(rule, rows.schema).fill_null(True).alias(" holds"))[" holds"]
        return pd.Series(verdict.to_list(), index=frame.index, dtype=bool)

    return keeps


def _polars_series(pl: Any, field: Field, column: Any) -> Any:
    values = [None if missing else value for value, missing in zip(column, column.isna(), strict=True)]
    if field.type == "date":
        values = [value.date() if isinstance(value, dt.datetime) else value for value in values]
    return pl.Series(field.name, values, dtype=_polars_type(field), strict=False)


def _polars_type(field: Field) -> Any:
    import polars as pl
    import pyarrow as pa

    return pl.Schema(pa.schema([("x", arrow_type(field))]))["x"]


def _polars_rule(_table: Table, rule: RowRule) -> Callable[[Any], Any]:
    def keeps(data: Any) -> Any:
        from onrecord.contract.row_rules.expressions import holds

        return data.lazyframe.select(holds(rule, data.lazyframe.collect_schema()).fill_null(True))

    # looks at each row by itself: see `onrecord.validate`
    keeps.row_rule = rule  # type: ignore[attr-defined]
    return keeps
