"""Two data packages compared, and a comparison applied."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from onrecord.contract import Table
from onrecord.findings import Finding, Problem, did_you_mean, printable
from onrecord.history.contract_differences import compare_contracts
from onrecord.history.difference import Difference, TableDiff
from onrecord.history.release_files import belongs_to_release
from onrecord.history.render import render
from onrecord.history.row_differences import compare_rows, key_positions
from onrecord.history.sorted_rows import Rows, files_of
from onrecord.history.spilled_tables import SpillFolder
from onrecord.history.value_comparison import common_key_type, stored_as
from onrecord.history.version import is_version
from onrecord.package.read import Package, open_package
from onrecord.package.write import sha256_file
from onrecord.parallel import Progress

#: bytes that a comparison may use, unless it is told
MEMORY = 2_000_000_000
RETIRED = "retired"
#: properties of a resource that say what its bytes mean
_HOW_READ = ("encoding", "dialect", "compression", "innerpath")
Comparable = str | PathLike[str] | Package


class Diff(Difference):
    """How package `b` differs from package `a`: what `diff` gives. `str()` and the notebook show a summary."""

    def __str__(self) -> str:
        return render(self)

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:
        printer.text(str(self))


def open_compared(source: Comparable) -> Package:
    """The package in a folder, or the release of that version. Raises `Problem` when there is none."""
    if isinstance(source, str) and not Path(source).exists() and (is_version(source) or source == "latest"):
        return open_package(None, source)
    return open_package(source)


def diff(
    a: Comparable,
    b: Comparable,
    *,
    tables: Iterable[str] | None = None,
    memory: int = MEMORY,
    progress: Progress | None = None,
) -> Diff:
    """How package `b` differs from package `a`: versions, folders or opened packages, ours or anyone's.

    Rows are matched by primary key, whatever their order. What can't be compared (no key, a file that can't be
    read, other columns in the key) is told in `skipped` and counts as not the same. Equal files are not read.
    tables: only these (names, or one name). memory: about how many bytes may be used; results and sorting go to disk
    beyond it. Raises `Problem`: D002 no such release, D003 no such table, D004 no such package.
    """
    tables = [tables] if isinstance(tables, str) else tables
    first, second = open_compared(a), open_compared(b)
    left, right = _compared(first), _compared(second)
    names = _chosen([*right, *(name for name in left if name not in right)], tables)
    scratch, found = SpillFolder(memory // 8), {}
    skipped: list[Finding] = []
    for number, name in enumerate(names):
        if progress:
            progress(number, len(names))
        try:
            found[name] = _table(first, second, left.get(name), right.get(name), memory, scratch)
        except Problem as problem:
            skipped += problem.findings
    changes = compare_contracts(first.contract, second.contract)
    if tables is not None:
        changes = [change for change in changes if change.table in names]
    return Diff(
        a=package_label(first),
        b=package_label(second),
        contract=tuple(changes),
        tables=_with_retired(found, first, second),
        skipped=tuple(skipped),
        later=second.contract,
        scratch=scratch,
    )


def _chosen(names: list[str], wanted: Iterable[str] | None) -> list[str]:
    if wanted is None:
        return names
    chosen = set(wanted)
    unknown = [
        Finding(
            code="D003",
            message=f"neither package has a table “{printable(name)}”",
            help=did_you_mean(name, names) or f"tables: {', '.join(names)}",
        )
        for name in sorted(chosen.difference(names))
    ]
    if unknown:
        raise Problem(*unknown)
    return [name for name in names if name in chosen]


def package_label(package: Package) -> str:
    """What a package is called in a comparison: its version, else its folder."""
    return package.version or str(package.folder)


def _compared(package: Package) -> dict[str, Table]:
    return {name: table for name, table in package.contract.tables.items() if not belongs_to_release(table)}


def _table(
    first: Package, second: Package, old: Table | None, new: Table | None, memory: int, scratch: SpillFolder
) -> TableDiff:
    known = new or old
    assert known is not None  # noqa: S101 - names come from one of the two
    if old and new and old == new and _same_file(first, second, known):
        rows = int(second.resource(known.name).get("rows") or 0)
        return _nothing(known, Rows(second, known), rows)
    for table in (old, new):
        if table and not table.primary_key:
            raise Problem(
                Finding(
                    code="H030",
                    message="not compared: the table has no primary key",
                    table=table.name,
                    help="name the columns that identify a row as `primaryKey` in its schema",
                )
            )
    if old and new:
        a, b = Rows(first, old), Rows(second, new)
        if _same_key(a, b):
            return compare_rows(a, b, memory, scratch)
        # under another key all rows are others
        return _replaced(a, b, memory, scratch)
    return _replaced(Rows(first, old) if old else None, Rows(second, new) if new else None, memory, scratch)


def _same_key(a: Rows, b: Rows) -> bool:
    """Whether rows of both tables can have the same primary key."""
    if a.table.primary_key != b.table.primary_key:
        return False
    return all(common_key_type(a.schema.field(k).type, b.schema.field(k).type) for k in a.table.primary_key)


def _replaced(old: Rows | None, new: Rows | None, memory: int, scratch: SpillFolder) -> TableDiff:
    """All rows of the earlier table removed, all of the later one added."""
    known = new or old
    assert known is not None  # noqa: S101
    empty = pa.Table.from_batches([], known.schema)
    added = _all(new, memory, scratch) if new else empty
    removed = _all(old, memory, scratch) if old else empty
    return TableDiff(known.table.name, known.table.primary_key, new.schema if new else None, added, removed)


def _all(rows: Rows, memory: int, scratch: SpillFolder) -> pa.Table:
    nothing = rows.empty()
    compared = compare_rows(nothing, rows, memory, scratch)
    return compared.added


def _nothing(table: Table, rows: Rows, count: int) -> TableDiff:
    empty = pa.Table.from_batches([], rows.schema)
    return TableDiff(table.name, table.primary_key, rows.schema, empty, empty, same=count or rows.count)


def _same_file(a: Package, b: Package, table: Table) -> bool:
    """Whether the rows stand in files with the same bytes."""
    first, second = files_of(a, table), files_of(b, table)
    if not first or len(first) != len(second) or not _read_alike(a, b, table):
        return False
    try:
        return all(
            one.stat().st_size == other.stat().st_size
            and (one.samefile(other) or sha256_file(one) == sha256_file(other))
            for one, other in zip(first, second, strict=True)
        )
    except OSError:
        return False


def _read_alike(a: Package, b: Package, table: Table) -> bool:
    """Whether the same bytes are the same rows in both packages: nothing else says how they are read."""
    first, second = (package.files(table.name) for package in (a, b))
    alike = all(first.resource.get(name) == second.resource.get(name) for name in _HOW_READ)
    return first.format == second.format and (alike or first.format == "parquet")


def _with_retired(found: Mapping[str, TableDiff], first: Package, second: Package) -> dict[str, TableDiff]:
    """The comparisons, each told which of its removed rows the later package lists as retired.

    A row that hangs on a retired row goes with it: an immutable column says so, as a mention's subject does.
    """
    listing = dict(found)
    gone = {name: table for name, table in found.items() if table.removed.num_rows and len(table.key) == 1}
    listed = second.contract.tables.get(RETIRED)
    if not gone or listed is None or listed.primary_key != ("id",):
        return listing
    reasons = {row["id"]: row for row in second.read(RETIRED).to_pylist()}
    retired: dict[str, dict[str, Mapping[str, Any]]] = {name: {} for name in gone}
    grew = bool(reasons)
    while grew:
        known = dict(reasons)
        for name, table in gone.items():
            retired[name] |= _going(table, first.contract.tables[name], known)
        reasons |= {row: why for rows in retired.values() for row, why in rows.items()}
        grew = len(reasons) > len(known)
    return listing | {name: replace(table, retired=retired[name]) for name, table in gone.items()}


def _going(gone: TableDiff, table: Table, reasons: Mapping[str, Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """The removed rows that are retired, by their own id or by one that they hang on, with the entry that says so."""
    values = pa.array(list(reasons), pa.string())
    going: dict[str, Mapping[str, Any]] = {}
    for name in [gone.key[0], *(field.name for field in table.fields if field.immutable)]:
        column = gone.removed[name]
        if not pa.types.is_string(column.type):
            continue
        rows = gone.removed.filter(pc.is_in(column, value_set=values))
        for row, by in zip(rows[gone.key[0]].to_pylist(), rows[name].to_pylist(), strict=True):
            going.setdefault(row, reasons[by])
    return going


def apply_diff(difference: Difference, a: Comparable | Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """The tables of `b`, made from those of `a` and what differs; rows in key order, columns as in `b`.

    Raises `Problem` (H030) when something could not be compared: then the difference is not whole.
    """
    if difference.skipped:
        raise Problem(*difference.skipped)
    package = None if isinstance(a, Mapping) else open_compared(a)

    def rows_of(name: str) -> pa.Table | None:
        if isinstance(a, Mapping):
            return a.get(name)
        return package.read(name) if package and name in package.resources else None

    made = {}
    for name, table in difference.tables.items():
        if table.schema is None:
            continue
        made[name] = _applied(table, rows_of(name))
    return made


def _applied(table: TableDiff, rows: pa.Table | None) -> pa.Table:
    schema = table.schema
    assert schema is not None  # noqa: S101 - tables that are gone are passed over
    if rows is None or table.removed.num_rows == rows.num_rows:
        return _in_order(table.added, table)
    if table.removed.num_rows:
        gone = key_positions([rows[name] for name in table.key], [table.removed[name] for name in table.key])
        rows = rows.filter(gone.is_null())
    columns: dict[str, Any] = {}
    for field in schema:
        kept = field.name in rows.column_names and field.name not in table.filled
        column = rows[field.name] if kept else pa.nulls(rows.num_rows, field.type)
        cells = table.cells.get(field.name) or table.filled.get(field.name)
        columns[field.name] = _put(column, cells, rows, table.key, field.type)
    return _in_order(pa.concat_tables([pa.table(columns, schema=schema), table.added.cast(schema)]), table)


def _put(column: Any, cells: pa.Table | None, rows: pa.Table, key: tuple[str, ...], kind: pa.DataType) -> Any:
    """The column with the new values of these cells, as it is stored in the later table."""
    if cells is None:
        return stored_as(column, kind)
    places = key_positions([rows[name] for name in key], [cells[name] for name in key])
    kept = stored_as(pc.if_else(places.is_valid(), pa.scalar(None, column.type), column), kind)
    return pc.if_else(places.is_valid(), cells["new"].take(places), kept)


def _in_order(rows: pa.Table, table: TableDiff) -> pa.Table:
    return rows.cast(table.schema).sort_by([(name, "ascending") for name in table.key]).combine_chunks()
