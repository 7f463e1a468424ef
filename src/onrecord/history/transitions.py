"""A comparison as a frame that Pandera can validate: one row per key that came, went or changed.

Columns: the key; `state` (added, removed, changed, same); for each other column c of either package `c.old`, `c.new`
and `c.changed` (whether the cell of a row that stayed changed; missing for rows that came or went, and for a column
that is new); `reason` (why a row was retired or its cells corrected, missing when nobody said), `retired_in` and
`replaced_by` of rows that are gone and listed in `retired`; `gone_since`, the release that was the first without a row
that came back. A column of the key that is called like one of these stands as `key.«name»`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal

import polars as pl
import pyarrow as pa

from onrecord.contract import Table
from onrecord.findings import Finding, Problem, did_you_mean, printable
from onrecord.history.difference import Difference, TableDiff, as_text, row_ids
from onrecord.history.release_files import CHANGES
from onrecord.history.value_comparison import stored_as

State = Literal["added", "removed", "changed", "same"]
RETIRED = "retired"
STATES = ("added", "removed", "changed", "same")
#: what a row of transitions has beside its key and its columns
ABOUT: dict[str, Any] = dict.fromkeys(("reason", "retired_in", "replaced_by", "gone_since"), pl.String)


def transitions(
    difference: Difference, table: str, *, same: bool = False, gone: Mapping[str, str] | None = None
) -> pl.DataFrame:
    """The rows of a table that differ, as described above, in key order.

    same: those that stayed as they were, too. gone: the first release without each row that is known to have gone
    before; by default what the earlier package lists as retired. Raises `Problem`: D003 when there is no such table,
    H030 when it was not compared.
    """
    changed = _with_free_names(_compared(difference, table))
    parts = [_came_or_went(changed, "removed"), _came_or_went(changed, "added"), _stayed(changed)]
    if same:
        parts.append(_same(difference, changed))
    frame = pl.concat([part for part in parts if part is not None], how="diagonal_relaxed")
    frame = _with_reasons(frame, difference, changed)
    known = gone if gone is not None else _retired_before(difference)
    frame = _looked_up(frame, changed, known, "gone_since", pl.col("state") == "added")
    ordered = _typed(frame.select([*changed.key, "state", *_columns(changed), *ABOUT]), changed)
    return ordered.sort([*changed.key, "state"], nulls_last=True) if changed.key else ordered


def _typed(frame: pl.DataFrame, changed: TableDiff) -> pl.DataFrame:
    """The frame with a type for each column, also where no row has a value."""
    kinds: dict[str, Any] = {}
    for side, rows in (("old", changed.removed), ("new", changed.added)):
        schema = _polars(rows.schema.empty_table()).schema
        kinds |= {f"{name}.{side}": kind for name, kind in schema.items()}
    empty = [name for name, kind in frame.schema.items() if kind == pl.Null and name in kinds]
    return frame.with_columns(pl.col(name).cast(kinds[name]) for name in empty)


def to_pandas(frame: pl.DataFrame) -> Any:
    """The same as a pandas frame: missing values among whole numbers and booleans stay what they are."""
    import pandas as pd

    nullable = {pa.bool_(): pd.BooleanDtype(), pa.int64(): pd.Int64Dtype(), pa.int32(): pd.Int32Dtype()}
    rows = frame.to_arrow(compat_level=pl.CompatLevel.oldest())
    days = [i for i, field in enumerate(rows.schema) if pa.types.is_date(field.type)]
    for i in days:
        rows = rows.set_column(i, rows.schema.field(i).name, rows.column(i).cast(pa.timestamp("s")))
    return rows.to_pandas(types_mapper=nullable.get)


def _compared(difference: Difference, table: str) -> TableDiff:
    if table in difference.tables:
        return difference.tables[table]
    skipped = [finding for finding in difference.skipped if finding.table == table]
    if skipped:
        raise Problem(*skipped)
    names = list(difference.tables)
    message = f"neither package has a table “{printable(table, 60)}”"
    raise Problem(
        Finding(code="D003", message=message, help=did_you_mean(table, names) or f"tables: {', '.join(names)}")
    )


def _with_free_names(changed: TableDiff) -> TableDiff:
    """The comparison with the key's columns called `key.«name»` where their names mean something else here."""
    taken = {"state", *ABOUT, *_columns(changed)}
    others = {name: f"key.{name}" for name in changed.key if name in taken}
    if not others:
        return changed

    def renamed(rows: pa.Table) -> pa.Table:
        return rows.rename_columns([others.get(name, name) for name in rows.column_names])

    return replace(
        changed,
        key=tuple(others.get(name, name) for name in changed.key),
        schema=None if changed.schema is None else renamed(changed.schema.empty_table()).schema,
        added=renamed(changed.added),
        removed=renamed(changed.removed),
        touched=None if changed.touched is None else renamed(changed.touched),
        cells={name: renamed(cells) for name, cells in changed.cells.items()},
        filled={name: renamed(cells) for name, cells in changed.filled.items()},
    )


