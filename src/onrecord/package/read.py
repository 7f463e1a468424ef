"""Reading a data package, ours or anybody's: its contract from the descriptor, its rows in whatever format they stand."""

from __future__ import annotations

import json
import weakref
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from onrecord.contract import Contract, ContractError, Table, read_descriptor
from onrecord.findings import Finding, Problem, did_you_mean, printable
from onrecord.package.catalogue import Address, find_release
from onrecord.reading.address import DESCRIPTORS, is_elsewhere
from onrecord.reading.formats import WRITE_AS, TableFiles, table_files
from onrecord.reading.resource_files import resource_files

if TYPE_CHECKING:
    import polars as pl

    from onrecord.reading.temporary_files import Scratch


@dataclass(frozen=True)
class Package:
    """A data package on disk. Tables are read when asked for."""

    folder: Path
    descriptor: dict[str, Any]

    @cached_property
    def contract(self) -> Contract:
        """The contract that the package carries. Raises `ContractError` with all that is wrong with it."""
        contract, found = read_descriptor(self.descriptor)
        if any(finding.severity == "error" for finding in found):
            raise ContractError(*found)
        return contract

    @property
    def version(self) -> str:
        """The version of the release."""
        return str(self.descriptor.get("version", ""))

    @cached_property
    def resources(self) -> dict[str, dict[str, Any]]:
        """The descriptor's resources by table name."""
        return {resource["name"]: resource for resource in self.descriptor["resources"]}

    def resource(self, table: str) -> dict[str, Any]:
        """The descriptor's entry for a table. Raises `Problem` (D003) when there is no such table."""
        if table not in self.resources:
            raise Problem(
                Finding(
                    code="D003",
                    message=f"there is no table “{table}” in {self.descriptor.get('name', self.folder.name)}",
                    help=did_you_mean(table, self.resources) or f"tables: {', '.join(self.resources)}",
                )
            )
        return self.resources[table]

    def files(self, table: str) -> TableFiles:
        """The files of a table and their format.

        Raises `Problem`: D003 when there is no such table, P006 when a path leaves the package, P007 when a file is
        missing, P010 when its format is none that is read.
        """
        resource = self.resource(table)
        found = resource_files(resource, self.folder)
        if not found.whole:
            raise Problem(*found.findings)
        files = table_files(resource, found.paths, self.folder)
        if files is None:
            shown = printable(found.paths[0].name if found.paths else table)
            message = f"the format of {shown} is not known"
            raise Problem(Finding(code="P010", message=message, table=table, help=WRITE_AS))
        return files

    def read(self, table: str, columns: Sequence[str] | None = None) -> pa.Table:
        """The rows of a table (or some of its columns) as Arrow, in the order of its files.

        Of Parquet, columns have the types of the file; else those of the contract (`contract.arrow_schema`). Raises
        `Problem`: as `files` does, P012 or T027 when a file is damaged, T007 for a value that is none of its type.
        """
        from onrecord.reading.arrow_rows import arrow_rows, parquet_rows, stands_as_parquet

        files, described = self.files(table), self._described(table)
        if not stands_as_parquet(described, files):
            rows = arrow_rows(described, files, self._scratch)
            return rows if columns is None else rows.select(list(columns))
        try:
            return parquet_rows(files.paths, columns)
        except (OSError, pa.ArrowException) as error:
            message = f"the file can't be read as Parquet: {printable(str(error))}"
            help_ = "get it again; `onrecord verify` tells what else is wrong with a package"
            raise Problem(Finding(code="P012", message=message, file=str(files.paths[0]), help=help_)) from None

    def lazy(self, table: str) -> pl.LazyFrame:
        """The rows of a table as a lazy Polars frame of logical values, in the order of its files.

        Raises `Problem` as `files` does, and when a file can't be read.
        """
        from onrecord.reading.arrow_rows import lazy_rows

        return lazy_rows(self._described(table), self.files(table), self._scratch)

    def parquet_files(self, table: str) -> tuple[Path, ...]:
        """Parquet files with the rows of a table, in order: its own, or one that is written for as long as the
        package is in use. Raises `Problem` as `read` does.
        """
        from onrecord.reading.arrow_rows import parquet_files

        return parquet_files(self._described(table), self.files(table), self._scratch)

    def undescribed_columns(self, table: str) -> list[str]:
        """The columns of a table's files that its schema says nothing of. Raises `Problem` as `files` does."""
        from onrecord.reading.arrow_rows import undescribed_columns

        return undescribed_columns(self._described(table), self.files(table), self._scratch)

    def count(self, table: str) -> int:
        """How many rows a table has: as the descriptor tells, else they are counted. Raises `Problem` as `read` does."""
        rows = self.resource(table).get("rows")
        if isinstance(rows, int):
            return rows
        import pyarrow.parquet as pq

        from onrecord.reading.arrow_rows import stands_as_parquet

        files = self.files(table)
        if stands_as_parquet(self._described(table), files):
            return sum(int(pq.read_metadata(path).num_rows) for path in files.paths)
        return int(self.read(table).num_rows)

    def _described(self, table: str) -> Table:
        """The table's contract. Raises `Problem` (P010) when the package has none."""
        described = self.contract.tables.get(table)
        if described is None:
            message = f"no schema says what is in the table “{printable(table)}”"
            help_ = "describe its columns in the “schema” of the resource"
            raise Problem(Finding(code="P010", message=message, table=table, help=help_))
        return described

    @cached_property
    def _scratch(self) -> Scratch:
        from onrecord.reading.temporary_files import Scratch

        scratch = Scratch()
        weakref.finalize(self, scratch.close)
        return scratch


