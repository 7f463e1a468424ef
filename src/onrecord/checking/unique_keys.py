"""Values that may stand only once in a table: primary keys, unique keys, unique columns.

A key with a null in it is no key and is never repeated (SQL's UNIQUE). A column that rises from row to row repeats
nothing, and one that nearly does can repeat only where its rising runs meet; of any other, hashes are compared, and
the rows whose hashes occur again are compared value by value.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import polars as pl

from onrecord.checking.failing_rows import Failures, as_failures
from onrecord.checking.keys_on_disk import NeedsDuckDB, key_hash, repeated_hashes
from onrecord.checking.options import Options
from onrecord.checking.rising_runs import RisingRuns, rising_runs_of
from onrecord.checking.row_checks import not_verified
from onrecord.contract import Table
from onrecord.findings import Finding
from onrecord.reading.batches import batches
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


def repeated_keys(
    frame: Frame,
    options: Options,
    noted: RisingRuns | None = None,
    keys: Sequence[tuple[tuple[str, ...], str]] | None = None,
) -> Iterator[Finding]:
    """Every primary key, unique key and unique column (or these `keys`, with codes) with values that occur again.

    `noted` has the runs of one column, if they were noted while other rules were checked.
    """
    for key, code in keys or unique_keys(frame.table):
        if not frame.has(key):
            continue
        known = noted if noted and [noted.name] == frame.key(key) else None
        wrong = False
        try:
            for finding in _repeated(_key_of(frame, key, code), options, known):
                yield finding
                wrong = True
        except UNREADABLE as error:
            yield not_verified(frame, f"{', '.join(key)} is unique", str(error))
        except NeedsDuckDB as missing:
            yield missing.finding(frame.table.name, key)
        if wrong and options.fail_fast:
            return


class _Key(NamedTuple):
    """A key of a table, with the rows in which all of its columns hold a value."""

    frame: Frame
    columns: tuple[str, ...]
    #: the code of a finding on it
    code: str
    #: the names of the columns in the plan
    names: list[str]
    #: whether a row has the whole key
    is_whole: pl.Expr
    #: number, id and key of each row that has the whole key
    rows: pl.LazyFrame


class _Candidates(NamedTuple):
    """Rows that are compared value by value, all that repeat a key among them."""

    rows: pl.LazyFrame
    #: of keys too many to compare: how many seem to occur again, and the rows that have them
    uncompared: int = 0
    every_row: pl.LazyFrame | None = None


def _key_of(frame: Frame, columns: tuple[str, ...], code: str) -> _Key:
    names = frame.key(columns)
    is_whole = pl.all_horizontal(pl.col(name).is_not_null() for name in names)
    numbered = frame.rows.with_row_index(ROW, offset=1)
    rows = numbered.select(*dict.fromkeys([ROW, *frame.row_id, *names])).filter(is_whole)
    return _Key(frame, columns, code, names, is_whole, rows)


def _repeated(key: _Key, options: Options, noted: RisingRuns | None) -> Iterator[Finding]:
    runs = noted if noted and noted.is_final else _rising_runs(key)
    by_runs = _where_runs_meet(key, runs) if runs else None
    candidates = by_runs if by_runs is not None else _with_repeated_hashes(key, options)
    repeated = _counted(candidates.rows, key.names)
    if options.failures is not None and candidates.every_row is not None:
        _keep(key, candidates.every_row, options.failures)
    elif options.failures is not None and repeated.height:
        keys = repeated.lazy().select(key.names)
        _keep(key, candidates.rows.join(keys, on=key.names, how="semi", maintain_order="left"), options.failures)
    count = max(repeated.height, candidates.uncompared)
    yield from repeated_findings(key.frame, key.columns, key.code, repeated, count)


def _where_runs_meet(key: _Key, runs: RisingRuns) -> _Candidates | None:
    """The rows with values at which rising runs meet; None when the runs don't tell which these are."""
    meeting_values = runs.meeting_values()
    if meeting_values is None:
        return None
    if meeting_values.is_empty():
        return _Candidates(key.rows.head(0))
    neighbours = runs.repeated_rows() if set(key.frame.row_id) <= set(key.names) else None
    if neighbours is not None:
        return _Candidates(neighbours.lazy())
    return _Candidates(key.rows.filter(pl.col(key.names[0]).is_in(meeting_values.implode())))


def _with_repeated_hashes(key: _Key, options: Options) -> _Candidates:
    """The rows whose hash occurs again; of more than `MOST_CANDIDATES` hashes, those with the first of them."""
    again = repeated_hashes(key.frame.rows, key.is_whole, key.names, options)
    if again.is_empty():
        return _Candidates(key.rows.head(0))
    compared = _having(key, again.head(MOST_CANDIDATES))
    if again.len() <= MOST_CANDIDATES:
        return _Candidates(compared)
    return _Candidates(compared, again.len(), _having(key, again))


