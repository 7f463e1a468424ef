"""Text whose columns have fixed widths: cut by the widths that the dialect tells (`columnWidths`, an addition of ours),
or where all lines are blank.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from onrecord.contract import Table
from onrecord.findings import Finding
from onrecord.reading.delimited_tables import open_delimited
from onrecord.reading.dialect import Dialect
from onrecord.reading.formats import TableFiles, encoding_of
from onrecord.reading.frame import OpenTable
from onrecord.reading.temporary_files import Scratch

#: lines looked at to see where columns begin
_LINES = 1_000
_LONGEST = 100_000


def open_fixed_width(
    table: Table, files: TableFiles, paths: Sequence[Path], dialect: Dialect, scratch: Scratch
) -> OpenTable:
    """The rows of a table whose columns have fixed widths, in characters; blanks around cells are none of theirs."""
    if dialect.column_widths is not None or not paths:
        return open_delimited(table, files, paths, dialect, scratch)
    dialect = with_widths(dialect, paths[0], encoding_of(files.resource, paths))
    opened = open_delimited(table, files, paths, dialect, scratch)
    shown = ", ".join(map(str, dialect.column_widths or ()))
    message = f"columns are cut where all of the first lines are blank: widths {shown}"
    help_ = 'tell the widths in the dialect: {"columnWidths": […]}'
    note = Finding(code="T036", severity="note", message=message, table=table.name, help=help_)
    return OpenTable(opened.frame, [note, *opened.findings], opened.rows)


def with_widths(dialect: Dialect, path: Path, encoding: str) -> Dialect:
    """The dialect with the widths that columns of the file seem to have."""
    return replace(dialect, column_widths=widths_of(first_lines(path, encoding)))


def first_lines(path: Path, encoding: str) -> list[str]:
    """The first lines of a file that aren't blank."""
    with io.TextIOWrapper(path.open("rb"), encoding=encoding, errors="replace") as file:
        lines = (line.rstrip("\r\n") for line in iter(lambda: file.readline(_LONGEST), ""))
        return list(islice((line.removeprefix("\ufeff") for line in lines if line.strip()), _LINES))


def widths_of(lines: Sequence[str]) -> tuple[int, ...]:
    """How wide columns are that begin behind blanks in all lines; the last one takes the rest.

    >>> widths_of(["id  name", " 1  Anna", "12  Bo"])
    (4, 4)
    """
    longest = max(map(len, lines), default=1)
    filled = [any(at < len(line) and line[at] != " " for line in lines) for at in range(longest)]
    begins = [0] + [at for at in range(1, longest) if filled[at] and not filled[at - 1]]
    if not filled or not filled[0]:
        # what is aligned to the right begins with blanks
        begins = [0, *begins[2:]]
    return tuple(end - begin for begin, end in zip(begins, [*begins[1:], longest], strict=True))
