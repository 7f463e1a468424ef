"""One table without a schema: how it is written, what its columns seem to be, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import polars as pl

from onrecord.contract import Table
from onrecord.findings import Finding, Problem
from onrecord.reading.bare_files import FileHints
from onrecord.reading.compression import NotUnpackedError, first_bytes
from onrecord.reading.dialect_detection import TextDialect, detect_in
from onrecord.reading.formats import TableFiles, compression_of
from onrecord.reading.frame import UNREADABLE, Frame
from onrecord.reading.samples import Sample, sample_table
from onrecord.reading.table import readable_table, unreadable_file
from onrecord.reading.temporary_files import Scratch
from onrecord.reading.type_inference import MOST, InferredField, field_of_arrow, infer_field

#: bytes looked at to see how a file is written
_LOOKED_AT = 1 << 20
#: a column of texts with no more values than these is one of codes, where each stands for so many rows
_CODES, _ROWS_A_CODE = 12, 10
#: fewer rows than these say little
FEW_ROWS = 10

Confidence = Literal["sure", "likely", "guess"]


@dataclass(frozen=True)
class ColumnDescription:
    """A column: what its field seems to be, and what its values are like."""

    inferred: InferredField
    #: rows without a value, and how many different values there are
    nulls: int = 0
    distinct: int = 0
    #: codes, where the column has few
    codes: tuple[Any, ...] = ()
    rows: int = 0

    @property
    def name(self) -> str:
        """Its name."""
        return str(self.inferred.properties["name"])

    @property
    def confidence(self) -> Confidence:
        """How sure its type is: `guess` where something else could be meant, or where few rows say so."""
        if self.inferred.doubt or self.rows < FEW_ROWS or self.nulls == self.rows:
            return "guess"
        return "sure" if self.inferred.share == 1 else "likely"

    @property
    def notes(self) -> list[str]:
        """What a person should know of it."""
        odd = ", ".join(f"“{text[:40]}”" for text in self.inferred.odd)
        share = f"{self.inferred.share:.2%} of its cells are of this type; others: {odd}" if odd else ""
        return [note for note in (self.inferred.doubt, share) if note]

    @property
    def properties(self) -> dict[str, Any]:
        """Its field as a schema has it."""
        constraints = {"constraints": {"enum": list(self.codes)}} if self.codes else {}
        return self.inferred.properties | constraints


@dataclass
class TableDescription:
    """A table: its resource, its columns, and what is sure of them."""

    resource: dict[str, Any]
    columns: list[ColumnDescription]
    rows: int
    frame: Frame
    notes: list[str] = field(default_factory=list)
    primary_key: tuple[str, ...] = ()
    #: other columns whose values are all there and differ
    candidate_keys: list[str] = field(default_factory=list)
    foreign_keys: list[dict[str, Any]] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Its name."""
        return str(self.resource["name"])

    @property
    def descriptor(self) -> dict[str, Any]:
        """The resource with its schema."""
        schema: dict[str, Any] = {"fields": [column.properties for column in self.columns]}
        schema |= {"primaryKey": list(self.primary_key)} if self.primary_key else {}
        schema |= {"foreignKeys": self.foreign_keys} if self.foreign_keys else {}
        return self.resource | {"schema": schema}


def describe_table(files: TableFiles, hints: FileHints, scratch: Scratch) -> TableDescription:
    """What a table seems to be. The first rows say what its columns are; all rows are then read as such.

    Raises `Problem` with what keeps the table from being read.
    """
    files, notes = _with_dialect(files, hints)
    sample = sample_table(files, scratch)
    inferred = [_inferred(sample, at) for at in range(len(sample.names))]
    if not inferred:
        message = f"{files.shown} has no columns"
        raise Problem(Finding(code="T020", message=message, help="begin it with the names of the columns"))
    frame, findings, rows = _opened(files, inferred, scratch)
    notes += [f"row {found.row}: {found.message}" if found.row else found.message for found in findings]
    counts = _counts(files, frame, inferred)
    again = [_weakened(each, counts[at], rows) for at, each in enumerate(inferred)]
    if again != inferred:
        inferred = again
        frame, _, rows = _opened(files, inferred, scratch)
        counts = _counts(files, frame, inferred)
    columns = [
        ColumnDescription(each, count["nulls"], count["distinct"], rows=rows)
        for each, count in zip(inferred, counts, strict=True)
    ]
    return TableDescription(dict(files.resource), [_with_codes(one, frame) for one in columns], rows, frame, notes)


