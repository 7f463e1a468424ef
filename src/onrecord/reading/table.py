"""The door of this room: the rows of any table, whatever its format, as one lazy frame of logical values."""

from __future__ import annotations

from pathlib import Path

from onrecord.contract import Table
from onrecord.findings import Finding, Problem, printable
from onrecord.reading.compression import NotUnpackedError, unpacked
from onrecord.reading.dialect import dialect_of
from onrecord.reading.file_signatures import disguised
from onrecord.reading.formats import TableFiles, compression_of
from onrecord.reading.frame import UNREADABLE, OpenTable, broken
from onrecord.reading.partitions import partitions_of
from onrecord.reading.temporary_files import Scratch


def open_table(table: Table, files: TableFiles, scratch: Scratch) -> OpenTable:
    """The rows of a table, in the order of its files, and what is wrong with the files as such.

    Compressed files are unpacked first. Folders named `year=2021` give the column `year` its values where the contract
    has such a column. Raises `OSError`, `pyarrow.ArrowException` and what is in `frame.UNREADABLE` when a file can't be
    read.
    """
    partitions = partitions_of(table, files)
    if partitions:
        from onrecord.reading.partitioned_tables import open_partitions

        return open_partitions(table, partitions, lambda part, paths: _open(part, files._replace(paths=paths), scratch))
    return _open(table, files, scratch)


def readable_table(table: Table, files: TableFiles, scratch: Scratch) -> OpenTable:
    """The same, for who can do nothing with a file that can't be read: raises `Problem` (P012, T027) in place of the rest."""
    import pyarrow as pa

    try:
        return open_table(table, files, scratch)
    except (OSError, ValueError, pa.ArrowException, *UNREADABLE) as error:
        raise unreadable_file(files, error, table.name) from None


def unreadable_file(files: TableFiles, error: BaseException, table: str | None = None) -> Problem:
    """What a library says of a file that it can't read, as a `Problem`."""
    as_parquet = files.format == "parquet"
    words = "as Parquet" if as_parquet else f"as a file of the format {files.format}"
    message = f"{printable(files.shown)} can't be read {words}: {printable(str(error), 300)}"
    help_ = "get it again, or ask for a whole copy; `onrecord verify` says all that is wrong with the table"
    return Problem(Finding(code="P012" if as_parquet else "T027", message=message, table=table or None, help=help_))


def _open(table: Table, files: TableFiles, scratch: Scratch) -> OpenTable:
    try:
        paths = [_unpacked(path, files, scratch) for path in files.paths]
    except NotUnpackedError as error:
        return OpenTable(None, [broken(table, files.paths[0], str(error))])
    if wrong := disguised(table, paths, files.format):
        return OpenTable(None, wrong)
    if files.format == "parquet":
        return files.kind.open(table, files, paths, dialect_of({}, table.name, ",")[0], scratch)
    dialect, wrong = dialect_of(files.resource, table.name, files.kind.delimiter)
    opened = files.kind.open(table, files, paths, dialect, scratch)
    return OpenTable(opened.frame, [*wrong, *opened.findings], opened.rows)


def _unpacked(path: Path, files: TableFiles, scratch: Scratch) -> Path:
    kind = compression_of(files.resource, path)
    inner = files.resource.get("innerpath")
    return path if kind is None else unpacked(path, kind, scratch, inner if isinstance(inner, str) else None)