def _folder(package: str | PathLike[str]) -> Path:
    if not is_elsewhere(str(package)):
        return Path(package)
    from onrecord.package.fetched import fetch_package

    return fetch_package(str(package))


def open_package(
    package: str | PathLike[str] | Package | None = None, version: str | None = None, catalogue: Address = None
) -> Package:
    """The package in a folder, a zip archive or at an address, or a release of the catalogue (the newest, unless named).

    The descriptor may be JSON or YAML, and name schemas and dialects in files of their own. Raises `Problem`: D004 when
    there is none, D005 when it is not JSON, and what keeps other parts of it from being read.
    """
    if isinstance(package, Package):
        return package
    path = _folder(package) if package is not None else find_release(version, catalogue)
    if path.is_dir() or not path.suffix:
        found = (path / name for name in DESCRIPTORS if (path / name).is_file())
        path = next(found, path / DESCRIPTORS[0])
    try:
        text = path.read_text(encoding="utf-8-sig")
        descriptor = json.loads(text) if path.suffix == ".json" else None
    except (FileNotFoundError, NotADirectoryError):
        raise Problem(
            Finding(
                code="D004",
                message="there is no data package here",
                file=str(path),
                help="give the folder that holds datapackage.json",
            )
        ) from None
    except ValueError as error:
        raise Problem(Finding(code="D005", message=f"{path.name} is not JSON: {error}", file=str(path))) from None
    if descriptor is None or not _is_whole(descriptor):
        descriptor = _put_together(path)
    return Package(path.parent, descriptor)


def _is_whole(descriptor: Any) -> bool:
    """Whether a descriptor is one of a package in which all resources have names, and schemas and dialects in place."""
    resources = descriptor.get("resources") if isinstance(descriptor, dict) else None
    return isinstance(resources, list) and all(
        isinstance(each, dict)
        and isinstance(each.get("name"), str)
        and not any(isinstance(each.get(part), str) for part in ("schema", "dialect"))
        for each in resources
    )


def _put_together(path: Path) -> dict[str, Any]:
    """A descriptor with all of its parts. Raises `Problem` with all that is wrong."""
    from onrecord.checking.descriptor_files import read_package, resolve_references, resources_of
    from onrecord.checking.report import Report

    report = Report()
    descriptor = read_package(path, report)
    if descriptor is None:
        raise Problem(*report.findings)
    resources = resources_of(descriptor, path.name, report)
    for part in ("schema", "dialect"):
        resolve_references(part, resources, path.parent, report)
    return {**descriptor, "resources": resources}
