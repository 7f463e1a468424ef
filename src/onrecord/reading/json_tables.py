"""Tables that stand as JSON: in files, as JSON Lines, or in the descriptor itself.

JSON has numbers, booleans and null of its own: Data Package v2, "Data Representation". A cell that is text is read
like one of CSV; a number among texts, or an object where a number has to be, is none of its type.
"""

from __future__ import annotations

import codecs
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any, NamedTuple

import polars as pl

from onrecord.contract import Table
from onrecord.findings import Finding, printable
from onrecord.reading.cells import Cells, Lengths, framed_cells, matched, unread_formats
from onrecord.reading.delimited import headed
from onrecord.reading.dialect import Dialect
from onrecord.reading.formats import TableFiles, encoding_of
from onrecord.reading.frame import EXAMPLES, OpenTable, broken
from onrecord.reading.native_cells import BATCH, cell_text, cells_of, native_rows, plain_text
from onrecord.reading.temporary_files import Scratch

#: JSON that isn't JSON Lines is read whole; no more bytes than these
LARGEST = 250_000_000
#: a line of JSON Lines may have so many characters
_LONGEST = 100_000_000
#: names that the contract doesn't know and that are told
_MOST_UNKNOWN = 100


class NotRowsError(ValueError):
    """What was found is no list of objects or of lists."""


def open_json(table: Table, items: Iterator[Any], dialect: Dialect, file: str, scratch: Scratch) -> OpenTable:
    """The rows of a table that stands as objects (column -> cell), or as lists of which the first holds the names."""
    try:
        before = []
        for first in items:
            before.append(first)
            if not isinstance(first, NoRow):
                break
        if not before:
            return _empty(table)
        found = list if isinstance(before[-1], list) else dict
        kind = {"object": dict, "array": list}.get(dialect.item_type or "", found)
        rows = _Objects(table, dialect) if kind is dict else _Lists(table, dialect)
        return rows.opened(chain(before, items), file, scratch)
    except NotRowsError as error:
        return OpenTable(None, [broken(table, Path(file), str(error))])


def open_json_files(
    table: Table, files: TableFiles, paths: Sequence[Path], dialect: Dialect, scratch: Scratch
) -> OpenTable:
    """The rows of a table in JSON files that are read whole, in files of JSON Lines, or in the descriptor."""
    try:
        return open_json(table, json_items(files, paths, dialect), dialect, files.shown, scratch)
    except NotRowsError as error:
        return OpenTable(None, [broken(table, Path(files.shown), str(error))])
    except (LookupError, TypeError, UnicodeDecodeError) as error:
        message = f"{files.shown}: {printable(str(error))}"
        help_ = 'name the file\'s "encoding" in the descriptor, or write the file in UTF-8'
        return OpenTable(None, [Finding(code="T026", message=message, table=table.name, help=help_)])


def json_items(files: TableFiles, paths: Sequence[Path], dialect: Dialect) -> Iterator[Any]:
    """The items of JSON or JSON Lines, in files or in the descriptor.

    Raises `NotRowsError`, and `UnicodeDecodeError` or `LookupError` where the encoding is none or another one.
    """
    codec = codecs.lookup(encoding_of(files.resource, paths)).name
    codec = "utf-8-sig" if codec == "utf-8" else codec
    by_line = files.format == "jsonl"
    if paths:
        return chain.from_iterable(_lines(path, codec) if by_line else _whole(path, dialect, codec) for path in paths)
    data = files.resource.get("data")
    if isinstance(data, str):
        return lines_of(io.StringIO(data)) if by_line else items_of(_parsed(data), dialect)
    return items_of(data, dialect)


def _lines(path: Path, codec: str) -> Iterator[Any]:
    with io.TextIOWrapper(path.open("rb"), encoding=codec) as file:
        yield from lines_of(file)


def _whole(path: Path, dialect: Dialect, codec: str) -> Iterator[Any]:
    yield from items_of(whole_json(path, codec), dialect)


def whole_json(path: Path, codec: str) -> Any:
    """The JSON in a file. Raises `NotRowsError` when it is too large or none, and `UnicodeDecodeError`."""
    if path.stat().st_size > LARGEST:
        raise NotRowsError(
            f"it is larger than {LARGEST // 1_000_000} MB, and JSON is read whole: write it as JSON Lines"
        )
    return _parsed(path.read_text(encoding=codec))


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotRowsError(f"it is no JSON: {printable(str(error))}") from None


def open_lists(table: Table, rows: Iterator[Any], dialect: Dialect, file: str, scratch: Scratch) -> OpenTable:
    """The rows of a table that stands as lists of cells, of which the first holds the names unless the dialect says
    otherwise. Raises `NotRowsError` when not even the first can be read.
    """
    return _Lists(table, dialect).opened(rows, file, scratch)


class NoRow(NamedTuple):
    """What stands where a row should: the line on which it is (None where lines mean nothing), and why it is none."""

    line: int | None
    why: str


def lines_of(file: IO[str]) -> Iterator[Any]:
    """The items of JSON Lines; in place of a line that is none, a `NoRow`.

    >>> list(lines_of(io.StringIO('{"n": 1}\\nn = 2\\n')))
    [{'n': 1}, NoRow(line=2, why='it is no JSON: Expecting value')]
    """
    number, kind = 0, None
    while line := file.readline(_LONGEST):
        number += 1
        if line.strip():
            try:
                item = json.loads(line)
            except (ValueError, RecursionError) as error:
                yield NoRow(number, f"it is no JSON: {printable(getattr(error, 'msg', str(error)))}")
            else:
                kind = kind or (type(item) if isinstance(item, dict | list) else None)
                words = "list" if kind is list else "object"
                yield item if kind is not None and isinstance(item, kind) else NoRow(number, f"it is no {words}")