def _columns(changed: TableDiff) -> list[str]:
    names = dict.fromkeys([*(changed.schema.names if changed.schema else ()), *changed.removed.column_names])
    return [f"{name}.{side}" for name in names if name not in changed.key for side in ("old", "new", "changed")]


def _polars(rows: pa.Table) -> pl.DataFrame:
    columns = {}
    for name in rows.column_names:
        column = rows[name]
        kind = column.type
        if pa.types.is_decimal256(kind) or pa.types.is_null(kind):
            column = column.cast(pa.string())
        elif pa.types.is_time32(kind):
            column = column.cast(pa.time64("us"))
        columns[name] = pl.from_arrow(column)
    return pl.DataFrame(columns)


def _came_or_went(changed: TableDiff, state: State) -> pl.DataFrame:
    rows = _polars(changed.added if state == "added" else changed.removed)
    side, other = ("new", "old") if state == "added" else ("old", "new")
    columns = [name for name in rows.columns if name not in changed.key]
    return rows.select(
        *changed.key,
        pl.lit(state).alias("state"),
        *(pl.col(name).alias(f"{name}.{side}") for name in columns),
        *(pl.lit(None).alias(f"{name}.{other}") for name in columns),
        *(pl.lit(None, pl.Boolean).alias(f"{name}.changed") for name in columns),
    )


def _stayed(changed: TableDiff) -> pl.DataFrame | None:
    """The rows in which something changed, whole: with the old and new value of every column."""
    if changed.touched is None or not changed.touched.num_rows:
        return None
    later = _polars(changed.touched)
    key = list(changed.key)
    frame = later.select(*key, pl.lit("changed").alias("state"))
    for name in (column for column in later.columns if column not in key):
        cells = changed.cells.get(name)
        frame = frame.with_columns(later[name].alias(f"{name}.new"))
        if name in changed.filled:
            old, differs = pl.lit(None, later.schema[name]), pl.lit(None, pl.Boolean)
        elif cells is None:
            old, differs = pl.col(f"{name}.new"), pl.lit(False)
        else:
            kept = _polars(pa.table({"kept": stored_as(_kept(changed, name, cells), cells["old"].type)}))
            found = _polars(cells.select([*key, "old"])).rename({"old": "\0old"}).with_columns(pl.lit(True).alias("\0differs"))  # fmt: skip
            frame = frame.with_columns(kept["kept"].alias("\0kept"))
            frame = frame.join(found, on=key, how="left", nulls_equal=True, maintain_order="left")
            differs = pl.col("\0differs").fill_null(False)
            old = pl.when(differs).then("\0old").otherwise("\0kept")
        frame = frame.with_columns(old.alias(f"{name}.old"), differs.alias(f"{name}.changed"))
        frame = frame.drop("\0old", "\0differs", "\0kept", strict=False)
    return frame


def _kept(changed: TableDiff, name: str, cells: pa.Table) -> pa.ChunkedArray:
    """A column of the rows that were touched, missing where the cell changed: what is left is as it was before."""
    import pyarrow.compute as pc

    from onrecord.history.row_differences import key_positions

    assert changed.touched is not None  # noqa: S101 - asked for by the caller
    places = key_positions([changed.touched[k] for k in changed.key], [cells[k] for k in changed.key])
    column = changed.touched[name]
    return pc.if_else(places.is_valid(), pa.scalar(None, column.type), column)


