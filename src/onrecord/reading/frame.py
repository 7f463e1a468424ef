"""A table's Parquet file as a lazy frame of logical values, under names that can't clash with anything.

Strangers name columns `*`, `^.*$` or like our own: so column i of the contract is `c«i»` here, whatever its name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from onrecord.contract import Field, Table, logical, missing_texts
from onrecord.findings import Finding, printable

#: the number of the row, from 1
ROW = "row"
#: rows shown for each rule; the rest is counted
EXAMPLES = 5
#: what Polars raises on hostile files; its panics are no ordinary exceptions
UNREADABLE = (pl.exceptions.PolarsError, pl.exceptions.PanicException)


class Unread(NamedTuple):
    """The column in `rows` with the texts that values were read from; what is said of those that are none; what to do."""

    column: str
    what: str
    #: the same for all texts, or as it follows from the text
    hint: str | Callable[[str], str]


@dataclass(frozen=True)
class Frame:
    """The rows of a table. `names` maps the columns that can be checked to their names in `rows`."""

    table: Table
    rows: pl.LazyFrame
    names: Mapping[str, str]
    types: Mapping[str, pl.DataType]
    #: of columns that stand as text in the file: the texts, of which some may be no value of their type
    unread: Mapping[str, Unread] = field(default_factory=dict)
    #: whether reading the rows takes longer than checking them, so that they are better read once
    slow: bool = False

    def has(self, columns: Sequence[str]) -> bool:
        """Whether all of these columns can be checked."""
        return all(name in self.names for name in columns)

    def key(self, columns: Sequence[str]) -> list[str]:
        """The names in `rows` of these columns. Raises `KeyError`."""
        return [self.names[name] for name in columns]

    def id_of(self, row: Mapping[str, Any]) -> str | None:
        """The primary key of a row, in one string."""
        return " ".join(printable(str(row[name])[:400], 120) for name in self.row_id if row[name] is not None) or None

    def value(self, row: Mapping[str, Any], name: str) -> Any:
        """What a row holds in a column: the text that stands in the file, or the value where it is no text there."""
        text = row.get(self.unread[name].column) if name in self.unread else None
        return row[self.names[name]] if text is None else text

    @property
    def row_id(self) -> list[str]:
        """The names in `rows` of the primary key, as far as it is there."""
        return [self.names[name] for name in self.table.primary_key if name in self.names]


class OpenTable(NamedTuple):
    """A table that was opened: its rows, None when nothing of them can be checked; what is wrong with it; how many."""

    frame: Frame | None
    findings: list[Finding]
    rows: int = 0


def broken(table: Table, path: Path, why: str) -> Finding:
    """A finding (T027) that says why a file can't be read."""
    return Finding(code="T027", message=f"{path.name} can't be read: {printable(why)}", table=table.name)


def stacked(table: Table, frames: Sequence[Frame]) -> Frame:
    """The rows of several frames of one table, one after the other: the columns that all of them have."""
    first = frames[0]
    if len(frames) == 1:
        return first
    kept = {name: column for name, column in first.names.items() if all(name in frame.names for frame in frames)}
    unread = {name: unread_texts for frame in frames for name, unread_texts in frame.unread.items() if name in kept}
    parts = []
    for frame in frames:
        # where a file has values of its own type, no text stands beside them
        texts = [
            pl.col(unread_texts.column) if name in frame.unread else pl.lit(None, pl.String).alias(unread_texts.column)
            for name, unread_texts in unread.items()
        ]
        parts.append(frame.rows.select(*kept.values(), *texts))
    rows = pl.concat(parts, how="vertical_relaxed")
    kinds = rows.collect_schema()
    types = {name: kinds[column] for name, column in kept.items()}
    return Frame(table, rows, kept, types, unread, any(frame.slow for frame in frames))


def shown_value(value: Any) -> str:
    """A value as it stands in a message: short, and nothing in it can move a cursor."""
    return "nothing" if value is None else f"“{printable(str(value)[:400], 120)}”"