def items_of(value: Any, dialect: Dialect) -> Iterator[Any]:
    """The items of a JSON value, or of the part of it that the dialect names. Raises `NotRowsError`."""
    if dialect.within is not None:
        for name in [dialect.within] if _has(value, dialect.within) else dialect.within.split("."):
            if not _has(value, name):
                raise NotRowsError(f"there is no “{printable(name, 60)}” in it")
            value = value[name]
    if not isinstance(value, list):
        raise NotRowsError("it is no list of rows")
    return iter(value)


def _has(value: Any, name: str) -> bool:
    return isinstance(value, dict) and name in value


def _empty(table: Table) -> OpenTable:
    columns = {field.name: Cells(f"t{at}") for at, field in enumerate(table.fields)}
    rows = pl.DataFrame(schema={cells.text: pl.String for cells in columns.values()}).lazy()
    return OpenTable(framed_cells(table, rows, columns), [])


class _Rows:
    """What objects and lists have in common: cells of each field, made even."""

    def __init__(self, table: Table, dialect: Dialect) -> None:
        self.table, self.dialect = table, dialect
        self.lengths = Lengths()
        self.stopped: str | None = None
        #: what stands where rows should: the first of it, and how much there is
        self.bad: list[NoRow] = []
        self.bad_count = 0

    def batches(self, items: Iterator[Any], kind: type, scratch: Scratch) -> Iterator[list[Any]]:
        """The items that are rows, many at a time; what is none is noted."""
        number = rows = 0
        batch: list[Any] = []
        try:
            for number, item in enumerate(items, 1):
                if isinstance(item, kind):
                    batch.append(item)
                else:
                    words = "object" if kind is dict else "list"
                    self._no_row(
                        item if isinstance(item, NoRow) else NoRow(None, f"item {number} is no {words}"), scratch
                    )
                if len(batch) == BATCH:
                    rows += len(batch)
                    yield batch
                    batch = []
        except NotRowsError as error:
            self.stopped = f"{error}; only the {rows + len(batch):,} rows above were checked"
        if batch:
            yield batch

    def _no_row(self, found: NoRow, scratch: Scratch) -> None:
        self.bad_count += 1
        if len(self.bad) < EXAMPLES:
            self.bad.append(found)
        if scratch.note_bad_line is not None:
            scratch.note_bad_line(found.line or 0, found.why)

    def result(
        self, rows: pl.LazyFrame, count: int, places: Mapping[str, int], findings: list[Finding], width: int, file: str
    ) -> OpenTable:
        columns = {f.name: cells_of(self.table, at) for at, f in enumerate(self.table.fields) if f.name in places}
        found = [*findings, *unread_formats(self.table, places), *self.lengths.findings(self.table, width)]
        for bad in self.bad:
            finding = broken(self.table, Path(file), f"line {bad.line}: {bad.why}" if bad.line else bad.why)
            found.append(
                replace(finding, line=bad.line, count=self.bad_count, help="it is left out; the others are checked")
            )
        if self.stopped:
            found.append(broken(self.table, Path(file), self.stopped))
        return OpenTable(framed_cells(self.table, rows, columns), found, count)


class _Objects(_Rows):
    def opened(self, items: Iterator[Any], file: str, scratch: Scratch) -> OpenTable:
        """Rows whose cells have names: one that a row lacks is null, and their order means nothing."""
        names = [field.name for field in self.table.fields]
        wanted = frozenset(names)
        seen: dict[str, None] = {}
        keys = self.dialect.item_keys

        def cells() -> Iterator[dict[int, list[Any]]]:
            for batch in self.batches(items, dict, scratch):
                for item in batch:
                    if item.keys() - seen.keys() and len(seen) < len(wanted) + _MOST_UNKNOWN:
                        seen.update(dict.fromkeys(key for key in item if keys is None or key in keys))
                yield {at: [item.get(name) for item in batch] for at, name in enumerate(names)} | {-1: batch}

        rows, count = native_rows(self.table, cells(), scratch)
        labels = [name for name in names if name in seen] + [name for name in seen if name not in wanted]
        places, findings = matched(self.table, labels if seen else names, self.dialect, file)
        return self.result(rows, count, places, findings, len(labels), file)


class _Lists(_Rows):
    def opened(self, items: Iterator[Any], file: str, scratch: Scratch) -> OpenTable:
        """Rows whose cells stand in the order of those of the header."""
        names = [field.name for field in self.table.fields]
        self.lengths = Lengths(scratch.note_bad_row)
        head = headed(chain.from_iterable(self.batches(items, list, scratch)), self.dialect)
        labels = names if head.labels is None else [label_text(label) for label in head.labels]
        places, findings = matched(self.table, labels, self.dialect, file)
        order = [places.get(name) for name in names]

        def cells() -> Iterator[dict[int, list[Any]]]:
            before = 0
            while batch := list(islice(head.rows, BATCH)):
                for number, row in enumerate(batch, before + 1):
                    if len(row) != len(labels):
                        self.lengths.note(number, len(row), len(labels))
                before += len(batch)
                yield {at: _column(batch, place) for at, place in enumerate(order)} | {-1: batch}

        rows, count = native_rows(self.table, cells(), scratch)
        return self.result(rows, count, places, findings, len(labels), file)


def _column(batch: list[list[Any]], place: int | None) -> list[Any]:
    if place is None:
        return [None] * len(batch)
    return [row[place] if place < len(row) else None for row in batch]


def label_text(label: Any) -> str:
    """A cell of a header as the name of a column."""
    return plain_text(label) if isinstance(label, str) else "" if label is None else cell_text(label)
