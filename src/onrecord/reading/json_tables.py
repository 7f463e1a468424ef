"""Tables that stand as JSON: in files, as JSON Lines, or in the descriptor itself.

JSON has numbers, booleans and null of its own: Data Package v2, "Data Representation". A cell that is text is read
like one of CSV; a number among texts, or an object where a number has to be, is none of its type.
"""

from __future__ import annotations

import codecs
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import IO, Any

import polars as pl

from onrecord.contract import Field, Table, logical, missing_texts
from onrecord.findings import Finding, printable
from onrecord.reading.cells import Cells, Lengths, framed_cells, matched, unread_formats
from onrecord.reading.dialect import Dialect
from onrecord.reading.formats import TableFiles, encoding_of
from onrecord.reading.frame import OpenTable, broken
from onrecord.reading.temporary_files import Scratch, framed

#: JSON that isn't JSON Lines is read whole; no more bytes than these
LARGEST = 250_000_000
#: a line of JSON Lines may have so many characters
_LONGEST = 100_000_000
#: names that the contract doesn't know and that are told
_MOST_UNKNOWN = 100

_NATIVE: dict[str, Any] = {
    "number": pl.Float64,
    "integer": pl.Int64,
    "year": pl.Int64,
    "boolean": pl.Boolean,
}
_ITEMS: dict[str, Any] = {
    **_NATIVE,
    "string": pl.String,
    "date": pl.Date,
    "time": pl.Time,
    "datetime": pl.Datetime("us"),
}

#: of a cell: text, native value, what can be no value (as JSON)
_Cell = tuple[str | None, Any, str | None]
_NOTHING: _Cell = (None, None, None)


class NotRowsError(ValueError):
    """What was found is no list of objects or of lists."""


def open_json(table: Table, items: Iterator[Any], dialect: Dialect, file: str, scratch: Scratch) -> OpenTable:
    """The rows of a table that stands as objects (column -> cell), or as lists of which the first holds the names."""
    try:
        first = next(items, None)
        if first is None:
            return _empty(table)
        kind = {"object": dict, "array": list}.get(dialect.item_type or "", type(first))
        rows = _Objects(table, dialect) if kind is dict else _Lists(table, dialect)
        return rows.opened(chain([first], items), file, scratch)
    except NotRowsError as error:
        return OpenTable(None, [broken(table, Path(file), str(error))])


def open_json_files(
    table: Table, files: TableFiles, paths: Sequence[Path], dialect: Dialect, scratch: Scratch
) -> OpenTable:
    """The rows of a table in JSON files that are read whole, or in the descriptor."""

    def items(codec: str) -> Iterator[Any]:
        if not paths:
            data = files.resource.get("data")
            return items_of(_parsed(data) if isinstance(data, str) else data, dialect)
        return chain.from_iterable(_whole(path, dialect, codec) for path in paths)

    return _open_items(table, files, paths, dialect, scratch, items)


def open_json_lines(
    table: Table, files: TableFiles, paths: Sequence[Path], dialect: Dialect, scratch: Scratch
) -> OpenTable:
    """The rows of a table in files of JSON Lines, or in the descriptor."""

    def items(codec: str) -> Iterator[Any]:
        data = files.resource.get("data")
        if not paths:
            return lines_of(io.StringIO(data)) if isinstance(data, str) else items_of(data, dialect)
        return chain.from_iterable(_lines(path, codec) for path in paths)

    return _open_items(table, files, paths, dialect, scratch, items)


def _open_items(
    table: Table,
    files: TableFiles,
    paths: Sequence[Path],
    dialect: Dialect,
    scratch: Scratch,
    items: Callable[[str], Iterator[Any]],
) -> OpenTable:
    try:
        codec = codecs.lookup(encoding_of(files.resource, paths)).name
        codec = "utf-8-sig" if codec == "utf-8" else codec
        return open_json(table, items(codec), dialect, files.shown, scratch)
    except NotRowsError as error:
        return OpenTable(None, [broken(table, Path(files.shown), str(error))])
    except (LookupError, TypeError, UnicodeDecodeError) as error:
        message = f"{files.shown}: {printable(str(error))}"
        help_ = 'name the file\'s "encoding" in the descriptor, or write the file in UTF-8'
        return OpenTable(None, [Finding(code="T026", message=message, table=table.name, help=help_)])


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


def lines_of(file: IO[str]) -> Iterator[Any]:
    """The items of JSON Lines. Raises `NotRowsError` with the line that is none."""
    number = 0
    while line := file.readline(_LONGEST):
        number += 1
        if line.strip():
            try:
                yield json.loads(line)
            except (ValueError, RecursionError) as error:
                raise NotRowsError(
                    f"line {number} is no JSON: {printable(getattr(error, 'msg', str(error)))}"
                ) from None


def items_of(told: Any, dialect: Dialect) -> Iterator[Any]:
    """The items of a JSON value, or of the part of it that the dialect names. Raises `NotRowsError`."""
    if dialect.within is not None:
        for name in [dialect.within] if _has(told, dialect.within) else dialect.within.split("."):
            if not _has(told, name):
                raise NotRowsError(f"there is no “{printable(name, 60)}” in it")
            told = told[name]
    if not isinstance(told, list):
        raise NotRowsError("it is no list of rows")
    return iter(told)


def _has(told: Any, name: str) -> bool:
    return isinstance(told, dict) and name in told


def _empty(table: Table) -> OpenTable:
    columns = {field.name: Cells(f"t{at}") for at, field in enumerate(table.fields)}
    rows = pl.DataFrame(schema={cells.text: pl.String for cells in columns.values()}).lazy()
    return OpenTable(framed_cells(table, rows, columns), [])