def open_frame(table: Table, path: Path, columns: Sequence[str]) -> Frame:
    """The file's rows, of these columns, as logical values. Raises what is in `UNREADABLE` when it can't be read.

    See `logical_frame`.
    """
    return logical_frame(table, scan_parquet(path), columns)


def scan_parquet(path: Path) -> pl.LazyFrame:
    """A Parquet file as a plan that takes none of its claims on trust. Raises what is in `UNREADABLE`."""
    return _with_all_values(path, pl.scan_parquet(path, glob=False, use_statistics=False))


def logical_frame(table: Table, scan: pl.LazyFrame, columns: Sequence[str]) -> Frame:
    """Rows that have types of their own, of these columns, as logical values. Raises what is in `UNREADABLE`.

    Missing values are null; whole numbers are Int64 (unsigned ones as they are), floats and decimals Float64, text
    String, dates Date; a moment with a zone is told in UTC.
    """
    names = {field.name: f"c{i}" for i, field in enumerate(table.fields) if field.name in columns}
    found = scan.collect_schema()
    values = [_logical(pl.col(names[name]), table.field(name), table, found[name]).alias(names[name]) for name in names]
    rows = scan.select(pl.selectors.by_name(list(names))).rename(names).select(values)
    kinds = pl.DataFrame(schema={names[name]: found[name] for name in names}).select(values).schema
    return Frame(table, rows, names, {name: kinds[names[name]] for name in names})


def _with_all_values(path: Path, scan: pl.LazyFrame) -> pl.LazyFrame:
    """The rows with every value that stands in the file.

    Polars reads as missing what an enum doesn't list, and what it lists is the file's own claim: other writers keep the
    list and add values. A file whose list is short is read by Arrow, at once.
    """
    enums = {name: kind.categories for name, kind in scan.collect_schema().items() if isinstance(kind, pl.Enum)}
    if not enums:
        return scan
    import pyarrow as pa
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(columns=list(enums)):
            for name in batch.schema.names:
                column = batch.column(name)
                values = column.dictionary if hasattr(column, "dictionary") else column.unique()
                if not set(values.drop_null().to_pylist()) <= set(enums[name]):
                    rows = file.read()
                    plain = [field.remove_metadata() for field in rows.schema]
                    return pl.DataFrame(pl.from_arrow(rows.cast(pa.schema(plain)))).lazy()
    return scan


def _logical(column: pl.Expr, field: Field, table: Table, found: pl.DataType) -> pl.Expr:
    if isinstance(found, pl.Categorical | pl.Enum):
        column, found = column.cast(pl.String), pl.String()
    missing = _missing(field, table, found)
    if missing:
        column = pl.when(~column.is_in(missing) if len(missing) > 1 else column != missing[0]).then(column)
    if field.type in ("integer", "year") and found in (pl.Int8, pl.Int16, pl.Int32):
        return column.cast(pl.Int64)
    if field.type == "number" and (found.is_float() or found.is_decimal()):
        return column.cast(pl.Float64)
    if field.type == "date" and found != pl.Date:
        return column.cast(pl.Date)
    if isinstance(found, pl.Datetime):
        moment = column.dt.convert_time_zone("UTC").dt.replace_time_zone(None) if found.time_zone else column
        return moment if found.time_unit == "ns" else moment.cast(pl.Datetime("us"))
    return column


def _missing(field: Field, table: Table, found: pl.DataType) -> list[Any]:
    """What stands for a missing value, as values of the column: `-99` among whole numbers is -99."""
    if found.is_nested() or isinstance(found, pl.Binary):
        return []
    values: list[Any] = []
    for text in missing_texts(field, table):
        if isinstance(found, pl.String):
            values.append(text)
        elif found.is_float() and text.lower() == "nan":
            values.append(float("nan"))
        elif field.type not in ("string", "any", "boolean") and text:
            try:
                values.append(logical(field, text))
            except (ValueError, OverflowError):
                continue
    return values
