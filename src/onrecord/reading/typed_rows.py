"""Rows of files without a contract, for a schema that names types of Polars: read as those types are written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
import pyarrow as pa

from onrecord.contract import Field, Table
from onrecord.findings import Finding, Problem
from onrecord.reading.arrow_tables import arrow_file
from onrecord.reading.bare_files import NO_HINTS, FileHints, bare_table
from onrecord.reading.formats import TableFiles, compression_of
from onrecord.reading.frame import UNREADABLE, scan_parquet
from onrecord.reading.partitions import partition_values
from onrecord.reading.samples import sample_table
from onrecord.reading.table import readable_table, unreadable_file
from onrecord.reading.temporary_files import Scratch
from onrecord.reading.type_inference import InferredField, infer_field

#: files, frames and plans
Source = str | PathLike[str] | Sequence[str | PathLike[str]] | pl.LazyFrame | pl.DataFrame
#: what types a schema wants of the columns with these names
WantedTypes = Callable[[Sequence[str]], Mapping[str, Any]]

#: what precedes the name of a column whose texts stand beside its values: no file's column is called so
_TEXT = "\0text of "


class TypedRows(NamedTuple):
    """Rows under the names of their files' columns. `texts` names, of columns that are read from text or from cells of
    other types, the column beside them with what stands in the file; where that is there and the value is null, the
    value could not be read.
    """

    rows: pl.LazyFrame
    texts: Mapping[str, str]
    findings: list[Finding]

    @property
    def columns(self) -> dict[str, pl.DataType]:
        """The columns of the files with the types of their values."""
        beside = set(self.texts.values())
        return {name: kind for name, kind in self.rows.collect_schema().items() if name not in beside}


def typed_rows(source: Source, wanted: WantedTypes, scratch: Scratch, hints: FileHints = NO_HINTS) -> TypedRows:
    """The rows of a frame, a plan, or of files of any format, lazily.

    Formats with types of their own keep them. Of others, columns are read as the types that are wanted; those of which
    none is wanted as whole numbers, numbers, yes or no where their first cells all are such, else as text. Raises
    `Problem`: P001 when a file isn't there, P010 when its format isn't read, P012 when files have different columns,
    and what keeps a file from being read (T024 to T027); and what Polars raises.
    """
    if isinstance(source, pl.LazyFrame | pl.DataFrame):
        return TypedRows(source.lazy(), {}, [])
    files, notes = bare_table(source, hints)
    if files.kind.typed and not any(compression_of({}, path) for path in files.paths):
        try:
            return TypedRows(_own_types(files, scratch), {}, notes)
        except (OSError, pa.ArrowException, *UNREADABLE) as error:
            raise unreadable_file(files, error) from None
    sample = sample_table(files, scratch)
    kinds = wanted(sample.names)
    fields = tuple(
        _field(infer_field(name, cells), kinds.get(name))
        for name, cells in zip(sample.names, sample.cells, strict=True)
    )
    opened = readable_table(Table("", fields), files, scratch)
    if opened.frame is None:
        raise Problem(*opened.findings)
    names, unread = opened.frame.names, opened.frame.unread
    columns = [_value(pl.col(column), kinds.get(name)).alias(name) for name, column in names.items()]
    texts = {name: f"{_TEXT}{name}" for name in unread}
    beside = [pl.col(written_otherwise.column).alias(texts[name]) for name, written_otherwise in unread.items()]
    return TypedRows(opened.frame.rows.select(*columns, *beside), texts, [*notes, *opened.findings])


def _own_types(files: TableFiles, scratch: Scratch) -> pl.LazyFrame:
    if files.folder is not None and any(partition_values(path, files.folder) for path in files.paths):
        return pl.scan_parquet(list(files.paths), glob=False, use_statistics=False, hive_partitioning=True)
    plans = [_scan(files, path, scratch) for path in files.paths]
    columns = plans[0].collect_schema()
    for path, plan in zip(files.paths, plans, strict=True):
        if plan.collect_schema() != columns:
            message = "its columns are not those of the first file, or of other types"
            raise Problem(Finding(code="P012", message=message, file=str(path), help="validate it by itself"))
    return pl.concat(plans, how="vertical")


def _scan(files: TableFiles, path: Path, scratch: Scratch) -> pl.LazyFrame:
    return scan_parquet(path) if files.format == "parquet" else pl.scan_ipc(arrow_file(path, scratch), glob=False)


#: types of the contract by those of Polars
_TYPES: tuple[tuple[Callable[[Any], bool], str], ...] = (
    (lambda kind: bool(kind.is_integer()), "integer"),
    (lambda kind: bool(kind.is_float()), "number"),
    (lambda kind: bool(kind == pl.Boolean), "boolean"),
    (lambda kind: bool(kind == pl.Date), "date"),
    (lambda kind: bool(kind == pl.Datetime), "datetime"),
    (lambda kind: bool(kind == pl.Time), "time"),
    (lambda kind: bool(kind == pl.Struct), "object"),
    (lambda kind: bool(kind == pl.List), "array"),
)
#: types that are read where no type is wanted
_GUESSED = ("integer", "number", "boolean")


def _field(inferred: InferredField, kind: Any) -> Field:
    """How a column is read, of which a schema wants this type of Polars (or none)."""
    name, found = inferred.properties["name"], inferred.field
    if kind is None:
        written_otherwise = found.options or found.missing_values
        plain = found.type in _GUESSED and not written_otherwise and inferred.share == 1
        return Field(name=name, type=found.type if plain else "string" if found.type != "any" else "any")
    wanted = next((written_otherwise for test, written_otherwise in _TYPES if test(kind)), "string")
    written = found.format if found.type == wanted and wanted in ("date", "datetime", "time") else None
    return Field(name=name, type=wanted, format=written)


def _value(column: pl.Expr, kind: Any) -> pl.Expr:
    nested = kind is not None and kind.is_nested() and kind not in (pl.Struct, pl.List)
    return column.str.json_decode(kind) if nested else column
