"""The public functions that need the heavier libraries: `schema` and `verify`.

Internal: may change in any release; what is public has a name in `onrecord` itself (docs/stability.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onrecord.findings import Finding, Problem, did_you_mean

if TYPE_CHECKING:
    from onrecord.checking.report import Report
    from onrecord.contract.pandera import Backend
    from onrecord.package.read import Package


def schema(
    table: str,
    backend: Backend = "pandas",
    *,
    across: bool = False,
    version: str | None = None,
    package: Any = None,
) -> Any:
    """The Pandera schema of a table, or of what may change in it, compiled from the contract that the release carries.

    Keys across tables are checked by `verify`. Validate with `lazy=True` to be told of everything at once.

    Parameters
    ----------
    table
        One of those that `tables` lists.
    backend
        "pandas" for frames as `load` gives them, edited or not; "polars" for those that Polars reads from the Parquet file.
    across
        The schema of transitions from one package to the next, as `diff(…).transitions(table)` gives them: checks with the
        codes of the rules in docs/history.md, and those in `transitions` of the table's schema. The table `codebook` stands
        for the codes of all vocabularies.
    version
        A release: "1.1.1", "1.1", ">=1,<2" or "latest"; the newest that is here when left out.
    package
        A data package instead of a release: its folder, its `datapackage.json`, a zip archive or an address.

    Returns
    -------
    pandera.DataFrameSchema
        Of `pandera.pandas` or `pandera.polars`.

    Raises
    ------
    Problem
        D002 for no such release, D003 for no such table, D004 for no such package.
    ValueError
        For another backend.

    Examples
    --------
    >>> import onrecord
    >>> figures = onrecord.load("figures")
    >>> len(onrecord.schema("figures").validate(figures, lazy=True)) == len(figures)
    True
    """
    from onrecord.contract.pandera import pandera_schema
    from onrecord.package.read import open_package

    contract = open_package(package, version).contract
    tables = contract.tables
    if across and table == "codebook" and table not in tables:
        from onrecord.history.across_rules import schema_of_rules
        from onrecord.history.code_transitions import code_rules

        return schema_of_rules(code_rules(), {}, backend, table)
    if table not in tables:
        raise Problem(
            Finding(
                code="D003",
                message=f"there is no table “{table}”",
                help=did_you_mean(table, tables) or f"tables: {', '.join(tables)}",
            )
        )
    if across:
        from onrecord.history.across_rules import across_schema

        return across_schema(tables[table], contract, backend)
    return pandera_schema(tables[table], backend)


def verify(
    package: str | PathLike[str] | Package | None = None,
    *,
    version: str | None = None,
    tables: Iterable[str] | None = None,
    schema: str | PathLike[str] | Mapping[str, Any] | None = None,
    since: str | PathLike[str] | Package | None = None,
    key: Mapping[str, str | Sequence[str]] | None = None,
    output: str | PathLike[str] | None = None,
    fail_fast: bool = False,
    memory: int | str | None = None,
    references: Mapping[str, str | PathLike[str]] | None = None,
    fetch: bool = False,
) -> Report:
    """Check a data package against its contract, or the file of one table against a schema.

    Nothing that was skipped counts as verified.

    Parameters
    ----------
    package
        A folder, its `datapackage.json`, a zip archive or an address; the newest release when left out. With `schema`, or
        when it is the file of a table, that one table.
    version
        A release, when no package is named.
    tables
        Only these: names, or one name.
    schema
        A Table Schema for one table: its file, or a map.
    since
        An earlier version of the package (a release, or where it lies): what changed since is checked by the rules on
        transitions and the bounds on metrics in its schemas, and its version must be as high as the changes ask.
    key
        The columns that tell rows apart, by table, where the package has no primary key.
    output
        A Parquet file that gets every failing row; it is written whole or not at all.
    fail_fast
        Stop at the first error.
    memory
        What keys are compared in: bytes, or "2GB" (default: `ONRECORD_MEMORY`, or a quarter of the machine's). What needs
        more goes to disk, which takes `onrecord[large]`; without it, such keys are said to be not verified.
    references
        Files with what is at addresses that the descriptor names for schemas and dialects.
    fetch
        Fetch schemas and dialects at other addresses over HTTPS; what was fetched once is kept.

    Returns
    -------
    Report
        `ok`, `findings`, and `checked`: how many files, rows and tables.

    Raises
    ------
    Problem
        When it can't be run: no such release (D002) or package (D004, P001), no size (P016), a file that can't be written
        (P017).

    Examples
    --------
    >>> import onrecord
    >>> report = onrecord.verify(version="1.1.1")
    >>> report.ok, report.checked["tables"]
    (True, 12)
    """
    from onrecord.checking import verify_package
    from onrecord.checking.options import options_from
    from onrecord.checking.single_table import is_table, verify_table
    from onrecord.package.references import References

    tables = [tables] if isinstance(tables, str) else tables
    known = References({address: Path(file) for address, file in (references or {}).items()}, fetch=fetch)
    with options_from(output, fail_fast=fail_fast, memory=memory, reference=known) as options:
        if isinstance(package, str | PathLike) and (schema is not None or is_table(Path(package))):
            described = schema if isinstance(schema, Mapping | None) else Path(schema)
            report = verify_table(Path(package), described, tables, options)
        elif isinstance(package, str | PathLike):
            report = verify_package(_brought(package), tables, options)
        else:
            from onrecord.package.read import open_package

            report = verify_package(open_package(package, version).folder, tables, options)
        if since is not None:
            from onrecord.history.since import verify_since
            from onrecord.package.read import open_package

            report.merge(verify_since(open_package(package, version), since, key=key))
        report.findings += options.note_left_out(report.findings)
        return report


def _brought(package: str | PathLike[str]) -> Path:
    from onrecord.reading.address import is_elsewhere

    if not is_elsewhere(str(package)):
        return Path(package)
    from onrecord.package.fetched import fetch_package

    return fetch_package(str(package))
