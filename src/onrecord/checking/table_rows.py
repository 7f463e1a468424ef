"""One table of a package: its files opened, its rows counted and checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.checking.files import CHANGED
from onrecord.checking.options import Options, has_errors
from onrecord.checking.report import Report
from onrecord.contract import Table
from onrecord.findings import Finding, printable
from onrecord.reading.formats import TableFiles

if TYPE_CHECKING:
    from onrecord.reading.frame import Frame
    from onrecord.reading.temporary_files import Scratch

    #: the rows of a table, what is wrong with them on the face of it, and how many they are
    Opened = tuple[Frame | None, list[Finding], int]


def check_table(
    table: Table, source: TableFiles, scratch: Scratch, report: Report, options: Options | None
) -> Frame | None:
    """The rows of a table, of which the report gets what is wrong with them; without options they are only opened."""
    from onrecord.checking.tables import check_rows

    opened, broken = _presumed(table, source, options) or (read_rows(table, source, scratch, options), None)
    frame, findings, rows = opened
    report.findings += findings
    if frame is None:
        return None
    report.findings += other_count(source, table.name, rows)
    if options is not None:
        report.findings += check_rows(frame, options) if broken is None else broken
    if options is None or not (options.fail_fast and has_errors(report.findings)):
        report.add("rows", rows)
        report.add("tables")
    return frame


def without_schema(name: str) -> Table:
    """A table of which nothing is known: there still are rows that are too long, bytes that are no text …"""
    return Table(name, (), fields_match="subset")


def other_count(source: TableFiles, table: str, rows: int) -> list[Finding]:
    """A finding (P014) when the descriptor says another number of rows."""
    declared = source.resource.get("rows")
    if not isinstance(declared, int) or declared == rows:
        return []
    message = f"{printable(source.shown)} has {rows:,} rows; the descriptor says {declared:,}"
    return [Finding(code="P014", message=message, table=table, help=CHANGED)]


def unreadable(source: TableFiles, table: str, error: BaseException) -> Finding:
    """A finding (P012, T027) that says why the files of a table can't be read."""
    words = "Parquet file" if source.format == "parquet" else f"file of the format {source.format}"
    message = f"{printable(source.shown)} is no readable {words}: {printable(str(error))}"
    return Finding(code="P012" if source.format == "parquet" else "T027", message=message, table=table)


def reading_errors() -> tuple[type[BaseException], ...]:
    """What is raised while files are read that are none of their format."""
    import pyarrow as pa

    from onrecord.reading.frame import UNREADABLE

    return (OSError, ValueError, pa.ArrowException, *UNREADABLE)


def read_rows(table: Table, source: TableFiles, scratch: Scratch, options: Options | None) -> Opened:
    """What `open_rows` gives; rows that are wrong as such are kept, when failing rows are."""
    scratch.note_bad_row = None
    if options is None or options.failures is None:
        return open_rows(table, source, scratch)
    from onrecord.checking.failing_rows import MisshapenRows

    with options.failures.part() as part:
        scratch.note_bad_row = misshapen = MisshapenRows(part, table.name)
        opened = open_rows(table, source, scratch)
        misshapen.flush()
    return opened


def open_rows(table: Table, source: TableFiles, scratch: Scratch) -> Opened:
    """The rows of a table, what is wrong with them on the face of it, and how many they are."""
    from onrecord.reading.frame import open_frame
    from onrecord.reading.plain_parquet import plain_columns

    quick = plain_columns(table, source.paths[0]) if source.is_one_parquet else None
    if quick is not None:
        columns, rows = quick
        return open_frame(table, source.paths[0], columns), [], rows
    from onrecord.reading.table import open_table

    return open_table(table, source, scratch)


def _presumed(table: Table, source: TableFiles, options: Options | None) -> tuple[Opened, list[Finding]] | None:
    """A table taken for what its beginning looks like, with what is wrong with its rows; None when it isn't that."""
    if not source.is_delimited or options is None or options.fail_fast or options.failures:
        return None
    from onrecord.checking.tables import check_rows
    from onrecord.reading.frame import UNREADABLE
    from onrecord.reading.presumed_csv import presume_plain

    guess = presume_plain(table, source)
    if guess is None:
        return None
    try:
        broken = check_rows(guess.frame, options)
    except UNREADABLE:
        return None
    rows = guess.rows()
    return ((guess.frame, guess.findings, rows), broken) if rows is not None else None
