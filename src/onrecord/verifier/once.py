"""Values that may stand only once in a table: primary keys, unique keys, unique columns.

A key with a null in it is no key and is never repeated (SQL's UNIQUE). A column that rises from row to row repeats
nothing, and one that nearly does can repeat only where its rising runs meet; of any other, hashes are compared, and
the rows whose hashes occur again are compared value by value.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl

from onrecord.findings import Finding
from onrecord.tabular.frame import EXAMPLES, ROW, UNREADABLE, Frame, shown_value
from onrecord.verifier.failures import as_failures
from onrecord.verifier.how import How
from onrecord.verifier.rules import not_verified
from onrecord.verifier.spill import NeedsDuckDB, hashed, repeated_hashes
from onrecord.verifier.stream import batches

#: so many repeated hashes are compared value by value; of more, only the first are shown
MOST_CANDIDATES = 100_000
#: a column that falls more often is not worth looking at run by run
MOST_RUNS = 20_000
#: rows told of one repeated key
MOST_ROWS = 8
#: types that Python orders as Polars does
_ORDERED = (pl.String, pl.Int8, pl.Int16, pl.Int32, pl.Int64, pl.UInt8, pl.UInt16, pl.UInt32, pl.UInt64, pl.Date)


def repeated_keys(frame: Frame, how: How) -> Iterator[Finding]:
    """Every primary key, unique key and unique column with values that occur again."""
    table = frame.table
    unique = [(table.primary_key, "T011")] if table.primary_key else []
    unique += [(key, "T012") for key in table.unique_keys]
    unique += [((field.name,), "T012") for field in table.fields if field.constraints.get("unique")]
    for key, code in unique:
        if not frame.has(key):
            continue
        wrong = False
        try:
            for finding in _repeated(frame, key, code, how):
                yield finding
                wrong = True
        except UNREADABLE as error:
            yield not_verified(frame, f"{', '.join(key)} is unique", str(error))
        except NeedsDuckDB as missing:
            yield missing.finding(table.name, key)
        if wrong and how.fail_fast:
            return


def _repeated(frame: Frame, key: Sequence[str], code: str, how: How) -> Iterator[Finding]:
    names = frame.key(key)
    whole = pl.all_horizontal(pl.col(name).is_not_null() for name in names)
    rows = frame.rows.with_row_index(ROW, offset=1).select(*dict.fromkeys([ROW, *frame.row_id, *names])).filter(whole)
    meeting = _meeting(frame, names[0]) if len(names) == 1 else None
    if meeting is not None:
        if meeting.is_empty():
            return
        candidates, total = rows.filter(pl.col(names[0]).is_in(meeting.implode())), None
    else:
        mix = hashed(names)
        again = repeated_hashes(frame.rows, whole, names, how)
        if again.is_empty():
            return
        few = again.head(MOST_CANDIDATES).to_frame().lazy()
        candidates = rows.with_columns(mix).join(few, on="hash", how="semi", maintain_order="left").drop("hash")
        total = again.len() if again.len() > MOST_CANDIDATES else None
        if total and how.failures:
            every = rows.with_columns(mix).join(again.to_frame().lazy(), on="hash", how="semi", maintain_order="left")
            _keep(frame, key, code, every.drop("hash"), how)
    repeated = _counted(candidates, names)
    if how.failures and not total and repeated.height:
        exactly = candidates.join(repeated.lazy().select(names), on=names, how="semi", maintain_order="left")
        _keep(frame, key, code, exactly, how)
    yield from _told(frame, key, code, repeated, max(repeated.height, total or 0))


def _meeting(frame: Frame, name: str) -> pl.Series | None:
    """The values at which the column's rising runs meet: no others can occur twice. None when that isn't known."""
    kind = next(frame.types[told] for told, here in frame.names.items() if here == name)
    if kind not in _ORDERED:
        return None
    column = pl.col(name)
    values = frame.rows.select(column).filter(column.is_not_null())
    # a row that doesn't rise above the one before it begins another run; how far the last one goes isn't known
    breaks = values.with_columns(column.shift(1).alias("before")).filter(column <= pl.col("before"))
    starts, ends = values.head(1).collect()[name].to_list(), []
    for batch in batches(breaks):
        starts += batch[name].to_list()
        ends += batch["before"].to_list()
        if len(ends) > MOST_RUNS:
            return None
    points = _points(sorted(zip(starts, [*ends, None], strict=True), key=lambda run: run[0]) if ends else [])
    return None if points is None else pl.Series(name, points, dtype=kind).unique()


def _points(runs: list[tuple[Any, Any]]) -> list[Any] | None:
    """Where runs (first and last value, sorted) meet; None when some share more than one value."""
    points, reached = [], runs[0][1] if runs else None
    for start, end in runs[1:]:
        if reached is None or (start < reached and start != end):
            return None
        if start <= reached:
            points.append(start)
        reached = None if end is None else max(reached, end)
    return points


def _counted(candidates: pl.LazyFrame, names: Sequence[str]) -> pl.DataFrame:
    """The keys that occur again among the candidates, with how often and in which rows first; in order of rows."""
    gathered: list[pl.DataFrame] = []
    waiting = 0
    for batch in batches(candidates):
        gathered.append(
            batch.group_by(names).agg(pl.len().alias("times"), pl.col(ROW).head(MOST_ROWS), *_ids(batch, names))
        )
        waiting += gathered[-1].height
        if waiting > 2 * MOST_CANDIDATES:
            gathered = [_together(gathered, names)]
            waiting = 0
    if not gathered:
        return pl.DataFrame(schema={"times": pl.UInt32})
    return _together(gathered, names).filter(pl.col("times") > 1).sort(pl.col(ROW).list.first())


def _ids(batch: pl.DataFrame, names: Sequence[str]) -> list[pl.Expr]:
    return [pl.col(name).slice(0, 2) for name in batch.columns if name != ROW and name not in names]


def _together(gathered: list[pl.DataFrame], names: Sequence[str]) -> pl.DataFrame:
    lists = [pl.col(name).explode().head(MOST_ROWS) for name in gathered[0].columns if name not in ("times", *names)]
    return pl.concat(gathered).group_by(names, maintain_order=True).agg(pl.col("times").sum(), *lists)


def _keep(frame: Frame, key: Sequence[str], code: str, rows: pl.LazyFrame, how: How) -> None:
    if how.failures is None:
        return
    field, message = (key[0] if len(key) == 1 else None), f"{', '.join(key)} occurs more than once"
    with how.failures.part() as part:
        for batch in batches(rows):
            part.add(as_failures(frame, batch, code, field, key, message))


def _told(frame: Frame, key: Sequence[str], code: str, repeated: pl.DataFrame, count: int) -> Iterator[Finding]:
    for row in repeated.head(EXAMPLES).iter_rows(named=True):
        told = ", ".join(f"{name} = {shown_value(row[frame.names[name]])}" for name in key)
        second = {
            name: value[1] if isinstance(value, list) and name not in frame.key(key) else value
            for name, value in row.items()
        }
        yield Finding(
            code=code,
            message=f"{told} occurs {row['times']:,} times, in rows {', '.join(map(str, row[ROW]))}",
            table=frame.table.name,
            field=key[0] if len(key) == 1 else None,
            row=row[ROW][1],
            row_id=frame.id_of(second),
            count=count,
            help="a key stands for one row: give the second one an id of its own, or remove it",
        )
