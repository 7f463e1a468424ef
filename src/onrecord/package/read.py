"""Reading a data package that `write` made: its contract from the descriptor, its rows from Parquet."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from onrecord.contract import Contract, from_descriptor
from onrecord.findings import Finding, Problem, did_you_mean, printable
from onrecord.package.catalogue import Address, find_release
from onrecord.reading.address import is_elsewhere


@dataclass(frozen=True)
class Package:
    """A data package on disk. Tables are read when asked for."""

    folder: Path
    descriptor: dict[str, Any]

    @cached_property
    def contract(self) -> Contract:
        """The contract that the package carries."""
        return from_descriptor(self.descriptor)

    @property
    def version(self) -> str:
        """The version of the release."""
        return str(self.descriptor.get("version", ""))

    @cached_property
    def resources(self) -> dict[str, dict[str, Any]]:
        """The descriptor's resources by table name."""
        return {resource["name"]: resource for resource in self.descriptor["resources"]}

    def resource(self, table: str) -> dict[str, Any]:
        """The descriptor's entry for a table.

        Raises `Problem`: D003 when there is no such table, P006 when its path leaves the package.
        """
        if table not in self.resources:
            raise Problem(
                Finding(
                    code="D003",
                    message=f"there is no table “{table}” in {self.descriptor.get('name', self.folder.name)}",
                    help=did_you_mean(table, self.resources) or f"tables: {', '.join(self.resources)}",
                )
            )
        resource = self.resources[table]
        path = str(resource.get("path"))
        if not (self.folder / path).resolve().is_relative_to(self.folder.resolve()):
            message = f"the path “{printable(path)}” leaves the package"
            raise Problem(Finding(code="P006", message=message, table=table, help="use another copy of the package"))
        return resource

    def read(self, table: str, columns: Sequence[str] | None = None) -> pa.Table:
        """The rows of a table (or some of its columns) as Arrow, in key order.

        Raises `Problem` (P012, and as `resource`) when the file is missing or damaged.
        """
        path = self.folder / str(self.resource(table)["path"])
        try:
            with pq.ParquetFile(path) as file:
                return file.read(columns=columns)
        except (OSError, pa.ArrowException) as error:
            message = f"the file can't be read as Parquet: {printable(str(error))}"
            help_ = "get it again; `onrecord verify` tells what else is wrong with a package"
            raise Problem(Finding(code="P012", message=message, file=str(path), help=help_)) from None


def _folder(package: str | PathLike[str]) -> Path:
    if not is_elsewhere(str(package)):
        return Path(package)
    from onrecord.package.fetched import fetch_package

    return fetch_package(str(package))


def open_package(
    package: str | PathLike[str] | Package | None = None, version: str | None = None, catalogue: Address = None
) -> Package:
    """The package in a folder, a zip archive or at an address, or a release of the catalogue (the newest, unless named)."""
    if isinstance(package, Package):
        return package
    folder = _folder(package) if package is not None else find_release(version, catalogue)
    folder = folder.parent if folder.name == "datapackage.json" else folder
    path = folder / "datapackage.json"
    try:
        return Package(folder, json.loads(path.read_text(encoding="utf-8")))
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
        raise Problem(Finding(code="D005", message=f"datapackage.json is not JSON: {error}", file=str(path))) from None
