"""Where in their files rows stand: on which line each begins. A second look at a file, for the few rows that are told.

Rows are counted as `texts` and `jsons` do: below the header, over all files of a table, comments left out, blank rows
among them. Lines end as editors have it: with a line feed, a carriage return, or both.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections.abc import Collection, Iterator
from operator import length_hint
from pathlib import Path
from typing import IO, NamedTuple

from onrecord.reading.delimited import LONGEST, comment_of, csv_reader, headed
from onrecord.reading.dialect import Dialect, dialect_of
from onrecord.reading.formats import TableFiles, compression_of, encoding_of

#: characters looked at together
_STEP = 1 << 20


class Place(NamedTuple):
    """The file in which a row stands, and the line on which it begins, where that is known."""

    path: Path
    line: int | None


def places_of(source: TableFiles, table: str, rows: Collection[int]) -> dict[int, Place]:
    """Where these rows (counted from 1) stand, as far as it can be known: compressed files and JSON have no lines."""
    wanted = sorted(set(rows))
    try:
        found = _places(source, table, wanted)
    except (OSError, ValueError, LookupError, csv.Error):
        found = {}
    if len(source.paths) == 1:
        return {row: found.get(row, Place(source.paths[0], None)) for row in wanted}
    return found


class RowLines:
    """The lines on which rows begin, asked for in rising order: the file is looked at once, and no further than asked."""

    def __init__(self, source: TableFiles, table: str) -> None:
        runs = _runs(source, table) if source.kind.lines else None
        self._runs = runs or iter(())
        self._first, self._last, self._line = 1, 0, None if runs is None else 1

    def line(self, row: int) -> int:
        """The line of a row, from 1; the number of the row where lines aren't known."""
        try:
            while self._line is not None and row > self._last:
                count, (_, line) = next(self._runs)
                self._first, self._last, self._line = self._last + 1, self._last + count, line
        except (StopIteration, OSError, ValueError, LookupError, csv.Error):
            self._line = None
        return row if self._line is None else self._line + row - self._first


def rows_by_file(source: TableFiles, table: str) -> dict[Path, int] | None:
    """How many rows each file of a table has; None where that can't be told file by file. Raises `OSError`."""
    try:
        runs = _runs(source, table)
        counts: dict[Path, int] = dict.fromkeys(source.paths, 0)
        for count, (path, _) in runs or ():
            counts[path] += count
    except (ValueError, LookupError, csv.Error):
        return None
    return None if runs is None else counts


def _places(source: TableFiles, table: str, wanted: list[int]) -> dict[int, Place]:
    if source.format == "parquet" and len(source.paths) == 1:
        return {}
    return _chosen(_runs(source, table) or iter(()), wanted)


def _runs(source: TableFiles, table: str) -> Iterator[_Run] | None:
    """The rows of a table in runs, each with the place of its first row; None where places aren't known."""
    if any(compression_of(source.resource, path) for path in source.paths):
        return None
    if source.format == "parquet":
        return _in_parquet(source)
    dialect, _ = dialect_of(source.resource, table, source.kind.delimiter)
    codec = codecs.lookup(encoding_of(source.resource, source.paths)).name
    if source.format == "jsonl":
        return _items(source.paths, dialect, codec)
    if source.is_delimited and dialect.standard_rows:
        return _rows(source.paths, dialect, codec)
    return None


#: so many rows that follow each other in a file, each on a line of its own, and where the first one stands
_Run = tuple[int, Place]


def _chosen(runs: Iterator[_Run], wanted: list[int]) -> dict[int, Place]:
    found: dict[int, Place] = {}
    before = at = 0
    for count, (path, line) in runs:
        while at < len(wanted) and wanted[at] <= before + count:
            found[wanted[at]] = Place(path, None if line is None else line + wanted[at] - before - 1)
            at += 1
        if at == len(wanted):
            break
        before += count
    return found


