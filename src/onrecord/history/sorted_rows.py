"""The rows of a table in key order, batch by batch, and two such tables side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from onrecord.contract import Table
from onrecord.findings import Finding, Problem, printable
from onrecord.history.spilled_tables import SpillFolder
from onrecord.history.value_comparison import plain_type
from onrecord.package.read import Package
from onrecord.reading.arrow_rows import parquet_rows

#: rows that are compared at a time: what they and their key index need fits into a processor's cache
BATCH = 120_000


class NotSortedError(Exception):
    """The rows of this side (0 or 1) do not stand in key order."""

    def __init__(self, side: int) -> None:
        super().__init__(side)
        self.side = side


def files_of(package: Package, table: Table) -> tuple[Path, ...]:
    """The files that hold a table. Raises `Problem` (H030) when they can't be had."""
    try:
        return package.files(table.name).paths
    except Problem as problem:
        raise _unreadable(table, problem.findings[0].message) from None


class Rows:
    """A table of a package as batches of Arrow rows. Opening reads the schema only.

    `table` is what is compared; `stands_as` is the name under which the package has it, `renamed` the columns that
    have other names there (there -> here), `where` the SQL that rows must fulfil. Raises `Problem` (H030) when the
    file can't be read or lies outside of its package.
    """

    def __init__(
        self,
        package: Package,
        table: Table,
        stands_as: str | None = None,
        renamed: Mapping[str, str] | None = None,
        where: str | None = None,
        scratch: SpillFolder | None = None,
    ) -> None:
        self.table = table
        self.is_sorted = False
        self._whole: pa.Table | None = None
        self._coded = [
            f.name for f in table.fields if f.type == "string" and (f.vocabulary or f.constraints.get("enum"))
        ]
        try:
            self.paths = package.parquet_files(stands_as or table.name)
            if (renamed or where) and scratch is not None:
                self.paths = (_rewritten(self.paths, renamed or {}, where, scratch.path(".parquet")),)
            self._open()
        except Problem as problem:
            raise _unreadable(table, problem.findings[0].message) from None
        except (OSError, ValueError, KeyError, TypeError, pa.ArrowException) as error:
            raise _unreadable(self.table, printable(str(error), 160)) from None
        missing = [f.name for f in table.fields if f.name not in self.schema.names]
        if missing:
            raise _unreadable(table, f"its file has no column “{printable(missing[0])}”")

    def _open(self) -> None:
        schemas, rows, size = [], 0, 0
        for path in self.paths:
            with pq.ParquetFile(path) as file:
                groups = [file.metadata.row_group(i).total_byte_size for i in range(file.metadata.num_row_groups)]
                schemas.append(file.schema_arrow)
                rows, size = rows + file.metadata.num_rows, size + sum(groups)
        plain = [pa.schema([pa.field(field.name, plain_type(field.type)) for field in schema]) for schema in schemas]
        self.schema = pa.unify_schemas(plain, promote_options="permissive")
        self.count, self.size = rows, size

    def batches(self, types: Mapping[str, pa.DataType], memory: int) -> Iterator[pa.Table]:
        """The rows in batches that need no more than a small part of `memory` (bytes): these columns with these
        types, text with few values as dictionaries."""
        columns = list(types)
        fitting = memory / 24 / max(1.0, self.size / max(1, self.count))
        size = int(min(BATCH, max(1_000, fitting)))
        if self._whole is not None:
            yield from (_typed(batch, types) for batch in self._whole.select(columns).to_batches(size))
            return
        coded = [name for name in self._coded if name in columns and name not in self.table.primary_key]
        for path in self.paths:
            with pq.ParquetFile(path, pre_buffer=False, read_dictionary=coded) as file:
                for batch in file.iter_batches(size, columns=columns):
                    yield _typed(batch, types)

    def empty(self) -> Rows:
        """A table with the same columns and no rows."""
        nothing = copy(self)
        nothing._whole = pa.Table.from_batches([], self.schema)
        return nothing

    def sort(self, scratch: SpillFolder, memory: int) -> None:
        """Put the rows in key order: in memory where they fit, else on disk."""
        self.is_sorted = True
        order = [(name, "ascending") for name in self.table.primary_key]
        if self._whole is not None or self.size * 6 < memory:
            rows = self._whole if self._whole is not None else parquet_rows(self.paths)
            self._whole = rows.sort_by(order)
            return
        self.paths = (_sorted_on_disk(self.paths, self.table, scratch.path(".parquet"), memory),)


def _rewritten(paths: Sequence[Path], renamed: Mapping[str, str], where: str | None, to: Path) -> Path:
    """A file with the rows that fulfil a condition, under other names."""
    import polars as pl

    from onrecord.contract.row_rules import row_rule
    from onrecord.contract.row_rules.expressions import holds

    rows = pl.scan_parquet(list(paths), glob=False, use_statistics=False).rename(dict(renamed))
    try:
        schema = rows.collect_schema()
        (rows.filter(holds(row_rule(where, schema), schema)) if where else rows).sink_parquet(to)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise ValueError(str(error)) from None
    return to


