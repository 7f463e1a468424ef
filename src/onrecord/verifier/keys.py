"""Keys: values that may stand only once in a table, and values that have to stand in another one.

A key with a null in it is no key: it is neither repeated nor dangling (SQL's UNIQUE and simple MATCH). That a primary
key has no null is a rule on rows (T001).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import reduce
from operator import xor

import polars as pl

from onrecord.contract import Contract, ForeignKey, Table
from onrecord.findings import Finding, did_you_mean, printable
from onrecord.verifier.frame import EXAMPLES, ROW, UNREADABLE, Frame, shown_value
from onrecord.verifier.rules import not_verified

#: so many repeated hashes are compared value by value; of more, only the first are shown
MOST_CANDIDATES = 100_000


def repeated_keys(frame: Frame) -> Iterator[Finding]:
    """Every primary key, unique key and unique column with values that occur again."""
    table = frame.table
    unique = [(table.primary_key, "T011")] if table.primary_key else []
    unique += [(key, "T012") for key in table.unique_keys]
    unique += [((field.name,), "T012") for field in table.fields if field.constraints.get("unique")]
    for key, code in unique:
        if not frame.has(key):
            continue
        try:
            if not (len(key) == 1 and _ascending(frame, key[0])):
                yield from _repeated(frame, key, code)
        except UNREADABLE as error:
            yield not_verified(frame, f"{', '.join(key)} is unique", str(error))


def _ascending(frame: Frame, column: str) -> bool:
    """Whether the values strictly rise, as in a table sorted by its key: then none occurs twice."""
    values = pl.col(frame.names[column])
    # the first row and rows without a value rise above nothing
    resting = (values > values.shift(1)).fill_null(False).not_().sum()
    return int(frame.rows.select(resting).collect(engine="streaming").item()) <= 1


def _repeated(frame: Frame, key: Sequence[str], code: str) -> Iterator[Finding]:
    names = frame.key(key)
    whole = pl.all_horizontal(pl.col(name).is_not_null() for name in names)
    # only hashes are kept for all rows: 8 bytes each, however long the keys are
    hashed = reduce(xor, (pl.col(name).hash(seed) for seed, name in enumerate(names))).alias("hash")
    hashes = frame.rows.filter(whole).select(hashed).collect(engine="streaming")["hash"].sort()
    again = hashes.filter((hashes == hashes.shift(1)).fill_null(False)).unique(maintain_order=True)
    if again.is_empty():
        return
    numbered = frame.rows.with_row_index(ROW, offset=1).filter(whole).with_columns(hashed)
    repeated = (
        numbered.select(ROW, "hash", *names)
        .join(again.head(MOST_CANDIDATES).to_frame().lazy(), on="hash", how="semi")
        .collect(engine="streaming")
        .group_by(*names)
        .agg(pl.len().alias("times"), pl.col(ROW).sort().head(8))
        .filter(pl.col("times") > 1)
        .sort(pl.col(ROW).list.first())
    )
    count = max(repeated.height, again.len()) if again.len() > MOST_CANDIDATES else repeated.height
    for row in repeated.head(EXAMPLES).iter_rows(named=True):
        told = ", ".join(f"{name} = {shown_value(row[frame.names[name]])}" for name in key)
        yield Finding(
            code=code,
            message=f"{told} occurs {row['times']:,} times, in rows {', '.join(map(str, row[ROW]))}",
            table=frame.table.name,
            field=key[0] if len(key) == 1 else None,
            row=row[ROW][1],
            row_id=frame.id_of(row) if code == "T011" else None,
            count=count,
            help="a key stands for one row: give the second one an id of its own, or remove it",
        )


def foreign_keys(
    contract: Contract, frames: Mapping[str, Frame], wanted: Collection[str] | None = None
) -> list[Finding]:
    """Every foreign key (of the wanted tables) that points to no row. Unreadable files have findings of their own."""
    findings: list[Finding] = []
    for table in contract.tables.values():
        if wanted is None or table.name in wanted:
            for key in table.foreign_keys:
                findings += _foreign_key(contract, frames, table, key)
    return findings


def _foreign_key(contract: Contract, frames: Mapping[str, Frame], table: Table, key: ForeignKey) -> Iterator[Finding]:
    columns = ", ".join(key.fields)
    if key.table not in contract.tables:
        yield Finding(
            code="T014",
            message=f"not verified: {columns} points to “{printable(key.table, 60)}”, which is no table here",
            table=table.name,
            help=did_you_mean(key.table, contract.tables),
        )
        return
    if table.name not in frames or key.table not in frames:
        return
    here, there = frames[table.name], frames[key.table]
    if not here.has(key.fields) or not there.has(key.table_fields):
        return
    try:
        yield from _dangling(here, there, key)
    except (OSError, *UNREADABLE) as error:
        told = printable(str(error).split("\n", maxsplit=1)[0], 300)
        message = f"not verified: {columns} can't be compared with {key.table}: {told}"
        yield Finding(code="T014", severity="warning", message=message, table=table.name)


def _dangling(here: Frame, there: Frame, key: ForeignKey) -> Iterator[Finding]:
    ours, theirs = here.key(key.fields), there.key(key.table_fields)
    whole = pl.all_horizontal(pl.col(name).is_not_null() for name in ours)
    known = there.rows.select(pl.col(name).alias(f"k{i}") for i, name in enumerate(theirs)).unique()
    lost = (
        here.rows.with_row_index(ROW, offset=1)
        .select(*dict.fromkeys([ROW, *here.row_id, *ours]))
        .filter(whole)
        .join(known, left_on=ours, right_on=[f"k{i}" for i in range(len(theirs))], how="anti")
    )
    count = int(lost.select(pl.len()).collect(engine="streaming").item())
    if not count:
        return
    near = _known_ids(there, theirs)
    for row in lost.bottom_k(EXAMPLES, by=ROW).sort(ROW).collect(engine="streaming").iter_rows(named=True):
        value = " ".join(str(row[name])[:400] for name in ours)
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


def _known_ids(there: Frame, columns: list[str]) -> list[str]:
    if len(columns) != 1:
        return []
    return [str(value)[:400] for value in there.rows.select(columns).head(20_000).collect().to_series()]