class _Rows:
    """What objects and lists have in common: cells of each field, made even."""

    def __init__(self, table: Table, dialect: Dialect) -> None:
        self.table, self.dialect = table, dialect
        self.readers = [_reader(field, table) for field in table.fields]
        self.lengths = Lengths()
        self.stopped: str | None = None

    def frame(self, rows: Iterator[list[_Cell]], scratch: Scratch) -> tuple[pl.LazyFrame, int]:
        """All cells as columns: `t0`, `n0`, `w0` are those of the first field."""
        schema: dict[str, Any] = {}
        for at, field in enumerate(self.table.fields):
            schema |= {f"t{at}": pl.String, f"n{at}": _native(field) or pl.String, f"w{at}": pl.String}
        return framed((tuple(chain.from_iterable(row)) for row in rows), schema, scratch)

    def told(self, items: Iterator[Any], kind: type) -> Iterator[tuple[int, Any]]:
        """The items with their numbers, up to the first that is none."""
        number = 0
        try:
            for number, item in enumerate(items, 1):
                if not isinstance(item, kind):
                    words = "object" if kind is dict else "list"
                    self.stopped = f"item {number} is no {words}; only those above were checked"
                    return
                yield number, item
        except NotRowsError as error:
            self.stopped = f"{error}; only the {number:,} items above were checked"

    def result(
        self, rows: pl.LazyFrame, count: int, places: Mapping[str, int], findings: list[Finding], width: int, file: str
    ) -> OpenTable:
        columns = {}
        for at, field in enumerate(self.table.fields):
            if field.name in places:
                columns[field.name] = Cells(f"t{at}", f"n{at}" if _native(field) else None, f"w{at}")
        found = [*findings, *unread_formats(self.table, places), *self.lengths.findings(self.table, width)]
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

        def cells() -> Iterator[list[_Cell]]:
            for _, item in self.told(items, dict):
                if item.keys() - seen.keys() and len(seen) < len(wanted) + _MOST_UNKNOWN:
                    seen.update(dict.fromkeys(key for key in item if keys is None or key in keys))
                yield [read(item.get(name)) for name, read in zip(names, self.readers, strict=True)]

        rows, count = self.frame(cells(), scratch)
        labels = [name for name in names if name in seen] + [name for name in seen if name not in wanted]
        places, findings = matched(self.table, labels if seen else names, self.dialect, file)
        return self.result(rows, count, places, findings, len(labels), file)


class _Lists(_Rows):
    def opened(self, items: Iterator[Any], file: str, scratch: Scratch) -> OpenTable:
        """Rows whose cells stand in the order of the first one, which holds their names."""
        names = [field.name for field in self.table.fields]
        self.lengths = Lengths(scratch.told)
        told = self.told(items, list)
        labels = names
        if self.dialect.header:
            labels = [label if isinstance(label, str) else json.dumps(label) for label in next(told, (0, []))[1]]
        places, findings = matched(self.table, labels, self.dialect, file)
        order = [places.get(name) for name in names]

        def cells() -> Iterator[list[_Cell]]:
            for number, (_, item) in enumerate(told, 1):
                if len(item) != len(labels):
                    self.lengths.note(number, len(item), len(labels))
                yield [
                    read(item[at]) if at is not None and at < len(item) else _NOTHING
                    for at, read in zip(order, self.readers, strict=True)
                ]

        rows, count = self.frame(cells(), scratch)
        return self.result(rows, count, places, findings, len(labels), file)


def _native(field: Field) -> Any:
    if field.type == "list":
        return pl.List(_ITEMS.get(str(field.options.get("itemType", "string")), pl.String))
    return _NATIVE.get(field.type)


def _reader(field: Field, table: Table) -> Callable[[Any], _Cell]:
    missing = frozenset(missing_texts(field, table))
    native = _natives(field)
    nested = {"object": dict | list, "array": dict | list, "geojson": dict | list, "geopoint": dict | list}
    as_json: Any = object if field.type == "any" else nested.get(field.type)
    if field.type == "geopoint" and field.format in (None, "default"):
        as_json = None

    def read(cell: Any) -> _Cell:
        if cell is None:
            return _NOTHING
        if isinstance(cell, str):
            return (_text(cell), None, None)
        if not isinstance(cell, dict | list) and str(cell) in missing:
            return _NOTHING
        value = native(cell)
        if value is not None:
            return (None, value, None)
        told = json.dumps(cell, ensure_ascii=False)
        return (_text(told), None, None) if as_json and isinstance(cell, as_json) else (None, None, _text(told))

    return read


def _text(told: str) -> str:
    # half a surrogate pair is no character
    return told if told.isascii() else told.encode("utf-8", "replace").decode()


def _natives(field: Field) -> Callable[[Any], Any]:
    if field.type == "list":
        item = Field(name=field.name, type=str(field.options.get("itemType", "string")))
        return lambda cell: _items(item, cell) if isinstance(cell, list) else None
    return _PLAIN.get(field.type, lambda _: None)


def _items(item: Field, cells: Sequence[Any]) -> list[Any] | None:
    native = _natives(item)
    values = []
    for cell in cells:
        try:
            value = logical(item, _text(cell)) if isinstance(cell, str) else native(cell)
        except (ValueError, OverflowError):
            return None
        if value is None:
            return None
        values.append(value)
    return values


def _integer(cell: Any) -> int | None:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return cell if isinstance(cell, int) and not isinstance(cell, bool) and abs(cell) < 2**63 else None


def _float(cell: Any) -> float | None:
    try:
        return float(cell) if isinstance(cell, int | float) and not isinstance(cell, bool) else None
    except OverflowError:
        return None


_PLAIN: dict[str, Callable[[Any], Any]] = {
    "number": _float,
    "integer": _integer,
    "year": _integer,
    "boolean": lambda cell: cell if isinstance(cell, bool) else None,
}
