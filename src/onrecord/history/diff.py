"""Two data packages compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from onrecord.contract import Table
from onrecord.findings import Finding, Problem, did_you_mean, printable
from onrecord.history.contract_differences import compare_contracts
from onrecord.history.diff_options import DiffOptions, diff_options
from onrecord.history.difference import Change, Difference, LikelyRename, TableDiff
from onrecord.history.release_files import belongs_to_release
from onrecord.history.render import render
from onrecord.history.spilled_tables import SpillFolder
from onrecord.history.table_comparison import TableComparison, compare_undescribed, undescribed
from onrecord.history.version import is_version
from onrecord.package.read import Package, open_package
from onrecord.parallel import Progress

if TYPE_CHECKING:
    from onrecord.contract.pandera import Backend

#: bytes that a comparison may use, unless it is told
MEMORY = 2_000_000_000
RETIRED = "retired"
#: share of their columns from which a table that is gone and a new one are likely the same
LIKELY_TABLE = 0.75
#: what is no fault of a table but of what was asked
_MISUSED = ("D003", "D019", "D020")
Comparable = str | PathLike[str] | Package


class Diff(Difference):
    """How package `b` differs from package `a`: what `diff` gives. `str()` and the notebook show a summary."""

    def __str__(self) -> str:
        return render(self)

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:
        printer.text(str(self))

    def transitions(self, table: str, *, same: bool = False, backend: Backend = "polars") -> Any:
        """The rows of a table that differ, as a Polars or pandas frame that a Pandera schema can validate.

        One row per key that came, went or changed: the key, `state` (added, removed, changed), and of each column c
        `c.old`, `c.new` and `c.changed`; `reason`, `retired_in`, `replaced_by` and `gone_since`. same: rows that stayed as
        they were, too. The table `codebook` stands for the codes of all vocabularies. Raises `Problem`: D003 no such table, H030 one that was not compared; `ValueError` for another
        backend.
        """
        from onrecord.history.code_transitions import CODEBOOK, code_transitions
        from onrecord.history.transitions import to_pandas, transitions

        if table == CODEBOOK and table not in self.tables:
            return _in_backend(code_transitions(self), backend, to_pandas)
        return _in_backend(transitions(self, table, same=same), backend, to_pandas)

    def metrics(self, *, backend: Backend = "polars") -> Any:
        """What both packages come to, as a Polars or pandas frame: table, column, metric, where, old, new, change.

        The metrics are rows, null_share, distinct, and of numbers and dates sum, mean, min, q25, q50, q75, max. Raises
        `Problem` when a table can't be read; `ValueError` for another backend.
        """
        from onrecord.history.metrics import metrics
        from onrecord.history.transitions import to_pandas

        return _in_backend(metrics(self), backend, to_pandas)


def _in_backend(frame: Any, backend: str, to_pandas: Callable[[Any], Any]) -> Any:
    if backend not in ("polars", "pandas"):
        raise ValueError(f"backend is “pandas” or “polars”, not “{backend}”")
    return frame if backend == "polars" else to_pandas(frame)


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
    key: Mapping[str, str | Sequence[str]] | None = None,
    ignore: str | Iterable[str] = (),
    where: str | None = None,
    tolerance: float = 0.0,
    relative_tolerance: float = 0.0,
    renamed: Mapping[str, str] | None = None,
    memory: int = MEMORY,
    progress: Progress | None = None,
) -> Diff:
    """How one data package differs from another, cell by cell, whatever the order of their rows.

    Rows are matched by primary key, whatever their order and however their values are stored; rows of a table without
    one are counted. What can't be compared (a file that can't be read, a key that stands twice) stands in `skipped` and
    counts as not the same. Equal files are not read.

    Parameters
    ----------
    a, b
        The earlier and the later one: versions of releases, folders, zip archives, addresses or opened packages.
    tables
        Only these: names, or one name.
    key
        The columns that identify a row, by table, where a package names none.
    ignore
        Columns that are left out: `column` or `table.column`.
    where
        SQL that rows must fulfil, as in `checks`.
    tolerance, relative_tolerance
        Numbers that are no further apart are the same; the second one is a share of the larger number.
    renamed
        Later names of tables (`ports`) and columns (`ports.name`), by the earlier ones.
    memory
        About how many bytes may be used; results and sorting go to disk beyond it.
    progress
        Is called with how much is done, and of how much.

    Returns
    -------
    Diff
        `same`, `counts`, `tables` (what changed in each), `contract` (what changed in the contract), `skipped`;
        `changes()` gives every changed cell as an Arrow table.

    Raises
    ------
    Problem
        D002 for no such release, D003 for no such table, D004 for no such package, D019 for no such column of a key,
        D020 for a condition that can't be asked.

    Examples
    --------
    >>> import onrecord
    >>> onrecord.diff("1.0.0", "1.0.1").same
    False
    """
    tables = [tables] if isinstance(tables, str) else tables
    first, second = open_compared(a), open_compared(b)
    left, right = _compared(first), _compared(second)
    options = diff_options(key, ignore, where, tolerance, relative_tolerance, renamed, [*left, *right])
    left = {options.table_name(name): table for name, table in left.items()}
    bare = undescribed(first, second)
    names = _chosen([*right, *(name for name in left if name not in right), *bare], tables)
    scratch, found = SpillFolder(memory // 8), {}
    comparison = TableComparison(first, second, options, memory, scratch)
    skipped: list[Finding] = []
    for number, name in enumerate(names):
        if progress:
            progress(number, len(names))
        if name in bare:
            skipped += compare_undescribed(first, second, name)
            continue
        try:
            found[name] = comparison.compared(left.get(name), right.get(name))
            skipped += comparison.left_out(left.get(name), right.get(name))
        except Problem as problem:
            if problem.findings[0].code in _MISUSED:
                raise
            skipped += problem.findings
    changes = compare_contracts(first.contract, second.contract)
    changes = [change for change in changes if _is_asked(change, options, names if tables is not None else None)]
    return Diff(
        a=package_label(first),
        b=package_label(second),
        contract=tuple(changes),
        tables=_with_retired(found, first, second),
        skipped=tuple(skipped),
        likely_renames=tuple(_likely_renames(left, right, names)),
        options=options,
        packages=(first, second),
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


def _is_asked(change: Change, options: DiffOptions, names: Sequence[str] | None) -> bool:
    """Whether a difference of the contracts is about what was asked for."""
    if names is not None and change.table not in names:
        return False
    return not (change.path[2:3] == ("fields",) and options.leaves_out(change.path[1], change.path[3]))


def _likely_renames(
    left: Mapping[str, Table], right: Mapping[str, Table], names: Sequence[str]
) -> Iterator[LikelyRename]:
    """Tables that are gone and new ones, of which most columns are the same."""
    for old in (name for name in left if name not in right and name in names):
        for new in (name for name in right if name not in left and name in names):
            columns = [{each.name for each in table.fields} for table in (left[old], right[new])]
            share = len(columns[0] & columns[1]) / len(columns[0] | columns[1]) if columns[0] else 0.0
            if share >= LIKELY_TABLE:
                yield LikelyRename(old, new, share)


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
