"""Tables that stand as Arrow: files (also called Feather, version 2) and streams, as they are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pyarrow as pa

from onrecord.contract import Table
from onrecord.findings import Finding
from onrecord.reading.dialect import Dialect
from onrecord.reading.formats import TableFiles
from onrecord.reading.frame import Frame, OpenTable, broken, logical_frame, stacked
from onrecord.reading.parquet_tables import sound_columns
from onrecord.reading.temporary_files import Scratch

#: how a file begins that can be read from anywhere; others are streams
_FILE = b"ARROW1"


def open_arrow(
    table: Table, _files: TableFiles, paths: Sequence[Path], _dialect: Dialect, scratch: Scratch
) -> OpenTable:
    """The rows of a table in Arrow files or streams. Raises `pyarrow.ArrowException` and what is in `frame.UNREADABLE`."""
    frames: list[Frame] = []
    findings: list[Finding] = []
    count = 0
    for path in paths:
        if _begin(path) == b"FEA1":
            why = "it is Feather of version 1, which pyarrow no longer writes: write it as Arrow or Parquet"
            return OpenTable(None, [broken(table, path, why)])
        whole = arrow_file(path, scratch)
        with pa.OSFile(str(whole)) as source, pa.ipc.open_file(source) as reader:
            columns, wrong = sound_columns(table, reader.schema, path.name)
        scan = pl.scan_ipc(whole, glob=False)
        findings += wrong
        frames.append(logical_frame(table, scan, columns))
        count += int(scan.select(pl.len()).collect().item())
    return OpenTable(stacked(table, frames), findings, count)


def arrow_file(path: Path, scratch: Scratch) -> Path:
    """The file itself, or the rows of a stream in a temporary file. Raises `pyarrow.ArrowException`."""
    if _begin(path).startswith(_FILE[:4]):
        return path
    target = scratch.path(".arrow")
    with (
        pa.OSFile(str(path)) as source,
        pa.ipc.open_stream(source) as stream,
        pa.ipc.new_file(str(target), stream.schema) as out,
    ):
        for batch in stream:
            out.write_batch(batch)
    return target


def _begin(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4)
