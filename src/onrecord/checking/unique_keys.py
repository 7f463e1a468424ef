"""Values that may stand only once in a table: primary keys, unique keys, unique columns.

A key with a null in it is no key and is never repeated (SQL's UNIQUE). A column that rises from row to row repeats
nothing, and one that nearly does can repeat only where its rising runs meet; of any other, hashes are compared, and
the rows whose hashes occur again are compared value by value.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from onrecord.checking.batches import batches
from onrecord.checking.failing_rows import as_failures
from onrecord.checking.keys_on_disk import NeedsDuckDB, hashed, repeated_hashes
from onrecord.checking.options import How
from onrecord.checking.rising_runs import Runs, runs_of
from onrecord.checking.row_checks import not_verified
from onrecord.contract import Table
from onrecord.findings import Finding
from onrecord.reading.frame import EXAMPLES, ROW, UNREADABLE, Frame, shown_value

#: so many repeated hashes are compared value by value; of more, only the first are shown
MOST_CANDIDATES = 100_000
#: rows told of one repeated key
MOST_ROWS = 8


def unique_keys(table: Table) -> list[tuple[tuple[str, ...], str]]:
    """The keys of a table of which no value may occur again, each with the code of a finding on it."""
    found = [(tuple(table.primary_key), "T011")] if table.primary_key else []
    found += [(tuple(key), "T012") for key in table.unique_keys]
    return found + [((field.name,), "T012") for field in table.fields if field.constraints.get("unique")]


def repeated_keys(frame: Frame, how: How, noted: Runs | None = None) -> Iterator[Finding]:
    """Every primary key, unique key and unique column with values that occur again.

    `noted` has the runs of one column, if they were noted while other rules were checked.
    """
    for key, code in unique_keys(frame.table):
        if not frame.has(key):
            continue
        known = noted if noted and [noted.name] == frame.key(key) else None
        wrong = False
        try:
            for finding in _repeated(frame, key, code, how, known):
                yield finding
                wrong = True
        except UNREADABLE as error:
            yield not_verified(frame, f"{', '.join(key)} is unique", str(error))
        except NeedsDuckDB as missing:
            yield missing.finding(frame.table.name, key)
        if wrong and how.fail_fast:
            return


def _repeated(frame: Frame, key: Sequence[str], code: str, how: How, known: Runs | None) -> Iterator[Finding]:
    names = frame.key(key)
    whole = pl.all_horizontal(pl.col(name).is_not_null() for name in names)
    rows = frame.rows.with_row_index(ROW, offset=1).select(*dict.fromkeys([ROW, *frame.row_id, *names])).filter(whole)
    runs = known if known and known.told else _met(frame, key)
    meeting = runs.meeting() if runs else None
    if meeting is not None:
        if meeting.is_empty():
            return
        doubled = runs.doubled() if runs and set(frame.row_id) <= set(names) else None
        found = rows.filter(pl.col(names[0]).is_in(meeting.implode())) if doubled is None else doubled.lazy()
        candidates, total = found, None
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


def _met(frame: Frame, key: Sequence[str]) -> Runs | None:
    """The runs of a column, from a pass over it alone; None when they don't tell what occurs again."""
    runs = runs_of(frame, key)
    if runs is None or not runs.known:
        return None
    rows = frame.rows.with_row_index(ROW, offset=1).select(ROW, runs.name)
    if _noted(runs, rows):
        return runs
    # with nulls left out, it isn't known which row stands before which
    again = runs.anew() if runs.nulls else None
    whole = rows.select(runs.name).filter(pl.col(runs.name).is_not_null())
    return again if again and _noted(again, whole) else None


def _noted(runs: Runs, rows: pl.LazyFrame) -> bool:
    for batch in batches(runs.beside(rows).filter(runs.begins)):
        runs.note(batch)
        if not runs.known:
            return False
    runs.end()
    return True


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
