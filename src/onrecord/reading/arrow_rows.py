"""The rows of a table for programs: all of them, as Arrow or as Parquet files, or a `Problem` that says why not.

A verifier tells what is wrong and goes on; who loads or compares rows must not be given half of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from onrecord.contract import Table
from onrecord.contract.arrow import logical_schema
from onrecord.findings import Finding, Problem
from onrecord.reading.formats import TableFiles
from onrecord.reading.partitions import partitions_of

if TYPE_CHECKING:
    import polars as pl

    from onrecord.reading.frame import Frame
    from onrecord.reading.temporary_files import Scratch

#: what may be wrong with columns while all values of the others can be had
_COLUMNS = ("T020", "T022", "T023")
#: rows that are written to a Parquet file together
_ROW_GROUP = 120_000
_HELP = "`onrecord verify` says all that is wrong with the table"


def stands_as_parquet(table: Table, files: TableFiles) -> bool:
    """Whether the table's rows stand in Parquet files with all their columns, and need no reading to be had as such."""
    return files.are_parquet and not partitions_of(table, files)


def lazy_rows(table: Table, files: TableFiles, scratch: Scratch) -> pl.LazyFrame:
    """The rows of a table in the order of its files, as a lazy frame of logical values under the contract's names.

    Columns that the files lack are not there; those that the contract doesn't know are left out. Raises `Problem` with
    what keeps the rows from being read (T024 to T027, P012); a value that is none of its type raises it (T007) when the
    rows are collected by `arrow_batches`.
    """
    import polars as pl

    frame = _frame(table, files, scratch)
    return frame.rows.select(pl.col(column).alias(name) for name, column in frame.names.items())


def arrow_batches(table: Table, files: TableFiles, scratch: Scratch) -> Iterator[pa.Table]:
    """The rows of a table as Arrow tables of the contract's types (`logical_schema`), in order; at least one.

    Raises `Problem` as `lazy_rows` does, and for the first value that is none of its type (T007).
    """
    import polars as pl

    from onrecord.reading.batches import batches
    from onrecord.reading.frame import UNREADABLE
    from onrecord.reading.table import unreadable_file

    frame = _frame(table, files, scratch)
    wanted = logical_schema(table)
    schema = pa.schema([field for field in wanted if field.name in frame.names])
    unread = [
        pl.col(frame.names[name]).is_null() & pl.col(unread.column).is_not_null()
        for name, unread in frame.unread.items()
    ]
    rows = frame.rows.with_columns(pl.any_horizontal(unread).alias("unread")) if unread else frame.rows
    kept = [pl.col(frame.names[field.name]).alias(field.name) for field in schema]
    yield schema.empty_table()
    before = 0
    try:
        for batch in batches(rows):
            if unread and batch["unread"].any():
                raise Problem(_unreadable_value(frame, batch, before))
            yield _typed(batch.select(kept), schema)
            before += batch.height
    except (OSError, pa.ArrowException, *UNREADABLE) as error:
        raise unreadable_file(files, error, table.name) from None


def arrow_rows(table: Table, files: TableFiles, scratch: Scratch) -> pa.Table:
    """All rows of a table as Arrow; see `arrow_batches`."""
    return pa.concat_tables(list(arrow_batches(table, files, scratch)))


def parquet_files(table: Table, files: TableFiles, scratch: Scratch) -> tuple[Path, ...]:
    """Parquet files with the rows of a table, in order: its own where it stands in such, else one that is written.

    Raises `Problem` as `arrow_batches` does.
    """
    if stands_as_parquet(table, files):
        return files.paths
    path = scratch.path(".parquet")
    batches = arrow_batches(table, files, scratch)
    first = next(batches)
    with pq.ParquetWriter(path, first.schema, compression="lz4") as writer:
        for batch in batches:
            writer.write_table(batch, row_group_size=_ROW_GROUP)
    return (path,)


def undescribed_columns(table: Table, files: TableFiles, scratch: Scratch) -> list[str]:
    """The columns that the files have and the contract doesn't know, in the order of their first use."""
    if stands_as_parquet(table, files):
        names = dict.fromkeys(name for path in files.paths for name in pq.read_schema(path).names)
        known = {field.name for field in table.fields}
        return [name for name in names if name not in known]
    from onrecord.reading.table import open_table

    opened = open_table(replace(table, fields_match="exact"), files, scratch)
    return list(dict.fromkeys(each.field for each in opened.findings if each.code == "T022" and each.field))


def _frame(table: Table, files: TableFiles, scratch: Scratch) -> Frame:
    from onrecord.reading.table import readable_table

    opened = readable_table(table, files, scratch)
    wrong = [each for each in opened.findings if each.severity == "error" and each.code not in _COLUMNS]
    if wrong or opened.frame is None:
        raise Problem(*(wrong or opened.findings))
    return opened.frame


def _typed(batch: pl.DataFrame, schema: pa.Schema) -> pa.Table:
    return batch.to_arrow().cast(schema)


def _unreadable_value(frame: Frame, batch: pl.DataFrame, before: int) -> Finding:
    """The first value of a batch that is none of its type."""
    from onrecord.reading.frame import shown_value

    at = batch["unread"].arg_true()[0]
    row = batch.row(at, named=True)
    for name, unread in frame.unread.items():
        if row[frame.names[name]] is None and row[unread.column] is not None:
            message = f"{shown_value(row[unread.column])}: {unread.what}"
            number = before + at + 1
            return Finding(code="T007", message=message, table=frame.table.name, field=name, row=number, help=_HELP)
    raise AssertionError("a row without a value that can't be read")


def parquet_rows(paths: Sequence[Path], columns: Sequence[str] | None = None) -> pa.Table:
    """The rows of Parquet files as Arrow, as they stand: all columns, or these. Raises `pyarrow.ArrowException`.

    Columns whose types differ between files get the type that holds the values of all.
    """
    parts = []
    for path in paths:
        with pq.ParquetFile(path) as file:
            parts.append(file.read(columns=columns))
    return parts[0] if len(parts) == 1 else pa.concat_tables(parts, promote_options="permissive")
