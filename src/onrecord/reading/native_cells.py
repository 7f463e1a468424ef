"""Cells of formats that have types of their own (JSON, workbooks, databases) as columns: text, value, or neither.

Source: Data Package v2, "Data Representation": a cell that is text is read like one of CSV; a number among texts, or an
object where a number has to be, is none of its type.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import polars as pl

from onrecord.contract import Field, Table, logical, missing_texts
from onrecord.reading.cells import Cells
from onrecord.reading.temporary_files import Scratch, framed_batches

#: rows whose cells are turned together
BATCH = 20_000

_MICROSECONDS = pl.Datetime("us")
#: the types that values of a field have beside its texts
_NATIVE: dict[str, Any] = {
    "number": pl.Float64,
    "integer": pl.Int64,
    "year": pl.Int64,
    "boolean": pl.Boolean,
    "date": pl.Date,
    "time": pl.Time,
    "datetime": _MICROSECONDS,
}
#: the same for the items of a list
_ITEMS: dict[str, Any] = {**_NATIVE, "string": pl.String}
#: types of cells that are values of a field's type as they are
_AS_THEY_ARE: dict[str, frozenset[type]] = {
    "number": frozenset([int, float]),
    "integer": frozenset([int]),
    "year": frozenset([int]),
    "boolean": frozenset([bool]),
    "date": frozenset([dt.date]),
    "time": frozenset([dt.time]),
}
_NO_TYPES: frozenset[type] = frozenset()


class _Cell(NamedTuple):
    """A cell: the text that it is, or the value, or (as text) what can be no value of its column."""

    text: str | None = None
    native: Any = None
    wrong: str | None = None


_NOTHING = _Cell()


def native_type(field: Field) -> Any:
    """The Polars type of the values that cells of a field may hold beside text; None when they are all text."""
    if field.type == "list":
        return pl.List(_ITEMS.get(str(field.options.get("itemType", "string")), pl.String))
    return _NATIVE.get(field.type)


def cells_of(table: Table, at: int) -> Cells:
    """What the columns of the field at this place are called in a frame of `native_rows`."""
    return Cells(f"t{at}", f"n{at}" if native_type(table.fields[at]) else None, f"w{at}")


def native_rows(
    table: Table, batches: Iterable[Mapping[int, Sequence[Any]]], scratch: Scratch
) -> tuple[pl.LazyFrame, int]:
    """Batches of cells, by the place of their field in the table, as a lazy frame, and how many rows it has.

    Each field gives `t«i»`, `n«i»`, `w«i»`: texts, values, and what can be neither (see `cells_of`). A batch holds all
    fields, or, where the table has none, under -1 something as long as the batch.
    """
    readers = [_Reader(field, table) for field in table.fields]
    schema: dict[str, Any] = {}
    for at, field in enumerate(table.fields):
        schema |= {f"t{at}": pl.String, f"n{at}": native_type(field) or pl.String, f"w{at}": pl.String}

    def frames() -> Iterator[pl.DataFrame]:
        for batch in batches:
            columns = [column for at, reader in enumerate(readers) for column in reader.columns(f"{at}", batch[at])]
            yield pl.DataFrame(columns) if columns else pl.DataFrame(height=len(batch[-1]))

    return framed_batches(frames(), schema, scratch)


class _Reader:
    """How the cells of a field are read."""

    def __init__(self, field: Field, table: Table) -> None:
        self.kind = native_type(field)
        self._missing = frozenset(missing_texts(field, table))
        self._native = _natives(field)
        self._as_they_are = _AS_THEY_ARE.get(field.type, _NO_TYPES) if self._missing <= {""} else _NO_TYPES
        nested = {"object": dict | list, "array": dict | list, "geojson": dict | list, "geopoint": dict | list}
        self._json: Any = object if field.type == "any" else nested.get(field.type)
        if field.type == "geopoint" and field.format in (None, "default"):
            self._json = None

    def columns(self, at: str, cells: Sequence[Any]) -> list[pl.Series]:
        """Texts, values and what can be neither; columns of cells that are all alike are taken whole."""
        kinds = set(map(type, cells)) - {type(None)}
        try:
            if kinds <= {str}:
                return self._series(at, texts=cells, count=len(cells))
            if kinds <= self._as_they_are:
                return self._series(at, natives=cells, count=len(cells))
        except (TypeError, ValueError, OverflowError, pl.exceptions.PolarsError):
            # half a surrogate pair, or a number that the type can't hold
            pass
        texts, natives, wrong = zip(*map(self._read, cells), strict=True)
        return self._series(at, texts, natives, wrong, len(cells))

    def _series(
        self, at: str, texts: Sequence[Any] = (), natives: Sequence[Any] = (), wrong: Sequence[Any] = (), count: int = 0
    ) -> list[pl.Series]:
        given = (
            (f"t{at}", texts, pl.String),
            (f"n{at}", natives, self.kind or pl.String),
            (f"w{at}", wrong, pl.String),
        )
        return [
            pl.Series(name, values, dtype=kind)
            if values
            else pl.Series(name, [None], dtype=kind).new_from_index(0, count)
            for name, values, kind in given
        ]

    def _read(self, cell: Any) -> _Cell:
        if cell is None:
            return _NOTHING
        if isinstance(cell, str):
            plain = plain_text(cell)
            # with half a surrogate pair it is no text
            return _Cell(text=plain) if plain == cell else _Cell(wrong=plain)
        if not isinstance(cell, dict | list) and self._missing & _written(cell):
            return _NOTHING
        value = self._native(cell)
        if value is not None:
            return _Cell(native=value)
        shown = plain_text(cell_text(cell))
        return _Cell(text=shown) if self._json and isinstance(cell, self._json) else _Cell(wrong=shown)


def _written(cell: Any) -> frozenset[str]:
    """The ways in which a cell may be written as text; workbooks have whole numbers as floats."""
    whole = isinstance(cell, float) and cell.is_integer()
    return frozenset([str(cell), str(int(cell))] if whole else [str(cell)])


def cell_text(cell: Any) -> str:
    """A cell as text: JSON as it is written, dates and times as ISO 8601 has them."""
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    if isinstance(cell, bytes):
        return f"{len(cell):,} bytes"
    if isinstance(cell, dt.timedelta):
        return str(cell)
    return json.dumps(cell, ensure_ascii=False, default=str)


def plain_text(text: str) -> str:
    """The text without halves of surrogate pairs, which are no characters."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _natives(field: Field) -> Callable[[Any], Any]:
    if field.type == "list":
        item = Field(name=field.name, type=str(field.options.get("itemType", "string")))
        return lambda cell: _items(item, cell) if isinstance(cell, list) else None
    return _VALUES.get(field.type, lambda _: None)


def _items(item: Field, cells: Sequence[Any]) -> list[Any] | None:
    native = _natives(item)
    values = []
    for cell in cells:
        try:
            value = logical(item, plain_text(cell)) if isinstance(cell, str) else native(cell)
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


def _date(cell: Any) -> dt.date | None:
    if isinstance(cell, dt.datetime):
        # workbooks write a day as its midnight
        return cell.date() if cell.time() == dt.time() and cell.tzinfo is None else None
    return cell if isinstance(cell, dt.date) else None


def _moment(cell: Any) -> dt.datetime | None:
    if isinstance(cell, dt.datetime):
        return cell.astimezone(dt.UTC).replace(tzinfo=None) if cell.tzinfo else cell
    return dt.datetime.combine(cell, dt.time()) if isinstance(cell, dt.date) else None


_VALUES: dict[str, Callable[[Any], Any]] = {
    "number": _float,
    "integer": _integer,
    "year": _integer,
    "boolean": lambda cell: cell if isinstance(cell, bool) else None,
    "date": _date,
    "datetime": _moment,
    "time": lambda cell: cell if isinstance(cell, dt.time) else None,
}
