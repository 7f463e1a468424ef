"""A table's contract as a Pandera schema, for pandas and for Polars.

For pandas: dates as `datetime64` (any unit is taken), text as `str`, a column with a vocabulary as `str` or
categorical, numbers as `float64` (whole numbers are taken), as `load` gives them. Row rules run as the SQL
text of the contract on both backends. A rule that is null for a row passes it, as an SQL CHECK does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

from onrecord.contract.model import Field, Table

if TYPE_CHECKING:
    import pandera.pandas
    import pandera.polars

Backend = Literal["pandas", "polars"]

_PANDAS: dict[str, Any] = {"string": "str", "number": "float64", "date": "datetime64[s]"}


def pandera_schema(
    table: Table, backend: Backend = "pandas"
) -> pandera.pandas.DataFrameSchema | pandera.polars.DataFrameSchema:
    """The table as `pandera.pandas.DataFrameSchema` or `pandera.polars.DataFrameSchema`.

    Validate with `lazy=True` to be told of everything that is wrong. Keys across tables need the other tables:
    see `onrecord.verify`. Raises `ValueError` for another backend.
    """
    if backend == "pandas":
        import pandera.pandas as pa
    elif backend == "polars":
        import pandera.polars as pa
    else:
        raise ValueError(f"backend is “pandas” or “polars”, not “{backend}”")
    column = _pandas_column if backend == "pandas" else _polars_column
    rule = _pandas_rule if backend == "pandas" else _polars_rule
    return pa.DataFrameSchema(
        columns={field.name: column(pa, field) for field in table.fields},
        checks=[
            pa.Check(rule(table, check.expression), name=check.name, error=check.message) for check in table.checks
        ],
        unique=list(table.primary_key) or None,
        strict=table.fields_match == "exact",
        ordered=False,
        name=table.name,
        title=table.title,
        description=table.description,
    )


def _pandas_column(pa: Any, field: Field) -> Any:
    known = field.type in _PANDAS and field.vocabulary is None
    integer = "int64" if field.required else "Int64"
    flag = "bool" if field.required else "boolean"
    dtype = _PANDAS[field.type] if known else {"integer": integer, "boolean": flag}.get(field.type)
    return pa.Column(
        dtype,
        checks=_checks(pa, field, r"(?:{})\Z"),
        nullable=not field.required,
        unique=bool(field.constraints.get("unique")),
        coerce=field.type in ("number", "date"),
        title=field.title,
        description=field.description,
    )


def _polars_column(pa: Any, field: Field) -> Any:
    import polars as pl

    return pa.Column(
        _polars_type(pl, field),
        checks=_checks(pa, field, "^(?:{})$"),
        nullable=not field.required,
        unique=bool(field.constraints.get("unique")),
        title=field.title,
        description=field.description,
    )


def _checks(pa: Any, field: Field, anchored: str) -> list[Any]:
    told = field.constraints
    checks = []
    if "enum" in told:
        checks.append(pa.Check.isin(list(told["enum"])))
    if "pattern" in told:
        checks.append(pa.Check.str_matches(anchored.format(told["pattern"])))
    if "minLength" in told or "maxLength" in told:
        checks.append(pa.Check.str_length(told.get("minLength"), told.get("maxLength")))
    for name, check in (
        ("minimum", pa.Check.ge),
        ("maximum", pa.Check.le),
        ("exclusiveMinimum", pa.Check.gt),
        ("exclusiveMaximum", pa.Check.lt),
    ):
        if name in told:
            checks.append(check(typed(field, told[name])))
    return checks


def typed(field: Field, value: Any) -> Any:
    """A bound from the contract as a value of the field's type (dates stand as text in YAML and JSON)."""
    return dt.date.fromisoformat(value) if field.type == "date" and isinstance(value, str) else value


def _pandas_rule(table: Table, expression: str) -> Callable[[Any], Any]:
    def holds(frame: Any) -> Any:
        import pandas as pd
        import polars as pl

        columns = {
            field.name: _polars_series(pl, field, frame[field.name]) for field in table.fields if field.name in frame
        }
        verdict = pl.DataFrame(columns).select(pl.sql_expr(expression).alias("ok"))["ok"].fill_null(True)
        return pd.Series(verdict.to_list(), index=frame.index, dtype=bool)

    return holds


def _polars_series(pl: Any, field: Field, column: Any) -> Any:
    values = [None if missing else value for value, missing in zip(column, column.isna(), strict=True)]
    if field.type == "date":
        values = [value.date() if isinstance(value, dt.datetime) else value for value in values]
    return pl.Series(field.name, values, dtype=_polars_type(pl, field), strict=False)


def _polars_type(pl: Any, field: Field) -> Any:
    types = {"number": pl.Float64, "integer": pl.Int64, "boolean": pl.Boolean, "date": pl.Date}
    return types.get(field.type, pl.String)


def _polars_rule(_table: Table, expression: str) -> Callable[[Any], Any]:
    def holds(data: Any) -> Any:
        import polars as pl

        return data.lazyframe.select(pl.sql_expr(expression).fill_null(True))

    return holds
