"""Tables of delimited text: their encoding, header and rows, whatever their dialect."""

from __future__ import annotations

import codecs
import io
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import IO, Any

import polars as pl

from onrecord.contract import Table
from onrecord.findings import Finding, printable
from onrecord.reading.cells import Cells, Lengths, framed_cells, matched, shared_missing, unread_formats
from onrecord.reading.delimited import Headed, UnclosedError, headed, rows_of
from onrecord.reading.dialect import Dialect
from onrecord.reading.formats import TableFiles, encoding_of
from onrecord.reading.frame import EXAMPLES, OpenTable, broken
from onrecord.reading.plain_csv import Shape, plain_shape
from onrecord.reading.temporary_files import Scratch, framed

#: smaller files are read by Python: that takes no longer than looking through them first
_SMALL = 200_000
_STEP = 1 << 20
_UTF8 = ("utf-8", "utf-8-sig")


def open_delimited(
    table: Table, files: TableFiles, paths: Sequence[Path], dialect: Dialect, scratch: Scratch
) -> OpenTable:
    """The rows of a table that stands as delimited text, in files or in the descriptor."""
    encoding = encoding_of(files.resource, paths)
    if paths:
        return open_texts(table, paths, dialect, encoding, scratch)
    path = scratch.path(".csv")
    path.write_text(str(files.resource.get("data", "")), encoding=encoding, newline="")
    return open_texts(table, [path], dialect, encoding, scratch)


def open_texts(table: Table, paths: Sequence[Path], dialect: Dialect, encoding: str, scratch: Scratch) -> OpenTable:
    """The rows of a table that stands in files of delimited text, one after the other.

    Each file may repeat the header; of files without one, the first one alone has it.
    """
    try:
        codec = codecs.lookup(encoding).name
        "".encode(codec)
    except (LookupError, ValueError, TypeError):
        message = f"there is no encoding “{printable(encoding, 60)}”"
        return OpenTable(None, [Finding(code="T026", message=message, table=table.name, help="utf-8 is the usual one")])
    try:
        return _plain(table, paths, dialect, codec, scratch) or _any(table, paths, dialect, codec, scratch)
    except (OSError, ValueError, EOFError) as error:
        return OpenTable(None, [broken(table, paths[0], str(error))])


def even_texts(table: Table, path: Path, dialect: Dialect, encoding: str) -> tuple[OpenTable, Shape] | None:
    """The table as it is if the file is plain and all rows have as many cells as the first; and the shape of its head.

    None when nothing is won by taking that for granted. Raises `OSError` when the file can't be read.
    """
    null = shared_missing(table, dialect.null_sequence)
    if null is None or encoding.lower().replace("_", "-") not in _UTF8 or not _worth_a_look([path], dialect):
        return None
    headed, first = _has_header(dialect), []
    try:
        with _open(path, "utf-8-sig") as file:
            first = next(rows_of(file, dialect), [])
    except ValueError:
        return None
    if not first or (not headed and len(first) != len(table.fields)):
        return None
    rows = _scan(path, dialect, len(first), int(headed), null, False)
    opened = _opened(table, first if headed else None, rows, 0, dialect, path.name, False)
    return _read_once(opened), Shape(int(headed), len(first), [])


def _worth_a_look(paths: Sequence[Path], dialect: Dialect) -> bool:
    return dialect.plain and sum(path.stat().st_size for path in paths) >= _SMALL


def _has_header(dialect: Dialect) -> bool:
    return dialect.header and dialect.header_rows != ()


def _read_once(opened: OpenTable) -> OpenTable:
    return opened._replace(frame=replace(opened.frame, slow=True)) if opened.frame else opened


def _plain(table: Table, given: Sequence[Path], dialect: Dialect, codec: str, scratch: Scratch) -> OpenTable | None:
    """The table, if all of its files are plain and have the same columns."""
    if not _worth_a_look(given, dialect):
        return None
    try:
        paths = given if codec in _UTF8 else [_in_utf8(path, codec, scratch) for path in given]
    except UnicodeError:
        return None
    labels: list[str] | None = None
    null = shared_missing(table, dialect.null_sequence)
    uneven: list[tuple[int, int]] = []
    scans, count, width, blank = [], 0, None, 0
    for at, path in enumerate(paths):
        shape = plain_shape(path, dialect)
        if shape is None or (width is not None and shape.columns != width) or (shape.uneven and null is None):
            return None
        width, skipped = shape.columns, 0
        if _has_header(dialect):
            with _open(path, "utf-8-sig") as file:
                first = next(rows_of(file, dialect))
            skipped = int(at == 0 or first == labels)
            labels = first if at == 0 else labels
        if any(row == skipped + 1 for row, _ in shape.uneven):
            # Polars takes the first row that it reads for the measure
            return None
        blank = _blank_at_end(shape) if at == len(paths) - 1 and width > 1 else 0
        rows_of_file = shape.rows - skipped - blank
        kept = shape.uneven[: len(shape.uneven) - blank]
        scan = _scan(path, dialect, width, skipped, null, bool(kept))
        scans.append(scan.head(rows_of_file) if blank else scan)
        uneven += [(count + row - skipped, cells) for row, cells in kept]
        count += rows_of_file
    if width is None or (labels is None and width != len(table.fields)):
        return None
    lengths = Lengths(scratch.note_bad_row)
    lengths.blank_at_end = blank
    for row, cells in uneven:
        lengths.note(row, cells, width)
    rows = pl.concat(scans) if len(scans) > 1 else scans[0]
    opened = _read_once(_opened(table, labels, rows, count, dialect, given[0].name, null is None))
    return OpenTable(opened.frame, [*opened.findings, *lengths.findings(table, width)], count)


