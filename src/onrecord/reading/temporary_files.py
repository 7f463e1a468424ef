"""Rows of text as lazy frames: few stay in memory, many go through a temporary Parquet file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any

import polars as pl

#: rows and characters put into a frame together
_ROWS, _CHARACTERS = 20_000, 16_000_000
#: bytes kept in memory before rows are written to a file
_MEMORY = 64_000_000


class Scratch(AbstractContextManager["Scratch"]):
    """A place for files that are needed while a package is verified; it is gone afterwards."""

    #: called for each row that is wrong before any of its values is read: its number, the code and what is wrong
    note_bad_row: Callable[[int, str, str], object] | None = None
    #: called for each line that holds no row: its number, and why
    note_bad_line: Callable[[int, str], object] | None = None

    def __init__(self) -> None:
        self._folder: TemporaryDirectory[str] | None = None
        self._count = 0

    def path(self, suffix: str) -> Path:
        """A file that nobody uses yet."""
        if self._folder is None:
            self._folder = TemporaryDirectory(prefix="onrecord-", ignore_cleanup_errors=True)
        self._count += 1
        return Path(self._folder.name) / f"{self._count}{suffix}"

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Remove all files."""
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None


def framed(rows: Iterator[Sequence[Any]], schema: dict[str, Any], scratch: Scratch) -> tuple[pl.LazyFrame, int]:
    """All rows, each as long as the schema, as a lazy frame, and how many they are."""
    return framed_batches(_batches(rows, schema), schema, scratch)


def framed_batches(
    batches: Iterator[pl.DataFrame], schema: dict[str, Any], scratch: Scratch
) -> tuple[pl.LazyFrame, int]:
    """The rows of all batches, each with the columns of the schema, as a lazy frame, and how many they are."""
    kept: list[pl.DataFrame] = []
    size = count = 0
    writer = None
    path = Path()
    for frame in batches:
        count += frame.height
        if writer is None:
            kept.append(frame)
            size += int(frame.estimated_size())
        if writer is None and size > _MEMORY:
            import pyarrow.parquet as pq

            path = scratch.path(".parquet")
            writer = pq.ParquetWriter(path, frame.to_arrow().schema, compression="lz4", use_dictionary=False)
            for held in kept:
                writer.write_table(held.to_arrow())
            kept = []
        elif writer is not None:
            writer.write_table(frame.to_arrow())
    if writer is not None:
        writer.close()
        return pl.scan_parquet(path, glob=False), count
    return pl.concat([pl.DataFrame(schema=schema), *kept]).lazy(), count


def _batches(rows: Iterator[Sequence[Any]], schema: dict[str, Any]) -> Iterator[pl.DataFrame]:
    batch: list[Sequence[Any]] = []
    characters = 0
    for row in rows:
        batch.append(row)
        characters += sum([len(cell) for cell in row if cell.__class__ is str])
        if len(batch) >= _ROWS or characters > _CHARACTERS:
            yield _frame(batch, schema)
            batch, characters = [], 0
    if batch:
        yield _frame(batch, schema)


def _frame(batch: list[Sequence[Any]], schema: dict[str, Any]) -> pl.DataFrame:
    if not schema:
        return pl.DataFrame(height=len(batch)) if batch else pl.DataFrame()
    columns = zip(*batch, strict=True)
    return pl.DataFrame(
        [pl.Series(name, values, dtype=kind) for (name, kind), values in zip(schema.items(), columns, strict=True)]
    )
