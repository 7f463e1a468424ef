"""The public functions that need the heavier libraries: `schema` and `verify`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onrecord.findings import Finding, Problem, did_you_mean

if TYPE_CHECKING:
    from onrecord.checking.report import Report
    from onrecord.contract.pandera import Backend
    from onrecord.package.read import Package


def schema(table: str, backend: Backend = "pandas", *, version: str | None = None, package: Any = None) -> Any:
    """The Pandera schema of a table, compiled from the contract that the release carries.

    `backend="pandas"` validates frames as `load` gives them, edited or not; `backend="polars"` those that
    Polars reads from the Parquet file. Validate with `lazy=True` to be told of everything at once. Keys
    across tables are checked by `verify`. Raises `Problem`: D002 no such release, D003 no such table, D004 no such
    package; `ValueError` for another backend.
    """
    from onrecord.contract.pandera import pandera_schema
    from onrecord.package.read import open_package

    tables = open_package(package, version).contract.tables
    if table not in tables:
        raise Problem(
            Finding(
                code="D003",
                message=f"there is no table “{table}”",
                help=did_you_mean(table, tables) or f"tables: {', '.join(tables)}",
            )
        )
    return pandera_schema(tables[table], backend)


def verify(
    package: str | PathLike[str] | Package | None = None,
    *,
    version: str | None = None,
    tables: Iterable[str] | None = None,
    schema: str | PathLike[str] | Mapping[str, Any] | None = None,
    output: str | PathLike[str] | None = None,
    fail_fast: bool = False,
    memory: int | str | None = None,
) -> Report:
    """Check a data package (a folder, its `datapackage.json`, a zip or an address;
    default: the newest release) against its contract; or the file of one table against a `schema`.

    Gives a `Report` with `findings`, what was `checked`, and `ok`. Nothing that was skipped counts as verified.
    `output` names a Parquet file that gets every failing row; it is written whole or not at all. `fail_fast` stops at
    the first error. `tables` are names of tables, or one name. `memory` (bytes, or "2GB"; default `ONRECORD_MEMORY` or a quarter of the machine's) bounds what
    keys are compared in; what needs more goes to disk, which takes `onrecord[large]` (without it, such keys are told as
    not verified). Raises `Problem` when it can't be run: no such release (D002) or package (D004, P001), no size (P016),
    a file that can't be written (P017).
    """
    from onrecord.checking import verify_package
    from onrecord.checking.options import options_from
    from onrecord.checking.single_table import is_table, verify_table

    tables = [tables] if isinstance(tables, str) else tables
    with options_from(output, fail_fast=fail_fast, memory=memory) as options:
        if isinstance(package, str | PathLike) and (schema is not None or is_table(Path(package))):
            described = schema if isinstance(schema, Mapping | None) else Path(schema)
            report = verify_table(Path(package), described, tables, options)
        elif isinstance(package, str | PathLike):
            report = verify_package(_brought(package), tables, options)
        else:
            from onrecord.package.read import open_package

            report = verify_package(open_package(package, version).folder, tables, options)
        report.findings += options.note_left_out(report.findings)
        return report


def _brought(package: str | PathLike[str]) -> Path:
    from onrecord.reading.address import is_elsewhere

    if not is_elsewhere(str(package)):
        return Path(package)
    from onrecord.package.fetched import fetch_package

    return fetch_package(str(package))