def _blank_at_end(shape: Shape) -> int:
    """How many blank lines a file ends with."""
    blank = 0
    for row, cells in reversed(shape.uneven):
        if cells or row != shape.rows - blank:
            break
        blank += 1
    return blank


def _in_utf8(path: Path, codec: str, scratch: Scratch) -> Path:
    """The file in UTF-8. Raises `UnicodeError` when its bytes are none of its encoding."""
    target = scratch.path(".csv")
    with (
        io.TextIOWrapper(path.open("rb"), encoding=codec, newline="") as file,
        io.TextIOWrapper(target.open("wb"), encoding="utf-8", newline="") as out,
    ):
        shutil.copyfileobj(file, out, _STEP)
    return target


def _scan(path: Path, dialect: Dialect, width: int, skipped: int, null: list[str] | None, uneven: bool) -> pl.LazyFrame:
    names = [f"f{at}" for at in range(width)]
    rows = pl.scan_csv(
        path,
        has_header=False,
        skip_rows=skipped,
        separator=dialect.delimiter,
        quote_char=dialect.quote_char or None,
        schema=dict.fromkeys(names, pl.String),
        infer_schema=False,
        glob=False,
        null_values=null,
        # what a short row lacks is null then, too
        truncate_ragged_lines=uneven,
    )
    # what is blank is null to Polars, and may be text to the contract
    return rows.with_columns(pl.all().fill_null("")) if null is None else rows


def _opened(
    table: Table,
    labels: list[str] | None,
    rows: pl.LazyFrame,
    count: int,
    dialect: Dialect,
    file: str,
    missing_stand: bool = True,
) -> OpenTable:
    places, findings = _places(table, labels, dialect, file)
    columns = {name: Cells(f"f{at}") for name, at in places.items()}
    frame = framed_cells(table, rows, columns, dialect.null_sequence, missing_stand)
    return OpenTable(frame, [*findings, *unread_formats(table, places)], count)


def _places(
    table: Table, labels: list[str] | None, dialect: Dialect, file: str
) -> tuple[dict[str, int], list[Finding]]:
    # without a header, columns are those of the contract in its order
    names = [field.name for field in table.fields]
    return matched(table, names if labels is None else labels, dialect, file)


def _any(table: Table, paths: Sequence[Path], dialect: Dialect, codec: str, scratch: Scratch) -> OpenTable:
    reader = _Reader(paths, dialect, codec, scratch)
    labels = reader.labels()
    if labels == [] and (why := reader.stopped):
        return OpenTable(None, [broken(table, paths[0], why)])
    width = len(table.fields) if labels is None else len(labels)
    schema: dict[str, Any] = {f"f{at}": pl.String for at in range(width)}
    rows, count = framed(reader.rows(width), schema, scratch)
    opened = _opened(table, labels, rows, count, dialect, paths[0].name)
    return OpenTable(opened.frame, [*opened.findings, *reader.findings(table, width)], count)


def text_file(path: Path, codec: str) -> IO[str]:
    """The file's text, without a mark of its encoding; bytes that the encoding doesn't have are kept apart."""
    file = _open(path, codec)
    if file.read(1) != "\ufeff":
        file.seek(0)
    return file


def _open(path: Path, codec: str) -> IO[str]:
    return io.TextIOWrapper(path.open("rb"), encoding=codec, errors=_BYTES, newline="")


