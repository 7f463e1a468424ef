"""The first rows of a table of which nothing is known but its format: names of columns, and cells as they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple, cast

from onrecord.findings import Finding, Problem, printable
from onrecord.reading.compression import NotUnpackedError, unpacked
from onrecord.reading.delimited import headed, rows_of
from onrecord.reading.delimited_tables import text_file, without_strange_bytes
from onrecord.reading.dialect import Dialect, dialect_of
from onrecord.reading.file_signatures import disguised
from onrecord.reading.formats import TableFiles, compression_of, encoding_of
from onrecord.reading.frame import UNREADABLE
from onrecord.reading.temporary_files import Scratch

#: rows that are looked at
ROWS = 10_000
#: columns of a table whose names only its rows tell
_MOST_COLUMNS = 10_000


class Sample(NamedTuple):
    """The columns of a table with the cells of its first rows: texts, or values of the format's own types.

    `types` are those of columns that have one (of Arrow); `whole` says whether there are no more rows.
    """

    names: list[str]
    cells: list[list[Any]]
    types: Mapping[str, Any]
    whole: bool

    @property
    def rows(self) -> int:
        """How many rows were looked at."""
        return len(self.cells[0]) if self.cells else 0


def sample_table(files: TableFiles, scratch: Scratch, most: int = ROWS) -> Sample:
    """The columns and first rows of a table. Raises `Problem` with what keeps them from being read (T026, T027, T035)."""
    from onrecord.contract import Table

    shown = Table(str(files.resource.get("name", "")), ())
    dialect, wrong = dialect_of(files.resource, shown.name, files.kind.delimiter)
    try:
        inner = files.resource.get("innerpath")
        paths = []
        for path in files.paths:
            kind = compression_of(files.resource, path)
            paths.append(unpacked(path, kind, scratch, inner if isinstance(inner, str) else None) if kind else path)
        wrong += disguised(shown, paths, files.format)
        if not any(finding.severity == "error" for finding in wrong):
            return files.kind.sample(files, paths, dialect, scratch, most)
    except (NotUnpackedError, ValueError, LookupError, EOFError, OSError) as error:
        hint = getattr(error, "hint", None)
        message = f"{printable(files.shown)} can't be read: {printable(str(error), 300)}"
        code = getattr(error, "code", "T027")
        wrong.append(Finding(code=code if isinstance(code, str) else "T027", message=message, help=hint))
    except (Exception, *UNREADABLE) as error:
        message = f"{printable(files.shown)} can't be read: {printable(str(error), 300)}"
        wrong.append(Finding(code="T027", message=message))
    raise Problem(*wrong)


def sample_delimited(files: TableFiles, paths: Sequence[Path], dialect: Dialect, scratch: Scratch, most: int) -> Sample:
    """The sample of delimited text. Raises `ValueError` and `LookupError` when it can't be read."""
    if not paths:
        paths = [scratch.path(".csv")]
        paths[0].write_text(str(files.resource.get("data", "")), newline="")
    if files.format == "fwf" and dialect.column_widths is None:
        from onrecord.reading.fixed_width_tables import with_widths

        dialect = with_widths(dialect, paths[0], encoding_of(files.resource, paths))
    with text_file(paths[0], encoding_of(files.resource, paths)) as file:
        rows = ([without_strange_bytes(cell) for cell in row] for row in rows_of(file, dialect))
        return of_lists(rows, dialect, most, whole=len(paths) == 1)


def sample_json(files: TableFiles, paths: Sequence[Path], dialect: Dialect, _: Scratch, most: int) -> Sample:
    """The sample of JSON, JSON Lines or GeoJSON. Raises `ValueError` when it can't be read."""
    from onrecord.reading.geojson_tables import geojson_items
    from onrecord.reading.json_tables import json_items

    items = geojson_items(files, paths) if files.format == "geojson" else json_items(files, paths, dialect)
    items = (item for item in items if isinstance(item, dict | list))
    first = next(items, None)
    if isinstance(first, list):
        return of_lists(cast(Iterator[list[Any]], chain([first], items)), dialect, most)
    return _of_objects(chain([] if first is None else [first], items), most)


def sample_workbook(_: TableFiles, paths: Sequence[Path], dialect: Dialect, __: Scratch, most: int) -> Sample:
    """The sample of a sheet. Raises `SheetError`."""
    from onrecord.reading.workbooks import read_sheet

    return of_lists(iter(read_sheet(paths[0], dialect).rows), dialect, most, whole=len(paths) == 1)


def sample_database(files: TableFiles, paths: Sequence[Path], dialect: Dialect, _: Scratch, most: int) -> Sample:
    """The sample of a table of a database. Raises `NotRowsError`."""
    from onrecord.reading.databases import columns_of, rows_of

    name = str(files.resource.get("name", ""))
    names = columns_of(paths[0], dialect, name)
    rows = rows_of(paths[0], dialect, name, names)
    return of_lists(chain([names], rows), Dialect(), most, whole=len(paths) == 1)


def sample_typed(files: TableFiles, paths: Sequence[Path], _: Dialect, scratch: Scratch, most: int) -> Sample:
    """The sample of Parquet or Arrow: all that needs to be known stands in the schema."""
    import polars as pl
    import pyarrow as pa
    import pyarrow.parquet as pq

    if files.format == "parquet":
        schema, scan = pq.read_schema(paths[0]), pl.scan_parquet(paths[0], glob=False, use_statistics=False)
    else:
        from onrecord.reading.arrow_tables import arrow_file

        path = arrow_file(paths[0], scratch)
        with pa.OSFile(str(path)) as source, pa.ipc.open_file(source) as reader:
            schema = reader.schema
        scan = pl.scan_ipc(path, glob=False)
    rows = scan.head(most + 1).collect()
    cells = [rows[name].head(most).to_list() for name in rows.columns]
    return Sample(list(schema.names), cells, {field.name: field.type for field in schema}, rows.height <= most)


def of_lists(rows: Iterator[list[Any]], dialect: Dialect, most: int, *, whole: bool = True) -> Sample:
    """The sample of rows that are lists of cells, of which the first holds the names unless the dialect says otherwise."""
    from onrecord.reading.json_tables import label_text

    head = headed(rows, dialect)
    found = list(islice((row for row in head.rows if row), most + 1))
    width = max(map(len, found), default=0)
    names = [label_text(label) for label in head.labels] if head.labels is not None else []
    if head.labels is None:
        names = [f"column{at}" for at in range(1, width + 1)]
    kept = found[:most]
    cells = [[row[at] if at < len(row) else None for row in kept] for at in range(len(names))]
    return Sample(names, cells, {}, whole and len(found) <= most)


def _of_objects(items: Iterator[Any], most: int) -> Sample:
    found = list(islice(items, most + 1))
    if not all(isinstance(item, dict) for item in found):
        raise ValueError("some of its items are objects, others are not")
    names = list(dict.fromkeys(chain.from_iterable(found)))[:_MOST_COLUMNS]
    kept = found[:most]
    return Sample(names, [[item.get(name) for item in kept] for name in names], {}, len(found) <= most)