def _same(difference: Difference, changed: TableDiff) -> pl.DataFrame | None:
    """The rows that stayed as they were, read from the later package."""
    if changed.schema is None or difference.packages is None or not changed.key:
        return None
    rows = difference.packages[1].read(changed.table, changed.schema.names)
    every = _polars(rows.cast(changed.schema))
    key = list(changed.key)
    others = [_polars(part.select(key)) for part in (changed.added, changed.touched) if part is not None]
    left = every.join(pl.concat(others, how="vertical_relaxed"), on=key, how="anti", nulls_equal=True)
    columns = [name for name in left.columns if name not in key]
    return left.select(
        *key,
        pl.lit("same").alias("state"),
        *(pl.col(name).alias(f"{name}.{side}") for name in columns for side in ("old", "new")),
        *(pl.lit(False).alias(f"{name}.changed") for name in columns),
    )


def _with_reasons(frame: pl.DataFrame, difference: Difference, changed: TableDiff) -> pl.DataFrame:
    """The frame with why rows are gone (from `retired`) and why cells changed (from the later package's `changes`)."""
    gone = pl.col("state") == "removed"
    for name in ("reason", "retired_in", "replaced_by"):
        told = {row: str(entry[name]) for row, entry in changed.retired.items() if entry.get(name) is not None}
        if name == "reason":  # a listed row is told from one that isn't, also when nobody said why
            told = {row: told.get(row, "") for row in changed.retired}
        frame = _looked_up(frame, changed, told, name, gone)
    why = correction_reasons(difference, changed)
    corrected = _looked_up(frame.drop("reason"), changed, why, "reason", pl.col("state") == "changed")
    return frame.with_columns(pl.coalesce(frame["reason"], corrected["reason"]).alias("reason"))


def _looked_up(
    frame: pl.DataFrame, changed: TableDiff, told: Mapping[str, str], name: str, where: pl.Expr
) -> pl.DataFrame:
    """The frame with a column that holds what is told of a row's id, in the rows for which `where` is true."""
    if not told:
        return frame.with_columns(pl.lit(None, pl.String).alias(name))
    ids = pl.Series(
        "\0id",
        row_ids(frame.select(changed.key).to_arrow(compat_level=pl.CompatLevel.oldest()), changed.key).to_pylist(),
    )
    found = ids.replace_strict(list(told), list(told.values()), default=None, return_dtype=pl.String)
    return frame.with_columns(pl.when(where).then(found).otherwise(None).alias(name))


def correction_reasons(difference: Difference, changed: TableDiff) -> dict[str, str]:
    """Why rows were corrected, by id: of those rows whose every changed cell has a reason in the later package."""
    package = difference.packages[1] if difference.packages else None
    if package is None or CHANGES not in package.resources or not changed.cells:
        return {}
    rows = pl.DataFrame(pl.from_arrow(package.read(CHANGES))).filter(pl.col("table") == changed.table)
    cells = [
        pl.DataFrame(
            pl.from_arrow(pa.table({"id": row_ids(part, changed.key), "new": as_text(part["new"])}))
        ).with_columns(pl.lit(column).alias("column"))
        for column, part in changed.cells.items()
    ]
    explained = pl.concat(cells).join(rows, on=["id", "column", "new"], how="left", nulls_equal=True)
    whole = explained.group_by("id").agg(
        pl.col("reason").unique(maintain_order=True), pl.col("reason").has_nulls().alias("open")
    )
    return {row["id"]: " ".join(row["reason"]) for row in whole.filter(~pl.col("open")).iter_rows(named=True)}


def _retired_before(difference: Difference) -> dict[str, str]:
    """The rows that the earlier package lists as retired, with the release that was the first without them."""
    package = difference.packages[0] if difference.packages else None
    table: Table | None = package.contract.tables.get(RETIRED) if package else None
    if package is None or table is None or table.primary_key != ("id",):
        return {}
    return {
        str(row["id"]): str(row.get("retired_in") or "an earlier release") for row in package.read(RETIRED).to_pylist()
    }
