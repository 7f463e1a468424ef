"""Tables that stand as Parquet: files as they are, their columns against those of the contract."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from onrecord.contract import Field, Table
from onrecord.contract.arrow import arrow_type, can_hold
from onrecord.findings import Finding
from onrecord.reading.dialect import Dialect
from onrecord.reading.formats import TableFiles
from onrecord.reading.frame import Frame, OpenTable, open_frame, stacked
from onrecord.reading.header import match_columns
from onrecord.reading.temporary_files import Scratch
from onrecord.reading.unpacked_size import AT_ONCE, VALUE, text_bytes_beyond_limit


def open_parquet(
    table: Table, _files: TableFiles, paths: Sequence[Path], _dialect: Dialect, _scratch: Scratch
) -> OpenTable:
    """The rows of a table in Parquet files. Raises `pyarrow.ArrowException` and what is in `frame.UNREADABLE`."""
    swollen = [found for path in paths if (found := _swollen(table, path)) is not None]
    if swollen:
        return OpenTable(None, swollen)
    frames: list[Frame] = []
    findings: list[Finding] = []
    for path in paths:
        columns, wrong = columns_of(table, path)
        findings += wrong
        frames.append(open_frame(table, path, columns))
    count = sum(pq.read_metadata(path).num_rows for path in paths)
    return OpenTable(stacked(table, frames), findings, count)


def _swollen(table: Table, path: Path) -> Finding | None:
    """A finding when a column of a row group, which is read at once, unpacks to more than is read; or all texts do."""
    import pyarrow.parquet as pq

    found = pq.read_metadata(path)
    chunks = (
        found.row_group(group).column(at) for group in range(found.num_row_groups) for at in range(found.num_columns)
    )
    largest = max((max(one.total_uncompressed_size, _in_memory(one)) for one in chunks), default=0)
    if largest > AT_ONCE:
        message = f"not verified: a column of {path.name} takes {largest:,} bytes at once, more than {AT_ONCE:,}"
        help_ = "write it with row groups of fewer rows"
    elif (total := text_bytes_beyond_limit(path)) is not None:
        message = f"not verified: the texts of {path.name} have {total:,} bytes, and the file {path.stat().st_size:,}"
        help_ = "say what is long and the same in all rows once, in a table of its own"
    else:
        return None
    return Finding(code="P010", severity="warning", message=message, table=table.name, help=help_)


def _in_memory(chunk: Any) -> int:
    return int(chunk.num_values) * (VALUE if chunk.physical_type == "BYTE_ARRAY" else VALUE // 2)


def columns_of(table: Table, path: Path) -> tuple[list[str], list[Finding]]:
    """The columns whose values can be checked, and findings on all others. Raises `ArrowInvalid` if it is no Parquet."""
    return sound_columns(table, pq.read_schema(path), path.name)


def sound_columns(table: Table, found: pa.Schema, file: str) -> tuple[list[str], list[Finding]]:
    """The columns of a file with these columns whose values can be checked, and findings on all others."""

    def misfit(field: Field) -> tuple[str, str] | None:
        kind = found.field(field.name).type
        return None if fits(field, kind) else (str(kind), str(arrow_type(field)))

    return match_columns(table, found.names, file, misfit)


def fits(field: Field, found: pa.DataType) -> bool:
    """Whether the column's type is one of the field's, and that of a list's items, too."""
    if not can_hold(field, found):
        return False
    if field.type != "list":
        return True
    item = Field(name=field.name, type=str(field.options.get("itemType", "string")))
    return can_hold(item, found.value_type)
