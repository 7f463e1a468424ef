"""A file of delimited text that is taken for what its beginning looks like, while the rest is still looked through.

Looking through a file keeps one core busy, reading it both: done at the same time, neither waits for the other.
"""

from __future__ import annotations

from concurrent.futures import Future
from pathlib import Path
from threading import Thread

from onrecord.contract import Table
from onrecord.findings import Finding
from onrecord.reading.delimited_tables import even_texts
from onrecord.reading.dialect import Dialect, dialect_of
from onrecord.reading.formats import TableFiles, compression_of
from onrecord.reading.frame import Frame
from onrecord.reading.partitions import partitions_of
from onrecord.reading.plain_csv import Shape, plain_shape


class PresumedTable:
    """A table as it is if its file is plain and all of its rows have as many cells as the first."""

    def __init__(self, frame: Frame, findings: list[Finding], first: Shape, shape: Future[Shape | None]) -> None:
        self.frame, self.findings = frame, findings
        self._first, self._shape = first, shape

    def rows(self) -> int | None:
        """How many rows there are, once the file was looked through; None when the guess is wrong.

        Raises `OSError` when the file can't be read.
        """
        shape = self._shape.result()
        if shape is None or shape.uneven or shape.columns != self._first.columns:
            return None
        return shape.rows - self._first.rows


def presume_plain(table: Table, source: TableFiles) -> PresumedTable | None:
    """The table, if it stands in one large file of delimited text that looks plain at its beginning."""
    if not source.is_delimited or len(source.paths) != 1 or compression_of(source.resource, source.paths[0]):
        return None
    if partitions_of(table, source):
        return None
    path = source.paths[0]
    dialect, wrong = dialect_of(source.resource, table.name, source.kind.delimiter)
    if wrong:
        return None
    even = even_texts(table, path, dialect, str(source.resource.get("encoding") or "utf-8"))
    if even is None or even[0].frame is None:
        return None
    shape: Future[Shape | None] = Future()
    # not one that has to end before the program can
    Thread(target=_look, args=(path, dialect, shape), daemon=True).start()
    return PresumedTable(even[0].frame, even[0].findings, even[1], shape)


def _look(path: Path, dialect: Dialect, shape: Future[Shape | None]) -> None:
    try:
        shape.set_result(plain_shape(path, dialect))
    except BaseException as error:
        shape.set_exception(error)