def _with_dialect(files: TableFiles, hints: FileHints) -> tuple[TableFiles, list[str]]:
    """The files with the dialect that they seem to have, and what is not sure of it."""
    if not files.is_delimited or not files.paths:
        return files, []
    declared = dict(files.resource.get("dialect") or {})
    seen = _seen(files.paths[0], files, declared.get("delimiter") or (None if files.format == "csv" else "\t"), hints)
    dialect = declared | ({"delimiter": seen.delimiter} if seen.delimiter != files.kind.delimiter else {})
    dialect |= {} if seen.header else {"header": False}
    resource = {**files.resource} | ({"dialect": dialect} if dialect else {})
    if seen.encoding != "utf-8":
        resource["encoding"] = seen.encoding
    notes = [f"the encoding is taken to be {seen.encoding}: {seen.doubt}"] if seen.encoding == "cp1252" else []
    if seen.doubt and not notes:
        notes = [f"it is cut by “{seen.delimiter}”: {seen.doubt}"]
    if not seen.header:
        notes.append("it seems to have no header: its columns are called column1, column2 …")
    return files._replace(resource=resource), notes


def _seen(path: Path, files: TableFiles, delimiter: str | None, hints: FileHints) -> TextDialect:
    try:
        raw = first_bytes(path, compression_of(files.resource, path), _LOOKED_AT)
        return detect_in(raw, delimiter, hints.encoding)
    except (OSError, NotUnpackedError) as error:
        raise Problem(Finding(code="T027", message=f"{path.name} can't be read: {error}")) from None
    except LookupError:
        message = f"there is no encoding “{hints.encoding}”"
        raise Problem(Finding(code="T026", message=message, help="utf-8 is the usual one")) from None


def _inferred(sample: Sample, at: int) -> InferredField:
    name = sample.names[at]
    return field_of_arrow(name, sample.types[name]) if name in sample.types else infer_field(name, sample.cells[at])


def _opened(files: TableFiles, inferred: Sequence[InferredField], scratch: Scratch) -> tuple[Frame, list[Finding], int]:
    table = Table(str(files.resource.get("name", "")), tuple(each.field for each in inferred))
    opened = readable_table(table, files, scratch)
    if opened.frame is None or any(finding.code in ("T025", "T027") for finding in opened.findings):
        raise Problem(*opened.findings)
    return opened.frame, opened.findings, opened.rows


def _counts(files: TableFiles, frame: Frame, inferred: Sequence[InferredField]) -> list[dict[str, Any]]:
    """Of each column: how many rows have no value, how many different values there are, and what can't be read."""
    asked: list[pl.Expr] = []
    for at, each in enumerate(inferred):
        name = str(each.properties["name"])
        column = pl.col(frame.names[name]) if name in frame.names else pl.lit(None)
        nested = name in frame.types and frame.types[name].is_nested()
        text = pl.col(frame.unread[name].column) if name in frame.unread else column
        lost = column.is_null() & text.is_not_null()
        asked += [
            text.is_null().sum().alias(f"nulls {at}"),
            (pl.lit(-1) if nested else column.n_unique()).alias(f"distinct {at}"),
            lost.sum().alias(f"lost {at}"),
            (text.filter(lost).head(3).implode() if name in frame.unread else pl.lit([])).alias(f"odd {at}"),
        ]
    try:
        row = frame.rows.select(asked).collect(engine="streaming").row(0, named=True)
    except UNREADABLE as error:
        raise unreadable_file(files, error) from None
    return [{key: row[f"{key} {at}"] for key in ("nulls", "distinct", "lost", "odd")} for at in range(len(inferred))]


def _weakened(each: InferredField, count: Mapping[str, Any], rows: int) -> InferredField:
    """The field as all rows have it: text, where too many of them aren't of the type that the first ones are."""
    lost = int(count["lost"])
    if not lost:
        return each if each.share == 1 else each._replace(share=1.0, odd=[])
    share = 1 - lost / max(1, rows - int(count["nulls"]))
    odd = [str(text) for text in count["odd"]]
    if share >= MOST:
        return each._replace(share=share, odd=odd)
    kind = each.properties["type"]
    doubt = (
        f"its first rows are of the type {kind}; {lost:,} of {rows:,} are not, such as “{odd[0][:40] if odd else ''}”"
    )
    return InferredField({"name": each.properties["name"], "type": "string"}, 1.0, [], doubt)


def _with_codes(column: ColumnDescription, frame: Frame) -> ColumnDescription:
    """The column with its values, where it has so few that they seem to be codes."""
    properties = column.inferred.properties
    plain = properties["type"] == "string" and "format" not in properties and not column.inferred.doubt
    present = column.rows - column.nulls
    few = 2 <= column.distinct - bool(column.nulls) <= min(_CODES, present // _ROWS_A_CODE)
    if not plain or not few or column.name not in frame.names:
        return column
    name = frame.names[column.name]
    values = frame.rows.select(pl.col(name).drop_nulls().unique()).collect(engine="streaming")
    return replace(column, codes=tuple(sorted(values.to_series().to_list())))
