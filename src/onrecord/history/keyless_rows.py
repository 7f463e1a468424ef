"""Tables without a key compared as multisets: which rows are there more often than before, which less often."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pyarrow as pa

from onrecord.findings import Finding, Problem, printable
from onrecord.history.difference import TableDiff
from onrecord.history.sorted_rows import Rows

_COUNT = "\0count"
_UNREADABLE = (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError, pa.ArrowException)


def compare_multisets(a: Rows, b: Rows) -> TableDiff:
    """The rows of `b` that `a` has less often, and those of `a` that `b` has less often; a changed row is one of each.

    Only columns that both have tell rows apart. Raises `Problem` (H030) when the rows can't be read.
    """
    shared = [each.name for each in b.table.fields if each.name in [old.name for old in a.table.fields]]
    if not shared:
        raise _not_compared(b, "the table has no key, and no column that it had before")
    texts = [name for name in shared if a.schema.field(name).type != b.schema.field(name).type]
    try:
        sides = [_side(rows.paths, shared, texts, sign) for rows, sign in ((a, -1), (b, 1))]
        counted = pl.concat(sides, how="vertical").group_by(shared).agg(pl.col(_COUNT).sum())
        differing = counted.filter(pl.col(_COUNT) != 0).collect(engine="streaming")
        plain = [name for name in shared if not differing.schema[name].is_nested()]
        differing = differing.sort(plain, nulls_last=True) if plain else differing
    except _UNREADABLE as error:
        raise _not_compared(b, printable(str(error), 160)) from None
    added, removed = (_repeated(differing, shared, sign) for sign in (1, -1))
    schema = pa.schema([(name, added.schema.field(name).type) for name in shared])
    return TableDiff(b.table.name, (), schema, added.cast(schema), removed.cast(schema), same=b.count - added.num_rows)


def _side(paths: Sequence[Path], columns: Sequence[str], texts: Sequence[str], sign: int) -> pl.LazyFrame:
    scan = pl.scan_parquet(list(paths), glob=False, use_statistics=False)
    kinds = scan.collect_schema()
    values = [_as_text(name, kinds[name]) if name in texts else _as_value(name, kinds[name]) for name in columns]
    return scan.select(*values, pl.lit(sign, dtype=pl.Int64).alias(_COUNT))


def _as_value(name: str, kind: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    return column.cast(pl.String) if isinstance(kind, pl.Categorical | pl.Enum) else column


def _as_text(name: str, kind: pl.DataType) -> pl.Expr:
    """A value of a column that the two packages store otherwise, as it is written: 1.0 as 1, an instant in UTC."""
    column = pl.col(name)
    if isinstance(kind, pl.Datetime) and kind.time_zone:
        column = column.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
    if isinstance(kind, pl.Datetime):
        return column.cast(pl.Datetime("us")).cast(pl.String)
    if kind.is_nested():
        return column.map_elements(str, return_dtype=pl.String)
    return column.cast(pl.String).str.strip_suffix(".0")


def _repeated(differing: pl.DataFrame, columns: Sequence[str], sign: int) -> pa.Table:
    """The rows with a count of this sign, each as often as its count says."""
    rows = differing.filter(pl.col(_COUNT).sign() == sign)
    times = rows[_COUNT].abs().to_list()
    places = [place for place, count in enumerate(times) for _ in range(count)]
    return rows.select(columns)[places].to_arrow(compat_level=pl.CompatLevel.oldest())


def _not_compared(rows: Rows, why: str) -> Problem:
    return Problem(Finding(code="H030", message=f"not compared: {why}", table=rows.table.name))
