"""Foreign keys: values that have to stand in another table, or elsewhere in the same one.

A key with a null in it points to nothing and is fine (SQL's simple MATCH). Keys are looked up by hashes of 64 bits
with seeds that are new in each run: that a key which is lost passes for one among a million takes one in 10^13.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any

import polars as pl

from onrecord.checking.failing_rows import as_failures
from onrecord.checking.keys_on_disk import NeedsDuckDB, key_hash, row_count, unmatched_rows
from onrecord.checking.options import Options, has_errors
from onrecord.contract import Contract, ForeignKey, Table
from onrecord.findings import Finding, did_you_mean, printable
from onrecord.reading.batches import batches
from onrecord.reading.frame import EXAMPLES, ROW, UNREADABLE, Frame

#: gives findings on the rows of one table whose key points to no row of another
Compare = Callable[[Frame, Frame, ForeignKey, Options], Iterable[Finding]]

#: types whose values are the same when their hashes are; others are compared as they are
_HASHED = (pl.String, pl.Int64, pl.UInt64, pl.Date)


def foreign_keys(
    contract: Contract,
    frames: Mapping[str, Frame],
    wanted: Collection[str] | None = None,
    options: Options | None = None,
    compare: Compare | None = None,
) -> list[Finding]:
    """Every foreign key (of the wanted tables) that points to no row. Unreadable files have findings of their own.

    `compare` finds the rows whose key points to nothing, where that isn't done with the rows of these frames.
    """
    findings: list[Finding] = []
    for table in contract.tables.values():
        if wanted is None or table.name in wanted:
            for key in table.foreign_keys:
                findings += _foreign_key(contract, frames, table, key, options or Options(), compare or dangling_rows)
                if options and options.fail_fast and has_errors(findings):
                    return findings
    return findings


def _foreign_key(
    contract: Contract,
    frames: Mapping[str, Frame],
    table: Table,
    key: ForeignKey,
    options: Options,
    compare: Compare,
) -> Iterator[Finding]:
    columns = ", ".join(key.fields)
    if key.package is not None:
        where = f"“{printable(key.table, 60)}” of another package, {printable(key.package, 120)}"
        message = f"not verified: {columns} points to {where}"
        yield Finding(code="T014", severity="warning", message=message, table=table.name)
        return
    if key.table not in contract.tables:
        yield Finding(
            code="T014",
            message=f"not verified: {columns} points to “{printable(key.table, 60)}”, which is no table here",
            table=table.name,
            help=did_you_mean(key.table, contract.tables) or "name a table of this package that has a schema",
        )
        return
    if table.name not in frames or key.table not in frames:
        return
    here, there = frames[table.name], frames[key.table]
    if not here.has(key.fields) or not there.has(key.table_fields):
        return
    try:
        yield from compare(here, there, key, options)
    except NeedsDuckDB as missing:
        yield missing.finding(table.name, key.fields)
    except (OSError, *UNREADABLE) as error:
        where = printable(str(error).split("\n", maxsplit=1)[0], 300)
        message = f"not verified: {columns} can't be compared with {key.table}: {where}"
        yield Finding(code="T014", severity="warning", message=message, table=table.name)


def dangling_rows(here: Frame, there: Frame, key: ForeignKey, options: Options) -> Iterator[Finding]:
    """Findings on the rows of one table whose key points to no row of the other."""
    count, first = 0, []
    with (
        _unmatched(here, there, key, options) as lost,
        options.failures.part() if options.failures else nullcontext() as part,
    ):
        for batch in batches(lost):
            if count < EXAMPLES and batch.height:
                first += batch.head(EXAMPLES - count).to_dicts()
            count += batch.height
            if part is not None:
                field = key.fields[0] if len(key.fields) == 1 else None
                message = f"no row of {printable(key.table, 60)}"
                part.add(as_failures(here, batch, "T013", field, key.fields, message))
            if options.fail_fast and count:
                break
    yield from dangling_findings(here, there, key, first, count)


def dangling_findings(
    here: Frame, there: Frame, key: ForeignKey, first: Sequence[Mapping[str, Any]], count: int
) -> Iterator[Finding]:
    """Findings on the first rows whose key points to nothing; `count` is how many they are."""
    near = _known_ids(there, there.key(key.table_fields)) if count else []
    for row in first:
        value = " ".join(str(row[name])[:400] for name in here.key(key.fields))
        yield Finding(
            code="T013",
            message=f"“{printable(value, 120)}” is no row of {key.table}",
            table=here.table.name,
            field=key.fields[0],
            row=row[ROW],
            row_id=here.id_of(row),
            count=count,
            help=did_you_mean(value, near) or f"add the row to {key.table}, or correct the id",
        )


def key_is_whole(names: Sequence[str]) -> pl.Expr:
    """Whether no column of a key is null: a key with a null in it is none."""
    return pl.all_horizontal(pl.col(name).is_not_null() for name in names)


@contextmanager
def _unmatched(here: Frame, there: Frame, key: ForeignKey, options: Options) -> Iterator[pl.LazyFrame]:
    """The rows whose key points to nothing, in order."""
    ours, theirs = here.key(key.fields), there.key(key.table_fields)
    whole = key_is_whole(ours)
    numbered = here.rows.with_row_index(ROW, offset=1)
    rows = numbered.select(*dict.fromkeys([ROW, *here.row_id, *ours])).filter(whole)
    kinds = [(here.types[one], there.types[other]) for one, other in zip(key.fields, key.table_fields, strict=True)]
    if not all(one == other and one in _HASHED for one, other in kinds):
        named = [f"k{i}" for i in range(len(theirs))]
        known = there.rows.select(pl.col(name).alias(new) for name, new in zip(theirs, named, strict=True)).unique()
        yield rows.join(known, left_on=ours, right_on=named, how="anti", maintain_order="left")
        return
    complete = key_is_whole(theirs)
    hashes = there.rows.filter(complete).select(key_hash(theirs))
    numbers = rows.select(pl.col(ROW).alias("row"), key_hash(ours))
    with unmatched_rows(numbers, hashes, row_count(there.rows), options) as on_disk:
        if on_disk is None:
            found = hashes.collect(engine="streaming")["hash"]
            yield rows.filter(~key_hash(ours).is_in(found.implode()))
        else:
            yield rows.join(on_disk, left_on=ROW, right_on="row", how="semi", maintain_order="left")


def _known_ids(there: Frame, columns: list[str]) -> list[str]:
    if len(columns) != 1:
        return []
    return [str(value)[:400] for value in there.rows.select(columns).head(20_000).collect().to_series()]
