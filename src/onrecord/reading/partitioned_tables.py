"""Tables in partitions: the values that folders give to columns, beside those of the files in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from onrecord.contract import Field, Table
from onrecord.findings import Finding
from onrecord.reading.frame import Frame, OpenTable, Unread, stacked
from onrecord.reading.partitions import Partition
from onrecord.reading.text_values import reading


def open_partitions(
    table: Table, partitions: Sequence[Partition], open_files: Callable[[Table, tuple[Path, ...]], OpenTable]
) -> OpenTable:
    """The rows of all partitions, one after the other; findings name the row in the whole table."""
    frames: list[Frame] = []
    findings: list[Finding] = []
    count = 0
    for each in partitions:
        fields = tuple(field for field in table.fields if field.name not in each.values)
        part = open_files(replace(table, fields=fields), each.paths)
        findings += [_in_whole(found, each, count) for found in part.findings]
        if part.frame is None:
            return OpenTable(None, findings)
        frames.append(_with_values(table, part.frame, each.values))
        count += part.rows
    return OpenTable(stacked(table, frames), _distinct(findings), count)


def _in_whole(found: Finding, part: Partition, before: int) -> Finding:
    """A finding on a partition as one on the table."""
    if found.code == "T022" and found.field in part.values:
        message = "not verified: it stands in the file and in the names of its folders; the folders' values are taken"
        return replace(found, code="T033", severity="warning", message=message, help="leave one of them out")
    return replace(found, row=found.row + before) if found.row else found


def _distinct(findings: list[Finding]) -> list[Finding]:
    """Each finding once: what holds for the columns of all files alike."""
    return list(dict.fromkeys(findings))


def _with_values(table: Table, part: Frame, values: Mapping[str, str | None]) -> Frame:
    """The rows of a partition under the names that the columns have in the whole table, with its values beside them."""
    at = {field.name: number for number, field in enumerate(table.fields)}
    names = {name: f"c{at[name]}" for name in part.names}
    renamed = [pl.col(old).alias(names[name]) for name, old in part.names.items()]
    unread = {}
    for name, each in part.unread.items():
        unread[name] = each._replace(column=f"{each.column[0]}{at[name]}")
        renamed.append(pl.col(each.column).alias(unread[name].column))
    rows = part.rows.select(renamed)
    for name, text in values.items():
        value, unread_value = _value(table.field(name), text, at[name])
        rows = rows.with_columns(value)
        names[name] = f"c{at[name]}"
        unread |= {name: unread_value} if unread_value else {}
    kinds = rows.collect_schema()
    return Frame(table, rows, names, {name: kinds[column] for name, column in names.items()}, unread, part.slow)


def _value(field: Field, text: str | None, at: int) -> tuple[list[pl.Expr], Unread | None]:
    given = pl.lit(text, pl.String)
    read = reading(field, given)
    if read is None:
        return [given.alias(f"c{at}")], None
    return [read.value.alias(f"c{at}"), given.alias(f"t{at}")], Unread(f"t{at}", read.what, read.hint)