def _in_parquet(source: TableFiles) -> Iterator[_Run]:
    import pyarrow.parquet as pq

    return ((pq.read_metadata(path).num_rows, Place(path, None)) for path in source.paths)


def _items(paths: Collection[Path], dialect: Dialect, codec: str) -> Iterator[_Run]:
    first, kind = True, None
    for path in paths:
        kind = None
        with _opened(path, codec) as file:
            line = 0
            while text := file.readline(LONGEST):
                line += 1
                found = _kind(text)
                kind = kind or found
                if found is not None and found == kind:
                    heads = first and dialect.header and (dialect.item_type or found) == "array"
                    first = False
                    if not heads:
                        yield 1, Place(path, line)


def _kind(text: str) -> str | None:
    """What an item of JSON Lines is; None where it is none."""
    try:
        item = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return "object" if isinstance(item, dict) else "array" if isinstance(item, list) else None


def _opened(path: Path, codec: str) -> IO[str]:
    # what the encoding doesn't have is told elsewhere; here lines are counted
    file = io.TextIOWrapper(path.open("rb"), encoding=codec, errors="replace", newline="")
    if file.read(1) != "\ufeff":
        file.seek(0)
    return file


def _rows(paths: Collection[Path], dialect: Dialect, codec: str) -> Iterator[_Run]:
    comment = comment_of(dialect)
    known: list[str] | None = None
    for at, path in enumerate(paths):
        with _opened(path, codec) as file:
            reader = _Reader(file, dialect)
            labels = headed(reader.each(), dialect).labels
            known = labels if at == 0 else known
            if at and labels and labels != known:
                # what should be the header again is a row like others
                one = len(dialect.header_rows or (1,)) == 1
                yield 1, Place(path, reader.began if one else None)
            while (run := reader.next_run()) is not None:
                count, line, row = run
                first = reader.number - count + 1
                if row is None and any(first <= number <= reader.number for number in dialect.comment_rows):
                    for number in range(first, reader.number + 1):
                        if number not in dialect.comment_rows:
                            yield 1, Place(path, line + number - first)
                elif row is None or not comment(reader.number, row):
                    yield count, Place(path, line)


class _Reader:
    """The rows of one file, one by one, or, where nothing is quoted, as runs of lines."""

    def __init__(self, file: IO[str], dialect: Dialect) -> None:
        #: the line on which the last row began, and its number
        self.began = self.number = 0
        self._file = file
        self._lines = _split("")
        self._line = 0
        self._reader = csv_reader(self._feed(), dialect)
        self._rows = self.each()
        self._marks = [mark[0] for mark in (dialect.quote_char, dialect.escape_char, dialect.comment_char) if mark]

    def each(self) -> Iterator[list[str]]:
        """The rows as `csv` splits them."""
        while True:
            began = self._line + 1
            row = next(self._reader, None)
            if row is None:
                return
            self.began, self.number = began, self.number + 1
            yield row

    def next_run(self) -> tuple[int, int, list[str] | None] | None:
        """How many rows come next, the line of the first one, and the row if it is read alone; None at the end."""
        if not length_hint(self._lines):
            block = self._block()
            if block and not any(mark in block for mark in self._marks):
                began, count = self._line + 1, _count(block)
                self._line, self.number = self._line + count, self.number + count
                return count, began, None
            self._lines = _split(block)
        row = next(self._rows, None)
        return None if row is None else (1, self.began, row)

    def _feed(self) -> Iterator[str]:
        while True:
            text = next(self._lines, None)
            if text is None:
                self._lines = _split(self._block())
                text = next(self._lines, None)
            if text is None:
                return
            self._line += 1
            yield text

    def _block(self) -> str:
        text = self._file.read(_STEP)
        return text + self._file.readline(LONGEST) if text else ""


def _split(block: str) -> Iterator[str]:
    return iter(list(io.StringIO(block, newline="")))


def _count(block: str) -> int:
    breaks = block.count("\n") + (block.count("\r") - block.count("\r\n") if "\r" in block else 0)
    return breaks + (not block.endswith(("\n", "\r")))