def _having(key: _Key, hashes: pl.Series) -> pl.LazyFrame:
    """The rows whose key has one of these hashes, in order."""
    hashed = key.rows.with_columns(key_hash(key.names))
    return hashed.join(hashes.to_frame().lazy(), on="hash", how="semi", maintain_order="left").drop("hash")


def _rising_runs(key: _Key) -> RisingRuns | None:
    """The runs of a column, from a pass over it alone; None when they don't tell what occurs again."""
    runs = rising_runs_of(key.frame, key.columns)
    if runs is None or not runs.known:
        return None
    rows = key.frame.rows.with_row_index(ROW, offset=1).select(ROW, runs.name)
    if _noted(runs, rows):
        return runs
    # with nulls left out, it isn't known which row stands before which
    again = runs.fresh() if runs.has_nulls else None
    whole = rows.select(runs.name).filter(pl.col(runs.name).is_not_null())
    return again if again and _noted(again, whole) else None


def _noted(runs: RisingRuns, rows: pl.LazyFrame) -> bool:
    for batch in batches(runs.with_previous(rows).filter(runs.begins_run)):
        runs.note(batch)
        if not runs.known:
            return False
    runs.finish()
    return True


def _counted(candidates: pl.LazyFrame, names: Sequence[str]) -> pl.DataFrame:
    return occurring_again([grouped_rows(candidates, names)], names)


def occurring_again(groups: Sequence[pl.DataFrame], names: Sequence[str]) -> pl.DataFrame:
    """The keys that occur again in these groups, with how often and in which rows first; in order of rows."""
    held = [group for group in groups if group.height]
    if not held:
        return pl.DataFrame(schema={"times": pl.UInt32})
    return merged_groups(held, names).filter(pl.col("times") > 1).sort(pl.col(ROW).list.first())


def grouped_rows(candidates: pl.LazyFrame, names: Sequence[str]) -> pl.DataFrame:
    """The keys of these rows with how often they occur, in which rows first, and the ids of these."""
    gathered: list[pl.DataFrame] = []
    waiting = 0
    for batch in batches(candidates):
        gathered.append(
            batch.group_by(names).agg(pl.len().alias("times"), pl.col(ROW).head(MOST_ROWS), *_ids(batch, names))
        )
        waiting += gathered[-1].height
        if waiting > 2 * MOST_CANDIDATES:
            gathered = [merged_groups(gathered, names)]
            waiting = 0
    return merged_groups(gathered, names) if gathered else pl.DataFrame(schema={"times": pl.UInt32})


def _ids(batch: pl.DataFrame, names: Sequence[str]) -> list[pl.Expr]:
    return [pl.col(name).slice(0, 2) for name in batch.columns if name != ROW and name not in names]


def merged_groups(gathered: Sequence[pl.DataFrame], names: Sequence[str]) -> pl.DataFrame:
    """Groups of rows with the same key as one group each; rows in the order in which the groups are given."""
    lists = [pl.col(name).explode().head(MOST_ROWS) for name in gathered[0].columns if name not in ("times", *names)]
    return pl.concat(gathered).group_by(names, maintain_order=True).agg(pl.col("times").sum(), *lists)


def _keep(key: _Key, rows: pl.LazyFrame, failures: Failures) -> None:
    field, message = _only(key.columns), f"{', '.join(key.columns)} occurs more than once"
    with failures.part() as part:
        for batch in batches(rows):
            part.add(as_failures(key.frame, batch, key.code, field, key.columns, message))


def _only(columns: Sequence[str]) -> str | None:
    """The column of a key that has one."""
    return columns[0] if len(columns) == 1 else None


def repeated_findings(
    frame: Frame, columns: Sequence[str], code: str, repeated: pl.DataFrame, count: int
) -> Iterator[Finding]:
    """Findings on the first keys that occur again, as `occurring_again` gives them; `count` is how many they are."""
    names = frame.key(columns)
    for row in repeated.head(EXAMPLES).iter_rows(named=True):
        values = ", ".join(f"{column} = {shown_value(row[name])}" for column, name in zip(columns, names, strict=True))
        second = {
            name: value[1] if isinstance(value, list) and name not in names else value for name, value in row.items()
        }
        yield Finding(
            code=code,
            message=f"{values} occurs {row['times']:,} times, in rows {', '.join(map(str, row[ROW]))}",
            table=frame.table.name,
            field=_only(columns),
            row=row[ROW][1],
            row_id=frame.id_of(second),
            count=count,
            help="a key stands for one row: give the second one an id of its own, or remove it",
        )
