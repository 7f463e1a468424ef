"""The rows of a table one by one, as dictionaries of some of its columns: for who works on one row at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from onrecord.contract import Field, Table
from onrecord.findings import Finding, Problem, printable
from onrecord.reading.formats import TableFiles
from onrecord.reading.line_numbers import RowLines
from onrecord.reading.temporary_files import Scratch

#: rows that are turned into dictionaries together: texts may be long
_BATCH = 256


class RowRecord(NamedTuple):
    """A row: its values by column, or what is wrong with it as such, and the line on which it begins (else its number)."""

    values: Mapping[str, Any] | None
    fault: str
    line: int
    #: how many of all rows are read by now, from 0 to 1
    share: float


def row_records(
    files: TableFiles, texts: Sequence[str], others: Sequence[str], scratch: Scratch
) -> Iterator[RowRecord]:
    """The rows of a table in order: of the columns `texts` what is text, of `others` any value; missing ones are None.

    A row that has too many or too few cells, or bytes that are no text, and a line of JSON Lines that is no JSON, come
    with what is wrong with them. Raises `Problem` with what keeps the file from being read, or from being read further.
    """
    import pyarrow as pa

    from onrecord.reading.batches import batches
    from onrecord.reading.frame import UNREADABLE
    from onrecord.reading.table import open_table

    fields = (*(Field(name) for name in texts), *(Field(name, "any") for name in others))
    table = Table(str(files.resource.get("name", "")), fields, fields_match="partial")
    faults: dict[int, str] = {}
    lines: list[tuple[int, str]] = []
    scratch.note_bad_row = lambda row, _, why: faults.setdefault(row, why)
    scratch.note_bad_line = lambda line, why: lines.append((line, why))
    try:
        opened = open_table(table, files, scratch)
        if opened.frame is None:
            raise Problem(*opened.findings)
        names = {column: name for name, column in opened.frame.names.items()}
        places = RowLines(files, table.name)
        waiting, number = iter([*lines, None]), 0
        bad = next(waiting)
        for batch in batches(opened.frame.rows.select(list(names)), _BATCH) if names else ():
            for row in batch.iter_rows(named=True):
                number += 1
                line = places.line(number)
                while bad is not None and bad[0] < line:
                    yield RowRecord(None, bad[1], bad[0], number / max(1, opened.rows))
                    bad = next(waiting)
                share = number / max(1, opened.rows)
                if number in faults:
                    yield RowRecord(None, faults[number], line, share)
                else:
                    yield RowRecord({names[column]: value for column, value in row.items()}, "", line, share)
        while bad is not None:
            yield RowRecord(None, bad[1], bad[0], 1.0)
            bad = next(waiting)
    except (OSError, ValueError, pa.ArrowException, *UNREADABLE) as error:
        message = f"{printable(files.shown)} can't be read: {printable(str(error), 200)}"
        raise Problem(Finding(code="T027", message=message)) from None
    finally:
        scratch.note_bad_row = scratch.note_bad_line = None
    cut = [finding for finding in opened.findings if finding.code == "T027" and finding.line is None]
    if cut:
        raise Problem(*cut)