class _Reader:
    """The rows of files of any dialect, made even, with notes on those that weren't."""

    def __init__(self, paths: Sequence[Path], dialect: Dialect, codec: str, scratch: Scratch) -> None:
        self._note_bad_row = scratch.note_bad_row
        self._paths, self._dialect, self._codec = paths, dialect, codec
        self._first: Headed | None = None
        self._lengths = Lengths(scratch.note_bad_row)
        self._bad: list[tuple[int, int, str]] = []
        self._bad_rows = 0
        self._strange = _strange_bytes[0]
        self._broken: tuple[Path, str, int] | None = None

    def labels(self) -> list[str] | None:
        self._first = headed(self._stream(self._paths[0]), self._dialect)
        labels = self._first.labels
        if labels is not None and self._strange != _strange_bytes[0]:
            labels = self._without_bytes(0, labels)
        return labels

    @property
    def stopped(self) -> str | None:
        """Why the file could not be read any further."""
        return self._broken[1] if self._broken else None

    def rows(self, width: int) -> Iterator[list[str | None]]:
        number = 0
        for number, read in enumerate(self._without_last_blanks(self._all(), width), 1):
            row = read if self._strange == _strange_bytes[0] else self._without_bytes(number, read)
            if len(row) == width:
                yield row  # type: ignore[misc]
            elif not row and width == 1:
                yield [""]
            else:
                self._lengths.note(number, len(row), width)
                yield [*row, *[None] * (width - len(row))][:width]
        if self._broken:
            self._broken = (*self._broken[:2], number)

    def _without_last_blanks(self, rows: Iterator[list[str]], width: int) -> Iterator[list[str]]:
        """The rows but for blank ones at the end; in a table of one column, a blank line is a cell."""
        waiting = 0
        for row in rows:
            if row or width == 1:
                yield from ([] for _ in range(waiting))
                waiting = 0
                yield row
            else:
                waiting += 1
        self._lengths.blank_at_end = waiting

    def _all(self) -> Iterator[list[str]]:
        assert self._first is not None  # noqa: S101 - labels come before rows
        yield from self._first.rows
        for path in self._paths[1:]:
            part = headed(self._stream(path), self._dialect)
            again = [part.labels] if part.labels and part.labels != self._first.labels else []
            yield from chain(again, part.rows)

    def _stream(self, path: Path) -> Iterator[list[str]]:
        try:
            with text_file(path, self._codec) as file:
                yield from rows_of(file, self._dialect)
        except UnclosedError:
            self._broken = (path, "a quotation mark opens a cell that never ends", 0)
        except ValueError as error:
            self._broken = (path, str(error), 0)

    def _without_bytes(self, number: int, row: list[str]) -> list[str]:
        found = [_SURROGATE.findall(cell) for cell in row]
        strange = sum(map(len, found))
        if not strange:
            return row
        self._strange += strange
        self._bad_rows += 1
        if self._note_bad_row is not None and number:
            self._note_bad_row(number, "T026", f"bytes that {self._codec} doesn't have")
        if len(self._bad) < EXAMPLES:
            at = next(at for at, strange in enumerate(found) if strange)
            self._bad.append((number, at, " ".join(f"{ord(byte) - 0xDC00:02x}" for byte in found[at][:8])))
        return [_SURROGATE.sub("\ufffd", cell) for cell in row]

    def findings(self, table: Table, width: int) -> list[Finding]:
        """What is wrong with the file as such, once all rows were read."""
        findings = self._lengths.findings(table, width)
        findings += [
            Finding(
                code="T026",
                message=f"cell {at + 1} of {f'row {row}' if row else 'the header'} holds the bytes {shown}, which {self._codec} doesn't have",
                table=table.name,
                row=row or None,
                count=self._bad_rows,
                help=_encoding_help(self._paths[0]),
            )
            for row, at, shown in self._bad
        ]
        if self._broken:
            path, why, number = self._broken
            cut = broken(table, path, f"{why}; only {number:,} rows above were checked")
            findings.append(replace(cut, row=number + 1))
        return findings


def _encoding_help(path: Path) -> str:
    with path.open("rb") as file:
        if file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return 'the file begins like one in UTF-16: say "encoding": "utf-16" in the descriptor'
    return 'name the file\'s "encoding" in the descriptor, or write the file in UTF-8'


_BYTES = "onrecord-bytes"
_SURROGATE = re.compile("[\udc00-\udcff]")
#: how many bytes were found so far that no text has, in this process
_strange_bytes = [0]


def without_strange_bytes(cell: str) -> str:
    """A cell of `text_file` with U+FFFD for each byte that its encoding doesn't have."""
    return cell if cell.isascii() else _SURROGATE.sub("\ufffd", cell)


def _keep_bytes(error: UnicodeError) -> tuple[str, int]:
    """Bytes that an encoding doesn't have as characters that no text has, so that their cell is found."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    _strange_bytes[0] += len(wrong)
    return "".join(chr(0xDC00 + byte) for byte in wrong), error.end


codecs.register_error(_BYTES, _keep_bytes)
