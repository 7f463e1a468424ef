"""A table whose cells stand as text (or as JSON) as a `Frame` of logical values, like one that comes from Parquet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

import polars as pl

from onrecord.contract import Field, Table, missing_texts
from onrecord.findings import Finding, printable
from onrecord.reading.dialect import Dialect
from onrecord.reading.frame import EXAMPLES, Frame, Unread
from onrecord.reading.header import match_columns
from onrecord.reading.text_values import knows, reading


class Cells(NamedTuple):
    """The cells of a column. Where a format has types of its own, some cells hold values, or what can be none."""

    text: str
    native: str | None = None
    wrong: str | None = None


def matched(table: Table, labels: list[str], dialect: Dialect, file: str) -> tuple[dict[str, int], list[Finding]]:
    """Which column of the file is which of the contract, and findings on the header."""
    names = [field.name for field in table.fields]
    if names and (no_header := _no_header(labels, names, dialect)):
        return {}, [Finding(code="T020", message=no_header[0], file=file, table=table.name, help=no_header[1])]
    if not dialect.case_sensitive_header:
        known = {name.lower(): name for name in names}
        labels = [label if label in names else known.get(label.lower(), label) for label in labels]
    first = {label: at for at, label in reversed(list(enumerate(labels))) if label}
    findings = list(_unnamed(table, labels, first, file))
    sound, wrong = match_columns(table, sorted(first, key=lambda label: first[label]), file)
    places = {name: first[name] for name in sound}
    if table.fields_match == "exact" and len(labels) == len(names) == len(set(names)):
        # a misspelt name doesn't keep its column from being checked: columns stand in the contract's order
        places |= {
            name: at
            for at, name in enumerate(names)
            if name not in places and (labels[at] not in names or first.get(labels[at]) != at)
        }
    return places, [*findings, *wrong]


def _no_header(labels: list[str], names: list[str], dialect: Dialect) -> tuple[str, str] | None:
    """What is wrong with a header that tells of no column at all, and what to do."""
    if not labels:
        help_ = "begin it with the names of the columns, or say “header”: false in the dialect"
        return "there is no header: the file is empty, or its first row is blank", help_
    if len(labels) == 1 and len(names) > 1 and labels[0] not in names:
        for mark, shown in ((";", ";"), ("\t", "\\t"), ("|", "|"), (",", ",")):
            parts = {part.strip(' "') for part in labels[0].split(mark)}
            if mark != dialect.delimiter and len(parts) > 1 and len(parts & set(names)) * 2 >= len(parts):
                message = f"the header is one column, “{printable(labels[0], 60)}”"
                return (
                    message,
                    f'its delimiter is another one: --delimiter "{shown}", or "dialect": {{"delimiter": "{shown}"}} in the resource',
                )
    return None


def _unnamed(table: Table, labels: list[str], first: Mapping[str, int], file: str) -> Iterator[Finding]:
    for at, label in enumerate(labels):
        if label and first[label] == at:
            continue
        message = f"column {at + 1} has no name"
        if label:
            message = f"column {at + 1} is named “{printable(label, 60)}”, like column {first[label] + 1}"
        help_ = "give each column a name of its own" if labels != [""] else "the first row has to hold the names"
        if at == 0 and not label and len(labels) > 1:
            help_ = "name it, or leave it out: pandas writes the numbers of rows so, without index=False"
        yield Finding(code="T025", message=message, file=file, table=table.name, field=label or None, help=help_)


def unread_formats(table: Table, places: Mapping[str, int]) -> list[Finding]:
    """Columns of dates and times whose format is none that is known here, so that their texts stay text."""
    return [
        Finding(
            code="T015",
            severity="warning",
            message=f"not verified: the format “{printable(str(field.format), 60)}” of a {field.type} is not known here",
            table=table.name,
            field=field.name,
            help="the standard has patterns such as %d/%m/%Y",
        )
        for field in table.fields
        if field.name in places and field.type in ("date", "time", "datetime") and not knows(field)
    ]


def framed_cells(
    table: Table,
    rows: pl.LazyFrame,
    columns: Mapping[str, Cells],
    null_sequence: str | None = None,
    missing_stand: bool = True,
) -> Frame:
    """The rows as logical values (see `frame.open_frame`), with the texts that they were read from beside them.

    `missing_stand`: what stands for a missing value is still there, and has to become null.
    """
    present, values = [], []
    names: dict[str, str] = {}
    unread: dict[str, Unread] = {}
    for at, field in enumerate(table.fields):
        if field.name not in columns:
            continue
        cells, name = columns[field.name], f"c{at}"
        names[field.name] = name
        text = pl.col(cells.text)
        given_text = _present(text, field, table, null_sequence) if missing_stand else text
        present.append(given_text.alias(f"t{at}"))
        present += [pl.col(cells.native).alias(f"n{at}")] if cells.native else []
        present += [pl.coalesce(given_text, cells.wrong).alias(f"w{at}")] if cells.wrong else []
        read = reading(field, pl.col(f"t{at}"))
        value = read.value if read else pl.col(f"t{at}")
        values.append((pl.coalesce(f"n{at}", value) if cells.native else value).alias(name))
        if read or cells.wrong:
            what, hint = (read.what, read.hint) if read else ("no text", "")
            unread[field.name] = Unread(f"w{at}" if cells.wrong else f"t{at}", what, hint)
    kept = [*names.values(), *(told.column for told in unread.values())]
    given = dict.fromkeys(column for cells in columns.values() for column in cells if column)
    frame = rows.select(list(given)).select(present).with_columns(values).select(kept)
    schema = frame.collect_schema()
    return Frame(table, frame, names, {name: schema[names[name]] for name in names}, unread)


def shared_missing(table: Table, null_sequence: str | None) -> list[str] | None:
    """What stands for a missing value in every column, blanks among it; None when columns differ, or blanks are text."""
    own = {frozenset([*missing_texts(field, table), null_sequence or ""]) for field in table.fields}
    missing = {frozenset(missing_texts(field, table)) for field in table.fields}
    return sorted(own.pop()) if len(own) == 1 and all("" in texts for texts in missing) else None


def _present(text: pl.Expr, field: Field, table: Table, null_sequence: str | None) -> pl.Expr:
    missing = [*missing_texts(field, table), *([null_sequence] if null_sequence is not None else [])]
    if not missing:
        return text
    return pl.when(text.is_in(missing).not_() if len(missing) > 1 else text != missing[0]).then(text)


def _length(cells: int, width: int) -> str:
    return f"the row has {cells} cells; the table has {width} columns" if cells else "the row is blank"


class Lengths:
    """Rows that are longer or shorter than their table: the first of each kind, and how many there are.

    note_bad_row: called for each of them; see `Scratch`.
    """

    def __init__(self, note_bad_row: Callable[[int, str, str], object] | None = None) -> None:
        self._note_bad_row = note_bad_row
        self._first: dict[str, list[tuple[int, int]]] = {}
        self._counts: dict[str, int] = {}
        #: blank lines behind the last row, which any reader of CSV leaves out
        self.blank_at_end = 0

    def note(self, row: int, cells: int, width: int) -> None:
        """Take down a row of another length than the table."""
        kind = "blank" if not cells else "few" if cells < width else "many"
        self._counts[kind] = self._counts.get(kind, 0) + 1
        if self._note_bad_row is not None:
            self._note_bad_row(row, "T024", _length(cells, width))
        kept = self._first.setdefault(kind, [])
        if len(kept) < EXAMPLES:
            kept.append((row, cells))

    def findings(self, table: Table, width: int) -> list[Finding]:
        """What is told of them (T024), and of blank lines that were left out (T037)."""
        left_out = []
        if self.blank_at_end:
            lines = "one blank line" if self.blank_at_end == 1 else f"{self.blank_at_end:,} blank lines"
            message = f"{lines} at the end {'is' if self.blank_at_end == 1 else 'are'} left out"
            left_out = [Finding(code="T037", severity="note", message=message, table=table.name)]
        return left_out + [
            Finding(
                code="T024",
                message=_length(cells, width),
                table=table.name,
                row=row,
                count=self._counts[kind],
                help="look for a delimiter or a quotation mark too many, or one that is missing"
                if cells
                else "remove it",
            )
            for kind, kept in self._first.items()
            for row, cells in kept
        ]
