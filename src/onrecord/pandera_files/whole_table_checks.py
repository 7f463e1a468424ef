"""A check of one's own on all rows at once, as a plan that Polars streams."""

from __future__ import annotations

from typing import Any, Never

import polars as pl

from onrecord.reading.frame import ROW


class _LooksAtValues(BaseException):
    """A check asks for the values themselves, of which there may be more than memory holds."""


class _Plan(pl.LazyFrame):
    """A plan that is never run by those it is given to."""

    def _refuse(self, *_: object, **__: object) -> Never:
        raise _LooksAtValues

    collect = collect_async = collect_batches = fetch = profile = describe = _refuse
    sink_parquet = sink_csv = sink_ipc = sink_ndjson = sink_batches = _refuse


def outcome(check: Any, rows: pl.LazyFrame, key: str) -> pl.LazyFrame | bool | None:
    """What a check gives on a plan: a plan with one Boolean column, true or false for all rows, or None when it
    asks for the values. Raises what the check's function raises."""
    from pandera.api.polars.types import PolarsData
    from pandera.backends.polars.checks import PolarsCheckBackend

    try:
        given = PolarsCheckBackend(check).apply(PolarsData(_Plan._from_pyldf(rows._ldf), key))
    except _LooksAtValues:
        return None
    if isinstance(given, bool):
        return given
    (kind,) = given.collect_schema().dtypes()
    if kind != pl.Boolean:
        raise TypeError(f"it gives {kind} in place of Boolean")
    holds = pl.all().fill_null(bool(check.ignore_na))
    return pl.LazyFrame._from_pyldf(given._ldf).select((~holds).alias("broken"))


def failing(broken: pl.LazyFrame, examples: int) -> tuple[int, int, list[int]]:
    """How many rows there are and how many fail, and the first of those, counted from 1."""
    counts = broken.select(pl.len(), pl.col("broken").sum().alias("sum")).collect(engine="streaming").row(0)
    first = broken.with_row_index(ROW, offset=1).filter("broken").head(examples) if counts[1] else None
    rows = first.collect(engine="streaming")[ROW].to_list() if first is not None else []
    return int(counts[0]), int(counts[1]), rows
