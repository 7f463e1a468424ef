"""The rows of a resource as a `Frame`, in whatever format they stand."""

from __future__ import annotations

import codecs
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import polars as pl

from onrecord.contract import Table
from onrecord.findings import Finding, printable
from onrecord.reading.compression import NotUnpackedError, unpacked
from onrecord.reading.dialect import Dialect, dialect_of
from onrecord.reading.file_signatures import disguised
from onrecord.reading.formats import KINDS, Source, encoding_of
from onrecord.reading.frame import Frame, open_frame
from onrecord.reading.json_tables import LARGEST, NotRowsError, items_of, lines_of, open_json
from onrecord.reading.temporary_files import Scratch
from onrecord.reading.text_tables import Opened, broken, open_texts
from onrecord.reading.unpacked_size import AT_ONCE, VALUE, swells


def open_source(table: Table, source: Source, scratch: Scratch) -> Opened:
    """The rows of a table. Raises `OSError`, `pyarrow.ArrowException` and what is in `frame.UNREADABLE`."""
    try:
        paths = [_unpacked(path, source.resource, scratch) for path in source.paths]
    except NotUnpackedError as error:
        return Opened(None, [broken(table, source.paths[0], str(error))])
    if wrong := disguised(table, paths, source.format):
        return Opened(None, wrong)
    if source.format == "parquet":
        return _parquet(table, paths)
    delimiter = "\t" if source.format == "tsv" else ","
    dialect, wrong = dialect_of(source.resource, table.name, delimiter)
    if source.format in ("csv", "tsv"):
        encoding = encoding_of(source.resource, paths)
        opened = open_texts(table, paths or [_inline(source, scratch)], dialect, encoding, scratch)
    else:
        opened = _json(table, source, paths, dialect, scratch)
    return Opened(opened.frame, [*wrong, *opened.findings], opened.rows)


def _unpacked(path: Path, resource: Mapping[str, Any], scratch: Scratch) -> Path:
    told = str(resource.get("compression") or resource.get("format") or "").lower()
    kind = KINDS.get(told) or KINDS.get(path.suffix[1:].lower())
    return path if kind is None or told == "no" else unpacked(path, kind, scratch)


def _inline(source: Source, scratch: Scratch) -> Path:
    path = scratch.path(".csv")
    path.write_text(str(source.resource.get("data", "")), encoding=encoding_of(source.resource, ()), newline="")
    return path


def _parquet(table: Table, paths: Sequence[Path]) -> Opened:
    import pyarrow.parquet as pq

    from onrecord.reading.parquet_columns import columns_of

    frames: list[Frame] = []
    findings: list[Finding] = []
    swollen = [told for path in paths if (told := _swollen(table, path)) is not None]
    if swollen:
        return Opened(None, swollen)
    for path in paths:
        columns, wrong = columns_of(table, path)
        findings += wrong
        frames.append(open_frame(table, path, columns))
    first, count = frames[0], sum(pq.read_metadata(path).num_rows for path in paths)
    if len(frames) == 1:
        return Opened(first, findings, count)
    shared = [name for name in first.names if all(frame.types.get(name) == first.types[name] for frame in frames)]
    kept = {name: first.names[name] for name in shared}
    rows = pl.concat([frame.rows.select(kept.values()) for frame in frames])
    return Opened(Frame(table, rows, kept, {name: first.types[name] for name in shared}), findings, count)


def _swollen(table: Table, path: Path) -> Finding | None:
    """A finding when a column of a row group, which is read at once, unpacks to more than is read; or all texts do."""
    import pyarrow.parquet as pq

    told = pq.read_metadata(path)
    chunks = (
        told.row_group(group).column(at) for group in range(told.num_row_groups) for at in range(told.num_columns)
    )
    largest = max((max(one.total_uncompressed_size, _in_memory(one)) for one in chunks), default=0)
    if largest > AT_ONCE:
        message = f"not verified: a column of {path.name} takes {largest:,} bytes at once, more than {AT_ONCE:,}"
        help_ = "write it with row groups of fewer rows"
    elif (total := swells(path)) is not None:
        message = f"not verified: the texts of {path.name} have {total:,} bytes, and the file {path.stat().st_size:,}"
        help_ = "say what is long and the same in all rows once, in a table of its own"
    else:
        return None
    return Finding(code="P010", severity="warning", message=message, table=table.name, help=help_)


def _in_memory(chunk: Any) -> int:
    return int(chunk.num_values) * (VALUE if chunk.physical_type == "BYTE_ARRAY" else VALUE // 2)


def _json(table: Table, source: Source, paths: Sequence[Path], dialect: Dialect, scratch: Scratch) -> Opened:
    try:
        codec = codecs.lookup(encoding_of(source.resource, paths)).name
        codec = "utf-8-sig" if codec == "utf-8" else codec
        parts = (_lines(path, codec) if source.format == "jsonl" else _whole(path, dialect, codec) for path in paths)
        items = chain.from_iterable(parts)
        return open_json(table, items if paths else _data(source, dialect), dialect, source.shown, scratch)
    except NotRowsError as error:
        return Opened(None, [broken(table, Path(source.shown), str(error))])
    except (LookupError, TypeError, UnicodeDecodeError) as error:
        message = f"{source.shown}: {printable(str(error))}"
        help_ = 'name the file\'s "encoding" in the descriptor, or write the file in UTF-8'
        return Opened(None, [Finding(code="T026", message=message, table=table.name, help=help_)])


def _data(source: Source, dialect: Dialect) -> Iterator[Any]:
    data = source.resource.get("data")
    return items_of(_parsed(data) if isinstance(data, str) else data, dialect)


def _lines(path: Path, codec: str) -> Iterator[Any]:
    with io.TextIOWrapper(path.open("rb"), encoding=codec) as file:
        yield from lines_of(file)


def _whole(path: Path, dialect: Dialect, codec: str) -> Iterator[Any]:
    if path.stat().st_size > LARGEST:
        raise NotRowsError(
            f"it is larger than {LARGEST // 1_000_000} MB, and JSON is read whole: write it as JSON Lines"
        )
    yield from items_of(_parsed(path.read_text(encoding=codec)), dialect)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotRowsError(f"it is no JSON: {printable(str(error))}") from None
