"""Rows against the contract: types, rules, keys within a table and across tables."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow.parquet as pq

from onrecord.contract import Contract, ForeignKey, Table, arrow_schema
from onrecord.findings import Finding, did_you_mean, printable
from onrecord.verifier.rules import Rule, rules

#: rows shown for each rule; the rest is counted
EXAMPLES = 5
_ROW = "__row"
#: what Polars raises on hostile files; its panics are no ordinary exceptions
UNREADABLE = (pl.exceptions.PolarsError, pl.exceptions.PanicException)


def columns_of(table: Table, path: Path) -> list[Finding]:
    """Missing, unknown and wrongly typed columns of a Parquet file; raises `ArrowInvalid` if it is none."""
    found = pq.read_schema(path)
    wanted = arrow_schema(table)
    findings = []

    def problem(code: str, message: str, field: str, help_: str | None) -> None:
        findings.append(Finding(code=code, message=message, file=path.name, table=table.name, field=field, help=help_))

    for field in wanted:
        if field.name not in found.names:
            problem("T020", "this column is missing", field.name, did_you_mean(field.name, found.names))
        elif found.field(field.name).type != field.type:
            problem("T021", f"the column holds {found.field(field.name).type}", field.name, f"expected {field.type}")
    for name in found.names:
        if name not in wanted.names:
            problem("T022", "the contract knows no such column", name, did_you_mean(name, wanted.names))
    return findings


def rows_of(table: Table, path: Path) -> list[Finding]:
    """Everything wrong with the rows of a Parquet file whose columns are right."""
    rows = pl.scan_parquet(path, glob=False)
    return [*_broken_rules(table, rows), *_repeated_keys(table, rows)]


def _broken_rules(table: Table, rows: pl.LazyFrame) -> Iterator[Finding]:
    checked, unsound = rules(table)
    yield from unsound
    marks = [rule.broken.fill_null(False).alias(f"__{i}") for i, rule in enumerate(checked) if rule.broken is not None]
    shown = {*table.primary_key, *(name for rule in checked for name in rule.shows)}
    failing = (
        rows.with_row_index(_ROW, offset=1)
        .with_columns(marks)
        .filter(pl.any_horizontal([f"__{i}" for i in range(len(checked))]))
        .select(_ROW, *sorted(shown), *(f"__{i}" for i in range(len(checked))))
        .collect(engine="streaming")
        if checked
        else pl.DataFrame()
    )
    for i, rule in enumerate(checked):
        if failing.height:
            bad = failing.filter(pl.col(f"__{i}"))
            yield from _told(table, rule, bad)


def _told(table: Table, rule: Rule, bad: pl.DataFrame) -> Iterator[Finding]:
    for row in bad.head(EXAMPLES).iter_rows(named=True):
        values = ", ".join(f"{name} = {_value(row[name])}" for name in rule.shows)
        yield Finding(
            code=rule.code,
            message=f"{rule.what}: {values}" if rule.field is None else f"{_value(row[rule.field])}: {rule.what}",
            table=table.name,
            field=rule.field,
            row=row[_ROW],
            row_id=_row_id(table, row),
            count=bad.height,
            help=rule.help(row[rule.field]) if rule.field else None,
        )


def _value(value: Any) -> str:
    return "nothing" if value is None else f"“{printable(str(value), 120)}”"


def _row_id(table: Table, row: Mapping[str, Any]) -> str | None:
    return " ".join(printable(str(row[name]), 120) for name in table.primary_key) or None


def _repeated_keys(table: Table, rows: pl.LazyFrame) -> Iterator[Finding]:
    unique = [(table.primary_key, "T011")] if table.primary_key else []
    unique += [(key, "T012") for key in table.unique_keys]
    unique += [((field.name,), "T012") for field in table.fields if field.constraints.get("unique")]
    for key, code in unique:
        if code == "T011" and len(key) == 1 and _ascending(rows, key[0]):
            continue
        columns = [pl.col(name) for name in key]
        whole = pl.all_horizontal(column.is_not_null() for column in columns)
        repeated = (
            rows.select(*columns, pl.int_range(1, pl.len() + 1).alias(_ROW))
            .filter(whole if code == "T012" else True)
            .group_by(*key)
            .agg(pl.len().alias("times"), pl.col(_ROW).sort())
            .filter(pl.col("times") > 1)
            .sort(pl.col(_ROW).list.first())
            .collect()
        )
        for row in repeated.head(EXAMPLES).iter_rows(named=True):
            told = ", ".join(f"{name} = {_value(row[name])}" for name in key)
            places = ", ".join(str(number) for number in row[_ROW][:8])
            yield Finding(
                code=code,
                message=f"{told} occurs {row['times']} times, in rows {places}",
                table=table.name,
                field=key[0] if len(key) == 1 else None,
                row=row[_ROW][1],
                row_id=_row_id(table, row) if code == "T011" else None,
                count=repeated.height,
                help="a key stands for one row: give the second one an id of its own, or remove it",
            )


def _ascending(rows: pl.LazyFrame, column: str) -> bool:
    rising = pl.col(column) > pl.col(column).shift(1)
    return bool(rows.select(rising.fill_null(True).all() & pl.col(column).is_not_null().all()).collect().item())


def foreign_keys(contract: Contract, paths: Mapping[str, Path], wanted: Collection[str] | None = None) -> list[Finding]:
    """Every foreign key (of the wanted tables) that points to no row. Unreadable files have findings of their own."""
    findings: list[Finding] = []
    for table in contract.tables.values():
        if wanted is not None and table.name not in wanted:
            continue
        for key in table.foreign_keys:
            target = key.table
            if target not in contract.tables:
                findings.append(
                    Finding(
                        code="T014",
                        message=f"not verified: {', '.join(key.fields)} points to “{target}”, which is no table here",
                        table=table.name,
                        help=did_you_mean(target, contract.tables),
                    )
                )
            elif table.name in paths and target in paths:
                try:
                    findings += list(_dangling(table, key, paths[table.name], paths[target]))
                except (OSError, *UNREADABLE) as error:
                    told = printable(str(error).split("\n", maxsplit=1)[0])
                    message = f"not verified: {', '.join(key.fields)} can't be compared with {target}: {told}"
                    findings.append(Finding(code="T014", severity="warning", message=message, table=table.name))
    return findings


def _dangling(table: Table, key: ForeignKey, path: Path, target: Path) -> Iterator[Finding]:
    known = pl.scan_parquet(target, glob=False).select(key.table_fields).unique()
    wanted = pl.scan_parquet(path, glob=False).with_row_index(_ROW, offset=1)
    whole = pl.all_horizontal(pl.col(name).is_not_null() for name in key.fields)
    columns = [_ROW, *dict.fromkeys([*table.primary_key, *key.fields])]
    lost = (
        wanted.select(columns)
        .filter(whole)
        .join(known, left_on=list(key.fields), right_on=list(key.table_fields), how="anti")
        .sort(_ROW)
        .collect(engine="streaming")
    )
    near = _known_ids(target, key.table_fields) if lost.height else []
    for row in lost.head(EXAMPLES).iter_rows(named=True):
        value = " ".join(str(row[name]) for name in key.fields)
        yield Finding(
            code="T013",
            message=f"“{printable(value, 120)}” is no row of {key.table}",
            table=table.name,
            field=key.fields[0],
            row=row[_ROW],
            row_id=_row_id(table, row),
            count=lost.height,
            help=did_you_mean(value, near) or f"add the row to {key.table}, or correct the id",
        )


def _known_ids(path: Path, columns: Sequence[str]) -> list[str]:
    if len(columns) != 1:
        return []
    return [str(v) for v in pl.scan_parquet(path, glob=False).select(columns).head(20_000).collect().to_series()]