def _typed(batch: pa.RecordBatch, types: Mapping[str, pa.DataType]) -> pa.Table:
    columns = {}
    for name, wanted in types.items():
        column = batch.column(name)
        coded = pa.types.is_dictionary(column.type) and column.type.value_type == wanted
        columns[name] = column if coded or column.type == wanted else column.cast(wanted)
    return pa.table(columns)


def _sorted_on_disk(paths: Sequence[Path], table: Table, to: Path, memory: int) -> Path:
    try:
        import duckdb
    except ModuleNotFoundError:
        why = "its rows do not stand in key order and are too many to sort in memory"
        raise _unreadable(table, why, "pip install duckdb, or allow more memory") from None
    folder = to.with_suffix(".spill")
    # twice as much as DuckDB is told goes to Parquet buffers that it does not count
    settings: dict[str, Any] = {"memory_limit": f"{max(200, memory // 2_000_000)}MB", "temp_directory": str(folder)}
    key = ", ".join(f'"{name.replace(chr(34), chr(34) * 2)}"' for name in table.primary_key)
    sources, target = ", ".join(_quoted(path) for path in paths), _quoted(to)
    with duckdb.connect(":memory:", config=settings) as connection:
        rows = f"SELECT * FROM read_parquet([{sources}], union_by_name = true) ORDER BY {key}"  # noqa: S608 - names are quoted
        connection.execute(f"COPY ({rows}) TO {target} (FORMAT parquet, ROW_GROUP_SIZE {BATCH})")
    return to


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def side_by_side(
    a: Iterator[pa.Table], b: Iterator[pa.Table], key: Sequence[str]
) -> Iterator[tuple[pa.Table, pa.Table]]:
    """Both tables cut at the same keys: rows with the same key stand in the same pair.

    Raises `NotSortedError` as soon as a batch is out of order. At most two batches of each are held.
    """
    sides = [_Side(batches, key, number) for number, batches in enumerate((a, b))]
    with ThreadPoolExecutor(2) as pool:
        for side in sides:
            side.start(pool)
        while sides[0].more() or sides[1].more():
            open_sides = [side for side in sides if not side.ended]
            bound = _smallest([side.last for side in open_sides]) if open_sides else None
            pair = [side.take_below(bound) for side in sides]
            if pair[0].num_rows or pair[1].num_rows:
                yield pair[0], pair[1]
            if bound is None:
                return
            for side in open_sides:
                if side.last == bound:
                    side.grow()


class _Side:
    def __init__(self, batches: Iterator[pa.Table], key: Sequence[str], number: int) -> None:
        self._batches, self._key, self._number = batches, key, number
        self.rows: pa.Table | None = None
        self.last: pa.Scalar | None = None
        self.ended = False

    def start(self, pool: ThreadPoolExecutor) -> None:
        self._pool = pool
        self._next = pool.submit(next, self._batches, None)
        self.grow()

    def grow(self) -> None:
        """Take in one more batch, and have the one after it read meanwhile."""
        batch = self._next.result()
        while batch is not None and not batch.num_rows:
            batch = next(self._batches, None)
        if batch is None:
            self.ended = True
            return
        self._next = self._pool.submit(next, self._batches, None)
        self._in_order(batch)
        self.last = batch[self._key[0]][-1]
        self.rows = batch if self.rows is None else pa.concat_tables([self.rows, batch])

    def _in_order(self, batch: pa.Table) -> None:
        column = batch[self._key[0]]
        # the index of a pair checks the other columns of the key
        ordered = pc.less if len(self._key) == 1 else pc.less_equal
        fine = self.last is None or ordered(self.last, column[0]).as_py()
        if column.null_count or not fine or not pc.all(ordered(column[:-1], column[1:]), min_count=0).as_py():
            raise NotSortedError(self._number)

    def more(self) -> bool:
        """Whether rows are left."""
        return not self.ended or (self.rows is not None and self.rows.num_rows > 0)

    def take_below(self, bound: pa.Scalar | None) -> pa.Table:
        """The rows whose first key is smaller (all without a bound); without columns when there never was a row."""
        if self.rows is None:
            return pa.table({})
        count = self.rows.num_rows
        if bound is not None and count:
            count = pc.sum(pc.less(self.rows[self._key[0]], bound), min_count=0).as_py()
        taken, self.rows = self.rows.slice(0, count), self.rows.slice(count)
        return taken


def _smallest(keys: Iterable[pa.Scalar | None]) -> pa.Scalar | None:
    smallest = None
    for key in keys:
        if key is None:
            continue
        if smallest is None or pc.less(key, smallest).as_py():
            smallest = key
    return smallest


def _unreadable(table: Table, why: str, help_: str | None = None) -> Problem:
    return Problem(Finding(code="H030", message=f"not compared: {why}", table=table.name, help=help_))
